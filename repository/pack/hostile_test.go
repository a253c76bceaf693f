package pack

import (
	"bytes"
	"crypto/sha1"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// object is what a test puts into a pack: whatever it wants, right or wrong.
type object struct {
	kind   byte
	size   int64 // as announced
	base   []byte
	stream []byte
}

// blob is a right one.
func blob(t testing.TB, content string) object {
	return object{kind: typeBlob, size: int64(len(content)), stream: deflated(t, []byte(content), 6)}
}

// stored is a stream that is not compressed, quick to make.
func stored(content string) []byte {
	n := uint16(len(content))
	stream := binary.LittleEndian.AppendUint16([]byte{0x78, 0x01, 0x01}, n)
	stream = append(binary.LittleEndian.AppendUint16(stream, ^n), content...)
	return binary.BigEndian.AppendUint32(stream, adler([]byte(content)))
}

// delta is the difference from the object so many bytes before.
func delta(t testing.TB, back int64, instructions []byte) object {
	return object{kind: typeOffset, size: int64(len(instructions)), base: distance(back), stream: deflated(t, instructions, 6)}
}

// distance is how far before an object its base lies, as it is written.
func distance(back int64) []byte {
	base := []byte{byte(back & 0x7f)}
	for back >>= 7; back > 0; back >>= 7 {
		back--
		base = append([]byte{0x80 | byte(back&0x7f)}, base...)
	}
	return base
}

func named(t testing.TB, base ID, instructions []byte) object {
	return object{kind: typeNamed, size: int64(len(instructions)), base: base[:], stream: deflated(t, instructions, 6)}
}

// number is a size as it stands at the beginning of a difference.
func number(n int) (all []byte) {
	for ; n >= 0x80; n >>= 7 {
		all = append(all, 0x80|byte(n&0x7f))
	}
	return append(all, byte(n))
}

// idOf is the made-up name of a pack's n-th object.
func idOf(n int) ID { return ID(sha1.Sum(fmt.Append(nil, n))) }

// packed writes a git directory with one pack, whose index places the objects as offsets says: where they
// are, unless it says otherwise.
func packed(t testing.TB, objects []object, move func(offsets []uint64)) string {
	t.Helper()
	pack := append([]byte("PACK\x00\x00\x00\x02"), binary.BigEndian.AppendUint32(nil, uint32(len(objects)))...)
	var offsets []uint64
	for _, o := range objects {
		offsets = append(offsets, uint64(len(pack)))
		c, rest := o.kind<<4|byte(o.size&15), uint64(o.size)>>4
		for ; rest > 0; rest >>= 7 {
			pack = append(pack, c|0x80)
			c = byte(rest & 0x7f)
		}
		pack = append(append(append(pack, c), o.base...), o.stream...)
	}
	sum := sha1.Sum(pack)
	pack = append(pack, sum[:]...)
	if move != nil {
		move(offsets)
	}
	return written(t, pack, indexOfPack(offsets, sum[:]))
}

func indexOfPack(offsets []uint64, sum []byte) []byte {
	order, ids, fanout := make([]int, len(offsets)), make([]ID, len(offsets)), [256]uint32{}
	for i := range order {
		order[i], ids[i] = i, idOf(i)
		fanout[ids[i][0]]++
	}
	slices.SortFunc(order, func(a, b int) int { return bytes.Compare(ids[a][:], ids[b][:]) })
	index, n := []byte("\xfftOc\x00\x00\x00\x02"), uint32(0)
	for _, more := range fanout {
		n += more
		index = binary.BigEndian.AppendUint32(index, n)
	}
	var checks, short, large []byte
	for _, i := range order {
		index = append(index, ids[i][:]...)
		checks = binary.BigEndian.AppendUint32(checks, crc32.ChecksumIEEE(nil))
		if offsets[i] < 1<<31 {
			short = binary.BigEndian.AppendUint32(short, uint32(offsets[i]))
			continue
		}
		short = binary.BigEndian.AppendUint32(short, 1<<31|uint32(len(large)/8))
		large = binary.BigEndian.AppendUint64(large, offsets[i])
	}
	index = slices.Concat(index, checks, short, large, sum)
	own := sha1.Sum(index)
	return append(index, own[:]...)
}

func written(t testing.TB, pack, index []byte) string {
	t.Helper()
	dir := t.TempDir()
	target := filepath.Join(dir, "objects", "pack")
	if err := errors.Join(os.MkdirAll(target, 0o755), os.WriteFile(filepath.Join(target, "pack-x.pack"), pack, 0o644), os.WriteFile(filepath.Join(target, "pack-x.idx"), index, 0o644)); err != nil {
		t.Fatal(err)
	}
	return dir
}

// TestHostilePacks has packs that git would not write. The right object in each is given, and nothing else.
func TestHostilePacks(t *testing.T) {
	const text = "the one that is right"
	right := blob(t, text)
	far := int64(2 + len(right.stream)) // from the right one to what follows it
	copyAll := []byte{0x90, byte(len(text))}
	whole := slices.Concat(number(len(text)), number(len(text)), copyAll)
	huge := right
	huge.size = 1 << 49
	cut := right
	cut.stream = cut.stream[:len(cut.stream)/2]
	noise := right
	noise.stream = bytes.Repeat([]byte{0xA5}, 40)
	for name, test := range map[string]struct {
		objects []object
		move    func([]uint64)
		want    int
	}{
		"a right difference":      {[]object{right, delta(t, far, whole)}, nil, 2},
		"copies beyond the base":  {[]object{right, delta(t, far, slices.Concat(number(len(text)), number(200), []byte{0x91, 10, 190}))}, nil, 1},
		"another base":            {[]object{right, delta(t, far, slices.Concat(number(5), number(len(text)), copyAll))}, nil, 1},
		"shorter than announced":  {[]object{right, delta(t, far, slices.Concat(number(len(text)), number(len(text)+1), copyAll))}, nil, 1},
		"longer than announced":   {[]object{right, delta(t, far, slices.Concat(number(len(text)), number(3), copyAll))}, nil, 1},
		"a size without end":      {[]object{right, delta(t, far, bytes.Repeat([]byte{0xFF}, 40))}, nil, 1},
		"a result of 2^49 bytes":  {[]object{right, delta(t, far, slices.Concat(number(len(text)), number(1<<49), copyAll))}, nil, 1},
		"the reserved one":        {[]object{right, delta(t, far, slices.Concat(number(len(text)), number(1), []byte{0}))}, nil, 1},
		"a base before the pack":  {[]object{right, delta(t, 1<<40, whole)}, nil, 1},
		"a base inside another":   {[]object{right, delta(t, far-1, whole)}, nil, 1},
		"itself for a base":       {[]object{right, delta(t, 0, whole)}, nil, 1},
		"a circle":                {[]object{right, named(t, idOf(2), whole), named(t, idOf(1), whole)}, nil, 1},
		"a base that is missing":  {[]object{right, named(t, ID{1}, whole)}, nil, 1},
		"a size of 2^49 bytes":    {[]object{right, huge}, nil, 1},
		"half a stream":           {[]object{right, cut}, nil, 1},
		"no stream":               {[]object{right, noise}, nil, 1},
		"an unknown type":         {[]object{right, {kind: 5, size: 1, stream: right.stream}}, nil, 1},
		"an offset behind it all": {[]object{right, right}, func(o []uint64) { o[1] = 1 << 20 }, 1},
		"an offset of 2^60":       {[]object{right, right}, func(o []uint64) { o[1] = 1 << 60 }, 1},
		"an offset into another":  {[]object{right, right}, func(o []uint64) { o[1] = o[0] + 5 }, 0}, // the right one now ends there
		"one offset twice":        {[]object{right, right}, func(o []uint64) { o[1] = o[0] }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			got, _ := walked(t, packed(t, test.objects, test.move), Options{Workers: 2})
			if len(got) != test.want {
				t.Errorf("got %d contents, want %d", len(got), test.want)
			}
			for _, content := range got {
				if content != text {
					t.Errorf("got %.40q", content)
				}
			}
		})
	}
}

