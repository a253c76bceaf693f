package main

import (
	"context"
	"path/filepath"
	"slices"

	"github.com/rollcall-dev/rollcall/baseline"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner"
)

// review is the roll call of a change that a stranger may have made: what its head has is judged by what
// its base declares, with the base's policies, and compared with the base. Nothing is checked out.
//
// Of the head's declarations counts only what the base says nothing of: whoever adds an identity may declare it
// in the same change. Nothing that the base declares can be changed by the change that it judges.
func review(ctx context.Context, repo target, o options) (roll, error) {
	baseFiles, err := repo.CommitFS(ctx, repo.added.Base)
	if err != nil {
		return roll{}, err
	}
	base, err := readLaw(baseFiles, o.in(repo))
	if err != nil {
		return roll{}, ofBase(err)
	}
	before, err := reviewBase(ctx, repo, base, o)
	if err != nil {
		return roll{}, err
	}

	files, exposed := sources(repo, baseFiles, base.declared.Config.Scan, false, o)
	observed, err := scanner.Observe(ctx, append(files, exposed)...)
	if err != nil {
		return roll{}, err
	}
	after, changes := proposed(baseFiles, repo.FS(), base, o.in(repo))
	base.changes = append(changes, base.silenced(exposed.Silenced())...)
	report, stuck := base.judge(ctx, repo.described(false, o.sensitivity), observed, repo.Gaps(), o.now)
	if stuck == nil {
		report, stuck = base.declaredAnew(ctx, report, before, after, observed, o)
	}
	if stuck != nil && !isStuck(stuck) {
		return roll{}, stuck
	}
	report = baseline.Compare(report, before)
	return finish(ctx, report, exposed, base, stuck)
}

// declarative are the policies that ask for a declaration, and nothing else.
var declarative = []string{
	"unregistered", "no_owner", "owner_inferred", "no_business_owner", "agent_undeclared", "attestation_overdue", "criticality_undeclared",
}

// declaredAnew lets a change declare what it adds: of an identity that the base does not have, the change's own
// entry of the registry counts, as far as policies ask for nothing but a declaration. All else stays as the base judges it.
func (l law) declaredAnew(ctx context.Context, report, before nhi.Report, after law, observed nhi.Observations, o options) (nhi.Report, error) {
	added := map[nhi.ID]int{}
	for i, identity := range report.Identities {
		added[identity.ID] = i
	}
	for _, identity := range before.Identities {
		delete(added, identity.ID)
	}
	if len(added) == 0 {
		return report, nil
	}
	l.declared = l.declared.WithEntries(after.declared)
	declared, err := l.judge(ctx, report.Target, observed, nil, o.now)
	if err != nil {
		return report, err
	}
	asked := map[string]bool{}
	for _, f := range declared.Findings {
		asked[f.Fingerprint] = true
	}
	report.Findings = slices.DeleteFunc(report.Findings, func(f nhi.Finding) bool {
		_, fresh := added[f.Identity]
		return fresh && slices.Contains(declarative, f.Policy) && !asked[f.Fingerprint]
	})
	for _, identity := range declared.Identities {
		if i, fresh := added[identity.ID]; fresh {
			report.Identities[i] = identity
		}
	}
	report.Score = l.score(report.Identities, report.Findings, report.Gaps, o.now)
	return report, nil
}

// reviewBase is the report of where the change began, but for credentials in files: of these only what the
// change adds is looked for.
func reviewBase(ctx context.Context, repo target, base law, o options) (nhi.Report, error) {
	since := repo.added.MergeBase
	if since == "" {
		since = repo.added.Base
	}
	files, err := repo.CommitFS(ctx, since)
	if err != nil {
		return nhi.Report{}, err
	}
	observed, err := scanner.Observe(ctx, fileSources(files, repo.Target().Name, base.declared.Config.Scan)...)
	if err != nil {
		return nhi.Report{}, err
	}
	target := repo.described(false, o.sensitivity)
	target.Commit, target.Base = since, ""
	before, err := base.judge(ctx, target, observed, nil, o.now)
	if isStuck(err) {
		err = nil // it will stick again, and be told of, with the head
	}
	return before, err
}

// in gives the options with the configuration and the policies that lie in the repository named by
// their paths in it, so that they are read as the base has them. Others are the machine's own and stay.
func (o options) in(repo target) options {
	o.configInside = inside(repo.Top(), o.config)
	o.policiesInside = inside(repo.Top(), o.policies)
	return o
}

// inside gives the path of a file within a folder, "" when it lies elsewhere. Neither has to exist; links in the
// paths count as where they lead to.
func inside(folder, file string) string {
	if file == "" {
		return ""
	}
	rel, err := filepath.Rel(resolved(folder), resolved(file))
	if err != nil || !filepath.IsLocal(rel) {
		return ""
	}
	return filepath.ToSlash(rel)
}

// resolved is a path without links, as far as it exists.
func resolved(name string) string {
	absolute, err := filepath.Abs(name)
	if err != nil {
		return name
	}
	if real, err := filepath.EvalSymlinks(absolute); err == nil {
		return real
	}
	parent := filepath.Dir(absolute)
	if parent == absolute {
		return absolute
	}
	return filepath.Join(resolved(parent), filepath.Base(absolute))
}

// baseError says that what is wrong is wrong in the base: the change cannot mend its own judgement.
type baseError struct{ error }

func ofBase(err error) error { return usageError{error: baseError{err}, hint: hintOf(err)} }

func (e baseError) Error() string { return "what the base declares cannot be used: " + e.error.Error() }

func (e baseError) Unwrap() error { return e.error }
