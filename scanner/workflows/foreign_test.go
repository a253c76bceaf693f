package workflows_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// A pipeline of another system is not read, and the scan says so.
func TestForeignPipelines(t *testing.T) {
	files := fstest.MapFS{}
	for _, name := range []string{
		".gitlab-ci.yml", ".circleci/config.yml", "azure-pipelines-release.yml", "Jenkinsfile", "bitbucket-pipelines.yml", ".buildkite/pipeline.yml",
		"docs/.gitlab-ci.yml", "Jenkinsfiles.md", ".circleci/README.md", "Jenkinsfile.d/x",
	} {
		files[name] = &fstest.MapFile{}
	}
	var got []string
	for _, gap := range observe(t, files).Gaps {
		_, system, _ := strings.Cut(gap.Detail, "a pipeline of ")
		system, _, _ = strings.Cut(system, ":")
		got = append(got, gap.Scope+" "+system)
		if gap.Source != "workflows" || gap.Reason != nhi.GapUnsupported {
			t.Errorf("%+v", gap)
		}
	}
	want := []string{
		".gitlab-ci.yml GitLab CI", ".circleci/config.yml CircleCI", ".buildkite/pipeline.yml Buildkite",
		"azure-pipelines-release.yml Azure Pipelines", "bitbucket-pipelines.yml Bitbucket Pipelines", "Jenkinsfile Jenkins",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestForeignPipelinesBounded(t *testing.T) {
	files := fstest.MapFS{}
	for i := range 200 {
		files[".buildkite/"+strings.Repeat("x", i+1)+".yml"] = &fstest.MapFile{}
	}
	if n := len(observe(t, files).Gaps); n != 51 {
		t.Errorf("%d gaps", n)
	}
}
