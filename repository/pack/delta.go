package pack

import "errors"

// Copy says that content[To:To+Length] is the same as the base's [From:From+Length].
type Copy struct{ From, To, Length int }

var errDelta = errors.New("the difference does not fit its base")

// deltaSizes reads the sizes at a difference's beginning, of the base and of the result.
func deltaSizes(delta []byte) (base, result int64, rest []byte, ok bool) {
	base, rest, ok = deltaSize(delta)
	if !ok {
		return 0, 0, nil, false
	}
	result, rest, ok = deltaSize(rest)
	return base, result, rest, ok
}

func deltaSize(delta []byte) (size int64, rest []byte, ok bool) {
	for i, c := range delta {
		if i > 7 {
			return 0, nil, false
		}
		size |= int64(c&0x7f) << (7 * i)
		if c&0x80 == 0 {
			return size, delta[i+1:], true
		}
	}
	return 0, nil, false
}

// applyDelta fills content, which has the result's size, from base and the instructions of a
// difference. It appends to copies what came from base.
func applyDelta(content, base, instructions []byte, copies []Copy) ([]Copy, error) {
	at := 0
	for len(instructions) > 0 {
		code := instructions[0]
		instructions = instructions[1:]
		if code == 0 {
			return nil, errDelta
		}
		if code&0x80 == 0 {
			n := int(code)
			if n > len(instructions) || n > len(content)-at {
				return nil, errDelta
			}
			at += copy(content[at:], instructions[:n])
			instructions = instructions[n:]
			continue
		}
		from, length, rest, ok := copyInstruction(code, instructions)
		if !ok || from > len(base) || length > len(base)-from || length > len(content)-at {
			return nil, errDelta
		}
		instructions = rest
		copies = append(copies, Copy{from, at, length})
		at += copy(content[at:], base[from:from+length])
	}
	if at != len(content) {
		return nil, errDelta
	}
	return copies, nil
}

// copyInstruction reads offset and length, of which code says what bytes are there.
func copyInstruction(code byte, instructions []byte) (from, length int, rest []byte, ok bool) {
	for i := range 7 {
		if code&(1<<i) == 0 {
			continue
		}
		if len(instructions) == 0 {
			return 0, 0, nil, false
		}
		if i < 4 {
			from |= int(instructions[0]) << (8 * i)
		} else {
			length |= int(instructions[0]) << (8 * (i - 4))
		}
		instructions = instructions[1:]
	}
	if length == 0 {
		length = 0x10000
	}
	return from, length, instructions, true
}
