package followup

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) recallRoutes(a *httpapi.API) {
	inClinic := []*fault.Def{db.OutOfScope, org.ClinicNotFound}
	httpapi.Handle(a, httpapi.Route{ID: "followup.recalls", Method: http.MethodGet, Path: "/followup/recalls", Permission: MayView, Faults: inClinic,
		Summary: "Who is to be looked at again, and has no visit booked"}, s.getRecalls)
	httpapi.Handle(a, httpapi.Route{ID: "followup.set_recall", Method: http.MethodPost, Path: "/followup/recalls", Permission: MayPlan, Idempotent: true,
		Summary: "Set a recall by hand: its day is never overwritten", Faults: append([]*fault.Def{RecallNotFound, BadTime, TextTooLong, patients.NotFound}, inClinic...)}, s.postRecall)
	httpapi.Handle(a, httpapi.Route{ID: "followup.change_recall", Method: http.MethodPut, Path: "/followup/recalls/{id}", Permission: MayPlan,
		Summary: "Set a recall's day, let it be computed again, or switch it off", Faults: []*fault.Def{db.Stale, RecallNotFound, BadChoice, BadTime, TextTooLong}}, s.putRecall)
	httpapi.Handle(a, httpapi.Route{ID: "followup.recall_types", Method: http.MethodGet, Path: "/followup/recall-types", Permission: MayView,
		Summary: "The types of recall"}, s.getRecallTypes)
	httpapi.Handle(a, httpapi.Route{ID: "followup.put_recall_type", Method: http.MethodPut, Path: "/followup/recall-types/{key}", Permission: MayEdit,
		Summary: "Change a type of recall", Faults: []*fault.Def{db.Stale, RecallNotFound, BadName, BadInterval, BadChoice}}, s.putRecallTypeBody)
	httpapi.Handle(a, httpapi.Route{ID: "followup.add_recall_type", Method: http.MethodPost, Path: "/followup/recall-types", Permission: MayEdit, Idempotent: true,
		Summary: "Add a type of recall of the group's own", Faults: []*fault.Def{BadKey, BadName, BadInterval, BadChoice}}, s.postRecallType)
}

type recallBody struct {
	ID        string      `json:"id" format:"uuid"`
	Version   int64       `json:"version"`
	Clinic    string      `json:"clinic_id"`
	PatientID string      `json:"patient_id"`
	Kind      string      `json:"kind"`
	Name      wordsBody   `json:"name"`
	From      civil.Day   `json:"from_day" doc:"when it was last done; empty = set by hand alone"`
	Due       civil.Day   `json:"due_day"`
	ByHand    bool        `json:"by_hand" doc:"its day is never overwritten"`
	State     RecallState `json:"state" enum:"on,off,off_until,off_below,excluded,over"`
	Until     civil.Day   `json:"until_day"`
	Balance   int64       `json:"balance" doc:"fen"`
	Note      string      `json:"note"`
}

func recallBodyOf(r recallRow, name Words) recallBody {
	return recallBody{r.ID, r.Version, r.Clinic, r.Patient, r.Kind, wordsBody(name), r.From, r.Due, r.ByHand, r.State, r.Until, r.Balance, r.Note}
}

type recallsIn struct {
	ClinicQuery
	To    string `query:"to" maxLength:"10" doc:"absent = a month from today"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"200"`
}

type dueRecallBody struct {
	Recall  recallBody `json:"recall"`
	Patient faceBody   `json:"patient"`
}

type recallsBody struct {
	Items []dueRecallBody `json:"items"`
}

func (s *Service) getRecalls(ctx context.Context, in *recallsIn) (*httpapi.Body[recallsBody], error) {
	to, err := dayOf(in.To)
	if err != nil {
		return nil, err
	}
	list, err := s.RecallsDue(ctx, in.Clinic, to, in.Limit)
	if err != nil {
		return nil, err
	}
	var out recallsBody
	for _, d := range list {
		f := d.Face
		out.Items = append(out.Items, dueRecallBody{recallBodyOf(d.recallRow, d.Name), faceBody{f.Name, f.RecordNo, string(f.Sex), f.Birth, f.Phone, f.Important, f.Alerts, f.Wishes}})
	}
	return &httpapi.Body[recallsBody]{Body: out}, nil
}

