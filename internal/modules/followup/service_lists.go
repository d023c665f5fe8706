package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// Line is a contact on a list.
type Line struct {
	Made
	Face   patients.Card
	Doctor string // name
	Caller string // name
	Last   *Result
}

// Opened is a contact as its caller needs it: script, goals, questions, and what
// is known.
type Opened struct {
	Line
	Items     []CaseOf
	Says      []Words // filled with the patient's facts
	Own       map[string]Words
	Goals     []Words
	Questions []Asked
	Results   []Result
	Attempts  []attemptRow
	People    map[string]org.Staff
	Before    []Result // of earlier contacts, the newest first
	AsksCalls bool
	OptedOut  bool
	Unsafe    bool // the safety sentence stands before any other text
	Referral  bool // is to be asked for now
}

// CaseOf is one series of a contact.
type CaseOf struct {
	Series Series
	Name   Words
	Days   int // since the treatment
}

// Open opens a contact. Fault: ContactNotFound.
func (s *Service) Open(ctx context.Context, contact string) (Opened, error) {
	var out Opened
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.opened(tx, contact)
		return err
	})
	return out, err
}

// opened reads a contact with everything that belongs to it.
func (s *Service) opened(tx *db.Tx, contact string) (Opened, error) {
	b, err := s.book(tx, contact)
	if err != nil {
		return Opened{}, err
	}
	lines, err := s.lines(tx, []Made{b.made})
	if err != nil {
		return Opened{}, err
	}
	out := Opened{Line: lines[0], Goals: b.contact.Goals(), Questions: b.questions(tx.Now())}
	for n, of := range b.series {
		out.Items = append(out.Items, CaseOf{of, b.contact.Parts[n].Protocol.Name, int((tx.Now() - of.Anchor) / dayLong)})
	}
	if out.Results, err = resultsOf(tx, []string{contact}); err != nil {
		return out, err
	}
	if out.Attempts, err = attemptsOf(tx, contact); err != nil {
		return out, err
	}
	before, err := resultsBefore(tx, b.made.Patient, 10)
	if err != nil {
		return out, err
	}
	out.Before = slices.DeleteFunc(before, func(r Result) bool { return r.Contact == contact })
	wishes, err := peopleOf(tx, []string{b.made.Patient})
	if err != nil {
		return out, err
	}
	out.AsksCalls, out.OptedOut = wishes[b.made.Patient].AsksCalls, wishes[b.made.Patient].OptedOut
	if last, there := latestOf(out.Results); there {
		out.Unsafe = last.Level == Red
		out.Referral = offersReferral(Verdict{Level: last.Level}, last.Satisfaction)
	}
	if out.People, err = s.peopleAround(tx, out); err != nil {
		return out, err
	}
	return out, s.script(tx, b, &out)
}

func (s *Service) peopleAround(tx *db.Tx, o Opened) (map[string]org.Staff, error) {
	ids := []string{o.Made.Caller, o.Made.Doctor, o.ClosedBy}
	for _, r := range slices.Concat(o.Results, o.Before) {
		ids = append(ids, r.By)
	}
	for _, a := range o.Attempts {
		ids = append(ids, a.By)
	}
	return s.org.StaffByIDs(tx, distinct(ids))
}

// script fills the sentences of a call with the facts of patient, clinic and case.
func (s *Service) script(tx *db.Tx, b book, out *Opened) error {
	clinic, err := s.org.Clinic(tx, b.made.Clinic)
	if err != nil {
		return err
	}
	me, err := s.org.StaffByIDs(tx, []string{tx.Actor()})
	if err != nil {
		return err
	}
	item := itemWords(b.series[0], b.contact)
	due, _ := DoctorDue(Amber, tx.Now(), b.contact.Family() == Surgical, b.hours)
	age, err := s.desk(tx).valuesOf(b.made.Clinic)
	if err != nil {
		return err
	}
	who := called(out.Face, civil.Of(tx.Now(), b.hours.Zone), age.Int(ChildAge))
	f := Facts{"clinic": clinic.Name, "caller": me[tx.Actor()].Name, "doctor": out.Line.Doctor,
		"responsible": out.Line.Doctor}
	by, today := byWhen(due, tx.Now(), b.hours)
	if len(out.Before) > 0 && out.Before[0].Note != "" {
		f["last"] = out.Before[0].Note
	}
	fill := func(w Words) Words {
		if !today {
			w = w.anotherDay()
		}
		f["item"], f["time"], f["person"] = item.Zh, by.Zh, who.Zh
		zh := f.Fill(w.Zh)
		f["item"], f["time"], f["person"] = item.En, by.En, who.En
		return Words{zh, f.Fill(w.En)}
	}
	for _, w := range b.contact.Says() {
		out.Says = append(out.Says, fill(w))
	}
	out.Own = map[string]Words{}
	for _, key := range []string{SayAmber, SayAnger, SaySpecialDay, SayReferral} {
		out.Own[key] = fill(Scripts[key])
	}
	return nil
}

// called is how somebody is addressed: by their name and what is polite; of a child
// it is a parent who answers.
func called(c patients.Card, today civil.Day, childAge int) Words {
	switch {
	case c.Birth != "" && today.Age(c.Birth) < childAge:
		return Words{c.Name + "家长", c.Name + "'s parent"}
	case c.Sex == "female":
		return Words{c.Name + "女士", "Ms " + c.Name}
	case c.Sex == "male":
		return Words{c.Name + "先生", "Mr " + c.Name}
	}
	return Words{c.Name, c.Name}
}

