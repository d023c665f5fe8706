package followup

import (
	"context"
	"slices"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// The facts by which the register of complaints tells of one that is open. It stands
// beside this module, not below it, so that their names are written here.
const (
	complaintRaised   = "complaints.raised"
	complaintReopened = "complaints.reopened"
)

// hearsOfPeople is what changes of a person after somebody was to be called: what
// waits is decided when it wakes, what stands on a desk already is looked at again.
func (s *Service) hearsOfPeople() events.Subscription {
	return events.Subscription{Name: "followup.people", Kinds: []string{patients.FactChanged, complaintRaised, complaintReopened}, Later: s.lookAgain}
}

// lookAgain withdraws what waits for who has died, and what courts who complains;
// care for them goes on by telephone.
func (s *Service) lookAgain(ctx context.Context, facts []events.Fact) error {
	var changed, angry []string
	for _, f := range facts {
		if f.Kind != patients.FactChanged {
			angry = append(angry, f.Patient)
			continue
		}
		var b struct {
			Part string `json:"part"`
		}
		if err := f.Decode(&b); err != nil {
			return err
		}
		if b.Part == "record" {
			changed = append(changed, f.Patient)
		}
	}
	changed, angry = distinct(changed), distinct(angry)
	if len(changed)+len(angry) == 0 {
		return nil
	}
	return s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
		if err := s.leaveDead(tx, changed); err != nil {
			return err
		}
		return s.calm(tx, angry)
	})
}

// leaveDead withdraws everything that waits for those of them who have died. Their
// steps stay planned: a slip of the pen is put right, and each is decided when it
// wakes.
func (s *Service) leaveDead(tx *db.Tx, people []string) error {
	if len(people) == 0 {
		return nil
	}
	who, err := s.patients.ByIDs(tx, people)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(p string) bool { return who[p].Deceased == "" })
	if len(people) == 0 {
		return nil
	}
	live, err := liveContacts(tx, people)
	if err != nil {
		return err
	}
	return s.withdraw(tx, live, BecauseGone)
}

// calm heeds open complaints: nobody is courted, and whom a form asks after a
// treatment is called instead.
func (s *Service) calm(tx *db.Tx, people []string) error {
	if len(people) == 0 || s.Complaints == nil {
		return nil
	}
	open, err := s.Complaints(tx, people)
	if err != nil {
		return err
	}
	people = slices.DeleteFunc(people, func(p string) bool { return !open[p] }) // it was closed again meanwhile
	if len(people) == 0 {
		return nil
	}
	if err := s.courtNoMore(tx, people, BecauseComplaint); err != nil {
		return err
	}
	live, err := liveContacts(tx, people)
	if err != nil {
		return err
	}
	forms := slices.DeleteFunc(live, func(m Made) bool { return m.State != ContactSent || m.Way != Form || m.Layer != Clinical })
	return s.callInstead(tx, forms, WhyComplaint)
}

// courtNoMore withdraws what waits for the relationship, or for a plan that was not
// agreed to.
func (s *Service) courtNoMore(tx *db.Tx, people []string, why string) error {
	live, err := liveContacts(tx, people)
	if err != nil {
		return err
	}
	return s.withdraw(tx, slices.DeleteFunc(live, func(m Made) bool { return m.Layer != Relation && m.Layer != Selling }), why)
}
