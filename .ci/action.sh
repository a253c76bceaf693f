# What .ci/action and .ci/action-gaps share: the repositories, the stubs and how a run is judged. Sourced with TOOLS OUT.
# shellcheck shell=bash
tools=$1 out=$2
work=$out/${0##*/}
root=$PWD
export PATH="$tools/bin:$PATH"
mkdir -p "$work/results" "$work/events"

as_ci() { git -c user.name=ci -c user.email=ci@example.test "$@"; }

commit_all() { # commit_all DIR MESSAGE: commits everything in DIR, a repository from then on
  [ -d "$1/.git" ] || git -C "$1" init -q -b main
  git -C "$1" add -A
  as_ci -C "$1" commit -q --allow-empty -m "$2"
}

stub() { # stub NAME PATH INPUT [COMMAND]: an action that keeps the file it is given, or runs COMMAND
  mkdir -p "$work/stubs/$1/$2"
  cat > "$work/stubs/$1/$2/action.yml" <<YAML
name: stub
description: stands in for a real action
inputs: {$3: {description: a file}, name: {description: a name}, cache: {description: on or off}, key: {description: a key}, restore-keys: {description: keys}, overwrite: {description: on or off},
  pattern: {description: names}, merge-multiple: {description: on or off}, retention-days: {description: a number}, go-version: {description: a version}}
runs:
  using: composite
  steps:
    - shell: bash
      env: {GIVEN: "\${{ inputs.$3 }}"}
      run: ${4:-test -s "\$GIVEN" && cp "\$GIVEN" "\$E2E_OUT/"}
YAML
}
stub setup-go . go-version-file "test -z \"\$GIVEN\" || test -s \"\$GIVEN\""
stub codeql-action upload-sarif sarif_file "test -s \"\$GIVEN\" && cp \"\$GIVEN\" \"\$E2E_OUT/\" && test -z \"\$E2E_NO_CODE_SCANNING\""
stub upload-artifact . path "test -z \"\$E2E_NO_ARTIFACTS\" && test -s \"\$GIVEN\" && cp \"\$GIVEN\" \"\$E2E_OUT/\""
stub download-artifact . path "mkdir -p \"\$GIVEN\" && cp \"\$E2E_OUT\"/shard-*.json \"\$GIVEN/\""
stub github-script . script "test -s \"\$COMMENT_FILE\" && cp \"\$COMMENT_FILE\" \"\$E2E_OUT/\" && printf '%s' \"\$GIVEN\" > \"\$E2E_OUT/comment.js\""
# The cache is the folder that E2E_CACHE names, if it does.
stub cache restore path "test ! -d \"\$E2E_CACHE\" || cp -r \"\$E2E_CACHE\" \"\$GIVEN\""
stub cache save path "test -s \"\$GIVEN/report.json\" && test -n \"\$(find \"\$GIVEN\" -name checkpoint -o -name state)\" && { test -z \"\$E2E_CACHE\" || { rm -rf \"\$E2E_CACHE\" && cp -r \"\$GIVEN\" \"\$E2E_CACHE\"; }; }"
for s in "$work"/stubs/*; do commit_all "$s" stub; done

workflow() { # workflow NAME: a workflow as the README or docs/action.md prints it, between its markers
  local text
  text=$(cat README.md docs/action.md | sed -n "/<!-- workflow $1 -->/,/<!-- \/workflow -->/p" | sed '/^<!--/d;/^```/d')
  [ -n "$text" ] || { echo "no page shows a workflow '$1'"; exit 1; }
  printf '%s\n' "$text"
}

action=$work/rollcall # the repository that is taken for rollcall-dev/rollcall
flow=                 # the workflow that is run; the repository's own when empty

# replacements FILE lists what act is to take from this machine, at the versions that are asked for.
replacements() {
  cat "$1" "$root/action.yml" | grep -oE '[A-Za-z0-9-]+/[A-Za-z0-9-]+(/[a-z-]+)?@[A-Za-z0-9.]+' | sort -u |
    while IFS=@ read -r name ref; do
      owner_repo=$(cut -d/ -f1,2 <<<"$name")
      case $owner_repo in
        actions/checkout) ;; # act does it itself
        rollcall-dev/rollcall) echo "--local-repository $owner_repo@$ref=$action" ;;
        *) echo "--local-repository $owner_repo@$ref=$work/stubs/${owner_repo#*/}" ;;
      esac
    done
}

