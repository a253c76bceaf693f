// Package evidence weighs what speaks for and against a text's being a credential: the name it is
// assigned to, what the text itself looks like, and the file it is in. It knows nothing of rules,
// repositories or places, and every part of its judgement has a name that a reader can be shown.
package evidence
