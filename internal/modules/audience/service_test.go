package audience

import (
	"testing"
	"time"
)

// charged is the leaf of the frequent consumer: more than so many charges in the past
// year.
func charged(moreThan int64) Rule {
	return Rule{Op: OpEvent, Event: "t.charged", Measure: Count, Compare: Gt, Numbers: []int64{moreThan}, Window: &Window{Last: 1, Unit: Year}}
}

// More than four charges in the past year: true by the fifth, and false by itself when
// the first of them is a year ago.
func TestTheFrequentConsumerStopsBeingOne(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-01-10 10:00")
		who, other := h.person(), h.person()
		g := h.segment(charged(4))
		for range 4 {
			h.happens(who, "t.charged")
			h.happens(other, "t.charged")
		}
		h.is(g)
		h.at("2026-03-01 10:00")
		fifth := h.happens(who, "t.charged")
		h.is(g, who)
		if d := h.deltas; len(d) != 1 || !d[0].In || d[0].Patient != who || d[0].Cause != "fact "+fifth || d[0].Why != ByFact {
			t.Fatalf("%+v", d)
		}
		h.at("2027-01-09 23:59")
		h.is(g, who)
		h.at("2027-01-10 00:00")
		h.is(g)
		if d := h.deltas; len(d) != 2 || d[1].In || d[1].Cause != "" || d[1].Why != ByTime || d[1].At != h.Clock.Now() {
			t.Fatalf("%+v", d)
		}
		h.Clock.Add(time.Hour)
		h.is(g)
	})
}
