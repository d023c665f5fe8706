package money

import "strings"

// Capital writes an amount in the characters of bank and contract (大写), as the
// rules for filling in bills have it: 壹万贰仟捌佰元整, 伍佰零陆元陆角柒分. Below zero 负 stands
// before it.
func (f Fen) Capital() string {
	if f < 0 {
		return "负" + (-f).Capital()
	}
	yuan, jiao, fen := int64(f)/100, int64(f)/10%10, int64(f)%10
	var b strings.Builder
	if yuan > 0 {
		b.WriteString(inWords(yuan) + "元")
	}
	switch {
	case jiao == 0 && fen == 0:
		if yuan == 0 {
			return "零元整"
		}
		return b.String() + "整"
	case jiao == 0 && yuan > 0:
		b.WriteString("零")
	case jiao > 0:
		b.WriteString(figures[jiao] + "角")
	}
	if fen == 0 {
		return b.String() + "整"
	}
	return b.String() + figures[fen] + "分"
}

var figures = [...]string{"零", "壹", "贰", "叁", "肆", "伍", "陆", "柒", "捌", "玖"}

// inWords writes a whole number above zero in groups of four figures.
func inWords(n int64) string {
	var out string
	gap := false // figures that are nothing, before what is written already
	for _, unit := range []string{"", "万", "亿", "万亿", "亿亿"} {
		if n == 0 {
			break
		}
		four := n % 10000
		if four > 0 {
			text := fourInWords(four) + unit
			if gap && out != "" {
				text += "零"
			}
			out, gap = text+out, four < 1000
		} else {
			gap = true
		}
		n /= 10000
	}
	return out
}

func fourInWords(n int64) string {
	var out string
	zero := false
	for _, unit := range []string{"", "拾", "佰", "仟"} {
		d := n % 10
		switch {
		case d > 0 && zero && out != "":
			out, zero = figures[d]+unit+"零"+out, false
		case d > 0:
			out, zero = figures[d]+unit+out, false
		default:
			zero = true
		}
		n /= 10
	}
	return out
}
