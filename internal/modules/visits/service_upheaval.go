package visits

import (
	"context"
	"errors"
	"reflect"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// horizon is how many days ahead bookings are looked at when what stands changes.
const horizon = 400

// The causes for which a visit may no longer fit.
const (
	byWeek     = "week"
	byShift    = "shift"
	byLeave    = "leave"
	byCalendar = "calendar"
	byPlace    = "place"
	byLanes    = "lanes"
)

// upheaval is a change of what stands that may leave booked visits without what
// they need: a shorter shift, leave, a closed day, a place out of use.
type upheaval struct {
	clinics []string
	days    Days // the last "" = no end
	cause   string
	confirm bool // go on although visits no longer fit; they come onto the work list
	change  func(tx *db.Tx) error
}

// ToldMisfit is a booked visit that no longer fits, with the names of things.
type ToldMisfit struct {
	Visit   string      `json:"visit_id"`
	Version int64       `json:"version"`
	Clinic  string      `json:"clinic_id"`
	Day     civil.Day   `json:"day"`
	Start   int64       `json:"starts_at"`
	End     int64       `json:"ends_at"`
	Patient string      `json:"patient_id"`
	Name    string      `json:"patient_name"`
	Code    string      `json:"code" doc:"of its template"`
	Doctor  string      `json:"doctor_id"`
	Cause   string      `json:"cause" enum:"week,shift,leave,calendar,place,lanes"`
	Clashes []ToldClash `json:"clashes"`
	FoundAt int64       `json:"found_at"`
}

// Unfit is what the fault Unfitting carries for programs: confirmed, the same
// change goes through and leaves these visits on the work list.
type Unfit struct {
	Visits []ToldMisfit `json:"visits"`
}

// upheave makes the change under the locks of all days that it may touch, so that
// nobody books against what is going, and gives the visits that no longer fit
// because of it. Fault: Unfitting with Unfit, if there are any and the change is
// not confirmed; those of the change.
func (s *Service) upheave(tx *db.Tx, u upheaval) ([]ToldMisfit, error) {
	scenes := make([]scene, 0, len(u.clinics))
	for _, clinic := range u.clinics {
		sc, err := s.sceneOf(tx, clinic, u.days)
		if err != nil {
			return nil, err
		}
		scenes = append(scenes, sc)
	}
	if err := s.lockScene(tx, scenes...); err != nil {
		return nil, err
	}
	for i := range scenes {
		if err := s.loadStanding(tx, &scenes[i].before, scenes[i].days.From, scenes[i].days.To); err != nil {
			return nil, err
		}
	}
	if err := u.change(tx); err != nil {
		return nil, err
	}
	var out []ToldMisfit
	for _, sc := range scenes {
		list, err := s.aftermath(tx, sc, u.cause)
		if err != nil {
			return nil, err
		}
		out = append(out, list...)
	}
	if err := s.nameMisfits(tx, out); err != nil {
		return nil, err
	}
	if len(out) > 0 && !u.confirm {
		return nil, Unfitting.With("n", len(out)).WithDetails(Unfit{out})
	}
	return out, s.keep(tx, out)
}

// scene is one clinic's days before a change.
type scene struct {
	days   Days
	before loaded
}

func (s *Service) sceneOf(tx *db.Tx, clinic string, days Days) (scene, error) {
	var sc scene
	if err := tx.RequireClinic(clinic); err != nil {
		return sc, err
	}
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return sc, err
	}
	sc.before.clinic = c
	today := civil.Of(tx.Now(), c.Location())
	sc.days = Days{max(days.From, today), today.AddDays(horizon)}
	if days.To != "" {
		sc.days.To = min(days.To, sc.days.To)
	}
	return sc, nil
}

// lockScene takes the locks of all days of the scenes.
func (s *Service) lockScene(tx *db.Tx, scenes ...scene) error {
	var names []string
	for _, sc := range scenes {
		for d := sc.days.From; d <= sc.days.To; d = d.AddDays(1) {
			names = append(names, dayLock(sc.before.clinic.ID, d))
		}
	}
	return tx.Lock(names...)
}

