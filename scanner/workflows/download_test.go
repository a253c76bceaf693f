package workflows_test

import (
	"fmt"
	"strings"
	"testing"
)

// TestDownloads: which commands run what they download unseen, and from where.
func TestDownloads(t *testing.T) {
	for script, want := range map[string]string{
		"curl -sfL https://get.k3s.io | sh":                                                          "get.k3s.io",
		"curl https://install.example.com | sudo -E bash -s -- --yes":                                "install.example.com",
		"wget -qO- 'https://example.com/install' | X=1 /bin/bash":                                    "example.com",
		"curl -fsSL https://example.com/install.sh \\\n  | sh":                                       "example.com",
		"curl -sL https://example.com/install.sh | tee install.log | bash":                           "example.com",
		"bash <(curl -s https://codecov.io/bash) -c -F go":                                           "codecov.io",
		". <(curl -s https://example.com/env)":                                                       "example.com",
		"sh -c \"$(curl -fsSL https://example.com/install)\"":                                        "example.com",
		"eval \"$(wget -qO- https://example.com/env)\"":                                              "example.com",
		"iwr -useb https://example.com/install.ps1 | iex":                                            "example.com",
		"iex ((New-Object System.Net.WebClient).DownloadString('https://example.com/install.ps1'))":  "example.com",
		"make\ncurl https://user:word@Example.com:8443/x | python3 -":                                "example.com:8443",
		"curl https://raw.githubusercontent.com/other/tool/main/install.sh | sh":                     "raw.githubusercontent.com",
		"curl https://raw.githubusercontent.com/acme/tool/main/install.sh | sh":                      "", // the repository's own owner
		"curl https://acme.github.io/install.sh | sh":                                                "",
		"curl https://raw.githubusercontent.com/o/t/0123456789abcdef0123456789abcdef01234567/i | sh": "",
		"curl https://example.com/v1.2.3/install.sh | sh":                                            "",
		"curl https://example.com/${TOOL_VERSION}/install.sh | sh":                                   "",
		"curl https://example.com/v$TOOL_VER/install.sh | sh":                                        "",
		"curl http://localhost:8080/setup | sh":                                                      "",
		"curl http://api:8080/setup | sh":                                                            "",
		"curl \"$ADDRESS\" | sh":                                                                     "",
		"curl https://$HOST/install | sh":                                                            "",
		"# curl https://example.com/install | sh":                                                    "",
		"curl https://example.com/data.json | jq .":                                                  "",
		"curl https://example.com/a.tgz | tar xz; sh build.sh":                                       "",
		"curl -o a https://example.com/a\nmv\ncp a\nln a b\nbash b":                                  "example.com",
		"curl https://get.acme.dev/install.sh | sh":                                                  "",
		"curl https://acme-tools.example.com/install.sh | sh":                                        "acme-tools.example.com",

		"curl -o install.sh https://example.com/install.sh":                                          "",
		"curl -fsSLo install.sh https://example.com/install.sh\nbash -e ./install.sh --yes":          "example.com",
		"curl https://example.com/install.sh -o \"$TMP/i\"; chmod +x \"$TMP/i\"; sudo -E \"$TMP/i\"": "example.com",
		"curl -sSLO 'https://example.com/install.sh?x=1' && . install.sh":                            "example.com",
		"curl https://example.com/install.sh > install.sh\nif true; then X=1 sh install.sh; fi":      "example.com",
		"curl --output=a https://example.com/a; echo \"$(python3 a)\"":                               "example.com",
		"wget https://example.com/a/setup.py\npython -u setup.py":                                    "example.com",
		"wget -qO x https://example.com/install; env A=b ./x":                                        "example.com",
		"wget --output-document x https://example.com/install; ./x":                                  "example.com",
		"iwr https://example.com/latest -OutFile tool.exe\n./tool.exe update":                        "example.com",
		"curl -Lo tool https://example.com/latest/tool\nsudo mv tool /usr/local/bin\ntool --run":     "example.com",
		"curl -Lo a https://example.com/latest/tool; install -m 755 a ~/bin/tool; tool":              "example.com",
		"wget -O /usr/bin/yq https://example.com/latest/yq && chmod +x /usr/bin/yq && yq x":          "example.com",
		"curl -o x https://example.com/install.sh\necho \"$SUM  x\" | sha256sum -c\nbash x":          "",
		"curl -o x https://example.com/x; gpg --verify x.asc x; bash x":                              "",
		"curl -o x https://example.com/x; gh attestation verify x -o acme; bash x":                   "",
		"curl -o x https://example.com/x; gh pr list; bash x":                                        "example.com",
		"curl -o x https://example.com/v1.2.3/x; bash x":                                             "",
		"curl -o x https://example.com/x; curl -o x https://example.com/v1.2.3/x; bash x":            "",
		"curl -o list https://example.com/list; node build.js list; cat list":                        "",
		"curl -o list https://example.com/list\npython3 - list <<'PY'\nimport sys\nPY":               "", // the program comes on standard input
		"curl -o list https://example.com/list; make | bash -es list":                                "",
		"curl -o x https://example.com/x; bash -s -- --yes < x":                                      "example.com",
		"curl -o x https://example.com/x; sh < x":                                                    "example.com",
		"curl https://example.com/x; bash x":                                                         "",
		"curl -o tool https://example.com/tool; tool":                                                "", // is not looked for here
		"curl -o tool https://example.com/tool; bash -c tool; python -c 'tool'":                      "",
		"curl https://example.com/list && echo done | sh":                                            "",
	} {
		steps := "      - run: |\n          " + strings.ReplaceAll(script, "\n", "\n          ") + "\n        env: {KEY: '${{ secrets.KEY }}'}\n"
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n    steps:\n"+steps)
		got := ""
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			if use.Name == "KEY" && use.Download != nil {
				got = use.Download.Host
			}
		}
		if got != want {
			t.Errorf("%s: from %q, want %q", script, got, want)
		}
	}
}

