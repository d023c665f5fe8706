package settings

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"archwire/internal/kit/fault"
)

func TestAccept(t *testing.T) {
	wait := Setting{Key: "x.wait", Kind: Minutes, Default: 30, Min: 5, Max: 240}
	free := Setting{Key: "x.free", Kind: Int}
	flag := Setting{Key: "x.flag", Kind: Bool}
	open := Setting{Key: "x.open", Kind: Clock}
	mode := Setting{Key: "x.mode", Kind: Choice, Choices: []string{"soft", "hard"}}
	line := Setting{Key: "x.line", Kind: Text}
	code := Setting{Key: "x.code", Kind: Text, Min: 2, Max: 4}
	for _, c := range []struct {
		s    Setting
		in   any
		want any
		err  *fault.Def
	}{
		{wait, 5, int64(5), nil}, {wait, 240, int64(240), nil}, {wait, float64(30), int64(30), nil},
		{wait, json.Number("31"), int64(31), nil},
		{wait, 4, nil, OutOfRange}, {wait, 241, nil, OutOfRange}, {wait, 30.5, nil, WrongType},
		{wait, "30", nil, WrongType}, {wait, nil, nil, WrongType}, {wait, 1e300, nil, WrongType},
		{wait, json.Number("9223372036854775808"), nil, WrongType},
		{free, -1 << 40, int64(-1 << 40), nil},
		{flag, true, true, nil}, {flag, 1, nil, WrongType}, {flag, "true", nil, WrongType},
		{open, "9:05", "09:05", nil}, {open, "24:01", nil, WrongType}, {open, 545, nil, WrongType},
		{mode, "soft", "soft", nil}, {mode, "Soft", nil, NotAChoice}, {mode, "", nil, NotAChoice},
		{line, "早上好 𠮷", "早上好 𠮷", nil}, {line, strings.Repeat("长", 1001), nil, TextLength},
		{line, "a\x00b", nil, WrongType}, {line, "\xff", nil, WrongType},
		{code, "一二三四", "一二三四", nil}, {code, "一", nil, TextLength}, {code, "一二三四五", nil, TextLength},
	} {
		got, err := c.s.Accept(c.in)
		if c.err == nil && (err != nil || got != c.want) {
			t.Errorf("%s: Accept(%v) = %v, %v", c.s.Key, c.in, got, err)
		}
		if c.err != nil && !errors.Is(err, c.err) {
			t.Errorf("%s: Accept(%v) gives %v, want %s", c.s.Key, c.in, err, c.err.Code)
		}
	}
}
