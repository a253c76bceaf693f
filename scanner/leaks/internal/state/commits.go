package state

import "encoding/hex"

// commitIndex finds commits by their names. A map of all of them would take longer to make than all that is asked for.
type commitIndex struct {
	first  []int32 // by the first bits of a name: where in places those that begin so are
	places []int32
}

// indexBits is by how many bits of their names commits are told apart: a few are left to compare.
const indexBits = 12

// Commit gives a commit's place in the table.
func (m *Memory) Commit(id string) (place int32, ok bool) {
	if len(id) != 2*m.IDLength {
		return 0, false
	}
	if m.index.first == nil {
		m.indexCommits()
	}
	bucket := bucketOf(id)
	for _, place := range m.index.places[m.index.first[bucket]:m.index.first[bucket+1]] {
		if m.Commits[place].ID == id {
			return place, true
		}
	}
	return 0, false
}

func (m *Memory) indexCommits() {
	first := make([]int32, 1<<indexBits+2) // moved by one, so that it is right when all are placed
	for i := range m.Commits {
		first[bucketOf(m.Commits[i].ID)+2]++
	}
	for i := range first[1:] {
		first[i+1] += first[i]
	}
	places := make([]int32, len(m.Commits))
	for i := range m.Commits {
		next := &first[bucketOf(m.Commits[i].ID)+1]
		places[*next] = int32(i)
		*next++
	}
	m.index = commitIndex{first[:1<<indexBits+1], places}
}

// bucketOf is the first bits of a name.
func bucketOf(id string) int {
	var start [2]byte
	if _, err := hex.Decode(start[:], []byte(id[:4])); err != nil {
		return 0
	}
	return (int(start[0])<<8 | int(start[1])) >> (16 - indexBits)
}
