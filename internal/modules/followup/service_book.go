package followup

import (
	"slices"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// book is a contact with everything that it is made for.
type book struct {
	made    Made
	contact Contact
	series  []Series // of its parts, the leading one first
	judged  []Judged // without answers
	asked   []Asked
	hours   Hours
	last    Answers
}

// book opens a contact. Fault: ContactNotFound.
func (s *Service) book(tx *db.Tx, contact string) (book, error) {
	var b book
	if !id.Valid(contact) {
		return b, ContactNotFound.With()
	}
	m, found, err := contactInSight(tx, contact)
	if err != nil {
		return b, err
	}
	if !found {
		return b, ContactNotFound.With()
	}
	b.made = m
	rows, err := partsOf(tx, []string{m.ID})
	if err != nil {
		return b, err
	}
	var ids []string
	for _, r := range rows {
		ids = append(ids, r.Series)
	}
	list, err := seriesByIDs(tx, distinct(ids))
	if err != nil {
		return b, err
	}
	alerts, err := s.patients.AlertsOf(tx, m.Patient)
	if err != nil {
		return b, err
	}
	for i, known := 0, knownOf(alerts); i < len(list); i++ {
		list[i] = list[i].with(known)
	}
	d := s.desk(tx)
	if b.hours, err = d.hoursOf(m.Clinic); err != nil {
		return b, err
	}
	if b.last, err = lastAnswers(tx, m); err != nil {
		return b, err
	}
	return b, b.fill(d, rows, list)
}

// fill puts parts and series together.
func (b *book) fill(d *desk, rows []partRow, list []Series) error {
	b.contact = Contact{Moment: Moment{Day: b.made.Day, Slot: b.made.Slot, Due: b.made.Due, Latest: b.made.Latest, OnCall: b.made.OnCall}, Way: b.made.Way, Why: b.made.Why}
	for _, r := range rows {
		at := slices.IndexFunc(list, func(o Series) bool { return o.ID == r.Series })
		if at < 0 {
			continue
		}
		p, err := d.version(r.Protocol, r.Number)
		if err != nil {
			return err
		}
		step, ok := p.step(r.Step)
		if !ok {
			continue
		}
		b.contact.Parts = append(b.contact.Parts, Part{ID: r.StepID, Series: r.Series, Protocol: p, Step: step, Way: b.made.Way})
		b.series = append(b.series, list[at])
	}
	if len(b.contact.Parts) == 0 {
		return ContactNotFound.With()
	}
	b.asked = b.contact.Questions()
	return nil
}

// lastAnswers are those of the contact before, for what rises.
func lastAnswers(tx *db.Tx, m Made) (Answers, error) {
	list, err := resultsBefore(tx, m.Patient, 5)
	for _, r := range list {
		if r.Contact != m.ID && len(r.Answers) > 0 {
			return r.Answers, err
		}
	}
	return nil, err
}

// situation is what is known of the n-th part at an instant.
func (b book) situation(n int, now int64, a Answers) Situation {
	of := b.series[n]
	return b.contact.Parts[n].Protocol.SituationOf(of.Anchor, now, of.Flags, of.Plan, a, b.last, b.hours)
}

// questions are those that are to be asked at an instant, as far as what is known
// goes: a question that hangs on an answer is among them.
func (b book) questions(now int64) []Asked {
	var out []Asked
	for _, q := range b.asked {
		keep := q.When == nil || len(q.When.questions()) > 0
		for n := range b.contact.Parts {
			keep = keep || q.asked(nil, b.situation(n, now, nil))
		}
		if keep {
			out = append(out, q)
		}
	}
	return out
}

// judge holds answers against all protocols of the contact.
func (b book) judge(now int64, a Answers) Verdict {
	list := make([]Judged, len(b.contact.Parts))
	for n, p := range b.contact.Parts {
		list[n] = Judged{p.Protocol, b.situation(n, now, a)}
	}
	return Judge(list, a)
}
