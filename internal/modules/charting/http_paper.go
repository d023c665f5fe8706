package charting

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/paper"
)

// pdf is the media type of paper.
const pdf = "application/pdf"

func (s *Service) routesPaper(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.record_paper", Method: http.MethodGet, Path: "/charting/records/{id}/paper", Permission: MayView, Produces: pdf,
		Summary: "One record as PDF, or a certified copy that says so on every page; the printing is recorded",
		Faults:  []*fault.Def{RecordNotFound, NotAuthor, NotSigned, RecordDamaged}}, s.getPaper)
}

type paperIn struct {
	httpapi.ByID
	Certified bool   `query:"certified" doc:"a copy that says that it agrees with the original"`
	Locale    string `query:"locale" enum:"zh-CN,en" default:"zh-CN"`
}

type paperBody struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Body        []byte
}

func paperOf(name string, sheet paper.Sheet) *paperBody {
	return &paperBody{pdf, `inline; filename="` + name + `.pdf"`, sheet.PDF}
}

func (s *Service) getPaper(ctx context.Context, in *paperIn) (*paperBody, error) {
	sheet, err := s.Paper(ctx, in.ID, in.Certified, in.Locale)
	if err != nil {
		return nil, err
	}
	return paperOf("record", sheet), nil
}
