package visits

import (
	"slices"
	"testing"

	"archwire/internal/kit/span"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// waiting puts somebody without a visit on the waitlist of the mill.
func (h *house) waiting(code string) Waiter {
	h.t.Helper()
	w, err := h.s.Wait(h.desk(), NewWaiter{Clinic: h.mill, Patient: h.patient(h.mill), Template: h.kinds[code], Reach: 20})
	ok(h.t, err)
	return w
}

// listed is an entry as the list of the mill shows it.
func (h *house) listed(id string) (w Waiter, gone bool) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		list, err := waiters(tx, h.mill)
		if err != nil {
			return err
		}
		for _, x := range list {
			if x.ID == id {
				w = x
			}
		}
		all, err := h.s.goneOffers(tx, h.mill, list, DefaultNumbers())
		gone = all[id]
		return err
	})
	return w, gone
}

// TestAnOfferHoldsNothing: two are asked about one time, everybody sees it, the
// first yes has it, and the other one's yes reads who holds it and what is next.
func TestAnOfferHoldsNothing(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		freed := h.step(h.book("o12", "14:00"), StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		a, b := h.waiting("o12"), h.waiting("o12")
		slot := Slot{Start: h.at("14:00"), Doctor: h.doctor, Places: freed.Plan.Places}
		for _, w := range []*Waiter{&a, &b} {
			asked, err := h.s.Offer(h.desk(), w.ID, w.Version, slot)
			ok(t, err)
			if asked.State != WaiterOffered || asked.Offer.Until != h.at("09:30") || asked.Offer.By != h.Actor {
				t.Errorf("%+v", asked)
			}
			*w = asked
		}
		if n := h.count("visits_claims", "1 = 1"); n != 0 {
			t.Errorf("an offer holds %d claims", n)
		}
		slots, err := h.s.FreedSlots(h.desk(), h.mill)
		ok(t, err)
		if len(slots) != 1 || slots[0].Waiters != 2 || len(slots[0].Invited) != 2 {
			t.Fatalf("%+v", slots)
		}
		p, err := h.s.BookWaiter(h.desk(), a.ID, a.Version, Slot{})
		ok(t, err)
		if p.Visit.Plan.Start != slot.Start || p.Visit.Plan.Places[0] != slot.Places[0] || p.Visit.Patient != a.Patient {
			t.Errorf("%+v", p.Visit)
		}
		if w, gone := h.listed(b.ID); w.State != WaiterOffered || !gone {
			t.Errorf("the other offer: %s, gone %v", w.State, gone)
		}
		_, err = h.s.BookWaiter(h.desk(), b.ID, b.Version, Slot{})
		f := wantFault(t, err, PlaceTaken)
		if r := f.Details.(Refusal); f.Args["holder"] != "李积木2" || len(r.Fits) != 3 || r.Fits[0].Start < slot.Start {
			t.Errorf("%v, %+v", f.Args, r)
		}
		_, err = h.s.BookWaiter(h.desk(), a.ID, a.Version+1, Slot{})
		wantFault(t, err, WaiterClosed)
	})
}

