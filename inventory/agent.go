package inventory

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// addAgents adds the AI agents, joined with the jobs they run in.
func (b *builder) addAgents() {
	exposed := b.exposedAt()
	agents := joinCompiled(b.seen.Agents)
	several := map[agentFile]int{}
	for _, agent := range agents {
		several[agentFileOf(agent)]++
	}
	for _, agent := range agents {
		w, job := b.jobOf(agent)
		identity := b.newAgent(agent, job, several[agentFileOf(agent)] > 1)
		if job != nil {
			b.joinJob(identity, w, job)
		}
		for _, inline := range inlineOf(agent) {
			for _, home := range exposed[b.lineOf(inline.Location)] {
				reason := fmt.Sprintf("its value is written in the agent's configuration at %s", inline.Location.String())
				link(identity, home, nhi.RelationHolds, nhi.RelationHeldBy, reason)
			}
		}
	}
}

// agentFile is an agent's product and where it is configured.
type agentFile struct{ repository, path, product string }

func agentFileOf(a nhi.Agent) agentFile {
	return agentFile{a.Location.Repository, a.Location.Path, a.Product}
}

// joinCompiled makes one of an agent and what it was compiled from: triage.lock.yml runs what triage.md says.
func joinCompiled(agents []nhi.Agent) []nhi.Agent {
	compiled := map[agentFile]int{} // by what they were compiled from
	for i, a := range agents {
		if stem, ok := strings.CutSuffix(a.Location.Path, ".lock.yml"); ok && a.Form == nhi.AgentInWorkflow {
			compiled[agentFile{a.Location.Repository, stem + ".md", a.Product}] = i
		}
	}
	joined := slices.Clone(agents)
	for _, source := range agents {
		if i, ok := compiled[agentFileOf(source)]; ok && source.Form == nhi.AgentInConfig {
			a := &joined[i]
			a.Settings, a.Servers, a.Inline = slices.Concat(a.Settings, source.Settings), slices.Concat(a.Servers, source.Servers), slices.Concat(a.Inline, source.Inline)
		}
	}
	return slices.DeleteFunc(joined, func(a nhi.Agent) bool {
		_, ok := compiled[agentFileOf(a)]
		return ok && a.Form == nhi.AgentInConfig
	})
}

// newAgent makes the identity of an agent; several tells that its file has more of its product. Its ID names the step by
// its id where it has one, since the index changes with every step before it.
func (b *builder) newAgent(agent nhi.Agent, job *nhi.Job, several bool) *nhi.Identity {
	scope := b.world.home(agent.Location.Repository).name
	native, name := agent.Location.Path+"#"+slug(agent.Product), agent.Product+" ("+agent.Location.Path+")"
	switch {
	case agent.Location.Path == "": // set on the platform
		native, name = slug(agent.Product), agent.Product+" of "+scope
	case agent.Form == nhi.AgentInWorkflow:
		step := agent.Job + "/" + stepOrProduct(agent, job)
		native = agent.Location.Path + "#" + step
		if several {
			name = agent.Product + " (" + agent.Location.Path + ", " + step + ")"
		}
	}
	id := githubID(scope, keptAgent, native)
	for first := id; b.identities[id] != nil; { // where the last one ended: a job may have thousands
		b.agents[first]++
		id = githubID(scope, keptAgent, native+"-"+strconv.Itoa(b.agents[first]+1))
	}
	return b.identity(nhi.Identity{
		ID: id, Kind: nhi.KindAgent, Name: name, Store: keptAgent, Scope: scope,
		Credential: nhi.Credential{Service: agent.Vendor, Category: nhi.CategoryAI, Kind: nhi.KindAgent},
		Lifetime:   nhi.LifetimeStatic, Agent: &agent,
	})
}

func stepOrProduct(agent nhi.Agent, job *nhi.Job) string {
	if job != nil {
		for _, s := range job.Steps {
			if s.Index == agent.Step && s.ID != "" {
				return s.ID
			}
		}
	}
	return slug(agent.Product)
}

// slug is a title as part of an ID, without what would have to be quoted: "A model's key" is a-models-key.
func slug(title string) string {
	words := strings.Fields(strings.Map(func(r rune) rune {
		if r == '\'' || r == '"' || r == '`' {
			return -1
		}
		return r
	}, title))
	return strings.ToLower(strings.Join(words, "-"))
}

// jobOf finds the job that an agent of a workflow runs in.
func (b *builder) jobOf(agent nhi.Agent) (*nhi.Workflow, *nhi.Job) {
	if agent.Form != nhi.AgentInWorkflow {
		return nil, nil
	}
	w := b.calls.files[b.calls.file(agent.Location.Repository, agent.Location.Path)]
	if w == nil {
		return nil, nil
	}
	for j := range w.Jobs {
		if w.Jobs[j].ID == agent.Job {
			return w, &w.Jobs[j]
		}
	}
	return nil, nil
}

