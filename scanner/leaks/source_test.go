package leaks

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

func TestLifeOfAValue(t *testing.T) {
	key := fakes.StripeKey("life")
	w := newWork(t)
	w.write("README.md", "hello\n")
	w.commit()
	w.write("config.env", "A=1\nSTRIPE_KEY="+key+"\n")
	brought := w.commit()
	w.write("config.env", "A=1\nB=2\nC=3\nSTRIPE_KEY="+key+"\n")
	w.commit()

	here := nhi.Exposure{
		Rule: "stripe-access-token", Location: nhi.Location{Path: "config.env", Line: 4, Column: 12}, Presence: nhi.PresenceHead,
		Commit: brought, Author: "Ada <ada@example.com>", Date: time.Date(2024, 1, 3, 10, 0, 0, 0, time.UTC), Name: "STRIPE_KEY", ValueClass: 1, Confidence: nhi.ConfidenceHigh,
	}
	same := func(what string, got, want nhi.Exposure) {
		t.Helper()
		if got.Preview == "" {
			t.Errorf("%s: no preview", what)
		}
		got.Preview, got.Credential = "", nhi.Credential{}
		equal(t, what, got, want)
	}
	same("at HEAD", only(t, w.observe(Options{History: true})), here)

	without := here
	without.Commit, without.Author, without.Date = "", "", time.Time{}
	same("without history", only(t, w.observe(Options{})), without)

	w.write("config.env", "A=1\n")
	same("removed in the working tree", only(t, w.observe(Options{History: true})), here)
	same("removed in the working tree, without history", only(t, w.observe(Options{})), without)

	removed := w.commit()
	past := here
	past.Location.Line, past.Presence, past.RemovedIn, past.WasInHead = 2, nhi.PresenceHistory, removed, true
	same("removed", only(t, w.observe(Options{History: true})), past)
	equal(t, "removed, without history", brief(w.observe(Options{})), "")

	w.git("tag", "v1", "HEAD~1")
	same("in a tag", only(t, w.observe(Options{History: true})), past)
	w.git("branch", "old", "HEAD~1")
	branch := past
	branch.Presence, branch.RemovedIn, branch.Ref = nhi.PresenceBranch, "", "refs/heads/old"
	same("in a branch", only(t, w.observe(Options{History: true})), branch)

	w.write("config.env", "A=1\nX="+key+"\n")
	again := here
	again.Presence, again.Location, again.Name = nhi.PresenceWorktree, nhi.Location{Path: "config.env", Line: 2, Column: 3}, "X"
	same("back in the working tree", only(t, w.observe(Options{History: true})), again)
}

func TestOneExposureForEachRuleValueAndPath(t *testing.T) {
	key, other := fakes.StripeKey("one"), fakes.GitHubToken("other")
	w := newWork(t)
	w.write("a.env", "K="+key+"\nAGAIN="+key+"\n")
	w.write("copy/a.env", "K="+key+"\nAGAIN="+key+"\n")
	w.write("b.txt", "\n"+other+"\n")
	w.commit()
	w.write("new.env", "K="+key+"\n")
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), `a.env:1:3 stripe-access-token head K
b.txt:2:1 github-pat head 
copy/a.env:1:3 stripe-access-token head K
new.env:1:3 stripe-access-token worktree K
`)
	var classes []int
	for _, e := range o.Exposures {
		classes = append(classes, e.ValueClass)
	}
	equal(t, "classes", classes, []int{1, 2, 1, 1})
}

func TestMergeBringsAValue(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	w.commit()
	w.git("checkout", "-q", "-b", "side")
	w.write("b", "two\n")
	w.commit()
	w.git("checkout", "-q", "main")
	w.write("c", "three\n")
	w.commit()
	w.git("merge", "-q", "--no-commit", "--no-ff", "side")
	w.write("a", "t = "+fakes.GitHubToken("merge")+"\n")
	merge := w.commit()
	w.write("a", "one\n")
	w.commit()
	equal(t, "commit", only(t, w.observe(Options{History: true})).Commit, merge)
}

