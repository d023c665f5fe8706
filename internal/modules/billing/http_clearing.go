package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) clearingRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.clearing", Method: http.MethodGet, Path: "/billing/clearing", Permission: MaySeeAll,
		Summary: "What a clinic and the others of the group owe each other of a month", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getClearing)
}

type clearingIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Month  string `query:"month" maxLength:"7" doc:"2026-11; absent = this month"`
}

type pairBody struct {
	Clinic   string    `json:"clinic_id" format:"uuid"`
	Name     string    `json:"name"`
	Owes     money.Fen `json:"owes" doc:"to the other clinic: tenders of this clinic covered lines there, or were given back there"`
	OwesGift money.Fen `json:"owes_gift" doc:"of it stored value's gifts"`
	Due      money.Fen `json:"due" doc:"from the other clinic, the same the other way"`
	DueGift  money.Fen `json:"due_gift"`
	Net      money.Fen `json:"net" doc:"due - owes"`
}

type clearingBody struct {
	From        string     `json:"from"`
	To          string     `json:"to"`
	Charged     money.Fen  `json:"charged" doc:"earned by this clinic, less what was taken back"`
	Owed        money.Fen  `json:"owed" doc:"more is owed to it, or less"`
	Received    money.Fen  `json:"received" doc:"money in less money out of it"`
	Prepaid     money.Fen  `json:"prepaid" doc:"more stands of what it took, or less; gifts apart"`
	GiftsUsed   money.Fen  `json:"gifts_used" doc:"of gifts that it gave, in whichever clinic"`
	Net         money.Fen  `json:"net" doc:"the others have to pay; below zero: it has to pay them"`
	Unexplained money.Fen  `json:"unexplained" doc:"net - (charged - owed - received + prepaid - gifts_used): nothing in books that balance"`
	Pairs       []pairBody `json:"pairs"`
}

func clearingOf(c Clearing) clearingBody {
	a := c.Axes
	out := clearingBody{From: string(c.From), To: string(c.To), Charged: a.Charged, Owed: a.Owed, Received: a.Received, Prepaid: a.Prepaid,
		GiftsUsed: c.GiftsUsed, Net: c.Net(), Unexplained: c.Unexplained()}
	for _, p := range c.Pairs {
		out.Pairs = append(out.Pairs, pairBody{p.Other, c.Names[p.Other], p.Owes, p.OwesGift, p.Due, p.DueGift, p.Net()})
	}
	return out
}

func (s *Service) getClearing(ctx context.Context, in *clearingIn) (*httpapi.Body[clearingBody], error) {
	var day civil.Day
	if in.Month != "" {
		var err error
		if day, err = civil.Parse(in.Month + "-01"); err != nil {
			return nil, BadDay.At("month")
		}
	}
	c, err := s.Clearing(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[clearingBody]{Body: clearingOf(c)}, nil
}
