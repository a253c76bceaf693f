package githubtest

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"net/http"
	"strconv"
	"sync"

	"github.com/vektah/gqlparser/v2"
	"github.com/vektah/gqlparser/v2/ast"
	"github.com/vektah/gqlparser/v2/validator"
)

// graphQLPath is where GraphQL is, and its name among the endpoints.
const graphQLPath = "/graphql"

//go:embed schema.graphql
var graphQLSchema string

var schemaOnce = sync.OnceValue(func() *ast.Schema {
	return gqlparser.MustLoadSchema(&ast.Source{Name: "schema.graphql", Input: graphQLSchema})
})

// node is an object of the graph: a value for each field, or a function of the field's arguments.
// "__typename" is its type.
type node map[string]any

type resolver func(arguments map[string]any) any

// maximumFirst is GitHub's bound on a connection's page and on the ids of one query.
const maximumFirst = 100

// serveGraphQL answers a query that GitHub's schema allows.
func (s *Server) serveGraphQL(w http.ResponseWriter, request *http.Request) {
	s.count(graphQLPath)
	x := exchange{Request: request, w: w, path: graphQLPath}
	var question struct {
		Query     string         `json:"query"`
		Variables map[string]any `json:"variables"`
	}
	if err := json.NewDecoder(request.Body).Decode(&question); err != nil || request.Method != http.MethodPost {
		s.t.Errorf("GraphQL: a %s without a query: %v", request.Method, err)
		s.refuse(w, http.StatusBadRequest)
		return
	}
	if status := s.admit(x, "graphql"); status != http.StatusOK {
		s.refuse(w, status)
		return
	}
	if x.fault = s.failing(graphQLPath); x.fault != nil && s.breakOff(x) {
		return
	}
	document, problems := gqlparser.LoadQueryWithRules(schemaOnce(), question.Query, nil)
	if problems != nil || len(document.Operations) != 1 {
		s.t.Errorf("GraphQL: %v", problems)
		s.refuse(w, http.StatusBadRequest)
		return
	}
	variables, err := validator.VariableValues(schemaOnce(), document.Operations[0], question.Variables)
	if err != nil {
		s.t.Errorf("GraphQL: %v", err)
		s.refuse(w, http.StatusBadRequest)
		return
	}
	if ids, ok := variables["ids"].([]any); ok && s.TooMuch != nil && s.TooMuch(ids) {
		s.deliver(x, map[string]any{"data": map[string]any{"nodes": nil}, "errors": []any{tooMuch}})
		return
	}
	e := &execution{server: s, variables: variables}
	data := e.object(document.Operations[0].SelectionSet, s.world.graph(), nil)
	s.deliver(x, map[string]any{"data": data, "errors": e.errors})
}

// tooMuch is how GitHub refuses to compute a query.
var tooMuch = map[string]any{"type": "RESOURCE_LIMITS_EXCEEDED", "path": []any{"nodes"}, "message": "Resource limits for this query exceeded."}

// deliver sends a GraphQL answer, as the fault spoils it.
func (s *Server) deliver(x exchange, answer map[string]any) {
	if answer["errors"].([]any) == nil {
		delete(answer, "errors")
	}
	body, err := json.Marshal(answer)
	if err != nil {
		s.t.Errorf("GraphQL: %v", err)
	}
	if x.fault != nil && x.fault.Kind == WrongType {
		body = []byte(`{"data":["unexpected"]}`)
	}
	s.write(x, body)
}

// execution answers one query.
type execution struct {
	server    *Server
	variables map[string]any
	errors    []any
}

// object resolves the selected fields of a node.
func (e *execution) object(selected ast.SelectionSet, from node, path []any) map[string]any {
	made := map[string]any{}
	for _, selection := range selected {
		switch field := selection.(type) {
		case *ast.Field:
			made[field.Alias] = e.field(field, from, append(path[:len(path):len(path)], field.Alias))
		case *ast.InlineFragment:
			e.fragment(made, field.TypeCondition, field.SelectionSet, from, path)
		case *ast.FragmentSpread:
			e.fragment(made, field.Definition.TypeCondition, field.Definition.SelectionSet, from, path)
		}
	}
	return made
}

// fragment adds the fields of a fragment when the node is of its type.
func (e *execution) fragment(made map[string]any, condition string, selected ast.SelectionSet, from node, path []any) {
	name, _ := from["__typename"].(string)
	if condition != "" && condition != name && !implements(name, condition) {
		return
	}
	for alias, value := range e.object(selected, from, path) {
		made[alias] = value
	}
}

func implements(name, condition string) bool {
	for _, possible := range schemaOnce().PossibleTypes[condition] {
		if possible.Name == name {
			return true
		}
	}
	return false
}

func (e *execution) field(field *ast.Field, from node, path []any) any {
	if e.server.fieldFails(field.Name) {
		e.errors = append(e.errors, map[string]any{
			"type": "FORBIDDEN", "path": path, "message": "Resource not accessible by integration",
		})
		return nil
	}
	arguments := field.ArgumentMap(e.variables)
	if first, ok := arguments["first"]; ok && number(fmt.Sprint(first), 0) > maximumFirst {
		e.server.t.Errorf("GraphQL: %s asks for the first %v; GitHub gives %d", field.Name, first, maximumFirst)
	}
	value := from[field.Name]
	if resolve, ok := value.(resolver); ok {
		value = resolve(arguments)
	}
	if value == nil && field.Definition.Type.NonNull && field.Name != "__typename" {
		e.server.t.Errorf("GraphQL: the fixture has no %s.%s, which is never null", from["__typename"], field.Name)
	}
	return e.complete(field, value, path)
}

// complete turns what a field holds into the answer.
func (e *execution) complete(field *ast.Field, value any, path []any) any {
	switch v := value.(type) {
	case node:
		if v == nil {
			return nil
		}
		return e.object(field.SelectionSet, v, path)
	case []node:
		all := make([]any, len(v))
		for i := range v {
			if v[i] != nil {
				all[i] = e.object(field.SelectionSet, v[i], append(path[:len(path):len(path)], i))
			}
		}
		return all
	}
	return value
}

// connection is GraphQL's list: the first of the nodes after a cursor.
func connection(name string, all []node, edges []node) resolver {
	return func(arguments map[string]any) any {
		from := number(text(arguments["after"]), 0)
		to := min(len(all), from+number(text(arguments["first"]), maximumFirst))
		c := node{
			"__typename": name, "totalCount": len(all), "nodes": all[min(from, to):to],
			"pageInfo": node{"__typename": "PageInfo", "hasNextPage": to < len(all), "endCursor": strconv.Itoa(to)},
		}
		if edges != nil {
			c["edges"] = edges[min(from, to):to]
		}
		return c
	}
}

func text(v any) string {
	if v == nil {
		return ""
	}
	return fmt.Sprint(v)
}
