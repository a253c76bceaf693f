package rules

import (
	"errors"
	"fmt"
	"io/fs"
	"reflect"
	"slices"
	"strings"

	"github.com/pelletier/go-toml/v2"
	"github.com/zricethezav/gitleaks/v8/config"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/repository"
)

// File is where gitleaks looks for a repository's own rules.
const File = ".gitleaks.toml"

// Limits of a repository's own rules.
const (
	maximumConfigSize  = 1 << 20 // bytes
	maximumExtendDepth = 2       // configurations a configuration extends, as in gitleaks
	maximumConfigRules = 2000
)

// document is a gitleaks configuration as written. It is decoded here and not by
// gitleaks' own loader, which keeps its state in globals, panics on a bad expression,
// and would follow extend.path out of the repository.
type document struct {
	Extend     extend
	Rules      []ruleDocument
	AllowList  *allowlistDocument
	Allowlists []allowlistDocument
}

type extend struct {
	Path          string
	URL           string
	UseDefault    bool
	DisabledRules []string
}

type ruleDocument struct {
	ID          string
	Description string
	Path        string
	Regex       string
	SecretGroup int
	Entropy     float64
	Keywords    []string
	AllowList   *allowlistDocument
	Allowlists  []allowlistDocument
	Required    []requiredDocument
	SkipReport  bool
}

type requiredDocument struct {
	ID            string
	WithinLines   *int
	WithinColumns *int
}

type allowlistDocument struct {
	Description string // only whether there is one
	TargetRules []string
	Condition   string
	Commits     []string
	Paths       []string
	RegexTarget string
	Regexes     []string
	StopWords   []string
}

// ConfigError is a repository's configuration that cannot be used.
type ConfigError struct{ err error }

func (e *ConfigError) Error() string { return e.err.Error() }
func (e *ConfigError) Unwrap() error { return e.err }

// Load gives the rules in force: the repository's own, or gitleaks' default ones. With a
// ConfigError the default rules are given as well, so that a broken file hides nothing.
func Load(fsys fs.FS) (Set, error) {
	Silence()
	data, err := repository.ReadFile(fsys, File, maximumConfigSize)
	if errors.Is(err, fs.ErrNotExist) {
		return defaultConfig()
	}
	var own Set
	if err == nil {
		own, err = parseConfig(fsys, data, 0)
	}
	if err == nil {
		err = finish(&own)
	}
	if err == nil {
		own.Path = File
		return own, nil
	}
	fallback, defaultErr := defaultConfig()
	if defaultErr != nil {
		return fallback, defaultErr
	}
	return fallback, &ConfigError{err}
}

func defaultConfig() (Set, error) {
	cfg, err := parseDefault()
	if err != nil {
		return cfg, err
	}
	return cfg, finish(&cfg)
}

// parseDefault gives gitleaks' default rules and our own.
func parseDefault() (Set, error) {
	var doc document
	if err := toml.Unmarshal([]byte(config.DefaultConfig), &doc); err != nil {
		return Set{}, describeTOML(err)
	}
	doc.Rules = withOwn(doc.Rules)
	cfg, err := doc.translate(trusted)
	if err != nil {
		return Set{}, err
	}
	return cfg, applyTargets(&cfg, doc.Allowlists, trusted)
}

func parseConfig(fsys fs.FS, data []byte, depth int) (Set, error) {
	var doc document
	if err := toml.Unmarshal(data, &doc); err != nil {
		return Set{}, describeTOML(err)
	}
	cfg, err := doc.translate(lazyregexp.Parse)
	if err != nil {
		return Set{}, err
	}
	if depth >= maximumExtendDepth {
		return cfg, nil
	}
	base, err := doc.Extend.load(fsys, depth)
	if err != nil {
		return Set{}, err
	}
	if base != nil {
		merge(&cfg, *base, doc.Extend.DisabledRules)
	}
	return cfg, applyTargets(&cfg, doc.Allowlists, lazyregexp.Parse)
}

