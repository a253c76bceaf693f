package leaks

import (
	"context"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/detect"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/history"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/rules"
)

const name = "leaks"

// Source finds exposed credentials in a repository or folder.
type Source struct {
	repo   *repository.Repository
	opts   Options
	redact *redactor // of the last Observe
	state  []byte    // that it left
	note   string    // why it did not use the one it was given
	public bool      // the last Observe judged as a published project's

	silenced []Silenced
	commits  commits
}

// New makes the source for a repository.
func New(repo *repository.Repository, opts Options) *Source {
	if opts.MaxFileSize <= 0 {
		opts.MaxFileSize = DefaultMaxFileSize
	}
	if opts.Rules == nil {
		opts.Rules = repo.FS()
	}
	if opts.Workers <= 0 {
		opts.Workers = runtime.GOMAXPROCS(0)
	}
	return &Source{repo: repo, opts: opts, commits: commits{read: make(chan struct{})}}
}

// Mask gives text, such as a name that another source read, without the credentials in it: the
// values that the last Observe found, and whatever the rules take for one. It needs an Observe
// before it, and is for one goroutine at a time.
func (s *Source) Mask(ctx context.Context, text string) string {
	if len(text) < minimumRedacted || s.redact == nil {
		return text
	}
	return s.redact.text(ctx, text)
}

// Published tells whether the last Observe judged the head as a published project's, of which fewer kinds of values are
// listed: see published.
func (s *Source) Published() bool { return s.public }

// Name implements scanner.Source.
func (*Source) Name() string { return name }

// Observe implements scanner.Source. It gives one exposure for each rule, value and path, sorted
// by path, line and rule.
func (s *Source) Observe(ctx context.Context) (nhi.Observations, error) {
	scan, err := s.prepare(ctx)
	if err != nil {
		s.commits.tell(nil)
		return nhi.Observations{}, err
	}
	s.commits.tell(scan.history)
	look := scan.read
	if scan.added() {
		look = scan.readAdded
	}
	if err := look(ctx); err != nil {
		return nhi.Observations{}, err
	}
	return scan.observations(ctx)
}

// scan is one run of a Source.
type scan struct {
	*Source
	rules    *detect.Ruleset
	engine   *detect.Engine
	ignored  ignored
	gaps     []nhi.Gap
	history  *history.History        // nil when not asked for
	head     files                   // of HEAD
	worktree map[string]string       // path to object in the files; without git the same as head
	hits     map[string][]detect.Hit // by object, those that have some
	progress progress

	// Where only what is new counts, as in a range: see added.
	candidates map[string]bool     // paths with something new that may count
	known      map[string][]string // by path: the objects whose values are not new
	moved      []string            // objects whose values are not new under a path that known has not
	seen       map[string]bool     // objects that were looked at; nil when these are all there are
	hushed     []*exposed          // not new, but for the comment that now suppresses it; with Options.Proposed
	readErr    error               // why gathering could not look at an object

	opinions map[*exposed]*opinion // so far

	// What passes from one scan to the next: see State.
	past    *past              // nil for none
	resumed bool               // the history is the past's, and what is new
	origins map[string]origin  // by object: what of the past a new one was made from
	items   []item             // objects of the history, those of the past left out when resumed
	kept    map[string]content // by object; nil when nothing is to be remembered

	messages  []outcome       // of commits, in which something was found
	inMessage map[string]bool // by commit, the same
}

// added tells whether only what is new counts.
func (c *scan) added() bool { return c.opts.Range != nil || c.opts.Staged }

// prepare loads the rules and reads the names of everything, side by side.
func (s *Source) prepare(ctx context.Context) (*scan, error) {
	c := &scan{Source: s, worktree: map[string]string{}, hits: map[string][]detect.Hit{}, inMessage: map[string]bool{}, opinions: map[*exposed]*opinion{}}
	s.state, s.note, s.silenced = nil, "", nil
	if s.opts.Remember {
		c.kept = map[string]content{}
	}
	var ruleErr, historyErr error
	group, ctx := errgroup.WithContext(ctx)
	ruled := make(chan struct{})
	group.Go(func() (err error) {
		defer close(ruled)
		c.rules, c.engine, ruleErr, err = detect.Load(s.opts.Rules)
		return err
	})
	search := func(commit, message string) bool {
		<-ruled
		return c.engine != nil && c.searchMessage(commit, message)
	}
	switch {
	case s.opts.Range != nil:
		group.Go(func() (err error) {
			c.history, err = history.ReadRange(ctx, s.repo, search, *s.opts.Range)
			return err
		})
	case s.opts.Staged:
	default:
		group.Go(func() (err error) {
			c.head, err = filesOfHead(ctx, s.repo)
			return err
		})
		if s.opts.History && s.repo.HasGit() {
			group.Go(func() (err error) {
				<-ruled
				historyErr, err = c.readHistory(ctx)
				return err
			})
		}
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	c.tellUnusable(ruleErr, historyErr)
	return c, nil
}

// readHistory takes the history from the state, or all of it from git; incomplete says why git stopped.
func (c *scan) readHistory(ctx context.Context) (incomplete, err error) {
	if c.engine == nil {
		return nil, nil // what happened to the rules is an error already
	}
	if done, err := c.recall(ctx); done || err != nil {
		return nil, err
	}
	c.messages = nil // what was read so far is read again
	c.history, incomplete = history.Read(ctx, c.repo, c.searchMessage, "--all")
	return incomplete, ctx.Err()
}

// tellUnusable makes gaps of rules, a history and fingerprints that could not be used, and takes the fingerprints that can.
func (c *scan) tellUnusable(ruleErr, historyErr error) {
	if ruleErr != nil {
		c.gap(rules.File, nhi.GapUnparsable, fmt.Sprintf("The repository's rules were not used, gitleaks' default rules were: %v.", ruleErr))
	}
	if c.rules.Empty() {
		c.gap(rules.File, nhi.GapSkippedRule, "The file has no rules, and extends none: nothing was searched for credentials. `[extend]` with `useDefault = true` adds the default rules.")
	}
	if historyErr != nil {
		c.gap("history", nhi.GapUnreadable, fmt.Sprintf("git stopped after %d commits: an object is missing or damaged. What lies behind it was not read.", len(c.history.Commits)))
	}
	if c.history != nil && c.history.Unsearched {
		c.gap("commit messages", nhi.GapTooLarge, "A commit's message is larger than 4 MiB: no message was searched.")
	}
	list, gaps := loadIgnored(c.opts.Rules)
	c.ignored, c.gaps = list.with(c.opts.Ignored), append(c.gaps, gaps...)
}
