package messages

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

// What has come due stands latest first and nothing of the future before it; what is
// planned stands by when it goes, the next first. Pages lose and repeat nothing.
func TestTheListBeginsWithNow(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800020001")
		now := h.Clock.Now()
		for i, hours := range []int64{30, -3, 0, 5, -1, 70, -3} {
			h.wish(Wish{Purpose: reminder.Key, Occurrence: fmt.Sprintf("%d at %d", i, hours), Patient: p, Subject: "v1", At: now + hours*time.Hour.Milliseconds(),
				Fields: map[string]string{"time": "2026年11月23日 09:00", "doctor": "程弓远"}})
		}
		listed := func(state State) []int64 {
			var hours []int64
			seen := map[string]bool{}
			f := ListFilter{Clinic: h.clinic, State: state, Limit: 2}
			for range 10 {
				o, err := h.s.List(h.program(), f)
				ok(t, err)
				for _, m := range o.List {
					if seen[m.ID] {
						t.Fatalf("%s: %s stands twice", state, m.Occurrence)
					}
					seen[m.ID] = true
					hours = append(hours, (m.At-now)/time.Hour.Milliseconds())
					f.LastAt, f.LastID = m.At, m.ID
				}
				if len(o.List) < f.Limit {
					break
				}
			}
			return hours
		}
		if got := listed(""); !slices.Equal(got, []int64{0, -1, -3, -3}) {
			t.Errorf("all: %v", got)
		}
		if got := listed(Planned); !slices.Equal(got, []int64{-3, -3, -1, 0, 5, 30, 70}) {
			t.Errorf("planned: %v", got)
		}
	})
}
