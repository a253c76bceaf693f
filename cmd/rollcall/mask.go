package main

import (
	"reflect"
	"strings"
	"time"

	"github.com/rollcall-dev/rollcall/nhi"
)

// masked applies mask to every text in a report that a scanned repository can have a say in. Sources
// report names, never values; but a name may hold a value all the same: a job called after a token.
func masked(r nhi.Report, mask func(string) string) nhi.Report {
	builtin := r.Policies
	r.Policies = nil // our own texts; custom policies follow below
	maskValue(reflect.ValueOf(&r).Elem(), mask)
	for _, p := range builtin {
		if p.Custom {
			maskValue(reflect.ValueOf(&p).Elem(), mask)
		}
		r.Policies = append(r.Policies, p)
	}
	return r
}

// maskValue replaces the strings in v, which must be settable. What v shares with others is changed too.
func maskValue(v reflect.Value, mask func(string) string) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[nhi.ID]() {
			mask = partsOfID(mask)
		}
		if masked := mask(v.String()); masked != v.String() {
			v.SetString(masked)
		}
	case reflect.Pointer:
		if !v.IsNil() {
			maskValue(v.Elem(), mask)
		}
	case reflect.Slice:
		for i := range v.Len() {
			maskValue(v.Index(i), mask)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			maskValue(v.Field(i), mask)
		}
	case reflect.Interface:
		if !v.IsNil() {
			v.Set(maskedCopy(v.Elem(), mask))
		}
	case reflect.Map:
		if !v.IsNil() {
			v.Set(maskedMap(v, mask))
		}
	}
}

// partsOfID masks the parts of an ID, each by itself: "exposed-credential:" before a path, or "secret:" before a name, are our
// words, and would make a credential's assignment of what follows.
func partsOfID(mask func(string) string) func(string) string {
	return func(id string) string {
		parts := strings.SplitN(id, ":", 4)
		for i, part := range parts {
			parts[i] = mask(part)
		}
		return strings.Join(parts, ":")
	}
}

// maskedMap is a map with masked keys and values.
func maskedMap(v reflect.Value, mask func(string) string) reflect.Value {
	result := reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		result.SetMapIndex(maskedCopy(entries.Key(), mask), maskedCopy(entries.Value(), mask))
	}
	return result
}

func maskedCopy(v reflect.Value, mask func(string) string) reflect.Value {
	settable := reflect.New(v.Type()).Elem()
	settable.Set(v)
	maskValue(settable, mask)
	return settable
}