// TestAnOfferIsAnswered: with no, which is remembered; by nobody, which leaves the
// entry open; or it is taken back.
func TestAnOfferIsAnswered(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		w := h.waiting("o12")
		slot := Slot{Start: h.at("14:00"), Doctor: h.doctor}
		offer := func() {
			t.Helper()
			var err error
			w, err = h.s.Offer(h.desk(), w.ID, w.Version, slot)
			ok(t, err)
		}
		ranked := func() int {
			t.Helper()
			list, err := h.s.Rank(h.desk(), h.mill, Freed{Span: span.Span{Start: slot.Start, End: slot.Start + 20*minute}, DoctorID: h.doctor})
			ok(t, err)
			return len(list)
		}
		_, err := h.s.Decline(h.desk(), w.ID, w.Version, ByPatient)
		wantFault(t, err, OfferNone)
		offer()
		_, err = h.s.Decline(h.desk(), w.ID, w.Version, "")
		wantFault(t, err, CancelParty)
		w, err = h.s.Decline(h.desk(), w.ID, w.Version, ByClinic)
		if err != nil || w.State != WaiterOpen || ranked() != 1 {
			t.Fatalf("taken back: %v, %+v, %d ranked", err, w, ranked())
		}
		offer()
		h.clock("09:30")
		if now, _ := h.listed(w.ID); now.State != WaiterOpen || now.Offer.Start != 0 {
			t.Errorf("an offer that ran out: %+v", now)
		}
		_, err = h.s.BookWaiter(h.desk(), w.ID, w.Version, Slot{})
		wantFault(t, err, OfferNone)
		offer()
		w, err = h.s.Decline(h.desk(), w.ID, w.Version, ByPatient)
		if err != nil || w.State != WaiterOpen || ranked() != 0 {
			t.Errorf("declined: %v, %+v, %d ranked", err, w, ranked())
		}
		_, err = h.s.Offer(h.desk(), w.ID, w.Version, Slot{Start: h.at("09:00"), Doctor: h.doctor})
		wantFault(t, err, StartPast)
		_, err = h.s.Offer(h.desk(), w.ID, w.Version, Slot{Start: h.at("12:00"), Doctor: h.doctor})
		wantFault(t, err, OutsideShift)
		_, err = h.s.Offer(h.desk(), w.ID, w.Version-1, slot)
		wantFault(t, err, db.Stale)
		wantList(t, "facts", h.facts(), FactWaitlisted, FactOffered, FactOffered, FactOffered, FactDeclined)
	})
}

// TestAHolderElsewhereIsMasked from who may not see that clinic, and named to who
// may.
func TestAHolderElsewhereIsMasked(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.worksAlso(h.boat, h.doctor)
		in := h.wish("o12", "10:00")
		name := "纸船街的病人"
		r, err := h.people.Register(h.Program(), patients.NewPatient{Clinic: h.boat, ConfirmNew: true, Entry: patients.Entry{Name: &name}})
		ok(t, err)
		in.Clinic, in.Patient = h.boat, r.Patient.ID
		_, err = h.s.Book(h.as([]string{h.boat}, MayBook), in)
		ok(t, err)
		_, err = h.s.Book(h.desk(), h.wish("o12", "10:00"))
		f := wantFault(t, err, DoctorTaken)
		if c := f.Details.(Refusal).Clashes[0]; f.Args["resource"] != "程弓远" || f.Args["holder"] != "另一家门店的患者" || c.HolderName != "另一家门店的患者" {
			t.Errorf("the desk of one clinic reads %v, %+v", f.Args, c)
		}
		_, err = h.s.Book(h.as([]string{h.mill, h.boat}, MayBook), h.wish("o12", "10:00"))
		if f := wantFault(t, err, DoctorTaken); f.Args["holder"] != name || len(f.Details.(Refusal).Fits) != 3 {
			t.Errorf("who sees both reads %v", f.Args)
		}
	})
}

// TestAKindThatIsSwitchedOff is not booked any more; what is booked goes on.
func TestAKindThatIsSwitchedOff(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		v := h.book("o12", "10:00")
		ok(t, h.s.SwitchTemplate(h.manager(), h.mill, h.kinds["o12"], false))
		_, err := h.s.Book(h.desk(), h.wish("o12", "11:00"))
		wantFault(t, err, TemplateOff)
		start, next := h.at("11:00"), h.day.AddDays(1).At(10*60, shanghai)
		checked, err := h.s.CheckPlacement(h.desk(), NewVisit{Clinic: h.mill, Patient: v.Patient, Template: v.TemplateID, Start: start, Doctor: h.doctor}, v.ID)
		if err != nil || len(checked.Clashes) != 0 {
			t.Errorf("%v, %+v", err, checked)
		}
		m, err := h.s.Move(h.desk(), v.ID, v.Version, Move{Start: &start})
		ok(t, err)
		m, err = h.s.Move(h.desk(), v.ID, m.Visit.Version, Move{Start: &next})
		ok(t, err)
		_, err = h.s.Copy(h.desk(), m.Visit.ID, Move{Start: &start})
		wantFault(t, err, TemplateOff)
	})
}

