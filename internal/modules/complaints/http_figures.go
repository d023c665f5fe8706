package complaints

import (
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type figuresIn struct {
	Clinic string `query:"clinic_id" format:"uuid" maxLength:"36" required:"true"`
	Months int    `query:"months" minimum:"1" maximum:"24" default:"6" doc:"this one is the last"`
}

// SumBody is what some complaints come to.
type SumBody struct {
	Raised         int     `json:"raised"`
	Open           int     `json:"open"`
	Late           int     `json:"late" doc:"open, and waiting too long"`
	AnsweredInTime float64 `json:"answered_in_time" doc:"per cent of those that were answered or are late"`
	ClosedInTime   float64 `json:"closed_in_time" doc:"per cent of those that are closed or late"`
	AnswerMinutes  int     `json:"answer_minutes" doc:"half were answered within"`
	ResultMinutes  int     `json:"result_minutes" doc:"half were closed within"`
	Content        float64 `json:"content" doc:"per cent of those of whom it is known"`
	Asked          int     `json:"asked" doc:"of how many it is known"`
}

type monthBody struct {
	Month   string  `json:"month" example:"2026-11"`
	Raised  int     `json:"raised"`
	Persons int     `json:"persons" doc:"patients who came in the month"`
	Rate    float64 `json:"rate" doc:"complaints for a hundred of them"`
}

type causeBody struct {
	About About `json:"about"`
	SumBody
}

type ownerBody struct {
	OwnerID string `json:"owner_id" doc:"empty = whoever manages the clinic"`
	Name    string `json:"name"`
	SumBody
}

type figuresBody struct {
	Target int         `json:"target" doc:"complaints for a hundred patients of a month that are not to be exceeded"`
	Months []monthBody `json:"months"`
	Total  SumBody     `json:"total"`
	Causes []causeBody `json:"causes" doc:"the most frequent first"`
	Owners []ownerBody `json:"owners"`
}

func (s *Service) getFigures(ctx context.Context, in *figuresIn) (*httpapi.Body[figuresBody], error) {
	f, err := s.Figures(ctx, in.Clinic, in.Months)
	if err != nil {
		return nil, err
	}
	out := figuresBody{Target: f.Target, Total: SumBody(f.Total)}
	for _, m := range f.Months {
		out.Months = append(out.Months, monthBody(m))
	}
	for _, c := range f.Causes {
		out.Causes = append(out.Causes, causeBody{c.About, SumBody(c.Sum)})
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		var ids []string
		for _, o := range f.Owners {
			ids = append(ids, o.Owner)
		}
		people, err := s.org.StaffByIDs(tx, ids)
		for _, o := range f.Owners {
			out.Owners = append(out.Owners, ownerBody{o.Owner, people[o.Owner].Name, SumBody(o.Sum)})
		}
		return err
	})
	return &httpapi.Body[figuresBody]{Body: out}, err
}
