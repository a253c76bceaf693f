package workflows

import (
	"slices"
	"strings"
)

// command is one simple command of a shell's script: its words without their quotes. What an expansion gives is not known: it
// stays as it is written, and a command that is substituted is a command of its own. A redirection is a word before its file.
type command struct {
	words  []string
	offset int // of its first word in the script
}

// The limits on what is read of one script.
const (
	maximumSubstitutions = 20 // within each other
	maximumHereDocuments = 50
)

// commandsOf reads the commands of a script, in any shell whose words stand as those of a POSIX shell do. Sure is false where
// it has something that was not followed, so that there may be more commands.
func commandsOf(script string) (commands []command, sure bool) {
	s := &shell{text: script, sure: true}
	s.commands(0, 0)
	slices.SortStableFunc(s.found, func(a, b command) int { return a.offset - b.offset })
	return s.found, s.sure
}

// shell reads a script from its beginning to its end.
type shell struct {
	text    string
	at      int
	found   []command
	sure    bool
	waiting []string // the words that end the documents which begin in the next line
}

// reader gathers the words of one command.
type reader struct {
	command
	word  strings.Builder
	open  bool // a word was begun, though there may be nothing in it
	tests bool // it is within [[ and ]], where what ends a command elsewhere does not
}

func (r *reader) add(text string, offset int) {
	if len(r.words) == 0 && !r.open {
		r.offset = offset
	}
	r.open = true
	r.word.WriteString(text)
}

func (r *reader) endWord() {
	if r.open {
		word := r.word.String()
		r.words = append(r.words, word)
		r.tests = word == "[[" || r.tests && word != "]]"
	}
	r.word.Reset()
	r.open = false
}

func (s *shell) end(r *reader) {
	r.endWord()
	if len(r.words) > 0 {
		s.found = append(s.found, r.command)
	}
	r.command, r.tests = command{}, false
}

