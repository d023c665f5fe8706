package visits

import (
	"context"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) templateRoutes(api *httpapi.API) {
	wrong := []*fault.Def{TemplateCode, TemplateName, TemplateLabel, TemplateColour, TemplateGreenAct, TemplateNoDoctor, TemplateDoctor,
		TemplateInterval, TemplateWords, AddOnUnknown, PatternEmpty, PatternTooLong, PatternLetter, PatternPlace}
	act := func(method, id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "visits." + id, Method: method, Path: "/visits/" + path, Summary: summary, Permission: MayTemplates, Faults: faults}
	}
	httpapi.Handle(api, reading("list_templates", "templates", "The kinds of visit of the group, as a clinic offers them"), s.getTemplates)
	httpapi.Handle(api, reading("show_template", "templates/{id}", "One kind of visit", TemplateUnknown), s.getTemplate)
	make := act(http.MethodPost, "make_template", "templates", "Add a kind of visit to the group", append(wrong, TemplateTaken)...)
	make.Idempotent = true
	httpapi.Handle(api, make, s.postTemplate)
	httpapi.Handle(api, act(http.MethodPost, "check_template", "templates/check", "What the rules say of a kind of visit that is being written", wrong...), s.postCheck)
	httpapi.Handle(api, act(http.MethodPost, "install_defaults", "templates/defaults", "Add what ships and the group does not have: kinds of visit, calendar"), s.postDefaults)
	httpapi.Handle(api, act(http.MethodPatch, "change_template", "templates/{id}", "Change a kind of visit, or put it away",
		append(wrong, TemplateUnknown, db.Stale)...), s.patchTemplate)
	httpapi.Handle(api, changing(http.MethodPut, "switch_template", "templates/{id}/offered", "Say whether a clinic offers a kind of visit",
		TemplateUnknown, TemplateGreenAct, TemplateNoDoctor, TemplateDoctor), s.putOffered)
	httpapi.Handle(api, httpapi.Route{ID: "visits.list_add_ons", Method: http.MethodGet, Path: "/visits/add-ons", Permission: MayView,
		Summary: "What lengthens a visit by something small"}, s.getAddOns)
}

type textBody struct {
	Zh string `json:"zh" maxLength:"60"`
	En string `json:"en" maxLength:"60"`
}

func textsOut(list []Text) []textBody {
	out := make([]textBody, len(list))
	for i, t := range list {
		out[i] = textBody(t)
	}
	return out
}

type templateBody struct {
	ID            string     `json:"id"`
	Version       int64      `json:"version"`
	Code          string     `json:"code"`
	NameZh        string     `json:"name_zh"`
	NameEn        string     `json:"name_en"`
	LabelZh       string     `json:"label_zh"`
	LabelEn       string     `json:"label_en"`
	Category      string     `json:"category"`
	Area          Area       `json:"area"`
	Colour        Colour     `json:"colour"`
	Pattern       string     `json:"pattern" doc:"stays with a letter for each five minutes, as in K:T X:II K:DDDTTT"`
	Minutes       int        `json:"minutes"`
	DoctorMinutes int        `json:"doctor_minutes"`
	SchoolAgeLate bool       `json:"school_age_late"`
	Appliance     bool       `json:"needs_appliance"`
	Roles         []Who      `json:"roles"`
	Prepare       []textBody `json:"prepare"`
	Acts          []Act      `json:"acts"`
	Interval      int        `json:"interval_days"`
	AddOns        []string   `json:"addons"`
	Chairless     bool       `json:"chairless"`
	Position      int        `json:"position"`
	Archived      bool       `json:"archived"`
	Offered       bool       `json:"offered" doc:"by the clinic that was asked about"`
	Unlicensed    Act        `json:"unlicensed_act" doc:"an act of it that the licences leave to a dentist who is not in it; it cannot be booked"`
}

func templateOut(t ClinicTemplate) templateBody {
	return templateBody{
		ID: t.ID, Version: t.Version, Code: t.Code, NameZh: t.Name.Zh, NameEn: t.Name.En, LabelZh: t.Label.Zh, LabelEn: t.Label.En,
		Category: t.Category, Area: t.Area, Colour: t.Colour, Pattern: t.Pattern.String(), Minutes: t.Pattern.Minutes(),
		DoctorMinutes: t.Pattern.MinutesOf(Doctor), SchoolAgeLate: t.SchoolAgeLate, Appliance: t.NeedsAppliance, Roles: t.Roles,
		Prepare: textsOut(t.Prepare), Acts: t.Acts, Interval: t.IntervalDays, AddOns: t.AddOns, Chairless: t.Pattern.Chairless(),
		Position: t.Position, Archived: t.Archived, Offered: t.On && !t.Archived,
	}
}

