package leaks

import (
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// commitWith makes a commit with a message.
func (w *work) commitWith(message string) string {
	w.git("add", "-A")
	w.git("commit", "-q", "--allow-empty", "-m", message)
	return w.git("rev-parse", "HEAD")
}

// TestMessages finds what stands in messages of commits and tags, in names of refs, and in files that only a ref names.
func TestMessages(t *testing.T) {
	commit, tag, file, ref := fakes.GitHubToken("commit"), fakes.GitHubToken("tag"), fakes.GitHubToken("file"), fakes.GitHubToken("ref")
	w := newWork(t)
	w.write("a", "one\n")
	w.commit()
	brought := w.commitWith("Deploy\n\nas discussed:\n  TOKEN=" + commit)
	w.write("b", "two\n")
	w.commit()
	w.git("tag", "-a", "v1", "-m", "First release\n\nTOKEN="+tag)
	w.write("c", "TOKEN="+file+"\n")
	w.git("tag", "blob", w.git("hash-object", "-w", "c"))
	w.remove("c")
	w.git("tag", "folder", "HEAD^{tree}")
	w.git("branch", "deploy/"+ref)
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), `commit message:4:9 github-pat history TOKEN
refs/heads/deploy/ghp_…fY:0:0 github-pat branch 
refs/tags/blob:1:7 github-pat branch TOKEN
tag message:3:7 github-pat branch TOKEN
`)
	equal(t, "gaps", briefGaps(o), "unsupported refs/tags/folder\n")
	equal(t, "commit", o.Exposures[0].Commit, brought)
	equal(t, "tag", o.Exposures[3].Ref, "refs/tags/v1")
	for _, e := range o.Exposures {
		if text := asJSON(t, e); strings.Contains(text, commit) || strings.Contains(text, tag) || strings.Contains(text, file) || strings.Contains(text, ref) {
			t.Error("a value is told:", text)
		}
	}
	equal(t, "without history", brief(w.observe(Options{})), "")
}

// TestMessageOfARange finds what the commits of a change say, whatever their files.
func TestMessageOfARange(t *testing.T) {
	w := newWork(t)
	w.write("a", "one\n")
	base := w.commitWith("TOKEN=" + fakes.GitHubToken("before"))
	w.write("b", "two\n")
	head := w.commitWith("Fix\n\nTOKEN=" + fakes.GitHubToken("after"))
	o := w.observe(Options{Range: &repository.Range{Base: base, Head: head, MergeBase: base}})
	equal(t, "exposures", brief(o), "commit message:3:7 github-pat history TOKEN\n")
}

// TestLargeMessage is larger than what is read of git at once.
func TestLargeMessage(t *testing.T) {
	w := newWork(t)
	w.write("a.env", "TOKEN="+fakes.GitHubToken("file")+"\n")
	w.write(".git/message", strings.Repeat("word ", 1<<20))
	w.git("add", "a.env")
	w.git("commit", "-q", "-F", ".git/message")
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), "a.env:1:7 github-pat head TOKEN\n")
	equal(t, "gaps", briefGaps(o), "too_large commit messages\n")
}

// TestSignature: what a signature holds by chance is no value. What stands elsewhere, or in what only looks like one, is.
func TestSignature(t *testing.T) {
	token := fakes.GitHubToken("tag")
	armour := func(inside string) string {
		return "-----BEGIN PGP SIGNATURE-----\n\niQIzBAABCAAdFiEE\n" + inside + "\n=uT1a\n-----END PGP SIGNATURE-----\n"
	}
	chance := "AQE" + "q" + fakes.Noise("signature", fakes.Alphanumeric, 44) // the form of a key of Adyen
	for message, want := range map[string]string{
		"First\n\n" + armour(chance):                          "",
		"First\n\n" + armour(chance) + "TOKEN=" + token:       "tag message:9:7 github-pat branch TOKEN\n",
		"First\n\n" + armour("TOKEN="+token):                  "tag message:6:7 github-pat branch TOKEN\n",
		"First\n\nTOKEN=" + token + "\n" + armour("c2lnbmVk"): "tag message:3:7 github-pat branch TOKEN\n",
	} {
		w := newWork(t)
		w.write("a", "one\n")
		w.commit()
		w.write(".git/tag", "object "+w.git("rev-parse", "HEAD")+"\ntype commit\ntag v1\ntagger a <a@example.com> 0 +0000\n\n"+message)
		w.git("update-ref", "refs/tags/v1", w.git("hash-object", "-w", "-t", "tag", ".git/tag"))
		equal(t, "exposures of "+message[:20], brief(w.observe(Options{History: true})), want)
	}
}
