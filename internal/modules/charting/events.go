package charting

import (
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts about records. Subject is the record; the body is RecordFact.
const (
	FactRecordBegun     = "charting.record_begun"
	FactRecordSubmitted = "charting.record_submitted"
	FactRecordTakenBack = "charting.record_taken_back"
	FactRecordReviewed  = "charting.record_reviewed"
	FactRecordSigned    = "charting.record_signed"
	FactRecordAmended   = "charting.record_amended"
)

// RecordFact is what hearers get: ids and words of this module, never the text.
type RecordFact struct {
	Record string      `json:"record"`
	Visit  string      `json:"visit"`
	Kind   Kind        `json:"kind"`
	Author string      `json:"author"`
	Review ReviewState `json:"review,omitempty"`
	Seq    int64       `json:"seq,omitempty"`
	Late   bool        `json:"late,omitempty"`
}

// told is what is told of a record to audit, hearers and screens.
type told struct {
	record Record // afterwards
	fact   string // its kind is the audit's action as well
	reason string
	after  map[string]any
}

func (s *Service) tell(tx *db.Tx, t told) error {
	r := t.record
	err := s.audit.Record(tx, audit.Entry{Action: t.fact, SubjectKind: "record", SubjectID: r.ID, Patient: r.Patient, Clinic: r.Clinic,
		After: t.after, Reason: t.reason})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: t.fact, Clinic: r.Clinic, Patient: r.Patient, Subject: r.ID,
		Body: RecordFact{Record: r.ID, Visit: r.Visit, Kind: r.Kind, Author: r.Author, Review: r.Review.State, Seq: r.Seq, Late: r.Late}})
	if err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "records", Clinic: r.Clinic, Key: r.Visit, ID: r.ID, Version: r.Version})
}

// retains hears of erased persons: the law keeps their records, so they go to
// storage, where no route finds them.
func (s *Service) retains() events.Subscription {
	return events.Subscription{
		Name: "charting.retain", Kinds: []string{patients.FactErased}, Backfill: true,
		Now: func(tx *db.Tx, f events.Fact) error {
			var body struct {
				Records []string `json:"records"`
			}
			if err := f.Decode(&body); err != nil {
				return err
			}
			return retain(tx, body.Records)
		},
	}
}
