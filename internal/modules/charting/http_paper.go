package charting

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesPaper(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.record_paper", Method: http.MethodGet, Path: "/charting/records/{id}/paper", Permission: MayView, Produces: httpapi.PDF,
		Summary: "One record as PDF, or a certified copy that says so on every page; the printing is recorded",
		Faults:  []*fault.Def{RecordNotFound, NotAuthor, NotSigned, RecordDamaged}}, s.getPaper)
}

type paperIn struct {
	httpapi.ByID
	Certified bool   `query:"certified" doc:"a copy that says that it agrees with the original"`
	Locale    string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getPaper(ctx context.Context, in *paperIn) (*httpapi.Paper, error) {
	sheet, err := s.Paper(ctx, in.ID, in.Certified, in.Locale)
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("record", sheet.PDF), nil
}
