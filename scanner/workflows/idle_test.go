package workflows_test

import (
	"strings"
	"testing"
	"testing/fstest"
)

// checkedOut tells whether the steps behind the checkout of a pull request's code may run it.
func checkedOut(t *testing.T, with, steps string) bool {
	t.Helper()
	return checkedOutIn(t, fstest.MapFS{}, with, "    steps:\n", steps)
}

func checkedOutIn(t *testing.T, files fstest.MapFS, with, before, steps string) bool {
	t.Helper()
	files[".github/workflows/ci.yml"] = &fstest.MapFile{Data: []byte("on: issue_comment\njobs:\n  a:\n    runs-on: x\n" + before +
		"      - uses: actions/checkout@v4\n        with: {ref: '${{ github.event.pull_request.head.sha }}'" + with + "}\n" + steps)}
	seen := observe(t, files)
	for _, w := range seen.Workflows {
		if !w.Composite {
			return w.Jobs[0].UntrustedCheckout != nil
		}
	}
	t.Fatalf("%+v", seen)
	return false
}

func runs(script string) string {
	return "      - run: |\n          " + strings.ReplaceAll(script, "\n", "\n          ") + "\n"
}

// TestScriptsThatRun: which scripts may run what lies in the working folder. What is not known may.
func TestScriptsThatRun(t *testing.T) {
	for script, want := range map[string]bool{
		"make":                                         true,
		"npm ci && npm test":                           true,
		"./build.sh":                                   true,
		"unheard-of":                                   true,
		"$TOOL":                                        true,
		"PATH=bin:$PATH git status":                    true,
		"export PATH=\"$PWD/bin:$PATH\"\nls":           true,
		"GIT_SSH_COMMAND=./x git fetch":                true,
		"git -c core.hooksPath=.hooks commit":          true,
		"git config core.hooksPath .hooks":             true,
		"git rebase -x ./test main":                    true,
		"git submodule foreach ./x":                    true,
		"find . -name x -exec {} \\;":                  true,
		"sed -f edit.sed README.md":                    true,
		"cat list | xargs rm":                          true,
		"cat install.sh | sh":                          true,
		"echo \"$(make version)\"":                     true,
		"echo `make version`":                          true,
		"diff <(make list) list":                       true,
		"if make check; then echo fine; fi":            true,
		"for x in *.sh; do sh $x; done":                true,
		"cat >> list <<EOF\n$(make)\nEOF":              true,
		"echo \"unended":                               true,
		"echo $(( $(./count) + 1 ))":                   true,
		"echo $'a\\''; make #'":                        true,
		"echo \"V=$(cat version)\" >> \"$GITHUB_ENV\"": true,
		"echo bin >> $GITHUB_PATH":                     true,

		"git diff --name-only origin/main...HEAD | grep -c '\\.go$' || true":               false,
		"git config --global user.name bot && git commit -am x && git push":                false,
		"git -C . log --format='%s; make' | head -n 1":                                     false,
		"gh pr comment \"$N\" --body \"run make; then npm ci\"":                            false,
		"gh api repos/x/y/issues -f state=open":                                            false,
		"N=$((N + 1)); echo $N":                                                            false,
		"# make\necho done # make":                                                         false,
		"if [[ -f go.mod && $(wc -l < go.mod) -gt 3 ]]; then\n  echo yes\nelse exit 1\nfi": false,
		"for f in $(git ls-files '*.md'); do grep -q TODO \"$f\" && N=1; done":             false,
		"cat > body.md <<'EOF'\nrun `make`, or $(make)\nEOF\ngh pr comment -F body.md":     false,
		"curl -s https://example.com/list > list 2>&1; jq -r .x list":                      false,
		"VERSION=$(sed -n 's/^version: //p' pkg.yml) \\\n  && test -n \"$VERSION\"":        false,
	} {
		if got := checkedOut(t, "", runs(script)); got != want {
			t.Errorf("%s: may run %v", script, got)
		}
	}
}

// TestActionsThatRun: which actions may run what lies in the working folder.
func TestActionsThatRun(t *testing.T) {
	for step, want := range map[string]bool{
		"{uses: acme/build@v1}":                               true,
		"{uses: ./.github/actions/build}":                     true,
		"{uses: 'docker://alpine:3'}":                         true,
		"{uses: actions/labeler@v5}":                          false,
		"{uses: actions/upload-artifact@v4, with: {path: .}}": false,
		"{uses: actions/github-script@v7, with: {script: 'const fs = require(\"fs\"); core.info(fs.readFileSync(\"x\"))'}}": false,
		"{uses: actions/github-script@v7, with: {script: 'require(\"./x.js\")(github)'}}":                                   true,
		"{uses: actions/github-script@v7, with: {script: 'await exec.exec(\"make\")'}}":                                     true,
		"{uses: actions/github-script@v7, with: {script: 'await import(process.env.X)'}}":                                   true,
		"{id: Read, run: 'cat x'}\n      - {run: 'echo ${{ steps.read.outputs.x }}'}":                                       true,
		"{id: Read, run: 'cat x'}\n      - {run: 'echo ${{ steps.other.outputs.x }}'}":                                      false,
		"{run: ls, shell: './run.sh {0}'}":                                                                                  true,
		"{run: ls, shell: bash}":                                                                                            false,
	} {
		if got := checkedOut(t, "", "      - "+step+"\n"); got != want {
			t.Errorf("%s: may run %v", step, got)
		}
	}
}

