package report

import (
	"cmp"
	"hash/maphash"
	"strings"

	"github.com/rollcall-dev/rollcall/nhi"
)

// How a cell or a fact stands. The stylesheet gives each a sign and a colour, never a colour alone.
const (
	stateOK      = "ok"
	stateWarn    = "warn"
	stateBad     = "bad"
	stateUnknown = "unknown" // nobody knows: never to be taken for fine
	stateQuiet   = "quiet"   // does not apply
)

// cell is one entry of a table: what it says and how it stands.
type cell struct {
	Text  string
	State string // one of the states, a severity, or ""
	Sub   string // a second line
	Order int    // where the column sorts by more than its text
}

// column is one column of a table.
type column struct {
	Key    string
	Title  string
	Form   string // how its cells are drawn: "name", "code", "pill", "text", "date" or "number"
	Rank   int    // 1 is shown at any width, 4 only where there is much room
	Facet  string // offered as a filter: "select", "pills" or ""
	Search bool   // looked through by the text filter
	Many   bool   // a cell's text is several, with separator between them; its filter looks at each
}

// separator stands between the texts of a cell that has several; the script has it too.
const separator = ", "

// table is rows that grids show; the script finds it under its name. It is kept column by column: those of a large
// organisation have a million cells, of which few are different.
type table struct {
	Name    string
	Columns []column
	rows    int
	kept    []keptColumn
}

// keptColumn is every different cell of a column, and for each row the place of its own among them.
type keptColumn struct {
	cells  []cell
	places []cellPlace
}

// cellPlace is where a row's cell stands among the different ones of its column.
type cellPlace int32

func (p cellPlace) encode(e *encoder) { e.number(int(p)) }

// newTable makes a table of so many rows, of which cells gives each.
func newTable(name string, columns []column, rows int, cells func(row int) []cell) table {
	t := table{Name: name, Columns: columns, rows: rows, kept: make([]keptColumn, len(columns))}
	known, seed := make([]map[uint64]cellPlace, len(columns)), maphash.MakeSeed()
	for c := range columns {
		known[c], t.kept[c].places = map[uint64]cellPlace{}, make([]cellPlace, 0, rows)
	}
	for row := range rows {
		for c, content := range cells(row) {
			t.kept[c].add(content, maphash.Comparable(seed, content), known[c])
		}
	}
	return t
}

// add adds the cell of the next row. Known is where the different cells are by their hash, or one further where
// another has that.
func (k *keptColumn) add(content cell, hash uint64, known map[uint64]cellPlace) {
	for ; ; hash++ {
		place, taken := known[hash]
		if !taken {
			place = cellPlace(len(k.cells))
			known[hash] = place
			k.cells = append(k.cells, content)
		}
		if k.cells[place] == content {
			k.places = append(k.places, place)
			return
		}
	}
}

// at is one cell of a row.
func (t table) at(row, column int) cell {
	kept := t.kept[column]
	return kept.cells[kept.places[row]]
}

// encode writes the table column by column: every different cell once, and which one each row has. A
// column whose cells all differ needs no list of places, as its cells are in the order of the rows, nor
// does one whose cells are all the same.
func (t table) encode(e *encoder) {
	e.object(func() {
		e.key("n")
		e.number(t.rows)
		e.key("columns")
		e.object(func() {
			for c, col := range t.Columns {
				kept := t.kept[c]
				e.key(col.Key)
				e.object(func() {
					e.key("d")
					each(e, kept.cells)
					if col.Many {
						e.key("m")
						e.number(1)
					}
					if len(kept.cells) > 1 && len(kept.cells) < t.rows {
						members(e, "v", kept.places)
					}
				})
			}
		})
	})
}

// column gives the position of a column; it must exist.
func (t table) column(key string) int {
	for i, c := range t.Columns {
		if c.Key == key {
			return i
		}
	}
	panic("no column " + key)
}

// htmlRows is how many rows of each grid are real HTML, for readers without JavaScript. To others they are a text that is
// not looked into: as elements they would be most of the page.
const htmlRows = 500

// grid is one view of a table.
type grid struct {
	Name    string // of its view
	Label   string // what its rows are, in the plural
	Source  string // the table's name
	Search  string // what the text filter says before anything is typed
	Columns []gridColumn
	Silent  []string // the columns of which nothing is known in any row, and why
	Same    []string // the less important ones in which all rows hold the same, and what
	Facets  []column
	Only    [2]string // a column and the text its rows must have there; empty: all rows
	Limit   int       // of rows as real HTML; 0: htmlRows
	Total   int
	Rows    []gridRow
}

type gridColumn struct {
	column
	Index int // in the table
}

// gridRow is a row as real HTML.
type gridRow struct {
	Number int // of the row in its table
	Cells  []gridCell
}

type gridCell struct {
	cell
	Column column
}

// show makes a grid of the named columns and filters.
func (t table) show(g grid, columns, facets []string) grid {
	g.Source = t.Name
	for _, k := range columns {
		i := t.column(k)
		switch all, same := t.same(i); {
		case same && all.State == stateUnknown:
			g.Silent = append(g.Silent, t.Columns[i].Title+" ("+midSentence(all.Text)+")")
		case same && t.Columns[i].Rank > leftOutRank:
		case same && t.Columns[i].Rank == leftOutRank:
			g.Same = append(g.Same, t.Columns[i].Title+" ("+midSentence(strings.Replace(all.Text, "–", "none", 1))+")")
		default:
			g.Columns = append(g.Columns, gridColumn{t.Columns[i], i})
		}
	}
	for _, k := range facets {
		g.Facets = append(g.Facets, t.Columns[t.column(k)])
	}
	only := -1
	if g.Only[0] != "" {
		only = t.column(g.Only[0])
	}
	for row := range t.rows {
		if only >= 0 && t.at(row, only).Text != g.Only[1] {
			continue
		}
		g.Total++
		if len(g.Rows) < cmp.Or(g.Limit, htmlRows) {
			g.Rows = append(g.Rows, t.row(row, g.Columns))
		}
	}
	return g
}

// leftOutRank is that of columns which are left out where they tell no row from another, and said to be; those of a higher
// one, which few screens have room for, are not missed.
const leftOutRank = 3

// same tells whether a column tells no row from another, and what all hold.
func (t table) same(column int) (cell, bool) {
	if t.rows < 2 || len(t.kept[column].cells) > 1 || t.at(0, column).Sub != "" {
		return cell{}, false
	}
	return t.at(0, column), true
}

// row is one as real HTML.
func (t table) row(number int, columns []gridColumn) gridRow {
	out := gridRow{Number: number, Cells: make([]gridCell, len(columns))}
	for i, c := range columns {
		out.Cells[i] = gridCell{t.at(number, c.Index), c.column}
	}
	return out
}

// severityCell is a severity, sorted by how bad it is.
func severityCell(s nhi.Severity) cell {
	if s == "" {
		return cell{Text: "–", State: stateQuiet}
	}
	return cell{Text: title(string(s)), State: string(s), Order: s.Rank() + 1}
}
