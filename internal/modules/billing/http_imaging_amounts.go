package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) imagingAmountRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.imaging_amounts", Method: http.MethodGet, Path: "/billing/imaging-amounts", Permission: MaySeeAll,
		Summary: "What films and scans came to, by month, item and who took the images", Faults: []*fault.Def{BadDay, db.OutOfScope}}, s.getImagingAmounts)
}

type imagingAmountsIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	From   string `query:"from" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-01"`
	To     string `query:"to" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-30"`
}

type imagingAmountBody struct {
	Month    string    `json:"month" doc:"2026-11"`
	Code     string    `json:"code"`
	NameZH   string    `json:"name_zh"`
	NameEN   string    `json:"name_en"`
	Staff    string    `json:"staff_id" doc:"who took the images of the visits; empty = there are none"`
	Name     string    `json:"name"`
	Quantity int       `json:"quantity"`
	Amount   money.Fen `json:"amount" doc:"executed or charged, less what was taken back"`
}

type imagingAmountsBody struct {
	Items []imagingAmountBody `json:"items"`
}

func (s *Service) getImagingAmounts(ctx context.Context, in *imagingAmountsIn) (*httpapi.Body[imagingAmountsBody], error) {
	from, err1 := civil.Parse(in.From)
	to, err2 := civil.Parse(in.To)
	if err1 != nil || err2 != nil {
		return nil, BadDay.At("from")
	}
	list, err := s.ImagingAmounts(ctx, in.Clinic, from, to)
	var out imagingAmountsBody
	for _, a := range list {
		out.Items = append(out.Items, imagingAmountBody(a))
	}
	return &httpapi.Body[imagingAmountsBody]{Body: out}, err
}
