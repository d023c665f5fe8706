package followup

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Digest is what a doctor reads in the morning: the results of their patients
// since the day before, bad ones first, and what was not seen yet.
type Digest struct {
	From, To int64
	Lines    []Line
	Counts   map[string]int
}

// DigestOf gives the results of a doctor's patients of a day; where none is named,
// since the last day on which the clinic worked. What was not seen yet of the week
// before stands there as well.
func (s *Service) DigestOf(ctx context.Context, clinic, doctor string, day civil.Day) (Digest, error) {
	var out Digest
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		h, err := s.desk(tx).hoursOf(clinic)
		if err != nil {
			return err
		}
		last := h.lastOpen(civil.Of(tx.Now(), h.Zone))
		if day == "" {
			day = last
		}
		out.From, out.To = day.At(0, h.Zone), day.AddDays(1).At(0, h.Zone)
		if day == last {
			out.To = tx.Now() + 1 // what came since is not kept for tomorrow
		}
		list, err := resultsOfDoctor(tx, doctor, out.From-7*dayLong, out.To)
		if err != nil {
			return err
		}
		return s.digested(tx, &out, list)
	})
	return out, err
}

// digestible are the results that stand in a digest which looks back to an instant,
// by contact: of each the one that counts.
func digestible(list []Result, from int64) map[string]Result {
	last := map[string]Result{}
	for _, r := range list {
		if r.At >= from || r.SeenAt == 0 && r.Level != Green {
			last[r.Contact] = r
		}
	}
	return last
}

func (s *Service) digested(tx *db.Tx, out *Digest, list []Result) error {
	last := digestible(list, out.From)
	contacts, err := contactsByIDs(tx, keysOf(last))
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
		if n, err = markSeen(tx, actorOf(ctx), results); err != nil || n == 0 {
			return err
		}
		return s.readDigest(tx, actorOf(ctx), results)
	})
	return int(n), err
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
