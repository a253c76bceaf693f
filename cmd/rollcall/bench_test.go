package main

import (
	"os"
	"os/exec"
	"path/filepath"
	"testing"
)

// What a user waits for: the whole process, from start to exit. Run with
//
//	go test ./cmd/rollcall -run '^$' -bench .
func BenchmarkProcess(b *testing.B) {
	binary := filepath.Join(b.TempDir(), "rollcall")
	if out, err := exec.Command("go", "build", "-ldflags", "-s -w", "-o", binary, ".").CombinedOutput(); err != nil {
		b.Fatalf("%v: %s", err, out)
	}
	repository := buildRepository(b, "monorepo")
	for name, args := range map[string][]string{
		"version":         {"version"},
		"scan":            {"scan", "--fail-on", "never", repository.Dir},
		"scan-no-history": {"scan", "--fail-on", "never", "--no-history", repository.Dir},
	} {
		b.Run(name, func(b *testing.B) {
			var user float64
			for b.Loop() {
				cmd := exec.Command(binary, args...)
				cmd.Env = os.Environ()
				if out, err := cmd.CombinedOutput(); err != nil {
					b.Fatalf("%v: %s", err, out)
				}
				user += float64((cmd.ProcessState.UserTime() + cmd.ProcessState.SystemTime()).Microseconds()) / 1000
			}
			b.ReportMetric(user/float64(b.N), "cpu-ms/op")
		})
	}
}
