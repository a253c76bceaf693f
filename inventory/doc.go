// Package inventory turns what was observed and what is declared into identities, and
// links them: a leaked value, the secret that carries it and the jobs that use it are one story.
package inventory
