package leaks

import (
	"encoding/base64"
	"fmt"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestToldOnce: what several rules find at one place is told once, where the value stands, by the rule that knows most and as
// sure as the surest; at high sensitivity each of gitleaks' rules is told.
func TestToldOnce(t *testing.T) {
	encoded := base64.StdEncoding.EncodeToString([]byte(fakes.Noise("encoded", fakes.Alphanumeric, 21)))
	for _, tt := range []struct {
		path, text string
		want       string // rule, place and confidence
	}{
		{"deploy.sh", `curl -H "X-JFrog-Art-Api: AKCp` + fakes.Noise("art", fakes.Alphanumeric, 69) + `" https://acme.jfrog.io/artifactory/api`, "artifactory-api-key 1:27 high"},
		{"manifest.yaml", "apiVersion: v1\nkind: Secret\nmetadata:\n  name: shop\ndata:\n  password: " + encoded + "\n", "generic-api-key 6:13 high"},
		{"application.yml", "jwt:\n  secret: " + base64.StdEncoding.EncodeToString([]byte(fakes.Noise("hex", "0123456789abcdef", 64))) + "\n", "generic-api-key 2:11 medium"},
	} {
		w := &work{TB: t, dir: t.TempDir()}
		w.write(tt.path, tt.text)
		o := w.observe(Options{})
		if len(o.Exposures) != 1 || describe(o.Exposures[0]) != tt.want {
			t.Errorf("%s: want %s, got\n%s", tt.path, tt.want, brief(o))
		}
		if all := w.observe(Options{Sensitivity: SensitivityHigh}); len(all.Exposures) < 2 {
			t.Errorf("%s at high sensitivity: got\n%s", tt.path, brief(all))
		}
	}
}

// TestSecretKeys: AWS' secret key is that wherever its name or a key id beside it says so, and not something that is assigned to a
// name; another of its length is not.
func TestSecretKeys(t *testing.T) {
	key := fakes.Noise("aws", fakes.Alphanumeric, 38) + "/+"
	for _, tt := range []struct{ text, want string }{
		{"aws_secret_access_key = " + key[2:] + "a1", "aws-secret-access-key 1:25 high"},
		{"secret_key = " + key, "generic-api-key 1:14 medium"},
		{"access_key = " + fakes.AWSKey("pair") + "\nsecret_key = " + key, "generic-api-key 2:14 high"},
	} {
		w := &work{TB: t, dir: t.TempDir()}
		w.write("prod.ini", tt.text+"\n")
		if o := w.observe(Options{}); len(o.Exposures) != 1 || describe(o.Exposures[0]) != tt.want {
			t.Errorf("want %s, got\n%s", tt.want, brief(o))
		}
	}
}

// TestPlacesAreNoDoubles: one value on two lines, which different rules find, is at both.
func TestPlacesAreNoDoubles(t *testing.T) {
	token := "glpat-" + fakes.Noise("two", fakes.Alphanumeric, 20)
	w := &work{TB: t, dir: t.TempDir()}
	w.write("a.sh", "TOKEN="+token+"\ncurl -H 'PRIVATE-TOKEN: "+token+"' https://gitlab.acme.io\n")
	w.write("b.sh", "curl -H 'PRIVATE-TOKEN: "+token+"' https://gitlab.acme.io\n")
	o := w.observe(Options{})
	paths := map[string]int{}
	for _, x := range o.Exposures {
		paths[x.Location.Path]++
	}
	if paths["a.sh"] == 0 || paths["b.sh"] != 1 {
		t.Errorf("got\n%s", brief(o))
	}
	lines := map[int]bool{}
	for _, x := range o.Exposures {
		lines[x.Location.Line] = true
	}
	if !lines[1] {
		t.Errorf("the first line is not told: got\n%s", brief(o))
	}
}

func describe(x nhi.Exposure) string {
	return fmt.Sprintf("%s %d:%d %s", x.Rule, x.Location.Line, x.Location.Column, x.Confidence)
}

// TestPiecesAreToldOnce: a value that is cut over two literals is one finding, of the service that its whole form shows.
func TestPiecesAreToldOnce(t *testing.T) {
	w := &work{TB: t, dir: t.TempDir()}
	token := fakes.GitHubToken("pieces")
	w.write("a.go", `apiToken := "`+token[:20]+`" + "`+token[20:]+"\"\n")
	w.write("b.go", `apiSecret := "`+fakes.Noise("first", fakes.Alphanumeric, 24)+"\" +\n\t\""+fakes.Noise("second", fakes.Alphanumeric, 24)+"\"\n")
	var got []string
	for _, e := range w.observe(Options{}).Exposures {
		got = append(got, e.Location.Path+" "+e.Rule+" "+e.Credential.Service)
	}
	equal(t, "told", strings.Join(got, "\n"), "a.go split-literal GitHub PAT (classic)\nb.go split-literal Generic API key")
}