func TestUnreachableFromHead(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	w.commit()
	w.git("checkout", "-q", "-b", "side")
	w.write("b", "t = "+fakes.GitHubToken("side")+"\n")
	w.commit()
	w.git("checkout", "-q", "main")
	equal(t, "exposures", brief(w.observe(Options{History: true})), "b:1:5 github-pat branch t\n")
}

func TestFolder(t *testing.T) {
	w := &work{TB: t, dir: t.TempDir()}
	w.write("sub/a.env", "TOKEN="+fakes.GitHubToken("folder")+"\n")
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), "sub/a.env:1:7 github-pat head TOKEN\n")
	equal(t, "gaps", briefGaps(o), "")
}

func TestBareRepository(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "TOKEN="+fakes.GitHubToken("bare")+"\n")
	w.commit()
	bare := filepath.Join(t.TempDir(), "bare.git")
	w.git("clone", "-q", "--bare", w.dir, bare)
	for _, history := range []bool{false, true} {
		equal(t, "exposures", brief(observe(t, bare, Options{History: history})), "a.env:1:7 github-pat head TOKEN\n")
	}
}

func TestPrivateKeyCountsOnce(t *testing.T) {
	w := newWork(t)
	w.write("id_rsa", fakes.PrivateKey("first"))
	w.commit()
	w.write("id_rsa", fakes.PrivateKey("second")) // only its body changes
	w.commit()
	equal(t, "exposures", brief(w.observe(Options{History: true})), "id_rsa:1:1 private-key head \nid_rsa:1:1 private-key history \n")
}

func TestSuppression(t *testing.T) {
	token := func(seed string) string { return fakes.GitHubToken("suppress" + seed) }
	w := newWork(t)
	w.write("allow.txt", "t = "+token("1")+" # gitleaks:allow\n")
	w.write("ignore.txt", "t = "+token("2")+" # rollcall:ignore revoked in 2020\n")
	w.write("bare.txt", "t = "+token("3")+" # rollcall:ignore\n")
	w.write("both.txt", "t = "+token("4")+" # gitleaks:allow\nt = "+token("4")+"\n")
	w.write("listed.txt", "\nt = "+token("5")+"\n")
	w.write("moved.txt", "t = "+token("6")+"\n")
	brought := w.commit()
	w.write("moved.txt", "\n\n\nt = "+token("6")+"\n")
	w.write(".gitleaksignore", "# why\nlisted.txt:github-pat:2\n"+brought+":moved.txt:github-pat:1\nnot a fingerprint\n")
	w.commit()
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), `allow.txt:1:5 github-pat head t suppressed by comment: gitleaks:allow
bare.txt:1:5 github-pat head t
both.txt:2:5 github-pat head t
ignore.txt:1:5 github-pat head t suppressed by comment: revoked in 2020
listed.txt:2:5 github-pat head t suppressed by baseline: .gitleaksignore:2
moved.txt:4:5 github-pat head t suppressed by baseline: .gitleaksignore:3
`)
	equal(t, "gaps", briefGaps(o), "unparsable .gitleaksignore:4\nunparsable bare.txt:1\n")
}

