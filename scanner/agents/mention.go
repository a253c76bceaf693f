package agents

import (
	"bytes"
	"slices"
	"strings"
	"sync"
)

// mention is what must stand in a workflow or action for an agent to be in it: a word alone, or several. Words are letters
// and digits, in lower case; what stands between them does not count.
type mention []int // places in the list of words

// mentions are the words of the table of agents, and all that tells of one of them.
type mentions struct {
	places map[string]int // of each word
	any    []mention
}

var agentMentions = sync.OnceValue(func() *mentions {
	m := &mentions{places: map[string]int{}}
	m.add(setupJob)
	m.add(compilersActions...)
	m.add(modelKeyNames...)
	for i := range products {
		p := &products[i]
		for _, action := range p.actions {
			owner, rest, _ := strings.Cut(action, "/")
			repository, _, _ := strings.Cut(rest, "/") // a workflow beside the action, too, runs the agent
			m.add(owner + "/" + repository)
		}
		m.add(p.packages...)
		m.add(p.ownKeys...)
		if p.command != nil {
			m.add(p.command.program)
		}
		if p.installer != "" {
			m.add(p.installer[:strings.LastIndexByte(p.installer, '/')+1]) // its last word can go on: install.sh, installer
		}
	}
	return m
})

func (m *mentions) add(texts ...string) {
	for _, text := range texts {
		var all mention
		for word := range strings.FieldsFuncSeq(text, func(r rune) bool { return !isWord(byte(r)) }) {
			word = strings.ToLower(word)
			if _, known := m.places[word]; !known {
				m.places[word] = len(m.places)
			}
			all = append(all, m.places[word])
		}
		m.any = append(m.any, all)
	}
}

// in tells whether a text of YAML may have an agent in it: false is certain. Most workflows have none, and to read their
// words takes a twentieth of the time that parsing them does.
func (m *mentions) in(data []byte) bool {
	if spelled(data) {
		return true
	}
	seen := make([]bool, len(m.places))
	for i := 0; i < len(data); {
		if !isWord(data[i]) {
			i++
			continue
		}
		from := i
		for i < len(data) && isWord(data[i]) {
			i++
		}
		m.note(data[from:i], seen)
		if from > 0 && data[from-1] == '\\' { // \n and the like
			m.note(data[from+1:i], seen)
		}
	}
	return slices.ContainsFunc(m.any, func(all mention) bool {
		return !slices.ContainsFunc(all, func(place int) bool { return !seen[place] })
	})
}

// longestWord is more than the table's longest word has, in bytes.
const longestWord = 32

func (m *mentions) note(word []byte, seen []bool) {
	if len(word) > longestWord {
		return
	}
	var lower [longestWord]byte
	for i, c := range word {
		if 'A' <= c && c <= 'Z' {
			c += 'a' - 'A'
		}
		lower[i] = c
	}
	if place, known := m.places[string(lower[:len(word)])]; known {
		seen[place] = true
	}
}

func isWord(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9'
}

// spelled tells whether words of a text of YAML may stand in it in another way: by their characters' numbers, in two
// parts at the end of a line, or in letters that are the same as ASCII's but for their case.
func spelled(data []byte) bool {
	for i := bytes.IndexByte(data, '\\'); i >= 0 && i+1 < len(data); {
		switch data[i+1] {
		case 'x', 'u', 'U':
			return true
		case '\n', '\r':
			if i > 0 && isWord(data[i-1]) {
				return true
			}
		}
		next := bytes.IndexByte(data[i+1:], '\\')
		if next < 0 {
			break
		}
		i += 1 + next
	}
	return bytes.Contains(data, []byte("\u212a")) || bytes.Contains(data, []byte("\u017f"))
}
