package classify

import (
	_ "embed"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/rollcall-dev/rollcall/nhi"
)

//go:embed catalogue.tsv
var embedded string

// catalogue is the table and what finds a line of it quickly.
type catalogue struct {
	services []Service
	tokens   map[string]token // by its letters and digits, without underscores
	longest  int              // letters and digits in the longest token
	forms    []*form          // in the order of the table
	keys     keyIndex
	schemes  map[string]*Service // by the scheme of a URL
	rules    map[string]*Service // by the detector's rule
}

// token is a word that names a service in the name of a secret.
type token struct {
	service    *Service
	ambiguous  bool // an ordinary word: counts only beside a credential word
	identifier bool // names an account, a client or a public value, not a secret
	whole      bool // counts only as the whole name
	short      bool // an abbreviation: yields to another cloud that the name says in full
	last       bool // yields to any other service
	stored     bool // counts only among a repository's secrets: in files anybody's things are called so
	signing    bool // counts only beside a word for what signs
}

// form is one shape that a service's values take.
type form struct {
	service *Service
	order   int    // in the table
	key     string // must occur in the value
	lead    int    // bytes before the key, -1 when that is not fixed
	bounded bool   // may not begin in the middle of a word
	prefix  string // begins the value
	pattern func() *regexp.Regexp
	named   bool // counts only where a name or a rule says the same service
	public  bool
	mode    nhi.Livemode
	sort    string // what sort of key it is, e.g. "restricted"
	kind    nhi.Kind
	reads   string // names the reader of its facts
	weight  int    // letters that are fixed: the more, the more certain

	notation, example, near, source string
}

// table parses the catalogue when it is first needed. A mistake in it is a mistake in the
// program, which a test finds.
var table = sync.OnceValue(func() *catalogue {
	c, err := parseCatalogue(embedded)
	if err != nil {
		panic(err)
	}
	return c
})

func parseCatalogue(text string) (*catalogue, error) {
	c := &catalogue{
		tokens:  make(map[string]token, 1200),
		keys:    keyIndex{forms: make(map[uint16][]*form, 300)},
		schemes: map[string]*Service{},
		rules:   map[string]*Service{},
	}
	c.services = make([]Service, 0, strings.Count(text, "\n")-strings.Count(text, "\n\t")) // pointers into it must stay valid
	number, cells := 0, make([]string, 0, 12)
	for line := range strings.Lines(text) {
		number++
		line = strings.TrimSuffix(line, "\n")
		if line == "" || line[0] == '#' {
			continue
		}
		cells = appendCells(cells[:0], line)
		add := c.addService
		if line[0] == '\t' {
			add = c.addForm
		}
		if err := add(cells); err != nil {
			return nil, fmt.Errorf("catalogue.tsv:%d: %w", number, err)
		}
	}
	return c, nil
}

func appendCells(cells []string, line string) []string {
	for {
		cell, rest, more := strings.Cut(line, "\t")
		if cells = append(cells, cell); !more {
			return cells
		}
		line = rest
	}
}

func (c *catalogue) addService(cells []string) error {
	if len(cells) != 12 {
		return fmt.Errorf("a service has 12 cells, this line has %d", len(cells))
	}
	days, err := strconv.Atoi(cells[3])
	if err != nil {
		return fmt.Errorf("rotation days: %w", err)
	}
	support, how, _ := strings.Cut(cells[4], ": ")
	c.services = append(c.services, Service{
		Name: cells[0], Category: nhi.Category(cells[1]), Kind: nhi.Kind(cells[2]), RotationDays: days,
		Keyless: nhi.Keyless{Support: nhi.KeylessSupport(support), How: how}, nameExample: cells[6],
		Rules: strings.Fields(cells[8]), Fallback: cells[9] == "fallback", Docs: cells[10], Notes: cells[11],
	})
	s := &c.services[len(c.services)-1]
	for word := range strings.FieldsSeq(cells[5]) {
		if err := c.addToken(word, s); err != nil {
			return err
		}
	}
	for scheme := range strings.FieldsSeq(cells[7]) {
		c.schemes[scheme] = s
	}
	for _, rule := range s.Rules {
		if other := c.rules[rule]; other != nil {
			return fmt.Errorf("rule %s belongs to %s already", rule, other.Name)
		}
		c.rules[rule] = s
	}
	return nil
}

func (c *catalogue) addToken(word string, s *Service) error {
	bare := strings.TrimRight(word, "?-!~*^%")
	marked := func(mark string) bool { return strings.Contains(word[len(bare):], mark) }
	t := token{
		service: s, ambiguous: marked("?"), identifier: marked("-"), whole: marked("!"), short: marked("~"), last: marked("*"),
		stored: marked("^"), signing: marked("%"),
	}
	letters := strings.ReplaceAll(bare, "_", "")
	if other, taken := c.tokens[letters]; taken && other.service != s {
		return fmt.Errorf("token %s belongs to %s already", word, other.service.Name)
	}
	c.tokens[letters] = t
	c.longest = max(c.longest, len(letters))
	return nil
}

func (c *catalogue) addForm(cells []string) error {
	if len(cells) != 6 {
		return fmt.Errorf("a form has 6 cells, this line has %d", len(cells))
	}
	elements, err := parseForm(cells[1])
	if err != nil {
		return err
	}
	f := &form{
		service: &c.services[len(c.services)-1], order: len(c.forms), prefix: prefix(elements), bounded: isBounded(elements[0]),
		notation: cells[1], example: cells[3], near: cells[4], source: cells[5],
	}
	if f.key, f.lead = key(elements); len(f.key) < 2 {
		return fmt.Errorf("%s has no fixed text of two letters to find it by", cells[1])
	}
	f.pattern = sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern(elements, f.lead >= 0)) })
	for _, e := range elements {
		f.weight += len(e.literal)
	}
	for mark := range strings.FieldsSeq(cells[2]) {
		if err := f.mark(mark); err != nil {
			return err
		}
	}
	c.forms = append(c.forms, f)
	c.keys.add(f)
	return nil
}

func (f *form) mark(mark string) error {
	name, value, _ := strings.Cut(mark, "=")
	switch name {
	case "public":
		f.public = true
	case "named":
		f.named = true
	case string(nhi.LivemodeLive), string(nhi.LivemodeTest):
		f.mode = nhi.Livemode(name)
	case "type":
		f.sort = strings.ReplaceAll(value, "_", " ")
	case "kind":
		f.kind = nhi.Kind(value)
	case "reads":
		f.reads = value
	default:
		return fmt.Errorf("unknown mark %q", mark)
	}
	return nil
}

// serviceNamed is the service of that name, which must be in the catalogue.
func serviceNamed(name string) *Service {
	services := table().services
	return &services[slices.IndexFunc(services, func(s Service) bool { return s.Name == name })]
}
