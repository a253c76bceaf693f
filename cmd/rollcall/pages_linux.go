package main

import (
	"runtime/debug"
	"syscall"
)

// preferLargePages asks the kernel for large pages where a short scan's memory will lie. To give each small page when it is first
// touched takes a sixth of such a scan's time. A kernel that gives large pages to all or to none does as it did before. It is to be
// called before boundMemory, for which a collection is what ends the time without any.
func preferLargePages() {
	debug.SetGCPercent(-1) // one collection is enough
	memory := make([]byte, freeMemory)
	_ = syscall.Madvise(memory, syscall.MADV_HUGEPAGE) // where it is refused pages are small, as ever
	debug.FreeOSMemory()                               // nothing of it was touched: what is allocated from now on comes to lie there
}