func TestOwnRules(t *testing.T) {
	w := newWork(t)
	w.write("a.txt", "own-abcd\nt = "+fakes.GitHubToken("own")+"\n")
	w.write("skip/b.txt", "own-abcd\n")
	w.write(".gitleaks.toml", "[[rules]]\nid = \"own\"\nregex = '''own-[a-z]{4}'''\nkeywords = [\"own-\"]\n[[allowlists]]\npaths = ['''^skip/''']\n")
	allowed := w.commit()
	equal(t, "exposures", brief(w.observe(Options{History: true})), "a.txt:1:1 own head \n")

	w.write(".gitleaks.toml", "[[rules]]\nid = \"own\"\nregex = '''own-[a-z]{4}'''\n[[allowlists]]\ncommits = [\""+allowed+"\"]\n")
	w.commit()
	equal(t, "exposures with the commit allowed", brief(w.observe(Options{History: true})), "")

	w.write(".gitleaks.toml", "[[rules]]\nid = \"own\"\nregex = '''own-[a-z]{4}'''\n[[rules.required]]\nid = \"github\"\n[[rules]]\nid = \"github\"\nregex = '''gh"+"p_\\w+'''\nskipReport = true\n")
	equal(t, "exposures of a rule with parts", brief(w.observe(Options{})), "a.txt:1:1 own head \n")

	w.write(".gitleaks.toml", "[[rules]\n")
	o := w.observe(Options{})
	equal(t, "exposures with broken rules", brief(o), "a.txt:2:5 github-pat head t\n")
	equal(t, "gaps", briefGaps(o), "unparsable .gitleaks.toml\n")

	w.write(".gitleaks.toml", "[allowlist]\npaths = ['''^skip/''']\n")
	equal(t, "gaps without rules", briefGaps(w.observe(Options{})), "skipped_rule .gitleaks.toml\n")
}

func TestKeyStoreByName(t *testing.T) {
	w := newWork(t)
	w.write("certs/server.p12", "\x00binary")
	brought := w.commit()
	w.remove("certs")
	removed := w.commit()
	e := only(t, w.observe(Options{History: true}))
	equal(t, "exposure", []string{e.Rule, e.Location.Path, e.Commit, e.RemovedIn, string(e.Presence)}, []string{"pkcs12-file", "certs/server.p12", brought, removed, "history"})
	equal(t, "what it is", []string{e.Credential.Service, string(e.Credential.Kind)}, []string{"TLS private key / certificate", string(nhi.KindSigningKey)})
}

// TestCopiesOfAKeyStore: copies of one file are one value, another file is another.
func TestCopiesOfAKeyStore(t *testing.T) {
	w := newWork(t)
	w.write("a/app.p12", "0\x82\x0a\x01")
	w.write("b/app.p12", "0\x82\x0a\x01")
	w.write("c/app.p12", "0\x82\x0a\x02")
	var classes []int
	for range 2 { // in the work tree, and committed
		for _, e := range w.observe(Options{}).Exposures {
			classes = append(classes, e.ValueClass)
		}
		w.commit()
	}
	equal(t, "classes", classes, []int{1, 1, 2, 1, 1, 2})
}

// TestKeyStoreThatIsEncrypted: what a tool encrypted as a whole is no key store, in the work tree and in the history.
func TestKeyStoreThatIsEncrypted(t *testing.T) {
	w := newWork(t)
	for name, content := range map[string]string{"git-crypt": "\x00GITCRYPT\x00\x00\x01\x02", "vault": "$ANSIBLE_VAULT;1.1;AES256\n61\n", "sops": "{\n\t\"data\": \"ENC[AES256_GCM,data:x]\"", "none": "0\x82\x0a\x01"} {
		w.write("keys/"+name+".p12", content)
	}
	equal(t, "exposures before the commit", brief(w.observe(Options{History: true})), "keys/none.p12:0:0 pkcs12-file worktree \n")
	w.commit()
	w.remove("keys/git-crypt.p12")
	w.commit()
	equal(t, "exposures", brief(w.observe(Options{History: true})), "keys/none.p12:0:0 pkcs12-file head \n")
}

// TestValueOfTests: in a published project, a value that the code of its tests has is theirs. What they recorded may be in use.
func TestValueOfTests(t *testing.T) {
	value := func(seed string) string { return fakes.Noise(seed, fakes.Alphanumeric, 32) }
	w := newWork(t)
	w.write("shop.py", "api_secret = '"+value("a")+"'\n")
	w.write("bank.py", "api_secret = '"+value("b")+"'\n")
	w.write("tests/test_shop.py", "shop.api_secret == '"+value("a")+"'\napi_secret = '"+value("a")+"'\n")
	w.write("tests/cassettes/bank.yaml", "api_secret: "+value("b")+"\n")
	w.commit()
	equal(t, "exposures", brief(w.observe(Options{})), "bank.py:1:15 generic-api-key head api_secret\nshop.py:1:15 generic-api-key head api_secret\n")
	w.publish()
	equal(t, "exposures of a published project", brief(w.observe(Options{})), "bank.py:1:15 generic-api-key head api_secret\n")
}

