package workflows

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"path"

	"github.com/rollcall-dev/rollcall/nhi"
)

// foreignPipelines are the files in which other systems look for their pipelines, as patterns of path.Match, from the
// documentation of each.
var foreignPipelines = []struct{ pattern, system string }{
	{".gitlab-ci.yml", "GitLab CI"},
	{".circleci/config.yml", "CircleCI"},
	{".buildkite/*.yml", "Buildkite"},
	{".buildkite/*.yaml", "Buildkite"},
	{"azure-pipelines*.yml", "Azure Pipelines"},
	{".azure-pipelines/*.yml", "Azure Pipelines"},
	{"bitbucket-pipelines.yml", "Bitbucket Pipelines"},
	{"Jenkinsfile", "Jenkins"},
	{"Jenkinsfile.*", "Jenkins"},
	{".travis.yml", "Travis CI"},
	{".drone.yml", "Drone"},
	{".woodpecker.y*ml", "Woodpecker"},
	{".woodpecker/*.y*ml", "Woodpecker"},
	{".semaphore/*.yml", "Semaphore"},
	{".teamcity/settings.kts", "TeamCity"},
	{".cirrus.yml", "Cirrus CI"},
	{".appveyor.yml", "AppVeyor"},
	{"appveyor.yml", "AppVeyor"},
	{"cloudbuild.yaml", "Google Cloud Build"},
	{"codefresh.yml", "Codefresh"},
	{"buildspec.yml", "AWS CodeBuild"},
	{".forgejo/workflows/*.y*ml", "Forgejo Actions"},
	{".gitea/workflows/*.y*ml", "Gitea Actions"},
}

// maximumForeign is how many pipelines of other systems are named.
const maximumForeign = 50

// noteForeign names the pipelines of other systems: their jobs use credentials as well, and are not read.
func (s *scan) noteForeign(ctx context.Context) error {
	found := 0
	for _, foreign := range foreignPipelines {
		if err := ctx.Err(); err != nil {
			return err
		}
		dir, pattern := path.Split(foreign.pattern)
		entries, err := fs.ReadDir(s.fsys, path.Clean("./"+dir))
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			s.gap(nhi.GapUnreadable, nhi.Location{Path: path.Clean("./" + dir)}, "the folder cannot be listed, so pipelines in it are not seen")
		}
		for _, entry := range entries {
			if matched, err := path.Match(pattern, entry.Name()); err != nil || !matched || entry.IsDir() {
				continue
			}
			if found++; found > maximumForeign {
				s.gap(nhi.GapTooLarge, nhi.Location{Path: path.Join(dir, entry.Name())}, fmt.Sprintf("only the first %d pipelines of other systems are named", maximumForeign))
				return nil
			}
			s.gap(nhi.GapUnsupported, nhi.Location{Path: path.Join(dir, entry.Name())},
				"a pipeline of "+foreign.system+": which of its jobs use which credential is not read, only what is written out in it is found")
		}
	}
	return nil
}
