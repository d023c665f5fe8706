package visits

import (
	"cmp"
	"context"
	"math/rand/v2"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// howEnds is what becomes of a visit of the demo.
type howEnds int

// The fates.
const (
	fateComes howEnds = iota
	fateMisses
	fateEarly    // calls off in time
	fateLate     // calls off late
	fateClinic   // called off by the clinic
	fateMoved    // comes another day
	fateAwaited  // was to come some minutes ago and has not
	fateOverruns // is still in the chair though the time is over
)

// fate is what becomes of a visit of the demo, and whether the patient is new.
type fate struct {
	how     howEnds
	first   bool
	follows string
}

// fate draws what becomes of a visit, in the rates of the reference: no-shows
// 5.1 % (platform patients at their first visit 18 %), late cancels 3.2 %, early
// 4.6 %, by the clinic 0.6 %, rescheduled 9 %. Of the reference day stage decides.
func (p *demoPlayer) fate(who patients.DemoPatient, code string, d Day) fate {
	f := fate{first: code == "o01" || (code == "g01" && who.Since == d.Date)}
	noShow := 48
	switch {
	case code == "o01" && who.Source == "review_site":
		noShow = 180
	case code == "o01":
		noShow = 60
	}
	n := p.rnd.IntN(1000)
	if d.Date >= p.w.Today {
		return f
	}
	for _, r := range []struct {
		how howEnds
		n   int
	}{{fateMisses, noShow}, {fateLate, 32}, {fateEarly, 46}, {fateClinic, 6}, {fateMoved, 90}} {
		if n -= r.n; n < 0 {
			f.how = r.how
			break
		}
	}
	return f
}

// lived is a visit with everything that happened to it.
type lived struct {
	visit  Visit
	claims []Claim
	events []eventRow
}

// liveOut lets a visit happen as far as the clock has come.
func liveOut(v Visit, f fate, h Held, d Day, now int64, rnd *rand.Rand) lived {
	l := lived{visit: v, claims: h.Claims}
	l.add(eventRow{Step: DidBook, At: v.CreatedAt})
	start := v.Plan.Start
	called := func(before int64, party Party, reason string) {
		at := max(start-before, v.CreatedAt+span.Hour)
		l.happen(now, Event{Step: CancelIt, At: at, Party: party, Reason: reason})
	}
	switch f.how {
	case fateEarly:
		called(int64(30+rnd.IntN(90))*span.Hour, ByPatient, pickOne(rnd, "school_or_work", "sick", "family", "another_clinic", "cost"))
	case fateLate:
		called(int64(2+rnd.IntN(20))*span.Hour, ByPatient, pickOne(rnd, "sick", "school_or_work", "traffic", "weather"))
	case fateClinic:
		called(int64(20+rnd.IntN(60))*span.Hour, ByClinic, pickOne(rnd, "doctor_ill", "appliance_late", "equipment"))
	case fateMoved:
		l.reschedule(now, max(start-int64(10+rnd.IntN(90))*span.Hour, v.CreatedAt+span.Hour), pickOne(rnd, "school_or_work", "sick", "family"))
	case fateMisses:
		l.happen(now, Event{Step: MissIt, At: start + int64(25+rnd.IntN(40))*span.Minute, Reason: pickOne(rnd, "forgot", "traffic", "unreachable")})
	case fateAwaited:
		l.confirms(d, now, rnd)
	case fateOverruns:
		l.comes(d, now, now-v.Plan.End()+12*span.Minute, rnd)
	default:
		l.comes(d, now, l.over(rnd), rnd)
	}
	l.close(d)
	return l
}

func pickOne(rnd *rand.Rand, list ...string) string { return list[rnd.IntN(len(list))] }

// add appends an event as it is stored.
func (l *lived) add(e eventRow) {
	e.Visit, e.Seq = l.visit.ID, int64(len(l.events)+1)
	l.events = append(l.events, e)
	l.visit.Version = e.Seq
}

// happen lets a step happen if its time has come.
func (l *lived) happen(now int64, e Event) bool {
	if e.At > now {
		return false
	}
	l.visit.Progress = l.visit.Progress.after(e)
	l.add(eventRow{Step: e.Step, At: e.At, Place: e.PlaceID, Party: e.Party, Reason: e.Reason})
	return true
}

func (l *lived) reschedule(now, at int64, reason string) {
	if at > now {
		return
	}
	l.visit.Progress = l.visit.Progress.after(Event{Step: CancelIt, At: at, Party: ByPatient, Reason: reason})
	l.visit.Ended = EndRescheduled
	l.add(eventRow{Step: DidReschedule, At: at, Party: ByPatient, Reason: reason})
}

// confirms lets three of four say the afternoon before that they come.
func (l *lived) confirms(d Day, now int64, rnd *rand.Rand) {
	if rnd.IntN(100) < 75 {
		l.happen(now, Event{Step: Confirm, At: d.Date.AddDays(-1).At(civil.Clock(14*60+rnd.IntN(240)), d.Zone)})
	}
}

// comes walks a patient through the visit: confirmed the day before, a little
// early or now and then late, a while in the waiting area, seated stay by stay,
// over minutes beyond the planned end.
func (l *lived) comes(d Day, now, over int64, rnd *rand.Rand) {
	v := l.visit
	p := v.Plan
	late := int64(0)
	if rnd.IntN(100) < 14 {
		late = int64(11+rnd.IntN(8)) * span.Minute
	}
	early := int64(2+rnd.IntN(20)) * span.Minute
	if d.Date == civil.Of(now, d.Zone) {
		late = min(late, 4*span.Minute) // a full day does not forgive more
		early += 8 * span.Minute        // and on a free day one is there in good time
	}
	l.confirms(d, now, rnd)
	arrive := p.Start + late - early
	if !l.happen(now, Event{Step: Arrive, At: arrive}) {
		return
	}
	delay := max(late, 0)
	if sits := arrive + int64(1+rnd.IntN(3))*span.Minute; sits < p.Start+delay && !l.happen(now, Event{Step: Wait, At: sits}) {
		return
	}
	begun := false
	for i, st := range p.Pattern.Stays() {
		at := p.at(st.From, st.To)
		if p.Places[i] == "" {
			continue
		}
		if !l.happen(now, Event{Step: Seat, At: max(at.Start+delay, arrive+span.Minute), PlaceID: p.Places[i]}) {
			return
		}
		for _, h := range p.Hands() {
			if !begun && at.Holds(h.Start) {
				if begun = l.happen(now, Event{Step: Begin, At: h.Start + delay + span.Minute}); !begun {
					return
				}
			}
		}
	}
	if p.Pattern.Chairless() || !l.happen(now, Event{Step: Treat, At: p.End() + delay + over}) {
		return
	}
	if l.happen(now, Event{Step: Leave, At: p.End() + delay + over + int64(2+rnd.IntN(7))*span.Minute}) {
		l.visit.Charged = p.Pattern.MinutesOf(Doctor) > 5 || rnd.IntN(4) == 0
	}
}

// over is by how much a visit runs over its length: bonding 31 %, wire change
// 18 %, adjustment 9 % by more than five minutes; the others end early or on time.
func (l *lived) over(rnd *rand.Rand) int64 {
	chance := map[string]int{"o07": 31, "o08": 31, "o13": 18, "o12": 9}[l.visit.Code]
	if chance == 0 {
		chance = 10
	}
	if rnd.IntN(100) < chance {
		return int64(6+rnd.IntN(10)) * span.Minute
	}
	return -int64(rnd.IntN(4)) * span.Minute
}

// close gives the visit the end that its events come to, and what it still holds.
func (l *lived) close(d Day) {
	v := &l.visit
	if v.Progress.Since == 0 {
		v.Progress.Since = v.CreatedAt
	}
	if v.Ended != EndRescheduled {
		var list []Event
		for _, e := range l.events {
			if isStep(e.Step) {
				list = append(list, Event{Step: e.Step, At: e.At, PlaceID: e.Place, Party: e.Party, Reason: e.Reason})
			}
		}
		v.Ended = EndOf(list, v.Plan.Start, d.Numbers)
	}
	if v.Progress.State.Expected() {
		v.SuspectAt = SuspectAt(v.Plan.Start, d.Numbers)
	}
	if at := v.Progress.Actual.TreatedAt; at > 0 {
		v.ReleasedAt = at
	}
	at := v.ReleasedAt
	l.claims = v.release(at).Remaining(Held{Claims: l.claims}).Claims
}

// onlyOneSits takes the later of two patients in one place back to the waiting
// area: the one before ran over.
func onlyOneSits(list []lived, now int64) {
	slices.SortStableFunc(list, func(a, b lived) int { return cmp.Compare(a.visit.Plan.Start, b.visit.Plan.Start) })
	sits := map[string]bool{}
	for i := range list {
		v := &list[i].visit
		if v.Progress.State != InPlace || v.Progress.PlaceID == "" {
			continue
		}
		if sits[v.Progress.PlaceID] {
			if v.Progress.Actual.StartedAt == 0 {
				list[i].happen(now, Event{Step: Wait, At: now})
			} else {
				list[i].happen(now, Event{Step: Treat, At: now})
				v.ReleasedAt = now
				list[i].claims = v.release(now).Remaining(Held{Claims: list[i].claims}).Claims
			}
			continue
		}
		sits[v.Progress.PlaceID] = true
	}
}

// end writes what only the whole of the days knows: next steps, the waitlist, the
// shelf, and the calls to those who have not come.
func (p *demoPlayer) end(ctx context.Context) error {
	steps := p.nextSteps()
	waiters := p.waiters()
	err := p.s.db.Write(ctx, func(tx *db.Tx) error {
		if err := insertNextSteps(tx, steps); err != nil {
			return err
		}
		if err := insertWaiters(tx, waiters); err != nil {
			return err
		}
		if err := p.called(tx); err != nil {
			return err
		}
		return p.park(tx)
	})
	if err != nil {
		return err
	}
	if err := p.s.suspectDue(ctx, p.now()); err != nil {
		return err
	}
	return p.invite(ctx)
}

// nextSteps says of every visit that is over what follows: the patient's next
// visit, a recall date by the kind's interval, or none. Of a few of the last days
// nothing was said, which is the assistants' work, and some recalls are due.
func (p *demoPlayer) nextSteps() []nextRow {
	slices.SortStableFunc(p.all, func(a, b Visit) int { return cmp.Compare(a.Plan.Start, b.Plan.Start) })
	byPatient := map[string][]Visit{}
	for _, v := range p.all {
		byPatient[v.Patient] = append(byPatient[v.Patient], v)
	}
	open := p.forgotten(byPatient)
	var out []nextRow
	for _, v := range p.all {
		if !v.Progress.State.Ended() || v.Ended == EndRescheduled || open[v.ID] {
			continue
		}
		out = append(out, nextRowOf(v, p.nextOf(v, byPatient[v.Patient]), max(v.Progress.Actual.LeftAt, v.Plan.Start), ""))
	}
	return out
}

// nextOf draws what follows a visit.
func (p *demoPlayer) nextOf(v Visit, all []Visit) NextStep {
	if later, ok := followed(v, all); ok {
		return NextStep{Kind: NextVisit, VisitID: later.ID}
	}
	if v.Category == "general" && p.rnd.IntN(3) == 0 {
		return NextStep{Kind: NextNone, Because: "治疗已完成"}
	}
	recall := v.Day.AddDays(max(p.kinds[v.Code].IntervalDays, 28) + p.rnd.IntN(20))
	if recall <= p.w.Today.AddDays(7) && p.rnd.IntN(100) < 96 { // the assistants have called most
		recall = p.w.Today.AddDays(10 + p.rnd.IntN(50))
	}
	return NextStep{Kind: NextRecall, Recall: recall}
}

// followed is the patient's next visit after one of them.
func followed(v Visit, all []Visit) (Visit, bool) {
	for _, later := range all {
		if later.Plan.Start > v.Plan.Start && later.Ended != EndRescheduled {
			return later, true
		}
	}
	return Visit{}, false
}

// The visits of the last days after which a good clinic still has nothing booked.
var (
	demoForgotten     = map[string]int{org.DemoWindmill: 5, org.DemoPaperBoat: 3}
	demoForgottenDays = 3
)

// forgotten are the few visits of the last days of which nobody said what follows.
func (p *demoPlayer) forgotten(byPatient map[string][]Visit) map[string]bool {
	out := map[string]bool{}
	for i := len(p.all) - 1; i >= 0 && len(out) < demoForgotten[p.clinic.Code]; i-- {
		v := p.all[i]
		ago := p.w.Today.Sub(v.Day)
		if ago < 1 || ago > demoForgottenDays || !v.Progress.State.Ended() || v.Ended == EndRescheduled || p.rnd.IntN(8) != 0 {
			continue
		}
		if _, later := followed(v, byPatient[v.Patient]); !later {
			out[v.ID] = true
		}
	}
	return out
}

// park puts two visits of the coming days on the shelf: their patients will call
// back.
func (p *demoPlayer) park(tx *db.Tx) error {
	n := 0
	for _, v := range p.all {
		if p.clinic.Code != org.DemoWindmill || v.Day.Sub(p.w.Today) < 1 || !v.Progress.State.Expected() || v.Code != "o12" {
			continue
		}
		v.ParkedAt, v.SuspectAt = tx.Now(), 0
		if err := dropClaims(tx, v.ID); err != nil {
			return err
		}
		if err := updateVisit(tx, &v); err != nil {
			return err
		}
		err := insertEvents(tx, []eventRow{{Visit: v.ID, Seq: v.Version, Step: DidPark, At: tx.Now()}})
		if n++; err != nil || n == 2 {
			return err
		}
	}
	return nil
}
