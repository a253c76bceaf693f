package nhi_test

import (
	"reflect"
	"testing"

	"github.com/rollcall-dev/rollcall/nhi"
)

// TestAdd: every field of what another source saw arrives, those that later versions add too.
func TestAdd(t *testing.T) {
	of := reflect.TypeFor[nhi.Observations]()
	for i := range of.NumField() {
		var sum, other nhi.Observations
		field := reflect.ValueOf(&other).Elem().Field(i)
		switch field.Kind() {
		case reflect.Slice:
			field.Set(reflect.MakeSlice(field.Type(), 2, 2))
		case reflect.Pointer:
			field.Set(reflect.New(field.Type().Elem()))
		default:
			t.Fatalf("%s is neither a list nor a pointer: say here how it is put together", of.Field(i).Name)
		}
		sum.Add(other)
		if !reflect.DeepEqual(sum, other) {
			t.Errorf("%s is lost", of.Field(i).Name)
		}
		if sum.Add(other); field.Kind() == reflect.Slice && reflect.ValueOf(sum).Field(i).Len() != 4 {
			t.Errorf("%s does not grow", of.Field(i).Name)
		}
	}
}
