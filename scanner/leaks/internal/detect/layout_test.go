package detect

import (
	"regexp"
	"slices"
	"testing"
)

// FuzzLayouts: whatever a text is, cells lie in it, one behind the other, and no reader looks further than its bound.
func FuzzLayouts(f *testing.F) {
	f.Add("user,password\nanna,x1\n", 5, 14)
	f.Add("| User | Password |\n|---|---|\n| a | `b` |\n", 9, 18)
	f.Add("insert into t (a, password) values ('it''s', \"b\"), (f('x'), 'c\\'", 0, 36)
	f.Add("copy t (a, token) from stdin\n1\t2\n\\.\n", 0, 28)
	f.Add("aes_key = {0x01, (byte) 2, -3}", 2, 15)
	f.Fuzz(func(t *testing.T, content string, from, to int) {
		text := []byte(content)
		if from < 0 || to < from || to > len(text) {
			return
		}
		for layout, read := range layouts {
			cells, end := read(text, from, to)
			if end < 0 || end > len(text) || end > to+maximumTable+2*maximumContext {
				t.Fatalf("layout %d ends at %d of %d", layout, end, len(text))
			}
			at := 0
			for _, c := range cells {
				if c.from < at || c.to < c.from || c.to > end {
					t.Fatalf("layout %d has a cell from %d to %d, behind %d", layout, c.from, c.to, at)
				}
				at = c.to
			}
		}
	})
}

// TestReadColumns: a table is read as far as its rows have the cells of its header, and code is none.
func TestReadColumns(t *testing.T) {
	header := regexp.MustCompile(`(?i)passwor[dt]|token`)
	for text, want := range map[string][]string{
		"user,password\nanna,\"a,b\"\nbert,c\nend\n":                {"a,b", "c"},
		"Name;Passwort\nx;y\n":                                      {"y"},
		"| Host | Token |\n|:--|--:|\n| a | **b** |\n\n| c | d |\n": {"b"},
		"f(user, password, x)\na, b, c\n":                           nil,
		"password\nabc\n":                                           nil,
		"ALIAS\tA-Host\t1.1\nALIAS\tToken\t1.2\nALIAS\tb\t1.3\n":    nil,
		"Users, as they are:\nuser,password,host\nanna,b,c\n":       {"b"},
	} {
		var got []string
		at := header.FindStringIndex(text)
		cells, _ := readColumns([]byte(text), at[0], at[1])
		for _, c := range cells {
			got = append(got, text[c.from:c.to])
		}
		if !slices.Equal(got, want) {
			t.Errorf("%q gives %q, want %q", text, got, want)
		}
	}
}
