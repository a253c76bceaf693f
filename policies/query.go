package policies

import (
	"context"

	"github.com/open-policy-agent/opa/v1/ast"
	"github.com/open-policy-agent/opa/v1/storage"
	"github.com/open-policy-agent/opa/v1/storage/inmem"
	"github.com/open-policy-agent/opa/v1/topdown"
)

// query is what is asked of a policy: its rules `findings` and `passes`. The expression that asks is as the compiler
// would leave it, which is why OPA's package rego, that compiles it, is not needed.
type query struct {
	compiler *ast.Compiler
	body     ast.Body
}

// query makes the policy's query.
func (p *policy) query(compiler *ast.Compiler) query {
	body := ast.NewBody(p.ask("findings"))
	if p.hasPasses {
		body.Append(p.ask("passes"))
	}
	return query{compiler, body}
}

// ask is the expression that gives what a rule of the policy says its name.
func (p *policy) ask(rule string) *ast.Expr {
	return ast.Equality.Expr(ast.VarTerm(rule), ast.NewTerm(p.pkg.Append(ast.StringTerm(rule))))
}

// noData is the documents besides input that policies see: none.
var noData = inmem.New()

// newQuery is a query over no documents but its input that ends with the context; end is to be called when it was asked.
func newQuery(ctx context.Context, body ast.Body, compiler *ast.Compiler) (q *topdown.Query, end func(), err error) {
	txn, err := noData.NewTransaction(ctx, storage.TransactionParams{})
	if err != nil {
		return nil, nil, err
	}
	cancel := topdown.NewCancel()
	stop := context.AfterFunc(ctx, cancel.Cancel)
	end = func() {
		stop()
		noData.Abort(ctx, txn)
	}
	return topdown.NewQuery(body).WithCompiler(compiler).WithStore(noData).WithTransaction(txn).WithCancel(cancel), end, nil
}

// answers evaluates the query over an input document: for each answer the values of the rules, as encoding/json would
// decode them, with sets sorted.
func (e *evaluation) answers(ctx context.Context, q query, input *ast.Term) (answers []map[string]any, err error) {
	asked, end, err := newQuery(ctx, q.body, q.compiler)
	if err != nil {
		return nil, err
	}
	defer end()
	err = asked.WithInput(input).WithTime(e.now).WithStrictBuiltinErrors(true).
		Iter(ctx, func(result topdown.QueryResult) error {
			answer := map[string]any{}
			for _, rule := range []ast.Var{"findings", "passes"} {
				if term, ok := result[rule]; ok {
					if answer[string(rule)], err = ast.JSONWithOpt(term.Value, ast.JSONOpt{SortSets: true}); err != nil {
						return err
					}
				}
			}
			answers = append(answers, answer)
			return nil
		})
	return answers, err
}
