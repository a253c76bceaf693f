// Package history is the commits of a repository and what they change, asked of git by name alone: no content is
// read, and nothing is compared line by line.
package history