// aftermath finds the visits of one clinic that fitted before the change and do
// not fit after it, and tells the boards of the days that changed.
func (s *Service) aftermath(tx *db.Tx, sc scene, cause string) ([]ToldMisfit, error) {
	after := loaded{clinic: sc.before.clinic}
	if err := s.loadStanding(tx, &after, sc.days.From, sc.days.To); err != nil {
		return nil, err
	}
	var changed []civil.Day
	for d := sc.days.From; d <= sc.days.To; d = d.AddDays(1) {
		if !reflect.DeepEqual(sc.before.day(d), after.day(d)) {
			changed = append(changed, d)
		}
	}
	if len(changed) == 0 {
		return nil, nil
	}
	if err := s.touchDays(tx, after.clinic.ID, changed); err != nil {
		return nil, err
	}
	booked, err := s.stillToCome(tx, after.clinic.ID, Days{changed[0], changed[len(changed)-1]})
	booked = slices.DeleteFunc(booked, func(v Visit) bool { return !slices.Contains(changed, v.Day) })
	if err != nil || len(booked) == 0 {
		return nil, err
	}
	return s.compare(tx, sc.before, after, booked, cause)
}

// stillToCome reads the visits of those days that are not over.
func (s *Service) stillToCome(tx *db.Tx, clinic string, days Days) ([]Visit, error) {
	list, err := visitsOn(tx, clinic, days.From, days.To)
	return slices.DeleteFunc(list, func(v Visit) bool {
		return !v.Live() || v.Progress.State == Treated || v.Plan.End() <= tx.Now()
	}), err
}

// compare looks at the visits on their days as they are now, and leaves out what
// stood against them before.
func (s *Service) compare(tx *db.Tx, before, after loaded, booked []Visit, cause string) ([]ToldMisfit, error) {
	first, last := booked[0].Day, booked[len(booked)-1].Day
	doctors := distinct(append(before.roster.doctors(), after.roster.doctors()...))
	held, err := heldRows(tx, after.clinic.ID, doctors, first, last, after.clinic.Location())
	if err != nil {
		return nil, err
	}
	numbers, err := numbersOf(tx, after.clinic.ID)
	if err != nil {
		return nil, err
	}
	templates, err := templatesByID(tx, templatesIn(booked))
	if err != nil {
		return nil, err
	}
	state := func(l loaded, d civil.Day) *DayState {
		day := l.day(d)
		day.Now, day.Numbers, day.Held = tx.Now(), numbers, named(held[d], l.blocks)
		return day.Prepare()
	}
	var out []ToldMisfit
	for len(booked) > 0 {
		d := booked[0].Day
		n := slices.IndexFunc(booked, func(v Visit) bool { return v.Day != d })
		if n < 0 {
			n = len(booked)
		}
		now, then := state(after, d), state(before, d)
		var unfit []unfitting
		for _, v := range booked[:n] {
			b := []Booking{v.booking(templates[v.TemplateID].Template)}
			if fresh := newClashes(Misfits(now, b), Misfits(then, b)); len(fresh) > 0 {
				unfit = append(unfit, unfitting{v, fresh, cause, tx.Now()})
			}
		}
		told, err := s.tellMisfits(tx, now, unfit)
		if err != nil {
			return nil, err
		}
		out = append(out, told...)
		booked = booked[n:]
	}
	return out, nil
}

func templatesIn(list []Visit) []string {
	var ids []string
	for _, v := range list {
		ids = append(ids, v.TemplateID)
	}
	return distinct(ids)
}

// newClashes are the clashes that were not there before, of one visit.
func newClashes(now, then []Misfit) []Clash {
	if len(now) == 0 {
		return nil
	}
	return slices.DeleteFunc(now[0].Clashes, func(c Clash) bool {
		return len(then) > 0 && slices.Contains(then[0].Clashes, c)
	})
}

// unfitting is a visit with what stands against it.
type unfitting struct {
	visit   Visit
	clashes []Clash
	cause   string
	foundAt int64
}

// tellMisfits names what the misfits of a day speak of.
func (s *Service) tellMisfits(tx *db.Tx, day *DayState, list []unfitting) ([]ToldMisfit, error) {
	if len(list) == 0 {
		return nil, nil
	}
	var all []Clash
	for _, u := range list {
		all = append(all, u.clashes...)
	}
	names, err := s.namesIn(tx, day, all)
	if err != nil {
		return nil, err
	}
	out := make([]ToldMisfit, len(list))
	for i, u := range list {
		v := u.visit
		out[i] = ToldMisfit{
			Visit: v.ID, Version: v.Version, Clinic: v.Clinic, Day: v.Day, Start: v.Plan.Start, End: v.Plan.End(), Patient: v.Patient,
			Code: v.Code, Doctor: v.Plan.DoctorID, Cause: u.cause, Clashes: toldClashes(u.clashes, names), FoundAt: u.foundAt,
		}
	}
	return out, nil
}

