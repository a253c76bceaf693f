package policies

import (
	"cmp"
	"maps"
	"slices"
	"sync"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/topdown"

	"github.com/rollcall-dev/rollcall/nhi"
)

// covered notes which rules gave a value and which expressions were evaluated: it is a topdown.QueryTracer.
type covered struct {
	mu    sync.Mutex
	files map[string]map[span]bool
}

// span is a piece of a file, from its first character to behind its last one.
type span struct{ firstLine, firstColumn, lastLine, lastColumn int }

func spanOf(at *ast.Location) span {
	line, column := at.End()
	return span{at.Row, at.Col, line, column}
}

// has tells whether all of the other piece lies in this one.
func (s span) has(other span) bool {
	begins := cmp.Or(cmp.Compare(s.firstLine, other.firstLine), cmp.Compare(s.firstColumn, other.firstColumn))
	ends := cmp.Or(cmp.Compare(s.lastLine, other.lastLine), cmp.Compare(s.lastColumn, other.lastColumn))
	return begins <= 0 && ends >= 0
}

// Enabled implements topdown.QueryTracer.
func (*covered) Enabled() bool { return true }

// Config implements topdown.QueryTracer.
func (*covered) Config() topdown.TraceConfig { return topdown.TraceConfig{} }

// TraceEvent implements topdown.QueryTracer.
func (c *covered) TraceEvent(event topdown.Event) {
	switch node := event.Node.(type) {
	case *ast.Rule:
		if event.Op == topdown.ExitOp {
			c.add(node.Head.Location)
		}
	case *ast.Expr:
		if event.Op == topdown.EvalOp {
			c.add(node.Location)
		}
	}
}

func (c *covered) add(at *ast.Location) {
	if !at.HasFile() {
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.files[at.File] == nil {
		c.files[at.File] = map[span]bool{}
	}
	c.files[at.File][spanOf(at)] = true
}

// report tells of each file but the tests how many of the lines that do something were evaluated, and which were not.
func (c *covered) report(modules map[string]*ast.Module) []FileCoverage {
	var files []FileCoverage
	for _, file := range slices.Sorted(maps.Keys(modules)) {
		if isTest(file) {
			continue
		}
		missed := c.missed(file, modules[file])
		good, bad := lines(c.files[file]), lines(missed)
		f := FileCoverage{File: file}
		if good+bad > 0 {
			f.Percent = 100 * float64(good) / float64(good+bad)
		}
		for s := range missed {
			f.Uncovered = append(f.Uncovered, LineRange{First: s.firstLine, Last: s.lastLine})
		}
		nhi.Sort(f.Uncovered, func(a, b LineRange) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Last, b.Last)) })
		files = append(files, f)
	}
	return files
}

// missed is the rules and expressions of a file that nothing evaluated.
func (c *covered) missed(file string, m *ast.Module) map[span]bool {
	missed := map[span]bool{}
	note := func(at *ast.Location) {
		if !at.HasFile() {
			return
		}
		s := spanOf(at)
		for reached := range c.files[file] {
			if reached.has(s) {
				return
			}
		}
		missed[s] = true
	}
	ast.WalkRules(m, func(rule *ast.Rule) bool {
		note(rule.Head.Location)
		return false
	})
	ast.WalkExprs(m, func(e *ast.Expr) bool {
		if _, declares := e.Terms.(*ast.SomeDecl); !declares {
			note(e.Location)
		}
		return false
	})
	return missed
}

// lines counts the lines that pieces of a file lie on.
func lines(spans map[span]bool) int {
	on := map[int]bool{}
	for s := range spans {
		for line := s.firstLine; line <= s.lastLine; line++ {
			on[line] = true
		}
	}
	return len(on)
}
