package report

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"html/template"
	"io"
	"runtime"
	"strconv"
	"sync"
	"sync/atomic"
)

const (
	// compressFrom is the number of rows above which the page's data is compressed.
	compressFrom = 5000
	// panelsPerBlock is how many details the script decodes at once when one is opened.
	panelsPerBlock = 200
	// packing is the level of compression: the next ones save a tenth of the bytes and take twice as long.
	packing = 3
)

// dataBlock is data for the script, in an element that browsers do not run.
type dataBlock struct {
	ID      string
	Content template.JS // JSON with every < escaped, or a JSON string of base64 of gzip of that
}

// source writes the content of one block.
type source struct {
	id    string
	write func(*encoder)
}

// tableBlocks and panelBlocks are everything the script needs: the tables, and the details in pieces that stay
// packed until somebody opens one. They are made on all processors, and come in their own order.
func (v roll) tableBlocks(tables ...table) ([]dataBlock, error) {
	var sources []source
	for _, t := range tables {
		sources = append(sources, source{"data-" + t.Name, t.encode})
	}
	return writeBlocks(sources, v.isLarge())
}

func (v roll) panelBlocks() ([]dataBlock, error) {
	sources := append(panelSources("identity", len(v.identities), v.identityPanel), panelSources("finding", len(v.findings), v.findingPanel)...)
	return writeBlocks(sources, v.isLarge())
}

// isLarge tells whether there is so much that blocks are packed.
func (v roll) isLarge() bool { return len(v.identities)+len(v.findings) > compressFrom }

func writeBlocks(sources []source, pack bool) ([]dataBlock, error) {
	out, failed := make([]dataBlock, len(sources)), make([]error, len(sources))
	var next atomic.Int64
	var workers sync.WaitGroup
	for range runtime.GOMAXPROCS(0) {
		workers.Go(func() {
			for n := next.Add(1) - 1; n < int64(len(sources)); n = next.Add(1) - 1 {
				out[n], failed[n] = sources[n].block(pack)
			}
		})
	}
	workers.Wait()
	return out, errors.Join(failed...)
}

// panelSources are the details of n rows, in pieces.
func panelSources(name string, n int, open func(int) panel) []source {
	var out []source
	for start := 0; start < n; start += panelsPerBlock {
		out = append(out, source{name + "-" + strconv.Itoa(start/panelsPerBlock), func(e *encoder) {
			e.array(func() {
				for i := start; i < min(start+panelsPerBlock, n); i++ {
					open(i).encode(e)
				}
			})
		}})
	}
	return out
}

// block writes the content, and packs it when the page would else be too large.
func (s source) block(pack bool) (dataBlock, error) {
	e := encoders.Get().(*encoder)
	defer encoders.Put(e)
	*e = encoder{out: e.out[:0]}
	if !pack {
		s.write(e)
		return dataBlock{s.id, template.JS(e.out)}, nil
	}
	packed, err := s.packed(e)
	if err != nil {
		return dataBlock{}, fmt.Errorf("compress %s for the dashboard: %w", s.id, err)
	}
	return dataBlock{s.id, packed}, nil
}

// Encoders and compressors own large buffers, which the next block uses again.
var (
	encoders    = sync.Pool{New: func() any { return new(encoder) }}
	compressors = sync.Pool{New: func() any {
		w, err := gzip.NewWriterLevel(io.Discard, packing)
		if err != nil {
			panic(err) // the level is a constant that gzip knows
		}
		return w
	}}
)

// packed is the content as a JSON string of base64 of gzip. It is never in memory as a whole: that of a large table is ten megabytes.
func (s source) packed(e *encoder) (template.JS, error) {
	var out bytes.Buffer
	w := compressors.Get().(*gzip.Writer)
	defer compressors.Put(w)
	w.Reset(&out)
	e.to = w
	s.write(e)
	_, err := w.Write(e.out)
	if err := errors.Join(e.err, err, w.Close()); err != nil {
		return "", err
	}
	text := make([]byte, 0, base64.StdEncoding.EncodedLen(out.Len())+2)
	text = append(text, '"')
	text = base64.StdEncoding.AppendEncode(text, out.Bytes())
	return template.JS(append(text, '"')), nil
}