// commands reads up to the byte that closes a substitution, 0 for the end of the script.
func (s *shell) commands(closing byte, depth int) {
	var r reader
	defer s.end(&r)
	if depth > maximumSubstitutions {
		s.sure, s.at = false, len(s.text)
		return
	}
	for s.at < len(s.text) {
		c, begin := s.text[s.at], s.at
		s.at++
		switch {
		case c == closing && (c != ')' || !r.tests):
			return
		case strings.IndexByte(" \t\r", c) >= 0:
			r.endWord()
		case c == '\n':
			s.end(&r)
			s.skipDocuments()
		case c == '#' && !r.open:
			s.upTo("\n")
			s.at = min(s.at, len(s.text))
		case c == '\\':
			s.escaped(&r, begin)
		case c == '\'':
			text := s.quoted()
			s.sure = s.sure && !(begin > 0 && s.text[begin-1] == '$' && strings.HasSuffix(text, `\`)) // in $'…' that ends no text
			r.add(text, begin)
		case c == '"':
			r.add("", begin)
			s.doubleQuoted(&r, depth)
		case c == '$' || c == '`':
			s.expansion(&r, c, depth)
		case (c == '<' || c == '>') && !r.tests:
			s.redirection(&r, c, begin, depth)
		case strings.IndexByte(";&|()", c) >= 0 && !r.tests:
			s.end(&r)
		default:
			r.add(s.text[begin:s.at], begin)
		}
	}
	s.sure = s.sure && closing == 0
}

// upTo is the text before the next of a word, which is passed over; the rest where there is none.
func (s *shell) upTo(word string) string {
	before, _, found := strings.Cut(s.text[s.at:], word)
	s.at += len(before)
	if found && word != "\n" {
		s.at += len(word)
	}
	s.sure = s.sure && (found || word == "\n")
	return before
}

func (s *shell) quoted() string { return s.upTo("'") }

func (s *shell) escaped(r *reader, begin int) {
	if s.at >= len(s.text) {
		return
	}
	if c := s.text[s.at]; c != '\n' {
		r.add(string(c), begin)
	}
	s.at++
}

func (s *shell) doubleQuoted(r *reader, depth int) {
	for s.at < len(s.text) {
		c, begin := s.text[s.at], s.at
		s.at++
		switch c {
		case '"':
			return
		case '\\':
			s.escaped(r, begin)
		case '$', '`':
			s.expansion(r, c, depth)
		default:
			r.add(s.text[begin:s.at], begin)
		}
	}
	s.sure = false
}

// expansion reads what begins with a dollar or a backquote, which was passed over.
func (s *shell) expansion(r *reader, c byte, depth int) {
	begin, rest := s.at-1, s.text[s.at:]
	switch {
	case c == '`':
		s.commands('`', depth+1)
	case strings.HasPrefix(rest, "(("):
		sum := s.upTo("))")
		s.sure = s.sure && !strings.Contains(sum, "$(") && !strings.Contains(sum, "`")
	case strings.HasPrefix(rest, "("):
		s.at++
		s.commands(')', depth+1)
	case strings.HasPrefix(rest, "{{"):
		s.upTo("}}")
	case strings.HasPrefix(rest, "{"):
		s.sure = s.sure && !strings.ContainsAny(s.upTo("}"), "(`")
	}
	r.add(s.text[begin:s.at], begin)
}

// redirection reads what begins with < or >, which was passed over.
func (s *shell) redirection(r *reader, c byte, begin, depth int) {
	rest := s.text[s.at:]
	switch {
	case strings.HasPrefix(rest, "("): // a process in the place of a file
		s.at++
		s.commands(')', depth+1)
		r.add(s.text[begin:s.at], begin)
		return
	case c == '<' && strings.HasPrefix(rest, "<<"):
		s.at += 2
	case c == '<' && strings.HasPrefix(rest, "<"):
		s.at++
		s.document()
		return
	case strings.HasPrefix(rest, "&"): // a copy of another: 2>&1
		s.at++
		return
	}
	for s.at < len(s.text) && strings.IndexByte(">|", s.text[s.at]) >= 0 {
		s.at++
	}
	if word := r.word.String(); r.open && len(word) == 1 && word[0] >= '0' && word[0] <= '9' {
		r.word.Reset() // which stream
		r.open = false
	}
	r.endWord()
	r.add(string(c), begin)
	r.endWord()
}

// document notes a text in the lines after this one, up to the word that is read here.
func (s *shell) document() {
	line, _, _ := strings.Cut(s.text[s.at:], "\n")
	rest := strings.TrimLeft(strings.TrimPrefix(line, "-"), " \t")
	word := rest
	if end := strings.IndexAny(rest, " \t\r;&|)<>"); end >= 0 {
		word = rest[:end]
	}
	s.at += len(line) - len(rest) + len(word)
	if len(s.waiting) == maximumHereDocuments || word == "" {
		s.sure = false
		return
	}
	s.waiting = append(s.waiting, word)
}

// skipDocuments passes over the documents that begin here. In one whose end is written without quotes commands are substituted.
func (s *shell) skipDocuments() {
	for _, word := range s.waiting {
		end := strings.Trim(word, `'"\`)
		for done := false; !done; {
			if s.at >= len(s.text) {
				s.sure = false
				break
			}
			line := s.upTo("\n")
			s.at = min(s.at+1, len(s.text))
			done = strings.TrimSpace(line) == end
			s.sure = s.sure && (end != word || !strings.Contains(line, "$(") && !strings.Contains(line, "`"))
		}
	}
	s.waiting = nil
}

// leading are the words before a command that only say when or as whom it runs.
var leading = []string{"if", "then", "else", "elif", "while", "until", "do", "!", "{", "}", "time", "sudo", "env", "exec", "command", "nohup"}

// program is the command's words from that of the program on, without what is set for it alone. Those of sudo's options that
// take a word are not known.
func (c command) program() []string {
	words := c.words
	for len(words) > 0 {
		switch {
		case words[0] == "sudo" && len(words) > 1 && strings.HasPrefix(words[1], "-"):
			words = append([]string{"sudo"}, words[2:]...)
		case slices.Contains(leading, words[0]), assigns().MatchString(words[0]):
			words = words[1:]
		default:
			return words
		}
	}
	return nil
}
