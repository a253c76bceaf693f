package evidence

import (
	"crypto/md5"
	"crypto/sha1"
	"encoding/hex"
	"strings"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestAdjacent: what the characters and lines directly beside a value make of it. · stands for the value.
func TestAdjacent(t *testing.T) {
	password, machine, id := "Mea"+"dow44-71x", "q7Fz0LbX"+"2mNc8RtVw3Ke", "AKIA"+"QZ7LMNPX2RTV4WYB"
	drawnHash := "5adf183f94b3436b" + "a78d67f506965998"
	ofFive, ofWord := md5.Sum([]byte("4417")), sha1.Sum([]byte("larkshop"))
	told := "Identity" + "03ExtendedInfo"
	for _, tt := range []struct {
		note, path, text string
		c                Candidate
		want             nhi.Doubt
	}{
		{"who signed an address", "a.ipynb", "https://files.northquay.io/a?X-Amz-Credential=·%2F20260401%2Fus-east-1%2Fs3%2Faws4_request&X-Amz-Signature=9f", Candidate{Sort: Issued, Value: id}, nhi.DoubtDigest},
		{"a name in ciphertext", "all.yaml", "db_name: ENC[AES256_GCM,data:ESQ0R8fa8lM=,iv:scoardVLpfKKBd2O0dprKtYuGHZI+T7j2Nyx3UATzPw=,tag:·==,type:str]", Candidate{Sort: Password, Name: "T7j2Nyx3UATzPw", Value: "fIX6Z9X7OGNdwuAiXLa3Kw"}, nhi.DoubtDigest},
		{"a name behind ciphertext", "all.yaml", "mac: ENC[AES256_GCM,data:ESQ0R8fa8lM=,type:str] password: ·", Candidate{Sort: Password, Name: "password", Value: machine}, ""},
		{"the alphabet and digits", "setup.sh", `CLIENT_SECRET="·"`, Candidate{Sort: Machine, Name: "CLIENT_SECRET", Value: "ab1cde23fgh" + "45ij67klmn"}, nhi.DoubtPlaceholder},
		{"a call between two texts", "a.js", `"&pwd="·"user").value`, Candidate{Sort: Password, Name: "pwd", Value: "+document.getElementById("}, nhi.DoubtWords},
		{"who signed a header", "a.log", "Authorization: AWS4-HMAC-SHA256 Credential=·/20260401/us-east-1/s3/aws4_request, Signature=9f", Candidate{Sort: Issued, Value: id}, nhi.DoubtDigest},
		{"who signed an old address", "a.json", `"https://files.northquay.io/a?AWSAccessKeyId=·&Expires=1700000000&Signature=9f"`, Candidate{Sort: Issued, Value: id}, nhi.DoubtDigest},
		{"an identifier in settings", "a.conf", "Credential=·\nregion=us-east-1", Candidate{Sort: Issued, Value: id}, ""},
		{"an account for tests", ".env", "SMS_TOKEN=·\nSMS_NUMBER=+15005550006", Candidate{Sort: Issued, Value: drawnHash}, nhi.DoubtTest},
		{"an account", ".env", "SMS_TOKEN=·\nSMS_NUMBER=+15015550006", Candidate{Sort: Issued, Value: drawnHash}, ""},
		{"an expression in a text", "A.cs", `	secondPassword = $"·";`, Candidate{Sort: Password, Value: "kind=" + "{Shop.Kind.Describe()}", Name: "secondPassword"}, nhi.DoubtTemplate},
		{"an expression in a text of Python", "a.py", `password = f'·'`, Candidate{Sort: Password, Value: "Kx9-" + "{pump(7)}", Name: "password"}, nhi.DoubtTemplate},
		{"braces in a plain text", "a.py", `password = '·'`, Candidate{Sort: Password, Value: "Kx9-" + "{pump(7)}!"}, ""},
		{"a text that grows", "A.cs", `	password += "·";`, Candidate{Sort: Password, Value: password}, nhi.DoubtWords},
		{"a tag that says encrypted", "a.yml", "password: !encrypted ·", Candidate{Sort: Password, Value: machine}, nhi.DoubtDigest},
		{"a tag", "a.yml", "password: !!str ·", Candidate{Sort: Password, Value: machine}, ""},
		{"a run of names", "phone.cfg", "PhoneHasNoPassword PhoneHasNoAdminPassword · Identity04ExtendedInfo", Candidate{Sort: Placed, Told: true, Value: told}, nhi.DoubtWords},
		{"the last of a run of names", "phone.cfg", "<shown>PhoneHasNoPassword PhoneHasNoAdminPassword ·</shown>", Candidate{Sort: Placed, Told: true, Value: told}, nhi.DoubtWords},
		{"a sentence", "phone.cfg", "set the AdminPassword · first", Candidate{Sort: Placed, Told: true, Value: "Kx9dkQ2mPz"}, ""},
		{"a line of its own", "phone.cfg", "AdminPassword ·", Candidate{Sort: Placed, Told: true, Value: "Kx9dkQ2mPz"}, ""},
		{"the digest of what is told beside it", "phone.cfg", "<admin_passwd>·</admin_passwd>\n<!-- the password is 4417 -->", Candidate{Sort: Password, Value: hex.EncodeToString(ofFive[:])}, nhi.DoubtDigest},
		{"the digest of the user's name", "a.conf", "user = larkshop\npassword = ·", Candidate{Sort: Password, Value: hex.EncodeToString(ofWord[:])}, nhi.DoubtDigest},
		{"the digest of a number", "a.conf", "password = ·", Candidate{Sort: Password, Value: hex.EncodeToString(ofFive[:])}, nhi.DoubtDigest},
		{"a digest of something else", "a.conf", "user = larkshop\npassword = ·", Candidate{Sort: Password, Value: drawnHash}, ""},
	} {
		c := tt.c
		if c.Name == "" && c.Sort == Password {
			c.Name = "password"
		}
		c.Path, c.Text, c.At = tt.path, strings.Replace(tt.text, "·", c.Value, 1), strings.Index(tt.text, "·")
		c.Line = lineAt(c.Text, c.At)
		c.Quoted = strings.ContainsAny(c.Text[max(c.At-1, 0):c.At], "\"'`")
		if got := Weigh(c); got.Doubt != tt.want {
			t.Errorf("%s: %q, want %q: %+v", tt.note, got.Doubt, tt.want, got.Features)
		}
	}
}
