package plans

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type ofDayIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
}

type agreedBody struct {
	Visit string          `json:"visit_id" format:"uuid"`
	Plans []planBody      `json:"plans" doc:"accepted, with something still to be done"`
	Done  []executionBody `json:"done" doc:"in the visit"`
}

type ofDayBody struct {
	Items []agreedBody `json:"items" doc:"visits with something agreed or done, in the order of time"`
}

func (s *Service) getOfDay(ctx context.Context, in *ofDayIn) (*httpapi.Body[ofDayBody], error) {
	if _, err := civil.Parse(in.Day); in.Day != "" && err != nil {
		return nil, BadDay.At("day", "days", 0)
	}
	list, err := s.OfDay(ctx, in.Clinic, civil.Day(in.Day))
	if err != nil {
		return nil, err
	}
	out := ofDayBody{}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var all []Plan
		for _, a := range list {
			all = append(all, a.Plans...)
		}
		who, err := s.namesFor(tx, all...)
		for _, a := range list {
			b := agreedBody{Visit: a.Visit}
			for _, p := range a.Plans {
				b.Plans = append(b.Plans, bodyOf(p, who))
			}
			for _, e := range a.Done {
				b.Done = append(b.Done, executionOf(e, who))
			}
			out.Items = append(out.Items, b)
		}
		return err
	})
	return &httpapi.Body[ofDayBody]{Body: out}, err
}
