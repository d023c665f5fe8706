package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/httpapi"
)

func (s *Service) tagRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.tags", Method: http.MethodGet, Path: "/messages/tags", Permission: MayTags,
		Summary: "The tags that WeCom shows of customers, or once showed"}, s.getTags)
	httpapi.Handle(a, httpapi.Route{ID: "messages.mirror_tag", Method: http.MethodPut, Path: "/messages/tags/{id}", Permission: MayTags,
		Summary: "Have WeCom show a tag of the group's list, or take it off everywhere", Faults: []*fault.Def{patients.TagNotFound, TagNameLong}}, s.putTag)
}

type mirroredBody struct {
	Tag      string        `json:"tag_id" format:"uuid"`
	Name     string        `json:"name"`
	Mirrored bool          `json:"mirrored"`
	Shown    int           `json:"shown" doc:"customers who show it at WeCom for sure"`
	Accounts []corpTagBody `json:"accounts"`
}

type corpTagBody struct {
	Account string `json:"account_id" format:"uuid"`
	Made    bool   `json:"made" doc:"the account has it"`
	Refused string `json:"refused" doc:"what WeCom said where it did not take it; it is asked again each night"`
}

type mirroredListBody struct {
	Tags []mirroredBody `json:"tags"`
}

func (s *Service) getTags(ctx context.Context, _ *struct{}) (*httpapi.Body[mirroredListBody], error) {
	list, err := s.MirroredTags(ctx)
	out := mirroredListBody{Tags: []mirroredBody{}}
	for _, t := range list {
		x := mirroredBody{t.Tag, t.Name, t.Mirrored, t.Shown, []corpTagBody{}}
		for _, a := range t.Accounts {
			x.Accounts = append(x.Accounts, corpTagBody(a))
		}
		out.Tags = append(out.Tags, x)
	}
	return &httpapi.Body[mirroredListBody]{Body: out}, err
}

type mirrorIn struct {
	httpapi.ByID
	Body struct {
		Mirrored bool `json:"mirrored"`
	}
}

func (s *Service) putTag(ctx context.Context, in *mirrorIn) (*httpapi.None, error) {
	return nil, s.MirrorTag(ctx, in.ID, in.Body.Mirrored)
}
