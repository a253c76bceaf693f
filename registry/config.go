package registry

import (
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strconv"
	"strings"

	"gopkg.in/yaml.v3"

	"github.com/rollcall-dev/rollcall/internal/lazyregexp"
	"github.com/rollcall-dev/rollcall/nhi"
)

// Config is the configuration: how the scan runs and how its findings are judged. Zero
// fields leave the defaults.
type Config struct {
	Path       string          // the file it was read from; "" when there is none
	FailOn     string          // FailNever, a severity's name, or "": any enforced finding
	Policies   []PolicyChange  // in the order of the file
	Exceptions []nhi.Exception // in the order of the file
	Weights    map[string]float64
	Scan       Scan
}

// FailNever is the FailOn that lets every finding pass.
const FailNever = "never"

// FailOn lists what Config.FailOn may be.
var FailOn = func() []string {
	words := []string{FailNever}
	for _, s := range nhi.Severities {
		words = append(words, string(s))
	}
	return words
}()

// Dimensions are the names of the score's five dimensions, the keys of Config.Weights.
var Dimensions = []string{"ownership", "privilege", "rotation", "staleness", "expiration"}

// PolicyChange is what the configuration says about one policy. Whether such a policy
// exists, and whether its parameters fit, is for those who know the policies.
type PolicyChange struct {
	ID       string
	Setting  nhi.PolicySetting
	Location nhi.Location // of the policy's ID
}

// PolicySettings is the changes to policies by the policy's ID.
func (c Config) PolicySettings() map[string]nhi.PolicySetting {
	settings := make(map[string]nhi.PolicySetting, len(c.Policies))
	for _, p := range c.Policies {
		setting := p.Setting
		setting.Location = p.Location
		settings[p.ID] = setting
	}
	return settings
}

// Scan says what is looked at.
type Scan struct {
	History     *bool    // whether all commits are read; nil: as the command line says
	Exclude     []string // patterns of paths that are not read; see Excluder
	MaxFileSize int64    // in bytes; files over it are gaps; 0: the sources' own limit
}

// Excluder returns a function that tells whether a path is excluded, nil where none is. Patterns are read as
// .gitignore reads them, without ! and [ ]: one without a slash but at its end matches at any
// depth, and a folder's pattern matches all that is in it.
func (s Scan) Excluder() func(path string) bool {
	patterns := make([]pathPattern, 0, len(s.Exclude))
	for _, p := range s.Exclude {
		compiled, ok := compilePath(p)
		if ok {
			compiled.deep = true
			patterns = append(patterns, compiled)
		}
	}
	if len(patterns) == 0 {
		return nil
	}
	return func(path string) bool {
		segments := strings.Split(path, "/")
		return slices.ContainsFunc(patterns, func(p pathPattern) bool { return p.match(segments) })
	}
}

// loadConfig reads the configuration at path, or where it is usually kept when path is "".
func loadConfig(fsys fs.FS, path string, problems *problems) (Config, error) {
	path, err := configPath(fsys, path)
	if err != nil || path == "" {
		return Config{}, err
	}
	root, err := readDocument(fsys, path, problems)
	if err != nil {
		return Config{}, err
	}
	config := Config{Path: path}
	if root != nil {
		d := &decoder{path: path, problems: problems}
		d.config(root, &config)
	}
	return config, nil
}

// configPath finds the configuration; "" means that there is none.
func configPath(fsys fs.FS, asked string) (string, error) {
	if asked != "" {
		if !fs.ValidPath(asked) || !exists(fsys, asked) {
			return "", &adviceError{
				message: fmt.Sprintf("there is no configuration at %q", asked),
				hint:    "name a file with --config; without it, " + strings.Join(ConfigPaths, " or ") + " is used",
			}
		}
		return asked, nil
	}
	var found []string
	for _, p := range ConfigPaths {
		if exists(fsys, p) {
			found = append(found, p)
		}
	}
	switch len(found) {
	case 0:
		return "", nil
	case 1:
		return found[0], nil
	}
	return "", &adviceError{
		message: "there are two configurations: " + strings.Join(found, " and "),
		hint:    "merge them into one file, or choose one with --config",
	}
}

// exists tells whether there is something at path, readable or not.
func exists(fsys fs.FS, path string) bool {
	_, err := fs.Stat(fsys, path)
	return err == nil || !isNotExist(err)
}

func (d *decoder) config(n *yaml.Node, c *Config) {
	d.mapping(n, "the configuration",
		field{"version", func(v *yaml.Node) { d.integer(v, "version", 1, 1) }},
		field{"fail_on", func(v *yaml.Node) { c.FailOn = oneOf(d, v, "value of fail_on", FailOn) }},
		field{"policies", func(v *yaml.Node) { c.Policies = d.policies(v) }},
		field{"exceptions", func(v *yaml.Node) { c.Exceptions = d.exceptions(v) }},
		field{"score", func(v *yaml.Node) { c.Weights = d.score(v) }},
		field{"scan", func(v *yaml.Node) { c.Scan = d.scan(v) }},
	)
}

var policyID = lazyregexp.New(`^[a-z0-9][a-z0-9._-]{0,79}$`)

func (d *decoder) policies(n *yaml.Node) []PolicyChange {
	if n.Kind != yaml.MappingNode {
		d.wrong(n, "policies must be a mapping of policy IDs")
		return nil
	}
	var changes []PolicyChange
	for i := 0; i < len(n.Content); i += 2 {
		id, setting := n.Content[i], n.Content[i+1]
		if !policyID().MatchString(id.Value) {
			d.wrong(id, "not a policy's ID; `rollcall policy list` shows them")
			continue
		}
		changes = append(changes, PolicyChange{ID: id.Value, Setting: d.policy(setting), Location: d.at(id)})
	}
	return changes
}

