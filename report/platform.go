package report

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// coverage says how much of each organisation was read: "6,210 of 10,000 repositories of acme read".
func coverage(p *nhi.Platform) []string {
	if p == nil {
		return nil
	}
	var phrases []string
	for _, o := range p.Organizations {
		if o.RepositoriesKnown > 0 {
			phrases = append(phrases, fmt.Sprintf("%s of %s of %s read",
				grouped(int64(o.RepositoriesRead)), quantity(o.RepositoriesKnown, "repositories"), plain(o.Login)))
		}
	}
	return phrases
}

// wasRead says how much was read. What is said of an organisation's repositories, their number alone does not say again.
func wasRead(r nhi.Report) []string {
	organization, counts := coverage(r.Platform), r.Counts
	if len(organization) > 0 {
		counts = slices.DeleteFunc(slices.Clone(counts), func(c nhi.ScanCount) bool { return c.Unit == "repositories" })
	}
	return append(organization, scanned(counts)...)
}

// otherStores is what keeps a secret that is not for Actions: its name may be the same as that of one that is.
var otherStores = map[string]string{
	"dependabot-secret": "Dependabot", "codespaces-secret": "Codespaces", "agents-secret": "coding agent",
}

// homeOf says whose an identity is where its name alone does not: in the report of an organisation its repository
// or organisation, and the environment or the other store that keeps it.
func homeOf(target nhi.Target, i nhi.Identity) string {
	home := ""
	if target.Kind == "organization" {
		home = plain(i.Scope)
	}
	keeper := otherStores[i.Store]
	if i.Stored != nil && i.Stored.Environment != "" {
		keeper = plain(i.Stored.Environment)
		if home == "" {
			return "environment " + keeper
		}
	}
	if keeper == "" || home == "" {
		return keeper + home
	}
	return keeper + " of " + home
}

// subjectName is what a reader calls something that the score names and that is no identity: a gap, of which the
// reason says all.
func subjectName(id nhi.ID) string {
	if isGap(id) {
		return "not seen"
	}
	return plain(string(id))
}

// isGap tells whether the score means by an ID what could not be seen.
func isGap(id nhi.ID) bool { return strings.HasPrefix(string(id), "gap:") }

// alertEntry is what GitHub found when it tried an exposed value; nothing where it did not say.
func alertEntry(a *nhi.Alert) entry {
	if a == nil {
		return entry{}
	}
	e := entry{Href: safeLink(a.URL)}
	switch a.Validity {
	case "active":
		e.Text, e.State = "works: GitHub tried it", stateBad
	case "inactive":
		e.Text, e.State = "works no more: GitHub tried it", stateQuiet
	default:
		return entry{}
	}
	if a.Public {
		e.Text += ", seen in public"
	}
	return e
}

// platformSection is what GitHub says of an identity beyond what is said of every one.
func platformSection(i nhi.Identity) section {
	s := section{Heading: "What GitHub says"}
	s.Facts = append(s.Facts, storedFacts(i)...)
	s.Facts = append(s.Facts, webhookFacts(i.Webhook)...)
	s.Facts = append(s.Facts, runnerFacts(i.Runner)...)
	s.Facts = append(s.Facts, subjectFacts(i.Subject)...)
	s.Facts = append(s.Facts, accountFacts(i.Account)...)
	s.Facts = append(s.Facts, settingsFacts(i.Settings)...)
	return s
}

// told is a fact of the platform that is known or says why it is not; one that nobody looked for is left out.
func told[T any](label string, f nhi.Fact[T], cellOf func(T) cell) []fact {
	if f.Evidence == 0 {
		return nil
	}
	c := known(f, cellOf)
	one := fact{Label: label, Value: entry{Text: c.Text, State: c.State}, Evidence: f.Evidence.String()}
	if f.Source != "" {
		one.Source = &entry{Text: plain(f.Source)}
	}
	return []fact{one}
}

// choice writes a setting of which one value is bad.
func choice(bad bool) func(bool) cell {
	return func(on bool) cell {
		c := cell{Text: "no"}
		if on {
			c.Text = "yes"
		}
		if on == bad {
			c.State = stateWarn
		}
		return c
	}
}

// listed is a list of names as one fact, left out when there is none.
func listedFact(label string, names []string, state string) []fact {
	if len(names) == 0 {
		return nil
	}
	return []fact{{Label: label, Value: entry{Text: plain(someOf(names, namesListed, ", ")), State: state}}}
}

func textFact(label, text string) []fact {
	if text == "" {
		return nil
	}
	return []fact{{Label: label, Value: entry{Text: plain(text)}}}
}

func storedFacts(i nhi.Identity) []fact {
	s := i.Stored
	if s == nil {
		return nil
	}
	facts := told("Defined", s.Defined, choice(false))
	facts = append(facts, textFact("Level", strings.TrimSpace(string(s.Level)+" "+s.Environment))...)
	facts = append(facts, textFact("Granted to", visibilityText(*s))...)
	if s.Granted > 0 {
		facts = append(facts, textFact("Used by", fmt.Sprintf("%s of %s", thousands(s.UsedBy), many(s.Granted, "repository", "repositories")))...)
	}
	facts = append(facts, listedFact("Granted and never used by", i.Privilege.Unused, stateWarn)...)
	facts = append(facts, listedFact("Loses to a narrower one in", s.ShadowedIn, stateWarn)...)
	facts = append(facts, listedFact("Not decided for", s.Undecided, stateUnknown)...)
	return append(facts, listedFact("Looked for in", s.Searched, "")...)
}

