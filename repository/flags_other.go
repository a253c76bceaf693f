//go:build !unix

package repository

// plainFile is empty where there is nothing to keep from; what is opened is looked at in any case.
const plainFile = 0
