// Package browser opens the HTML dashboard in a real Chromium. It is a module of its own, so
// that nothing of a browser's driver reaches the product.
//
//	AXE=…/axe.min.js PAGES=a.html:b.html go test ./...
package browser
