package followup

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
)

// recallsLater keeps recalls true: from what was executed, undone, or brought
// together by a merge. It hears of the past as well: a recall follows from it.
func (s *Service) recallsLater(ctx context.Context, facts []events.Fact) error {
	return s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
		types, _, err := recallTypes(tx)
		if err != nil {
			return err
		}
		var rows []triggerRow
		var undone, people []string
		for _, f := range facts {
			switch f.Kind {
			case plans.FactExecutionUndone:
				undone = append(undone, f.Subject)
			case patients.FactMerged:
				people = append(people, f.Patient)
			default:
				var b plans.ExecutedBody
				if err := f.Decode(&b); err != nil {
					return err
				}
				if triggers(types, b) {
					rows = append(rows, triggerRow{b.Execution, f.Clinic, f.Patient, recallClass(b), b.Code, b.Day})
					people = append(people, f.Patient)
				}
			}
		}
		if err := insertTriggers(tx, rows); err != nil {
			return err
		}
		back, err := dropTriggers(tx, undone)
		if err != nil {
			return err
		}
		return s.recompute(tx, types, distinct(slices.Concat(people, back)))
	})
}

// recallClass is the class of what was done, for recalls: the retainers of a
// contract count as a retainer.
func recallClass(b plans.ExecutedBody) string {
	if slices.Contains(b.Steps, string(plans.StepRetention)) {
		return "retainer"
	}
	return b.Class
}

func triggers(types []RecallType, b plans.ExecutedBody) bool {
	return slices.ContainsFunc(types, func(t RecallType) bool { return t.begins(Trigger{Class: recallClass(b), Code: b.Code}) })
}

// recompute brings the recalls of some patients in line with what was done.
func (s *Service) recompute(tx *db.Tx, types []RecallType, people []string) error {
	if len(people) == 0 {
		return nil
	}
	done, clinics, err := triggersOf(tx, people)
	if err != nil {
		return err
	}
	rows, err := recallRows(tx, people)
	if err != nil {
		return err
	}
	have, err := byKind(tx, rows)
	if err != nil {
		return err
	}
	var fresh []recallRow
	var changed []string
	for _, patient := range people {
		var list []PatientRecall
		for _, r := range have[patient] {
			list = append(list, r.recall())
		}
		for _, r := range Recompute(types, done[patient], list) {
			old, there := have[patient][r.Type]
			row := recallRow{ID: tx.NewID(), Clinic: clinics[patient], Patient: patient, Of: patient, Kind: r.Type, From: r.From, Due: r.Due, ByHand: r.ByHand, State: r.State,
				Until: r.Until, Balance: r.Balance, Changed: tx.Now(), Version: 1}
			if there && old.recall() == r {
				continue
			}
			changed = append(changed, patient)
			if !there {
				fresh = append(fresh, row)
				continue
			}
			row.ID, row.Note, row.Version = old.ID, old.Note, old.Version
			if err := updateRecall(tx, row); err != nil {
				return err
			}
		}
	}
	if err := insertRecalls(tx, fresh); err != nil {
		return err
	}
	return s.tellRecalls(tx, changed)
}

// tellRecalls publishes that recalls of some patients are others than before.
func (s *Service) tellRecalls(tx *db.Tx, people []string) error {
	var list []events.Fact
	for _, p := range distinct(people) {
		list = append(list, events.Fact{Kind: FactRecalls, Patient: p, Subject: p})
	}
	return s.facts.PublishAll(tx, list)
}

// byKind puts recalls under patient and type. Of two of a type, as after a merge of
// two records, the later one is over.
func byKind(tx *db.Tx, rows []recallRow) (map[string]map[string]recallRow, error) {
	have := map[string]map[string]recallRow{}
	for _, r := range rows {
		if have[r.Patient] == nil {
			have[r.Patient] = map[string]recallRow{}
		}
		if _, double := have[r.Patient][r.Kind]; double && r.State != RecallOver {
			r.State = RecallOver
			if err := updateRecall(tx, r); err != nil {
				return nil, err
			}
			continue
		}
		have[r.Patient][r.Kind] = r
	}
	return have, nil
}

