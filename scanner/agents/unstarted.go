package agents

import (
	"maps"
	"slices"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// modelVendors is whose models a stored key opens, by the name of the variable or input that holds it.
var modelVendors = map[string]string{
	"ANTHROPIC_API_KEY": "Anthropic", "ANTHROPIC_AUTH_TOKEN": "Anthropic", "OPENAI_API_KEY": "OpenAI", "AZURE_OPENAI_API_KEY": "Microsoft",
	"GEMINI_API_KEY": "Google", "OPENROUTER_API_KEY": "OpenRouter", "GROQ_API_KEY": "Groq", "MISTRAL_API_KEY": "Mistral", "DEEPSEEK_API_KEY": "DeepSeek",
	"XAI_API_KEY": "xAI",
}

// modelProgram is the product where nothing but the key of its model is known.
const modelProgram = "Program with a model key"

// unstarted finds, in a job that starts no agent in a way that is known, the first step that installs one, that is given
// one's own key, or that is given a key of a model; a key of the whole job counts after those of its steps. A variable of
// the workflow reaches every job, whatever that does, and so tells of none.
func (w *workflow) unstarted(j *job, ofJob *node) []nhi.Agent {
	var steps []*step
	for i, n := range j.steps {
		if n != nil {
			steps = append(steps, &step{workflow: w, node: n, job: j, index: i, scopes: []*node{n.get("env")}})
		}
	}
	if ofJob != nil {
		steps = append(steps, &step{workflow: w, node: &node{offset: ofJob.offset}, job: j, index: aboveSteps, scopes: []*node{ofJob}})
	}
	for _, find := range []func(*step) *nhi.Agent{(*step).installed, (*step).givenOwnKey, (*step).givenModelKey} {
		for _, s := range steps {
			if a := find(s); a != nil {
				return []nhi.Agent{*a}
			}
		}
	}
	return nil
}

// unknownStart describes an agent by what tells of it.
func (s *step) unknownStart(vendor, product, by string, at nhi.Location) *nhi.Agent {
	return &nhi.Agent{
		Vendor: vendor, Product: product, Form: "workflow", Job: s.job.name, Step: s.index, Location: s.at(s.node.offset),
		Settings: []nhi.AgentSetting{{Name: nhi.SettingUnknownStart, Detail: by, Location: at}},
	}
}

// installed is the agent whose command the step installs.
func (s *step) installed() *nhi.Agent {
	run := s.node.get("run")
	script := commands(run.string())
	for i := range products {
		p := &products[i]
		if p.installer != "" && holdsAddress(script, p.installer) {
			return s.unknownStart(p.vendor, p.name, p.installer, s.find(run.offset, p.installer))
		}
		if p.command == nil {
			continue
		}
		for _, found := range installs(script, p.packages) {
			return s.unknownStart(p.vendor, p.name, found.name, s.find(run.offset, found.word))
		}
	}
	return nil
}

// holdsAddress tells whether a part of an address stands in a script, from the beginning of a word on: claude.ai/install is
// no part of notclaude.ai/install.
func holdsAddress(script, address string) bool {
	for from := 0; ; {
		at := strings.Index(script[from:], address)
		if at < 0 {
			return false
		}
		if from += at; from == 0 || !isWord(script[from-1]) {
			return true
		}
		from++
	}
}

// givenOwnKey is the agent whose own key the step or its job is given.
func (s *step) givenOwnKey() *nhi.Agent {
	for i := range products {
		p := &products[i]
		for _, name := range p.ownKeys {
			if v := s.given(name); v != nil {
				return s.unknownStart(p.vendor, p.name, name, s.at(v.offset))
			}
		}
	}
	return nil
}

// givenModelKey is the action or program that is given a key of a model.
func (s *step) givenModelKey() *nhi.Agent {
	for _, name := range modelKeyNames {
		v := s.given(name)
		if v == nil {
			continue
		}
		product := modelProgram
		if action := actionName(s.node.get("uses").string()); action != "" && !strings.HasPrefix(action, "actions/") {
			product = clean(action)
		}
		return s.unknownStart(modelVendors[name], product, name, s.at(v.offset))
	}
	return nil
}

var modelKeyNames = slices.Sorted(maps.Keys(modelVendors))

// given is the secret that the step's variable or input of that name holds.
func (s *step) given(name string) *node {
	for _, scope := range append(slices.Clone(s.scopes), s.node.get("with")) {
		if v := scope.get(name); ownToken().MatchString(v.string()) {
			return v
		}
	}
	return nil
}
