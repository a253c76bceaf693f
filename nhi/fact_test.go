package nhi

import (
	"encoding/json"
	"testing"
	"unsafe"
)

// TestFactsAreWords: a report says in words how a fact is known, and reads back what it says.
func TestFactsAreWords(t *testing.T) {
	for _, test := range []struct {
		fact Fact[int]
		want string
	}{
		{Fact[int]{}, `{}`},
		{Observed(3, "value"), `{"value":3,"evidence":"observed","source":"value"}`},
		{Derived(3, ""), `{"value":3,"evidence":"derived"}`},
		{Declared(3, ""), `{"value":3,"evidence":"declared"}`},
		{Inferred(3, ""), `{"value":3,"evidence":"inferred"}`},
		{Absent[int](ReasonNotDeclared, ""), `{"evidence":"absent","reason":"not_declared"}`},
		{Absent[int](ReasonNotPermitted, ""), `{"evidence":"absent","reason":"not_permitted"}`},
		{Absent[int](ReasonNotSupported, ""), `{"evidence":"absent","reason":"not_supported"}`},
		{Absent[int](ReasonNotCollected, ""), `{"evidence":"absent","reason":"not_collected"}`},
		{Absent[int](ReasonUnset, ""), `{"evidence":"absent","reason":"unset"}`},
	} {
		text, err := json.Marshal(test.fact)
		if err != nil || string(text) != test.want {
			t.Errorf("%+v: %s, %v, want %s", test.fact, text, err, test.want)
		}
		var back Fact[int]
		if err := json.Unmarshal(text, &back); err != nil || back != test.fact {
			t.Errorf("%s: %+v, %v", text, back, err)
		}
	}
	for _, text := range []string{`{"evidence":"seen"}`, `{"reason":"news"}`, `{"evidence":1}`, `{"reason":true}`} {
		if json.Unmarshal([]byte(text), &Fact[int]{}) == nil {
			t.Errorf("%s is taken for a fact", text)
		}
	}
}

// TestIdentitiesAreSmall: an organisation has tens of thousands of them in memory.
func TestIdentitiesAreSmall(t *testing.T) {
	if size := unsafe.Sizeof(Identity{}); size > 1792 {
		t.Errorf("an identity takes %d bytes", size)
	}
}