type setRecallIn struct {
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
		Kind    string `json:"kind" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
		Due     string `json:"due_day" maxLength:"10"`
		Note    string `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) postRecall(ctx context.Context, in *setRecallIn) (*httpapi.Body[recallBody], error) {
	b := in.Body
	r, err := s.SetRecall(ctx, NewRecall{b.Clinic, b.Patient, b.Kind, civil.Day(b.Due), b.Note})
	return &httpapi.Body[recallBody]{Body: recallBodyOf(r, Words{})}, err
}

type changeRecallIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Due     string      `json:"due_day,omitempty" maxLength:"10" doc:"set by hand; absent = stays"`
		Auto    bool        `json:"auto,omitempty" doc:"computed again from what was done"`
		State   RecallState `json:"state" enum:"on,off,off_until,off_below"`
		Until   string      `json:"until_day,omitempty" maxLength:"10" doc:"of off_until"`
		Balance int64       `json:"balance,omitempty" minimum:"0" maximum:"100000000000" doc:"of off_below, fen"`
		Note    string      `json:"note,omitempty" maxLength:"1000"`
	}
}

func (s *Service) putRecall(ctx context.Context, in *changeRecallIn) (*httpapi.Versioned[recallBody], error) {
	b := in.Body
	r, err := s.ChangeRecall(ctx, in.ID, in.At(), RecallChange{civil.Day(b.Due), b.Auto, b.State, civil.Day(b.Until), b.Balance, b.Note})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(recallBodyOf(r, Words{}), r.Version), nil
}

type recallTypeBody struct {
	Kind     string    `json:"kind"`
	Version  int64     `json:"version" doc:"0 = as the program brings it"`
	Name     wordsBody `json:"name"`
	Interval string    `json:"interval" doc:"years, months, weeks and days add up: 6m+1d"`
	Triggers []string  `json:"triggers" doc:"follow-up classes and codes of items"`
	Excludes []string  `json:"excludes"`
	Active   bool      `json:"active"`
}

type recallTypesBody struct {
	Items []recallTypeBody `json:"items"`
}

func (s *Service) getRecallTypes(ctx context.Context, _ *struct{}) (*httpapi.Body[recallTypesBody], error) {
	list, versions, err := s.RecallTypes(ctx)
	var out recallTypesBody
	for _, t := range list {
		out.Items = append(out.Items, recallTypeBody{t.Key, versions[t.Key], wordsBody(t.Name), t.Interval.String(), t.Triggers, t.Excludes, t.Active})
	}
	return &httpapi.Body[recallTypesBody]{Body: out}, err
}

type recallTypeText struct {
	Name struct {
		Zh string `json:"zh" minLength:"1" maxLength:"60"`
		En string `json:"en" maxLength:"60"`
	} `json:"name"`
	Interval string   `json:"interval" maxLength:"30" pattern:"^[0-9ymwd+ ]+$"`
	Triggers []string `json:"triggers" maxItems:"60"`
	Excludes []string `json:"excludes,omitempty" maxItems:"20"`
	Active   bool     `json:"active"`
}

// kind reads a type. Its fault is BadInterval.
func (b recallTypeText) kind(key string) (RecallType, error) {
	span, ok := ParseInterval(b.Interval)
	if !ok {
		return RecallType{}, BadInterval.At("interval")
	}
	return RecallType{key, Words(b.Name), span, b.Triggers, b.Excludes, b.Active}, nil
}

type recallTypeIn struct {
	ByKey
	httpapi.IfMatch
	Body recallTypeText
}

func (s *Service) putRecallTypeBody(ctx context.Context, in *recallTypeIn) (*httpapi.None, error) {
	t, err := in.Body.kind(in.Key)
	if err != nil {
		return nil, err
	}
	return nil, s.PutRecallType(ctx, t, in.At())
}

type addRecallTypeIn struct {
	Body struct {
		Kind string         `json:"kind" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
		Type recallTypeText `json:"type"`
	}
}

func (s *Service) postRecallType(ctx context.Context, in *addRecallTypeIn) (*httpapi.Body[recallTypeBody], error) {
	t, err := in.Body.Type.kind(in.Body.Kind)
	if err != nil {
		return nil, err
	}
	if err := s.AddRecallType(ctx, t); err != nil {
		return nil, err
	}
	return &httpapi.Body[recallTypeBody]{Body: recallTypeBody{t.Key, 1, wordsBody(t.Name), t.Interval.String(), t.Triggers, t.Excludes, t.Active}}, nil
}
