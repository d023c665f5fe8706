package audience

import (
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// shippedOne puts one of the segments that ship in force.
func (h *house) shippedOne(key string) Segment {
	h.t.Helper()
	var g Segment
	h.write(func(tx *db.Tx) error {
		for _, x := range shippedList() {
			if x.Key != key {
				continue
			}
			var err error
			if g, err = h.s.newSegment(tx, Segment{Name: x.Zh, Shipped: x.Key, State: Draft}, x.Rule); err != nil {
				return err
			}
			_, err = h.s.switchTo(tx, &g, 1)
			return err
		}
		return SegmentNotFound.With()
	})
	return g
}

func profile(fill func(p *Profile)) func(*Profile) { return fill }

// The rules of the source articles, each on a history that is told.
func TestShippedSegments(t *testing.T) {
	today := civil.Day("2026-11-22")
	for key, tell := range map[string]func(h *house) []string{
		"frequent": func(h *house) []string {
			five, four, old := h.person(), h.person(), h.person()
			for n := range 5 {
				h.happens(five, chargedKind, on(today.AddMonths(-n)), costing(28000))
				h.happens(old, chargedKind, on(today.AddMonths(-n-12)), costing(28000))
				if n < 4 {
					h.happens(four, chargedKind, on(today.AddDays(-n)), costing(28000))
				}
			}
			return []string{five}
		},
		"child_ortho": func(h *house) []string {
			asked := h.person(born("2014-03-01"), profile(func(p *Profile) { p.Ortho = OrthoPresented }))
			h.person(born("1990-03-01"), profile(func(p *Profile) { p.Ortho = OrthoPresented }))
			h.person(born("2014-03-01"), profile(func(p *Profile) { p.Ortho = OrthoActive }))
			return []string{asked}
		},
		"not_agreed": func(h *house) []string {
			asked := h.person(profile(func(p *Profile) { p.Ortho = OrthoConsulted }))
			no := h.person(profile(func(p *Profile) { p.Ortho = OrthoDeclined }))
			h.person(profile(func(p *Profile) { p.Ortho, p.Died = OrthoDeclined, true }))
			h.person(profile(func(p *Profile) { p.Ortho = OrthoAgreed }))
			h.person()
			return []string{asked, no}
		},
		"early_checkin": func(h *house) []string {
			early := profile(func(p *Profile) { p.Born, p.Ortho, p.OrthoKind = "2017-05-01", OrthoActive, kindEarly })
			does, stopped := h.person(early), h.person(early)
			h.happens(does, "checkin.done", on(today.AddDays(-3)))
			h.happens(stopped, "checkin.done", on(today.AddDays(-40)))
			return []string{does}
		},
		"due_unbooked": func(h *house) []string {
			due := h.person(profile(func(p *Profile) { p.RecallDue = today }))
			h.person(profile(func(p *Profile) { p.RecallDue, p.NextVisit = today, today.AddDays(2) }))
			h.person(profile(func(p *Profile) { p.RecallDue = today.AddDays(1) }))
			h.person()
			return []string{due}
		},
		"birthday": func(h *house) []string {
			mine := h.person(born("2001-11-30"))
			h.person(born("2001-12-01"))
			return []string{mine}
		},
		"prepaid_asleep": func(h *house) []string {
			asleep := profile(func(p *Profile) {
				p.Prepaid, p.PrepaidDay, p.LastVisit = 500000, today.AddMonths(-8), today.AddMonths(-8)
			})
			sleeps := h.person(asleep)
			h.person(asleep, profile(func(p *Profile) { p.NextVisit = today.AddDays(9) }))
			h.person(asleep, profile(func(p *Profile) { p.LastVisit = today.AddMonths(-2) }))
			h.person(asleep, profile(func(p *Profile) { p.Prepaid = 0 }))
			return []string{sleeps}
		},
		NeverMarketed: func(h *house) []string {
			a := h.person(profile(func(p *Profile) { p.Class = "C-A" }))
			h.person(profile(func(p *Profile) { p.Class = "C-B" }))
			return []string{a}
		},
	} {
		t.Run(key, func(t *testing.T) {
			each(t, func(t *testing.T, h *house) {
				h.speaksAsTheClinic()
				h.at("2026-11-22 09:00")
				g := h.shippedOne(key)
				want := tell(h)
				h.settle()
				h.is(g, want...)
				h.same(g)
			})
		})
	}
}

// Who charged often comes out by itself as the year passes.
func TestFrequentConsumerTurns(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.speaksAsTheClinic()
		h.at("2026-11-22 09:00")
		g := h.shippedOne("frequent")
		p := h.person()
		for n := range 5 {
			h.happens(p, chargedKind, on(civil.Day("2026-11-22").AddDays(-n)))
		}
		h.settle()
		h.is(g, p)
		h.at("2027-11-18 12:00") // a year after the second of them is over
		h.settle()
		h.is(g)
	})
}

// A class is read off the names of tags; of several the one that is never marketed to
// stands.
func TestClassOf(t *testing.T) {
	for name, c := range map[string]struct {
		tags []string
		want string
	}{
		"none":    {[]string{"怕疼"}, ""},
		"one":     {[]string{"怕疼", "C-B"}, "C-B"},
		"several": {[]string{"C-D", "c-a"}, "C-A"},
		"no more": {[]string{"C-F", "C-AB"}, ""},
	} {
		if got := classOf(c.tags); got != c.want {
			t.Errorf("%s: %q, want %q", name, got, c.want)
		}
	}
}

// Never is asked before promotions go.
func TestNeverMarketedTo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.speaksAsTheClinic()
		a := h.person(profile(func(p *Profile) { p.Class = "C-A" }))
		b := h.person()
		h.read(func(tx *db.Tx) error {
			list, err := h.s.Never(tx, []string{a, b})
			if len(list) != 0 {
				t.Errorf("without the segment: %v", list)
			}
			return err
		})
		h.shippedOne(NeverMarketed)
		h.read(func(tx *db.Tx) error {
			list, err := h.s.Never(tx, []string{a, b})
			if !list[a] || list[b] {
				t.Errorf("never: %v", list)
			}
			return err
		})
	})
}