// TestDeltaBomb has a chain of differences of which each is four times its base: from some length on they are
// left out.
func TestDeltaBomb(t *testing.T) {
	const limit = 1 << 20
	content := strings.Repeat("bomb", 64)
	objects, size := []object{blob(t, content)}, len(content)
	for range 20 {
		n := size // copied four times, 64 KiB at a time at most
		var copies []byte
		for at := 0; at < min(n, 4*limit); at += 0xFFFF { // what would follow does not matter
			length := min(n-at, 0xFFFF)
			copies = append(copies, 0xBF, byte(at), byte(at>>8), byte(at>>16), byte(at>>24), byte(length), byte(length>>8))
		}
		instructions := slices.Concat(number(size), number(4*size), copies, copies, copies, copies)
		last := objects[len(objects)-1]
		header := 1
		for rest := last.size >> 4; rest > 0; rest >>= 7 {
			header++
		}
		objects = append(objects, delta(t, int64(header+len(last.base)+len(last.stream)), instructions))
		size *= 4
	}
	got, _ := walked(t, packed(t, objects, nil), Options{Limit: limit})
	if len(got) != 7 { // 256 bytes times 4^6 is 1 MiB
		t.Errorf("got %d contents", len(got))
	}
	for _, content := range got {
		if len(content) > limit {
			t.Errorf("got %d bytes", len(content))
		}
	}
}

