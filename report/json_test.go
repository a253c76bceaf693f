package report

import (
	"bytes"
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestJSONIsOneDocument: written piece by piece, it is what encoding/json makes of the whole.
func TestJSONIsOneDocument(t *testing.T) {
	for name, r := range map[string]nhi.Report{"full": sampleReport(), "empty": {}, "compared": {Baseline: &nhi.Baseline{}, Platform: &nhi.Platform{}}} {
		t.Run(name, func(t *testing.T) {
			want, err := json.MarshalIndent(published(r), "", "  ")
			if err != nil {
				t.Fatal(err)
			}
			var got bytes.Buffer
			if err := writeJSON(&got, r, Options{}); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(inertJSON(want))+"\n", got.String()); diff != "" {
				t.Errorf("-want +got\n%s", diff)
			}
		})
	}
}

// TestIndentedAsEncodingJSONDoes: whatever stands in strings, and whatever is empty.
func TestIndentedAsEncodingJSONDoes(t *testing.T) {
	for _, v := range []any{
		nil, true, 1.5e30, "", `a"b\`, []any{}, map[string]any{}, []any{[]any{}, map[string]any{}, []any{nil}},
		map[string]any{`{"k": [1,2]}`: []any{"]", "\\\"", `\\`, ",", ":", "\u2028<"}, "x": map[string]any{"y": map[string]any{"z": 1}}},
	} {
		compact, err := json.Marshal(v)
		if err != nil {
			t.Fatal(err)
		}
		var want bytes.Buffer
		if err := json.Indent(&want, compact, "    ", "  "); err != nil {
			t.Fatal(err)
		}
		if got := appendIndented(nil, compact, "\n    "); string(got) != want.String() {
			t.Errorf("%s: got\n%s\nwant\n%s", compact, got, &want)
		}
	}
}

// TestJSONTellsThatItIsCut: a disk that is full is an error.
func TestJSONTellsThatItIsCut(t *testing.T) {
	if err := writeJSON(fullDisk{}, sampleReport(), Options{}); !errors.Is(err, errFull) {
		t.Errorf("error %v", err)
	}
}

var errFull = errors.New("no space left")

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, errFull }
