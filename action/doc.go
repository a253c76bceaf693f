// Package action is what Rollcall knows of GitHub Actions: the inputs of action.yml, the event that started
// a run, and what a run says of a report: outputs, annotations, summary.
//
// It reads no environment and opens no file by itself; the command hands it both. Whatever comes from a
// repository or an event is a stranger's text: it reaches workflow commands and the files that the runner
// reads escaped, or not at all.
package action
