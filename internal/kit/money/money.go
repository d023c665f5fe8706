// Package money holds amounts as whole fen (1/100 yuan).
package money

import (
	"fmt"
	"strings"
)

// Fen is an amount in 1/100 yuan.
type Fen int64

// Yuan makes an amount of whole yuan.
func Yuan(n int64) Fen { return Fen(n * 100) }

// String writes 12,800.00 with thousands separators and two decimals.
func (f Fen) String() string {
	sign := ""
	if f < 0 {
		sign, f = "-", -f
	}
	whole := fmt.Sprint(int64(f) / 100)
	var b strings.Builder
	for i, c := range whole {
		if i > 0 && (len(whole)-i)%3 == 0 {
			b.WriteByte(',')
		}
		b.WriteRune(c)
	}
	return fmt.Sprintf("%s%s.%02d", sign, b.String(), int64(f)%100)
}
