package pack

import "encoding/binary"

const (
	adlerModulus = 65521
	// adlerBlock is how many bytes are summed at a time: 256 words of eight, so that no lane of 16 bits overflows.
	adlerBlock = 256 * 8
	lanes      = 0x00FF00FF00FF00FF
	laneSum    = 0x0001000100010001 // multiplied with it, the sum of all lanes is in the highest
)

// adler is a zlib stream's checksum, several times as fast as the standard library's.
func adler(content []byte) uint32 {
	low, high := uint64(1), uint64(0)
	for len(content) >= 8 {
		block := content[:min(len(content)&^7, adlerBlock)]
		content = content[len(block):]
		var even, odd uint64 // by place in the word
		for ; len(block) >= 8; block = block[8:] {
			v := binary.LittleEndian.Uint64(block)
			high += 8 * low
			e, o := v&lanes, v>>8&lanes
			even, odd = even+e, odd+o
			low += (e + o) * laneSum >> 48
		}
		for place := range 4 {
			high += even >> (16 * place) & 0xFFFF * uint64(8-2*place)
			high += odd >> (16 * place) & 0xFFFF * uint64(7-2*place)
		}
		low, high = low%adlerModulus, high%adlerModulus
	}
	for _, c := range content {
		low += uint64(c)
		high += low
	}
	return uint32(high%adlerModulus)<<16 | uint32(low%adlerModulus)
}
