package main

import (
	"runtime"
	"runtime/debug"
	"runtime/metrics"
)

// A scan is short and allocates much that it soon drops: collecting less often saves a third of its
// time, and most scans of a change need not collect at all. The limit makes the collector work as usual where a large repository needs memory.
const (
	freeMemory  = 64 << 20 // bytes; up to here nothing is collected
	gcPercent   = 400
	memoryLimit = 224 << 20 // bytes
)

// boundMemory sets how often garbage is collected, for as long as the process lives.
//
// What a scan must hold can be more than the limit. The collector would then run without end, and
// take half of the time: after each collection the limit leaves room above what is in use.
func boundMemory() {
	debug.SetGCPercent(-1)
	debug.SetMemoryLimit(freeMemory)
	afterCollection(func() {
		debug.SetGCPercent(gcPercent)
		debug.SetMemoryLimit(limitAbove(memoryInUse()))
	})
}

// limitAbove returns the limit, in bytes, for a heap in which that many bytes are still in use, and so many others that
// count towards the limit but hold no objects: stacks, tables, gaps between objects.
func limitAbove(live, others uint64) int64 {
	return max(memoryLimit, int64(live+live/4+others))
}

// memoryInUse returns the bytes that the last collection could not free, and those that hold no objects.
func memoryInUse() (live, others uint64) {
	samples := []metrics.Sample{
		{Name: "/gc/heap/live:bytes"},
		{Name: "/memory/classes/total:bytes"},
		{Name: "/memory/classes/heap/released:bytes"},
		{Name: "/memory/classes/heap/free:bytes"},
		{Name: "/memory/classes/heap/objects:bytes"},
	}
	metrics.Read(samples)
	others = samples[1].Value.Uint64()
	for _, s := range samples[2:] {
		others -= min(s.Value.Uint64(), others)
	}
	return samples[0].Value.Uint64(), others
}

// afterCollection calls do after each collection. A finalizer is how a program is told of one: the
// object that bears it is garbage at once, and each call makes the next one.
func afterCollection(do func()) {
	runtime.SetFinalizer(&struct{ next *byte }{}, func(any) {
		do()
		afterCollection(do)
	})
}
