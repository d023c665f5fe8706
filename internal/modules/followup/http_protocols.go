package followup

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) protocolRoutes(a *httpapi.API) {
	written := []*fault.Def{db.Stale, ProtocolNotFound, BadKey, BadName, BadStep, BadQuestion, BadRule, TooMuch}
	httpapi.Handle(a, httpapi.Route{ID: "followup.words", Method: http.MethodGet, Path: "/followup/words", Permission: MayView,
		Summary: "What may be asked, said and chosen"}, s.getWords)
	httpapi.Handle(a, httpapi.Route{ID: "followup.protocols", Method: http.MethodGet, Path: "/followup/protocols", Permission: MayView,
		Summary: "The protocols of the group"}, s.getProtocols)
	httpapi.Handle(a, httpapi.Route{ID: "followup.show_protocol", Method: http.MethodGet, Path: "/followup/protocols/{key}", Permission: MayView,
		Summary: "A protocol with its draft and its versions", Faults: []*fault.Def{ProtocolNotFound}}, s.getProtocol)
	httpapi.Handle(a, httpapi.Route{ID: "followup.write_draft", Method: http.MethodPut, Path: "/followup/protocols/{key}/draft", Permission: MayEdit,
		Summary: "Write a draft; nothing follows from it", Faults: written, MaxBody: 256 << 10}, s.putDraft)
	httpapi.Handle(a, httpapi.Route{ID: "followup.drop_draft", Method: http.MethodPost, Path: "/followup/protocols/{key}/draft/drop", Permission: MayEdit,
		Summary: "Forget a draft", Faults: []*fault.Def{db.Stale, ProtocolNotFound, NoDraft}}, s.postDrop)
	httpapi.Handle(a, httpapi.Route{ID: "followup.foresee", Method: http.MethodGet, Path: "/followup/protocols/{key}/touched", Permission: MayEdit,
		Summary: "Whom publishing the draft touches: future steps of running series only", Faults: []*fault.Def{ProtocolNotFound, NoDraft, db.OutOfScope, org.ClinicNotFound}}, s.getTouched)
	httpapi.Handle(a, httpapi.Route{ID: "followup.publish", Method: http.MethodPost, Path: "/followup/protocols/{key}/publish", Permission: MayEdit, Idempotent: true,
		Summary: "Make the draft the next version", Faults: []*fault.Def{db.Stale, ProtocolNotFound, NoDraft, NothingNew, TextTooLong}}, s.postPublish)
	httpapi.Handle(a, httpapi.Route{ID: "followup.switch", Method: http.MethodPost, Path: "/followup/protocols/{key}/switch", Permission: MayEdit,
		Summary: "Let a protocol begin series, or no more", Faults: []*fault.Def{db.Stale, ProtocolNotFound}}, s.postSwitch)
	s.rehearsalRoutes(a)
}

// ByKey is embedded by a route about one protocol.
type ByKey struct {
	Key string `path:"key" maxLength:"40" pattern:"^[a-z][a-z0-9_]*$"`
}

type vocabularyBody struct {
	Safety    wordsBody            `json:"safety"`
	Questions []questionBody       `json:"questions"`
	Scripts   map[string]wordsBody `json:"scripts" doc:"braces stand for facts: {称呼} {诊所} {姓名} {医生} {项目} {时间} {负责人} {时段一} {时段二} {上次}"`
	General   []spokeBody          `json:"general" doc:"thresholds that are red in every protocol"`
	Outcomes  []Outcome            `json:"outcomes"`
	Moods     []string             `json:"moods"`
	Referrals []string             `json:"referrals"`
	Wishes    []string             `json:"wishes"`
	Facts     []string             `json:"facts" doc:"what conditions may speak of besides answers"`
}

func (s *Service) getWords(context.Context, *struct{}) (*httpapi.Body[vocabularyBody], error) {
	out := vocabularyBody{Safety: wordsBody(Safety), Scripts: map[string]wordsBody{}, Outcomes: Outcomes, Moods: Moods, Referrals: Referrals, Wishes: Wishes, Facts: factNames}
	for _, q := range Questions {
		out.Questions = append(out.Questions, questionBodies([]Asked{{Question: q}})...)
	}
	for k, w := range Scripts {
		out.Scripts[k] = wordsBody(w)
	}
	for _, r := range General {
		out.General = append(out.General, spokeBody{Red, r.Key, "", wordsBody(r.Words)})
	}
	return &httpapi.Body[vocabularyBody]{Body: out}, nil
}

type versionBody struct {
	Number   int      `json:"number"`
	At       int64    `json:"published_at"`
	By       string   `json:"published_by" doc:"name; empty = the program brought it"`
	Note     string   `json:"note"`
	Protocol Protocol `json:"protocol" doc:"as it was"`
}

type protocolBody struct {
	Protocol Protocol      `json:"protocol" doc:"as it is in force"`
	Draft    *Protocol     `json:"draft,omitempty"`
	Number   int           `json:"number" doc:"of the version in force"`
	Active   bool          `json:"active"`
	Version  int64         `json:"version" doc:"0 = as the program brings it"`
	DraftAt  int64         `json:"draft_at"`
	Running  int           `json:"running" doc:"open series; told of a single protocol"`
	DraftBy  string        `json:"draft_by" doc:"name; told of a single protocol"`
	Versions []versionBody `json:"versions" doc:"the newest first; told of a single protocol"`
}

func editedBody(e Edited) protocolBody {
	return protocolBody{Protocol: e.Protocol, Draft: e.Draft, Number: e.Number, Active: e.Active, Version: e.Version, DraftAt: e.DraftAt, Running: e.Running}
}

