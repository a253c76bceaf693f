package main

import (
	"cmp"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/repository"
)

// refuseEmpty refuses flags and arguments that are given and say nothing, as a variable leaves them that a script has not
// set: `--base "$BASE"` without BASE would be a scan of everything, in silence.
func refuseEmpty(c *cobra.Command, args []string) error {
	if c.Name() == cobra.ShellCompRequestCmd {
		return nil // a shell asks what may stand where nothing stands yet
	}
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

// takes checks the number of arguments; without a maximum it is -1.
func takes(minimum, maximum int) cobra.PositionalArgs {
	return func(c *cobra.Command, args []string) error {
		switch {
		case len(args) < minimum:
			return usagef(seeHelp(c), "an argument is missing: %s", usageOf(c))
		case maximum >= 0 && len(args) > maximum:
			return usagef(seeHelp(c), "too many arguments: %s", usageOf(c))
		}
		return nil
	}
}

// usageOf is how a command is called, without its flags.
func usageOf(c *cobra.Command) string { return strings.TrimSuffix(c.UseLine(), " [flags]") }

// flagError is Cobra's error of a flag as a user reads it.
func flagError(c *cobra.Command, err error) error {
	var unknown *pflag.NotExistError
	if errors.As(err, &unknown) && unknown.GetSpecifiedShortnames() == "" {
		return usageError{err, cmp.Or(didYouMean(unknown.GetSpecifiedName(), flagsOf(c), "--"), seeHelp(c))}
	}
	var invalid *pflag.InvalidValueError
	if !errors.As(err, &invalid) {
		return usageError{err, seeHelp(c)}
	}
	hint := "leave the value out" // of a switch
	if invalid.GetFlag().Value.Type() == "int" {
		hint = "give a whole number"
	}
	return usagef(hint, "--%s cannot be %q", invalid.GetFlag().Name, invalid.GetValue())
}

// flagsOf are the names of a command's flags.
func flagsOf(c *cobra.Command) []string {
	var names []string
	c.Flags().VisitAll(func(f *pflag.Flag) { names = append(names, f.Name) })
	return names
}

// checkOutputs finds before the work what could not be written after it.
func (f scanFlags) checkOutputs() error {
	if f.out != "" {
		if info, err := os.Stat(f.out); err == nil && !info.IsDir() {
			return usagef("name a folder; it is made if it is not there", "%s is not a folder", f.out)
		}
		if err := checkWritable(f.out, existing(f.out)); err != nil {
			return err
		}
	}
	for _, name := range []string{f.output, f.history, f.scope.state, f.github.checkpoint} {
		if name == "" || name == "-" {
			continue
		}
		if err := checkFile(name); err != nil {
			return err
		}
	}
	return nil
}

// checkFile reports a file that could not be put where it is to be.
func checkFile(name string) error {
	info, err := os.Stat(name)
	switch {
	case err == nil && info.IsDir():
		return usagef("name a file", "%s is a directory", name)
	case err == nil && !info.Mode().IsRegular():
		return nil // such as /dev/stdout: nothing takes its place
	}
	folder := filepath.Dir(name)
	if info, err := os.Stat(folder); err != nil || !info.IsDir() {
		return usagef("make it first", "there is no folder %s to write %s into", folder, filepath.Base(name))
	}
	return checkWritable(name, folder)
}

// checkWritable tries whether a file can be made in a folder, for what is to be written.
func checkWritable(name, folder string) error {
	probe, err := os.CreateTemp(folder, ".rollcall-*")
	if err != nil {
		return outputError(name, err)
	}
	return outputError(name, errors.Join(probe.Close(), os.Remove(probe.Name())))
}

// existing is as much of a path as is there.
func existing(path string) string {
	for {
		if _, err := os.Stat(path); err == nil || path == filepath.Dir(path) {
			return path
		}
		path = filepath.Dir(path)
	}
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
			return linkedError{name, kindOf(info)}
		}
	}
	return filepath.WalkDir(filepath.Join(path, filepath.FromSlash(policyFolder)), func(name string, entry fs.DirEntry, err error) error {
		if err != nil || entry.Type()&fs.ModeSymlink == 0 {
			return nil // what cannot be read is told of when it is loaded
		}
		inside, err := filepath.Rel(path, name)
		return cmp.Or(err, error(linkedError{filepath.ToSlash(inside), aLink}))
	})
}

// checkLinks is checkLaw for files of a commit or of the index.
func checkLinks(files fs.FS) error {
	if other, ok := files.(withoutOwners); ok {
		files = other.FS
	}
	for _, link := range repository.Links(files) {
		if slices.Contains(lawful, link) || strings.HasPrefix(link, policyFolder+"/") {
			return linkedError{link, aLink}
		}
	}
	return nil
}

// linkedError tells of a file or folder of the law that is something else, mostly a link.
type linkedError struct{ path, kind string }

func (e linkedError) Error() string { return e.path + " is " + e.kind }

// Usage tells that the mistake is the user's.
func (linkedError) Usage() bool { return true }

// Hint is what to do about it.
func (linkedError) Hint() string {
	return "put what it is to say there itself: links are not followed"
}

const aLink = "a symbolic link"

func kindOf(info fs.FileInfo) string {
	switch {
	case info.Mode()&fs.ModeSymlink != 0:
		return aLink
	case info.IsDir():
		return "a folder"
	}
	return "not a regular file"
}