// joinJob gives an agent what the job has that it runs in: permissions, triggers, and the secrets in reach. That of a
// composite action runs in the jobs that use the action, and has what they have together.
func (b *builder) joinJob(identity *nhi.Identity, w *nhi.Workflow, job *nhi.Job) {
	agent := identity.Agent
	action := actionOf(job, agent.Step)
	agent.Secrets = b.inReach(identity, site{w, job, -1}, action)
	for _, s := range b.stepSites(w, job) {
		identity.Uses = append(identity.Uses, b.useAt(s, job, nhi.CredentialUse{
			Route: nhi.RouteOther, Level: nhi.UseInStep, Step: agent.Step, Action: action, Location: agent.Location,
		}))
		agent.Permissions = stronger(agent.Permissions, s.job.Permissions)
		agent.Triggers = b.withTriggers(agent.Triggers, s)
		if s.job != job {
			agent.Secrets = append(agent.Secrets, b.inReach(identity, s, action)...)
		}
		b.noteTokenPower(identity, s.workflow, s.job.Permissions)
	}
	agent.Secrets = once(agent.Secrets)
	b.ran(identity, b.calls.runsOf(w)...)
}

// stronger is the permissions that let more be written, of those that are known.
func stronger(known, other *nhi.Permissions) *nhi.Permissions {
	if known == nil || other != nil && powerOf(other).Rank() > powerOf(known).Rank() {
		return other
	}
	return known
}

// withTriggers adds what starts a job, each once. Where its conditions keep strangers out, they do not start it.
func (b *builder) withTriggers(triggers []nhi.Trigger, s site) []nhi.Trigger {
	for _, t := range b.calls.effective(s.workflow) {
		t.Untrusted = t.Untrusted && !slices.Contains(s.job.GuardedOn, t.Event) && !slices.ContainsFunc(s.job.Gates, keepsOut)
		if !slices.Contains(s.job.SkippedOn, t.Event) && !slices.Contains(triggers, t) {
			triggers = append(triggers, t)
		}
	}
	return triggers
}

// keepsOut tells of gates that no stranger passes.
func keepsOut(g nhi.Gate) bool {
	return g == nhi.GateActor || g == nhi.GateAssociation || g == nhi.GateFork
}

// inReach is the names of the secrets that an agent can read: those handed to its step, its job or its workflow, "*" for all.
// What other steps of the job are given is not in its environment. Of what a job hands to a composite action, it has the
// variables, and the inputs that the action hands on to it.
func (b *builder) inReach(identity *nhi.Identity, s site, action *nhi.ActionRef) []string {
	step := identity.Agent.Step
	if s.step >= 0 {
		step = s.step
	}
	var names []string
	for _, c := range s.job.Credentials {
		switch {
		case c.Store != nhi.UseOfSecrets || isToken(c.Name) || c.Step >= 0 && c.Step != step:
			continue
		case c.Route == nhi.RouteInherit && identity.Agent.Step >= 0:
			continue // for the workflow that the job calls, which has no steps of its own here
		case s.step >= 0 && c.Route != nhi.RouteEnv && (c.Action == nil || action == nil || c.Action.Raw != action.Raw):
			continue // for another action inside
		case c.Name == "" || c.Name == "*":
			names = append(names, "*")
			link(identity, b.allSecrets(s.workflow), nhi.RelationReads, nhi.RelationReadBy, "handed over at "+c.Location.String())
			continue
		}
		names = append(names, b.readsSecret(identity, site{s.workflow, s.job, -1}, c)...)
	}
	return names
}

// readsSecret ties an agent to the secrets that it is given under a name, and returns their names.
func (b *builder) readsSecret(identity *nhi.Identity, s site, c nhi.CredentialUse) (names []string) {
	for _, given := range b.supplies(s, nhi.StoreActions, c.Name) {
		if given.identity == nil {
			continue // a token
		}
		names = append(names, given.origin.secret)
		if len(names) <= maxTied {
			link(identity, given.identity, nhi.RelationReads, nhi.RelationReadBy, "handed over at "+c.Location.String())
		}
	}
	return names
}

// inlineOf is every literal credential in an agent's configuration.
func inlineOf(agent nhi.Agent) []nhi.InlineCredential {
	all := slices.Clone(agent.Inline)
	for _, s := range agent.Servers {
		all = append(all, s.Inline...)
	}
	return all
}

// line is a line of a file.
type line struct {
	file   file
	number int
}

func (b *builder) lineOf(l nhi.Location) line {
	return line{b.calls.file(l.Repository, l.Path), l.Line}
}

// exposedAt is the identities that have a value exposed at a line of a file as it is.
func (b *builder) exposedAt() map[line][]*nhi.Identity {
	exposed := map[line][]*nhi.Identity{}
	for _, identity := range b.identities {
		for _, e := range identity.Exposures {
			if standsThere(e) {
				key := b.lineOf(e.Location)
				exposed[key] = append(exposed[key], identity)
			}
		}
	}
	return exposed
}
