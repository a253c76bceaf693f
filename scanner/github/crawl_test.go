package github_test

import (
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// Of an organisation of 10,000 repositories, a first crawl may cost 30,000 requests, and one in
// which nothing changed 1,000; a tenth of it may cost a tenth.
const (
	coldRequests = 3.0 // a repository
	warmRequests = 0.1
)

func TestCrawl(t *testing.T) {
	cold, warm, whole := crawl(t, 1000)
	if cold > 1000*coldRequests || warm > 1000*warmRequests {
		t.Errorf("%d requests, and with a checkpoint %d", cold, warm)
	}
	if org := whole.Platform.Organizations[0]; org.RepositoriesKnown != 1000 || org.RepositoriesRead != 1000 {
		t.Errorf("%d of %d repositories are read", org.RepositoriesRead, org.RepositoriesKnown)
	}
	if len(whole.Gaps) > 0 {
		t.Errorf("gaps: %+v", whole.Gaps)
	}
}

// BenchmarkCrawl reads an organisation of 10,000 repositories, then once more with the checkpoint.
func BenchmarkCrawl(b *testing.B) {
	for b.Loop() {
		var peak atomic.Uint64
		stop := watchMemory(&peak)
		cold, warm, _ := crawl(b, 10_000)
		stop()
		b.ReportMetric(float64(cold), "requests-cold")
		b.ReportMetric(float64(warm), "requests-unchanged")
		b.ReportMetric(float64(peak.Load())/1e6, "MB-peak")
		if cold > 10_000*coldRequests || warm > 10_000*warmRequests {
			b.Errorf("%d requests, and with a checkpoint %d", cold, warm)
		}
	}
}

// watchMemory notes the most memory that was in use: the server's and its checks too.
func watchMemory(peak *atomic.Uint64) (stop func()) {
	done := make(chan struct{})
	go func() {
		ticker := time.NewTicker(50 * time.Millisecond)
		defer ticker.Stop()
		var m runtime.MemStats
		for {
			select {
			case <-done:
				return
			case <-ticker.C:
				runtime.ReadMemStats(&m)
				peak.Store(max(peak.Load(), m.HeapInuse))
			}
		}
	}()
	return func() { close(done) }
}

// crawl reads a generated organisation twice, the second time from the checkpoint, and checks that
// both say the same.
func crawl(t testing.TB, repositories int) (cold, warm int, whole nhi.Observations) {
	t.Helper()
	server := githubtest.Start(t, githubtest.NewLarge(repositories))
	server.Limit = 1_000_000
	server.CheckEvery(500)
	options := github.Options{Organization: "acme", Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Now: now}
	whole = crawlOnce(t, server, options)
	cold = server.Requests()
	again := crawlOnce(t, server, options)
	warm = server.Requests() - cold
	for i := range again.Platform.Repositories {
		if again.Platform.Repositories[i].Checkpointed.IsZero() {
			t.Fatalf("%s was read again", again.Platform.Repositories[i].Name)
		}
		again.Platform.Repositories[i].Checkpointed = time.Time{}
	}
	again.Counts, whole.Counts = nil, nil
	if diff := cmp.Diff(whole, again); diff != "" {
		t.Errorf("the checkpoint says another thing: -first +second\n%.2000s", diff)
	}
	return cold, warm, whole
}

// TestTokenThatExpires: what comes after a token's end is a gap and not what the credential may not see, is asked for no
// longer, and is not kept: with a new token the crawl goes on to the same end.
func TestTokenThatExpires(t *testing.T) {
	const repositories, lasts = 60, 70
	const late = 4 * 10 // ten are in flight, and after each good answer among them three bad ones are needed again
	server := githubtest.Start(t, githubtest.NewLarge(repositories))
	options := github.Options{Organization: "acme", Now: now}
	whole := crawlOnce(t, server, options)
	all := server.Requests()
	options.Checkpoint = filepath.Join(t.TempDir(), "checkpoint")

	server.ExpireAfter(lasts)
	cut := crawlOnce(t, server, options)
	if org := cut.Platform.Organizations[0]; org.RepositoriesRead == 0 || org.RepositoriesRead >= repositories {
		t.Errorf("%d of %d repositories count as read", org.RepositoriesRead, org.RepositoriesKnown)
	}
	if asked := server.Requests() - all; asked > lasts+late || all <= lasts+late {
		t.Errorf("%d requests of %d, though the token lasts for %d", asked, all, lasts)
	}
	for _, gap := range cut.Gaps {
		if gap.Reason != nhi.GapUnreadable || gap.Permission != "" || !strings.Contains(gap.Detail, "has not expired") {
			t.Errorf("%+v", gap)
		}
	}
	if len(cut.Gaps) == 0 {
		t.Error("there is no gap")
	}

	server.Repair()
	rest := crawlOnce(t, server, options)
	for i := range rest.Platform.Repositories {
		rest.Platform.Repositories[i].Checkpointed = time.Time{}
	}
	rest.Counts, whole.Counts = nil, nil
	if diff := cmp.Diff(whole, rest); diff != "" {
		t.Errorf("with a new token: -whole +got\n%.2000s", diff)
	}
}

func crawlOnce(t testing.TB, server *githubtest.Server, options github.Options) nhi.Observations {
	t.Helper()
	options.Files = readSecrets
	options.Access = github.Access{URL: server.URL, Token: server.Token, Transport: server.Transport(), Now: server.Clock.Now, Sleep: server.Clock.Wait, MaxRequests: options.Access.MaxRequests}
	s, err := github.New(options)
	if err != nil {
		t.Fatal(err)
	}
	seen, err := s.Observe(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	return seen
}

// readSecrets sees in workflows only whether they read a secret.
func readSecrets(_ context.Context, _ string, files fs.FS) (nhi.Observations, error) {
	var seen nhi.Observations
	names, err := fs.Glob(files, ".github/workflows/*.yml")
	for _, name := range names {
		text, readErr := fs.ReadFile(files, name)
		if readErr != nil {
			return seen, readErr
		}
		job := nhi.Job{ID: "job", Location: nhi.Location{Path: name, Line: 3}}
		if strings.Contains(string(text), "secrets.") {
			job.Credentials = []nhi.CredentialUse{{Store: "secrets", Name: "DEPLOY_KEY", Location: nhi.Location{Path: name, Line: 9}}}
		}
		seen.Workflows = append(seen.Workflows, nhi.Workflow{Path: name, Jobs: []nhi.Job{job}})
	}
	return seen, err
}

// TestCheckpointIsPrivate: what an organisation has is nobody else's business.
func TestCheckpointIsPrivate(t *testing.T) {
	server := githubtest.Start(t, githubtest.NewLarge(3))
	options := github.Options{Organization: "acme", Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Now: now}
	crawlOnce(t, server, options)
	info, err := os.Stat(options.Checkpoint)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 {
		t.Errorf("its mode is %v", info.Mode())
	}
}
