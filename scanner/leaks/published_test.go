package leaks

import (
	"path/filepath"
	"testing"

	"github.com/rollcall-dev/rollcall/repository"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestPublished: what somebody made up is counted where it stands in a project that is everybody's, and listed elsewhere: without a
// licence, before it is committed, in a change, and where it has been taken away.
func TestPublished(t *testing.T) {
	password := "Mea" + "dow44-71x"
	settings := "smtp:\n  port: 587\n  password: " + password + "\n"
	for _, tt := range []struct {
		note string
		make func(w *work)
		want string
	}{
		{"nobody may use it", func(w *work) { w.write("app.yml", settings); w.commit() }, "app.yml head"},
		{"everybody may use it", func(w *work) { w.publish(); w.write("app.yml", settings); w.commit(); w.age() }, ""},
		{"it is new", func(w *work) { w.publish(); w.write("app.yml", settings); w.commit(); w.commit() }, "app.yml head"},
		{"it is where it was not", func(w *work) {
			w.publish()
			w.write("old.yml", settings)
			w.commit()
			w.age()
			w.remove("old.yml")
			w.write("app.yml", settings)
			w.commit()
		}, "old.yml history"},
		{"a clock was wrong long ago", func(w *work) {
			w.publish()
			w.day = 400
			w.commit()
			w.day = 0
			w.write("app.yml", settings)
			w.commit()
			w.age()
		}, ""},
		{"it is new, and copied since", func(w *work) {
			w.publish()
			w.write("app.yml", settings)
			w.commit()
			w.write("copy.yml", settings)
		}, "app.yml head\ncopy.yml worktree"},
		{"nobody has kept it for long", func(w *work) {
			w.write("LICENSE", "Permission is hereby granted, free of charge, to any person …")
			w.write("CONTRIBUTING.md", "Welcome!")
			w.write("app.yml", settings)
			w.commit()
		}, "app.yml head"},
		{"it is not committed", func(w *work) { w.publish(); w.write("app.yml", settings) }, "app.yml worktree"},
		{"it was taken away", func(w *work) {
			w.publish()
			w.write("app.yml", settings)
			w.commit()
			w.write("app.yml", "smtp:\n")
			w.commit()
		}, "app.yml history"},
	} {
		w := newWork(t)
		tt.make(w)
		equal(t, tt.note, where(w.observe(Options{History: true})), tt.want)
	}
	w := newWork(t)
	w.publish()
	w.write("app.yml", settings)
	w.git("add", "-A")
	equal(t, "a change", where(w.staged(repository.Options{})), "app.yml worktree")

	w.commit()
	equal(t, "committed to a public repository", where(w.observe(Options{})), "")
	equal(t, "committed to a private one", where(w.observe(Options{Private: true})), "app.yml head")
	clone := &work{TB: t, dir: t.TempDir()}
	clone.git("clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(w.dir), ".")
	equal(t, "a clone without a past", where(clone.observe(Options{})), "")
}

// TestRecent: an exposure says that it is listed because it is new, and so only where older ones are not; and what there was when a clone
// begins is not new for that.
func TestRecent(t *testing.T) {
	settings := "smtp:\n  port: 587\n  password: " + "Mea" + "dow44-71x\n"
	w := newWork(t)
	w.publish()
	w.write("app.yml", settings)
	w.write("prod/app.env", "STRIPE_KEY=sk_"+"live_"+fakes.Noise("recent", fakes.Alphanumeric, 24)+"\n")
	w.commit()
	for _, e := range w.observe(Options{History: true}).Exposures {
		if want := e.Location.Path == "app.yml"; e.Recent != want {
			t.Errorf("%s: recent is %v", e.Location.Path, e.Recent)
		}
	}
	clone := &work{TB: t, dir: t.TempDir()}
	clone.git("clone", "-q", "--depth", "1", "file://"+filepath.ToSlash(w.dir), ".")
	equal(t, "where a clone begins", where(clone.observe(Options{History: true})), "prod/app.env head")
}
