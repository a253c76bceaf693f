package detect

import (
	"encoding/base64"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"unicode/utf16"

	"github.com/rollcall-dev/rollcall/scanner/leaks/internal/fakes"
)

// wide is UTF-16 with the lower byte first.
func wide(text string) (encoded []byte) {
	for _, unit := range utf16.Encode([]rune(text)) {
		encoded = append(encoded, byte(unit), byte(unit>>8))
	}
	return encoded
}

// wrap breaks digits into rows, with something before each.
func wrap(digits string, columns int, before string) string {
	var b strings.Builder
	for len(digits) > columns {
		b.WriteString(before + digits[:columns] + "\n")
		digits = digits[columns:]
	}
	return b.String() + before + digits
}

// TestFormsOfBase64 finds a value in each form that base64 takes, with the place of the line it begins in.
func TestFormsOfBase64(t *testing.T) {
	_, engine, _ := defaults(t)
	token := fakes.GitHubToken("base64")
	script := "Write-Host 'deploying it now'; $env:TOKEN = '" + token + "'; ./deploy.ps1"
	mail := strings.Repeat("# a line of the file before it\n", 5) + "TOKEN=" + token + "\n" + strings.Repeat("# a line behind it\n", 5)
	std := base64.StdEncoding.EncodeToString
	// so long that the value is broken by the end of a row: of its 40 characters some begin before byte 171, which row four begins with
	row := 1 + (strings.Index(mail, token)-len("TOKEN="))/57
	padded := base64.URLEncoding.EncodeToString([]byte("note=??>>~~~;TOKEN=" + token + ";x"))
	for name, test := range map[string]struct {
		text         string
		line, column int
	}{
		"one line":               {"data: " + std([]byte("TOKEN="+token)), 1, 7},
		"PowerShell":             {"\npowershell -EncodedCommand " + std(wide(script)), 2, 28},
		"76 columns":             {wrap(std([]byte(mail)), 76, ""), row, 1},
		"76 columns, CRLF":       {strings.ReplaceAll(wrap(std([]byte(mail)), 76, ""), "\n", "\r\n"), row, 1},
		"76 columns, in YAML":    {"data: |\n" + wrap(std([]byte(mail)), 76, "    "), row + 1, 5},
		"76 columns, in a quote": {`echo "` + wrap(std([]byte(mail)), 76, "") + `" | base64 -d`, row, 1},
		"64 columns of UTF-16":   {wrap(std(wide(script)), 64, ""), 1 + strings.Index(script, token)/24, 1},
		"the other alphabet":     {padded, 1, 1},
		"the other, unpadded":    {strings.TrimRight(padded, "="), 1, 1},
		"standard, unpadded":     {strings.TrimRight(std([]byte("note=??>>~~~;TOKEN="+token+";x")), "="), 1, 1},
	} {
		t.Run(name, func(t *testing.T) {
			found := false
			for _, h := range engine.Reader().Find([]byte(test.text)) {
				if h.Secret != token {
					continue
				}
				found = true
				if h.ValueLine != test.line || h.Column != test.column {
					t.Errorf("stands at %d:%d, want %d:%d", h.ValueLine, h.Column, test.line, test.column)
				}
			}
			if !found {
				t.Errorf("not found in\n%s", test.text)
			}
		})
	}
}

// TestForeignIsBounded: what is not base64, or not of text, is no part; rows and bytes of parts are those of the text.
func TestForeignIsBounded(t *testing.T) {
	random := rand.New(rand.NewPCG(5, 6))
	for range 2000 {
		text := fakes.Noise(fmt.Sprint(random.Uint64()), "\n\n =-_/+ABCDabcdABCDabcdABCDabcd0123QUFBQUFB", random.IntN(600))
		if random.IntN(2) == 0 {
			text = wrap(base64.StdEncoding.EncodeToString([]byte(text)), 4*(10+random.IntN(10)), "") + text
		}
		end := 0
		for _, f := range findForeign([]byte(text)) {
			digits := 0
			for _, row := range f.rows {
				if row.from < end || row.to > len(text) || row.from >= row.to {
					t.Fatalf("row %v in %q", row, text)
				}
				end, digits = row.to, digits+row.length()
			}
			if len(f.decoded) > digits*3/4 || !allPrintable(f.decoded) {
				t.Fatalf("%d digits become %q", digits, f.decoded)
			}
		}
	}
}
