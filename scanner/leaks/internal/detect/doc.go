// Package detect finds values in contents by the rules, wherever the contents lie (Engine), and decides what of it counts
// under a path or in a commit (Ruleset). Judgement of gitleaks' rules follows gitleaks. Reader, Find and Judge are the
// hot path of every scan: they call each other directly.
package detect