// TestLongChain has a chain of differences that is as long as the pack: it is followed without a stack
// or memory that grow with it.
func TestLongChain(t *testing.T) {
	const text, length = "chain", 30_000
	objects := []object{blob(t, text)}
	next := delta(t, 1, slices.Concat(number(len(text)), number(len(text)), []byte{0x90, byte(len(text))}))
	for range length {
		last := objects[len(objects)-1]
		next.base = distance(int64(1 + len(last.base) + len(last.stream)))
		objects = append(objects, next)
	}
	got, _ := walked(t, packed(t, objects, nil), Options{})
	if len(got) != length+1 {
		t.Errorf("got %d contents", len(got))
	}
}

// TestManyTinyBlobs has no tree worth its name.
func TestManyTinyBlobs(t *testing.T) {
	const n = 20_000
	var objects []object
	for i := range n {
		content := fmt.Sprint(i)
		objects = append(objects, object{kind: typeBlob, size: int64(len(content)), stream: stored(content)})
	}
	got, _ := walked(t, packed(t, objects, nil), Options{Workers: 2})
	if values := slices.Sorted(maps.Values(got)); len(slices.Compact(values)) != n {
		t.Errorf("got %d contents", len(got))
	}
}

// TestPackThatShrinks has somebody cut the pack while it is read: what is gone is left out.
func TestPackThatShrinks(t *testing.T) {
	var objects []object
	large := strings.Repeat("0123456789", 6000)
	for i := range smallPack/len(large) + 50 { // a small one is read before anybody can
		content := fmt.Sprint(i, large)
		objects = append(objects, object{kind: typeBlob, size: int64(len(content)), stream: stored(content)})
	}
	dir := packed(t, objects, nil)
	s, err := Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	visits := 0
	err = s.Walk(t.Context(), Options{Wanted: func(ID) bool { return true }, Limit: 2 << 20, Workers: 1}, func() Visit {
		return func(Object, any) any {
			if visits++; visits == 5 {
				if err := os.Truncate(filepath.Join(dir, "objects", "pack", "pack-x.pack"), 1000); err != nil {
					t.Error(err)
				}
			}
			return nil
		}
	})
	if err != nil || visits < 5 || visits >= len(objects) {
		t.Errorf("%d visits, error %v", visits, err)
	}
}
