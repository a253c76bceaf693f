package leaks

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/state"
)

// scanned is what a scan of a whole history says and leaves.
func scanned(t testing.TB, dir string, opts Options) (o nhi.Observations, state []byte, note string) {
	t.Helper()
	repo, err := repository.Open(t.Context(), dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	opts.History, opts.Remember = true, true
	source := New(repo, opts)
	o, err = source.Observe(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	return o, source.State(), source.StateNote()
}

func asJSON(t testing.TB, v any) string {
	t.Helper()
	data, err := json.MarshalIndent(v, "", " ")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// story changes a repository at random, in the ways that repositories change between two scans.
type story struct {
	*work
	random *rand.Rand
	count  int
}

func (s *story) pick(names ...string) string { return names[s.random.IntN(len(names))] }

func (s *story) value() string {
	seed := fmt.Sprint("story", s.random.IntN(8))
	switch s.random.IntN(4) {
	case 0:
		return "K=" + fakes.StripeKey(seed)
	case 1:
		return "token: " + fakes.GitHubToken(seed)
	case 2:
		return "x = " + fakes.AWSKey(seed) + " # rollcall:ignore made up"
	}
	return "plain " + seed
}

// edit changes a file, or renames or removes it.
func (s *story) edit() {
	name := s.pick("a.env", "b.txt", "dir/c.yml", "dir/d.env", "keys/e.p12")
	switch s.random.IntN(10) {
	case 8:
		s.write(s.pick("a.zip", "b.txt"), s.pick(zipOf("x/a.env", s.value(), "id.p12", s.value()), gzipOf(s.value()), zipOf("b.xz", "\xfd7zXZ\x00", "y", s.value())))
	case 9:
		s.write(s.pick("a.zip", "c.tar"), s.pick(tarOf("x/a.env", s.value()), gzipOf(tarOf("x", s.value()))[:60], "7z\xbc\xaf\x27\x1c\x00"))
	case 0:
		s.remove(name)
	case 1:
		s.write(name, "\x00binary"+fmt.Sprint(s.count))
	case 2:
		s.write(s.pick("large.txt", "b.txt"), strings.Repeat("large\n", 2000+s.random.IntN(3)))
	default:
		text := slices.Repeat([]string{"a plain line of a long file"}, 250*s.random.IntN(2))
		for range 1 + s.random.IntN(4) {
			text = append(text, s.value())
		}
		s.write(name, strings.Join(text, "\n")+"\n")
	}
}

func (s *story) branches() []string {
	return strings.Fields(s.git("for-each-ref", "--format=%(refname:short)", "refs/heads"))
}

// step is one thing that happens.
func (s *story) step() {
	s.count++
	branches := s.branches()
	switch s.random.IntN(12) {
	case 0:
		s.git("checkout", "-q", "-f", "-b", fmt.Sprint("branch", s.count))
	case 1, 2:
		s.git("checkout", "-q", "-f", s.pick(branches...))
	case 3:
		s.git("merge", "-q", "-X", "ours", "--no-edit", "--allow-unrelated-histories", s.pick(branches...))
	case 4:
		if s.git("tag", fmt.Sprint("tag", s.count)); s.random.IntN(2) == 0 {
			s.git("tag", "-a", fmt.Sprint("note", s.count), "-m", s.value())
		}
	case 5:
		if other := s.pick(branches...); other != s.git("rev-parse", "--abbrev-ref", "HEAD") {
			s.git("branch", "-q", "-D", other)
		}
	case 6:
		if s.random.IntN(3) == 0 {
			s.git("reset", "-q", "--hard", "HEAD~1")
		}
	case 7:
		s.edit()
		s.day = max(s.day-s.random.IntN(3), 0) // a clock that is wrong
		s.git("add", "-A")
		s.git("commit", "-q", "--amend", "--allow-empty", "-m", "amended")
	case 8:
		s.edit()
		s.commitWith(s.value())
	default:
		s.edit()
		s.commit()
		s.day = min(s.day, 25)
	}
}

// TestStateChangesNothing: with the state of an earlier scan, a scan says what it says without, byte
// for byte, whatever happened in between.
func TestStateChangesNothing(t *testing.T) {
	for seed := range uint64(3) {
		t.Run(fmt.Sprint(seed), func(t *testing.T) {
			t.Parallel()
			s := &story{work: newWork(t), random: rand.New(rand.NewPCG(seed, 1))}
			for range 4 {
				s.edit()
			}
			s.commit()
			s.commit()
			opts := Options{MaxFileSize: 10_000}
			var state []byte
			for round := range 10 {
				for range s.random.IntN(6) {
					s.step()
				}
				switch round {
				case 4:
					s.write(".gitleaksignore", "a.env:stripe-access-token:1\n")
				case 6:
					s.write(".gitleaks.toml", "[extend]\nuseDefault = true\ndisabledRules = [\"github-pat\"]\n")
				case 7:
					s.remove(".gitleaks.toml")
				case 8:
					s.git("repack", "-qad")
				}
				if s.random.IntN(2) == 0 {
					s.edit() // not committed
				}
				want, fresh, _ := scanned(t, s.dir, opts)
				opts.State = state
				got, next, note := scanned(t, s.dir, opts)
				opts.State = nil
				equal(t, fmt.Sprint("round ", round), asJSON(t, got), asJSON(t, want))
				if round > 0 && round < 6 {
					equal(t, fmt.Sprint("note in round ", round), note, "")
				}
				if a, b := stateOf(t, fresh), stateOf(t, next); a != b {
					t.Errorf("round %d: the state that is left depends on the one that was there", round)
				}
				state = next
			}
		})
	}
}

// decoded is what a state file says.
func decoded(t *testing.T, data []byte) *state.Memory {
	t.Helper()
	m, err := state.Decode(data)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// stateOf is what a state says, whatever the order in which it says it.
func stateOf(t *testing.T, data []byte) string {
	t.Helper()
	if data == nil {
		return ""
	}
	m := decoded(t, data)
	slices.Sort(m.Paths)
	return fmt.Sprint(m.CommitCount, m.ParentCount, m.ObjectCount, m.Complete, m.Paths, len(m.Changes), len(m.Verdicts), len(m.Values), m.Sizes, m.Kinds, m.Objects)
}

func TestStateIsResumed(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.write("b.txt", "plain\n")
	w.commit()
	w.git("branch", "old")
	w.write("a.env", "gone\n")
	w.commit()
	_, state, _ := scanned(t, w.dir, Options{})
	w.write("c.env", "K="+fakes.StripeKey("c")+"\n")
	w.commit()
	repo, err := repository.Open(t.Context(), w.dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	defer repo.Close()
	source := New(repo, Options{History: true, State: state})
	c, err := source.prepare(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	equal(t, "resumed", c.resumed, true)
	equal(t, "objects to look at", len(c.objects().order), 1)

	w.git("branch", "-D", "old")
	w.git("checkout", "-q", "--orphan", "new")
	w.commit()
	w.git("branch", "-D", "main")
	o, _, note := scanned(t, w.dir, Options{State: state})
	want, _, _ := scanned(t, w.dir, Options{})
	equal(t, "rewritten", asJSON(t, o), asJSON(t, want))
	equal(t, "note", note, "")
}

func TestStateThatDoesNotFit(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.commit()
	want, state, note := scanned(t, w.dir, Options{Program: "one"})
	equal(t, "note", note, "")
	other := newWork(t)
	other.write("b.env", "K="+fakes.StripeKey("b")+"\n")
	other.commit()
	_, foreign, _ := scanned(t, other.dir, Options{Program: "one"})
	flipped := slices.Clone(state)
	flipped[len(flipped)/2] ^= 1
	for what, data := range map[string][]byte{
		"nothing of the kind": []byte("hello"), "torn": state[:len(state)/2], "flipped": flipped, "mark only": state[:bytes.IndexByte(state, '\n')+1], "of another repository": foreign,
	} {
		got, _, note := scanned(t, w.dir, Options{Program: "one", State: data})
		equal(t, what, asJSON(t, got), asJSON(t, want))
		if note == "" && what != "of another repository" {
			t.Errorf("%s: no note", what)
		}
	}
	for what, opts := range map[string]Options{"of another program": {Program: "two"}, "of another limit": {Program: "one", MaxFileSize: 1000}} {
		opts.State = state
		if _, _, note := scanned(t, w.dir, opts); note == "" {
			t.Errorf("%s: no note", what)
		}
	}
}

// TestStateOfAnotherSensitivity: what one level leaves for the next scan serves at the other one, too.
func TestStateOfAnotherSensitivity(t *testing.T) {
	w := newWork(t)
	w.write("a.yml", "password: change"+"me123\n")
	w.write("b_test.py", `password = "Mea`+`dow44-71x"`+"\n")
	w.write("c.env", "K="+fakes.StripeKey("c")+"\n")
	w.commit()
	w.git("branch", "old")
	w.write("a.yml", "password: gone\n")
	w.write("b_test.py", "gone\n")
	w.commit()
	levels := []Sensitivity{SensitivityDefault, SensitivityHigh}
	for i, level := range levels {
		_, state, _ := scanned(t, w.dir, Options{Sensitivity: levels[1-i]})
		got, _, _ := scanned(t, w.dir, Options{Sensitivity: level, State: state})
		want, _, _ := scanned(t, w.dir, Options{Sensitivity: level})
		equal(t, string(level), asJSON(t, got), asJSON(t, want))
		equal(t, "exposures at "+string(level), len(got.Exposures), 1+2*i)
	}
}

func TestStateOfAShallowClone(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.commit()
	w.write("a.env", "gone\n")
	w.commit()
	w.commit()
	shallow := filepath.Join(t.TempDir(), "shallow")
	w.git("clone", "-q", "--depth", "1", "file://"+w.dir, shallow)
	_, state, _ := scanned(t, shallow, Options{})
	clone := &work{TB: t, dir: shallow, day: w.day}
	clone.git("fetch", "-q", "--unshallow")
	want, _, _ := scanned(t, shallow, Options{})
	got, _, _ := scanned(t, shallow, Options{State: state})
	equal(t, "deepened since", asJSON(t, got), asJSON(t, want))
	if !strings.Contains(brief(got), "a.env") {
		t.Error("what lies deeper was not seen")
	}
}

// Where a shallow clone ends, nobody knows since when its last commit's values are there.
func TestDatesWhereAShallowCloneEnds(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.commit()
	w.commit()
	w.write("b.env", "K="+fakes.StripeKey("b")+"\n")
	w.commit()
	shallow := filepath.Join(t.TempDir(), "shallow")
	w.git("clone", "-q", "--depth", "2", "file://"+w.dir, shallow)
	for dir, want := range map[string]string{w.dir: "a.env false, b.env false", shallow: "a.env true, b.env false"} {
		o, _, _ := scanned(t, dir, Options{})
		var got []string
		for _, e := range o.Exposures {
			got = append(got, fmt.Sprint(e.Location.Path, " ", e.Cut))
		}
		slices.Sort(got)
		equal(t, "cut in "+dir, strings.Join(got, ", "), want)
	}
}

// A content that is missing is told of again, and is looked at when it is there.
func TestStateOfWhatIsMissing(t *testing.T) {
	w := newWork(t)
	w.write("gone.env", "K="+fakes.StripeKey("gone")+"\n")
	w.commit()
	object := w.git("rev-parse", "HEAD:gone.env")
	w.remove("gone.env")
	w.write("a.env", "K="+fakes.StripeKey("a")+"\n")
	w.commit()
	file := filepath.Join(w.dir, ".git", "objects", object[:2], object[2:])
	if err := os.Rename(file, file+".away"); err != nil {
		t.Fatal(err)
	}
	same := func(what string, state []byte) []byte {
		t.Helper()
		want, _, _ := scanned(t, w.dir, Options{})
		got, next, _ := scanned(t, w.dir, Options{State: state})
		equal(t, what, asJSON(t, got), asJSON(t, want))
		return next
	}
	_, state, _ := scanned(t, w.dir, Options{})
	if !decoded(t, state).Complete {
		t.Fatal("what is missing keeps the state from being whole")
	}
	state = same("nothing new", state)
	w.write("b.env", "K="+fakes.StripeKey("b")+"\n")
	w.commit()
	state = same("more commits", state)
	if err := os.Rename(file+".away", file); err != nil {
		t.Fatal(err)
	}
	same("there again", state)
}

func TestStateHoldsNoValue(t *testing.T) {
	values := []string{fakes.StripeKey("state"), fakes.GitHubToken("state"), fakes.Noise("state", fakes.Alphanumeric, 40), fakes.GitHubToken("pathstate"), fakes.GitHubToken("authorstate")}
	w := newWork(t)
	w.write("a.env", "STRIPE="+values[0]+"\nTOKEN="+values[1]+"\napi_key = \""+values[2]+"\"\n")
	w.commit()
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", values[1], "--author", values[4]+" <a@example.com>")
	look := func(what string, complete bool) {
		t.Helper()
		_, state, _ := scanned(t, w.dir, Options{})
		m := decoded(t, state)
		equal(t, what, m.Complete, complete)
		for _, value := range values {
			if bytes.Contains(state, []byte(value)) || bytes.Contains(state, []byte(value[4:len(value)-2])) {
				t.Errorf("%s: a value is in the state", what)
			}
		}
		got, _, _ := scanned(t, w.dir, Options{State: state})
		want, _, _ := scanned(t, w.dir, Options{})
		equal(t, what, asJSON(t, got), asJSON(t, want))
	}
	look("values in files", true)
	w.write("dir/"+values[3]+".txt", values[0]+"\n")
	w.commit()
	look("a value in a path", false)
	w.git("mv", "dir/"+values[3]+".txt", "dir/"+values[2]+".txt")
	w.commit()
	look("a value in a path that only its name elsewhere shows", false)
}
