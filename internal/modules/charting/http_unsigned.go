package charting

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesUnsigned(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.unsigned", Method: http.MethodGet, Path: "/charting/unsigned", Permission: MayWrite,
		Summary: "What oneself has written and not signed, and is asked to review"}, s.getUnsigned)
	httpapi.Handle(a, httpapi.Route{ID: "charting.sign_several", Method: http.MethodPost, Path: "/charting/unsigned/sign", Permission: MaySign,
		Summary: "Sign several of one's own records with one proof, where the rules pass", Faults: append([]*fault.Def{RecordNotFound}, confirmFaults...)}, s.postSignSeveral)
}

type unsignedRecord struct {
	RecordHead
	Name     string        `json:"name" doc:"of the patient"`
	RecordNo string        `json:"record_no"`
	Mine     bool          `json:"mine" doc:"oneself answers for it and signs"`
	Findings []qualityBody `json:"findings" doc:"what the rules of quality find"`
}

type unsignedBody struct {
	Items   []unsignedRecord `json:"items" doc:"the oldest first"`
	Reviews []openRecord     `json:"reviews" doc:"that wait for oneself"`
}

func (s *Service) getUnsigned(ctx context.Context, _ *struct{}) (*httpapi.Body[unsignedBody], error) {
	u, err := s.UnsignedOf(ctx)
	if err != nil {
		return nil, err
	}
	who, _ := auth.From(ctx)
	out := unsignedBody{Items: []unsignedRecord{}, Reviews: []openRecord{}}
	for _, r := range u.List {
		p := u.People[r.Patient]
		out.Items = append(out.Items, unsignedRecord{headOf(r, u.Names), p.Name, p.RecordNo, r.Author == who.ID, qualityBodies(u.Found[r.ID])})
	}
	for _, r := range u.Reviews {
		out.Reviews = append(out.Reviews, openRecord{headOf(r, u.Names), u.People[r.Patient].Name})
	}
	return &httpapi.Body[unsignedBody]{Body: out}, nil
}

type signSeveralIn struct {
	Body struct {
		Records []struct {
			ID      string `json:"id" format:"uuid" maxLength:"36"`
			Version int64  `json:"version" minimum:"1"`
		} `json:"records" minItems:"1" maxItems:"50"`
		Password string `json:"password,omitempty" maxLength:"128"`
		Code     string `json:"code,omitempty" maxLength:"32" doc:"of the second factor, in place of the password"`
	}
}

type signedOneBody struct {
	ID   string         `json:"id" format:"uuid"`
	Code string         `json:"code" doc:"why it is not signed; empty = it is"`
	Args map[string]any `json:"args,omitempty"`
}

type signedBody struct {
	Items []signedOneBody `json:"items"`
}

func (s *Service) postSignSeveral(ctx context.Context, in *signSeveralIn) (*httpapi.Body[signedBody], error) {
	var list []ToSign
	for _, r := range in.Body.Records {
		list = append(list, ToSign{r.ID, r.Version})
	}
	done, err := s.SignSeveral(ctx, list, Proof{in.Body.Password, in.Body.Code})
	out := signedBody{Items: []signedOneBody{}}
	for _, d := range done {
		b := signedOneBody{ID: d.Record}
		if d.Not != nil {
			b.Code, b.Args = d.Not.Code, d.Not.Args
		}
		out.Items = append(out.Items, b)
	}
	return &httpapi.Body[signedBody]{Body: out}, err
}
