package followup

import (
	"context"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/live"
)

// Called is what a caller says came of a call.
type Called struct {
	Outcome      Outcome
	Answers      Answers
	Mood         string
	Advice       string
	Note         string
	Satisfaction int // 0 = not asked
	Referral     string
	Wish         string
	Again        int64                 // of CallBack: when; of NoAnswer 0 = the next window
	Complaint    string                // words of a complaint, "" = none
	Days         []patients.SpecialDay // all that are known now; nil = not asked
	Important    *bool
	Why          string // of the important mark
	AsksCalls    *bool
}

// check refuses what a caller cannot mean. Faults: BadOutcome, BadChoice,
// TextTooLong, BadTime.
func (c Called) check(now int64) []*fault.Fault {
	var wrong []*fault.Fault
	if !slices.Contains(Outcomes, c.Outcome) {
		wrong = append(wrong, BadOutcome.At("outcome", "outcome", string(c.Outcome)))
	}
	for field, x := range map[string]struct {
		is  string
		may []string
	}{"mood": {c.Mood, Moods}, "referral": {c.Referral, Referrals}, "wish": {c.Wish, Wishes}} {
		if x.is != "" && !slices.Contains(x.may, x.is) {
			wrong = append(wrong, BadChoice.At(field, "choice", x.is))
		}
	}
	for field, text := range map[string]string{"note": c.Note, "advice": c.Advice, "complaint": c.Complaint} {
		if utf8.RuneCountInString(text) > maxNote {
			wrong = append(wrong, TextTooLong.At(field, "max", maxNote))
		}
	}
	if c.Satisfaction < 0 || c.Satisfaction > 5 {
		wrong = append(wrong, BadChoice.At("satisfaction", "choice", c.Satisfaction))
	}
	if c.Outcome == CallBack && c.Again <= now || c.Again > now+31*dayLong {
		wrong = append(wrong, BadTime.At("again_at"))
	}
	return wrong
}

// Record writes down what came of a call, under the caller's own name. What was
// learnt goes home: special days, the important mark, a complaint. An abnormal
// answer calls the doctor in the same transaction. Faults: ContactNotFound, NotOpen,
// those of check, BadAnswer, Uncomplaint, db.Stale, and those of the patient's
// record.
func (s *Service) Record(ctx context.Context, contact string, version int64, c Called) (Opened, error) {
	if wrong := c.check(s.db.Now()); len(wrong) > 0 {
		return Opened{}, fault.Join(wrong)
	}
	if c.Complaint != "" && s.Complain == nil {
		return Opened{}, Uncomplaint.At("complaint")
	}
	if err := s.takeHome(ctx, contact, version, c); err != nil {
		return Opened{}, err
	}
	var out Opened
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := s.openAt(tx, contact, version)
		if err != nil {
			return err
		}
		if wrong := CheckAnswers(b.asked, c.Answers); len(wrong) > 0 {
			return fault.Join(wrong)
		}
		if err := s.recorded(tx, b, c); err != nil {
			return err
		}
		if out, err = s.opened(tx, contact); err != nil {
			return err
		}
		return httpapi.Answer(tx, openedBody(out))
	})
	return out, err
}

// openAt opens a contact that waits, at the version that the caller read.
func (s *Service) openAt(tx *db.Tx, contact string, version int64) (book, error) {
	b, err := s.book(tx, contact)
	switch {
	case err != nil:
		return b, err
	case !b.made.Live():
		return b, NotOpen.With("state", string(b.made.State))
	case b.made.Version != version:
		return b, db.Stale.With()
	}
	return b, nil
}

// takeHome writes into the patient's record what was learnt. It comes before the
// result, so that what the record refuses is not lost in a call that is closed.
func (s *Service) takeHome(ctx context.Context, contact string, version int64, c Called) error {
	if c.Days == nil && c.Important == nil {
		return nil
	}
	patient := ""
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := s.openAt(tx, contact, version)
		patient = b.made.Patient
		return err
	})
	if err == nil && c.Days != nil {
		err = s.patients.SetDays(ctx, patient, c.Days)
	}
	if err == nil && c.Important != nil {
		err = s.patients.Mark(ctx, patient, *c.Important, c.Why)
	}
	return err
}

