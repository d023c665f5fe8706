package id

import "testing"

func TestSeededIsTheSameAtEveryStart(t *testing.T) {
	at := int64(1795309200000)
	a, b, c := Seeded(7, func() int64 { return at }), Seeded(7, func() int64 { return at }), Seeded(8, func() int64 { return at })
	seen := map[string]bool{}
	last := ""
	for range 10000 {
		x := a()
		if x != b() || !Valid(x) || seen[x] {
			t.Fatalf("%s", x)
		}
		if c() == x {
			t.Fatal("another seed gives the same")
		}
		seen[x], last = true, x
	}
	at += 1000
	if next := a(); next <= last {
		t.Errorf("%s does not sort after %s", next, last)
	}
}

func TestValid(t *testing.T) {
	if !Valid(New()) {
		t.Error("a fresh id is not valid")
	}
	for _, bad := range []string{"", "x", "01930000-0000-7000-8000-00000000D3A0", "{01930000-0000-7000-8000-00000000d3a0}", "01930000000070008000000000000d3a0"} {
		if Valid(bad) {
			t.Errorf("%q is taken", bad)
		}
	}
}
