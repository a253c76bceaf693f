// Package workflows is the source that reads GitHub Actions workflows and composite
// actions: which job uses which credential, how it gets there, and who else can reach it.
//
// Workflows are parsed with actionlint, expressions with its expression parser, composite
// actions with yaml.v3 into the same syntax tree. What is read:
//
//   - .github/workflows/*.yml and *.yaml;
//   - action.yml and action.yaml with `runs.using: composite` anywhere in the tree but in
//     the folders of installed packages (see vendored).
//
// # How reach is represented
//
// A credential is recorded at each place that names it. One in the `env` of a workflow or
// job is recorded once a job with Step -1, and once more, with the step's index and its
// Action, for every third-party action of that job whose code can change without a commit
// here: the runner hands such an action the whole environment. Actions that are pinned or
// first-party receive the same environment and get no record of their own.
//
// Every job has GITHUB_TOKEN, and every action in it can read the token through a default
// input without being given it: one RouteDefault use a job stands for that.
//
// An expression that reads `env.X` counts as a use of the secrets that X was set from, also where an earlier step set it by
// GITHUB_ENV, and so does one that reads an output that a step wrote as it is. A name that a written-out matrix gives is each
// of its values. Outputs of jobs are not followed: GitHub empties those that have a secret in them.
// A step that runs a local composite action gives it its inputs and environment; the actions inside that
// receive them are recorded in the caller's job, under the caller's step, at the inner line.
//
// # Who starts a job
//
// Conditions are judged for each event of the workflow, and each of its types, apart: with what is known of the event (its
// name, its type, what it carries) some never hold, and the job is skipped on it. What else they ask for are gates; see gate.go.
// A job runs only when those that it needs have run, so that their conditions are its own, unless it says always() or the like.
// A step that asks GitHub what the person may do and ends the job for strangers is a gate for what comes after it; see asking.go.
//
// Every text that is passed on (names, labels, references) is bounded and freed of control
// characters; values of inputs and variables are never passed on.
package workflows
