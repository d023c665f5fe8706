package catalog

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/paper"
)

func (s *Service) paperRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "catalog.poster", Method: http.MethodGet, Path: "/catalog/poster", Permission: MayView, Produces: httpapi.PDF,
		Summary: "A clinic's prices of a day to hang on the wall, as PDF", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getPoster)
}

type posterIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
	Format string `query:"format" enum:"a3,a4" default:"a3"`
	Locale string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

func (s *Service) getPoster(ctx context.Context, in *posterIn) (*httpapi.Paper, error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	format := paper.A3
	if in.Format == "a4" {
		format = paper.A4
	}
	sheet, err := s.Poster(ctx, in.Clinic, day, Wall{format, in.Locale})
	if err != nil {
		return nil, err
	}
	return httpapi.OnPaper("prices "+string(day), sheet.PDF), nil
}
