package visits

import (
	"cmp"
	"context"
	"maps"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) dutyRoutes(api *httpapi.API) {
	wrong := []*fault.Def{DutySpan, DutyTaken, NotOnStaff, LicenceMissing, RosterPast, EntryName}
	httpapi.Handle(api, reading("list_duty", "duty", "Who answers emergencies of a clinic, and when"), s.getDuties)
	httpapi.Handle(api, reading("show_duty_now", "duty/now", "Who answers an emergency of a clinic now"), s.getDutyNow)
	httpapi.Handle(api, changing(http.MethodPost, "give_duty", "duty", "Put somebody on duty", wrong...), s.postDuty)
	httpapi.Handle(api, changing(http.MethodPatch, "change_duty", "duty/{id}", "Change a duty", append(wrong, DutyUnknown, db.Stale)...), s.patchDuty)
	httpapi.Handle(api, changing(http.MethodDelete, "drop_duty", "duty/{id}", "Take a duty away that is not over", DutyUnknown, RosterPast, db.Stale), s.deleteDuty)
}

// DutyBody is who answers emergencies, and when.
type DutyBody struct {
	ID            string `json:"id"`
	Version       int64  `json:"version"`
	Clinic        string `json:"clinic_id"`
	Doctor        string `json:"doctor_id"`
	DoctorName    string `json:"doctor_name"`
	Assistant     string `json:"assistant_id"`
	AssistantName string `json:"assistant_name"`
	Start         int64  `json:"starts_at"`
	End           int64  `json:"ends_at"`
	Note          string `json:"note"`
}

// dutiesOut names the people.
func (s *Service) dutiesOut(ctx context.Context, list ...Duty) ([]DutyBody, error) {
	var ids []string
	for _, d := range list {
		ids = append(ids, d.Doctor, d.Assistant)
	}
	names, err := s.staffNames(ctx, ids)
	out := make([]DutyBody, len(list))
	for i, d := range list {
		out[i] = DutyBody{d.ID, d.Version, d.Clinic, d.Doctor, names[d.Doctor], d.Assistant, names[d.Assistant], d.Span.Start, d.Span.End, d.Note}
	}
	return out, err
}

func (s *Service) getDuties(ctx context.Context, in *ClinicTime) (*httpapi.Body[itemsBody[DutyBody]], error) {
	list, err := s.Duties(ctx, in.Clinic, in.From, in.To)
	if err != nil {
		return nil, err
	}
	out, err := s.dutiesOut(ctx, list...)
	return &httpapi.Body[itemsBody[DutyBody]]{Body: itemsBody[DutyBody]{out}}, err
}

type dutyNowBody struct {
	OnDuty bool `json:"on_duty" doc:"false: nobody is on duty now, the rest is empty"`
	DutyBody
}

func (s *Service) getDutyNow(ctx context.Context, in *InClinic) (*httpapi.Body[dutyNowBody], error) {
	d, there, err := s.OnDutyNow(ctx, in.Clinic)
	if err != nil || !there {
		return &httpapi.Body[dutyNowBody]{}, err
	}
	out, err := s.dutiesOut(ctx, d)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[dutyNowBody]{Body: dutyNowBody{true, out[0]}}, nil
}