// DueRecall is somebody who is to be looked at again.
type DueRecall struct {
	recallRow
	Face patients.Card
	Name Words
	Next int64 // a visit that is booked, 0 = none
	Live bool  // counts today
}

// RecallsDue lists a clinic's recalls up to a day, the oldest first: those that
// count and whose patients have no visit booked.
func (s *Service) RecallsDue(ctx context.Context, clinic string, to civil.Day, limit int) ([]DueRecall, error) {
	var out []DueRecall
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		today, err := s.desk(tx).today(clinic)
		if err != nil {
			return err
		}
		if to == "" {
			to = today.AddDays(30)
		}
		rows, err := recallsDue(tx, clinic, to, limit)
		if err != nil {
			return err
		}
		out, err = s.dueRecalls(tx, rows, today)
		return err
	})
	return out, err
}

func (s *Service) dueRecalls(tx *db.Tx, rows []recallRow, today civil.Day) ([]DueRecall, error) {
	types, _, err := recallTypes(tx)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, r := range rows {
		people = append(people, r.Patient)
	}
	people = distinct(people)
	faces, err := s.patients.Cards(tx, people)
	if err != nil {
		return nil, err
	}
	dates := map[string]patients.VisitDates{}
	if s.patients.Visits != nil {
		if dates, err = s.patients.Visits(tx, people); err != nil {
			return nil, err
		}
	}
	who, err := s.patients.ByIDs(tx, people)
	if err != nil {
		return nil, err
	}
	owed, err := s.billing.Owed(tx, people)
	if err != nil {
		return nil, err
	}
	var out []DueRecall
	for _, r := range rows {
		live := r.recall().Live(today, int64(owed[r.Patient]))
		if next := dates[r.Patient].Next; !live || next > tx.Now() || who[r.Patient].Deceased != "" {
			continue
		}
		out = append(out, DueRecall{recallRow: r, Face: faces[r.Patient], Name: nameOf(types, r.Kind), Live: live})
	}
	return out, nil
}

func nameOf(types []RecallType, kind string) Words {
	for _, t := range types {
		if t.Key == kind {
			return t.Name
		}
	}
	return Words{kind, kind}
}

// NewRecall is a recall that a person sets.
type NewRecall struct {
	Clinic, Patient, Kind string
	Due                   civil.Day
	Note                  string
}

// SetRecall sets a recall by hand: its day is never overwritten. One of the type
// that is there gets the day. Faults: RecallNotFound for an unknown type, BadTime,
// TextTooLong, patients.NotFound.
func (s *Service) SetRecall(ctx context.Context, n NewRecall) (recallRow, error) {
	if utf8.RuneCountInString(n.Note) > maxNote {
		return recallRow{}, TextTooLong.At("note", "max", maxNote)
	}
	var out recallRow
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(n.Clinic); err != nil {
			return err
		}
		if _, err := s.patients.ByID(tx, n.Patient); err != nil {
			return err
		}
		today, err := s.desk(tx).today(n.Clinic)
		if err != nil {
			return err
		}
		if day, err := civil.Parse(string(n.Due)); err != nil || day < today || day > today.AddMonths(120) {
			return BadTime.At("due_day")
		}
		types, _, err := recallTypes(tx)
		if err != nil {
			return err
		}
		if !slices.ContainsFunc(types, func(t RecallType) bool { return t.Key == n.Kind && t.Active }) {
			return RecallNotFound.At("kind")
		}
		rows, err := recallRows(tx, []string{n.Patient})
		if err != nil {
			return err
		}
		out = recallRow{ID: tx.NewID(), Clinic: n.Clinic, Patient: n.Patient, Of: n.Patient, Kind: n.Kind, Due: n.Due, ByHand: true, State: RecallOn,
			Note: strings.TrimSpace(n.Note), Changed: tx.Now(), By: tx.Actor(), Version: 1}
		if err := putRecall(tx, rows, &out); err != nil {
			return err
		}
		if err := s.recompute(tx, types, []string{n.Patient}); err != nil {
			return err
		}
		return s.answerRecall(tx, &out)
	})
	return out, err
}