// recorded writes one outcome.
func (s *Service) recorded(tx *db.Tx, b book, c Called) error {
	if c.AsksCalls != nil {
		wish, err := peopleOf(tx, []string{b.made.Patient})
		if err != nil {
			return err
		}
		w := wish[b.made.Patient]
		w.Clinic, w.Patient, w.AsksCalls = b.made.Clinic, b.made.Patient, *c.AsksCalls
		if err := putPerson(tx, w); err != nil {
			return err
		}
	}
	if c.Complaint != "" {
		_, err := s.Complain(tx, Complaint{Clinic: b.made.Clinic, Patient: b.made.Patient, Contact: b.made.ID, Doctor: b.made.Doctor, Words: strings.TrimSpace(c.Complaint)})
		if err != nil {
			return err
		}
	}
	if c.Outcome == NoAnswer || c.Outcome == CallBack {
		return s.tryAgain(tx, b, c)
	}
	if err := s.refused(tx, b, c); err != nil {
		return err
	}
	r := Result{Means: "call", Outcome: c.Outcome, Answers: c.Answers, Mood: c.Mood, Advice: strings.TrimSpace(c.Advice), Note: strings.TrimSpace(c.Note),
		Satisfaction: c.Satisfaction, Referral: c.Referral, Wish: c.Wish}
	if r.Satisfaction == 0 {
		r.Satisfaction = stars(c.Answers)
	}
	_, _, err := s.conclude(tx, b, r)
	return err
}

// endsIt tells whether somebody does not want to hear of it again: they would not
// talk, or said so when they were asked about the plan.
func (c Called) endsIt() bool {
	return c.Outcome == Refused || c.Outcome == Reached && c.Answers["wants_treatment"] == "no"
}

// refused heeds who does not want to be called: the relationship and what was not
// agreed to end, care goes on by form. A wrong number is to be put right.
func (s *Service) refused(tx *db.Tx, b book, c Called) error {
	if c.Outcome == WrongNumber {
		_, err := s.tasks.Open(tx, tasks.New{Kind: TaskNumber, Clinic: b.made.Clinic, Patient: b.made.Patient, Subject: b.made.ID, Role: org.RoleFrontDesk,
			Due: tx.Now() + dayLong, Title: tasks.Title{Key: "followup.title.number", Args: map[string]any{}}, Dedupe: TaskNumber + ":" + b.made.Patient})
		return err
	}
	if !c.endsIt() || b.made.Layer == Clinical {
		return nil
	}
	wish, err := peopleOf(tx, []string{b.made.Patient})
	if err != nil {
		return err
	}
	w := wish[b.made.Patient]
	w.Clinic, w.Patient, w.OptedOut = b.made.Clinic, b.made.Patient, true
	if err := putPerson(tx, w); err != nil {
		return err
	}
	var ids []string
	for _, of := range b.series {
		ids = append(ids, of.ID)
	}
	if err := cancelPlanned(tx, distinct(ids), BecauseOptedOut); err != nil {
		return err
	}
	return nil
}

// tryAgain notes a try in vain. After the last one the contact is given up.
func (s *Service) tryAgain(tx *db.Tx, b book, c Called) error {
	m := b.made
	d := s.desk(tx)
	values, err := d.valuesOf(m.Clinic)
	if err != nil {
		return err
	}
	if c.Outcome == NoAnswer {
		m.Attempts++
	}
	next, slot := c.Again, Own
	if next == 0 {
		// A call that was made before its window was the try of that window.
		_, slot, next = NextWindow(max(tx.Now(), m.Due), b.hours)
	}
	over, was := m.Attempts >= values.Int(Tries), m.Due
	if over {
		next, was = 0, 0
	}
	err = insertAttempt(tx, attemptRow{ID: tx.NewID(), Clinic: m.Clinic, Contact: m.ID, At: tx.Now(), By: tx.Actor(), Outcome: c.Outcome, Note: strings.TrimSpace(c.Note), Next: next,
		Was: was, WasFirst: m.First})
	if err != nil {
		return err
	}
	if over {
		m.State, m.Reason, m.Closed, m.ClosedBy = ContactEnded, BecauseUnanswered, tx.Now(), tx.Actor()
		if _, err := s.tasks.Close(tx, m.dedupe(), string(Unreachable), c.Note); err != nil {
			return err
		}
		if err := s.finish(tx, []string{m.ID}); err != nil {
			return err
		}
	} else {
		m.Due, m.First = next, slot == Morning // who was not reached stands first in the next morning's list
		if _, err := s.tasks.Retry(tx, m.dedupe(), string(c.Outcome), c.Note, next); err != nil {
			return err
		}
	}
	if err := updateContact(tx, &m); err != nil {
		return err
	}
	if over {
		err = s.publish(tx, FactGivenUp, m, FactBody{Outcome: Unreachable})
	}
	if err != nil {
		return err
	}
	return s.told(tx, m, "followup.tried", map[string]any{"outcome": c.Outcome, "attempts": m.Attempts})
}

