package match

import (
	"bytes"
	"encoding/binary"
	"hash/maphash"
	"slices"
	"sync"
)

// A long text is searched in pieces of whole lines, and what was found in a piece is remembered by its hash: packs
// seldom store a version as the difference from the one most like it, so that most of what is new in it was in
// another. Where a piece ends depends on the bytes around its end alone, so that an edit changes a piece or two.
//
// A hash stands for a piece's bytes. Its seed is drawn at the start, so that nobody can prepare two pieces that are
// taken for the same, and by chance 64 bits are the same less than once in 10^8 scans of a large repository.

const (
	manyPieces    = 512 // bytes of text that is searched in pieces
	shortestPiece = 128 // bytes
	cutBits       = 3   // of the ends of lines, one in 2^3 is one of a piece

	pieceShards = 64
	shardWeight = 16 << 10 // of what one shard remembers: a piece and everything in it weigh 1 each
	heavyPiece  = 64
)

// pieceStore remembers what is in pieces of text. It may be used from several goroutines.
type pieceStore struct {
	seed   maphash.Seed
	shards [pieceShards]pieceShard
}

// pieceShard is an open table, in which most pieces take eight bytes: nothing is found in them.
type pieceShard struct {
	sync.Mutex
	slots  []uint64          // as many as a power of two: a piece's hash, of which the shard's bits tell what is known; 0 for none
	count  int               // of those in use
	known  map[uint64]*finds // by slot, of those that tell: with places from the piece's beginning
	weight int
}

// What the shard's bits of a hash tell in its slot.
const (
	used  = 1
	tells = 2 // something is found in the piece
)

// smallestShard is how many slots a shard has at first.
const smallestShard = 64

func newPieceStore() *pieceStore { return &pieceStore{seed: maphash.MakeSeed()} }

// at is the place of a piece's slot, or of a free one for it.
func (p *pieceShard) at(slot uint64) int {
	at := int(slot/pieceShards) & (len(p.slots) - 1)
	for p.slots[at] != 0 && p.slots[at]&^tells != slot&^tells {
		at = (at + 1) & (len(p.slots) - 1)
	}
	return at
}

func (p *pieceStore) find(hash uint64) (known *finds, ok bool) {
	shard := &p.shards[hash%pieceShards]
	shard.Lock()
	defer shard.Unlock()
	if shard.slots == nil {
		return nil, false
	}
	slot := shard.slots[shard.at(hash&^(pieceShards-1)|used)]
	if slot&tells != 0 {
		return shard.known[slot], true
	}
	return &nothing, slot != 0
}

func (p *pieceStore) remember(hash uint64, f *finds, weight int) {
	shard := &p.shards[hash%pieceShards]
	shard.Lock()
	defer shard.Unlock()
	slot := hash&^(pieceShards-1) | used
	if shard.weight += weight; shard.weight > shardWeight {
		clear(shard.slots)
		shard.known, shard.count, shard.weight = nil, 0, weight
	}
	if 4*shard.count >= 3*len(shard.slots) {
		shard.grow()
	}
	at := shard.at(slot)
	if shard.slots[at] == 0 {
		shard.count++
	}
	if f != &nothing {
		slot |= tells
		if shard.known == nil {
			shard.known = map[uint64]*finds{}
		}
		shard.known[slot] = f
	}
	shard.slots[at] = slot
}

func (p *pieceShard) grow() {
	old := p.slots
	p.slots = make([]uint64, max(2*len(old), smallestShard))
	for _, slot := range old {
		if slot != 0 {
			p.slots[p.at(slot)] = slot
		}
	}
}

// searchPieces is search in as many whole pieces as there are. It gives where they end.
func (s *Scanner) searchPieces(text []byte, from, to int) (end int) {
	start := nextCut(text, from, to)
	if start < 0 {
		return from
	}
	s.searchHere(text, from, start)
	for {
		end := nextCut(text, start+shortestPiece, to)
		if end < 0 {
			return start
		}
		s.searchPiece(text, start, end)
		start = end
	}
}

// nextCut is the next place where one piece ends and the next begins, behind the end of a line; -1 if there is none.
func nextCut(text []byte, from, to int) int {
	for from += 8; from < to; {
		newline := bytes.IndexByte(text[from:to], '\n')
		if newline < 0 {
			return -1
		}
		from += newline + 1
		if from+8 > to {
			return -1
		}
		around := binary.LittleEndian.Uint64(text[from-8:])*0x9E3779B97F4A7C15 ^ binary.LittleEndian.Uint64(text[from:])
		if around*0xD6E8FEB86659FD93>>(64-cutBits) == 0 {
			return from
		}
	}
	return -1
}

// searchPiece is search in a piece, or remembers what that gave. Of the text behind the piece it looks at
// lookahead bytes at most.
func (s *Scanner) searchPiece(text []byte, from, to int) {
	hash := maphash.Bytes(s.pieces.seed, text[from:to+lookahead])
	if known, ok := s.pieces.find(hash); ok {
		s.finds.add(known, from)
		return
	}
	outer := s.finds
	s.finds = s.piece
	s.finds.clear()
	s.searchHere(text, from, to)
	s.piece, s.finds = s.finds, outer
	piece := &s.piece
	// What lies in the lines before and behind is theirs.
	piece.things = slices.DeleteFunc(piece.things, func(t span) bool { return t.from < from || t.to > to })
	s.finds.add(piece, 0)
	if weight := 1 + len(piece.hits) + len(piece.things); !piece.folding && weight <= heavyPiece {
		s.pieces.remember(hash, piece.moved(-from), weight)
	}
}
