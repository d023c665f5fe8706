package audience

import (
	"fmt"
	"slices"
	"testing"

	"archwire/internal/platform/db"
)

// Whoever shows tags elsewhere hears of each that is given or taken, by a rule, a journey
// or a segment that gives another, and may read who carries what.
func TestWhoHearsOfTags(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var told []string
		names := map[string]string{}
		h.s.Tagged = func(_ *db.Tx, patients []string, tags ...string) error {
			who := "everybody"
			if patients != nil {
				who = ""
				for _, p := range patients {
					who += names[p]
				}
			}
			told = append(told, fmt.Sprint(who, " ", tags))
			return nil
		}
		hears := func(want ...string) {
			t.Helper()
			if slices.Sort(told); !slices.Equal(slices.Compact(told), want) {
				t.Errorf("told %q, want %q", told, want)
			}
			told = nil
		}
		a, b := h.person(), h.person()
		names[a], names[b] = "a", "b"
		h.segment(owes(100), tagging("debtor"))
		told = nil
		h.sets(a, "debt", int64(500))
		h.settle()
		hears("a [debtor]")
		h.write(func(tx *db.Tx) error { return h.s.SetTags(tx, b, []string{"vip"}, nil, SourceJourney) })
		hears("b [vip]")
		h.write(func(tx *db.Tx) error { return h.s.SetTags(tx, b, []string{"shy"}, nil, SourceHand) })
		told = nil
		h.read(func(tx *db.Tx) error {
			given, err := h.s.GivenTags(tx, []string{a, b})
			if is := fmt.Sprint(given[a], given[b]); is != "[debtor] [vip]" { // who shies by hand is told by module patients
				t.Error(is)
			}
			return err
		})
		h.sets(a, "debt", int64(0))
		h.settle()
		hears("a [debtor]")
	})
}
