package main

import (
	"cmp"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"text/tabwriter"

	"github.com/spf13/cobra"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/policies"
	"github.com/rollcall-dev/rollcall/report"
)

func newPolicy(p *process) *cobra.Command {
	c := &cobra.Command{
		Use:   "policy",
		Short: "List, explain and test policies",
		Args:  cobra.NoArgs,
		RunE:  func(c *cobra.Command, _ []string) error { return c.Help() },
	}
	folder := c.PersistentFlags().String("policies", "", "the custom policies are in `DIR` instead of "+policyFolder)
	c.AddCommand(newPolicyList(p, folder), newPolicyExplain(p, folder), newPolicyNew(p, folder), newPolicyTest(p, folder))
	return c
}

func newPolicyNew(p *process, folder *string) *cobra.Command {
	return &cobra.Command{
		Use:   "new NAME",
		Short: "Write a policy of your own to start from, and its tests",
		Long: `Write a policy that works, custom.NAME, and its tests into ` + policyFolder + `, to start from. What is
there already is left as it is.`,
		Example: "  rollcall policy new old_bank\n  rollcall policy test",
		Args:    takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			policy, test, err := policies.Start(args[0])
			if err != nil {
				return usageError{error: err}
			}
			dir := cmp.Or(*folder, policyFolder)
			if err := os.MkdirAll(dir, 0o755); err != nil {
				return err
			}
			if err := p.writeNew(filepath.Join(dir, args[0]+".rego"), policy); err != nil {
				return err
			}
			return p.writeNew(filepath.Join(dir, args[0]+"_test.rego"), test)
		},
	}
}

// writeNew writes a file that must not be there yet.
func (p *process) writeNew(name, text string) error {
	file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o644)
	if errors.Is(err, fs.ErrExist) {
		return usagef("choose another name, or remove it", "%s is there already", name)
	}
	if err != nil {
		return err
	}
	_, err = file.WriteString(text)
	if err := errors.Join(err, file.Close()); err != nil {
		return err
	}
	fmt.Fprintf(p.stdout, "wrote %s\n", filepath.ToSlash(name))
	return nil
}

func newPolicyList(p *process, folder *string) *cobra.Command {
	return &cobra.Command{
		Use:     "list",
		Short:   "List the policies with their mode and severity",
		Example: "  rollcall policy list\n  rollcall policy list --policies .rollcall/policies",
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			rules, err := loadPolicies(*folder)
			if err != nil {
				return err
			}
			w := tabwriter.NewWriter(p.stdout, 0, 0, 2, ' ', 0)
			for _, rule := range rules {
				fmt.Fprintf(w, "%s\t%s\t%s\t%s\n", report.InertLine(rule.ID), rule.Mode, rule.Severity, report.InertLine(rule.Title))
			}
			return w.Flush()
		},
	}
}

func newPolicyExplain(p *process, folder *string) *cobra.Command {
	return &cobra.Command{
		Use:     "explain ID",
		Short:   "Show a policy's page: what, why, examples, how to fix it",
		Example: "  rollcall policy explain leaked_credential",
		Args:    takes(1, 1),
		RunE: func(_ *cobra.Command, args []string) error {
			rules, err := loadPolicies(*folder)
			if err != nil {
				return err
			}
			for _, rule := range rules {
				if rule.ID == args[0] {
					_, err := fmt.Fprintf(p.stdout, "%s\n", report.Inert(strings.TrimSpace(explain(rule))))
					return err
				}
			}
			return usagef(nearest(args[0], rules), "there is no policy %q", args[0])
		},
	}
}

// explain is the policy's page, with what is in force put before it.
func explain(rule nhi.Policy) string {
	page := rule.Help
	if page == "" {
		page = "# " + rule.Title + "\n\n" + rule.Description
	}
	facts := fmt.Sprintf("%s: %s, severity %s", rule.ID, rule.Mode, rule.Severity)
	if len(rule.Categories) > 0 {
		facts += ", OWASP " + strings.Join(rule.Categories, " ")
	}
	return facts + "\n\n" + page
}

func newPolicyTest(p *process, named *string) *cobra.Command {
	return &cobra.Command{
		Use:   "test [DIR]",
		Short: "Run the Rego tests of the policies in DIR",
		Long: `Run the tests (*_test.rego) of the policies in DIR (default: ` + policyFolder + `) in the sandbox in which
policies are evaluated, and print which lines they do not cover. Exit code 1 when a test fails.`,
		Example: "  rollcall policy test\n  rollcall policy test shared/policies",
		Args:    takes(0, 1),
		RunE: func(c *cobra.Command, args []string) error {
			if len(args) == 1 && *named != "" {
				return usagef("give one of them", "DIR and --policies exclude each other")
			}
			folder := cmp.Or(strings.Join(args, ""), *named, policyFolder)
			if err := checkFolder(folder); err != nil {
				return err
			}
			result, err := policies.Test(c.Context(), os.DirFS(folder))
			if err != nil {
				return usageError{error: err}
			}
			return p.printTests(result)
		},
	}
}

func (p *process) printTests(result policies.TestReport) error {
	var failed int
	for _, t := range result.Tests {
		if !t.Passed && !t.Skipped {
			failed++
			fmt.Fprintf(p.stdout, "failed  %s:%d  %s\n", report.InertLine(t.File), t.Line, report.InertLine(t.Name))
			if t.Detail != "" {
				fmt.Fprintf(p.stdout, "        %s\n", strings.ReplaceAll(report.Inert(strings.TrimSpace(t.Detail)), "\n", "\n        "))
			}
		}
	}
	for _, f := range result.Files {
		fmt.Fprintf(p.stdout, "%5.1f %%  %s%s\n", f.Percent, report.InertLine(f.File), uncovered(f.Uncovered))
	}
	fmt.Fprintf(p.stdout, "%s, %d failed\n", count(len(result.Tests), "test"), failed)
	switch {
	case failed > 0:
		return verdict(exitFindings)
	case len(result.Tests) == 0:
		return usagef("write rules whose names begin with test_ in files *_test.rego", "there are no tests")
	}
	return nil
}

// uncovered lists the lines that no test evaluates.
func uncovered(ranges []policies.LineRange) string {
	var lines []string
	for _, r := range ranges {
		lines = append(lines, fmt.Sprintf("%d-%d", r.First, r.Last))
	}
	if len(lines) == 0 {
		return ""
	}
	return "  not covered: " + strings.Join(lines, ", ")
}

// loadPolicies loads the pack and the policies of a folder or, where none is named, of the one in which a scan looks.
func loadPolicies(folder string) ([]nhi.Policy, error) {
	load := func() (*policies.Set, error) { return loadFolder(folder) }
	if folder == "" {
		load = func() (*policies.Set, error) { return policySet(os.DirFS("."), options{}) }
	}
	set, err := load()
	if err != nil {
		return nil, usageError{error: err}
	}
	return set.Policies(), nil
}

// nearest advises on a policy's ID that is none.
func nearest(id string, rules []nhi.Policy) string {
	ids := make([]string, len(rules))
	for n, rule := range rules {
		ids[n] = rule.ID
	}
	return cmp.Or(didYouMean(id, ids, ""), "'rollcall policy list' names them all")
}
