//go:build unix

package repository

import "syscall"

// plainFile are the flags that keep from waiting for a pipe and from following a link in a file's place.
const plainFile = syscall.O_NONBLOCK | syscall.O_NOFOLLOW