// describeTOML keeps the place of a syntax error and leaves out the text around it.
func describeTOML(err error) error {
	if decode := (*toml.DecodeError)(nil); errors.As(err, &decode) {
		line, column := decode.Position()
		return fmt.Errorf("line %d, column %d: not valid TOML for a gitleaks configuration", line, column)
	}
	return errors.New("not valid TOML for a gitleaks configuration")
}

func (e extend) load(fsys fs.FS, depth int) (*Set, error) {
	var data []byte
	switch {
	case e.URL != "":
		return nil, errors.New("extend.url is not supported: no network is used")
	case e.UseDefault && e.Path != "":
		return nil, errors.New("extend.path and extend.useDefault exclude each other")
	case e.UseDefault:
		base, err := parseDefault()
		return &base, err
	case e.Path != "":
		name := strings.TrimPrefix(e.Path, "./")
		if !fs.ValidPath(name) || fsys == nil {
			return nil, errors.New("extend.path must be a file inside the repository")
		}
		var err error
		if data, err = repository.ReadFile(fsys, name, maximumConfigSize); err != nil {
			return nil, errors.New("extend.path names a file that cannot be read")
		}
	default:
		return nil, nil
	}
	base, err := parseConfig(fsys, data, depth+1)
	if err != nil {
		return nil, fmt.Errorf("in the configuration it extends: %w", err)
	}
	return &base, nil
}

// parser makes an expression of a text.
type parser func(text string) (*lazyregexp.Expression, error)

// trusted is the parser for expressions that tests compile.
func trusted(text string) (*lazyregexp.Expression, error) { return lazyregexp.Of(text), nil }

func (d *document) translate(parse parser) (Set, error) {
	if len(d.Rules) > maximumConfigRules {
		return Set{}, fmt.Errorf("more than %d rules", maximumConfigRules)
	}
	cfg := Set{Rules: make(map[string]Rule, len(d.Rules)), Keywords: map[string]struct{}{}}
	for i := range d.Rules {
		r, err := d.Rules[i].translate(parse)
		if err != nil {
			return Set{}, err
		}
		cfg.Rules[r.ID] = r
		cfg.Order = append(cfg.Order, r.ID)
	}
	global := d.Allowlists
	if d.AllowList != nil && !d.AllowList.isEmpty() { // gitleaks takes a table with nothing in it for none
		global = append([]allowlistDocument{*d.AllowList}, global...)
	}
	for _, a := range global {
		if len(a.TargetRules) > 0 {
			continue
		}
		var err error
		if cfg.Allowlists, err = appendAllowlist(cfg.Allowlists, a, parse); err != nil {
			return Set{}, err
		}
	}
	return cfg, nil
}

func (d *ruleDocument) translate(parse parser) (Rule, error) {
	r := Rule{ID: d.ID, SecretGroup: d.SecretGroup, Entropy: d.Entropy, SkipReport: d.SkipReport}
	var err error
	if r.Regex, err = parseUnlessEmpty(d.Regex, parse); err != nil {
		return r, fmt.Errorf("rule %q: regex is not a valid expression", d.ID)
	}
	if r.Path, err = parseUnlessEmpty(d.Path, parse); err != nil {
		return r, fmt.Errorf("rule %q: path is not a valid expression", d.ID)
	}
	for _, keyword := range d.Keywords {
		r.Keywords = append(r.Keywords, strings.ToLower(keyword))
	}
	lists := d.Allowlists
	if d.AllowList != nil {
		lists = append([]allowlistDocument{*d.AllowList}, lists...)
	}
	for _, a := range lists {
		if r.Allowlists, err = appendAllowlist(r.Allowlists, a, parse); err != nil {
			return r, fmt.Errorf("rule %q: %w", d.ID, err)
		}
	}
	for _, required := range d.Required {
		r.RequiredRules = append(r.RequiredRules, &config.Required{RuleID: required.ID, WithinLines: required.WithinLines, WithinColumns: required.WithinColumns})
	}
	return r, nil
}

func parseUnlessEmpty(text string, parse parser) (*lazyregexp.Expression, error) {
	if text == "" {
		return nil, nil
	}
	return parse(text)
}

