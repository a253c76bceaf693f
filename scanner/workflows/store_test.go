package workflows_test

import (
	"fmt"
	"testing"
)

func TestOtherStore(t *testing.T) {
	for step, want := range map[string]bool{
		"run: s3cmd --host=nyc3.digitaloceanspaces.com put a s3://b":                      true,
		"run: aws s3 cp a s3://b --endpoint-url https://x.r2.cloudflarestorage.com":       true,
		"run: aws s3 cp a s3://b --endpoint-url=$ENDPOINT":                                true,
		"run: aws s3 cp a s3://b --endpoint-url https://s3.eu-west-1.amazonaws.com":       false,
		"run: mc alias set x http://minio:9000":                                           true,
		"run: aws s3 cp a s3://b":                                                         false,
		"run: echo notdigitaloceanspaces.com.example":                                     false,
		"run: echo notmin.io then https://PLAY.min.io/":                                   true,
		"run: echo notmin.io":                                                             false,
		"run: s3cmd --host=b1.va.idrivee2-12.com ls":                                      true,
		"{uses: x/upload@v1, with: {endpoint: 'https://s3.us-west-002.backblazeb2.com'}}": true,
		"{uses: x/upload@v1, with: {region: us-east-1}}":                                  false,
		"{run: aws s3 ls, env: {AWS_ENDPOINT_URL: '${{ vars.ENDPOINT }}'}}":               true,
		"{run: aws s3 ls, env: {HOST: s3.wasabisys.com}}":                                 true,
		"{run: aws s3 ls, env: {AWS_REGION: eu-west-1}}":                                  false,
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - "+step+"\n")
		if got := seen.Workflows[0].Jobs[0].Steps[0].OtherStore; got != want {
			t.Errorf("%s: %v, want %v", step, got, want)
		}
	}
}

// TestOtherStoreAbove: a variable of the workflow or job is one of each of its steps.
func TestOtherStoreAbove(t *testing.T) {
	const jobs = "on: push\n%sjobs:\n  a:\n    runs-on: x\n    %s\n    steps: [{run: aws s3 ls}]\n  b:\n    runs-on: x\n    steps: [{run: aws s3 ls}]\n"
	const ours, theirs = "env: {AWS_REGION: eu-west-1}", "env: {AWS_ENDPOINT_URL_S3: 'https://r2.example'}"
	for _, test := range []struct {
		workflow, job string
		a, b          bool
	}{
		{theirs + "\n", ours, true, true},
		{ours + "\n", theirs, true, false},
		{ours + "\n", ours, false, false},
	} {
		read := one(t, fmt.Sprintf(jobs, test.workflow, test.job)).Workflows[0].Jobs
		if a, b := read[0].Steps[0].OtherStore, read[1].Steps[0].OtherStore; a != test.a || b != test.b {
			t.Errorf("%s, %s: %v and %v, want %v and %v", test.workflow, test.job, a, b, test.a, test.b)
		}
	}
}

// TestOtherRepository: what an action is told to work on, by name.
func TestOtherRepository(t *testing.T) {
	for step, want := range map[string]string{
		"{uses: peter-evans/repository-dispatch@v3, with: {repository: acme/windows}}":           "acme/windows",
		"{uses: x/y@v1, with: {repo: acme/windows.app}}":                                         "acme/windows.app",
		"{uses: actions/checkout@v5, with: {repository: '${{ github.repository }}', ref: main}}": "",
		"{uses: x/push@v1, with: {repository: 'https://github.com/acme/app'}}":                   "",
		"{uses: x/push@v1, with: {repository: app}}":                                             "",
		"{run: 'gh workflow run --repo acme/windows', env: {REPOSITORY: acme/windows}}":          "",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - "+step+"\n")
		if got := seen.Workflows[0].Jobs[0].Steps[0].Repository; got != want {
			t.Errorf("%s: %q, want %q", step, got, want)
		}
	}
}

// TestRegistry: the registry of images that a step logs in to.
func TestRegistry(t *testing.T) {
	for step, want := range map[string]string{
		"{uses: docker/login-action@v3, with: {password: x}}":                            "docker.io",
		"{uses: Docker/Login-Action@v3}":                                                 "docker.io",
		"{uses: docker/login-action@v3, with: {registry: Quay.io}}":                      "quay.io",
		"{uses: docker/login-action@v3, with: {registry: 'https://a.example:5000/v1/'}}": "a.example:5000",
		"{uses: docker/login-action@v3, with: {registry: '${{ env.REGISTRY }}'}}":        "",
		"{uses: docker/login-action@v3, with: {registry: 'user:word@quay.io'}}":          "",
		"{uses: docker/build-push-action@v6, with: {registry: quay.io}}":                 "",
		"run: docker login quay.io":                                                      "",
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    steps:\n      - "+step+"\n")
		if got := seen.Workflows[0].Jobs[0].Steps[0].Registry; got != want {
			t.Errorf("%s: %q, want %q", step, got, want)
		}
	}
}
