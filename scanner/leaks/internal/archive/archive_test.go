package archive

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"
)

var usual = Limits{Layers: 3, Files: 100, File: 1 << 20, Bytes: 4 << 20, Ratio: 100}

type file struct {
	name, text string
}

func zipped(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := zip.NewWriter(&b)
	for _, f := range files {
		part, err := w.Create(f.name)
		if err == nil {
			_, err = io.WriteString(part, f.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func tarred(t testing.TB, files ...file) string {
	t.Helper()
	var b bytes.Buffer
	w := tar.NewWriter(&b)
	for _, f := range files {
		err := w.WriteHeader(&tar.Header{Name: f.name, Size: int64(len(f.text)), Mode: 0o600, Typeflag: tar.TypeReg})
		if err == nil {
			_, err = io.WriteString(w, f.text)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

func gzipped(t testing.TB, text string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	if _, err := io.WriteString(w, text); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// bzipped is "port = 8080\n", compressed by bzip2.
func bzipped(t testing.TB) string {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("QlpoOTFBWSZTWcl8Hz8AAATZgAAQQABAQgAA1AAgADEGTEDQZMmGIag+c8XckU4UJDJfB8/A")
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func encrypted(t testing.TB) string {
	t.Helper()
	content := []byte(zipped(t, file{"secret.env", "x"}, file{"open.env", "y"}))
	for _, mark := range []struct {
		bytes string
		flags int
	}{{"PK\x03\x04", 6}, {"PK\x01\x02", 8}} {
		content[bytes.Index(content, []byte(mark.bytes))+mark.flags] |= 1
	}
	return string(content)
}

func TestWalk(t *testing.T) {
	text := file{"a/prod.env", "port = 8080\n"}
	for _, test := range []struct {
		name    string
		content string
		want    []file
		skipped []Skipped
	}{
		{"zip", zipped(t, text, file{"b", "2"}), []file{text, {"b", "2"}}, nil},
		{"tar", tarred(t, text, file{"b", "2"}), []file{text, {"b", "2"}}, nil},
		{"gzip adds no name", gzipped(t, text.text), []file{{"", text.text}}, nil},
		{"bzip2", bzipped(t), []file{{"", text.text}}, nil},
		{"tar.gz", gzipped(t, tarred(t, text)), []file{text}, nil},
		{"zip in zip", zipped(t, file{"lib/x.jar", zipped(t, text)}), []file{{"lib/x.jar!a/prod.env", text.text}}, nil},
		{"tar.gz in zip", zipped(t, file{"x.tgz", gzipped(t, tarred(t, text))}), []file{{"x.tgz!a/prod.env", text.text}}, nil},
		{"too deep", zipped(t, file{"1", zipped(t, file{"2", zipped(t, file{"3", zipped(t, text)})})}), nil, []Skipped{{"1!2!3", "zip", TooDeep}}},
		{"xz within", zipped(t, file{"x.xz", "\xfd7zXZ\x00..."}, text), []file{text}, []Skipped{{"x.xz", "xz", Unknown}}},
		{"encrypted", encrypted(t), []file{{"open.env", "y"}}, []Skipped{{"secret.env", "", Encrypted}}},
		{"names are names", zipped(t, file{"../../etc/passwd", "1"}, file{"C:\\x\n\x1b[31m\xff", "2"}), []file{{"../../etc/passwd", "1"}, {"C:\\x\uFFFD\uFFFD[31m\uFFFD", "2"}}, nil},
		{"empty", zipped(t), nil, nil},
		{"truncated gzip", gzipped(t, text.text)[:30], []file{{"", text.text}}, []Skipped{{"", "gzip", Damaged}}},
		{"truncated tar", tarred(t, text)[:518], []file{{text.name, text.text[:6]}}, []Skipped{{text.name, "", Damaged}, {"", "tar", Damaged}}},
		{"truncated zip", zipped(t, text)[:40], nil, []Skipped{{"", "zip", Damaged}}},
		{"damaged within", zipped(t, file{"x.gz", "\x1f\x8b\x08 no"}, text), []file{text}, []Skipped{{"x.gz", "gzip", Damaged}}},
		{"a large file", zipped(t, file{"large", strings.Repeat("x\n", 1<<20)}, text), []file{text}, []Skipped{{"large", "", TooLarge}}},
	} {
		t.Run(test.name, func(t *testing.T) {
			got, skipped, err := walked(test.content, usual)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(test.want, got, cmp.AllowUnexported(file{})); diff != "" {
				t.Error("files differ (-want +got):\n" + diff)
			}
			if diff := cmp.Diff(test.skipped, skipped); diff != "" {
				t.Error("what was left out differs (-want +got):\n" + diff)
			}
		})
	}
}

func walked(content string, limits Limits) (files []file, skipped []Skipped, err error) {
	skipped, err = Walk([]byte(content), limits, func(name string, content []byte) error {
		files = append(files, file{name, string(content)})
		return nil
	})
	return files, skipped, err
}

// TestBombs opens what is small and unpacks to much.
func TestBombs(t *testing.T) {
	limits := Limits{Layers: 3, Files: 100, File: 64 << 10, Bytes: 512 << 10, Ratio: 100}
	zeros := strings.Repeat("\x00", 64<<10)
	var same, many []file
	for i := range 20 {
		same = append(same, file{fmt.Sprint(i), zeros})
	}
	for i := range 150 {
		many = append(many, file{fmt.Sprint(i), "x"})
	}
	directory := zipped(t) + strings.Repeat("PK\x01\x02", 1000)
	for name, test := range map[string]struct {
		content string
		want    Reason
	}{
		"zeros":                     {zipped(t, same...), TooDense},
		"zeros in a tar.gz":         {gzipped(t, tarred(t, same...)), TooDense},
		"one level of a quine":      {zipped(t, file{"a.zip", zipped(t, same...)}, file{"b.zip", zipped(t, same...)}), TooDense},
		"many files":                {zipped(t, many...), TooMany},
		"many files in a tar":       {tarred(t, many...), TooMany},
		"a directory of a thousand": {directory, TooMany},
		"a sparse file":             {gzipped(t, sparse()), TooLarge},
	} {
		t.Run(name, func(t *testing.T) {
			files, skipped, err := walked(test.content, limits)
			if err != nil {
				t.Fatal(err)
			}
			if len(skipped) == 0 || skipped[len(skipped)-1].Reason != test.want {
				t.Errorf("left out %v, want the last for %q", skipped, test.want)
			}
			all := 0
			for _, f := range files {
				all += len(f.text)
			}
			if int64(all) > limits.Bytes || len(files) > limits.Files {
				t.Errorf("%d files of %d bytes came out", len(files), all)
			}
		})
	}
}

// sparse is a tar archive with a file that is 8 GiB of nothing, in the old form of GNU tar.
func sparse() string {
	header := make([]byte, 512)
	copy(header, "sparse")
	copy(header[100:], "0000600\x000000000\x000000000\x0000000000000\x0000000000000\x00        S")
	copy(header[257:], "ustar  \x00")
	copy(header[386:], "00000000000\x0000000000000\x00") // one part, of nothing
	copy(header[483:], "77777777777\x00")
	sum := 0
	for _, b := range header {
		sum += int(b)
	}
	copy(header[148:], fmt.Sprintf("%06o\x00 ", sum))
	return string(header) + strings.Repeat("\x00", 1024)
}

func TestWalkEndsWithItsCaller(t *testing.T) {
	enough := errors.New("enough")
	calls := 0
	skipped, err := Walk([]byte(zipped(t, file{"a.zip", zipped(t, file{"1", "1"}, file{"2", "2"})}, file{"3", "3"})), usual, func(string, []byte) error {
		calls++
		return enough
	})
	if calls != 1 || !errors.Is(err, enough) || len(skipped) != 0 {
		t.Errorf("%d calls, error %v, left out %v; want one call and its error", calls, err, skipped)
	}
}

func TestFormat(t *testing.T) {
	for content, want := range map[string]string{
		"":                           "",
		"PK\x03\x04":                 "zip",
		"BZhang wrote this":          "",
		"BZh91AY&SY....":             "bzip2",
		"\x1f\x8b":                   "",
		"7z\xbc\xaf\x27\x1c":         "7-Zip",
		"%PDF-1.7":                   "",
		strings.Repeat("ustar", 100): "",
	} {
		if got, _ := Format([]byte(content)); got != want {
			t.Errorf("Format(%.20q) = %q, want %q", content, got, want)
		}
	}
}

// FuzzWalk opens anything, and wants no more than is allowed.
func FuzzWalk(f *testing.F) {
	for _, content := range []string{
		zipped(f, file{"a", "1"}, file{"b.jar", zipped(f, file{"c", "2"})}), gzipped(f, tarred(f, file{"x", "y"})), bzipped(f), encrypted(f), sparse(),
	} {
		f.Add([]byte(content))
	}
	limits := Limits{Layers: 2, Files: 20, File: 1 << 12, Bytes: 1 << 14, Ratio: 10}
	f.Fuzz(func(t *testing.T, content []byte) {
		files, bytes := 0, 0
		skipped, err := Walk(content, limits, func(name string, content []byte) error {
			files, bytes = files+1, bytes+len(content)
			checkName(t, name)
			return nil
		})
		if err != nil || files > limits.Files || int64(bytes) > max(limits.Bytes, int64(len(content))) {
			t.Errorf("%d files of %d bytes, error %v", files, bytes, err)
		}
		for _, s := range skipped {
			checkName(t, s.Name)
		}
		if len(skipped) > maximumSkipped+1 {
			t.Errorf("%d were left out one by one", len(skipped))
		}
	})
}

func checkName(t *testing.T, name string) {
	t.Helper()
	if !utf8.ValidString(name) || strings.ContainsFunc(name, func(r rune) bool { return r < ' ' }) {
		t.Errorf("name %q", name)
	}
}
