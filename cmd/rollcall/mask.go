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

// maskValue replaces the strings in v, which must be settable, and tells whether it changed any. What v shares with others is
// changed too, but for maps.
func maskValue(v reflect.Value, mask func(string) string) (changed bool) {
	switch v.Kind() {
	case reflect.String:
		if v.Type() == reflect.TypeFor[nhi.ID]() {
			mask = partsOfID(mask)
		}
		if masked := mask(v.String()); masked != v.String() {
			v.SetString(masked)
			return true
		}
	case reflect.Pointer:
		return !v.IsNil() && maskValue(v.Elem(), mask)
	case reflect.Slice:
		for i := range v.Len() {
			changed = maskValue(v.Index(i), mask) || changed
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return false
		}
		for i := range v.NumField() {
			changed = maskValue(v.Field(i), mask) || changed
		}
	case reflect.Interface:
		if v.IsNil() {
			return false
		}
		masked, changed := maskedCopy(v.Elem(), mask)
		if changed {
			v.Set(masked)
		}
		return changed
	case reflect.Map:
		if masked, changed := maskedMap(v, mask); changed {
			v.Set(masked)
			return true
		}
	}
	return changed
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

// maskedMap is a map with masked keys and values, if that is another: many findings share the one that they have.
func maskedMap(v reflect.Value, mask func(string) string) (result reflect.Value, changed bool) {
	result = reflect.MakeMapWithSize(v.Type(), v.Len())
	for entries := v.MapRange(); entries.Next(); {
		key, otherKey := maskedCopy(entries.Key(), mask)
		value, otherValue := maskedCopy(entries.Value(), mask)
		result.SetMapIndex(key, value)
		changed = changed || otherKey || otherValue
	}
	return result, changed
}

func maskedCopy(v reflect.Value, mask func(string) string) (settable reflect.Value, changed bool) {
	settable = reflect.New(v.Type()).Elem()
	settable.Set(v)
	return settable, maskValue(settable, mask)
}
