package rules

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"fmt"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
)

// Fingerprint changes with the rules, and with their order.
func (c *Set) Fingerprint() string {
	var t telling
	t.text(c.Path)
	t.number(len(c.Order))
	t.allowlists(c.Allowlists)
	for _, id := range c.Order {
		r := c.Rules[id]
		t.text(r.ID, expressionText(r.Regex), expressionText(r.Path), fmt.Sprint(r.Entropy, r.SkipReport))
		t.number(r.SecretGroup)
		t.list(r.Keywords)
		for _, required := range r.RequiredRules {
			t.text(required.RuleID)
			t.number(limit(required.WithinLines))
			t.number(limit(required.WithinColumns))
		}
		t.allowlists(r.Allowlists)
	}
	sum := sha256.Sum256(t.told)
	return hex.EncodeToString(sum[:])
}

// telling writes values one after the other, each so that it cannot be taken for others.
type telling struct{ told []byte }

func (t *telling) number(n int) { t.told = binary.AppendVarint(t.told, int64(n)) }

func (t *telling) text(values ...string) {
	for _, v := range values {
		t.number(len(v))
		t.told = append(t.told, v...)
	}
}

func (t *telling) list(values []string) {
	t.number(len(values))
	t.text(values...)
}

func (t *telling) allowlists(lists []*Allowlist) {
	t.number(len(lists))
	for _, a := range lists {
		t.number(int(a.MatchCondition))
		t.text(a.RegexTarget)
		for _, list := range [][]string{a.Commits, a.StopWords, a.Paths, a.Regexes} {
			t.list(list)
		}
	}
}

func expressionText(e *lazyregexp.Expression) string {
	if e == nil {
		return ""
	}
	return e.String()
}

func limit(n *int) int {
	if n == nil {
		return -1
	}
	return *n
}
