package classify

import (
	"strings"
	"testing"
)

func BenchmarkStartUp(b *testing.B) {
	for b.Loop() {
		if _, err := parseCatalogue(embedded); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkName(b *testing.B) {
	for b.Loop() {
		Name("PROD_STRIPE_SECRET_KEY")
	}
}

func BenchmarkValue(b *testing.B) {
	for name, value := range map[string]string{
		"token":       generate(b, "sk_live_{alnum:24}"),
		"jwt":         exampleJWT(),
		"url":         "postgres://robot:hunter2@db.example.com:5432/shop",
		"unknown":     "correct horse battery staple",
		"certificate": certificate,
		"64KiB":       strings.Repeat("sk_live_ ghp_ AKIA ", 4<<10),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				Value(value, Hint{Name: "SOME_TOKEN", Rule: "generic-api-key"})
			}
		})
	}
}

func BenchmarkPreview(b *testing.B) {
	value := generate(b, "ghp_{alnum:30}{crc:6}")
	for b.Loop() {
		Preview(value)
	}
}
