package visits

import (
	"encoding/json"
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

// TestTheDoctorIsCalledAway is the reference day, booked and read as the screens
// do: at 10:20 the orthodontist goes for 40 minutes. The board marks every red
// visit that waits, and says who ends late, by how much and behind whom; what it
// must say is found by a clock that goes through the day minute by minute.
func TestTheDoctorIsCalledAway(t *testing.T) {
	eachEdge(t, func(t *testing.T, e *edge) {
		e.filled(t)
		for _, login := range []string{"chenggongyuan", "dougenguan", "xuwuzhu"} {
			e.mark(e.staff[login].ID, OnSite, 0)
		}
		away := Absence{e.doctor, span.Span{Start: e.at("10:20"), End: e.at("11:00")}}
		var ends map[string]int64
		e.read(func(tx *db.Tx) error {
			v, err := e.s.dayView(tx, e.mill, e.day)
			ends = stepThrough(v.today(e.at("08:00")), away)
			return err
		})
		e.clock("10:20")
		e.arriveUntil("10:20")
		for _, v := range e.board().Visits {
			if v.Waits || v.Forecast.Overrun > 0 {
				t.Errorf("%s waits %v, %d min over, while its doctor is on site", v.Template.Code, v.Waits, v.Forecast.Overrun)
			}
		}
		e.mark(e.doctor, Away, away.Span.End)
		after := e.board()
		wantMarked(t, after, away)
		wantOverruns(t, after, ends)
		for _, d := range after.Doctors {
			if d.ID == e.doctor && (d.Presence != Away || d.BackAt != away.Span.End || d.AwaySince != away.Span.Start) {
				t.Errorf("%+v", d)
			}
		}
	})
}

// board reads the day as a screen does.
func (e *edge) board() Board {
	e.t.Helper()
	var b Board
	code, _, w := e.call("GET", "/visits/board?clinic_id="+e.mill+"&day="+string(e.day), nil)
	if err := json.Unmarshal(w.Body.Bytes(), &b); code != 200 || err != nil {
		e.t.Fatalf("board: %d %v", code, err)
	}
	return b
}

// wantMarked: those of the absent doctor's red visits wait whose hands would begin
// before the doctor is back, and none is foretold a doctor before that.
func wantMarked(t *testing.T, b Board, away Absence) {
	t.Helper()
	marked := 0
	for _, v := range b.Visits {
		want := v.Doctor == away.DoctorID && v.Template.Colour == Red && v.Actual.StartedAt == 0 && !v.State.Ended() &&
			v.State != Treated && firstHands(v) < away.Span.End && firstHands(v) > 0
		if v.Waits != want {
			t.Errorf("%s at %d: waits %v, want %v", v.Template.Code, v.Start, v.Waits, want)
		}
		if v.Waits && v.Forecast.DoctorAt < away.Span.End {
			t.Errorf("%s is foretold before the doctor is back", v.Template.Code)
		}
		if v.Waits {
			marked++
		}
	}
	if marked < 3 {
		t.Errorf("%d visits wait: this day proves nothing", marked)
	}
}

// wantOverruns: each visit ends when the minute clock says; a late one names the
// absent doctor, or a visit that is late itself and has what it needs.
func wantOverruns(t *testing.T, b Board, ends map[string]int64) {
	t.Helper()
	byID := map[string]BoardVisit{}
	for _, v := range b.Visits {
		byID[v.ID] = v
	}
	late := 0
	for _, v := range b.Visits {
		if v.State == Treated || v.State.Ended() {
			continue
		}
		if want := int((ends[v.ID] - v.End) / minute); v.Forecast.Overrun != want {
			t.Errorf("%s of %d is %d min over, by the minute clock %d", v.Template.Code, v.Start, v.Forecast.Overrun, want)
		}
		if v.Forecast.Overrun == 0 {
			continue
		}
		late++
		before, known := byID[v.Forecast.Behind]
		if !v.Forecast.ForAway && !known {
			t.Errorf("%s is %d min late for nobody", v.Template.Code, v.Forecast.Overrun)
		}
		shares := before.Doctor == v.Doctor || slices.ContainsFunc(before.Segments, func(s BoardSegment) bool {
			return slices.ContainsFunc(v.Segments, func(o BoardSegment) bool { return o.Place == s.Place })
		})
		if known && (!shares || (before.Forecast.Overrun == 0 && !before.Forecast.ForAway)) {
			t.Errorf("%s waits behind %s, which does not hold it up", v.Template.Code, before.Template.Code)
		}
	}
	if late < 5 {
		t.Errorf("%d visits are late: this day proves nothing", late)
	}
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
			if hands := p.Hands(); len(hands) > 0 && hands[0].Start < now {
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
