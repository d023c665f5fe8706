package paper

import (
	"reflect"
	"strings"
	"testing"
)

// Where lines may not begin and end.
func TestKinsoku(t *testing.T) {
	wide := func(r rune) float64 {
		if r < 0x2e80 {
			return 0.5
		}
		return 1
	}
	for _, c := range []struct {
		text string
		most float64
		want []string
	}{
		{"今天来复诊，下次再约。", 5, []string{"今天来复", "诊，下次再", "约。"}},
		{"他说“好的”并签名", 4, []string{"他说“好", "的”并签", "名"}},
		{"他说（见附件）可以", 3, []string{"他说", "（见附", "件）可", "以"}},
		{"牙位 root canal 治疗", 5, []string{"牙位 root", "canal 治疗"}},
		{"单价¥1,280.00元", 5, []string{"单价", "¥1,280.00", "元"}},
		{"等等……再说", 2, []string{"等", "等……", "再说"}},
		{"abcdefghij", 3, []string{"abcdef", "ghij"}},
		{"，，，，", 2, []string{"，，", "，，"}},
		{"第一行\n\n第三行", 9, []string{"第一行", "", "第三行"}},
		{"", 3, []string{""}},
	} {
		if got := lines(c.text, c.most, wide); !reflect.DeepEqual(got, c.want) {
			t.Errorf("%q in %v: %q, want %q", c.text, c.most, got, c.want)
		}
	}
	for _, l := range lines(strings.Repeat("他说：“（见附件）可以”，共 1,280.00 元。", 60), 17, wide) {
		r := []rune(l)
		if strings.ContainsRune(notFirst, r[0]) || strings.ContainsRune(notLast, r[len(r)-1]) {
			t.Errorf("a line stands as %q", l)
		}
	}
}
