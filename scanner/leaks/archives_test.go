package leaks

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// zipOf is a zip archive of names and texts in turns.
func zipOf(files ...string) string {
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		part, err := w.Create(files[i])
		if err == nil {
			_, err = part.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// tarOf is the same as a tar archive.
func tarOf(files ...string) string {
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for i := 0; i+1 < len(files); i += 2 {
		err := w.WriteHeader(&tar.Header{Name: files[i], Size: int64(len(files[i+1])), Mode: 0o600, Typeflag: tar.TypeReg})
		if err == nil {
			_, err = w.Write([]byte(files[i+1]))
		}
		if err != nil {
			panic(err)
		}
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

func gzipOf(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := w.Write([]byte(text)); err != nil {
		panic(err)
	}
	if err := w.Close(); err != nil {
		panic(err)
	}
	return b.String()
}

// TestArchives finds what is in archives, in the history and in files, with the place that it has in there.
func TestArchives(t *testing.T) {
	text := func(seed string) string { return "# deploy\n\nTOKEN=" + fakes.GitHubToken(seed) + "\n" }
	w := newWork(t)
	w.write("backup.tar", tarOf("etc/prod.env", text("tar")))
	w.write("backup.tgz", gzipOf(tarOf("etc/prod.env", text("tgz"))))
	w.write("dump.sql.gz", gzipOf(text("gzip")))
	w.write("app.jar", zipOf("BOOT-INF/lib/in.jar", zipOf("application.properties", text("jar")), "Main.class", "\xca\xfe\xba\xbe\x00\x00"))
	w.write("old.zip", zipOf("a.env", text("old"), "b.env", text("old")))
	w.commit()
	w.remove("old.zip")
	w.commit()
	w.write("new.whl", zipOf("../../a.env", text("wheel")))
	o := w.observe(Options{History: true})
	equal(t, "exposures", brief(o), `app.jar!BOOT-INF/lib/in.jar!application.properties:3:7 github-pat head TOKEN
backup.tar!etc/prod.env:3:7 github-pat head TOKEN
backup.tgz!etc/prod.env:3:7 github-pat head TOKEN
dump.sql.gz:3:7 github-pat head TOKEN
new.whl!../../a.env:3:7 github-pat worktree TOKEN
old.zip!a.env:3:7 github-pat history TOKEN
old.zip!b.env:3:7 github-pat history TOKEN
`)
	equal(t, "gaps", briefGaps(o), "")
	w.git("branch", "old", "HEAD~1")
	for _, e := range w.observe(Options{History: true}).Exposures {
		if e.Location.Path == "old.zip!a.env" {
			equal(t, "presence on another branch", e.Presence, nhi.PresenceBranch)
		}
	}
}

// TestArchivesThatAreNotOpened are named, and what is beside them is found.
func TestArchivesThatAreNotOpened(t *testing.T) {
	line := "TOKEN=" + fakes.GitHubToken("beside") + "\n"
	w := newWork(t)
	w.write("paper.pdf", "%PDF-1.7\n1 0 obj <</Filter /FlateDecode>> stream\nx\x9c\x01\nendstream\n")
	w.write("a.xz", "\xfd7zXZ\x00\x00"+line)
	w.write("b.zip", zipOf("inner.7z", "7z\xbc\xaf\x27\x1c\x00", "b.env", line))
	w.write("c.zip", zipOf("c.env", line)[:60])
	w.write("d.tar.gz", gzipOf(tarOf("d.env", line))[:60])
	w.write("e.zip", zipOf("1", zipOf("2", zipOf("3", zipOf("4", line)))))
	w.write("looks-like-a.tar", string(append(bytes.Repeat([]byte("# filler\n"), 28), "12345ustar\n"+line...)))
	w.commit()
	for _, history := range []bool{false, true} {
		o := w.observe(Options{History: history})
		equal(t, "exposures", brief(o), `b.zip!b.env:1:7 github-pat head TOKEN
looks-like-a.tar:30:7 github-pat head TOKEN
`)
		for _, count := range o.Counts {
			if count.Unit == "binaries not searched" && count.Count != 1 {
				t.Errorf("%d binaries, want the PDF alone", count.Count)
			}
		}
		equal(t, "gaps", briefGaps(o), `unsupported a.xz
unsupported b.zip
unreadable c.zip
unreadable d.tar.gz
too_large e.zip
unreadable looks-like-a.tar
`)
	}
}
