package patients

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type listIn struct {
	httpapi.Paging
	Clinic      string `query:"clinic_id" format:"uuid" maxLength:"36" doc:"who is seen there; absent: the whole group, for who may see all of it"`
	Tag         string `query:"tag_id" format:"uuid" maxLength:"36"`
	Doctor      string `query:"doctor_id" format:"uuid" maxLength:"36" doc:"of the care team now"`
	Source      string `query:"source" maxLength:"64"`
	AgeFrom     int    `query:"age_from" minimum:"0" maximum:"150"`
	AgeTo       int    `query:"age_to" minimum:"0" maximum:"150" doc:"inclusive; 0 = no end"`
	EnteredFrom int64  `query:"entered_from" minimum:"0" doc:"written down at or after"`
	Important   bool   `query:"important"`
	LastFrom    int64  `query:"last_from" minimum:"0" doc:"last visit at or after"`
	LastBefore  int64  `query:"last_before" minimum:"0" doc:"last visit before, or never here"`
	WithoutNext bool   `query:"without_next" doc:"no visit is booked"`
}

type listedBody struct {
	HitFields
	Source    string   `json:"source"`
	Tags      []string `json:"tags" doc:"names"`
	CreatedAt int64    `json:"created_at"`
}

type listingBody struct {
	Items []listedBody `json:"items"`
	Next  string       `json:"next" doc:"cursor of the next page, empty on the last; a page may be short, and even empty, and go on"`
	Total int          `json:"total" doc:"on the first page: how many there are, without the conditions about visits"`
}

func (s *Service) listingRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{
		ID: "patients.list", Method: http.MethodGet, Path: "/patients", Permission: View,
		Summary: "The patients of a clinic by record number, the highest first, narrowed by what is known of them",
		Faults:  []*fault.Def{db.OutOfScope},
	}, s.handleList)
}

func (s *Service) handleList(ctx context.Context, in *listIn) (*httpapi.Body[listingBody], error) {
	f := ListFilter{
		Clinic: in.Clinic, Tag: in.Tag, Doctor: in.Doctor, Source: in.Source, AgeFrom: in.AgeFrom, AgeTo: in.AgeTo,
		EnteredFrom: in.EnteredFrom, Important: in.Important, LastFrom: in.LastFrom, LastBefore: in.LastBefore, WithoutNext: in.WithoutNext,
		Limit: in.Limit,
	}
	if _, err := in.Read(&f.Below); err != nil {
		return nil, err
	}
	l, err := s.List(ctx, f)
	if err != nil {
		return nil, err
	}
	out := listingBody{Total: l.Total, Items: wireList(l.Rows, func(r Listed) listedBody {
		return listedBody{wireHit(r.Hit), r.Source, r.Tags, r.CreatedAt}
	})}
	if l.Next != "" {
		out.Next = httpapi.Cursor(l.Next)
	}
	return &httpapi.Body[listingBody]{Body: out}, nil
}