type newDutyIn struct {
	Body struct {
		Clinic    string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Doctor    string `json:"doctor_id" format:"uuid" maxLength:"36"`
		Assistant string `json:"assistant_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
		Start     int64  `json:"starts_at" minimum:"0" maximum:"8000000000000"`
		End       int64  `json:"ends_at" minimum:"0" maximum:"8000000000000"`
		Note      string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) postDuty(ctx context.Context, in *newDutyIn) (*httpapi.Versioned[DutyBody], error) {
	b := in.Body
	return s.dutyAnswer(ctx)(s.GiveDuty(ctx, Duty{Clinic: b.Clinic, Doctor: b.Doctor, Assistant: b.Assistant, Span: spanIn(b.Start, b.End), Note: b.Note}, nil))
}

func (s *Service) dutyAnswer(ctx context.Context) func(Duty, error) (*httpapi.Versioned[DutyBody], error) {
	return func(d Duty, err error) (*httpapi.Versioned[DutyBody], error) {
		if err != nil {
			return nil, err
		}
		out, err := s.dutiesOut(ctx, d)
		return httpapi.Tagged(out[0], d.Version), err
	}
}

type dutyIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Doctor    *string `json:"doctor_id,omitempty" format:"uuid" maxLength:"36"`
		Assistant *string `json:"assistant_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
		Start     *int64  `json:"starts_at,omitempty" minimum:"0" maximum:"8000000000000"`
		End       *int64  `json:"ends_at,omitempty" minimum:"0" maximum:"8000000000000"`
		Note      *string `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) patchDuty(ctx context.Context, in *dutyIn) (*httpapi.Versioned[DutyBody], error) {
	b := in.Body
	return s.dutyAnswer(ctx)(s.ChangeDuty(ctx, in.ID, in.At(), func(d *Duty) error {
		put(&d.Doctor, b.Doctor)
		put(&d.Assistant, b.Assistant)
		put(&d.Span.Start, b.Start)
		put(&d.Span.End, b.End)
		put(&d.Note, b.Note)
		return nil
	}))
}

type dutyGone struct {
	httpapi.ByID
	httpapi.IfMatch
}

func (s *Service) deleteDuty(ctx context.Context, in *dutyGone) (*httpapi.None, error) {
	return nil, s.DropDuty(ctx, in.ID, in.At())
}

func (s *Service) presenceRoutes(api *httpapi.API) {
	act := func(id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "visits." + id, Method: http.MethodPost, Path: "/visits/" + path, Summary: summary, Permission: MayPresence,
			Idempotent: true, Faults: append([]*fault.Def{db.OutOfScope}, faults...)}
	}
	httpapi.Handle(api, reading("show_presence", "presence", "Where the doctors of a clinic are, and what was said about it that day"), s.getPresence)
	httpapi.Handle(api, act("mark_presence", "presence", "Say where a doctor is", NotOnStaff, LicenceMissing, PresenceBack, EntryName), s.postPresence)
	httpapi.Handle(api, act("undo_presence", "presence/undo", "Take the last mark of a doctor back", PresenceNothing), s.postUndoPresence)
}

// presenceBody is where a doctor is.
type presenceBody struct {
	Doctor string        `json:"doctor_id"`
	Name   string        `json:"name"`
	State  PresenceState `json:"state" enum:"on_site,away,off,unknown"`
	Since  int64         `json:"since"`
	BackAt int64         `json:"back_at" doc:"of away: when expected, 0 = nobody knows"`
}

type presenceMarkBody struct {
	Doctor string        `json:"doctor_id"`
	Name   string        `json:"name"`
	State  PresenceState `json:"state" enum:"on_site,away,off,undone"`
	At     int64         `json:"at"`
	BackAt int64         `json:"back_at"`
	Reason string        `json:"reason"`
	Actor  string        `json:"actor_name" doc:"empty: the program"`
}

type presenceDayBody struct {
	Doctors []presenceBody     `json:"doctors"`
	History []presenceMarkBody `json:"history"`
}

func (s *Service) getPresence(ctx context.Context, in *clinicDay) (*httpapi.Body[presenceDayBody], error) {
	day, err := s.dayAsked(ctx, *in)
	if err != nil {
		return nil, err
	}
	now, marks, err := s.PresenceOn(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	ids := slices.Sorted(maps.Keys(now))
	for _, m := range marks {
		ids = append(ids, m.Doctor, m.Actor)
	}
	names, err := s.staffNames(ctx, ids)
	if err != nil {
		return nil, err
	}
	var b presenceDayBody
	for _, id := range slices.Sorted(maps.Keys(now)) {
		b.Doctors = append(b.Doctors, presenceOut(id, names[id], now[id]))
	}
	for _, m := range marks {
		b.History = append(b.History, presenceMarkBody{m.Doctor, names[m.Doctor], m.State, m.At, m.BackAt, m.Reason, names[m.Actor]})
	}
	return &httpapi.Body[presenceDayBody]{Body: b}, nil
}

func presenceOut(id, name string, p Presence) presenceBody {
	return presenceBody{id, name, cmp.Or(p.State, PresenceUnknown), p.Since, p.BackAt}
}

type presenceIn struct {
	Body struct {
		Clinic string        `json:"clinic_id" format:"uuid" maxLength:"36"`
		Doctor string        `json:"doctor_id" format:"uuid" maxLength:"36"`
		State  PresenceState `json:"state" enum:"on_site,away,off"`
		BackAt int64         `json:"back_at,omitempty" minimum:"0" maximum:"8000000000000"`
		Reason string        `json:"reason,omitempty" maxLength:"100"`
	}
}

func (s *Service) postPresence(ctx context.Context, in *presenceIn) (*httpapi.Body[presenceBody], error) {
	b := in.Body
	p, err := s.MarkPresence(ctx, b.Clinic, PresenceMark{Doctor: b.Doctor, State: b.State, BackAt: b.BackAt, Reason: b.Reason}, nil)
	return s.presenceAnswer(ctx, b.Doctor, p, err)
}

func (s *Service) presenceAnswer(ctx context.Context, doctor string, p Presence, err error) (*httpapi.Body[presenceBody], error) {
	if err != nil {
		return nil, err
	}
	names, err := s.staffNames(ctx, []string{doctor})
	return &httpapi.Body[presenceBody]{Body: presenceOut(doctor, names[doctor], p)}, err
}

type undoPresenceIn struct {
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Doctor string `json:"doctor_id" format:"uuid" maxLength:"36"`
	}
}

func (s *Service) postUndoPresence(ctx context.Context, in *undoPresenceIn) (*httpapi.Body[presenceBody], error) {
	p, err := s.UndoPresence(ctx, in.Body.Clinic, in.Body.Doctor)
	return s.presenceAnswer(ctx, in.Body.Doctor, p, err)
}
