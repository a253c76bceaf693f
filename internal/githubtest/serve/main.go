// Command serve is a GitHub for trying things out: serve FOLDER serves the organisation "acme" with twenty
// repositories on this machine, writes the address and the private key of an App with the id 12 into FOLDER as
// "url" and "key.pem", and goes on until it is stopped. A request that GitHub would not understand ends it.
package main

import (
	"context"
	"fmt"
	"os"
	"os/signal"
	"path/filepath"
	"testing"
	"time"

	"github.com/rollcall-dev/rollcall/internal/githubtest"
)

// repositories of the organisation.
const repositories = 20

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: serve FOLDER")
		os.Exit(2)
	}
	server := githubtest.Start(judge{}, githubtest.NewLarge(repositories))
	_ = server.Clock.Wait(context.Background(), time.Since(server.Clock.Now())) // it stands at the present, for some minutes' use
	write("key.pem", server.App("12", githubtest.Fields{"metadata": "read"}))
	write("url", []byte(server.URL))
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
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
