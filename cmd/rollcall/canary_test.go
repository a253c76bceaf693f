package main

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/sha1"
	"crypto/sha256"
	"crypto/sha512"
	"encoding/base32"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"html"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/internal/samples"
	"github.com/rollcall-dev/rollcall/report"
)

// TestNoOutputHoldsACredential plants credentials of every kind in every place and looks for
// them, in every encoding, in everything that the program says.
func TestNoOutputHoldsACredential(t *testing.T) {
	repository := buildRepository(t, "canary")
	if len(repository.Values) < 40 {
		t.Fatalf("only %d values are planted", len(repository.Values))
	}
	for name, output := range everyOutput(t, repository) {
		for _, value := range repository.Values {
			for encoding, form := range forms(value) {
				if at := bytes.Index(output, []byte(form)); at >= 0 {
					t.Errorf("%s holds a %s… (%s):\n%.120s", name, value[:8], encoding, output[max(0, at-60):])
				}
			}
		}
	}
}

// The search itself must be able to fail.
func TestCanarySearchFinds(t *testing.T) {
	value, err := samples.Fake("github-pat", "search")
	if err != nil {
		t.Fatal(err)
	}
	quoted, _ := json.Marshal("x" + value)
	haystack := []string{value, "pre" + base64.StdEncoding.EncodeToString([]byte("padding "+value)), hex.EncodeToString([]byte(value)),
		fmt.Sprintf("%x", sha256.Sum256([]byte(value))), string(quoted)}
	for _, h := range haystack {
		found := false
		for _, form := range forms(value) {
			found = found || strings.Contains(h, form)
		}
		if !found {
			t.Errorf("not found in %q", h)
		}
	}
}

// everyOutput runs the program in all its formats and gives what it wrote, standard error too.
func everyOutput(t *testing.T, repository samples.Repository) map[string][]byte {
	t.Helper()
	outputs := map[string][]byte{}
	execute := func(name string, args ...string) {
		var stdout, stderr bytes.Buffer
		run(context.Background(), args, strings.NewReader(""), &stdout, &stderr, func(string) string { return "" })
		outputs[name], outputs[name+" (standard error)"] = stdout.Bytes(), stderr.Bytes()
	}
	for _, f := range report.Formats() {
		execute(f.Name, "scan", "--now", "2026-11-22", "--color", "always", "--format", f.Name, repository.Dir)
		if len(outputs[f.Name]) < 500 {
			t.Fatalf("%s: %d bytes only: %s", f.Name, len(outputs[f.Name]), outputs[f.Name+" (standard error)"])
		}
	}
	state := filepath.Join(t.TempDir(), "state")
	for _, name := range []string{"first scan with a state", "second scan with a state"} {
		execute(name, "scan", "--now", "2026-11-22", "--state", state, repository.Dir)
		left, err := os.ReadFile(state)
		if err != nil {
			t.Fatal(err)
		}
		outputs["the state after the "+name] = left
	}
	wrong := filepath.Join(t.TempDir(), "config.yaml")
	for i, text := range []string{
		"version: 1\n" + repository.Values[0] + ": 1\n",
		"version: 1\npolicies: {" + repository.Values[1] + ": {mode: off}}\n",
		"version: 1\npolicies: {no_owner: {mode: " + repository.Values[2] + "}}\n",
		"version: 1\nfail_on: " + repository.Values[3] + "\n",
		"version: 1\nexceptions: [" + repository.Values[4] + "]\n",
		"{{{" + repository.Values[5],
	} {
		if err := os.WriteFile(wrong, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		execute(fmt.Sprintf("configuration %d", i), "scan", "--config", wrong, repository.Dir)
		if len(outputs[fmt.Sprintf("configuration %d (standard error)", i)]) == 0 {
			t.Errorf("configuration %d is accepted", i)
		}
	}
	return outputs
}

// forms gives a value in the encodings in which it could slip out.
func forms(value string) map[string]string {
	line := longestLine(value) // of a key in several lines, each line is secret
	quoted, _ := json.Marshal(line)
	sum1, sum5, sum256, sum512 := sha1.Sum([]byte(value)), md5.Sum([]byte(value)), sha256.Sum256([]byte(value)), sha512.Sum512([]byte(value))
	all := map[string]string{
		"plain": line, "JSON": strings.Trim(string(quoted), `"`), "HTML": html.EscapeString(line), "URL": url.QueryEscape(line), "path": url.PathEscape(line),
		"hex": hex.EncodeToString([]byte(line)), "base32": base32.StdEncoding.EncodeToString([]byte(line))[:24],
		"MD5": hex.EncodeToString(sum5[:]), "SHA-1": hex.EncodeToString(sum1[:]), "SHA-256": hex.EncodeToString(sum256[:]), "SHA-512": hex.EncodeToString(sum512[:]),
		"SHA-256 in base64": base64.StdEncoding.EncodeToString(sum256[:]),
		"half":              line[:len(line)/2+4], "other half": line[len(line)/2-4:],
	}
	// In base64 a text looks different at each of three offsets.
	for shift := range 3 {
		for name, e := range map[string]*base64.Encoding{"base64": base64.RawStdEncoding, "base64url": base64.RawURLEncoding} {
			encoded := e.EncodeToString([]byte(strings.Repeat("x", shift) + line))
			all[fmt.Sprint(name, shift)] = encoded[4 : len(encoded)-4]
		}
	}
	return all
}

func longestLine(value string) string {
	longest := ""
	for line := range strings.Lines(value) {
		if line = strings.TrimSpace(line); len(line) > len(longest) && !strings.HasPrefix(line, "-----") {
			longest = line
		}
	}
	return longest
}
