package fault

import (
	"errors"
	"fmt"
	"testing"
)

var taken = New("test.taken", Conflict)

func TestFaultIsItsDefinition(t *testing.T) {
	err := fmt.Errorf("book: %w", taken.At("chair", "holder", "李积木").WithDetails(3))
	f, ok := As(err)
	if !ok || !errors.Is(err, taken) || f.Field != "chair" || f.Args["holder"] != "李积木" || f.Details != 3 || f.Kind != Conflict {
		t.Errorf("%+v", f)
	}
	if f.Error() != "test.taken at chair holder=李积木" {
		t.Error(f.Error())
	}
	if f, ok := As(taken); !ok || f.Code != "test.taken" {
		t.Error("a bare definition is no fault")
	}
	if _, ok := As(errors.New("other")); ok {
		t.Error("any error is a fault")
	}
}

func TestJoin(t *testing.T) {
	if Join(nil) != nil {
		t.Error("nothing wrong is an error")
	}
	a, b := taken.At("a"), taken.At("b")
	f, _ := As(Join([]*Fault{a, b}))
	if f.Field != "a" || len(f.More) != 1 || f.More[0] != b || a.More != nil {
		t.Errorf("%+v", f)
	}
}

func TestOneMeaningForOneCode(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("a code was defined twice")
		}
	}()
	New("test.taken", Invalid)
}
