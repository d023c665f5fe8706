package phone

import "testing"

func TestParse(t *testing.T) {
	for typed, want := range map[string]string{
		"12800000001": "12800000001", " 128 0000-0001 ": "12800000001", "+86 128 0000 0001": "12800000001",
		"008612800000001": "12800000001", "１２８０００００００１": "12800000001", "010-6234 5678": "01062345678",
		"（0571）8765 4321": "057187654321", "+852 2345 6789": "+85223456789", "+1 (212) 555-0100": "+12125550100",
	} {
		if got, err := Parse(typed); err != nil || got != want {
			t.Errorf("%q: %q %v, want %q", typed, got, err, want)
		}
	}
	for _, bad := range []string{"", "1", "11000000001", "1280000000", "128000000011", "abc", "128-0000-000a", "+12", "+1234567890123456", "62345678"} {
		if got, err := Parse(bad); err == nil {
			t.Errorf("%q was taken as %q", bad, got)
		}
	}
}

func TestMaskHidesTheMiddle(t *testing.T) {
	if got := Mask("12800000001"); got != "128****0001" {
		t.Error(got)
	}
	if got := Mask("123"); got != "***" {
		t.Error(got)
	}
	if Tail("12800000001") != "0001" || Tail("123") != "" || !Mobile("12800000001") || Mobile("01062345678") {
		t.Error("tail or mobile is wrong")
	}
}