func (d *decoder) policy(n *yaml.Node) nhi.PolicySetting {
	var s nhi.PolicySetting
	d.mapping(n, "a policy's setting",
		field{"mode", func(v *yaml.Node) { s.Mode = oneOf(d, v, "mode", nhi.Modes) }},
		field{"severity", func(v *yaml.Node) { s.Severity = oneOf(d, v, "severity", nhi.Severities) }},
		field{"params", func(v *yaml.Node) {
			if v.Kind != yaml.MappingNode {
				d.wrong(v, "params must be a mapping of the policy's parameters")
				return
			}
			s.Params, _ = d.value(v, "a parameter").(map[string]any)
		}},
	)
	return s
}

func (d *decoder) exceptions(n *yaml.Node) []nhi.Exception {
	var list []nhi.Exception
	d.list(n, "exceptions", func(item *yaml.Node) { list = append(list, d.exception(item)) })
	return list
}

func (d *decoder) exception(n *yaml.Node) nhi.Exception {
	e := nhi.Exception{Location: d.at(n)}
	fields := []field{
		{"policy", func(v *yaml.Node) {
			if e.Policy = d.text(v, "policy"); e.Policy != "" && !policyID().MatchString(e.Policy) {
				d.wrong(v, "not a policy's ID; `rollcall policy list` shows them")
			}
		}},
		{"identity", func(v *yaml.Node) { e.Identity = d.name(v, "identity") }},
		{"reason", func(v *yaml.Node) { e.Reason = d.text(v, "reason") }},
		{"owner", func(v *yaml.Node) { e.Owner = d.person(v, "owner") }},
		{"expires", func(v *yaml.Node) { e.Expires = d.day(v, "expires") }},
	}
	d.mapping(n, "an exception", fields...)
	d.require(n, "an exception", keysOf(fields)...)
	return e
}

// require reports the keys that a mapping lacks.
func (d *decoder) require(n *yaml.Node, what string, keys ...string) {
	if n.Kind != yaml.MappingNode {
		return // reported already
	}
	for _, key := range keys {
		if lookup(n, key) == nil {
			d.wrong(n, "%s needs %s", what, key)
		}
	}
}

// lookup is the value of a mapping's key, nil when it has no such key.
func lookup(n *yaml.Node, key string) *yaml.Node {
	for i := 0; i < len(n.Content); i += 2 {
		if n.Content[i].Value == key {
			return n.Content[i+1]
		}
	}
	return nil
}

func (d *decoder) score(n *yaml.Node) (weights map[string]float64) {
	d.mapping(n, "score", field{"weights", func(v *yaml.Node) { weights = d.weights(v) }})
	return weights
}

// weights reads the weights of all five dimensions; nil when something is wrong with them.
func (d *decoder) weights(n *yaml.Node) map[string]float64 {
	weights := map[string]float64{}
	var fields []field
	for _, name := range Dimensions {
		fields = append(fields, field{name, func(v *yaml.Node) { weights[name] = d.number(v, name, 0, 100) }})
	}
	d.mapping(n, "weights", fields...)
	d.require(n, "weights", Dimensions...)
	if len(weights) != len(Dimensions) {
		return nil
	}
	sum := 0.0
	for _, name := range Dimensions {
		sum += weights[name]
	}
	// NaN marks a weight that is reported already.
	if !math.IsNaN(sum) && math.Abs(sum-100) > 1e-6 {
		d.wrong(n, "the weights sum to %g; they must sum to 100", sum)
	}
	return weights
}

func (d *decoder) scan(n *yaml.Node) Scan {
	var s Scan
	d.mapping(n, "scan",
		field{"history", func(v *yaml.Node) { history := d.boolean(v, "history"); s.History = &history }},
		field{"exclude", func(v *yaml.Node) { s.Exclude = d.patterns(v) }},
		field{"max_file_size", func(v *yaml.Node) { s.MaxFileSize = d.size(v) }},
	)
	return s
}

func (d *decoder) patterns(n *yaml.Node) []string {
	var patterns []string
	d.list(n, "exclude", func(item *yaml.Node) {
		p := d.text(item, "a pattern")
		if p == "" {
			return
		}
		if _, ok := compilePath(p); !ok {
			d.wrong(item, "not a pattern that is understood; * ? ** and / are, ! and [ ] are not")
			return
		}
		patterns = append(patterns, p)
	})
	return patterns
}

// maxMaxFileSize is the largest limit on a file's size that may be configured, in bytes.
const maxMaxFileSize = 1 << 30

var sizes = lazyregexp.New(`^([0-9]{1,10}) ?(|KB|MB|GB|KiB|MiB|GiB)$`)

var sizeUnits = map[string]int64{
	"": 1, "KB": 1e3, "MB": 1e6, "GB": 1e9, "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
}

// size reads a number of bytes, such as 500000, 10 MB or 1 MiB.
func (d *decoder) size(n *yaml.Node) int64 {
	if m := sizes().FindStringSubmatch(n.Value); n.Kind == yaml.ScalarNode && m != nil {
		number, _ := strconv.ParseInt(m[1], 10, 64) // ten digits fit
		if bytes := number * sizeUnits[m[2]]; bytes >= 1 && bytes <= maxMaxFileSize {
			return bytes
		}
	}
	d.wrong(n, "max_file_size must be a size from 1 to 1 GiB, written as 500000, 10 MB or 1 MiB")
	return 0
}
