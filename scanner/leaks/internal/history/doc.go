// Package history is the commits of a repository and what they change, and the messages that say why. No content of a file is read
// for it, and nothing is compared line by line.
package history
