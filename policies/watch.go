package policies

import (
	"context"
	"fmt"
	"runtime"
	"sync"
	"time"
)

// worker runs one policy after another, in a goroutine of its own whose stack has grown with the first: with a new one for each that
// would be a fortieth of what a scan of a change takes.
type worker struct {
	calls chan<- func() hearing
	said  <-chan hearing
}

func newWorker() *worker {
	calls, said := make(chan func() hearing), make(chan hearing, 1)
	go func() {
		for call := range calls {
			said <- call()
		}
	}()
	return &worker{calls, said}
}

// sideBySide calls all, as many at a time as there are processors, each with a worker that no other has meanwhile.
func sideBySide(all []func(*worker)) {
	next := make(chan func(*worker), len(all))
	for _, call := range all {
		next <- call
	}
	close(next)
	var workers sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(all)) {
		workers.Go(func() {
			w := newWorker()
			defer func() { close(w.calls) }()
			for call := range next {
				call(w)
			}
		})
	}
	workers.Wait()
}

// watch runs a policy within its time limit. A policy that does not stop when told to,
// since a built-in function does not return, is left behind, its worker replaced. With an error, nothing else that it said counts.
func (e *evaluation) watch(ctx context.Context, w *worker, h hearing, chunks []chunk, run func(context.Context) hearing) hearing {
	ctx, cancel := context.WithTimeout(ctx, e.set.limitFor(h.policy, chunks))
	defer cancel()
	w.calls <- func() (said hearing) {
		defer func() {
			if r := recover(); r != nil {
				said = h.failed(fmt.Errorf("the Rego evaluator failed: %v", r))
			}
		}()
		return run(ctx)
	}
	select {
	case h := <-w.said:
		return h
	case <-ctx.Done():
	}
	select {
	case h := <-w.said:
		return h
	case <-time.After(e.set.stopLimit):
		close(w.calls) // it ends if the policy ever does
		*w = *newWorker()
		h = h.failed(context.DeadlineExceeded)
		h.stuck = true
		return h
	}
}
