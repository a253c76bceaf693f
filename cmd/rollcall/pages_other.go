//go:build !linux

package main

// preferLargePages asks for nothing: only Linux is to be asked.
func preferLargePages() {}
