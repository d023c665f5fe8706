package messages

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

func (s *Service) doorRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "messages.passport", Method: http.MethodGet, Path: "/messages/messages/{id}/passport", Permission: MayView,
		Summary: "Why a message went: its origin, consent, text and account", Faults: []*fault.Def{MessageNotFound}}, s.getPassport)
	const open = "the link, which stands in the message alone, is the right"
	httpapi.Handle(a, httpapi.Route{ID: "messages.door", Method: http.MethodGet, Path: "/messages/doors/{group}/{token}", Anonymous: true, Open: open,
		Summary: "Why a message came, and what may be stopped", Faults: []*fault.Def{DoorNotFound}}, s.getDoor)
	httpapi.Handle(a, httpapi.Route{ID: "messages.choose", Method: http.MethodPut, Path: "/messages/doors/{group}/{token}", Anonymous: true, Open: open,
		Summary: "Stop a kind of message, or want it again", Faults: []*fault.Def{DoorNotFound, BadClass}}, s.putDoor)
}

type seenBody struct {
	Words sentenceBody `json:"words"`
	Held  bool         `json:"held"`
	Saw   sentenceBody `json:"saw" doc:"what was seen when it was judged"`
}

type passportBody struct {
	Origin   sentenceBody `json:"origin" doc:"the journey, protocol or rule that planned it; empty = nothing more is known"`
	Link     string       `json:"link" doc:"path of its page"`
	Version  int          `json:"version"`
	Node     sentenceBody `json:"node"`
	Entered  int64        `json:"entered_at"`
	Seq      int          `json:"seq"`
	Arm      sentenceBody `json:"arm" doc:"of an experiment"`
	Text     string       `json:"text"`
	Revise   int          `json:"text_revision"`
	Leaves   []seenBody   `json:"leaves" doc:"of the rule by which they came in"`
	Consent  *agreedBody  `json:"consent,omitempty" doc:"the very one on which it went"`
	Withdraw bool         `json:"withdrawn" doc:"it does not stand any more"`
	Template int64        `json:"template_revision" doc:"0 = it has not gone"`
	Changed  int64        `json:"template_changed_at"`
	Account  string       `json:"account"`
	Door     string       `json:"door" doc:"path of the patient's page; empty = it has not gone"`
}

func (s *Service) getPassport(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[passportBody], error) {
	p, err := s.PassportOf(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := passportBody{Origin: sentenceBody(p.Origin), Link: p.Link, Version: p.Version, Node: sentenceBody(p.Node), Entered: p.Entered, Seq: p.Seq,
		Arm: sentenceBody(p.Arm), Text: p.Text, Revise: p.Revise, Withdraw: p.Withdraw, Template: p.Template, Changed: p.Changed, Account: p.Account, Door: p.Door}
	for _, l := range p.Leaves {
		out.Leaves = append(out.Leaves, seenBody{sentenceBody(l.Words), l.Held, sentenceBody(l.Saw)})
	}
	if p.Consent != nil {
		c := agreedBody(*p.Consent)
		out.Consent = &c
	}
	return &httpapi.Body[passportBody]{Body: out}, nil
}

// DoorPath is the link of a message's page.
type DoorPath struct {
	Group string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Token string `path:"token" maxLength:"64" pattern:"^[a-z0-9]{8,64}$"`
}

type sentenceBody struct {
	Zh string `json:"zh"`
	En string `json:"en"`
	Tw string `json:"tw" doc:"empty = as zh"`
}

type agreedBody struct {
	At    int64  `json:"at"`
	By    string `json:"by" enum:"self,guardian"`
	Means string `json:"means" enum:"paper,screen,app,verbal"`
}

type doorEndBody struct {
	Class Class  `json:"class" enum:"care,service,relation,marketing"`
	Here  bool   `json:"here" doc:"stopped on the channel of this message"`
	All   bool   `json:"all" doc:"stopped on all"`
	By    string `json:"by" enum:",page,reply,hand" doc:"who said so"`
}

type doorBody struct {
	Clinic  string        `json:"clinic"`
	Phone   string        `json:"phone"`
	Name    string        `json:"name" doc:"masked"`
	Class   Class         `json:"class" enum:"care,service,relation,marketing"`
	Channel string        `json:"channel" doc:"empty = it has not gone"`
	At      int64         `json:"at"`
	Reason  sentenceBody  `json:"reason" doc:"empty = what its class says is all"`
	Basis   string        `json:"basis" enum:"treatment,appointment,relation,consent"`
	Consent *agreedBody   `json:"consent,omitempty" doc:"for promotions: what was agreed to"`
	Stops   []doorEndBody `json:"stops"`
}

func doorOut(d Door, err error) (*httpapi.Body[doorBody], error) {
	if err != nil {
		return nil, err
	}
	out := doorBody{Clinic: d.Clinic, Phone: d.Phone, Name: d.Name, Class: d.Class, Channel: string(d.Channel), At: d.At, Reason: sentenceBody(d.Reason), Basis: d.Basis}
	if d.Consent != nil {
		c := agreedBody(*d.Consent)
		out.Consent = &c
	}
	for _, e := range d.Stops {
		out.Stops = append(out.Stops, doorEndBody(e))
	}
	return &httpapi.Body[doorBody]{Body: out}, nil
}

func (s *Service) getDoor(ctx context.Context, in *DoorPath) (*httpapi.Body[doorBody], error) {
	return doorOut(s.Door(ctx, in.Group, in.Token))
}

type choiceIn struct {
	DoorPath
	Body struct {
		Class  Class `json:"class" enum:"care,service,relation,marketing"`
		Here   bool  `json:"here,omitempty" doc:"on the channel of this message alone"`
		Wanted bool  `json:"wanted"`
	}
}

func (s *Service) putDoor(ctx context.Context, in *choiceIn) (*httpapi.Body[doorBody], error) {
	return doorOut(s.Choose(ctx, in.Group, in.Token, DoorChoice{in.Body.Class, in.Body.Here, in.Body.Wanted}))
}
