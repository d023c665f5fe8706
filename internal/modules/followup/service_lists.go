package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
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
	f := Facts{"person": called(out.Face), "clinic": clinic.Name, "caller": me[tx.Actor()].Name, "doctor": out.Line.Doctor, "item": item.Zh,
		"time": civil.ClockOf(due, b.hours.Zone).String(), "responsible": out.Line.Doctor}
	if len(out.Before) > 0 && out.Before[0].Note != "" {
		f["last"] = out.Before[0].Note
	}
	fill := func(w Words) Words {
		zh := f.Fill(w.Zh)
		f["item"] = item.En
		en := f.Fill(w.En)
		f["item"] = item.Zh
		return Words{zh, en}
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

// called is how somebody is addressed: by their name and what is polite, of a child
// the guardian is asked for by the child's name.
func called(c patients.Card) string {
	switch c.Sex {
	case "female":
		return c.Name + "女士"
	case "male":
		return c.Name + "先生"
	}
	return c.Name
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

// Digest is what a doctor reads in the morning: the results of their patients
// since the day before, bad ones first, and what was not seen yet.
type Digest struct {
	From, To int64
	Lines    []Line
	Counts   map[string]int
}

// DigestOf gives the results of a doctor's patients of a day; the day before where
// none is named. What was not seen yet of the week before stands there as well.
func (s *Service) DigestOf(ctx context.Context, clinic, doctor string, day civil.Day) (Digest, error) {
	var out Digest
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		zone, err := s.org.Zone(tx, clinic)
		if err != nil {
			return err
		}
		today := civil.Of(tx.Now(), zone)
		if day == "" {
			day = today.AddDays(-1)
		}
		out.From, out.To = day.At(0, zone), day.AddDays(1).At(0, zone)
		if day == today.AddDays(-1) {
			out.To = tx.Now() + 1 // what came this morning is not kept for tomorrow
		}
		list, err := resultsOfDoctor(tx, doctor, out.From-7*dayLong, out.To)
		if err != nil {
			return err
		}
		return s.digested(tx, &out, list)
	})
	return out, err
}

func (s *Service) digested(tx *db.Tx, out *Digest, list []Result) error {
	last := map[string]Result{}
	var ids []string
	for _, r := range list {
		if r.At >= out.From || r.SeenAt == 0 && r.Level != Green {
			last[r.Contact] = r
			ids = append(ids, r.Contact)
		}
	}
	contacts, err := contactsByIDs(tx, distinct(ids))
	if err != nil {
		return err
	}
	if out.Lines, err = s.lines(tx, contacts); err != nil {
		return err
	}
	out.Counts = map[string]int{}
	for i := range out.Lines {
		r := last[out.Lines[i].ID]
		out.Lines[i].Last = &r
		out.Counts[string(r.Level)]++
	}
	slices.SortStableFunc(out.Lines, func(a, b Line) int {
		return cmp.Or(b.Last.Level.rank()-a.Last.Level.rank(), cmp.Compare(a.Last.At, b.Last.At))
	})
	return nil
}

// Seen notes that a doctor saw results of their own patients.
func (s *Service) Seen(ctx context.Context, results []string) (int, error) {
	results = slices.DeleteFunc(slices.Clone(results), func(one string) bool { return !id.Valid(one) })
	n := int64(0)
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		n, err = markSeen(tx, actorOf(ctx), results)
		return err
	})
	return int(n), err
}

