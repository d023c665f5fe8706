package gateways

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// New is what is asked of the outside world.
type NewRequest struct {
	Clinic   string
	Patient  string // "" = of none
	Kind     Kind
	Platform string // of a voucher
	Of       string // the request that it takes back
	Subject  string
	Once     string    // while a request of the kind with this key is not refused or closed, no other is taken; "" = any number
	Amount   money.Fen // 0 where the provider says it
	Ask      Ask
	Person   string // what names a person: a card's or voucher's number; sealed, and dropped once it is over
}

// Ask writes a request in the caller's transaction and has it sent after the
// commit. The caller answers for clinic, patient and subject. Faults: NoAccount,
// AlreadyAsked.
func (s *Service) Ask(tx *db.Tx, n NewRequest) (Request, error) {
	provider := providerOf[n.Kind]
	account, err := accountFor(tx, n.Clinic, provider, n.Platform)
	if n.Of != "" { // back the way it came, also where the clinic has another account now
		var first Request
		if first, err = requestOne(tx, n.Of, false); err == nil {
			account, n.Platform = first.Account, first.Platform
			n.Ask.OfNo, n.Ask.OfTheir, n.Ask.Whole = first.Number, first.ProviderNo, first.Amount
		}
	}
	if err != nil {
		return Request{}, err
	}
	zone, err := s.org.Zone(tx, n.Clinic)
	if err != nil {
		return Request{}, err
	}
	id := tx.NewID()
	r := Request{ID: id, Version: 1, Clinic: n.Clinic, Patient: n.Patient, Account: account, Provider: provider, Platform: n.Platform, Kind: n.Kind,
		Number: numberOf(n.Kind, civil.Of(tx.Now(), zone), id), Of: n.Of, Subject: n.Subject, Amount: n.Amount, State: Asked, Ask: n.Ask,
		AskedAt: tx.Now(), AskedBy: tx.Actor()}
	if n.Kind == Payment {
		minutes, err := PayMinutes.Int(tx, n.Clinic)
		if err != nil {
			return r, err
		}
		r.Ask.Expires = tx.Now() + int64(minutes)*60_000
	}
	if n.Person != "" {
		r.sealed = s.vault.Seal(personPlace(tx, id), []byte(n.Person))
	}
	// Should the job be lost, the ticker finds it.
	r.WakeAt = tx.Now() + sendGrace.Milliseconds()
	if err := insertRequest(tx, r, n.Once); err != nil {
		return r, err
	}
	if err := jobs.Lower(tx, wakeTopic, r.WakeAt); err != nil {
		return r, err
	}
	err = s.audit.Record(tx, audit.Entry{Action: "gateways.asked", SubjectKind: "request", SubjectID: r.ID, Patient: r.Patient, Clinic: r.Clinic,
		After: s.told(r)})
	if err != nil {
		return r, err
	}
	if err := s.touch(tx, r); err != nil {
		return r, err
	}
	return r, s.jobs.Enqueue(tx, sendKind, jobArgs{r.ID}, jobs.Unique(r.ID))
}

func personPlace(tx *db.Tx, id string) string {
	return "gateways_requests.secret/" + tx.Tenant() + "/" + id
}

// Request gives a request of the clinics in sight. Fault: RequestNotFound.
func (s *Service) Request(tx *db.Tx, id string) (Request, error) { return requestOne(tx, id, false) }

// OfPatient lists a patient's latest requests in the clinics in sight, latest first.
func (s *Service) OfPatient(tx *db.Tx, patient string, limit int) ([]Request, error) {
	return requestsByPatient(tx, patient, limit)
}

// AskableAgain lets the same be asked again after it was taken back.
func (s *Service) AskableAgain(tx *db.Tx, id string) error { return forgetOnce(tx, id) }

func (s *Service) told(r Request) Told {
	return Told{Request: r.ID, Kind: r.Kind, Of: r.Of, Subject: r.Subject, Amount: r.Amount, Late: r.Late, Code: r.Code}
}

func (s *Service) touch(tx *db.Tx, r Request) error {
	return s.live.Touch(tx, live.Change{Topic: "gateways", Clinic: r.Clinic, ID: r.ID, Version: r.Version})
}

// change locks a request, changes it, and writes and tells what came of it.
func (s *Service) change(ctx context.Context, id string, do func(tx *db.Tx, r *Request) error) (Request, error) {
	var r Request
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if r, err = requestOne(tx, id, true); err != nil {
			return err
		}
		before := r
		if err := do(tx, &r); err != nil {
			return err
		}
		return s.settle(tx, before, &r)
	})
	return r, err
}

// settle writes what changed of a locked request, says when it is looked at
// again, and tells the fact of its new state.
func (s *Service) settle(tx *db.Tx, before Request, r *Request) error {
	if r.State.Over() {
		r.sealed = ""
	}
	if r.WakeAt == before.WakeAt {
		r.WakeAt = r.next(tx.Now())
	}
	if err := saveRequest(tx, *r); err != nil {
		return err
	}
	r.Version++
	if r.WakeAt != 0 {
		if err := jobs.Lower(tx, wakeTopic, r.WakeAt); err != nil {
			return err
		}
	}
	if r.State != before.State {
		if err := s.tell(tx, *r); err != nil {
			return err
		}
	}
	if r.State == before.State && r.Said == before.Said && r.Closing == before.Closing && r.HandBy == before.HandBy && r.Answer == before.Answer {
		return nil // asked again, and heard the same
	}
	return s.touch(tx, *r)
}

// tell publishes the fact of a state that a request has just come to.
func (s *Service) tell(tx *db.Tx, r Request) error {
	fact := factOf[r.State]
	if fact == "" {
		return nil
	}
	err := s.audit.Record(tx, audit.Entry{Action: fact, SubjectKind: "request", SubjectID: r.ID, Patient: r.Patient, Clinic: r.Clinic, After: s.told(r)})
	if err != nil {
		return err
	}
	return s.facts.Publish(tx, events.Fact{Kind: fact, Clinic: r.Clinic, Patient: r.Patient, Subject: r.ID, Body: s.told(r)})
}

// forget takes out what names an erased patient.
func (s *Service) forget(tx *db.Tx, f events.Fact) error { return forgetPerson(tx, f.Patient) }
