package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

type addressBody struct {
	Path  string `json:"path" doc:"of the address, shown once: whoever has it needs no log-in"`
	Since int64  `json:"since"`
}

// secretPath names a secret address; it begins with the public code of the group.
type secretPath struct {
	Group  string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Secret string `path:"secret" maxLength:"64" pattern:"^[a-z0-9]{8,64}$"`
}

type calendarOut struct {
	ContentType  string `header:"Content-Type"`
	CacheControl string `header:"Cache-Control"`
	Body         []byte
}

func (s *Service) routesAddresses(api *httpapi.API) {
	for _, a := range []struct {
		kind       AddressKind
		name, path string
		what       string
	}{
		{CalendarAddress, "calendar", "calendars", "a doctor's calendar"},
		{CallScreenAddress, "call_screen", "call-screens", "a clinic's call-in screen"},
	} {
		httpapi.Handle(api, httpapi.Route{
			ID: "visits.renew_" + a.name, Method: http.MethodPost, Path: "/visits/" + a.path + "/{id}/renew", Permission: MayAddresses,
			Summary: "A new secret address of " + a.what + "; the one before leads nowhere any more", Faults: []*fault.Def{AddressGone},
		}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[addressBody], error) {
			out, err := s.Renew(ctx, a.kind, in.ID)
			if err != nil {
				return nil, err
			}
			path := httpapi.Prefix + "/visits/open/" + a.path + "/" + out.Group + "/" + out.Secret
			return &httpapi.Body[addressBody]{Body: addressBody{path, out.Since}}, nil
		})
		httpapi.Handle(api, httpapi.Route{
			ID: "visits.revoke_" + a.name, Method: http.MethodPost, Path: "/visits/" + a.path + "/{id}/revoke", Permission: MayAddresses,
			Summary: "End the secret address of " + a.what, Faults: []*fault.Def{AddressGone},
		}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
			return nil, s.Revoke(ctx, a.kind, in.ID)
		})
	}
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.icalendar", Method: http.MethodGet, Path: "/visits/open/calendars/{group}/{secret}", Anonymous: true,
		Open: "the address itself is the secret: a calendar program cannot log in", Summary: "A doctor's visits as iCalendar",
		Produces: "text/calendar",
		Faults:   []*fault.Def{AddressGone},
	}, func(ctx context.Context, in *secretPath) (*calendarOut, error) {
		text, err := s.ICalendar(ctx, in.Group, in.Secret)
		if err != nil {
			return nil, err
		}
		return &calendarOut{ContentType: "text/calendar; charset=utf-8", CacheControl: "private, max-age=300", Body: []byte(text)}, nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.call_screen", Method: http.MethodGet, Path: "/visits/open/call-screens/{group}/{secret}", Anonymous: true,
		Open: "the address itself is the secret: a screen on the wall has nobody to log in", Summary: "Who is called where, names masked",
		Faults: []*fault.Def{AddressGone},
	}, func(ctx context.Context, in *secretPath) (*httpapi.Body[CallScreen], error) {
		out, err := s.Screen(ctx, in.Group, in.Secret)
		return &httpapi.Body[CallScreen]{Body: out}, err
	})
}
