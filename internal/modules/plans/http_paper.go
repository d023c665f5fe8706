package plans

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

func (s *Service) paperRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "plans.paper", Method: http.MethodGet, Path: "/plans/{id}/paper", Permission: MayView, Produces: httpapi.PDF,
		Summary: "A plan to be read and signed, or its alternatives side by side, as PDF", Faults: []*fault.Def{PlanNotFound}}, s.getPaper)
}

type paperIn struct {
	httpapi.ByID
	All    bool   `query:"alternatives" doc:"all that is offered of the set, side by side"`
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getPaper(ctx context.Context, in *paperIn) (*httpapi.Paper, error) {
	sheet, err := s.Paper(ctx, in.ID, in.All, in.Locale)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("plan", sheet.PDF), nil
}
