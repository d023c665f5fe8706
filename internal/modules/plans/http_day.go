package plans

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/httpapi"
)

type ofDayIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
}

// nextSteps is how many of an item's open steps a day's list names.
const nextSteps = 3

type dayStepBody struct {
	Kind   StepKind  `json:"kind" enum:"whole,session,fitting,review,debond,retention" doc:"its text is plans.step.<kind>"`
	Number int       `json:"number" doc:"place among the item's steps"`
	Site   string    `json:"site"`
	Amount money.Fen `json:"amount" doc:"fen"`
}

type dayItemBody struct {
	ID     string        `json:"id" format:"uuid"`
	Code   string        `json:"code"`
	NameZh string        `json:"name_zh"`
	NameEn string        `json:"name_en"`
	Site   string        `json:"site"`
	Done   int           `json:"done" doc:"steps executed"`
	All    int           `json:"all" doc:"steps"`
	Next   []dayStepBody `json:"next" doc:"those that come next, three at most"`
}

type dayPlanBody struct {
	ID       string        `json:"id" format:"uuid"`
	Clinic   string        `json:"clinic_id" format:"uuid" doc:"where it was agreed"`
	Kind     Kind          `json:"kind" enum:"general,contract,direct" doc:"its text is plans.kind.<kind>"`
	Title    string        `json:"title"`
	Amount   money.Fen     `json:"amount" doc:"fen"`
	Executed money.Fen     `json:"executed" doc:"fen"`
	Items    []dayItemBody `json:"items" doc:"those with something still to be done"`
}

type dayDoneBody struct {
	ID       string    `json:"id" format:"uuid"`
	Plan     string    `json:"plan_id" format:"uuid"`
	Code     string    `json:"code"`
	NameZh   string    `json:"name_zh"`
	NameEn   string    `json:"name_en"`
	Site     string    `json:"site" doc:"of the item"`
	Quantity int       `json:"quantity" doc:"units that were finished by it"`
	Amount   money.Fen `json:"amount" doc:"fen"`
	At       int64     `json:"at"`
}

type agreedBody struct {
	Visit string        `json:"visit_id" format:"uuid"`
	Plans []dayPlanBody `json:"plans" doc:"accepted, with something still to be done"`
	Done  []dayDoneBody `json:"done" doc:"in the visit"`
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
	out := ofDayBody{Items: []agreedBody{}}
	for _, a := range list {
		b := agreedBody{Visit: a.Visit, Plans: []dayPlanBody{}, Done: []dayDoneBody{}}
		for _, p := range a.Plans {
			b.Plans = append(b.Plans, dayPlanOf(p))
		}
		for _, d := range a.Done {
			b.Done = append(b.Done, dayDoneBody{ID: d.ID, Plan: d.Plan, Code: d.Code, NameZh: d.NameZh, NameEn: d.NameEn, Site: d.Site,
				Quantity: d.Quantity, Amount: d.Amount, At: d.At})
		}
		out.Items = append(out.Items, b)
	}
	return &httpapi.Body[ofDayBody]{Body: out}, nil
}

func dayPlanOf(p Plan) dayPlanBody {
	b := dayPlanBody{ID: p.ID, Clinic: p.Clinic, Kind: p.Kind, Title: p.Title, Amount: p.Amount, Executed: p.Executed(), Items: []dayItemBody{}}
	for _, i := range p.live() {
		open := i.open()
		if len(open) == 0 {
			continue
		}
		one := dayItemBody{ID: i.ID, Code: i.Code, NameZh: i.NameZh, NameEn: i.NameEn, Site: i.Site, Done: len(i.done()), All: len(i.Steps)}
		for _, s := range open[:min(len(open), nextSteps)] {
			one.Next = append(one.Next, dayStepBody{s.Kind, s.Number, s.Site, s.Amount})
		}
		b.Items = append(b.Items, one)
	}
	return b
}
