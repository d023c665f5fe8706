package followup

import (
	"context"

	"archwire/internal/platform/httpapi"
)

type tabBody struct {
	Series    []seriesBody         `json:"series"`
	Contacts  []lineBody           `json:"contacts"`
	Recalls   []recallBody         `json:"recalls"`
	Names     map[string]wordsBody `json:"names" doc:"of protocols"`
	AsksCalls bool                 `json:"asks_calls"`
	OptedOut  bool                 `json:"opted_out"`
}

func (s *Service) getPatient(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[tabBody], error) {
	t, err := s.OfPatient(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := tabBody{Contacts: lineBodies(t.Contacts), Names: map[string]wordsBody{}, AsksCalls: t.AsksCalls, OptedOut: t.OptedOut}
	for _, one := range t.Series {
		b, p := seriesBodyOf(one, t.Steps), t.Of[one.ID]
		b.Facts = p.CaseFacts()
		for _, n := range p.CasePlan() {
			b.Usual = append(b.Usual, usualBody{n.Key, p.Plan[n.Key], n.Most})
		}
		out.Series = append(out.Series, b)
	}
	for _, r := range t.Recalls {
		out.Recalls = append(out.Recalls, recallBodyOf(r, nameOf(t.Types, r.Kind)))
	}
	for k, w := range t.Names {
		out.Names[k] = wordsBody(w)
	}
	return &httpapi.Body[tabBody]{Body: out}, nil
}
