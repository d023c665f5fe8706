package patients

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type relateIn struct {
	httpapi.ByID
	Body struct {
		Kind     RelationKind `json:"kind" enum:"guardian,payer,contact"`
		Relation string       `json:"relation" enum:"father,mother,grandfather,grandmother,spouse,child,sibling,relative,self,other"`
		Person   string       `json:"person_id,omitempty" maxLength:"36" doc:"where the other one is in the records"`
		Name     string       `json:"name,omitempty" maxLength:"60"`
		Phone    string       `json:"phone,omitempty" maxLength:"40"`
		Note     string       `json:"note,omitempty" maxLength:"200"`
		From     civil.Day    `json:"from_day,omitempty" maxLength:"10" doc:"absent: today"`
	}
}

type reasonBody struct {
	Reason string `json:"reason" minLength:"1" maxLength:"500"`
}

type endRelationIn struct {
	httpapi.ByID
	Relation string `path:"relation_id" format:"uuid" maxLength:"36"`
	Body     reasonBody
}

type householdIn struct {
	httpapi.ByID
	Body struct {
		With string `json:"with_patient_id" maxLength:"36" doc:"empty takes the patient out of the household"`
	}
}

type markIn struct {
	httpapi.ByID
	Body struct {
		Important bool   `json:"important"`
		Reason    string `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type daysIn struct {
	httpapi.ByID
	Body struct {
		Days []dayBody `json:"days" maxItems:"20"`
	}
}

type wechatsIn struct {
	httpapi.ByID
	Body struct {
		Wechats []wechatBody `json:"wechats" maxItems:"8"`
	}
}

type setTagsIn struct {
	httpapi.ByID
	Body struct {
		Tags []string `json:"tags" maxItems:"30"`
	}
}

type shareIn struct {
	httpapi.ByID
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Basis  Basis  `json:"basis" enum:"visit,referral,consent"`
	}
}

// none answers a use case without a body.
func none(err error) (*httpapi.None, error) {
	if err != nil {
		return nil, err
	}
	return &httpapi.None{}, nil
}

// edgeRoutes are the parts of a record that have no version: they are set or
// added to, whoever comes first.
func (s *Service) edgeRoutes(a *httpapi.API) {
	there := []*fault.Def{NotFound, Closed}
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.relate", Method: http.MethodPost, Path: "/patients/{id}/relations", Permission: Change, Idempotent: true, Status: http.StatusCreated,
		Summary: "Add a guardian, payer or contact person", Faults: append([]*fault.Def{PersonMissing, BadChoice, BadDay, BadPhone, BadName}, there...),
	}, func(ctx context.Context, in *relateIn) (*httpapi.Body[relationBody], error) {
		b := in.Body
		r, err := s.Relate(ctx, in.ID, Relation{Kind: b.Kind, Relation: b.Relation, Person: b.Person, Name: b.Name, Phone: b.Phone, Note: b.Note, From: b.From})
		return &httpapi.Body[relationBody]{Body: wireRelation(r)}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.end_relation", Method: http.MethodPost, Path: "/patients/{id}/relations/{relation_id}/end", Permission: Change,
		Summary: "End a relation today; it stays on record", Faults: append([]*fault.Def{RelationNotFound, RelationEnded, ReasonMissing}, there...),
	}, func(ctx context.Context, in *endRelationIn) (*httpapi.None, error) {
		return none(s.EndRelation(ctx, in.ID, in.Relation, in.Body.Reason))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.join_household", Method: http.MethodPut, Path: "/patients/{id}/household", Permission: Change,
		Summary: "Put a patient into the household of another, or out of any", Faults: append([]*fault.Def{PersonMissing}, there...),
	}, func(ctx context.Context, in *householdIn) (*httpapi.None, error) {
		return none(s.JoinHousehold(ctx, in.ID, in.Body.With))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.mark", Method: http.MethodPut, Path: "/patients/{id}/important", Permission: Change,
		Summary: "Mark an important patient, or take the mark away", Faults: append([]*fault.Def{ReasonMissing, BadText}, there...),
	}, func(ctx context.Context, in *markIn) (*httpapi.None, error) {
		return none(s.Mark(ctx, in.ID, in.Body.Important, in.Body.Reason))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_days", Method: http.MethodPut, Path: "/patients/{id}/days", Permission: Change,
		Summary: "Replace the special days of a patient", Faults: append([]*fault.Def{BadDay, BadChoice, BadText}, there...),
	}, func(ctx context.Context, in *daysIn) (*httpapi.None, error) {
		return none(s.SetDays(ctx, in.ID, wireList(in.Body.Days, func(d dayBody) SpecialDay { return SpecialDay(d) })))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_wechats", Method: http.MethodPut, Path: "/patients/{id}/wechats", Permission: Change,
		Summary: "Replace the WeChat accounts that speak for a patient", Faults: append([]*fault.Def{BadChoice, BadText}, there...),
	}, func(ctx context.Context, in *wechatsIn) (*httpapi.None, error) {
		return none(s.SetWechats(ctx, in.ID, wireList(in.Body.Wechats, func(w wechatBody) Wechat { return Wechat(w) })))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_tags", Method: http.MethodPut, Path: "/patients/{id}/tags", Permission: Change,
		Summary: "Replace the tags of a patient", Faults: append([]*fault.Def{TagNotFound, BadText}, there...),
	}, func(ctx context.Context, in *setTagsIn) (*httpapi.None, error) {
		return none(s.SetTags(ctx, in.ID, in.Body.Tags))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.share", Method: http.MethodPost, Path: "/patients/{id}/clinics", Permission: Change,
		Summary: "Let another clinic see a patient", Faults: append([]*fault.Def{ConsentNeeded, BadChoice, db.OutOfScope}, there...),
	}, func(ctx context.Context, in *shareIn) (*httpapi.None, error) {
		return none(s.ShareWith(ctx, in.ID, in.Body.Clinic, in.Body.Basis))
	})
}

type setCareIn struct {
	httpapi.ByID
	Part Part `path:"part" enum:"doctor,assistant,coordinator,follow_up"`
	Body struct {
		Staff string `json:"staff_id" maxLength:"36" doc:"empty: nobody"`
	}
}

type handOverIn struct {
	Body struct {
		Part     Part     `json:"part" enum:"doctor,assistant,coordinator,follow_up"`
		From     string   `json:"from_staff_id" format:"uuid" maxLength:"36"`
		To       string   `json:"to_staff_id" format:"uuid" maxLength:"36"`
		Patients []string `json:"patients,omitempty" maxItems:"1000" doc:"absent: all"`
		Reason   string   `json:"reason" minLength:"1" maxLength:"500"`
	}
}

type countBody struct {
	Count int `json:"count"`
}

type noteAlertIn struct {
	httpapi.ByID
	Body struct {
		Kind   string `json:"kind" enum:"allergy,disease,medicine"`
		Text   string `json:"text" minLength:"1" maxLength:"200"`
		Severe bool   `json:"severe,omitempty"`
	}
}

type endAlertIn struct {
	httpapi.ByID
	Alert string `path:"alert_id" format:"uuid" maxLength:"36"`
	Body  reasonBody
}

type noteConsentIn struct {
	httpapi.ByID
	Body struct {
		Purpose  Purpose `json:"purpose" enum:"treatment,marketing,photos,sharing"`
		Given    bool    `json:"given" doc:"false: withdrawn"`
		By       string  `json:"by" enum:"self,guardian"`
		Relation string  `json:"relation_id,omitempty" maxLength:"36" doc:"the guardian's relation"`
		Means    string  `json:"means" enum:"paper,screen,app,verbal"`
		Note     string  `json:"note,omitempty" maxLength:"200"`
	}
}

func (s *Service) careRoutes(a *httpapi.API) {
	there := []*fault.Def{NotFound, Closed}
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_care", Method: http.MethodPut, Path: "/patients/{id}/care-team/{part}", Permission: Change,
		Summary: "Give a part of a patient's care to a member of staff", Faults: append([]*fault.Def{StaffUnknown, BadChoice}, there...),
	}, func(ctx context.Context, in *setCareIn) (*httpapi.None, error) {
		return none(s.SetCare(ctx, in.ID, in.Part, in.Body.Staff))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.hand_over", Method: http.MethodPost, Path: "/patients/care-team/hand-over", Permission: HandOver,
		Summary: "Hand all patients of one member of staff to another in one step", Faults: []*fault.Def{NotFound, StaffUnknown, BadChoice, ReasonMissing},
	}, func(ctx context.Context, in *handOverIn) (*httpapi.Body[countBody], error) {
		b := in.Body
		n, err := s.HandOver(ctx, Handing{Part: b.Part, From: b.From, To: b.To, Patients: b.Patients, Reason: b.Reason})
		return &httpapi.Body[countBody]{Body: countBody{n}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.note_alert", Method: http.MethodPost, Path: "/patients/{id}/alerts", Permission: Alerts, Idempotent: true, Status: http.StatusCreated,
		Summary: "Note an allergy, disease or medicine", Faults: append([]*fault.Def{BadChoice, BadText}, there...),
	}, func(ctx context.Context, in *noteAlertIn) (*httpapi.Body[alertBody], error) {
		al, err := s.NoteAlert(ctx, in.ID, Alert{Kind: in.Body.Kind, Text: in.Body.Text, Severe: in.Body.Severe})
		return &httpapi.Body[alertBody]{Body: wireAlert(al)}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.end_alert", Method: http.MethodPost, Path: "/patients/{id}/alerts/{alert_id}/end", Permission: Alerts,
		Summary: "End an alert with a reason; it stays on record", Faults: append([]*fault.Def{AlertNotFound, AlertEnded, ReasonMissing}, there...),
	}, func(ctx context.Context, in *endAlertIn) (*httpapi.None, error) {
		return none(s.EndAlert(ctx, in.ID, in.Alert, in.Body.Reason))
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.note_consent", Method: http.MethodPost, Path: "/patients/{id}/consents", Permission: Consents, Idempotent: true, Status: http.StatusCreated,
		Summary: "Note that a consent was given or withdrawn", Faults: append([]*fault.Def{GuardianNeeded, NotAGuardian, BadChoice, BadText}, there...),
	}, func(ctx context.Context, in *noteConsentIn) (*httpapi.Body[consentBody], error) {
		b := in.Body
		c, err := s.NoteConsent(ctx, in.ID, Consent{Purpose: b.Purpose, Given: b.Given, By: b.By, Relation: b.Relation, Means: b.Means, Note: b.Note})
		return &httpapi.Body[consentBody]{Body: wireConsent(c)}, err
	})
}

type tagIn struct {
	Body tagFields
}

type tagFields struct {
	Name     string `json:"name" minLength:"1" maxLength:"60"`
	Colour   string `json:"colour" pattern:"^#[0-9a-f]{6}$" example:"#2f6f5e" maxLength:"7"`
	Archived bool   `json:"archived,omitempty"`
}

type changeTagIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body tagFields
}

type sourceBody struct {
	Key      string `json:"key"`
	Name     string `json:"name" doc:"empty for a built-in one: its words are patients.source.<key>"`
	Archived bool   `json:"archived"`
}

type sourceIn struct {
	Body struct {
		Key      string `json:"key,omitempty" maxLength:"36" doc:"absent for a new one"`
		Name     string `json:"name,omitempty" maxLength:"60"`
		Archived bool   `json:"archived,omitempty"`
	}
}

type listBody[T any] struct {
	Items []T `json:"items"`
}

func (s *Service) listRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.tags", Method: http.MethodGet, Path: "/patients/lists/tags", Permission: View, Summary: "The group's tags",
	}, func(ctx context.Context, _ *struct{}) (*httpapi.Body[listBody[tagBody]], error) {
		list, err := s.TagList(ctx)
		return &httpapi.Body[listBody[tagBody]]{Body: listBody[tagBody]{wireList(list, wireTag)}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.add_tag", Method: http.MethodPost, Path: "/patients/lists/tags", Permission: Lists, Idempotent: true, Status: http.StatusCreated,
		Summary: "Add a tag to the group's list", Faults: []*fault.Def{BadName, BadColour, TagTaken},
	}, func(ctx context.Context, in *tagIn) (*httpapi.Body[tagBody], error) {
		t, err := s.AddTag(ctx, Tag{Name: in.Body.Name, Colour: in.Body.Colour, Archived: in.Body.Archived})
		return &httpapi.Body[tagBody]{Body: wireTag(t)}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.change_tag", Method: http.MethodPut, Path: "/patients/lists/tags/{id}", Permission: Lists,
		Summary: "Rename, recolour or put away a tag", Faults: []*fault.Def{TagNotFound, BadName, BadColour, TagTaken, db.Stale},
	}, func(ctx context.Context, in *changeTagIn) (*httpapi.Versioned[tagBody], error) {
		t, err := s.ChangeTag(ctx, Tag{in.ID, in.Body.Name, in.Body.Colour, in.Body.Archived, in.At()})
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wireTag(t), t.Version), nil
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.sources", Method: http.MethodGet, Path: "/patients/lists/sources", Permission: View, Summary: "Where people come from",
	}, func(ctx context.Context, _ *struct{}) (*httpapi.Body[listBody[sourceBody]], error) {
		list, err := s.SourceList(ctx)
		return &httpapi.Body[listBody[sourceBody]]{Body: listBody[sourceBody]{wireList(list, func(x Source) sourceBody { return sourceBody(x) })}}, err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.set_source", Method: http.MethodPut, Path: "/patients/lists/sources", Permission: Lists,
		Summary: "Add, rename or put away a source", Faults: []*fault.Def{BadName, SourceUnknown, SourceTaken},
	}, func(ctx context.Context, in *sourceIn) (*httpapi.Body[sourceBody], error) {
		x, err := s.SetSource(ctx, Source(in.Body))
		return &httpapi.Body[sourceBody]{Body: sourceBody(x)}, err
	})
}
