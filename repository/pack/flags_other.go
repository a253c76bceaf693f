//go:build !unix

package pack

// openFlags is empty where there is nothing to keep from.
const openFlags = 0
