package messages

import (
	"fmt"
	"testing"
)

func TestTagSteps(t *testing.T) {
	for _, c := range []struct {
		want []string
		have map[string]bool
		is   string
	}{
		{nil, nil, "[] []"},
		{[]string{"b", "a"}, nil, "[a b] []"},
		{[]string{"a"}, map[string]bool{"a": true}, "[] []"},
		{[]string{"a"}, map[string]bool{"a": false}, "[a] []"},
		{nil, map[string]bool{"b": true, "a": false}, "[] [a b]"},
		{[]string{"a"}, map[string]bool{"b": true}, "[a] [b]"},
	} {
		add, remove := tagSteps(c.want, c.have)
		if is := fmt.Sprint(add, remove); is != c.is {
			t.Errorf("%v from %v: %s, want %s", c.want, c.have, is, c.is)
		}
	}
	for n, want := range map[int]int64{-1: 60_000, 0: 60_000, 3: 480_000, 6: 3_600_000, 99: 3_600_000} {
		if got := tagPause(n); got != want {
			t.Errorf("after attempt %d: %d", n, got)
		}
	}
}
