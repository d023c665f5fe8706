package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

type figuresQuery struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	From   string `query:"from" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-01"`
	To     string `query:"to" required:"true" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" example:"2026-11-30"`
}

type reasonItems struct {
	Patient []string `json:"patient" doc:"keys; texts are visits.reason.<key>"`
	Clinic  []string `json:"clinic"`
}

func (s *Service) routesFigures(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.figures", Method: http.MethodGet, Path: "/visits/figures", Permission: MayFigures,
		Summary: "How visits ended and why, and how they ran against their plan", Faults: []*fault.Def{DayWrong, RangeTooLong},
	}, func(ctx context.Context, in *figuresQuery) (*httpapi.Body[Figures], error) {
		from, err1 := civil.Parse(in.From)
		to, err2 := civil.Parse(in.To)
		if err1 != nil || err2 != nil {
			return nil, DayWrong.At("from")
		}
		f, err := s.FiguresOf(ctx, in.Clinic, from, to)
		return &httpapi.Body[Figures]{Body: f}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.reasons", Method: http.MethodGet, Path: "/visits/reasons", Permission: MayView,
		Summary: "The reasons to choose from when a visit is called off or missed",
	}, func(context.Context, *struct{}) (*httpapi.Body[reasonItems], error) {
		return &httpapi.Body[reasonItems]{Body: reasonItems{Reasons[ByPatient], Reasons[ByClinic]}}, nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.day_print", Method: http.MethodGet, Path: "/visits/day-print", Permission: MayView,
		Summary: "A day for the printer; that it was printed is recorded", Faults: []*fault.Def{DayWrong},
	}, func(ctx context.Context, in *clinicDay) (*httpapi.Body[DayPrint], error) {
		d, err := s.dayAsked(ctx, *in)
		if err != nil {
			return nil, err
		}
		p, err := s.PrintDay(ctx, in.Clinic, d)
		return &httpapi.Body[DayPrint]{Body: p}, err
	})
}
