package policies

import "testing"

func TestInNumber(t *testing.T) {
	for text, want := range map[string]string{
		"A was last rotated 1 days ago.":                       "A was last rotated 1 day ago.",
		"A lives 1 days; the maximum is 90.":                   "A lives 1 day; the maximum is 90.",
		"A lives 21 days.":                                     "A lives 21 days.",
		"A lives 0.1 days, or 1,1 days.":                       "A lives 0.1 days, or 1,1 days.",
		"Job a of ci.yml, and 1 other uses,":                   "Job a of ci.yml, and 1 other use,",
		"remove it wherever it is used (1 places)":             "remove it wherever it is used (1 place)",
		"The inventory holds 1 stored credentials; at most 0.": "The inventory holds 1 stored credential; at most 0.",
		"of the 1 repositories of acme":                        "of the 1 repository of acme",
		"A is granted to 1 repository, and 2 days are over.":   "A is granted to 1 repository, and 2 days are over.",
	} {
		if got := inNumber(text); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}