// putRecall writes a recall into the row of its type, or a new one.
func putRecall(tx *db.Tx, rows []recallRow, r *recallRow) error {
	for _, old := range rows {
		if old.Kind == r.Kind {
			old.Due, old.ByHand, old.State, old.Note = r.Due, true, RecallOn, r.Note
			*r = old
			return updateRecall(tx, old)
		}
	}
	return insertRecalls(tx, []recallRow{*r})
}

// RecallChange is what a person may change of a recall.
type RecallChange struct {
	Due     civil.Day // "" = stays; else set by hand
	Auto    bool      // computed again from what was done
	State   RecallState
	Until   civil.Day
	Balance int64
	Note    string
}

// ChangeRecall sets a recall's day by hand, lets it be computed again, or switches
// it off: for good, until a day, or until the balance is below an amount. Faults:
// RecallNotFound, BadChoice, BadTime, TextTooLong, db.Stale.
func (s *Service) ChangeRecall(ctx context.Context, recall string, version int64, c RecallChange) (recallRow, error) {
	if !slices.Contains([]RecallState{RecallOn, RecallOff, RecallUntil, RecallBelow}, c.State) || (c.State == RecallUntil) != (c.Until != "") || c.Balance < 0 {
		return recallRow{}, BadChoice.At("state", "choice", string(c.State))
	}
	if utf8.RuneCountInString(c.Note) > maxNote {
		return recallRow{}, TextTooLong.At("note", "max", maxNote)
	}
	for _, day := range []civil.Day{c.Due, c.Until} {
		if _, err := civil.Parse(string(day)); day != "" && err != nil {
			return recallRow{}, BadTime.At("due_day")
		}
	}
	var out recallRow
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, found, err := recallInSight(tx, recall)
		switch {
		case err != nil:
			return err
		case !found:
			return RecallNotFound.With()
		case r.Version != version:
			return db.Stale.With()
		}
		if c.Due != "" {
			r.Due, r.ByHand = c.Due, true
		}
		if c.Auto {
			r.ByHand = false
		}
		r.State, r.Until, r.Balance, r.Note = c.State, c.Until, c.Balance, strings.TrimSpace(c.Note)
		if err := updateRecall(tx, r); err != nil {
			return err
		}
		types, _, err := recallTypes(tx)
		if err != nil {
			return err
		}
		if err := s.recompute(tx, types, []string{r.Patient}); err != nil {
			return err
		}
		out = r
		return s.answerRecall(tx, &out)
	})
	return out, err
}

// answerRecall reads a recall as it stands, and records the change.
func (s *Service) answerRecall(tx *db.Tx, r *recallRow) error {
	if err := s.tellRecalls(tx, []string{r.Patient}); err != nil {
		return err
	}
	now, found, err := recallInSight(tx, r.ID)
	if err != nil {
		return err
	}
	if found {
		*r = now
	}
	err = s.audit.Record(tx, audit.Entry{Action: "followup.recall_set", SubjectKind: "recall", SubjectID: r.ID, Patient: r.Patient, Clinic: r.Clinic,
		After: map[string]any{"kind": r.Kind, "due": r.Due, "by_hand": r.ByHand, "state": r.State}})
	if err != nil {
		return err
	}
	types, _, err := recallTypes(tx)
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, recallBodyOf(*r, nameOf(types, r.Kind)))
}

// SetWishes notes how somebody wants to be contacted. It is theirs, not a call's.
func (s *Service) SetWishes(ctx context.Context, clinic, patient string, asksCalls, optedOut bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if _, err := s.patients.ByID(tx, patient); err != nil {
			return err
		}
		if err := putPerson(tx, personRow{Clinic: clinic, Patient: patient, AsksCalls: asksCalls, OptedOut: optedOut}); err != nil {
			return err
		}
		if optedOut {
			if err := s.courtNoMore(tx, []string{patient}, BecauseOptedOut); err != nil {
				return err
			}
		}
		return s.audit.Record(tx, audit.Entry{Action: "followup.wishes_set", SubjectKind: "patient", SubjectID: patient, Patient: patient, Clinic: clinic,
			After: map[string]any{"asks_calls": asksCalls, "opted_out": optedOut}})
	})
}
