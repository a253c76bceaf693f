// Package fakes makes up credentials and what lies around them, for tests alone. They are put together at run time, so that
// no scanner takes these files for a leak.
package fakes
