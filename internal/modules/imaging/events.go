package imaging

import (
	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts of this module. Subject is the image; the body is FactBody.
const (
	FactAdded     = "imaging.image_added"
	FactFiled     = "imaging.image_filed" // anew: slot, teeth, visit, day or order
	FactWithdrawn = "imaging.image_withdrawn"
	FactReturned  = "imaging.image_returned" // into view
)

// FactBody is what hearers of the facts get.
type FactBody struct {
	Slot    Slot      `json:"slot"`
	Site    string    `json:"site,omitempty"`
	Visit   string    `json:"visit,omitempty"`
	Day     civil.Day `json:"day"`
	TakenBy string    `json:"taken_by,omitempty"`
	Order   string    `json:"order,omitempty"` // for which it was taken
}

func (i Image) filed() FactBody { return FactBody{i.Slot, i.Site, i.Visit, i.Day, i.TakenBy, i.Order} }

// tell tells audit, hearers and open screens what was done to an image. before is
// how it was filed, nil for a new one. The kind of the fact is the audit's action.
func (s *Service) tell(tx *db.Tx, kind string, i Image, before *FactBody, reason string) error {
	body := i.filed()
	e := audit.Entry{Action: kind, SubjectKind: subject, SubjectID: i.ID, Patient: i.Patient, Clinic: i.Clinic, After: body, Reason: reason}
	if before != nil {
		e.Before = *before
	}
	if err := s.audit.Record(tx, e); err != nil {
		return err
	}
	if err := s.facts.Publish(tx, events.Fact{Kind: kind, Clinic: i.Clinic, Patient: i.Patient, Subject: i.ID, Body: body}); err != nil {
		return err
	}
	return s.touch(tx, i)
}

func (s *Service) touch(tx *db.Tx, i Image) error {
	return s.live.Touch(tx, live.Change{Topic: "imaging", Clinic: i.Clinic, Key: i.Patient, ID: i.ID, Version: i.Version})
}

const subject = "image"

// subscriptions: what was written of an erased person goes in the transaction of
// the erasure. The images stay, as the law keeps records.
func (s *Service) subscriptions() []events.Subscription {
	return []events.Subscription{{
		Name: "imaging.forget", Kinds: []string{patients.FactErased}, Backfill: true,
		Now: func(tx *db.Tx, f events.Fact) error {
			var body struct {
				Records []string `json:"records"`
			}
			if err := f.Decode(&body); err != nil {
				return err
			}
			return blank(tx, body.Records)
		},
	}}
}
