package rules

import (
	_ "embed"
	"sync"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/match"
)

// anchors are those of the default rules; TestAnchorsAreKnown writes them with -update. What is missing
// there is found at the start, which takes longer.
//
//go:embed anchors.tsv
var anchors string

// Anchors gives the anchors of the default rules, by expression.
var Anchors = sync.OnceValue(func() match.Known { return match.Read(anchors) })
