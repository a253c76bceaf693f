package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"
)

// refuseEmpty refuses flags and arguments that are given and say nothing, as a variable leaves them that a script has not
// set: `--base "$BASE"` without BASE would be a scan of everything, in silence.
func refuseEmpty(c *cobra.Command, args []string) error {
	const hint = "a variable that is not set, perhaps; leave it out, or give it a value"
	var empty string
	c.Flags().Visit(func(f *pflag.Flag) {
		if f.Value.Type() == "string" && f.Value.String() == "" {
			empty = f.Name
		}
	})
	switch {
	case empty != "":
		return usagef(hint, "--%s is empty", empty)
	case slices.Contains(args, ""):
		return usagef(hint, "an argument is empty")
	}
	return nil
}

// checkOutputs finds before the work what could not be written after it.
func (f scanFlags) checkOutputs() error {
	if f.out != "" {
		if info, err := os.Stat(f.out); err == nil && !info.IsDir() {
			return usagef("name a folder; it is made if it is not there", "%s is not a folder", f.out)
		}
	}
	if f.output == "" || f.output == "-" {
		return nil
	}
	if info, err := os.Stat(f.output); err == nil && info.IsDir() {
		return usagef("name a file", "%s is a directory", f.output)
	}
	folder := filepath.Dir(f.output)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return usagef("make it first", "there is no folder %s to write %s into", folder, filepath.Base(f.output))
	}
	return nil
}

// lawful are the files that a repository is judged by.
var lawful = []string{".rollcall", ".rollcall/config.yaml", ".github/rollcall.yaml", ".rollcall/registry.yaml", policyFolder}

// checkLaw refuses a working tree whose law is a link or a device: links are not followed, and what they lead to would not
// count, in silence.
func checkLaw(path string) error {
	for _, name := range lawful {
		info, err := os.Lstat(filepath.Join(path, filepath.FromSlash(name)))
		if errors.Is(err, fs.ErrNotExist) {
			continue
		}
		folder := name == ".rollcall" || name == policyFolder
		if err == nil && (folder && !info.IsDir() || !folder && !info.Mode().IsRegular()) {
			return usageError{fmt.Errorf("%s is %s", name, kindOf(info)), "put what it is to say there itself: links are not followed"}
		}
	}
	return nil
}

func kindOf(info fs.FileInfo) string {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return "a symbolic link"
	case info.IsDir():
		return "a folder"
	}
	return "not a regular file"
}
