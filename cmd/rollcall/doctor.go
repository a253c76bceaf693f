package main

import (
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/github"
)

const doctorLong = `Ask GitHub once for each part of its API that a scan reads, and say which of them the credential may
read, what is not known without the others, and the permission that each of them needs.

Without a repository or organisation nothing is asked: the parts and their permissions are listed. So it is for an organisation
without a credential, with a link to GitHub's form for the App that would have them.

Exit codes:
  0  GitHub was asked, or there was nothing to ask
  2  usage: bad flags, or no credential
  3  failure: GitHub cannot be reached, or does not accept the credential
  4  incomplete: something cannot be read (with --strict)`

const doctorExample = `  rollcall doctor                              # what a scan reads, and what it needs
  rollcall doctor --repository acme/shop
  rollcall doctor --organization acme --app-id 12345 --app-private-key-file key.pem`

func newDoctor(p *process) *cobra.Command {
	var f githubFlags
	var strict bool
	c := &cobra.Command{
		Use:     "doctor",
		Short:   "Say what a GitHub credential can and cannot see",
		Long:    doctorLong,
		Example: doctorExample,
		Args:    cobra.NoArgs,
		RunE: func(c *cobra.Command, _ []string) error {
			if err := f.check(scope{}); err != nil {
				return err
			}
			if !f.asked() {
				return listSurfaces(p.stdout)
			}
			return p.examine(c, f, strict)
		},
	}
	f.addTo(c.Flags(), false)
	c.Flags().BoolVar(&strict, "strict", false, "exit with 4 when something cannot be read")
	return c
}

// examine asks GitHub, and tells what it let be read.
func (p *process) examine(c *cobra.Command, f githubFlags, strict bool) error {
	access, err := p.access(f)
	if errors.Is(err, errNoCredential) && f.organization != "" {
		if err := listSurfaces(p.stdout); err != nil {
			return err
		}
		return writeAppURL(p.stdout, github.AppURL(access.URL, f.organization))
	}
	if err != nil {
		return err
	}
	source, err := github.New(github.Options{Access: access, Repository: f.repository, Organization: f.organization, Now: p.now().UTC()})
	if err != nil {
		return usageError{error: err}
	}
	seen, err := source.Examine(c.Context())
	if err != nil {
		return err
	}
	if err := writeExamination(p.stdout, source, seen); err != nil {
		return err
	}
	if strict && slices.ContainsFunc(seen.Readings, unreadable) {
		return verdict(exitIncomplete)
	}
	return nil
}

func unreadable(r github.Reading) bool { return !r.Readable && !r.Skipped }

// listSurfaces is what can be said without asking.
func listSurfaces(w io.Writer) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	for _, organization := range []bool{true, false} {
		title := "Of a repository"
		if organization {
			title = "Of an organisation"
		}
		fmt.Fprintf(t, "%s\tPermission of an App or fine-grained token\tScope of a classic token\tTells\n", title)
		for _, s := range github.Surfaces(organization) {
			if (s.Level() == nhi.LevelOrganization) == organization {
				fmt.Fprintf(t, "  %s\t%s\t%s\t%s\n", s.Title, permission(s), scopeName(s), s.Gives)
			}
		}
		fmt.Fprintln(t)
	}
	return t.Flush()
}

func permission(s github.Surface) string {
	if s.AppOnly {
		return s.Permission + " (Apps only)"
	}
	return s.Permission
}

func scopeName(s github.Surface) string {
	if s.Scope == "" {
		return "–"
	}
	return s.Scope
}

// writeExamination tells what can and what cannot be read, and how to change that.
func writeExamination(w io.Writer, source *github.Source, seen github.Examination) error {
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintf(t, "%s, seen with a %s\n\n", source.Target().Name, seen.Credential)
	var asked, readable int
	missing := map[string][]string{}
	for _, r := range seen.Readings {
		if r.Skipped {
			continue
		}
		asked++
		if r.Readable {
			readable++
			fmt.Fprintf(t, "  yes\t%s\t%s\n", r.Surface.Title, r.Surface.Gives)
			continue
		}
		fmt.Fprintf(t, "  no\t%s\t%s; %s\n", r.Surface.Title, r.Surface.Gives, why(r))
		if r.Permission != "" {
			missing[r.Permission] = append(missing[r.Permission], r.Surface.Title)
		}
	}
	if err := t.Flush(); err != nil {
		return err
	}
	fmt.Fprintf(w, "\n%d of %d parts can be read.\n", readable, asked)
	writeMissing(w, source, missing)
	return nil
}

func why(r github.Reading) string {
	switch {
	case r.Permission == "":
		return strings.TrimSuffix(r.Detail, ".")
	case r.Surface.Scope == "":
		return "needs " + r.Permission + ", which only Apps can have"
	}
	return "needs " + r.Permission + ", or a classic token with " + r.Surface.Scope
}

// writeMissing says what to grant.
func writeMissing(w io.Writer, source *github.Source, missing map[string][]string) {
	if len(missing) == 0 {
		return
	}
	fmt.Fprintln(w, "\nTo see the rest, grant:")
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	permissions := make([]string, 0, len(missing))
	for p := range missing {
		permissions = append(permissions, p)
	}
	slices.Sort(permissions)
	for _, p := range permissions {
		fmt.Fprintf(t, "  %s\tfor %s\n", github.PermissionTitle(p), strings.Join(missing[p], ", "))
	}
	_ = t.Flush() // an error of w shows when the command's next write fails
	if source.Target().Kind == "organization" {
		_ = writeAppURL(w, source.AppURL()) // likewise
	}
}

func writeAppURL(w io.Writer, address string) error {
	_, err := fmt.Fprintf(w, "\nAn App with all that needs no right to write can be made here:\n  %s\n", address)
	return err
}
