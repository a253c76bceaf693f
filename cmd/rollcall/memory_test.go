package main

import (
	"runtime"
	"testing"
)

func TestLimitLeavesRoomAboveWhatIsInUse(t *testing.T) {
	for inUse, want := range map[uint64]int64{
		0:         288 << 20,
		200 << 20: 288 << 20,
		600 << 20: 750 << 20,
	} {
		if got := limitAbove(inUse); got != want {
			t.Errorf("limit above %d MB in use: %d MB, want %d MB", inUse>>20, got>>20, want>>20)
		}
	}
}

func TestIsToldOfEachCollection(t *testing.T) {
	told := make(chan bool, 8)
	afterCollection(func() {
		select {
		case told <- true:
		default: // collections that the test did not ask for
		}
	})
	for range 3 {
		runtime.GC()
		<-told
	}
}

func TestHeapInUseCountsWhatIsHeld(t *testing.T) {
	held := make([]byte, 64<<20)
	runtime.GC()
	if got := heapInUse(); got < uint64(len(held)) {
		t.Errorf("%d bytes in use while %d are held", got, len(held))
	}
	runtime.KeepAlive(held)
}
