package evidence

import (
	"math"
	"math/rand/v2"
	"testing"
)

// TestChance: what is drawn by chance is told apart from what people and programs write, by one measure.
func TestChance(t *testing.T) {
	const lower, digits = "abcdefghijklmnopqrstuvwxyz", "0123456789"
	const upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
	r := rand.New(rand.NewPCG(1, 2))
	for name, alphabet := range map[string]string{
		"small letters and digits": lower + digits, "letters and digits": lower + upper + digits, "base64": lower + upper + digits + "+/", "base64url": lower + upper + digits + "-_",
		"capitals and digits": upper + digits,
	} {
		for _, length := range []int{16, 24, 40} {
			const draws = 1000
			found := 0
			for range draws {
				if shapeOf(draw(r, alphabet, length)).random() {
					found++
				}
			}
			if found < draws*97/100 {
				t.Errorf("%d of %s: %d of %d look random", length, name, found, draws)
			}
		}
	}
	for _, written := range []string{
		"createDelegatingPasswordEncoder", "AutoAllocatedIPv4Address", "oAuth2Linkedin", "type.googleapis.com/envoy.admin.v3.SecretsConfigDump", "gpt-4o-2024-05-13",
		"neutral-100", "@pnpm/exe@11.0.0", "ShipBuilders2024", "correct-battery-17", "ALIBABA_CLOUD_ROLE_ARN", "application/vnd.in-toto+json", "AMERICA_BUENOS_AIRES",
		"Подтверждение2", "keystore.p12:rw", "x86_64-unknown-linux-gnu", "2024-05-13T10:20:30Z", "ThirtyTwoHorsesRunning",
	} {
		if looksRandom(written) {
			t.Errorf("%s looks random: %.2f", written, chance(written))
		}
	}
}

func draw(r *rand.Rand, alphabet string, length int) string {
	drawn := make([]byte, length)
	for i := range drawn {
		drawn[i] = alphabet[r.IntN(len(alphabet))]
	}
	return string(drawn)
}

// FuzzChance: whatever a value is, it can be told, and so weighed.
func FuzzChance(f *testing.F) {
	f.Add("aB3-x_Fälle")
	f.Add("")
	f.Add("\x80AA")      // no UTF-8
	f.Add("aB\u212aCdE") // shorter in small letters
	f.Fuzz(func(t *testing.T, value string) {
		if len(value) > longest {
			return
		}
		if c := chance(value); math.IsNaN(c) || math.IsInf(c, 0) || c < 0 {
			t.Errorf("%q: %v", value, c)
		}
	})
}

func BenchmarkChance(b *testing.B) {
	value := draw(rand.New(rand.NewPCG(1, 2)), "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789", 40)
	for b.Loop() {
		chance(value)
	}
}