func TestValueInAPath(t *testing.T) {
	token := fakes.GitHubToken("path")
	w := newWork(t)
	w.write("backup/"+token+"/dump.txt", "plain\n")
	w.write("backup/"+token+"/other.txt", "u = "+fakes.StripeKey("in")+"\n")
	w.commit()
	o := w.observe(Options{History: true})
	if len(o.Exposures) != 3 {
		t.Fatalf("got %s", brief(o))
	}
	for _, e := range o.Exposures {
		if strings.Contains(e.Location.Path, token) || !strings.HasPrefix(e.Location.Path, "backup/") {
			t.Errorf("path %q", e.Location.Path)
		}
	}
	equal(t, "rules", []string{o.Exposures[0].Rule, o.Exposures[1].Rule, o.Exposures[2].Rule}, []string{"github-pat", "github-pat", "stripe-access-token"})
}

// TestAgain: a value on several lines of a file is one exposure that names them all, but for those whose comment asks that they do not count.
func TestAgain(t *testing.T) {
	key := fakes.StripeKey("again")
	w := newWork(t)
	w.write("shop.env", "PAY="+key+"\nX=1\nPAY_MORE="+key+" PAY_MOST="+key+"\nPAY_OLD="+key+" # rollcall:ignore revoked in May\n")
	w.commit()
	w.write("shop.env", "PAY="+key+"\nX=1\nPAY_MORE="+key+"\n")
	w.commit()
	e := only(t, w.observe(Options{History: true}))
	equal(t, "place", e.Location.Line, 1)
	equal(t, "again", e.Again, []nhi.Location{{Path: "shop.env", Line: 3, Column: 10}})
	w.write("shop.env", "PAY="+key+"\nX=1\nPAY_MORE="+key+" PAY_MOST="+key+"\nPAY_OLD="+key+" # rollcall:ignore revoked in May\n")
	w.commit()
	equal(t, "again, once a line", only(t, w.observe(Options{})).Again, []nhi.Location{{Path: "shop.env", Line: 3, Column: 10}})
	w.write("shop.env", strings.Repeat("PAY="+key+"\n", 50))
	w.commit()
	equal(t, "as many as are of interest", len(only(t, w.observe(Options{})).Again), mostAgain)
	w.write("shop.env", "X=1\n")
	w.commit()
	equal(t, "in the past", len(only(t, w.observe(Options{History: true})).Again), 0)
}

// TestWordsAreNotMasked: a value that is a word, or is not listed, leaves places fit for use.
func TestWordsAreNotMasked(t *testing.T) {
	key := fakes.StripeKey("places")
	w := newWork(t)
	path := "docker/compose/spring-boot/" + "leaked_credential/app.py"
	w.write(path, "k = '"+key+"'\npassword = 'leaked_credential'\ndb_password = 'spring-boot'\n")
	w.write("conf/a.yml", "db_password: docker-compose\ntoken: leaked_credential\nurl: x://u:spring-boot@db/x\nurl2: x://u:docker-compose@db/x\n")
	w.commit()
	for _, level := range []Sensitivity{SensitivityDefault, SensitivityHigh} {
		found := false
		for _, e := range w.observe(Options{Sensitivity: level}).Exposures {
			found = found || e.Location.Path == path
			if strings.Contains(e.Location.Path, "…") {
				t.Errorf("%s: masked: %s", level, e.Location.Path)
			}
		}
		if !found {
			t.Errorf("%s: nothing is at %s", level, path)
		}
	}
}