// conclude writes the result of a contact: it is judged, the contact is done, and
// where it is abnormal the doctor is called. It gives by when.
func (s *Service) conclude(tx *db.Tx, b book, r Result) (Result, int64, error) {
	m := b.made
	v := b.judge(tx.Now(), r.Answers)
	r.ID, r.Clinic, r.Contact, r.Patient, r.Doctor = tx.NewID(), m.Clinic, m.ID, m.Patient, m.Doctor
	r.At, r.InTime, r.Level, r.Spoke = tx.Now(), tx.Now() <= m.Latest, v.Level, v.Spoke
	if r.Means == "call" {
		r.By = tx.Actor()
	}
	if r.Answers == nil {
		r.Answers = Answers{}
	}
	if err := insertResults(tx, []Result{r}); err != nil {
		return r, 0, err
	}
	m.State, m.Level, m.Closed, m.ClosedBy, m.ChaseAt, m.Reason = ContactDone, v.Level, tx.Now(), r.By, 0, ""
	if err := s.closeTask(tx, m, r); err != nil {
		return r, 0, err
	}
	if err := updateContact(tx, &m); err != nil {
		return r, 0, err
	}
	if err := s.finish(tx, []string{m.ID}); err != nil {
		return r, 0, err
	}
	if err := s.levelled(tx, b, v.Level); err != nil {
		return r, 0, err
	}
	if err := expectMorning(tx, m.Clinic, b.hours.morning(tx.Now())); err != nil {
		return r, 0, err
	}
	body := FactBody{Outcome: r.Outcome, Means: r.Means, Level: r.Level, Satisfaction: r.Satisfaction, Referral: r.Referral, InTime: r.InTime}
	if err := s.publish(tx, FactReached, m, body); err != nil {
		return r, 0, err
	}
	if err := s.told(tx, m, "followup.recorded", map[string]any{"outcome": r.Outcome, "level": r.Level, "means": r.Means}); err != nil {
		return r, 0, err
	}
	if v.Level == Green {
		return r, 0, nil
	}
	due, err := s.alarm(tx, b, r)
	return r, due, err
}

// levelled keeps with the series how the last answer was.
func (s *Service) levelled(tx *db.Tx, b book, level Level) error {
	var ids []string
	for _, of := range b.series {
		ids = append(ids, of.ID)
	}
	return levelSeries(tx, distinct(ids), level)
}

// closeTask ends the task of a call; the answer of a form ends the call that was
// made of it.
func (s *Service) closeTask(tx *db.Tx, m Made, r Result) error {
	if m.Way != Call {
		return nil
	}
	_, err := s.tasks.Close(tx, m.dedupe(), string(r.Outcome), r.Note)
	return err
}

// publish tells a fact of a contact.
func (s *Service) publish(tx *db.Tx, kind string, m Made, body FactBody) error {
	body.Contact, body.Protocols, body.Layer, body.Doctor = m.ID, split(joined(m.Keys)), m.Layer, m.Doctor
	return s.facts.Publish(tx, events.Fact{Kind: kind, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, Body: body})
}

// told records a change of a contact and tells open screens.
func (s *Service) told(tx *db.Tx, m Made, action string, after any) error {
	err := s.audit.Record(tx, audit.Entry{Action: action, SubjectKind: "followup_contact", SubjectID: m.ID, Patient: m.Patient, Clinic: m.Clinic, After: after})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "followup", Clinic: m.Clinic, ID: m.ID, Version: m.Version})
}

// actorOf is who acts.
func actorOf(ctx context.Context) string { a, _ := auth.From(ctx); return a.ID }
