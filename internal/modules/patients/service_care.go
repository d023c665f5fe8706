package patients

import (
	"context"
	"errors"
	"slices"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Part is what a member of staff does for a patient.
type Part string

// The parts of a care team.
const (
	TheDoctor      Part = "doctor"
	TheAssistant   Part = "assistant"
	TheCoordinator Part = "coordinator"
	TheFollowUp    Part = "follow_up"
)

// Parts lists them in the order of the screens.
var Parts = []Part{TheDoctor, TheAssistant, TheCoordinator, TheFollowUp}

// Care is one member of the care team, with from and to.
type Care struct {
	Part  Part
	Staff string
	From  int64 // epoch milliseconds
	To    int64 // 0 = now
}

type handedBody struct {
	Part Part   `json:"part"`
	From string `json:"from,omitempty"`
	To   string `json:"to,omitempty"`
}

// SetCare gives a part of a patient's care team to a member of staff, or to
// nobody (""); who had it before ends now.
func (s *Service) SetCare(ctx context.Context, patient string, part Part, staff string) error {
	return s.edit(ctx, patient, "patients.care_team_changed", partCareTeam, func(tx *db.Tx, r patientRow) (any, error) {
		if !slices.Contains(Parts, part) {
			return nil, BadChoice.At("part")
		}
		if err := s.atWork(tx, staff); err != nil {
			return nil, err
		}
		before, err := s.giveCare(tx, r, part, staff, "")
		return handedBody{part, before, staff}, err
	})
}

// atWork refuses somebody who is not employed today; "" is nobody.
func (s *Service) atWork(tx *db.Tx, staff string) error {
	if staff == "" {
		return nil
	}
	p, err := s.org.Staff(tx, staff)
	if errors.Is(err, org.StaffNotFound) {
		return StaffUnknown.At("staff_id")
	}
	if err != nil {
		return err
	}
	today, err := s.today(tx, "")
	if err == nil && !p.Employed(today) {
		err = StaffUnknown.At("staff_id")
	}
	return err
}

func (s *Service) giveCare(tx *db.Tx, r patientRow, part Part, staff, reason string) (before string, err error) {
	before, err = endCare(tx, r.ID, part)
	if err != nil || before == staff && staff == "" {
		return before, err
	}
	if staff != "" {
		if err := insertCare(tx, careRow{tx.NewID(), r.ID, part, staff, tx.Now(), 0, reason}); err != nil {
			return before, err
		}
	}
	return before, s.facts.Publish(tx, events.Fact{
		Kind: FactHandedOver, Clinic: r.HomeClinic, Patient: r.ID, Subject: r.ID, Body: handedBody{part, before, staff},
	})
}

// Handing is a hand-over of everything that one member of staff has in a part.
type Handing struct {
	Part     Part
	From, To string
	Patients []string // nil = all whom the actor's clinics see
	Reason   string
}

// HandOver moves a part of the care of many patients from one member of staff
// to another in one step, and tells of how many. A named patient who is not in
// the actor's sight, or not in that care, is NotFound: nobody is left out
// without a word.
func (s *Service) HandOver(ctx context.Context, h Handing) (int, error) {
	moved := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		moved = 0
		if !slices.Contains(Parts, h.Part) || h.From == h.To || h.To == "" {
			return BadChoice.At("to_staff_id")
		}
		if f := checkReason("reason", h.Reason); f != nil {
			return f
		}
		ids, err := s.handable(tx, h)
		if err != nil {
			return err
		}
		rows, err := rowsOf(tx, ids)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if _, err := s.giveCare(tx, r, h.Part, h.To, h.Reason); err != nil {
				return err
			}
			moved++
		}
		return s.audit.Record(tx, audit.Entry{
			Action: "patients.handed_over", SubjectKind: "staff", SubjectID: h.From,
			After: map[string]any{"part": h.Part, "to": h.To, "patients": ids}, Reason: h.Reason,
		})
	})
	return moved, err
}

// handable checks who hands over to whom, and gives the patients.
func (s *Service) handable(tx *db.Tx, h Handing) ([]string, error) {
	if _, err := s.org.Staff(tx, h.From); errors.Is(err, org.StaffNotFound) {
		return nil, StaffUnknown.At("from_staff_id")
	} else if err != nil {
		return nil, err
	}
	if err := s.atWork(tx, h.To); err != nil {
		return nil, err
	}
	for _, p := range h.Patients {
		if !id.Valid(p) {
			return nil, NotFound.At("patients")
		}
	}
	ids, err := inCareOf(tx, h)
	if err == nil && len(ids) < len(slices.Compact(slices.Sorted(slices.Values(h.Patients)))) {
		err = NotFound.At("patients")
	}
	return ids, err
}

// Alert is an allergy, disease or medicine that must not be overlooked.
type Alert struct {
	ID        string
	Kind      string // allergy, disease, medicine
	Text      string
	Severe    bool
	NotedAt   int64
	NotedBy   string
	EndedAt   int64 // 0 = in force
	EndedBy   string
	EndReason string
}

// NoteAlert adds an alert.
func (s *Service) NoteAlert(ctx context.Context, patient string, a Alert) (Alert, error) {
	err := s.edit(ctx, patient, "patients.alert_noted", partAlerts, func(tx *db.Tx, r patientRow) (any, error) {
		a.Text = strings.TrimSpace(a.Text)
		if !slices.Contains([]string{"allergy", "disease", "medicine"}, a.Kind) {
			return nil, BadChoice.At("kind")
		}
		if f := checkText("text", a.Text, maxLine); f != nil || a.Text == "" {
			return nil, BadText.At("text", "max", maxLine)
		}
		a.ID, a.NotedAt, a.NotedBy = tx.NewID(), tx.Now(), tx.Actor()
		row := alertRow{ID: a.ID, Patient: r.ID, Kind: a.Kind, Text: a.Text, Severe: a.Severe, NotedAt: a.NotedAt, NotedBy: a.NotedBy}
		if err := insertAlert(tx, row); err != nil {
			return nil, err
		}
		return a, countAlerts(tx, r.ID)
	})
	return a, err
}

// EndAlert ends an alert, with the reason; it stays on record.
func (s *Service) EndAlert(ctx context.Context, patient, alert, reason string) error {
	return s.edit(ctx, patient, "patients.alert_ended", partAlerts, func(tx *db.Tx, r patientRow) (any, error) {
		if f := checkReason("reason", reason); f != nil {
			return nil, f
		}
		ended, err := endAlert(tx, r.ID, alert, reason)
		if err != nil {
			return nil, err
		}
		if !ended {
			return nil, AlertEnded.With()
		}
		return map[string]any{"id": alert, "reason": reason}, countAlerts(tx, r.ID)
	})
}

// AlertsOf lists the alerts of a patient, in force or ended, for higher modules
// as well.
func (s *Service) AlertsOf(tx *db.Tx, patient string) ([]Alert, error) {
	rows, err := alertRows(tx, patient)
	out := make([]Alert, len(rows))
	for i, r := range rows {
		out[i] = Alert{r.ID, r.Kind, r.Text, r.Severe, r.NotedAt, r.NotedBy, r.EndedAt, r.EndedBy, r.EndReason}
	}
	return out, err
}