func TestGaps(t *testing.T) {
	w := newWork(t)
	w.write("small.txt", "t = "+fakes.GitHubToken("small")+"\n")
	w.write("large.txt", strings.Repeat("x\n", 3000)+"t = "+fakes.GitHubToken("large")+"\n")
	w.write("image.png.txt", "\x89PNG\x00 "+fakes.GitHubToken("binary")+"\n")
	w.write("data.bin.txt", "version https://git-lfs.github.com/spec/v1\noid sha256:"+strings.Repeat("a", 64)+"\nsize 12\n")
	w.commit()
	for _, history := range []bool{false, true} {
		o := w.observe(Options{MaxFileSize: 5000, History: history})
		equal(t, "exposures", brief(o), "small.txt:1:5 github-pat head t\n")
		equal(t, "gaps", briefGaps(o), "unsupported Git LFS\ntoo_large large.txt\n")
	}
}

func TestObjectsThatCannotBeRead(t *testing.T) {
	w := newWork(t)
	w.write("a", "first\n")
	w.commit()
	w.write("a", "second\n")
	w.commit()
	w.write("a", "t = "+fakes.GitHubToken("third")+"\n")
	w.commit()
	place := func(object string) string { return filepath.Join(w.dir, ".git/objects", object[:2], object[2:]) }
	if err := os.Remove(place(w.git("rev-parse", "HEAD~2:a"))); err != nil {
		t.Fatal(err)
	}
	damaged := place(w.git("rev-parse", "HEAD~1:a"))
	os.Chmod(damaged, 0o644)
	if err := os.WriteFile(damaged, []byte("damaged"), 0o644); err != nil {
		t.Fatal(err)
	}
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), "a:1:5 github-pat head t\n")
	if len(o.Gaps) != 2 {
		t.Errorf("gaps:\n%s", briefGaps(o))
	}

	if err := os.Remove(place(w.git("rev-parse", "HEAD~1^{tree}"))); err != nil {
		t.Fatal(err)
	}
	o = w.observe(Options{History: true})
	equal(t, "exposures without a tree", brief(o), "a:1:5 github-pat head t\n")
	if !strings.Contains(briefGaps(o), "unreadable history\n") {
		t.Errorf("gaps:\n%s", briefGaps(o))
	}
}

func TestCounts(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	w.commit()
	w.write("a", "two!\n")
	w.commit()
	counts := map[string]int64{}
	for _, c := range w.observe(Options{History: true}).Counts {
		counts[c.Unit] = c.Count
	}
	equal(t, "counts", counts, map[string]int64{"commits": 2, "blobs": 2, "files": 1, "bytes": 14, "binaries not searched": 0})
}

func TestEndsWithContext(t *testing.T) {
	w := newWork(t)
	for i := range 20 {
		w.write(fmt.Sprint("f", i), strings.Repeat("api_key = "+fakes.Noise(fmt.Sprint(i), fakes.Alphanumeric, 30)+"\n", 2000))
	}
	w.commit()
	repo, err := repository.Open(t.Context(), w.dir, repository.Options{})
	if err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(t.Context())
	source := New(repo, Options{Workers: 1, Progress: func(int64, int64, string) { cancel() }, History: true})
	if _, err := source.Observe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
	cancel()
	if _, err := source.Observe(ctx); !errors.Is(err, context.Canceled) {
		t.Errorf("got %v, want the context's error", err)
	}
}

func TestProgressReachesTotal(t *testing.T) {
	w := newWork(t)
	w.write("a", "1")
	w.write("b", "2")
	w.commit()
	var done, total int64
	w.observe(Options{Workers: 1, Progress: func(d, n int64, _ string) { done, total = d, n }})
	equal(t, "progress", []int64{done, total}, []int64{2, 2})
}

