// Package pack reads the objects of a git repository straight from its packs and loose files, each
// once, along the trees in which packs store them: an object as its difference from another one.
//
// So every object is inflated once, only one path of a tree is in memory, and a visitor is
// told which parts of an object are copies of its base. Everything that is read is taken for
// hostile: what does not fit is left out, and the caller, who knows which objects there must
// be, reads these by other means.
package pack
