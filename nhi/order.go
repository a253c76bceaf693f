package nhi

// CompareBools orders truth values, false first, as cmp.Compare orders others.
func CompareBools(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
