package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"slices"

	"github.com/spf13/cobra"
	"github.com/spf13/pflag"

	"github.com/rollcall-dev/rollcall/scanner/github"
)

// shardFlags are what a shard is read by, and where it goes. All else is about a report, and a shard is none yet.
var shardFlags = []string{
	"organization", "shard", "output", "checkpoint", "max-requests", "token-file", "app-id", "app-private-key-file", "config", "policies", "now", "quiet",
}

// checkShardFlags refuses what would say nothing, in silence.
func (p *process) checkShardFlags(flags *pflag.FlagSet) (err error) {
	merge := newMerge(p).Flags()
	flags.Visit(func(f *pflag.Flag) {
		if err != nil || slices.Contains(shardFlags, f.Name) {
			return
		}
		hint := "leave it out"
		if merge.Lookup(f.Name) != nil {
			hint = "give it to rollcall merge"
		}
		err = usagef(hint, "--%s is not for a shard", f.Name)
	})
	return err
}

// writeShard reads one shard of an organisation and writes what it told, which is no report yet.
func (p *process) writeShard(ctx context.Context, f scanFlags) error {
	const how = "rollcall scan --organization ORG --shard K/N -o FILE, and then: rollcall merge FILE..."
	switch {
	case f.github.organization == "":
		return usagef(how, "--shard is for --organization")
	case f.output == "":
		return usagef(how, "a shard goes to the file of -o; reports are made of all shards")
	}
	if err := checkFile(f.output); err != nil {
		return err
	}
	shard, err := github.ParseShard(f.github.shard)
	if err != nil {
		return usageError{error: err}
	}
	source, done, err := p.shardSource(ctx, f, shard)
	if err != nil {
		return err
	}
	defer done()
	var files outputs
	defer files.discard()
	if err := files.stage(f.output, func(w io.Writer) error { return source.WriteShard(ctx, w) }); err != nil {
		return err
	}
	return files.commit()
}

// shardSource is the source that reads a shard, and what to call when it is done.
func (p *process) shardSource(ctx context.Context, f scanFlags, shard github.Shard) (*github.Source, func(), error) {
	f.output = "" // it names no report
	if err := f.check(); err != nil {
		return nil, nil, err
	}
	now, err := p.parseNow(f.now)
	if err != nil {
		return nil, nil, err
	}
	asked, err := p.platform(f)
	if err != nil {
		return nil, nil, err
	}
	repo, err := f.scope.open(ctx, f.path, "")
	if err != nil {
		return nil, nil, err
	}
	defer repo.Close()
	progress := p.progress(f.quiet)
	o := options{config: f.config, policies: f.policies, now: now, progress: progress.step}
	law, err := readLaw(asked.lawful(repo), o)
	if err != nil {
		return nil, nil, err
	}
	sharded := asked.asking(law.declared.Config.Scan.Excluder(), o)
	sharded.Shard = shard
	source, err := github.New(sharded)
	if err != nil {
		return nil, nil, usageError{error: err}
	}
	return source, progress.done, nil
}

func newMerge(p *process) *cobra.Command {
	f := scanFlags{path: "."}
	c := &cobra.Command{
		Use:   "merge FILE...",
		Short: "Make the report of an organisation that was scanned in shards",
		Long: `Put together what 'rollcall scan --organization ORG --shard K/N' wrote, and report as one scan of the whole
organisation would have: the same bytes, with the same --now. The configuration, the registry and the policies are
those of where you stand. A shard that is missing is a gap, and ends with exit code 4.

` + exitCodes,
		Example: `  rollcall merge shard-*.json --out rollcall-out`,
		Args:    takes(1, -1),
		RunE: func(c *cobra.Command, args []string) error {
			merged, err := mergeShards(args)
			if err != nil {
				return err
			}
			f.github.merged = merged
			return p.scan(c.Context(), f, c.Flags().Changed("fail-on"))
		},
	}
	f.addReportFlags(c.Flags())
	f.addTextFlags(c.Flags())
	return c
}

// mergeShards reads the files of the shards.
func mergeShards(names []string) (*github.Merged, error) {
	var files []io.Reader
	for _, name := range names {
		file, err := os.Open(name)
		if errors.Is(err, fs.ErrNotExist) {
			return nil, usagef("write it with: rollcall scan --organization ORG --shard K/N -o "+name, "there is no file %s", name)
		}
		if err != nil {
			return nil, err
		}
		defer file.Close()
		files = append(files, file)
	}
	merged, err := github.Merge(files...)
	if err != nil {
		return nil, usageError{error: err}
	}
	return merged, nil
}

// defaultShards is how many jobs read an organisation unless --shards says otherwise.
const defaultShards = 4

const planLong = `Print, as JSON for 'strategy: {matrix: ...}', the shards that an organisation is cut into and how many
requests each may send: --max-requests in equal parts, the first ones more by one where it does not
divide. All jobs of one token or App share one quota: shards save time, and keep a failure to a part.`

func newPlan(p *process) *cobra.Command {
	var organization string
	var shards, requests int
	c := &cobra.Command{
		Use:     "plan",
		Short:   "Print the matrix for a workflow that scans an organisation in shards",
		Long:    planLong,
		Example: `  echo "matrix=$(rollcall plan --organization acme --shards 4)" >> "$GITHUB_OUTPUT"`,
		Args:    cobra.NoArgs,
		RunE: func(*cobra.Command, []string) error {
			if err := checkPlan(organization, shards, requests); err != nil {
				return err
			}
			return json.NewEncoder(p.stdout).Encode(matrixOf(organization, shards, requests))
		},
	}
	flags := c.Flags()
	flags.StringVar(&organization, "organization", "", "the organisation, `ORG`")
	flags.IntVar(&shards, "shards", defaultShards, "how many jobs")
	flags.IntVar(&requests, "max-requests", 0, "split this many requests among them; 0: no bound")
	return c
}

// matrix is what `strategy.matrix` of a workflow takes.
type matrix struct {
	Include []matrixJob `json:"include"`
}

type matrixJob struct {
	Organization string `json:"organization"`
	Shard        string `json:"shard"`
	File         string `json:"file"`
	MaxRequests  int    `json:"max-requests"`
}

// checkPlan says what cannot be planned.
func checkPlan(organization string, shards, requests int) error {
	if organization == "" {
		return usagef("add --organization ORG", "there is nothing to plan for")
	}
	if !isLogin(organization) {
		return notALogin(organization)
	}
	if shards < 1 || shards > github.MaximumShards {
		return usagef(fmt.Sprintf("give a number from 1 to %d", github.MaximumShards), "--shards %d cannot be", shards)
	}
	if requests < 0 {
		return usagef("give a positive number, or 0 for no bound", "--max-requests %d is negative", requests)
	}
	if requests > 0 && requests < shards {
		return usagef("allow at least one for each shard", "--max-requests %d cannot be split among %d shards", requests, shards)
	}
	return nil
}

func matrixOf(organization string, shards, requests int) matrix {
	var m matrix
	for k := 1; k <= shards; k++ {
		budget := requests / shards
		if k <= requests%shards {
			budget++
		}
		m.Include = append(m.Include, matrixJob{
			Organization: organization, Shard: github.Shard{Number: k, Count: shards}.String(),
			File: fmt.Sprintf("shard-%d.json", k), MaxRequests: budget,
		})
	}
	return m
}
