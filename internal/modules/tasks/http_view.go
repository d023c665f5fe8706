package tasks

import (
	"cmp"
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// Face is what a list shows of a patient.
type Face struct {
	Name     string `json:"name"`
	RecordNo string `json:"record_no"`
	Phone    string `json:"phone_masked" doc:"masked"`
}

// taskView is a task as a screen shows it.
type taskView struct {
	ID          string         `json:"id" format:"uuid"`
	Version     int64          `json:"version"`
	Clinic      string         `json:"clinic_id" format:"uuid"`
	Kind        string         `json:"kind" doc:"its text is task.<kind>" example:"visits.no_show_call"`
	Call        bool           `json:"call" doc:"a telephone call to the patient"`
	Form        string         `json:"form" doc:"the form that the screen opens" example:"todo"`
	Own         bool           `json:"own" doc:"what came of it is recorded by its own form only"`
	State       State          `json:"state" enum:"open,done,cancelled"`
	Colour      Colour         `json:"colour" enum:"red,amber,calm" doc:"red is late, amber is due soon"`
	TitleKey    string         `json:"title_key" doc:"key of the title's text"`
	TitleArgs   map[string]any `json:"title_args" doc:"arguments of the title's text"`
	PatientID   string         `json:"patient_id" doc:"empty = concerns no patient"`
	Patient     *Face          `json:"patient,omitempty" doc:"absent where the reader may not see the patient"`
	SubjectID   string         `json:"subject_id" doc:"what it is about, e.g. the visit"`
	OwnerID     string         `json:"owner_id" doc:"empty = whoever holds the role"`
	OwnerName   string         `json:"owner_name"`
	Away        *awayView      `json:"owner_away,omitempty" doc:"the owner is not at work today; absent where they are"`
	Role        string         `json:"role"`
	EscalatedTo string         `json:"escalated_to" doc:"role that heard of it because it was late"`
	Priority    int            `json:"priority" minimum:"1" maximum:"3" doc:"1 is urgent, 3 can wait"`
	DueAt       int64          `json:"due_at"`
	AmberAt     int64          `json:"amber_at" doc:"when it turns amber"`
	SnoozedTo   int64          `json:"snoozed_until" doc:"0 = not snoozed"`
	Attempts    int            `json:"attempts" doc:"tries in vain"`
	Outcome     string         `json:"outcome" doc:"of the last try; its text is task.outcome.<outcome>"`
	Note        string         `json:"note"`
	OpenedAt    int64          `json:"opened_at"`
	OpenedBy    string         `json:"opened_by" doc:"name; empty = the program"`
	ClosedAt    int64          `json:"closed_at" doc:"0 = open"`
	ClosedBy    string         `json:"closed_by" doc:"name; empty = the program"`
}

// awayView tells of an owner who is not at work, and who has their tasks.
type awayView struct {
	BackAt      int64  `json:"back_at" doc:"when they are back"`
	StandIn     string `json:"stand_in" doc:"name of who was named; empty = a role of the clinic"`
	StandInRole string `json:"stand_in_role" doc:"where nobody was named"`
}

// view makes what screens show of tasks: with names, colours and, where Faces is
// set, the patients.
func (s *Service) view(tx *db.Tx, list []Task) ([]taskView, error) {
	away, err := s.awayOf(tx, list)
	if err != nil {
		return nil, err
	}
	var staff, patients []string
	for _, t := range list {
		staff = append(staff, t.Owner, t.OpenedBy, t.ClosedBy, away[t.Owner].StandIn)
		if t.Patient != "" {
			patients = append(patients, t.Patient)
		}
	}
	people, err := s.org.StaffByIDs(tx, staff)
	if err != nil {
		return nil, err
	}
	faces := map[string]Face{}
	if s.Faces != nil && len(patients) > 0 {
		if faces, err = s.Faces(tx, patients); err != nil {
			return nil, err
		}
	}
	numbers := map[string]settings.Values{}
	out := make([]taskView, len(list))
	for i, t := range list {
		if _, known := numbers[t.Clinic]; !known {
			if numbers[t.Clinic], err = settings.Of(tx, t.Clinic); err != nil {
				return nil, err
			}
		}
		n := numbers[t.Clinic]
		out[i] = viewOf(t, s.kinds[t.Kind], tx.Now(), n.Int(AmberMinutes))
		out[i].OwnerName, out[i].OpenedBy, out[i].ClosedBy = people[t.Owner].Name, people[t.OpenedBy].Name, people[t.ClosedBy].Name
		if a, gone := away[t.Owner]; gone && t.State == Open {
			out[i].Away = s.awayViewOf(t, a, people[a.StandIn].Name, n)
		}
		if f, ok := faces[t.Patient]; ok {
			out[i].Patient = &f
		}
	}
	return out, nil
}

func (s *Service) awayViewOf(t Task, a Absence, name string, n settings.Values) *awayView {
	v := &awayView{BackAt: a.Back, StandIn: name}
	if a.StandIn == "" {
		v.StandInRole = cmp.Or(s.kinds[t.Kind].StandIn, n.Text(StandInRole))
	}
	return v
}

func viewOf(t Task, k Kind, now int64, amber int) taskView {
	return taskView{
		ID: t.ID, Version: t.Version, Clinic: t.Clinic, Kind: t.Kind, Call: k.Call, Form: k.Form, Own: k.Own, State: t.State, Colour: t.Colour(now, amber),
		TitleKey: t.Title.Key, TitleArgs: t.Title.Args, PatientID: t.Patient, SubjectID: t.Subject, OwnerID: t.Owner, Role: t.Role,
		EscalatedTo: t.EscalatedTo, Priority: int(t.Priority), DueAt: t.Due, AmberAt: t.Due - int64(amber)*minute, SnoozedTo: t.Snoozed,
		Attempts: t.Attempts, Outcome: t.Outcome, Note: t.Note, OpenedAt: t.OpenedAt, ClosedAt: t.ClosedAt,
	}
}

// views is view in a transaction of its own.
func (s *Service) views(ctx context.Context, list []Task) ([]taskView, error) {
	var out []taskView
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.view(tx, list)
		return err
	})
	return out, err
}
