// Package browser opens the HTML dashboard in a real Chromium. It is a module of its own, so
// that nothing of a browser's driver reaches the product.
//
//	CHROMIUM=/usr/bin/chromium AXE=…/axe.min.js go test ./...
package browser
