package billing

import (
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
)

// Count is what a till took and gave by one means, and what was counted.
type Count struct {
	Means     Means
	Received  money.Fen
	GivenBack money.Fen // refunded or voided
	Counted   money.Fen
}

// Expected is what should be there.
func (c Count) Expected() money.Fen { return c.Received - c.GivenBack }

// Till is what a cashier took in a clinic since the last closing.
type Till struct {
	Clinic  string
	Cashier string
	Day     civil.Day
	Entries int    // of the journal that it holds
	Newest  string // id of the latest of them, "" = it is empty; on closing both tell whether somebody took, gave or closed since
	Counts  []Count
}

// Closing is a till that was counted and handed over.
type Closing struct {
	ID       string
	Clinic   string
	Cashier  string
	Day      civil.Day
	Entries  int
	Reason   string // of a difference
	ClosedAt int64
	ClosedBy string
	Counts   []Count
}

// Difference is what was counted less what was expected, over all means.
func (c Closing) Difference() (sum money.Fen) {
	for _, n := range c.Counts {
		sum += n.Counted - n.Expected()
	}
	return sum
}

// MaxReason bounds the reason of a difference, in characters.
const MaxReason = 200

// counted puts what was counted beside what is expected. Means that were not
// counted count as nothing; where any differs there must be a reason.
func counted(expected []Count, have map[Means]money.Fen, reason string) ([]Count, error) {
	if utf8.RuneCountInString(reason) > MaxReason {
		return nil, ReasonTooLong.At("reason", "max", MaxReason)
	}
	by := map[Means]Count{}
	for _, c := range expected {
		by[c.Means] = c
	}
	var out []Count
	differs := false
	for _, m := range AllMeans {
		c, n := by[m], have[m]
		c.Means, c.Counted = m, n
		if n < 0 && n != c.Expected() || n > MaxAmount {
			return nil, fault.Join([]*fault.Fault{BadAmount.At("counts")})
		}
		differs = differs || n != c.Expected()
		if c != (Count{Means: m}) {
			out = append(out, c)
		}
	}
	if differs && reason == "" {
		return nil, WhyDifferent.At("reason")
	}
	return out, nil
}
