package money

import (
	"strings"
	"testing"
)

func TestCapital(t *testing.T) {
	for fen, want := range map[Fen]string{
		0: "零元整", 1: "壹分", 10: "壹角整", 105: "壹元零伍分", 150: "壹元伍角整", 50667: "伍佰零陆元陆角柒分", 50660: "伍佰零陆元陆角整",
		1_000: "壹拾元整", 10_000: "壹佰元整", 1_280_000: "壹万贰仟捌佰元整", 1_000_000_00: "壹佰万元整", 10_001_00: "壹万零壹元整",
		10_500_00: "壹万零伍佰元整", 100_000_00: "壹拾万元整", 100_100_00: "壹拾万零壹佰元整", 105_000_00: "壹拾万伍仟元整",
		1_0000_0000_00: "壹亿元整", 1_0000_0001_00: "壹亿零壹元整", 1_0500_0000_00: "壹亿零伍佰万元整", 1_0001_0000_00: "壹亿零壹万元整",
		1_2000_0100_00: "壹亿贰仟万零壹佰元整", 2_550_000: "贰万伍仟伍佰元整", -1_234: "负壹拾贰元叁角肆分",
	} {
		if got := fen.Capital(); got != want {
			t.Errorf("%s: %s, want %s", fen, got, want)
		}
	}
}

// Every amount can be read back from its words.
func TestCapitalReadsBack(t *testing.T) {
	for n := Fen(1); n < 1<<46; n = n*3 + 7 {
		if got := readBack(n.Capital()); got != n {
			t.Errorf("%s reads back as %s", n.Capital(), got)
		}
	}
}

func readBack(s string) (f Fen) {
	var section, figure, whole Fen
	digit := map[rune]Fen{}
	for i, d := range figures {
		digit[[]rune(d)[0]] = Fen(i)
	}
	for _, r := range strings.TrimSuffix(s, "整") {
		switch r {
		case '拾', '佰', '仟':
			section += figure * map[rune]Fen{'拾': 10, '佰': 100, '仟': 1000}[r]
			figure = 0
		case '万':
			whole, section, figure = whole+(section+figure)*10000, 0, 0
		case '亿':
			whole, section, figure = (whole+section+figure)*1_0000_0000, 0, 0
		case '元':
			f, section, figure = (whole+section+figure)*100, 0, 0
		case '角':
			f, figure = f+figure*10, 0
		case '分':
			f, figure = f+figure, 0
		default:
			figure = digit[r]
		}
	}
	return f
}