// TestSameBytes: the same input gives the same observations, whatever the number of workers.
func TestSameBytes(t *testing.T) {
	w := newWork(t)
	for round := range 5 {
		for i := range 8 {
			w.write(fmt.Sprintf("dir%d/file%d.txt", i%3, i), strings.Join(fakes.Lines(fmt.Sprint(round, i)), "\n"))
		}
		w.commit()
	}
	var first string
	for _, workers := range []int{1, 2, 7} {
		data, err := json.Marshal(w.observe(Options{History: true, Workers: workers}))
		if err != nil {
			t.Fatal(err)
		}
		if first == "" {
			first = string(data)
		}
		equal(t, fmt.Sprint(workers, " workers"), string(data), first)
	}
}

// TestNoValueLeaves plants credentials wherever text can come from, and looks for them in
// everything that comes out.
func TestNoValueLeaves(t *testing.T) {
	values := map[string]string{"stripe": fakes.StripeKey("canary"), "github": fakes.GitHubToken("canary"), "aws": fakes.AWSKey("canary"), "slack": fakes.SlackToken("canary"),
		"generic": fakes.Noise("canary", fakes.Alphanumeric, 40), "author": fakes.GitHubToken("author"), "path": fakes.GitHubToken("canarypath"), "reason": fakes.StripeKey("reason"), "toml": fakes.GitHubToken("toml")}
	key := fakes.PrivateKey("canary")
	w := newWork(t)
	w.write("dir/"+values["path"]+".txt", "x = "+values["stripe"]+"\n")
	w.write(values["path"]+"\n.txt", "x\n")
	w.write("a.env", "TOKEN="+values["github"]+"\n"+values["slack"]+"="+values["slack"]+"\napi_key = \""+values["generic"]+"\"\n")
	w.write("b.txt", values["aws"]+" # rollcall:ignore because "+values["reason"]+" "+values["aws"]+"\n"+key)
	w.write("c.txt", base64.StdEncoding.EncodeToString([]byte("token="+values["github"]))+"\n")
	w.write(".gitleaks.toml", "[[rules]]\nid = \"a\"\nregex = '''("+values["toml"]+"'''\n")
	w.write(".gitleaksignore", values["github"]+"\n")
	w.day++
	w.git("add", "-A")
	w.git("commit", "-q", "-m", values["github"], "--author", values["author"]+" <"+values["generic"]+"@example.com>")
	w.write("large"+values["path"], strings.Repeat("x", 100_000))
	w.git("branch", values["path"])
	o := w.observe(Options{History: true, MaxFileSize: 50_000})
	if len(o.Exposures) < 8 || len(o.Gaps) < 3 {
		t.Fatalf("too little was found to prove anything:\n%s%s", brief(o), briefGaps(o))
	}
	data, err := json.Marshal(o)
	if err != nil {
		t.Fatal(err)
	}
	values["key"] = strings.Split(key, "\n")[2]
	for kind, value := range values {
		sum := sha256.Sum256([]byte(value))
		for form, text := range map[string]string{"plain": value, "the middle": value[4 : len(value)-3], "base64": strings.TrimRight(base64.StdEncoding.EncodeToString([]byte(value)), "=")[:20], "hex": hex.EncodeToString([]byte(value)), "hash": hex.EncodeToString(sum[:8])} {
			if strings.Contains(string(data), text) {
				t.Errorf("%s leaves as %s: %s", kind, form, data)
			}
		}
	}
}

// TestTooManyMatches: of a file that is nothing but credentials the first are told, and that there are more.
func TestTooManyMatches(t *testing.T) {
	var text strings.Builder
	for i := range 5100 {
		text.WriteString(fakes.AWSKey(fmt.Sprint("many", i)) + "\n")
	}
	w := &work{TB: t, dir: t.TempDir()}
	w.write("many.txt", text.String())
	o := w.observe(Options{Sensitivity: SensitivityHigh})
	want := []nhi.Gap{{Source: name, Scope: "many.txt", Reason: nhi.GapTooLarge, Detail: "There are too many matches in the file: only the first were judged."}}
	equal(t, "gaps", o.Gaps, want)
	if len(o.Exposures) < 1000 || len(o.Exposures) > 5000 {
		t.Errorf("%d of them are told", len(o.Exposures))
	}
}
