package charting

import (
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
	"archwire/internal/platform/settings"
)

// The facts of referrals. Subject is the referral; the body is ReferralFact.
const (
	FactReferralSent      = "charting.referral_sent"
	FactReferralTaken     = "charting.referral_taken"
	FactReferralDeclined  = "charting.referral_declined"
	FactReferralAnswered  = "charting.referral_answered"
	FactReferralWithdrawn = "charting.referral_withdrawn"
	FactReferralRead      = "charting.referral_read"
)

var referralFacts = map[ReferralStep]string{SendReferral: FactReferralSent, TakeReferral: FactReferralTaken, DeclineReferral: FactReferralDeclined,
	AnswerReferral: FactReferralAnswered, WithdrawReferral: FactReferralWithdrawn, ReadReferral: FactReferralRead}

// ReferralFact is what hearers get: ids and words of this module, never the text.
type ReferralFact struct {
	Referral   string        `json:"referral"`
	State      ReferralState `json:"state"`
	FromClinic string        `json:"from_clinic"`
	ToClinic   string        `json:"to_clinic"`
	Sender     string        `json:"sender"`
	ToStaff    string        `json:"to_staff,omitempty"`
	Taker      string        `json:"taker,omitempty"`
	Site       string        `json:"site,omitempty"`
	Treatment  What          `json:"treatment,omitempty"`
	Visit      string        `json:"visit,omitempty"`
}

// The tasks of referrals, one after the other: to take what was sent, to treat and
// answer, to read what came back.
var (
	referralToTake = tasks.Kind{Key: "charting.referral_take", Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager}}
	referralToDo   = tasks.Kind{Key: "charting.referral_answer", Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager}}
	referralToRead = tasks.Kind{Key: "charting.referral_read", Outcomes: tasks.TodoOutcomes, Ladder: []string{org.RoleManager}}

	referralTasks = []tasks.Kind{referralToTake, referralToDo, referralToRead}
)

const hour = int64(60 * 60 * 1000) // in milliseconds

// tellReferral keeps a step in the history, and tells audit, hearers, screens and
// the tasks of both sides.
func (s *Service) tellReferral(tx *db.Tx, r Referral, before *Referral, m ReferralMove) error {
	seq, err := lastReferralEvent(tx, r.ID)
	if err != nil {
		return err
	}
	if err := insertReferralEvents(tx, r.ID, ReferralEvent{seq + 1, m.Step, m.At, m.By, m.Text, m.Visit}); err != nil {
		return err
	}
	clinic := r.ToClinic
	if m.Step == SendReferral || m.Step == WithdrawReferral || m.Step == ReadReferral {
		clinic = r.FromClinic
	}
	e := audit.Entry{Action: referralFacts[m.Step], SubjectKind: "referral", SubjectID: r.ID, Patient: r.Patient, Clinic: clinic, After: rowOfReferral(r), Reason: r.Reason}
	if before != nil {
		e.Before = map[string]any{"state": before.State}
	}
	if err := s.audit.Record(tx, e); err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: referralFacts[m.Step], Clinic: clinic, Patient: r.Patient, Subject: r.ID,
		Body: ReferralFact{Referral: r.ID, State: r.State, FromClinic: r.FromClinic, ToClinic: r.ToClinic, Sender: r.Sender, ToStaff: r.ToStaff,
			Taker: r.Taker, Site: r.Site.String(), Treatment: r.Treatment, Visit: m.Visit}})
	if err != nil {
		return err
	}
	if err := s.referralTask(tx, r, m.Step); err != nil {
		return err
	}
	// Every clinic that sees the patient has it on the patient's page.
	return s.live.Touch(tx, live.Change{Topic: "referrals", Key: r.Patient, ID: r.ID, Version: r.Version})
}

// referralTask moves the work on to who has it now.
func (s *Service) referralTask(tx *db.Tx, r Referral, step ReferralStep) error {
	key := func(k tasks.Kind) string { return k.Key + ":" + r.ID }
	end := func(outcome string, kinds ...tasks.Kind) error {
		for _, k := range kinds {
			if _, err := s.tasks.Close(tx, key(k), outcome, ""); err != nil {
				return err
			}
		}
		return nil
	}
	open := func(k tasks.Kind, n tasks.New, wait int64) error {
		n.Kind, n.Patient, n.Subject, n.Dedupe, n.Due = k.Key, r.Patient, r.ID, key(k), tx.Now()+wait
		n.Title = tasks.Title{Key: "charting.task." + k.Key[len("charting."):], Args: map[string]any{"site": r.Site.String()}}
		if r.Urgency == Urgent {
			n.Priority = tasks.Urgent
		}
		_, err := s.tasks.Open(tx, n)
		return err
	}
	numbers, err := settings.Of(tx, r.ToClinic)
	if err != nil {
		return err
	}
	wait := int64(numbers.Int(referralHours[r.Urgency])) * hour
	switch step {
	case SendReferral:
		return open(referralToTake, tasks.New{Clinic: r.ToClinic, Owner: r.ToStaff, Role: r.ToRole}, wait)
	case TakeReferral:
		if err := end(tasks.DoneOutcome, referralToTake); err != nil {
			return err
		}
		return open(referralToDo, tasks.New{Clinic: r.ToClinic, Owner: r.Taker}, int64(numbers.Int(referralAnswerDays))*24*hour)
	case AnswerReferral, DeclineReferral:
		if err := end(tasks.DoneOutcome, referralToTake, referralToDo); err != nil {
			return err
		}
		return open(referralToRead, tasks.New{Clinic: r.FromClinic, Owner: r.Sender}, wait)
	case WithdrawReferral:
		return end(tasks.Withdrawn, referralToTake, referralToDo)
	}
	return end(tasks.DoneOutcome, referralToRead)
}