// TestAReasonIsKeptWhereItWasNeeded and the history says for what.
func TestAReasonIsKeptWhereItWasNeeded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boss := h.as([]string{h.mill}, MayView, MayBook, MayOverride)
		in := h.wish("o12", "17:40")
		in.Override = "今晚的飞机"
		p, err := h.s.Book(boss, in)
		ok(t, err)
		against := func() []ClashKind {
			var out []ClashKind
			h.read(func(tx *db.Tx) error {
				history, err := historyOf(tx, p.Visit.ID)
				out = overriddenIn(history)
				return err
			})
			return out
		}
		if got := against(); p.Visit.Override == "" || len(got) != 1 || got[0] != ClashTemplate {
			t.Errorf("%q against %v", p.Visit.Override, got)
		}
		start := h.at("16:00")
		p, err = h.s.Move(h.desk(), p.Visit.ID, p.Visit.Version, Move{Start: &start})
		if got := against(); err != nil || p.Visit.Override != "" || len(got) != 0 {
			t.Errorf("%v: %q against %v", err, p.Visit.Override, got)
		}
	})
}

// TestWhoCameEarlyHasANextVisit: the list of those without a next step leaves out
// whose next visit is about to begin.
func TestWhoCameEarlyHasANextVisit(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.mark(h.doctor, OnSite, 0)
		first := h.step(h.book("o12", "09:00"), StepIn{Step: CancelIt, Party: ByPatient, Reason: "sick"})
		later := h.wish("o12", "10:30")
		later.Patient = first.Patient
		open := func() int {
			t.Helper()
			list, err := h.s.WithoutNextStep(h.desk(), h.mill, 30, 50)
			ok(t, err)
			return len(list)
		}
		h.clock("10:20")
		if n := open(); n != 1 {
			t.Errorf("%d without a next step", n)
		}
		p, err := h.s.Book(h.desk(), later)
		ok(t, err)
		h.step(p.Visit, StepIn{Step: Arrive})
		if n := open(); n != 0 {
			t.Errorf("%d without a next step though the next visit is about to begin", n)
		}
	})
}

// TestAnOwnPatternIsLicensedActByAct: whoever writes a pattern for one visit cannot
// leave to others what the clinic leaves to dentists, and may add a dentist.
func TestAnOwnPatternIsLicensedActByAct(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		cleaning := h.wish("o22", "10:00")
		cleaning.Doctor, cleaning.Pattern = "", "C:AAAA"
		_, err := h.s.Book(h.desk(), cleaning)
		if f := wantFault(t, err, TemplateGreenAct); f.Args["act"] != string(ActScale) {
			t.Errorf("%v", f.Args)
		}
		cleaning.Pattern = "C:AHHA"
		_, err = h.s.Book(h.desk(), cleaning)
		ok(t, err)
		red := h.wish("o13", "11:00")
		red.Pattern = "C:AAAA"
		_, err = h.s.Book(h.desk(), red)
		wantFault(t, err, TemplateNoDoctor)
		figures, err := settings.New(h.DB, h.s.audit, slices.Concat(settingList, licenceSettings()))
		ok(t, err)
		h.write(func(tx *db.Tx) error { return figures.Set(tx, "visits.licensed_separate", h.mill, true) })
		bands := h.wish("o06", "14:00")
		_, err = h.s.Book(h.desk(), bands)
		wantFault(t, err, TemplateGreenAct)
		_, err = h.s.Wait(h.desk(), NewWaiter{Clinic: h.mill, Patient: bands.Patient, Template: bands.Template})
		wantFault(t, err, TemplateGreenAct)
		bands.Pattern = "C:AHA"
		_, err = h.s.Book(h.desk(), bands)
		ok(t, err)
	})
}