// lines puts faces and names to contacts.
func (s *Service) lines(tx *db.Tx, list []Made) ([]Line, error) {
	var people, staff, ids []string
	for _, m := range list {
		people, staff, ids = append(people, m.Patient), append(staff, m.Doctor, m.Caller), append(ids, m.ID)
	}
	faces, err := s.patients.Cards(tx, distinct(people))
	if err != nil {
		return nil, err
	}
	names, err := s.org.StaffByIDs(tx, distinct(staff))
	if err != nil {
		return nil, err
	}
	results := map[string]Result{}
	if len(ids) > 0 {
		all, err := resultsOf(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range all {
			results[r.Contact] = r
		}
	}
	out := make([]Line, len(list))
	for i, m := range list {
		out[i] = Line{Made: m, Face: faces[m.Patient], Doctor: names[m.Doctor].Name, Caller: names[m.Caller].Name}
		if r, there := results[m.ID]; there {
			out[i].Last = &r
		}
	}
	return out, nil
}

// DeskView is a clinic's calling desk on a day.
type DeskView struct {
	Day    civil.Day
	Now    int64
	Calls  []Line // in call order: what waits, with what was left over
	Closed []Line // what was done today
	Forms  int    // of the day, that wait for an answer
	Counts map[string]int
}

// mostLines bounds a desk's list.
const mostLines = 500

// Desk is a clinic's list of a day, in call order: who is first, then by time. Of a
// caller only what is theirs or nobody's.
func (s *Service) Desk(ctx context.Context, clinic, caller string) (DeskView, error) {
	var out DeskView
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		h, err := s.desk(tx).hoursOf(clinic)
		if err != nil {
			return err
		}
		day := civil.Of(tx.Now(), h.Zone)
		out.Day, out.Now = day, tx.Now()
		waits, err := callsOf(tx, clinic, h.endOf(day)+1, mostLines)
		if err != nil {
			return err
		}
		today, err := contactsOn(tx, clinic, day, day)
		if err != nil {
			return err
		}
		out.Counts = countOf(today)
		out.Forms = out.Counts["sent"]
		theirs := func(m Made) bool { return caller != "" && m.Caller != "" && m.Caller != caller }
		waits = slices.DeleteFunc(waits, theirs)
		slices.SortStableFunc(waits, inCallOrder)
		if out.Calls, err = s.lines(tx, waits); err != nil {
			return err
		}
		done := slices.DeleteFunc(today, func(m Made) bool { return m.Live() || m.Way != Call || caller != "" && m.ClosedBy != caller })
		out.Closed, err = s.lines(tx, done)
		return err
	})
	return out, err
}

// inCallOrder: what nobody answered comes first, then what is due first.
func inCallOrder(a, b Made) int {
	return cmp.Or(boolRank(b.First)-boolRank(a.First), cmp.Compare(a.Due, b.Due), cmp.Compare(a.ID, b.ID))
}

// countOf counts a day's contacts by what became of them.
func countOf(list []Made) map[string]int {
	out := map[string]int{}
	for _, m := range list {
		out[string(m.State)]++
		out[string(m.Way)]++
		if m.State == ContactDone && m.Level != Green {
			out[string(m.Level)]++
		}
	}
	return out
}

// Tab is a patient's follow-up: what lies ahead, what was, and how they want it.
type Tab struct {
	Series    []Series
	Steps     []Planned
	Contacts  []Line
	Recalls   []recallRow
	Types     []RecallType
	Names     map[string]Words    // of protocols
	Of        map[string]Protocol // of a series, by its id: the version that it follows
	AsksCalls bool
	OptedOut  bool
}

// OfPatient gives a patient's follow-up tab. The series, contacts and recalls are
// those of the clinics in sight.
func (s *Service) OfPatient(ctx context.Context, patient string) (Tab, error) {
	var out Tab
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := s.patients.ByID(tx, patient); err != nil {
			return err
		}
		var err error
		if out.Series, err = seriesOfPatient(tx, patient); err != nil {
			return err
		}
		alerts, err := s.patients.AlertsOf(tx, patient)
		if err != nil {
			return err
		}
		known := knownOf(alerts)
		var ids []string
		out.Names, out.Of = map[string]Words{}, map[string]Protocol{}
		d := s.desk(tx)
		for i, one := range out.Series {
			out.Series[i] = one.with(known)
			ids = append(ids, one.ID)
			p, err := d.version(one.Protocol, one.Number)
			if err != nil {
				return err
			}
			out.Names[one.Protocol], out.Of[one.ID] = p.Name, p
		}
		if out.Steps, err = stepsOfSeries(tx, ids); err != nil {
			return err
		}
		contacts, err := contactsOfPatient(tx, patient, 100)
		if err != nil {
			return err
		}
		if out.Contacts, err = s.lines(tx, contacts); err != nil {
			return err
		}
		if out.Recalls, err = recallRows(tx, []string{patient}); err != nil {
			return err
		}
		if out.Types, _, err = recallTypes(tx); err != nil {
			return err
		}
		wishes, err := peopleOf(tx, []string{patient})
		out.AsksCalls, out.OptedOut = wishes[patient].AsksCalls, wishes[patient].OptedOut
		return err
	})
	return out, err
}
