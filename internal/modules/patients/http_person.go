package patients

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

type exportIn struct {
	httpapi.ByID
	Body reasonBody
}

// personRoutes are about one person's right to their data.
func (s *Service) personRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.export", Method: http.MethodPost, Path: "/patients/{id}/export", Permission: Export, Produces: "application/zip",
		Summary: "One person's data as a zip of JSON and CSV, with the reason", Faults: []*fault.Def{NotFound, ReasonMissing},
	}, func(ctx context.Context, in *exportIn) (*fileBody, error) {
		content, err := s.ExportData(ctx, in.ID, in.Body.Reason)
		return asFile(content, "person.zip", "application/zip"), err
	})
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.erase", Method: http.MethodPost, Path: "/patients/{id}/erase", Permission: Erase,
		Summary: "Erase one person's data for good, with the reason", Faults: []*fault.Def{NotFound, Closed, ReasonMissing},
	}, func(ctx context.Context, in *exportIn) (*httpapi.None, error) {
		return none(s.EraseData(ctx, in.ID, in.Body.Reason))
	})
}
