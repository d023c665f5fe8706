package followup

import (
	"context"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/live"
)

// alarm asks the treating doctor to call, or whoever is on call: a task at once on
// their screen, and an urgent message.
func (s *Service) alarm(tx *db.Tx, b book, r Result) (int64, error) {
	due, onCall := DoctorDue(r.Level, tx.Now(), b.contact.Family() == Surgical, b.hours)
	owner := b.made.Doctor
	if onCall {
		duty, there, err := s.visits.OnDuty(tx, b.made.Clinic, tx.Now())
		if err != nil {
			return 0, err
		}
		if there {
			owner = duty.Doctor
		}
	}
	n := tasks.New{Kind: TaskDoctorCall, Clinic: b.made.Clinic, Patient: b.made.Patient, Subject: b.made.ID, Owner: owner, Due: due, Priority: tasks.Normal,
		Title:  tasks.Title{Key: "followup.title." + string(r.Level), Args: map[string]any{}},
		Dedupe: TaskDoctorCall + ":" + b.made.ID}
	if owner == "" {
		n.Role = org.RoleDoctor
	}
	if r.Level == Red {
		n.Priority = tasks.Urgent
	}
	if _, err := s.tasks.Open(tx, n); err != nil {
		return 0, err
	}
	if owner != "" {
		word := map[Level]string{Red: "红", Amber: "黄"}[r.Level]
		err := s.messages.Plan(tx, messages.Wish{Purpose: PurposeAlarm, Occurrence: r.ID, Clinic: b.made.Clinic, Staff: owner, Subject: b.made.ID, Until: due + span.Hour,
			Fields: map[string]string{"level": word, "time": civil.ClockOf(due, b.hours.Zone).String()}, Link: "/tasks"})
		if err != nil {
			return 0, err
		}
	}
	body := FactBody{Outcome: r.Outcome, Means: r.Means, Level: r.Level}
	if err := s.publish(tx, FactAbnormal, b.made, body); err != nil {
		return 0, err
	}
	return due, s.live.Touch(tx, live.Change{Topic: "alarms", Clinic: b.made.Clinic, Key: owner, ID: b.made.ID})
}

// Correct adds a correction to a result that is there: the answers are judged
// anew, and what is worse than before calls the doctor. Faults: ContactNotFound,
// NoResult, BadAnswer, TextTooLong, TextMissing.
func (s *Service) Correct(ctx context.Context, contact string, answers Answers, note string) (Opened, error) {
	if strings.TrimSpace(note) == "" {
		return Opened{}, TextMissing.At("note")
	}
	if utf8.RuneCountInString(note) > maxNote {
		return Opened{}, TextTooLong.At("note", "max", maxNote)
	}
	var out Opened
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		b, err := s.book(tx, contact)
		if err != nil {
			return err
		}
		list, err := resultsOf(tx, []string{contact})
		if err != nil {
			return err
		}
		last, there := latestOf(list)
		if !there {
			return NoResult.With()
		}
		if wrong := CheckAnswers(b.asked, answers); len(wrong) > 0 {
			return fault.Join(wrong)
		}
		r := last
		r.ID, r.At, r.By, r.Corrects, r.Note, r.SeenAt, r.SeenBy = tx.NewID(), tx.Now(), tx.Actor(), list[0].ID, strings.TrimSpace(note), 0, ""
		if len(answers) > 0 {
			r.Answers = answers
		}
		v := b.judge(last.At, r.Answers)
		r.Level, r.Spoke = v.Level, v.Spoke
		if err := insertResults(tx, []Result{r}); err != nil {
			return err
		}
		if err := s.told(tx, b.made, "followup.corrected", map[string]any{"level": r.Level}); err != nil {
			return err
		}
		if v.Level.rank() > last.Level.rank() {
			if _, err := s.alarm(tx, b, r); err != nil {
				return err
			}
		}
		if out, err = s.opened(tx, contact); err != nil {
			return err
		}
		return httpapi.Answer(tx, openedBody(out))
	})
	return out, err
}
