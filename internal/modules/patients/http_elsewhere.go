package patients

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// elsewhereRoutes are about people whom none of the actor's clinics sees.
func (s *Service) elsewhereRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.elsewhere", Method: http.MethodPost, Path: "/patients/elsewhere", Permission: Register,
		Summary: "Who is known in other clinics of the group by a whole telephone or record number; each showing is in the audit",
		Faults:  []*fault.Def{db.OutOfScope},
	}, s.handleElsewhere)
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.open_urgently", Method: http.MethodPost, Path: "/patients/{id}/urgent", Permission: auth.GlassPermission,
		Summary: "Read for an hour, with a reason, the record of a patient whom no clinic of the actor sees",
		Faults:  []*fault.Def{NotFound, auth.ReasonNeeded},
	}, func(ctx context.Context, in *urgentIn) (*httpapi.Body[urgentBody], error) {
		until, err := s.OpenUrgently(ctx, in.ID, in.Body.Reason)
		return &httpapi.Body[urgentBody]{Body: urgentBody{until}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.take_in", Method: http.MethodPost, Path: "/patients/take-in", Permission: Register,
		Summary: "Let a clinic see a patient of another clinic of the same legal person, by name and whole telephone or record number",
		Faults:  []*fault.Def{NotFound, db.OutOfScope},
	}, s.handleTakeIn)
}

type takeInIn struct {
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Name   string `json:"name" minLength:"1" maxLength:"60"`
		Number string `json:"number" minLength:"5" maxLength:"40" doc:"whole telephone or record number"`
	}
}

type elsewhereIn struct {
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Number string `json:"number" minLength:"5" maxLength:"40" doc:"whole telephone or record number"`
	}
}

type elsewhereBody struct {
	ID     string `json:"id" format:"uuid"`
	Clinic string `json:"clinic" doc:"name of the clinic that keeps the record"`
	Name   string `json:"name" doc:"masked"`
	Sex    Sex    `json:"sex" enum:"female,male,unknown"`
	Age    int    `json:"age" doc:"full years, -1 where not known"`
	TakeIn bool   `json:"take_in" doc:"the clinic may take them in; false where another legal person keeps them"`
}

type elsewhereList struct {
	Items []elsewhereBody `json:"items"`
}

func (s *Service) handleElsewhere(ctx context.Context, in *elsewhereIn) (*httpapi.Body[elsewhereList], error) {
	list, err := s.KnownElsewhere(ctx, in.Body.Clinic, in.Body.Number)
	out := elsewhereList{wireList(list, func(e Elsewhere) elsewhereBody { return elsewhereBody(e) })}
	return &httpapi.Body[elsewhereList]{Body: out}, err
}

type urgentIn struct {
	httpapi.ByID
	Body struct {
		Reason string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type urgentBody struct {
	Until int64 `json:"until" doc:"the record can be read until then"`
}

func (s *Service) handleTakeIn(ctx context.Context, in *takeInIn) (*httpapi.Body[recordBody], error) {
	p, err := s.TakeIn(ctx, in.Body.Clinic, in.Body.Name, in.Body.Number)
	return &httpapi.Body[recordBody]{Body: wireRecord(p)}, err
}
