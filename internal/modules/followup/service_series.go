package followup

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// NewSeries is a series that a person begins: of what stands on no price list, an
// infusion, a sedation, an observation that was decided.
type NewSeries struct {
	Clinic, Patient, Protocol, Doctor string
	Site                              string
	Treated                           int64 // when the treatment ended; 0 = now
}

// treatedBack is how long ago the treatment may have ended, in milliseconds.
const treatedBack = 7 * dayLong

// Begin begins a series by hand. Faults: ProtocolNotFound, BadTime, BadChoice,
// patients.NotFound, db.OutOfScope.
func (s *Service) Begin(ctx context.Context, n NewSeries) (Series, error) {
	site, err := tooth.ParseSite(n.Site)
	if err != nil {
		return Series{}, BadChoice.At("site", "choice", n.Site)
	}
	var out Series
	err = s.db.Write(ctx, func(tx *db.Tx) (err error) {
		d := s.desk(tx)
		d.keeps = true
		if out, err = s.begun(d, n, site); err != nil {
			return err
		}
		if err := d.plant([]Series{out}); err != nil {
			return err
		}
		if err := s.recallBegun(tx, out, civil.Of(out.Anchor, d.hours[out.Clinic].Zone)); err != nil {
			return err
		}
		if err := s.toldSeries(tx, out, "followup.series_begun", map[string]any{"protocol": out.Protocol}); err != nil {
			return err
		}
		steps, err := stepsOfSeries(tx, []string{out.ID})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, seriesBodyOf(out, steps))
	})
	return out, err
}

// recallBegun begins the recall of what a person says anew, as if it had been
// executed: an observation that was decided stands on no price list.
func (s *Service) recallBegun(tx *db.Tx, one Series, day civil.Day) error {
	types, _, err := recallTypes(tx)
	if err != nil {
		return err
	}
	begins := func(t RecallType) bool { return t.begins(Trigger{Class: one.Protocol}) }
	if !slices.ContainsFunc(types, begins) {
		return nil
	}
	if err := insertTriggers(tx, []triggerRow{{one.ID, one.Clinic, one.Patient, one.Protocol, "", day}}); err != nil {
		return err
	}
	return s.recompute(tx, types, []string{one.Patient})
}

// recallStopped takes back the recall of a series that a person began and ended.
func (s *Service) recallStopped(tx *db.Tx, series string) error {
	people, err := dropTriggers(tx, []string{series})
	if err != nil || len(people) == 0 {
		return err
	}
	types, _, err := recallTypes(tx)
	if err != nil {
		return err
	}
	return s.recompute(tx, types, people)
}

// begun makes the series of what a person says, not yet laid.
func (s *Service) begun(d *desk, n NewSeries, site tooth.Site) (Series, error) {
	tx := d.tx
	if err := tx.RequireClinic(n.Clinic); err != nil {
		return Series{}, err
	}
	who, err := s.patients.ByID(tx, n.Patient)
	if err != nil {
		return Series{}, err
	}
	if n.Treated == 0 {
		n.Treated = tx.Now()
	}
	if n.Treated > tx.Now() || n.Treated < tx.Now()-treatedBack {
		return Series{}, BadTime.At("treated_at")
	}
	_, number, err := d.protocol(n.Protocol)
	if err != nil {
		return Series{}, err
	}
	if number == 0 || n.Protocol == "relationship" {
		return Series{}, ProtocolNotFound.At("protocol", "protocol", n.Protocol)
	}
	if one, known := s.colleague(tx, n.Doctor); !known && n.Doctor != "" {
		return Series{}, BadChoice.At("doctor_id", "choice", one)
	}
	values, err := d.valuesOf(n.Clinic)
	if err != nil {
		return Series{}, err
	}
	day := civil.Of(n.Treated, d.hours[n.Clinic].Zone)
	x := Executed{Class: n.Protocol, Site: site, First: true, Last: true, Child: who.Birth != "" && day.Age(who.Birth) < values.Int(ChildAge)}
	return Series{ID: tx.NewID(), Clinic: n.Clinic, Patient: n.Patient, Protocol: n.Protocol, Number: number, State: SeriesOpen, Doctor: n.Doctor, Site: site.String(),
		Flags: x.Flags(), Plan: map[string]float64{}, Anchor: n.Treated, Anchored: true, Begun: tx.Now(), Version: 1}, nil
}

// colleague tells whether somebody is of the staff.
func (s *Service) colleague(tx *db.Tx, id string) (string, bool) {
	list, err := s.org.StaffByIDs(tx, distinct([]string{id}))
	_, known := list[id]
	return id, err == nil && known
}