// TestImagesOfStrangers: what a stranger's Dockerfile runs it runs in a container, which has of the job what the build is given.
func TestImagesOfStrangers(t *testing.T) {
	build := func(with string) string { return "      - {uses: docker/build-push-action@v6, with: {" + with + "}}\n" }
	for step, want := range map[string]bool{
		build(""): false,
		build("context: ., push: false, tags: 'a:${{ github.sha }}', cache-to: type=gha"):       false,
		build("push: \"${{ github.event_name == 'push' }}\""):                                   false,
		build("context: ., file: Dockerfile, build-args: 'VERSION=${{ inputs.version }}'"):      false,
		build("outputs: type=docker"):                                                           false,
		build("push: true"):                                                                     true,  // under our name
		build("push: '${{ inputs.push }}'"):                                                     false, // a comment has no inputs
		build("push: '${{ env.PUSH }}'"):                                                        true,
		build("secrets: 'token=${{ secrets.T }}'"):                                              true,
		build("secret-envs: T=T"):                                                               true,
		build("secret-files: t=./t"):                                                            true,
		build("ssh: default"):                                                                   true,
		build("allow: security.insecure"):                                                       true,
		build("build-args: 'T=${{ secrets.T }}'"):                                               true,
		build("build-args: 'T=${{ github.token }}'"):                                            true,
		build("build-args: 'T=${{ env.T }}'"):                                                   true,
		build("build-args: 'T=${{ steps.a.outputs.token }}'"):                                   true,
		build("outputs: 'type=image,push=true'"):                                                true,
		build("outputs: 'type=local,dest=.'"):                                                   true,
		build("load: true") + runs("docker run a"):                                              true,
		"      - {uses: docker/bake-action@v6}\n":                                               true, // its file may ask for the job's variables
		runs("docker build -t a ."):                                                             false,
		runs("docker build -t \"a:$V\" -f build/Dockerfile --build-arg VERSION=1 --no-cache ."): false,
		runs("sudo docker buildx build --platform linux/amd64 --load ."):                        false,
		runs("docker image build ."):                                                            false,
		runs("docker build --secret id=t,env=T ."):                                              true,
		runs("docker build --build-arg T=\"$T\" ."):                                             true,
		runs("docker build --build-arg T ."):                                                    true,
		runs("docker build --build-arg=T ."):                                                    true,
		runs("docker build --ssh=default ."):                                                    true,
		runs("docker buildx build --push ."):                                                    true,
		runs("docker build -o out ."):                                                           true,
		runs("docker build -oout ."):                                                            true,
		runs("docker build --output type=local,dest=out ."):                                     true,
		runs("docker build $ARGS ."):                                                            true,
		runs("docker buildx build --allow network.host ."):                                      true,
		runs("docker buildx bake"):                                                              true,
		runs("docker compose build"):                                                            true,
		runs("docker run a"):                                                                    true,
		runs("docker build -t a . && docker push a"):                                            true,
	} {
		if got := checkedOut(t, "", step); got != want {
			t.Errorf("%s: reaches the job %v", step, got)
		}
	}
}

// TestFolderOfItsOwn: what is checked out beside the rest is run by who is told of its folder.
func TestFolderOfItsOwn(t *testing.T) {
	const own, named = ", path: theirs", ", path: ./theirs/, sparse-checkout: docs"
	for _, test := range []struct {
		with, steps string
		want        bool
	}{
		{own, runs("make"), false},
		{own, runs("make -C theirs"), true},
		{own, runs("cd theirs\nmake"), true},
		{own, runs("cd ours\nmake"), false},
		{own, runs("node ours/compare.js theirs"), true},
		{own, "      - {run: make, working-directory: theirs}\n", true},
		{own, "      - {uses: acme/build@v1}\n", false},
		{own, "      - {uses: acme/build@v1, with: {dir: theirs}}\n", true},
		{own, "      - {uses: ./theirs/action}\n", true},
		{own, "      - {uses: ./ours/action}\n", true},
		{own, "      - {uses: ./plain}\n", false},
		{own, "      - {uses: ./ours/plain}\n", false}, // the repository was checked out to a folder, too
		{own, "      - {uses: ./telling}\n", true},
		{", path: '${{ inputs.path }}'", runs("make"), true},
		{named, runs("poetry run python bin/site build --local ./theirs"), false},
		{named, runs("python -m site theirs"), true},
		{named, runs("python -B theirs/x.py"), true},
		{named, runs("./theirs/x"), true},
		{named, runs("npm --prefix theirs ci"), true},
		{named, runs("cd theirs && python x.py"), true},
		{", sparse-checkout: docs", runs("python bin/site"), true},
	} {
		files := fstest.MapFS{
			"plain/action.yml":   {Data: []byte("runs: {using: composite, steps: [{run: make, shell: bash}]}")},
			"telling/action.yml": {Data: []byte("runs: {using: composite, steps: [{run: make -C theirs, shell: bash}]}")},
		}
		if got := checkedOutIn(t, files, test.with, "    steps:\n", test.steps); got != test.want {
			t.Errorf("%s then %s: may run %v", test.with, test.steps, got)
		}
	}
	if !checkedOutIn(t, fstest.MapFS{}, own, "    defaults: {run: {working-directory: theirs}}\n    steps:\n", runs("make")) {
		t.Error("scripts stand in its folder by default, and may not run what is there")
	}
}

// TestFetchedAndRun: the script that fetches the code may run it itself.
func TestFetchedAndRun(t *testing.T) {
	for script, want := range map[string]bool{"gh pr checkout 1 && make": true, "gh pr checkout 1 && git diff --stat main": false} {
		seen := one(t, "on: issue_comment\njobs:\n  a:\n    runs-on: x\n    steps: [{run: '"+script+"'}]\n")
		if got := seen.Workflows[0].Jobs[0].UntrustedCheckout != nil; got != want {
			t.Errorf("%s: may run %v", script, got)
		}
	}
}
