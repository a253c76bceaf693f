package score

import (
	"fmt"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// large is an inventory of n identities, half of them bad, of a hundred services and owners.
func large(n int) Input {
	in := Input{Now: now}
	for i := range n {
		c := nhi.Criticalities[i%len(nhi.Criticalities)]
		id := perfect(fmt.Sprintf("SECRET_%05d", i), c)
		if i%2 == 1 {
			id = awful(fmt.Sprintf("SECRET_%05d", i), c)
		}
		id.Kind = nhi.KindCISecret
		id.Credential.Service = fmt.Sprintf("Service %d", i%100)
		id.Credential.Keyless.Support = "yes"
		id.Owner.Technical = nhi.Declared(fmt.Sprintf("team/%d", i%97), "registry")
		in.Identities = append(in.Identities, id)
	}
	return in
}

func BenchmarkCompute(b *testing.B) {
	for _, n := range []int{100, 10_000} {
		in := large(n)
		b.Run(fmt.Sprintf("%d", n), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				Compute(in)
			}
		})
	}
}
