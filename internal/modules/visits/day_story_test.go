package visits

import (
	"maps"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// filled books the reference day as the rules pack it, from a fixed shuffle.
func (h *house) filled(t testing.TB) {
	t.Helper()
	var day Day
	h.read(func(tx *db.Tx) error {
		list, err := h.s.LoadDays(tx, h.mill, h.day, h.day)
		if err == nil {
			day = list[0]
		}
		return err
	})
	day.Now = h.day.AddDays(-1).At(18*60, shanghai)
	state := day.Prepare()
	ids := map[string]string{}
	var wanted []Wanted
	for _, m := range referenceMix {
		tpl, _ := DefaultTemplate(m.code)
		doctors := []string{h.doctor}
		if tpl.Area == GeneralArea {
			doctors = []string{h.staff["dougenguan"].ID, h.staff["xuwuzhu"].ID}
		}
		for range m.n {
			w := Wanted{VisitID: h.IDs(), PatientID: h.patient(h.mill), Template: tpl, Doctors: doctors}
			ids[w.VisitID] = h.kinds[m.code]
			wanted = append(wanted, w)
		}
	}
	packing := Pack(state, Shuffled(wanted, 3))
	if len(packing.Unplaced) > 0 || len(packing.Booked) != 96 {
		t.Fatalf("%d placed, %d not", len(packing.Booked), len(packing.Unplaced))
	}
	h.write(func(tx *db.Tx) error {
		for _, held := range state.Held {
			i := slices.IndexFunc(packing.Booked, func(b Booking) bool { return b.VisitID == held.VisitID })
			b := packing.Booked[i]
			v := Visit{ID: b.VisitID, Version: 1, Clinic: h.mill, Day: h.day, Patient: b.PatientID, TemplateID: ids[b.VisitID],
				Code: b.Template.Code, Category: b.Template.Category, Colour: b.Template.Colour, Plan: b.Plan, Turnover: 5, Appliance: true,
				Progress: Progress{State: Booked, Since: tx.Now()}, CreatedAt: tx.Now()}
			if err := h.s.write(tx, v, held.Claims); err != nil {
				return err
			}
			if err := insertEvents(tx, []eventRow{{Visit: v.ID, Seq: 1, Step: DidBook, At: tx.Now()}}); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestTheDoctorIsCalledAway is the reference day at 10:20: the orthodontist goes
// for 40 minutes, the board marks every red visit that waits, and who ends late.
func TestTheDoctorIsCalledAway(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.filled(t)
		for _, login := range []string{"chenggongyuan", "dougenguan", "xuwuzhu"} {
			h.mark(h.staff[login].ID, OnSite, 0)
		}
		h.clock("10:20")
		h.arriveUntil("10:20")
		before, err := h.s.Board(h.desk(), h.mill, h.day)
		ok(t, err)
		want := map[string]int{}
		h.read(func(tx *db.Tx) error {
			v, err := h.s.dayView(tx, h.mill, h.day)
			for _, d := range awayImpact(v.today(h.Clock.Now()), Absence{h.doctor, span.Span{Start: h.at("10:20"), End: h.at("11:00")}}).Delayed {
				want[d.VisitID] = d.Minutes
			}
			return err
		})
		for _, v := range before.Visits {
			if v.Waits {
				t.Errorf("%s waits though its doctor is on site", v.Template.Code)
			}
		}
		h.mark(h.doctor, Away, h.at("11:00"))
		after, err := h.s.Board(h.desk(), h.mill, h.day)
		ok(t, err)
		late := map[string]int{}
		for i, v := range after.Visits {
			want := v.Doctor == h.doctor && v.Template.Colour == Red && v.Actual.StartedAt == 0 && !v.State.Ended() &&
				v.State != Treated && firstHands(v) < h.at("11:00") && firstHands(v) > 0
			if v.Waits != want {
				t.Errorf("%s at %d: waits %v, want %v", v.Template.Code, v.Start, v.Waits, want)
			}
			if v.Waits && v.Forecast.DoctorAt != 0 && v.Forecast.DoctorAt < h.at("11:00") {
				t.Errorf("%s is foretold before the doctor is back", v.Template.Code)
			}
			if later := v.Forecast.End - before.Visits[i].Forecast.End; later > 0 {
				late[v.ID] = int(later / minute)
			}
		}
		// What the list must be is held against a clock that goes through the day by
		// minutes in TestCalledAway.
		if len(late) < 5 || !maps.Equal(late, want) {
			t.Errorf("the overrun list %v, want %v", late, want)
		}
		for _, d := range after.Doctors {
			if d.ID == h.doctor && (d.Presence != Away || d.BackAt != h.at("11:00") || d.AwaySince != h.at("10:20")) {
				t.Errorf("%+v", d)
			}
		}
	})
}

// firstHands is when a card's doctor is planned to begin, 0 if never.
func firstHands(v BoardVisit) int64 {
	for _, s := range v.Segments {
		if s.Who == Doctor {
			return s.Start
		}
	}
	return 0
}

// arriveUntil seats whoever should be here by then, and treats who should be done.
func (h *house) arriveUntil(clock string) {
	h.t.Helper()
	var list []Visit
	h.read(func(tx *db.Tx) (err error) { list, err = visitsOn(tx, h.mill, h.day, h.day); return err })
	now := h.at(clock)
	h.write(func(tx *db.Tx) error {
		for _, v := range list {
			if v.Plan.Start > now {
				continue
			}
			p := v.Plan
			seats := []Event{{Step: Arrive, At: p.Start}, {Step: Seat, At: p.Start, PlaceID: p.Places[0]}}
			if hands := p.Hands(); len(hands) > 0 && hands[0].Start <= now {
				seats = append(seats, Event{Step: Begin, At: hands[0].Start})
			}
			if p.End() <= now {
				seats = append(seats, Event{Step: Treat, At: p.End()})
				v.ReleasedAt = p.End()
			}
			for i, e := range seats {
				v.Progress = v.Progress.after(e)
				if err := insertEvents(tx, []eventRow{{Visit: v.ID, Seq: int64(i + 2), Step: e.Step, At: e.At, Place: e.PlaceID}}); err != nil {
					return err
				}
			}
			if v.SuspectAt = 0; v.Progress.State == InPlace {
				at := now
				for i, st := range p.Pattern.Stays() {
					if p.at(st.From, st.To).Holds(at) {
						v.Progress.PlaceID = p.Places[i]
					}
				}
			}
			if err := updateVisit(tx, &v); err != nil {
				return err
			}
		}
		return nil
	})
}

// TestTheFullDayIsReadFast measures what the screens ask for most often, and what
// the fit finder needs for two weeks.
func TestTheFullDayIsReadFast(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.filled(t)
		var r db.Recorder
		_, err := h.s.Board(db.Record(h.desk(), &r), h.mill, h.day)
		ok(t, err)
		if len(r.List) > 20 {
			t.Errorf("a board takes %d statements", len(r.List))
		}
		statements := len(r.List)
		r.List = nil
		search := Search{Clinic: h.mill, Template: h.kinds["o12"], From: h.day, To: h.day.AddDays(13), Limit: 10}
		fits, err := h.s.Fits(db.Record(h.desk(), &r), search)
		ok(t, err)
		if len(fits) != 10 || len(r.List) > 12 {
			t.Errorf("%d fits, %d statements", len(fits), len(r.List))
		}
		measure := func(n int, f func() error) (p50, worst time.Duration) {
			var took []time.Duration
			for range n {
				began := time.Now()
				ok(t, f())
				took = append(took, time.Since(began))
			}
			slices.Sort(took)
			return took[n/2], took[n-1]
		}
		p50, worst := measure(20, func() error { _, err := h.s.Board(h.desk(), h.mill, h.day); return err })
		t.Logf("board: %d statements, p50 %v, worst of 20 %v", statements, p50, worst)
		p50, worst = measure(20, func() error { _, err := h.s.Fits(h.desk(), search); return err })
		t.Logf("fits over 14 days: %d statements, p50 %v, worst of 20 %v", len(r.List), p50, worst)
	})
}