type protocolsBody struct {
	Items []protocolBody `json:"items"`
}

func (s *Service) getProtocols(ctx context.Context, _ *struct{}) (*httpapi.Body[protocolsBody], error) {
	list, err := s.Protocols(ctx)
	var out protocolsBody
	for _, e := range list {
		out.Items = append(out.Items, editedBody(e))
	}
	return &httpapi.Body[protocolsBody]{Body: out}, err
}

func (s *Service) getProtocol(ctx context.Context, in *ByKey) (*httpapi.Versioned[protocolBody], error) {
	e, versions, err := s.Protocol(ctx, in.Key)
	if err != nil {
		return nil, err
	}
	b := editedBody(e)
	ids := []string{e.DraftBy}
	for _, v := range versions {
		ids = append(ids, v.By)
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		people, err := s.org.StaffByIDs(tx, ids)
		b.DraftBy = people[e.DraftBy].Name
		for _, v := range versions {
			b.Versions = append(b.Versions, versionBody{v.Number, v.Published, people[v.By].Name, v.Note, v.Body})
		}
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(b, e.Version), nil
}

type draftIn struct {
	ByKey
	httpapi.IfMatch
	Body Protocol
}

func (s *Service) putDraft(ctx context.Context, in *draftIn) (*httpapi.Versioned[protocolBody], error) {
	return edited(s.WriteDraft(ctx, in.Key, in.At(), in.Body))
}

func edited(e Edited, err error) (*httpapi.Versioned[protocolBody], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(editedBody(e), e.Version), nil
}

type keyIn struct {
	ByKey
	httpapi.IfMatch
}

func (s *Service) postDrop(ctx context.Context, in *keyIn) (*httpapi.Versioned[protocolBody], error) {
	return edited(s.DropDraft(ctx, in.Key, in.At()))
}

type touchedIn struct {
	ByKey
	ClinicQuery
}

type previewBody struct {
	Step      string         `json:"step"`
	Deed      Deed           `json:"deed"`
	Due       int64          `json:"due_at"`
	Latest    int64          `json:"latest_at"`
	Way       Way            `json:"way"`
	Why       string         `json:"why"`
	OnCall    bool           `json:"on_call"`
	Questions []questionBody `json:"questions"`
	Says      []wordsBody    `json:"says"`
}

func previewBodies(list []Preview) []previewBody {
	out := make([]previewBody, len(list))
	for i, p := range list {
		out[i] = previewBody{p.Step.Key, p.Step.Deed, p.Moment.Due, p.Moment.Latest, p.Way, p.Why, p.Moment.OnCall, questionBodies(p.Questions), wordsOf(p.Says)}
	}
	return out
}

type shiftBody struct {
	Step  string `json:"step"`
	Moved int    `json:"moved"`
	Added int    `json:"added"`
	Gone  int    `json:"gone"`
}

type moveBody struct {
	Step string `json:"step"`
	From int64  `json:"from" doc:"0 = is new"`
	To   int64  `json:"to" doc:"0 = goes"`
}

type touchedPerson struct {
	ID       string     `json:"patient_id" format:"uuid"`
	Name     string     `json:"name"`
	RecordNo string     `json:"record_no"`
	Clinic   string     `json:"clinic_id" format:"uuid"`
	Moves    []moveBody `json:"moves" doc:"waiting steps that come to lie elsewhere"`
	Next     int64      `json:"next_at" doc:"what waits for them first, by the draft; 0 = nothing"`
}

type touchedBody struct {
	Series   int             `json:"series" doc:"that run"`
	Patients int             `json:"patients"`
	Clinics  []string        `json:"clinics"`
	Moves    []shiftBody     `json:"moves" doc:"of waiting steps"`
	People   []touchedPerson `json:"people" doc:"a hundred of them at most: whose steps move first"`
	Before   []previewBody   `json:"before" doc:"for somebody who is treated now"`
	After    []previewBody   `json:"after"`
}

func (s *Service) getTouched(ctx context.Context, in *touchedIn) (*httpapi.Body[touchedBody], error) {
	t, err := s.Foresee(ctx, in.Key, in.Clinic)
	if err != nil {
		return nil, err
	}
	out := touchedBody{Series: t.Series, Patients: t.Patients, Clinics: t.Clinics, Before: previewBodies(t.Before), After: previewBodies(t.After)}
	for _, m := range t.Moves {
		out.Moves = append(out.Moves, shiftBody(m))
	}
	for _, p := range t.People {
		one := touchedPerson{ID: p.Face.ID, Name: p.Face.Name, RecordNo: p.Face.RecordNo, Clinic: p.Clinic, Next: p.Next}
		for _, m := range p.Moves {
			one.Moves = append(one.Moves, moveBody(m))
		}
		out.People = append(out.People, one)
	}
	return &httpapi.Body[touchedBody]{Body: out}, nil
}

type publishIn struct {
	ByKey
	httpapi.IfMatch
	Body struct {
		Note string `json:"note,omitempty" maxLength:"1000" doc:"what is new, and why"`
	}
}

func (s *Service) postPublish(ctx context.Context, in *publishIn) (*httpapi.Versioned[protocolBody], error) {
	return edited(s.Publish(ctx, in.Key, in.At(), in.Body.Note))
}

type switchIn struct {
	ByKey
	httpapi.IfMatch
	Body struct {
		Active bool `json:"active"`
	}
}

func (s *Service) postSwitch(ctx context.Context, in *switchIn) (*httpapi.Versioned[protocolBody], error) {
	return edited(s.Switch(ctx, in.Key, in.At(), in.Body.Active))
}
