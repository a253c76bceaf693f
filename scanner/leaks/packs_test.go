package leaks

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// TestPacksAndGitAgree reads the same history from a pack, and through git because the
// configuration mentions what is not read directly.
func TestPacksAndGitAgree(t *testing.T) {
	w := newWork(t)
	random := rand.New(rand.NewPCG(1, 1))
	pool := append(fakes.Lines("pack"), fakes.PrivateKey("pack"))
	files := map[string][]string{}
	for version := range 28 {
		name := fmt.Sprint("file", random.IntN(3))
		if files[name] == nil {
			files[name] = append(slices.Repeat([]string{"a plain line", "another one"}, 30), pool...)
		}
		files[name] = fakes.Edited(files[name], pool, random)
		w.write(name, strings.Join(files[name], "\n"))
		w.write("binary", "\x00"+fmt.Sprint(version))
		w.write("wide", asUTF16("t = "+fakes.GitHubToken(fmt.Sprint(version/9)), true))
		w.commit()
	}
	w.git("repack", "-qadf")
	packed := w.observe(Options{History: true})
	w.git("config", "remote.none.promisor", "false")
	throughGit := w.observe(Options{History: true})
	if len(packed.Exposures) < 20 {
		t.Errorf("only %d exposures", len(packed.Exposures))
	}
	equal(t, "observations", packed, throughGit)
}
