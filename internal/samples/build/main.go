// Command build makes the sample repository that a text describes: build TEXT DIR.
package main

import (
	"fmt"
	"os"

	"github.com/rollcall-dev/rollcall/internal/samples"
)

func main() {
	if err := build(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "error:", err)
		os.Exit(1)
	}
}

func build(args []string) error {
	if len(args) != 2 {
		return fmt.Errorf("usage: build TEXT DIR")
	}
	text, err := os.ReadFile(args[0])
	if err != nil {
		return err
	}
	if err := os.MkdirAll(args[1], 0o755); err != nil {
		return err
	}
	_, err = samples.Build(args[1], text)
	return err
}
