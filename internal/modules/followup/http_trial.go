package followup

import (
	"context"

	"archwire/internal/platform/httpapi"
)

type trialIn struct {
	httpapi.ByID
	Body struct {
		Answers      map[string]string `json:"answers,omitempty" maxProperties:"60" doc:"as far as they go; what is no answer of its question counts as none"`
		Satisfaction int               `json:"satisfaction,omitempty" minimum:"0" maximum:"5"`
	}
}

type trialBody struct {
	Level    Level       `json:"level" enum:"green,amber,red"`
	Spoke    []spokeBody `json:"spoke" doc:"the thresholds that would be passed, the red ones first"`
	Asked    []string    `json:"asked" doc:"keys of the questions that these answers ask for"`
	Due      int64       `json:"due_at" doc:"by when the doctor would have to call; 0 = nobody has to"`
	OnCall   bool        `json:"on_call" doc:"whoever is on call would"`
	Referral bool        `json:"ask_referral"`
}

func (s *Service) postTrial(ctx context.Context, in *trialIn) (*httpapi.Body[trialBody], error) {
	t, err := s.Try(ctx, in.ID, in.Body.Answers, in.Body.Satisfaction)
	if err != nil {
		return nil, err
	}
	b := trialBody{Level: t.Verdict.Level, Asked: t.Asked, Due: t.Due, OnCall: t.OnCall, Referral: t.Referral}
	for _, one := range t.Verdict.Spoke {
		b.Spoke = append(b.Spoke, spokeBody{one.Level, one.Rule, one.Protocol, wordsBody(one.Words)})
	}
	return &httpapi.Body[trialBody]{Body: b}, nil
}
