package report

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// Values that their file and their rule call the same are told apart by where they stand; the report that is given stays as it is.
func TestValuesOfOneFileAreToldApart(t *testing.T) {
	value := func(name, path string, line int, presence nhi.Presence) nhi.Identity {
		return nhi.Identity{Name: name, Exposures: []nhi.Exposure{{
			Location: nhi.Location{Path: path, Line: line, Column: 7}, Presence: presence, Commit: "1a2b3c4d5e6f7a8b9c0d",
		}}}
	}
	given := []nhi.Identity{
		value("API key in src/config.js", "src/config.js", 3, nhi.PresenceHead),
		value("API key in src/config.js", "src/config.js", 9, nhi.PresenceHistory),
		value("API key in src/config.js", "src/config.js", 12, nhi.PresenceHistory),
		value("API key in src/other.js", "src/other.js", 1, nhi.PresenceHead),
		value("API key in a/.env", "a/.env", 1, nhi.PresenceHead),
		value("API key in b/.env", "b/.env", 1, nhi.PresenceHead),
		value("API key in b/.env", "b/.env", 2, nhi.PresenceHead),
		value("API key in .env", ".env", 2, nhi.PresenceHead),
		{Name: "TOKEN"}, {Name: "TOKEN"},
	}
	var got []string
	for _, i := range toldApart(given) {
		got = append(got, nameOf(i))
	}
	want := []string{
		"API key in config.js at 3:7", "API key in config.js at 1a2b3c4d5:9:7", "API key in config.js at 1a2b3c4d5:12:7",
		"API key in other.js",
		"API key in .env (a)", "API key in .env (b) at 1:7", "API key in .env (b) at 2:7", "API key in .env", "TOKEN", "TOKEN",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if given[0].Name != "API key in src/config.js" {
		t.Errorf("the report was changed: %q", given[0].Name)
	}
}

// Where all names are different nothing is copied: the identities of an organisation are large.
func TestWhatIsApartIsNotCopied(t *testing.T) {
	given := []nhi.Identity{{Name: "TOKEN"}, {Name: "API key in a.js", Exposures: []nhi.Exposure{{Location: nhi.Location{Path: "a.js"}}}}}
	if got := toldApart(given); &got[0] != &given[0] {
		t.Error("the identities were copied")
	}
}