// nameMisfits reads the patients' names.
func (s *Service) nameMisfits(tx *db.Tx, list []ToldMisfit) error {
	var people []string
	for _, m := range list {
		people = append(people, m.Patient)
	}
	cards, err := s.patients.Cards(tx, distinct(people))
	for i := range list {
		list[i].Name = cards[list[i].Patient].Name
	}
	return err
}

// keep puts the misfits on the work list and tells of each.
func (s *Service) keep(tx *db.Tx, list []ToldMisfit) error {
	rows := make([]misfitRow, len(list))
	for i, m := range list {
		// Names of patients are read when the list is shown.
		clashes := slices.Clone(m.Clashes)
		for j := range clashes {
			clashes[j].HolderName = ""
		}
		rows[i] = misfitRow{m.Visit, m.Clinic, m.Day, m.Cause, clashes, tx.Now(), tx.Actor()}
	}
	if err := keepMisfits(tx, rows); err != nil {
		return err
	}
	for i, m := range list {
		err := s.note(tx, stood{fact: FactMisfit, kind: aVisit, id: m.Visit, clinic: m.Clinic, patient: m.Patient, topic: onRoster,
			after: rows[i].Clashes, body: StandingFact{Cause: m.Cause, From: m.Day, To: m.Day}})
		if err != nil {
			return err
		}
	}
	return nil
}

// MisfitList is the work list of a clinic: visits that a change of what stands
// left without something they need. One that fits again, or was moved, called off
// or settled, is not on it any more.
func (s *Service) MisfitList(ctx context.Context, clinic string) ([]ToldMisfit, error) {
	var out []ToldMisfit
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, clinic)
		if err != nil {
			return err
		}
		rows, err := openMisfits(tx, clinic, civil.Of(tx.Now(), zone))
		if err != nil {
			return err
		}
		for len(rows) > 0 {
			d := rows[0].Day
			n := slices.IndexFunc(rows, func(r misfitRow) bool { return r.Day != d })
			if n < 0 {
				n = len(rows)
			}
			list, err := s.stillUnfit(tx, clinic, d, rows[:n])
			if err != nil {
				return err
			}
			out, rows = append(out, list...), rows[n:]
		}
		return s.nameMisfits(tx, out)
	})
	return out, err
}

// stillUnfit looks at the listed visits of a day again.
func (s *Service) stillUnfit(tx *db.Tx, clinic string, d civil.Day, rows []misfitRow) ([]ToldMisfit, error) {
	days, err := s.LoadDays(tx, clinic, d, d)
	if err != nil {
		return nil, err
	}
	visits, err := visitsOn(tx, clinic, d, d)
	if err != nil {
		return nil, err
	}
	templates, err := templatesByID(tx, templatesIn(visits))
	if err != nil {
		return nil, err
	}
	state := days[0].Prepare()
	var unfit []unfitting
	for _, r := range rows {
		at := slices.IndexFunc(visits, func(v Visit) bool { return v.ID == r.Visit })
		if at < 0 {
			continue
		}
		v := visits[at]
		if left := Misfits(state, []Booking{v.booking(templates[v.TemplateID].Template)}); len(left) > 0 {
			unfit = append(unfit, unfitting{v, left[0].Clashes, r.Cause, r.FoundAt})
		}
	}
	return s.tellMisfits(tx, state, unfit)
}

// SettleMisfit takes a visit off the work list: somebody has decided that it
// stays. Fault: MisfitUnknown.
func (s *Service) SettleMisfit(ctx context.Context, clinic, visit string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := visitByID(tx, visit)
		if errors.Is(err, NotFound) || (err == nil && v.Clinic != clinic) {
			return MisfitUnknown.With()
		}
		if err != nil {
			return err
		}
		if err := settleMisfit(tx, visit); err != nil {
			return err
		}
		return s.note(tx, stood{fact: FactMisfitSettled, kind: aVisit, id: visit, clinic: clinic, patient: v.Patient, topic: onRoster})
	})
}