func visibilityText(s nhi.Stored) string {
	switch {
	case s.Visibility == nhi.SecretForAll:
		return "all repositories"
	case s.Visibility == nhi.SecretForPrivate:
		return "all private repositories"
	case s.Visibility == nhi.SecretForSelected && s.Repositories == nil:
		return "selected repositories, which were not read"
	case s.Visibility == nhi.SecretForSelected:
		return many(len(s.Repositories), "selected repository", "selected repositories")
	}
	return string(s.Visibility)
}

func webhookFacts(w *nhi.Webhook) []fact {
	if w == nil {
		return nil
	}
	facts := textFact("Delivers to", w.Host)
	if w.Plaintext {
		facts = append(facts, fact{Label: "Encryption", Value: entry{Text: "none: http", State: stateBad}})
	}
	if w.Unverified {
		facts = append(facts, fact{Label: "Certificates", Value: entry{Text: "not checked", State: stateBad}})
	}
	facts = append(facts, told("Signed with a secret", w.HasSecret, choice(false))...)
	facts = append(facts, listedFact("Events", w.Events, "")...)
	return append(facts, told("Last answer", w.LastStatus, func(status int) cell {
		if status == 0 {
			return cell{Text: "none", State: stateWarn}
		}
		return cell{Text: fmt.Sprintf("HTTP %d", status)}
	})...)
}

func runnerFacts(r *nhi.Runner) []fact {
	if r == nil {
		return nil
	}
	facts := textFact("System", strings.TrimSpace(r.OS+" "+r.Version))
	online := fact{Label: "Connected", Value: entry{Text: "yes"}}
	if !r.Online {
		online.Value = entry{Text: "no", State: stateQuiet}
	}
	facts = append(facts, online)
	facts = append(facts, listedFact("Labels", r.Labels, "")...)
	facts = append(facts, textFact("Group", r.Group)...)
	facts = append(facts, told("Takes one job and is gone", r.Ephemeral, choice(false))...)
	facts = append(facts, told("Serves public repositories", r.PublicRepositories, choice(true))...)
	return append(facts, told("Serves all repositories", r.AllRepositories, choice(true))...)
}

func subjectFacts(s *nhi.Subject) []fact {
	if s == nil {
		return nil
	}
	facts := told("Subject made of", s.Claims, func(claims []string) cell {
		return cell{Text: plain(cmp.Or(strings.Join(claims, ", "), "the repository's name and the environment, branch or event"))}
	})
	return append(facts, told("Subject holds ids", s.Immutable, choice(false))...)
}

func accountFacts(m *nhi.Member) []fact {
	if m == nil {
		return nil
	}
	return append(textFact("Role", words(m.Role)), told("Second factor", m.TwoFactor, choice(false))...)
}

func settingsFacts(s *nhi.Settings) []fact {
	if s == nil {
		return nil
	}
	facts := textFact("Visibility", string(s.Visibility))
	facts = append(facts, told("Token without permissions:", s.Actions.DefaultToken, writeCell)...)
	if s.Undeclared > 0 {
		facts = append(facts, textFact("Applies to", many(s.Undeclared, "job", "jobs"))...)
	}
	facts = append(facts, told("Workflows may approve pull requests", s.Actions.ApprovesPullRequests, choice(true))...)
	facts = append(facts, told("Actions that may run", s.Actions.AllowedActions, func(v nhi.AllowedActions) cell { return cell{Text: words(v)} })...)
	facts = append(facts, told("Actions must be pinned", s.Actions.PinningRequired, choice(false))...)
	facts = append(facts, told("Secret scanning", s.SecretScanning, choice(false))...)
	facts = append(facts, told("Push protection", s.PushProtection, choice(false))...)
	facts = append(facts, told("Members need a second factor", s.TwoFactorRequired, choice(false))...)
	facts = append(facts, told("Classic tokens allowed", s.ClassicTokensAllowed, choice(true))...)
	facts = append(facts, told("GitHub's coding agent works in", s.AgentRepositories, func(v nhi.AgentReach) cell { return cell{Text: plain(string(v))} })...)
	var passes []string
	for _, b := range s.Bypasses {
		passes = append(passes, fmt.Sprintf("%s (%s, %s)", cmp.Or(b.Name, words(b.Actor)), b.Ruleset, words(b.Mode)))
	}
	return append(facts, listedFact("Pass rulesets", passes, stateWarn)...)
}

func writeCell(permission nhi.DefaultToken) cell {
	if permission == nhi.DefaultTokenWrite {
		return cell{Text: "may write everything", State: stateWarn}
	}
	return cell{Text: "reads"}
}
