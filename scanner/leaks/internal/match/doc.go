// Package match runs many regular expressions over a text in about one pass.
//
// From each expression's syntax tree it takes an anchor: a few strings of which one stands in every
// match, with only a bounded number of bytes before it. All anchors of all expressions are
// looked for at once. At an anchor a small automaton, built as it is needed, tells whether a
// match can go on from there and how far that would reach; only then does Go's own regexp run,
// on that window and no more. What it gives is what FindAllIndex gives on the whole text.
//
// The outcome of a window depends on the bytes in it alone. So a text that was made from
// another one by copying parts of it needs a look only where it is new; what was found in the
// copied parts is carried over (Rescan), and the result is the same as that of a full Scan.
package match
