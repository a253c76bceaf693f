package main

import (
	"runtime"
	"testing"
)

func TestLimitLeavesRoomAboveWhatIsInUse(t *testing.T) {
	const mb = 1 << 20
	for _, c := range []struct{ live, others, want uint64 }{
		{0, 0, 224 * mb},
		{150 * mb, 30 * mb, 224 * mb},
		{600 * mb, 0, 750 * mb},
		{600 * mb, 50 * mb, 800 * mb},
	} {
		if got := limitAbove(c.live, c.others); got != int64(c.want) {
			t.Errorf("limit above %d MB in use and %d MB of others: %d MB, want %d MB", c.live/mb, c.others/mb, got/mb, c.want/mb)
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

func TestMemoryInUseCountsWhatIsHeldAndWhatHoldsNothing(t *testing.T) {
	held := make([]byte, 64<<20)
	runtime.GC()
	live, others := memoryInUse()
	if live < uint64(len(held)) {
		t.Errorf("%d bytes in use while %d are held", live, len(held))
	}
	if others == 0 || others >= live {
		t.Errorf("%d bytes are said to hold no objects while objects take %d", others, live)
	}
	runtime.KeepAlive(held)
}