// Tab is a patient's follow-up: what lies ahead, what was, and how they want it.
type Tab struct {
	Series    []Series
	Steps     []Planned
	Contacts  []Line
	Recalls   []recallRow
	Types     []RecallType
	Names     map[string]Words // of protocols
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
		var ids []string
		out.Names = map[string]Words{}
		d := s.desk(tx)
		for _, one := range out.Series {
			ids = append(ids, one.ID)
			p, err := d.version(one.Protocol, one.Number)
			if err != nil {
				return err
			}
			out.Names[one.Protocol] = p.Name
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

// Telling is what the chart shows of somebody at the next visit: what they
// answered last where it was abnormal, and what is to be asked in person today.
type Telling struct {
	Level     Level
	Spoke     []Spoke
	At        int64
	InPerson  []Words // protocols that ask in person
	Questions []Asked
}

// Tellings gives it for some patients on a day, for the preparation of visits.
func (s *Service) Tellings(tx *db.Tx, people []string, day civil.Day) (map[string]Telling, error) {
	out := map[string]Telling{}
	for _, patient := range distinct(people) {
		list, err := resultsBefore(tx, patient, 1)
		if err != nil {
			return nil, err
		}
		t := Telling{Level: Green}
		if len(list) > 0 && list[0].Level != Green {
			t.Level, t.Spoke, t.At = list[0].Level, list[0].Spoke, list[0].At
		}
		out[patient] = t
	}
	steps, err := plannedOn(tx, distinct(people), day, day)
	if err != nil {
		return nil, err
	}
	return out, s.inPerson(tx, out, steps)
}

// inPerson adds what would be asked on the day of the visit.
func (s *Service) inPerson(tx *db.Tx, out map[string]Telling, steps []Planned) error {
	var ids []string
	for _, st := range steps {
		ids = append(ids, st.Series)
	}
	list, err := seriesByIDs(tx, distinct(ids))
	if err != nil {
		return err
	}
	d := s.desk(tx)
	for _, st := range steps {
		at := slices.IndexFunc(list, func(o Series) bool { return o.ID == st.Series })
		if at < 0 || st.Deed != Contacts {
			continue
		}
		p, err := d.version(list[at].Protocol, list[at].Number)
		if err != nil {
			return err
		}
		step, ok := p.step(st.Step)
		if !ok {
			continue
		}
		t := out[st.Patient]
		t.InPerson = append(t.InPerson, p.Name)
		t.Questions = append(t.Questions, Contact{Parts: []Part{{Protocol: p, Step: step}}}.Questions()...)
		out[st.Patient] = t
	}
	return nil
}

// Forecast is what the desk of a clinic has to do on the days that come.
func (s *Service) Forecast(ctx context.Context, clinic string, days int) ([]Load, error) {
	var out []Load
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		d := s.desk(tx)
		today, err := d.today(clinic)
		if err != nil {
			return err
		}
		steps, err := plannedIn(tx, clinic, today, today.AddDays(days-1))
		if err != nil {
			return err
		}
		var ids []string
		for _, st := range steps {
			ids = append(ids, st.Series)
		}
		parts, err := d.foreseen(steps, distinct(ids))
		if err != nil {
			return err
		}
		out = Foretell(parts, today, days)
		return nil
	})
	return out, err
}

// foreseen are steps as parts, each under its patient, in the way in which they go
// where nothing speaks against it.
func (d *desk) foreseen(steps []Planned, ids []string) (map[string][]Part, error) {
	list := map[string]Series{}
	for len(ids) > 0 {
		n := min(len(ids), 2000)
		some, err := seriesByIDs(d.tx, ids[:n])
		if err != nil {
			return nil, err
		}
		for _, one := range some {
			list[one.ID] = one
		}
		ids = ids[n:]
	}
	out := map[string][]Part{}
	for _, st := range steps {
		of, ok := list[st.Series]
		if !ok || st.Deed != Contacts && st.Deed != Comforts {
			continue
		}
		p, err := d.version(of.Protocol, of.Number)
		if err != nil {
			return nil, err
		}
		step, ok := p.step(st.Step)
		if !ok {
			continue
		}
		way, why := p.WayOf(step, st.Moment, Person{Reachable: true, Child: of.Flags[FactChild], Uneasy: of.Level == Amber || of.Level == Red})
		out[st.Patient] = append(out[st.Patient], Part{ID: st.ID, Series: st.Series, Protocol: p, Step: step, Moment: st.Moment, Way: way, Why: why})
	}
	return out, nil
}
