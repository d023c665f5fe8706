package charting

import (
	"context"
	"errors"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routesCards(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "charting.cards", Method: http.MethodGet, Path: "/charting/patients/{id}/cards", Permission: MayView,
		Summary: "The orthodontic visit cards of a patient, the newest first", Faults: []*fault.Def{patients.NotFound}}, s.getCards)
	httpapi.Handle(a, httpapi.Route{ID: "charting.visit_card", Method: http.MethodGet, Path: "/charting/visits/{id}/card", Permission: MayView,
		Summary: "The card of a visit, or the last one carried forward", Faults: []*fault.Def{visits.NotFound}}, s.getCard)
	httpapi.Handle(a, httpapi.Route{ID: "charting.write_card", Method: http.MethodPut, Path: "/charting/visits/{id}/card", Permission: MayWrite,
		Summary: "Write the card of a visit; every version is kept",
		Faults: []*fault.Def{visits.NotFound, db.Stale, UnknownKind, BadSite, CardTextTooLong, WrongPlace, WrongStage, WrongWeeks, patients.Closed,
			patients.ConsentNeeded, BadChartDay, ToothGone}}, s.putCard)
}

// CardFields is what is written on a card.
type CardFields struct {
	UpperWire   string `json:"upper_wire" maxLength:"60"`
	LowerWire   string `json:"lower_wire" maxLength:"60"`
	Elastics    string `json:"elastics" maxLength:"120"`
	Off         string `json:"off" maxLength:"400" doc:"teeth whose bracket or attachment had come off: \"13,24\""`
	Hygiene     Grade  `json:"hygiene" enum:",good,fair,poor"`
	Cooperation Grade  `json:"cooperation" enum:",good,fair,poor"`
	Stage       int    `json:"stage" minimum:"0" maximum:"200" doc:"the aligner that is worn now, 0 = none"`
	StageTo     int    `json:"stage_to" minimum:"0" maximum:"200" doc:"the last aligner that was handed out, 0 = none"`
	Done        string `json:"done" maxLength:"400"`
	Next        string `json:"next_template_id" maxLength:"36" doc:"kind of the next visit, empty = not said"`
	Weeks       int    `json:"weeks" minimum:"0" maximum:"52" doc:"until the next visit, 0 = not said"`
	Note        string `json:"note" maxLength:"400"`
}

func (f CardFields) card() (Card, error) {
	off, err := tooth.ParseSite(f.Off)
	if err != nil {
		var bad *tooth.BadPart
		errors.As(err, &bad)
		return Card{}, BadSite.At("off", "part", short(bad.Part))
	}
	return Card{
		UpperWire: f.UpperWire, LowerWire: f.LowerWire, Elastics: f.Elastics, Off: off, Hygiene: f.Hygiene, Cooperation: f.Cooperation,
		Stage: f.Stage, StageTo: f.StageTo, Done: f.Done, Next: f.Next, Weeks: f.Weeks, Note: f.Note,
	}, nil
}

type cardBody struct {
	Visit   string    `json:"visit_id"`
	Clinic  string    `json:"clinic_id"`
	Day     civil.Day `json:"day"`
	Version int64     `json:"version" doc:"0 = nobody wrote it yet"`
	Due     civil.Day `json:"due" doc:"day of the next visit, empty = not said"`
	At      int64     `json:"written_at"`
	By      string    `json:"written_by" doc:"name"`
	CardFields
}

func bodyOfCard(c Card, names map[string]string) cardBody {
	return cardBody{Visit: c.Visit, Clinic: c.Clinic, Day: c.Day, Version: c.Version, Due: c.Due(), At: c.At, By: names[c.By], CardFields: CardFields{
		UpperWire: c.UpperWire, LowerWire: c.LowerWire, Elastics: c.Elastics, Off: c.Off.String(), Hygiene: c.Hygiene, Cooperation: c.Cooperation,
		Stage: c.Stage, StageTo: c.StageTo, Done: c.Done, Next: c.Next, Weeks: c.Weeks, Note: c.Note,
	}}
}

func cardBodies(list []Card, names map[string]string) []cardBody {
	out := make([]cardBody, len(list))
	for i, c := range list {
		out[i] = bodyOfCard(c, names)
	}
	return out
}

type cardsBody struct {
	Items []cardBody `json:"items"`
}

func (s *Service) getCards(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[cardsBody], error) {
	list, names, err := s.CardsOfPatient(ctx, in.ID)
	return &httpapi.Body[cardsBody]{Body: cardsBody{cardBodies(list, names)}}, err
}

type visitCardBody struct {
	Card     cardBody   `json:"card"`
	Last     []cardBody `json:"last" doc:"the card of the visit before; none or one"`
	Versions []cardBody `json:"versions" doc:"the latest first"`
}

func (s *Service) getCard(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[visitCardBody], error) {
	c, err := s.CardOfVisit(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	out := visitCardBody{Card: bodyOfCard(c.Card, c.Names), Last: []cardBody{}, Versions: cardBodies(c.Versions, c.Names)}
	if c.Last != nil {
		out.Last = append(out.Last, bodyOfCard(*c.Last, c.Names))
	}
	return httpapi.Tagged(out, c.Card.Version), nil
}

type putCardIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body CardFields
}

func (s *Service) putCard(ctx context.Context, in *putCardIn) (*httpapi.Versioned[cardBody], error) {
	c, err := in.Body.card()
	if err != nil {
		return nil, err
	}
	if c, err = s.WriteCard(ctx, in.ID, in.At(), c); err != nil {
		return nil, err
	}
	return httpapi.Tagged(bodyOfCard(c, nil), c.Version), nil
}
