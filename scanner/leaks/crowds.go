package leaks

import (
	"path"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/evidence"
)

// What makes a crowd: so many different values in one archive, in one program, or in the files of one kind in a folder, for which nothing but
// their names or places speak, and that share their names. Settings name each of their secrets otherwise; logs, recordings and
// tables of data do not. Beyond the larger number nobody reads the list, whatever the names are, but for settings: there all may be true.
const (
	crowd      = 10
	valuesEach = 3 // so many to a name
	throng     = 60
	issuers    = 10 // of provider's forms in one folder of programs: those who look for credentials have a specimen of each
)

// crowded is what stands together, or did once.
type crowded struct {
	values, names map[string]bool
	settings      bool
}

// isData tells whether the values are too many of too few names for credentials.
func (c *crowded) isData() bool {
	n := len(c.values)
	return n >= crowd && (n >= len(c.names)*valuesEach || n >= throng && !c.settings)
}

// crowds are those of what stands now, and of all that ever stood, by what stands among each other.
type crowds map[string]*crowded

func (all crowds) add(among string, e *exposed, o *opinion) {
	c := all[among]
	if c == nil {
		c = &crowded{map[string]bool{}, map[string]bool{}, evidence.IsSettings(e.path) && !e.place().Packed}
		all[among] = c
	}
	c.values[e.secret], c.names[o.candidate.Name] = true, true
}

// holdBackCrowds marks the values that are data by their number: they are counted, not listed. What stands now is no crowd with
// those whose place it took: settings change one by one.
func holdBackCrowds(opinions map[*exposed]*opinion) {
	now, ever := crowds{}, crowds{}
	for e, o := range opinions {
		if !o.ofCrowd() {
			continue
		}
		ever.add(standsAmong(e), e, o)
		if e.stands() {
			now.add(standsAmong(e), e, o)
		}
	}
	for e, o := range opinions {
		among := ever
		if e.stands() {
			among = now
		}
		if o.ofCrowd() && among[standsAmong(e)].isData() {
			o.company = nhi.DoubtWeak
			o.Features = append(o.Features, nhi.Feature{Name: "it is one of many such values of a few names, as logs and data have"})
		}
	}
}

// ofCrowd tells what a crowd may be made of: what would be listed, or is not only because everybody can read it.
func (o *opinion) ofCrowd() bool { return (o.Doubt == "" || o.Open) && o.assumed() }

// holdBackSpecimens takes back the providers' forms of a folder of programs that has those of many providers.
func holdBackSpecimens(opinions map[*exposed]*opinion) {
	folders := map[string]map[string]bool{}
	isOne := func(e *exposed, o *opinion) bool {
		return o.Doubt == "" && evidence.IsCode(e.path) && o.credential.Checksum != "valid" && o.candidate.Sort != evidence.Declared
	}
	for e, o := range opinions {
		if isOne(e, o) && hasProvidersForm(o.credential) {
			folder := path.Dir(e.path)
			if folders[folder] == nil {
				folders[folder] = map[string]bool{}
			}
			folders[folder][o.credential.Service] = true
		}
	}
	for e, o := range opinions {
		if isOne(e, o) && len(folders[path.Dir(e.path)]) >= issuers {
			o.company = nhi.DoubtWeak
			o.Features = append(o.Features, nhi.Feature{Name: "it is one of the forms of many providers, as those have who look for them"})
		}
	}
}

// assumed tells whether neither a provider's form nor a private key is what speaks for a value.
func (o *opinion) assumed() bool {
	switch o.candidate.Sort {
	case evidence.Issued, evidence.Declared:
		return false
	case evidence.Block:
		return strings.HasPrefix(o.candidate.Value, "ey")
	}
	return o.credential.Checksum != "valid"
}

// standsAmong names what a value stands among: its archive, its program, or the files of its kind in its folder.
func standsAmong(e *exposed) string {
	switch {
	case e.place().Packed:
		return e.file
	case evidence.IsCode(e.path):
		return e.path
	}
	return path.Dir(e.path) + "\x00" + path.Ext(e.path)
}