// SetCase changes what is known of a case: what was prescribed, and facts that the
// item does not tell. Faults: SeriesNotFound, NotOpen, BadChoice, db.Stale.
func (s *Service) SetCase(ctx context.Context, series string, version int64, c Case) (Series, error) {
	var out Series
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		one, err := s.seriesAt(tx, series, version)
		if err != nil {
			return err
		}
		for k, so := range c.Flags {
			if !slices.Contains(caseFacts, k) {
				return BadChoice.At("flags", "choice", k)
			}
			one.Flags[k] = so
		}
		for k, n := range c.Plan {
			if most, known := mostOf(k); !known || n < 0 || n > most {
				return BadChoice.At("plan", "choice", k)
			}
			one.Plan[k] = n
		}
		for _, k := range c.Usual {
			delete(one.Plan, k)
		}
		if err := updateCase(tx, one); err != nil {
			return err
		}
		one.Version++
		out = one
		if err := s.toldSeries(tx, one, "followup.case_set", map[string]any{"flags": one.Flags, "plan": one.Plan}); err != nil {
			return err
		}
		return httpapi.Answer(tx, seriesBodyOf(one, nil))
	})
	return out, err
}

// Stop ends a series by hand, with the reason. Faults: SeriesNotFound, NotOpen,
// TextMissing, TextTooLong, db.Stale.
func (s *Service) Stop(ctx context.Context, series string, version int64, why string) (Series, error) {
	switch why = strings.TrimSpace(why); {
	case why == "":
		return Series{}, TextMissing.At("why")
	case utf8.RuneCountInString(why) > maxNote:
		return Series{}, TextTooLong.At("why", "max", maxNote)
	}
	var out Series
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		one, err := s.seriesAt(tx, series, version)
		if err != nil {
			return err
		}
		if err := s.stopSeries(tx, []string{one.ID}, BecauseByHand); err != nil {
			return err
		}
		if err := s.recallStopped(tx, one.ID); err != nil {
			return err
		}
		if out, _, err = seriesInSight(tx, series); err != nil {
			return err
		}
		if err := s.toldSeries(tx, out, "followup.series_stopped", map[string]any{"why": why}); err != nil {
			return err
		}
		return httpapi.Answer(tx, seriesBodyOf(out, nil))
	})
	return out, err
}

// seriesAt reads an open series at the version that the actor read.
func (s *Service) seriesAt(tx *db.Tx, series string, version int64) (Series, error) {
	one, found, err := seriesInSight(tx, series)
	switch {
	case err != nil:
		return one, err
	case !found:
		return one, SeriesNotFound.With()
	case one.State != SeriesOpen:
		return one, NotOpen.With("state", string(one.State))
	case one.Version != version:
		return one, db.Stale.With()
	}
	if one.Flags == nil {
		one.Flags = map[string]bool{}
	}
	if one.Plan == nil {
		one.Plan = map[string]float64{}
	}
	return one, nil
}

func (s *Service) toldSeries(tx *db.Tx, one Series, action string, after any) error {
	return s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "followup_series", SubjectID: one.ID, Patient: one.Patient, Clinic: one.Clinic, After: after})
}

// Yesterday is whom a protocol contacts because of one day: "36 extracted
// yesterday".
type Yesterday struct {
	Day    civil.Day
	Lines  []Foreseen
	Counts map[string]int // by way
}

// Foreseen is one step that lies ahead of somebody.
type Foreseen struct {
	Series    Series
	Face      string
	Step      string
	Due       int64
	Way       Way
	Why       string
	Questions []Asked
}

// Ahead lists what a protocol will do for those who were treated on a day: whom,
// when, by which way, with which questions.
func (s *Service) Ahead(ctx context.Context, clinic, key string, day civil.Day) (Yesterday, error) {
	out := Yesterday{Day: day, Counts: map[string]int{}}
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		d := s.desk(tx)
		h, err := d.hoursOf(clinic)
		if err != nil {
			return err
		}
		list, err := seriesTreated(tx, clinic, key, day.At(0, h.Zone), day.AddDays(1).At(0, h.Zone))
		if err != nil {
			return err
		}
		return s.ahead(d, &out, list)
	})
	return out, err
}

func (s *Service) ahead(d *desk, out *Yesterday, list []Series) error {
	var ids, people []string
	byID := map[string]Series{}
	for _, one := range list {
		ids, people, byID[one.ID] = append(ids, one.ID), append(people, one.Patient), one
	}
	steps, err := stepsOfSeries(d.tx, ids)
	if err != nil {
		return err
	}
	faces, err := s.patients.Cards(d.tx, distinct(people))
	if err != nil {
		return err
	}
	for _, st := range steps {
		of := byID[st.Series]
		if st.State != StepPlanned || st.Deed != Contacts && st.Deed != Comforts {
			continue
		}
		p, err := d.version(of.Protocol, of.Number)
		if err != nil {
			return err
		}
		step, ok := p.step(st.Step)
		if !ok {
			continue
		}
		way, why := p.WayOf(step, st.Moment, Person{Reachable: true, Child: of.Flags[FactChild], Important: faces[st.Patient].Important})
		out.Counts[string(way)]++
		out.Lines = append(out.Lines, Foreseen{of, faces[st.Patient].Name, st.Step, st.Due, way, why, Contact{Parts: []Part{{Protocol: p, Step: step}}}.Questions()})
	}
	return nil
}
