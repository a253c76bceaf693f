// Command serve is a GitHub for trying things out: serve FOLDER [REPOSITORIES] serves the organisation "acme" with
// that many repositories, twenty if not told, on this machine, writes the address, a token and the private key of an
// App with the id 12 into FOLDER as "url", "token" and "key.pem", and goes on until it is stopped. A request that
// GitHub would not understand ends it.
//
// A hang-up signal makes it read FOLDER/faults, which takes the place of all faults before: a line for each, made of an
// endpoint as GitHub's description names it, the kind of fault and, of a 403, the permission that is missing, with tabs
// between; or of "field" and a field of GraphQL. It writes which endpoints were called so far as "calls", and removes the file.
package main

import (
	"context"
	"fmt"
	"maps"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// usual is how many repositories the organisation has, unless told.
const usual = 20

func main() {
	server := githubtest.Start(judge{}, githubtest.NewLarge(repositories()))
	server.Limit = 1_000_000
	server.CheckEvery(500)
	go keepTime(server.Clock)
	write("token", []byte(server.Token))
	write("key.pem", server.App("12", githubtest.Fields{"metadata": "read"}))
	write("url", []byte(server.URL))
	stop, again := make(chan os.Signal, 1), make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	signal.Notify(again, syscall.SIGHUP)
	for {
		select {
		case <-stop:
			return
		case <-again:
			server.Repair()
			write("calls", []byte(strings.Join(slices.Sorted(maps.Keys(server.Calls())), "\n")+"\n"))
			breakAs(server, filepath.Join(os.Args[1], "faults"))
		}
	}
}

// long is how long a client is asked to wait where there are too many requests: none will.
const long = 24 * time.Hour

// breakAs makes the server fail as a file says, and removes the file.
func breakAs(server *githubtest.Server, name string) {
	text, err := os.ReadFile(name)
	if err != nil {
		end(err.Error())
	}
	for line := range strings.Lines(string(text)) {
		endpoint, kind, _ := strings.Cut(strings.TrimSuffix(line, "\n"), "\t")
		kind, permission, _ := strings.Cut(kind, "\t")
		fault := githubtest.Fault{Kind: githubtest.FaultKind(kind), Permission: permission, RetryAfter: long}
		switch {
		case endpoint == "field":
			server.FailField(kind)
		case slices.Contains(githubtest.Faults, fault.Kind):
			server.Fail(endpoint, fault)
		default:
			end("no kind of fault: " + kind)
		}
	}
	if err := os.Remove(name); err != nil {
		end(err.Error())
	}
}

// keepTime lets the server's clock, which moves only when told, go with the machine's: what Apps sign is soon out of date.
func keepTime(clock *githubtest.Clock) {
	for {
		_ = clock.Wait(context.Background(), time.Since(clock.Now()))
		time.Sleep(time.Second)
	}
}

// repositories reads from the command line how many the organisation has.
func repositories() int {
	switch len(os.Args) {
	case 2:
		return usual
	case 3:
		if n, err := strconv.Atoi(os.Args[2]); err == nil && n > 0 {
			return n
		}
	}
	fmt.Fprintln(os.Stderr, "usage: serve FOLDER [REPOSITORIES]")
	os.Exit(2)
	return 0
}

// write writes a file of the folder, whole or not at all: others wait for it.
func write(name string, text []byte) {
	name = filepath.Join(os.Args[1], name)
	err := os.WriteFile(name+".part", text, 0o600)
	if err == nil {
		err = os.Rename(name+".part", name)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

// judge takes the place of a test.
type judge struct{ testing.TB }

func (judge) Helper() {}

// Cleanup does nothing: the server lives as long as the process.
func (judge) Cleanup(func()) {}

func (judge) Errorf(format string, args ...any) { end(fmt.Sprintf(format, args...)) }

func (judge) Fatalf(format string, args ...any) { end(fmt.Sprintf(format, args...)) }

func (judge) Error(args ...any) { end(fmt.Sprintln(args...)) }

func (judge) Fatal(args ...any) { end(fmt.Sprintln(args...)) }

func end(why string) {
	fmt.Fprintln(os.Stderr, why)
	os.Exit(1)
}
