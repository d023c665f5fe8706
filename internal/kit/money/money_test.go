package money

import "testing"

func TestString(t *testing.T) {
	for f, want := range map[Fen]string{0: "0.00", 5: "0.05", -5: "-0.05", 1280000: "12,800.00", 123456789: "1,234,567.89", -100000: "-1,000.00", Yuan(999): "999.00"} {
		if got := f.String(); got != want {
			t.Errorf("%d: %s, want %s", int64(f), got, want)
		}
	}
}
