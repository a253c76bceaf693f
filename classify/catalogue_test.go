package classify

import (
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

func TestCatalogueIsComplete(t *testing.T) {
	if got := len(table().services); got < 363 {
		t.Errorf("the catalogue has %d services, fewer than 363", got)
	}
	names := map[string]bool{}
	for _, s := range table().services {
		if names[s.Name] {
			t.Errorf("%s is there twice", s.Name)
		}
		names[s.Name] = true
		if s.Category.Title() == string(s.Category) || s.Kind.Title() == string(s.Kind) {
			t.Errorf("%s: category %q or kind %q is not one of nhi's", s.Name, s.Category, s.Kind)
		}
		if s.RotationDays < 1 || s.RotationDays > 365 {
			t.Errorf("%s: %d rotation days", s.Name, s.RotationDays)
		}
		if !slices.Contains(nhi.KeylessSupports, s.Keyless.Support) {
			t.Errorf("%s: keyless support %q", s.Name, s.Keyless.Support)
		}
		if s.Keyless.Support == "yes" && s.Keyless.How == "" {
			t.Errorf("%s: keyless, but not how", s.Name)
		}
		if s.Docs != "" && !strings.HasPrefix(s.Docs, "https://") {
			t.Errorf("%s: docs %q", s.Name, s.Docs)
		}
		if strings.ContainsAny(s.Notes, "[]") {
			t.Errorf("%s: the notes %q hold a remark that is not for users", s.Name, s.Notes)
		}
	}
}

func TestEveryServiceIsFoundByItsNameExample(t *testing.T) {
	for _, s := range table().services {
		c := Name(s.nameExample)
		if c.Service != s.Name {
			t.Errorf("%s: the name %s is taken for %q", s.Name, s.nameExample, c.Service)
		}
	}
}

// TestEveryFormFindsItsExample runs every example against all rows, as rows must not take
// each other's values.
func TestEveryFormFindsItsExample(t *testing.T) {
	for _, f := range table().forms {
		notation := f.example
		if notation == "=" {
			notation = f.notation
		}
		value, hint := generate(t, notation), Hint{}
		if f.named {
			hint.Name = f.service.nameExample
		}
		c := Value(value, hint)
		if c.Service != f.service.Name || c.By != "value" {
			t.Errorf("%s: %s is taken for %q by %q", f.service.Name, f.notation, c.Service, c.By)
		}
		if c.Public != f.public || c.Livemode != f.mode {
			t.Errorf("%s: %s has public %v and mode %q", f.service.Name, f.notation, c.Public, c.Livemode)
		}
		if f.reads != "" && readers[f.reads] == nil {
			t.Errorf("%s: no reader is called %q", f.service.Name, f.reads)
		}
		for _, around := range []string{`KEY="` + value + `"`, "Authorization: Bearer " + value + "\n"} {
			if got := Value(around, hint).Service; got != f.service.Name {
				t.Errorf("%s: %s is not found inside of a line: %q", f.service.Name, f.notation, got)
			}
		}
	}
}

func TestNoFormTakesItsNearMiss(t *testing.T) {
	for _, f := range table().forms {
		value := generate(t, f.near)
		if m := recognise(value, evidence{name: f.service}); m.form == f {
			t.Errorf("%s: %s matches its near miss %s", f.service.Name, f.notation, f.near)
		}
		if !slices.Contains([]string{"gitleaks", "kingfisher", "knowledge"}, f.source) {
			t.Errorf("%s: unknown source %q", f.service.Name, f.source)
		}
	}
}

func TestPreviewOfEveryFormHidesItsSecret(t *testing.T) {
	for _, f := range table().forms {
		value := generate(t, f.notation)
		preview := Preview(value)
		if tells(preview, strings.TrimPrefix(value, f.prefix)) && f.reads != "pem" {
			t.Errorf("%s: the preview %q tells of the value %q", f.service.Name, preview, value)
		}
	}
}

func TestEveryDetectorRuleNamesAService(t *testing.T) {
	list, err := os.ReadFile("testdata/gitleaks-rules.txt")
	if err != nil {
		t.Fatal(err)
	}
	ids := strings.Fields(string(list))
	for _, id := range ids {
		if table().rules[id] == nil {
			t.Errorf("no service has the rule %s", id)
		}
	}
	for id, s := range table().rules {
		if !slices.Contains(ids, id) {
			t.Errorf("%s: gitleaks has no rule %s", s.Name, id)
		}
	}
}

func TestMistakesInTheCatalogueAreErrors(t *testing.T) {
	const good = "A\tsaas\tapi_key\t90\tno\tAAA\tAAA_KEY\t\trule-a\t\t\t\n"
	if _, err := parseCatalogue(good + "\txx{alnum:9}\tlive\t=\tx{alnum:8}\tknowledge\n"); err != nil {
		t.Fatal(err)
	}
	for name, text := range map[string]string{
		"cells of a service": "A\tsaas\n",
		"days":               strings.Replace(good, "90", "soon", 1),
		"token twice":        good + strings.Replace(strings.Replace(good, "A\t", "B\t", 1), "rule-a", "", 1),
		"rule twice":         good + strings.Replace(good, "AAA\t", "BBB\t", 1),
		"cells of a form":    good + "\txx{alnum:9}\n",
		"no key":             good + "\t{alnum:9}x{alnum:9}\t\t=\tx\tknowledge\n",
		"notation":           good + "\tx{nosuch:9}\t\t=\tx\tknowledge\n",
		"mark":               good + "\txx{alnum:9}\tloud\t=\tx\tknowledge\n",
	} {
		if _, err := parseCatalogue(text); err == nil {
			t.Errorf("%s: no error", name)
		}
	}
}

func TestServicesIsACopy(t *testing.T) {
	Services()[0].Name = "changed"
	if Services()[0].Name == "changed" {
		t.Error("a caller can change the catalogue")
	}
	if Services()[0].Category != nhi.CategoryCloud {
		t.Error("the order of the catalogue is lost")
	}
}