type templatesQuery struct {
	Clinic string `query:"clinic_id" format:"uuid" maxLength:"36" doc:"absent: as the group keeps them"`
}

func (s *Service) getTemplates(ctx context.Context, in *templatesQuery) (*httpapi.Body[itemsBody[templateBody]], error) {
	list, against, err := s.Templates(ctx, in.Clinic)
	return items(list, func(t ClinicTemplate) templateBody {
		b := templateOut(t)
		b.Unlicensed = against[t.ID]
		return b
	}), err
}

func (s *Service) getTemplate(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[templateBody], error) {
	t, err := s.Template(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(templateOut(t), t.Version), nil
}

// TemplateFields is a kind of visit as it is written; absent fields stay.
type TemplateFields struct {
	NameZh        *string     `json:"name_zh,omitempty" maxLength:"40"`
	NameEn        *string     `json:"name_en,omitempty" maxLength:"40"`
	LabelZh       *string     `json:"label_zh,omitempty" maxLength:"3"`
	LabelEn       *string     `json:"label_en,omitempty" maxLength:"3"`
	Category      *string     `json:"category,omitempty" enum:"consultation,records,start,active,early,retention,emergency,cleaning,general,chairless"`
	Area          *Area       `json:"area,omitempty" enum:",ortho,general"`
	Colour        *Colour     `json:"colour,omitempty" enum:"red,orange,green,blue,purple"`
	Pattern       *string     `json:"pattern,omitempty" maxLength:"400" example:"C:ADA"`
	SchoolAgeLate *bool       `json:"school_age_late,omitempty"`
	Appliance     *bool       `json:"needs_appliance,omitempty"`
	Roles         *[]Who      `json:"roles,omitempty" maxItems:"5" nullable:"false" doc:"letters; those of the pattern are always there"`
	Prepare       *[]textBody `json:"prepare,omitempty" maxItems:"30" nullable:"false"`
	Acts          *[]Act      `json:"acts,omitempty" maxItems:"18" nullable:"false"`
	Interval      *int        `json:"interval_days,omitempty" minimum:"0" maximum:"1098"`
	AddOns        *[]string   `json:"addons,omitempty" maxItems:"8" nullable:"false"`
	Position      *int        `json:"position,omitempty" minimum:"0" maximum:"1000"`
	Archived      *bool       `json:"archived,omitempty" doc:"no longer offered; what is booked stays"`
}

// apply writes the fields into a kind of visit. Faults: those of ParsePattern.
func (f TemplateFields) apply(t *ClinicTemplate) error {
	put(&t.Name.Zh, f.NameZh)
	put(&t.Name.En, f.NameEn)
	put(&t.Label.Zh, f.LabelZh)
	put(&t.Label.En, f.LabelEn)
	put(&t.Category, f.Category)
	put(&t.Area, f.Area)
	put(&t.Colour, f.Colour)
	put(&t.SchoolAgeLate, f.SchoolAgeLate)
	put(&t.NeedsAppliance, f.Appliance)
	put(&t.Acts, f.Acts)
	put(&t.IntervalDays, f.Interval)
	put(&t.AddOns, f.AddOns)
	put(&t.Position, f.Position)
	put(&t.Archived, f.Archived)
	if f.Prepare != nil {
		t.Prepare = nil
		for _, p := range *f.Prepare {
			t.Prepare = append(t.Prepare, Text(p))
		}
	}
	if f.Roles != nil || f.Pattern != nil {
		t.Roles = nil
		put(&t.Roles, f.Roles)
	}
	if f.Pattern == nil {
		return nil
	}
	p, err := ParsePattern(*f.Pattern)
	if known, ok := fault.As(err); ok {
		return known.Def.At("pattern", pairsOf(known)...)
	}
	t.Pattern = p
	return err
}

// pairsOf are a fault's arguments, to say them again at another field.
func pairsOf(f *fault.Fault) []any {
	var out []any
	for k, v := range f.Args {
		out = append(out, k, v)
	}
	return out
}

type newTemplateIn struct {
	Body struct {
		Code string `json:"code" minLength:"2" maxLength:"16" pattern:"^[a-z0-9][a-z0-9_-]+$" doc:"never changes"`
		TemplateFields
	}
}

func (in newTemplateIn) template() (ClinicTemplate, error) {
	t := ClinicTemplate{Template: Template{Code: in.Body.Code}}
	return t, in.Body.apply(&t)
}

func (s *Service) postTemplate(ctx context.Context, in *newTemplateIn) (*httpapi.Versioned[templateBody], error) {
	t, err := in.template()
	if err != nil {
		return nil, err
	}
	t, err = s.MakeTemplate(ctx, t, func(tx *db.Tx, t ClinicTemplate) error { return httpapi.Answer(tx, templateOut(t)) })
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(templateOut(t), t.Version), nil
}

// checkBody is what an editor shows of a pattern that holds.
type checkBody struct {
	Minutes int               `json:"minutes"`
	By      []minutesBody     `json:"by" doc:"how long who is needed, turnover not counted"`
	Pieces  []patternPiece    `json:"pieces"`
	Roles   []Who             `json:"roles"`
	Licence []licensedActBody `json:"acts"`
}

type minutesBody struct {
	Who     Who `json:"who"`
	Minutes int `json:"minutes"`
}

type patternPiece struct {
	Who     Who   `json:"who"`
	Where   Where `json:"where"`
	From    int   `json:"from" doc:"minutes from the start"`
	Minutes int   `json:"minutes"`
}

type licensedActBody struct {
	Act      Act  `json:"act"`
	Licensed bool `json:"licensed" doc:"only a licensed dentist may do it"`
}

func (s *Service) postCheck(ctx context.Context, in *newTemplateIn) (*httpapi.Body[checkBody], error) {
	t, err := in.template()
	if err != nil {
		return nil, err
	}
	if err := s.CheckTemplate(ctx, t); err != nil {
		return nil, err
	}
	b := checkBody{Minutes: t.Pattern.Minutes(), Roles: t.settled().Roles}
	for _, w := range slices.Concat([]Who{Doctor}, Pools, []Who{Nobody}) {
		if n := t.Pattern.MinutesOf(w); n > 0 {
			b.By = append(b.By, minutesBody{w, n})
		}
	}
	at := 0
	for _, seg := range t.Pattern {
		b.Pieces = append(b.Pieces, patternPiece{seg.Who, seg.Where, at, seg.Minutes()})
		at += seg.Minutes()
	}
	l, err := s.Licences(ctx)
	for _, a := range licensedActs {
		b.Licence = append(b.Licence, licensedActBody{a, l[a]})
	}
	return &httpapi.Body[checkBody]{Body: b}, err
}

type installedBody struct {
	Templates int `json:"templates" doc:"how many kinds of visit the group has now"`
}

func (s *Service) postDefaults(ctx context.Context, _ *struct{}) (*httpapi.Body[installedBody], error) {
	n, err := s.InstallDefaults(ctx)
	return &httpapi.Body[installedBody]{Body: installedBody{n}}, err
}

type templateChangeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body TemplateFields
}

func (s *Service) patchTemplate(ctx context.Context, in *templateChangeIn) (*httpapi.Versioned[templateBody], error) {
	t, err := s.ChangeTemplate(ctx, in.ID, in.At(), in.Body.apply)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(templateOut(t), t.Version), nil
}

type offeredIn struct {
	httpapi.ByID
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Offered bool   `json:"offered"`
	}
}

func (s *Service) putOffered(ctx context.Context, in *offeredIn) (*httpapi.None, error) {
	return nil, s.SwitchTemplate(ctx, in.Body.Clinic, in.ID, in.Body.Offered)
}

type addOnBody struct {
	Code    string   `json:"code"`
	Name    textBody `json:"name"`
	Minutes int      `json:"minutes"`
	Work    []Who    `json:"work"`
	Makes   Colour   `json:"makes" doc:"the least colour of a visit with it; empty: its own"`
}

func (s *Service) getAddOns(context.Context, *struct{}) (*httpapi.Body[itemsBody[addOnBody]], error) {
	return items(AddOns, func(a AddOn) addOnBody { return addOnBody{a.Code, textBody(a.Name), a.Minutes(), a.Work, a.Makes} }), nil
}
