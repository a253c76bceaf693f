package match

// Anchored tells whether an expression has an anchor, so that it costs next to nothing where its
// literals do not occur. One without is run on every text that has one of its rule's keywords.
func Anchored(expression string) bool { return findAnchors(expression) != nil }
