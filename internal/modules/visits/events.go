package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts of this module. Subject is the visit; the body is FactBody.
const (
	FactBooked      = "visits.booked"
	FactMoved       = "visits.moved" // time, place, doctor, kind or length, on the same day
	FactRescheduled = "visits.rescheduled"
	FactParked      = "visits.parked"
	FactConfirmed   = "visits.confirmed"
	FactArrived     = "visits.arrived"
	FactSeated      = "visits.seated"
	FactBegun       = "visits.begun"
	FactTreated     = "visits.treated"
	FactLeft        = "visits.left"
	FactNoShow      = "visits.no_show"
	FactCancelled   = "visits.cancelled"
	FactSuspected   = "visits.no_show_suspected"
	FactUndone      = "visits.step_undone"
	FactNextStep    = "visits.next_step_set"
	FactWaitlisted  = "visits.waitlisted"
	FactOffered     = "visits.slot_offered"
	FactDeclined    = "visits.offer_declined"
)

// FactBody is what hearers of the facts of a visit get: ids, words of this
// module and instants in epoch milliseconds.
type FactBody struct {
	Visit    string    `json:"visit"`
	Template string    `json:"template"`
	Code     string    `json:"code"`
	Category string    `json:"category"`
	Doctor   string    `json:"doctor,omitempty"`
	Day      civil.Day `json:"day"`
	Start    int64     `json:"start"`
	End      int64     `json:"end"`
	State    State     `json:"state"`
	First    bool      `json:"first,omitempty"`
	Ended    End       `json:"ended,omitempty"`
	Reason   string    `json:"reason,omitempty"` // key of a reason, never free text
	Before   int64     `json:"before,omitempty"` // the start before it was moved
	Follows  string    `json:"follows,omitempty"`
	Step     Step      `json:"step,omitempty"` // that was taken back
	// Minutes over the planned end, of a treated visit.
	Overrun int `json:"overrun,omitempty"`
}

func bodyOf(v Visit) FactBody {
	return FactBody{
		Visit: v.ID, Template: v.TemplateID, Code: v.Code, Category: v.Category, Doctor: v.Plan.DoctorID, Day: v.Day,
		Start: v.Plan.Start, End: v.Plan.End(), State: v.Progress.State, First: v.First, Ended: v.Ended, Follows: v.Follows,
	}
}

// told is something that happened to a visit, for everybody who is told.
type told struct {
	visit  Visit // afterwards
	did    Step
	event  Event  // of a step; its time and actor are those of the transaction
	fact   string // "" = no fact
	body   FactBody
	reason string // what the actor gave as a reason, for the audit
	detail map[string]any
	before any // for the audit
}

// tell appends to the visit's history, records the audit, publishes the fact and
// touches the open screens.
func (s *Service) tell(tx *db.Tx, t told) error {
	v := t.visit
	row := eventRow{
		Visit: v.ID, Seq: v.Version, Step: t.did, At: tx.Now(), Actor: tx.Actor(), Place: t.event.PlaceID,
		Party: t.event.Party, Reason: t.event.Reason, Detail: t.detail,
	}
	if err := insertEvents(tx, []eventRow{row}); err != nil {
		return err
	}
	err := s.audit.Record(tx, audit.Entry{
		Action: "visits." + string(t.did), SubjectKind: "visit", SubjectID: v.ID, Patient: v.Patient, Clinic: v.Clinic,
		Before: t.before, After: trailOf(v), Reason: t.reason,
	})
	if err != nil {
		return err
	}
	if t.fact != "" {
		err := s.facts.Publish(tx, events.Fact{Kind: t.fact, Clinic: v.Clinic, Patient: v.Patient, Subject: v.ID, Body: t.body})
		if err != nil {
			return err
		}
	}
	return s.touch(tx, v)
}

// touch tells open boards of the visit's day.
func (s *Service) touch(tx *db.Tx, v Visit) error {
	return s.live.Touch(tx, live.Change{Topic: "visits", Clinic: v.Clinic, Key: string(v.Day), ID: v.ID, Version: v.Version})
}

// trail is a visit as the audit keeps it.
type trail struct {
	Start     int64    `json:"start"`
	End       int64    `json:"end"`
	Doctor    string   `json:"doctor,omitempty"`
	Template  string   `json:"template"`
	Pattern   string   `json:"pattern"`
	Places    []string `json:"places,omitempty"`
	State     State    `json:"state"`
	Place     string   `json:"place,omitempty"`
	Ended     End      `json:"ended,omitempty"`
	EndReason string   `json:"end_reason,omitempty"`
	Parked    bool     `json:"parked,omitempty"`
	Charged   bool     `json:"charged,omitempty"`
	Note      string   `json:"note,omitempty"`
	Wishes    string   `json:"wishes,omitempty"`
}

func trailOf(v Visit) trail {
	return trail{
		Start: v.Plan.Start, End: v.Plan.End(), Doctor: v.Plan.DoctorID, Template: v.TemplateID, Pattern: v.Plan.Pattern.String(),
		Places: v.Plan.Places, State: v.Progress.State, Place: v.Progress.PlaceID, Ended: v.Ended, EndReason: v.Progress.Reason,
		Parked: v.ParkedAt > 0, Charged: v.Charged, Note: v.Note, Wishes: v.Wishes,
	}
}