// TestDownloadReaches: which uses of a secret are given to what a step downloads, or come after it.
func TestDownloadReaches(t *testing.T) {
	const download, key = "      - run: make && curl https://example.com/i | sh\n", "        env: {KEY: '${{ secrets.KEY }}'}\n"
	const use = "      - uses: a/b@v1\n        with: {key: '${{ secrets.KEY }}'}\n"
	for name, test := range map[string]struct{ job, want string }{
		"in its variables":     {"    steps:\n" + download + key, "given at 6:22"},
		"in the job's":         {"    env: {KEY: '${{ secrets.KEY }}'}\n    steps:\n" + download, "given at 7:22"},
		"before it":            {"    steps:\n" + download + use, "before at 6:22"},
		"after it":             {"    steps:\n" + use + download, ""},
		"in a condition":       {"    env: {OTHER: '1'}\n    steps:\n" + download + "      - run: make\n        if: secrets.KEY != ''\n", ""},
		"given by another one": {"    steps:\n" + download + download + key, "given at 7:22"},
		"from a file":          {"    steps:\n      - run: curl -o i https://example.com/i\n      - run: sh i\n" + key, "given at 6:14"},
		"after a file":         {"    steps:\n      - run: curl -o i https://example.com/i\n" + key + "      - run: sh i\n" + use, "before at 6:14"},
		"before the file runs": {"    steps:\n      - run: curl -o i https://example.com/i\n" + key + "      - run: sh i\n", ""},
		"the job's token":      {"    steps:\n" + download + "        env: {KEY: '${{ github.token }}'}\n", ""},
	} {
		seen := one(t, "on: push\njobs:\n  a:\n    runs-on: x\n"+test.job)
		got := ""
		for _, use := range seen.Workflows[0].Jobs[0].Credentials {
			if d := use.Download; d != nil {
				got = fmt.Sprintf("%s at %d:%d", map[bool]string{true: "given", false: "before"}[d.Given], d.Location.Line, d.Location.Column)
			}
		}
		if got != test.want {
			t.Errorf("%s: %q, want %q", name, got, test.want)
		}
	}
}
