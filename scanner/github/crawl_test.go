package github_test

import (
	"net/http"
	"path/filepath"
	"runtime"
	"sync/atomic"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

// A crawl of a large organisation stays within three requests a repository, and one of an unchanged
// organisation within a tenth of one.
func TestCrawlScales(t *testing.T) {
	const repositories = 600
	server := githubtest.Start(t, githubtest.NewLarge(repositories))
	options := github.Options{Organization: "acme", Checkpoint: filepath.Join(t.TempDir(), "checkpoint")}
	cold := observe(t, server, options)
	if n := server.Requests(); n > 3*repositories {
		t.Errorf("%d requests for %d repositories", n, repositories)
	}
	before := server.Requests()
	warm := observe(t, server, options)
	if n := server.Requests() - before; n > 100 {
		t.Errorf("%d requests for nothing new in %d repositories", n, repositories)
	}
	equal(t, "secrets", cold.Platform.Secrets, warm.Platform.Secrets)
	equal(t, "identities", cold.Platform.Identities, warm.Platform.Identities)
	equal(t, "gaps", cold.Gaps, warm.Gaps)
}

// A crawl whose budget ends, again and again, reads everything in the end, and little of it twice.
func TestCrawlGoesOn(t *testing.T) {
	const repositories = 200
	server := githubtest.Start(t, githubtest.NewLarge(repositories))
	whole := observe(t, server, github.Options{Organization: "acme"})
	cost := server.Requests()
	options := github.Options{
		Organization: "acme", Checkpoint: filepath.Join(t.TempDir(), "checkpoint"), Access: github.Access{MaxRequests: cost / 3},
	}
	before, crawls := server.Requests(), 0
	var last nhi.Observations
	for done := false; !done && crawls < 10; crawls++ {
		last = observe(t, server, options)
		done = !gapped(last, nhi.GapBudget)
		if !done && last.Platform.Organizations[0].RepositoriesRead >= repositories {
			t.Error("the budget ended and every repository counts as read")
		}
	}
	equal(t, "secrets", whole.Platform.Secrets, last.Platform.Secrets)
	equal(t, "identities", whole.Platform.Identities, last.Platform.Identities)
	if again := server.Requests() - before - cost; crawls < 3 || again > crawls*60 {
		t.Errorf("%d crawls, %d requests more than one crawl takes", crawls, again)
	}
}

func equal(t *testing.T, what string, want, got any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got)\n%s", what, diff)
	}
}

func gapped(seen nhi.Observations, reason nhi.GapReason) bool {
	for _, gap := range seen.Gaps {
		if gap.Reason == reason {
			return true
		}
	}
	return false
}

// peak watches the memory of the process while requests are sent.
type peak struct {
	next http.RoundTripper
	sent atomic.Int64
	most atomic.Uint64
}

// RoundTrip implements http.RoundTripper.
func (p *peak) RoundTrip(request *http.Request) (*http.Response, error) {
	if p.sent.Add(1)%200 == 0 {
		var now runtime.MemStats
		runtime.ReadMemStats(&now)
		p.most.Store(max(p.most.Load(), now.Sys-now.HeapReleased))
	}
	return p.next.RoundTrip(request)
}

// BenchmarkCrawl reads an organisation of 10,000 repositories, cold and then with a checkpoint and
// nothing changed. The memory is that of the process, with the server in it.
func BenchmarkCrawl(b *testing.B) {
	for b.Loop() {
		server := githubtest.Start(b, githubtest.NewLarge(10000))
		server.CheckEvery(1000)
		server.Limit = 1 << 30
		options := github.Options{Organization: "acme", Checkpoint: filepath.Join(b.TempDir(), "checkpoint")}
		watch := &peak{next: server.Transport()}
		options.Access.Transport = watch
		for _, pass := range []string{"cold", "unchanged"} {
			before := server.Requests()
			seen := observe(b, server, options)
			b.ReportMetric(float64(server.Requests()-before), "requests-"+pass)
			if read := seen.Platform.Organizations[0].RepositoriesRead; read != 10000 {
				b.Fatalf("%s: %d repositories were read to the end: %v", pass, read, seen.Gaps)
			}
		}
		b.ReportMetric(float64(watch.most.Load()>>20), "MB-peak")
	}
}
