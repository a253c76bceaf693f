package inventory

import (
	"slices"

	"github.com/rollcall-dev/rollcall/nhi"
)

// useAt joins a way into a job with everything known of the job.
func (b *builder) useAt(s site, job *nhi.Job, c nhi.CredentialUse) nhi.Use {
	use := nhi.Use{
		Workflow:    s.workflow.Path,
		Job:         s.job.ID,
		Step:        c.Step,
		StepName:    stepName(job, c.Step),
		Route:       c.Route,
		Level:       c.Level,
		Input:       c.Input,
		Location:    c.Location,
		Environment: s.job.Environment,
		Action:      c.Action,
		Gates:       once(slices.Concat(s.job.Gates, b.calls.gates(s.workflow))),
		Checkout:    s.job.UntrustedCheckout,
		SelfHosted:  s.job.SelfHosted,
		OtherStore:  namesOtherStore(job, c.Step),
		Part:        c.Part,
		Download:    c.Download,
		Uploaded:    c.Uploaded,
	}
	if s.job.EnvironmentDynamic {
		use.Environment, use.Environments = "", s.job.Environments // an expression; what it becomes in a run is not known
	}
	if s.step >= 0 { // within a composite action: the step is the one that uses it
		use.Step, use.StepName = s.step, stepName(s.job, s.step)
	}
	use.Events, use.Untrusted = b.events(s.workflow)
	use.Events, use.Untrusted = less(use.Events, s.job.SkippedOn), less(less(use.Untrusted, s.job.SkippedOn), s.job.GuardedOn)
	if len(use.Untrusted) == 0 {
		use.Checkout = nil // what it checks out is ours
	}
	use.Injection = injectionOn(s.job, use.Untrusted, func(i nhi.Injection) bool { return !i.Variables && !i.Artifact })
	use.Variables = injectionOn(s.job, use.Untrusted, func(i nhi.Injection) bool { return i.Variables })
	use.Artifact = injectionOn(s.job, use.Untrusted, func(i nhi.Injection) bool { return i.Artifact })
	if c.Level == nhi.UseInStep && (c.Route == nhi.RouteEnv || c.Route == nhi.RouteRun) {
		use.Packages = packagesOf(job, c.Step)
	}
	if c.Action != nil && c.Level == nhi.UseInStep {
		use.Repository, use.Registry = b.otherRepository(s.workflow, job, c.Step), registryOf(job, c.Step)
	}
	return use
}

// less is the words that are not among others.
func less(words, others []string) []string {
	if len(others) == 0 { // nearly always
		return words
	}
	return slices.DeleteFunc(slices.Clone(words), func(w string) bool { return slices.Contains(others, w) })
}

// injectionOn is where the job takes in what a stranger wrote in one way, when one of the events starts it.
func injectionOn(job *nhi.Job, events []string, is func(nhi.Injection) bool) *nhi.Location {
	for _, injection := range job.Injections {
		if is(injection) && slices.ContainsFunc(injection.Events, func(e string) bool { return slices.Contains(events, e) }) {
			return &injection.Location
		}
	}
	return nil
}

// otherRepository is the repository that a step's action is told to work on, "" where it is the workflow's own.
func (b *builder) otherRepository(w *nhi.Workflow, job *nhi.Job, index int) string {
	for _, s := range job.Steps {
		if s.Index == index && fold(s.Repository) != fold(b.world.home(w.Repository).name) {
			return s.Repository
		}
	}
	return ""
}

// namesOtherStore tells whether a step, or above steps any of the job, names a store that speaks S3 and is not AWS's.
func namesOtherStore(job *nhi.Job, index int) bool {
	return slices.ContainsFunc(job.Steps, func(s nhi.Step) bool { return s.OtherStore && (s.Index == index || index < 0) })
}

// registryOf is the registry of images that a step's action logs in to, "" for none.
func registryOf(job *nhi.Job, index int) string {
	for _, s := range job.Steps {
		if s.Index == index {
			return s.Registry
		}
	}
	return ""
}

// packagesOf is what a step's script asks a registry of packages for.
func packagesOf(job *nhi.Job, index int) nhi.PackageUse {
	for _, s := range job.Steps {
		if s.Index == index {
			return s.Packages
		}
	}
	return ""
}

func stepName(job *nhi.Job, index int) string {
	for _, s := range job.Steps {
		if s.Index == index {
			return s.Name
		}
	}
	return ""
}

// events returns what starts a workflow, and which of it strangers can fire.
func (b *builder) events(w *nhi.Workflow) (all, untrusted []string) {
	key := b.calls.fileOf(w)
	if known, ok := b.calls.events[key]; ok {
		return known.all, known.untrusted
	}
	for _, t := range b.calls.effective(w) {
		all = append(all, t.Event)
		if t.Untrusted {
			untrusted = append(untrusted, t.Event)
		}
	}
	all, untrusted = once(all), once(untrusted)
	b.calls.events[key] = workflowEvents{all, untrusted}
	return all, untrusted
}

// once sorts words and drops repetitions.
func once[T ~string](words []T) []T {
	slices.Sort(words)
	return slices.Clip(slices.Compact(words))
}