func (d allowlistDocument) isEmpty() bool { return reflect.ValueOf(d).IsZero() }

func appendAllowlist(lists []*Allowlist, d allowlistDocument, parse parser) ([]*Allowlist, error) {
	a := Allowlist{Commits: d.Commits, Paths: d.Paths, Regexes: d.Regexes, StopWords: d.StopWords}
	switch strings.ToUpper(d.Condition) {
	case "AND", "&&":
		a.MatchCondition = config.AllowlistMatchAnd
	case "", "OR", "||":
	default:
		return nil, errors.New("allowlist: condition must be \"and\" or \"or\"")
	}
	switch d.RegexTarget {
	case "match", "line":
		a.RegexTarget = d.RegexTarget
	case "", "secret":
	default:
		return nil, errors.New("allowlist: regexTarget must be \"secret\", \"match\" or \"line\"")
	}
	for i, text := range slices.Concat(d.Regexes, d.Paths) {
		if _, err := parse(text); err != nil {
			return nil, fmt.Errorf("allowlist: expression %d is not valid", i+1)
		}
	}
	if len(d.Commits)+len(d.Paths)+len(d.Regexes)+len(d.StopWords) == 0 {
		return nil, errors.New("allowlist: it needs commits, paths, regexes or stopwords")
	}
	return append(lists, NewAllowlist(a)), nil
}

// merge adds base's rules to cfg the way gitleaks extends: what cfg says of a rule wins,
// keywords and allowlists add up.
func merge(cfg *Set, base Set, disabled []string) {
	off := map[string]bool{}
	for _, id := range disabled {
		off[id] = true
	}
	for _, id := range base.Order {
		rule := base.Rules[id]
		if off[id] {
			continue
		}
		own, exists := cfg.Rules[id]
		if exists {
			rule = override(rule, own)
		} else {
			cfg.Order = append(cfg.Order, id)
		}
		cfg.Rules[id] = rule
	}
	cfg.Allowlists = append(cfg.Allowlists, base.Allowlists...)
}

func override(base, own Rule) Rule {
	if own.Entropy != 0 {
		base.Entropy = own.Entropy
	}
	if own.SecretGroup != 0 {
		base.SecretGroup = own.SecretGroup
	}
	if own.Regex != nil {
		base.Regex = own.Regex
	}
	if own.Path != nil {
		base.Path = own.Path
	}
	base.Keywords = append(base.Keywords[:len(base.Keywords):len(base.Keywords)], own.Keywords...)
	base.Allowlists = append(base.Allowlists[:len(base.Allowlists):len(base.Allowlists)], own.Allowlists...)
	return base
}

// applyTargets gives the allowlists that name rules to these rules.
func applyTargets(cfg *Set, lists []allowlistDocument, parse parser) error {
	for _, d := range lists {
		for _, id := range d.TargetRules {
			rule, ok := cfg.Rules[id]
			if !ok {
				return fmt.Errorf("allowlist: target rule %q does not exist", id)
			}
			var err error
			if rule.Allowlists, err = appendAllowlist(rule.Allowlists, d, parse); err != nil {
				return err
			}
			cfg.Rules[id] = rule
		}
	}
	return nil
}

// finish checks the assembled rules and gathers their keywords.
func finish(cfg *Set) error {
	for id, rule := range cfg.Rules {
		if !rule.usable() {
			return fmt.Errorf("rule %q is not usable: it needs an id, a regex or path, and a secretGroup that exists", id)
		}
		for _, required := range rule.RequiredRules {
			if _, ok := cfg.Rules[required.RuleID]; !ok {
				return fmt.Errorf("rule %q requires a rule that does not exist", id)
			}
		}
		for _, keyword := range rule.Keywords {
			cfg.Keywords[keyword] = struct{}{}
		}
	}
	return nil
}

// usable tells whether a rule has what it needs.
func (r *Rule) usable() bool {
	if strings.TrimSpace(r.ID) == "" || r.Regex == nil && r.Path == nil {
		return false
	}
	return r.Regex == nil || r.SecretGroup == 0 || r.SecretGroup <= r.Regex.Regexp().NumSubexp()
}
