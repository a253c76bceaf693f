//go:build unix

package pack

import "syscall"

// openFlags keeps a pipe in a file's place from being waited for.
const openFlags = syscall.O_NONBLOCK
