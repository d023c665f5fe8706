package charting

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesTemplates(a *httpapi.API) {
	faults := append([]*fault.Def{NameMissing, auth.Forbidden, db.OutOfScope}, textFaults...)
	httpapi.Handle(a, httpapi.Route{ID: "charting.list_templates", Method: http.MethodGet, Path: "/charting/templates", Permission: MayView,
		Summary: "Templates and phrases of the group, of one's clinics and one's own"}, s.getTemplates)
	httpapi.Handle(a, httpapi.Route{ID: "charting.add_template", Method: http.MethodPost, Path: "/charting/templates", Permission: MayWrite, Idempotent: true,
		Summary: "Add a template or phrase: one's own, a clinic's or the group's", Faults: faults}, s.postTemplate)
	httpapi.Handle(a, httpapi.Route{ID: "charting.change_template", Method: http.MethodPatch, Path: "/charting/templates/{id}", Permission: MayWrite,
		Summary: "Change or switch off a template or phrase", Faults: append([]*fault.Def{TemplateNotFound, db.Stale}, faults...)}, s.patchTemplate)
	httpapi.Handle(a, httpapi.Route{ID: "charting.install_templates", Method: http.MethodPost, Path: "/charting/templates/shipped", Permission: MayTemplates,
		Summary: "Take in the templates and phrases that ship and are not there"}, s.postInstall)
}

type templatesIn struct {
	Form  Form   `query:"form" enum:"template,phrase"`
	Part  Part   `query:"part" enum:"complaint,illness,history,examination,diagnosis,plan,treatment,advice"`
	Kind  Kind   `query:"kind" enum:"first,return,orthodontic,emergency,note"`
	Typed string `query:"q" maxLength:"60" doc:"name, pinyin, initials or a piece of a phrase"`
	All   bool   `query:"all" doc:"also what is switched off"`
	Limit int    `query:"limit" minimum:"1" maximum:"1000" default:"200"`
}

type templateBody struct {
	ID       string        `json:"id" format:"uuid"`
	Version  int64         `json:"version"`
	Own      bool          `json:"own" doc:"the actor's own; false = a clinic's or the group's"`
	Clinic   string        `json:"clinic_id" doc:"whose it is; empty = the group's or one's own"`
	Form     Form          `json:"form" enum:"template,phrase"`
	Kind     Kind          `json:"kind" enum:",first,return,orthodontic,emergency,note" doc:"of the records it fits; empty = any"`
	Name     string        `json:"name"`
	Keys     []string      `json:"keys" doc:"pinyin and initials of the name"`
	Parts    []SectionBody `json:"parts"`
	Active   bool          `json:"active"`
	Position int           `json:"position"`
}

func templateOf(t Template) templateBody {
	return templateBody{ID: t.ID, Version: t.Version, Own: t.Owner != "", Clinic: t.Clinic, Form: t.Form, Kind: t.Kind, Name: t.Name, Keys: t.spelt(),
		Parts: sectionBodies(t.Content), Active: t.Active, Position: t.Position}
}

type templatesBody struct {
	Items []templateBody `json:"items"`
}

func (s *Service) getTemplates(ctx context.Context, in *templatesIn) (*httpapi.Body[templatesBody], error) {
	list, err := s.Templates(ctx, Wanted{in.Form, in.Part, in.Kind, in.Typed, in.All, in.Limit})
	var out templatesBody
	for _, t := range list {
		out.Items = append(out.Items, templateOf(t))
	}
	return &httpapi.Body[templatesBody]{Body: out}, err
}

type newTemplateIn struct {
	Body struct {
		OfGroup bool          `json:"of_group,omitempty" doc:"for all, which asks for charting.templates"`
		Clinic  string        `json:"clinic_id,omitempty" format:"uuid" maxLength:"36" doc:"for one clinic, which asks for charting.clinic_templates there"`
		Form    Form          `json:"form" enum:"template,phrase"`
		Kind    Kind          `json:"kind,omitempty" enum:"first,return,orthodontic,emergency,note"`
		Name    string        `json:"name" minLength:"1" maxLength:"60"`
		Parts   []SectionBody `json:"parts" maxItems:"40"`
	}
}

func (s *Service) postTemplate(ctx context.Context, in *newTemplateIn) (*httpapi.Body[templateBody], error) {
	b := in.Body
	t, err := s.AddTemplate(ctx, Template{Clinic: b.Clinic, Form: b.Form, Kind: b.Kind, Name: b.Name, Content: sectionsOf(b.Parts)}, b.OfGroup,
		func(tx *db.Tx, t Template) error { return httpapi.Answer(tx, templateOf(t)) })
	return &httpapi.Body[templateBody]{Body: templateOf(t)}, err
}

type changeTemplateIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		Kind     *Kind          `json:"kind,omitempty" enum:",first,return,orthodontic,emergency,note"`
		Name     *string        `json:"name,omitempty" minLength:"1" maxLength:"60"`
		Parts    *[]SectionBody `json:"parts,omitempty" maxItems:"40"`
		Active   *bool          `json:"active,omitempty"`
		Position *int           `json:"position,omitempty" minimum:"0" maximum:"100000"`
	}
}

func (s *Service) patchTemplate(ctx context.Context, in *changeTemplateIn) (*httpapi.Versioned[templateBody], error) {
	b := in.Body
	c := TemplateChange{Kind: b.Kind, Name: b.Name, Active: b.Active, Position: b.Position}
	if b.Parts != nil {
		parts := sectionsOf(*b.Parts)
		c.Parts = &parts
	}
	t, err := s.ChangeTemplate(ctx, in.ID, in.At(), c)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(templateOf(t), t.Version), nil
}

type installedBody struct {
	Count int64 `json:"count" doc:"how many came"`
}

func (s *Service) postInstall(ctx context.Context, _ *struct{}) (*httpapi.Body[installedBody], error) {
	n, err := s.InstallTemplates(ctx)
	return &httpapi.Body[installedBody]{Body: installedBody{n}}, err
}
