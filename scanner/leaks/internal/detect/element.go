package detect

import (
	"strings"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// ofOtherAttribute tells whether only the element that a value's attribute belongs to is called a credential: <Password group="…"/>.
func ofOtherAttribute(line, match, secret string) bool {
	at, in := strings.Index(line, match), strings.Index(match, secret)
	return at >= 0 && in >= 0 && evidence.IsOtherAttribute(line[:at+in])
}