# sample NAME DIR WORKFLOW: a repository from a sample, with a workflow of the README committed on main.
sample() {
  mkdir -p "$2"
  go run ./internal/samples/build "testdata/samples/$1.txt" "$2"
  mkdir -p "$2/.github/workflows"
  rm -f "$2"/.github/workflows/*.yml
  "${@:3}" > "$2/.github/workflows/rollcall.yml"
  commit_all "$2" 'Add Rollcall'
}

# leak DIR: a commit on a branch that adds a credential, assembled here so that no scanner takes this for one.
leak() {
  git -C "$1" switch -q -c change
  printf 'package shop\n\nvar token = "%s%s"\n' sk_li ve_Zq7Rk2Vx9Lm4Tn8Bw3Yc6Hd1 > "$1/settings.go"
  commit_all "$1" 'Add settings'
}

pull_request() { # pull_request NAME DIR FROM: the event of a pull request of HEAD against main
  cat > "$work/events/$1.json" <<JSON
{"repository": {"full_name": "acme/shop", "private": true, "default_branch": "main"},
 "pull_request": {"number": 7, "head": {"sha": "$(git -C "$2" rev-parse HEAD)", "ref": "change\$(touch \$E2E_OUT/pwned)", "repo": {"full_name": "$3"}},
  "base": {"sha": "$(git -C "$2" rev-parse main)", "ref": "main", "repo": {"full_name": "acme/shop"}}}}
JSON
  echo "$work/events/$1.json"
}

run() { # run SCENARIO CODE DIR EVENT [ACT-ARGUMENT...]: runs the workflow of DIR and checks how it ends
  local name=$1 want=$2 dir=$3 event=$4 code=0
  mkdir -p "$work/results/$name"
  (
    cd "$dir" || exit 99
    set -f
    # shellcheck disable=SC2046 # one word each, without spaces
    act "$event" -P ubuntu-latest=-self-hosted -W "${flow:-.github/workflows/rollcall.yml}" \
      --env GITHUB_REPOSITORY=acme/shop --env E2E_OUT="$work/results/$name" -s GITHUB_TOKEN=canary-of-the-job-token \
      $(replacements "${flow:-.github/workflows/rollcall.yml}") "${@:5}" > "$work/results/$name/log" 2>&1
  ) || code=$?
  if { [ "$want" = 0 ] && [ "$code" != 0 ]; } || { [ "$want" != 0 ] && [ "$code" = 0 ]; }; then
    cat "$work/results/$name/log"
    echo "$name: ended with $code, expected $want"
    exit 1
  fi
  if [ "$want" != 0 ]; then shows "$name" "exit status $want|exitcode '$want'"; fi
  [ ! -e "$work/results/$name/pwned" ] || { echo "$name: text of the event was run"; exit 1; }
  lacks "$name" canary-of-the-job-token
  echo "$name: ended with $want, as expected"
}

shows() { # shows SCENARIO PATTERN: the log says so
  grep -Eq -- "$2" "$work/results/$1/log" || { cat "$work/results/$1/log"; echo "$1: the log lacks: $2"; exit 1; }
}

lacks() { # lacks SCENARIO PATTERN: the log does not say so
  ! grep -Eq -- "$2" "$work/results/$1/log" || { cat "$work/results/$1/log"; echo "$1: the log has: $2"; exit 1; }
}

keeps() { # keeps SCENARIO FILE...: the stubs were handed these files, and no other
  local have want
  have=$(cd "$work/results/$1" && find . -type f ! -name log -printf '%P\n' | sort | xargs)
  want=$(printf '%s\n' "${@:2}" | sort | xargs)
  [ "$have" = "$want" ] || { cat "$work/results/$1/log"; echo "$1: handed on: '$have', expected '$want'"; exit 1; }
}

output() { # output SCENARIO NAME: an output of the action
  sed -n "s/^ *\"$2\": \"\(.*\)\",\{0,1\}$/\1/p" "$work/results/$1/outputs.json"
}

start_github() { # a GitHub that runs on this machine, until the script ends
  mkdir -p "$work/github"
  rm -f "$work/github/url"
  go build -o "$work/serve" ./internal/githubtest/serve
  "$work/serve" "$work/github" 2> "$work/github/log" &
  serve=$!
  trap 'kill "$serve" 2>/dev/null || true' EXIT
  until [ -s "$work/github/url" ]; do github_runs; sleep 0.1; done
}

github_runs() { kill -0 "$serve" || { cat "$work/github/log"; exit 1; }; }
