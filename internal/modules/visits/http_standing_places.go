package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) placeRoutes(api *httpapi.API) {
	wrong := []*fault.Def{RoomName, RoomNameTaken, RoomKind, RoomTags, ShiftSpan}
	act := func(method, id, path, summary string, faults ...*fault.Def) httpapi.Route {
		return httpapi.Route{ID: "visits." + id, Method: method, Path: "/visits/" + path, Summary: summary, Permission: MayPlaces,
			Idempotent: method == http.MethodPost, Faults: append([]*fault.Def{db.OutOfScope}, faults...)}
	}
	httpapi.Handle(api, reading("list_places", "places", "The chairs, rooms and counters of a clinic"), s.getPlaces)
	httpapi.Handle(api, act(http.MethodPost, "make_place", "places", "Add a place to a clinic", append(wrong, org.ClinicNotFound)...), s.postPlace)
	httpapi.Handle(api, act(http.MethodPatch, "change_place", "places/{id}", "Change a place, or take it out of use",
		append(wrong, PlaceUnknown, db.Stale, Unfitting)...), s.patchPlace)
	httpapi.Handle(api, reading("list_blocks", "blocks", "When places cannot be used"), s.getBlocks)
	httpapi.Handle(api, act(http.MethodPost, "block_place", "blocks", "Take a place out of use for a while",
		PlaceUnknown, BlockSpan, BlockReason, BlockTaken, RoomKind, StartPast), s.postBlock)
	httpapi.Handle(api, act(http.MethodDelete, "unblock_place", "blocks/{id}", "Give a place back before its block is over", BlockUnknown), s.deleteBlock)
}

// hoursBody is when a place is open on a weekday.
type hoursBody struct {
	Weekday int         `json:"weekday" minimum:"0" maximum:"6" doc:"0 = Sunday"`
	Open    []clockBody `json:"open" maxItems:"4" nullable:"false"`
}

// PlaceBody is a chair, room or counter as it is furnished.
type PlaceBody struct {
	ID       string      `json:"id"`
	Version  int64       `json:"version"`
	Clinic   string      `json:"clinic_id"`
	Name     string      `json:"name"`
	Kind     Where       `json:"kind" enum:"K,X,C,Y,desk,online" doc:"K consultation room, X imaging room, C chair, Y training room"`
	Area     Area        `json:"area"`
	Tags     []string    `json:"tags"`
	Position int         `json:"position"`
	OwnHours bool        `json:"own_hours" doc:"false: open whenever the clinic is"`
	Hours    []hoursBody `json:"hours"`
	Active   bool        `json:"active"`
}

func placeOut(r Room) PlaceBody {
	b := PlaceBody{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Name: r.Name, Kind: r.Where, Area: r.Area, Tags: r.Tags,
		Position: r.Position, OwnHours: r.Hours != nil, Active: r.Active}
	if r.Hours != nil {
		for weekday, list := range r.Hours {
			if len(list) > 0 {
				b.Hours = append(b.Hours, hoursBody{weekday, clocksOut(list)})
			}
		}
	}
	return b
}

// hoursIn reads hours by weekday; a weekday that is not named is closed.
func hoursIn(own bool, list []hoursBody) (*WeekHours, error) {
	if !own {
		return nil, nil
	}
	h := new(WeekHours)
	for _, b := range list {
		open, err := clocksIn("hours", b.Open)
		if err != nil || h[b.Weekday] != nil {
			return nil, ShiftSpan.At("hours")
		}
		h[b.Weekday] = open
	}
	return h, nil
}

type placesIn struct {
	InClinic
	All bool `query:"all" doc:"those out of use as well"`
}

func (s *Service) getPlaces(ctx context.Context, in *placesIn) (*httpapi.Body[itemsBody[PlaceBody]], error) {
	list, err := s.Rooms(ctx, in.Clinic, in.All)
	return items(list, placeOut), err
}

type newPlaceIn struct {
	Body struct {
		Clinic   string      `json:"clinic_id" format:"uuid" maxLength:"36"`
		Name     string      `json:"name" minLength:"1" maxLength:"30" example:"1号椅"`
		Kind     Where       `json:"kind" enum:"K,X,C,Y,desk,online"`
		Area     Area        `json:"area,omitempty" enum:",ortho,general" doc:"empty: both sides of the house"`
		Tags     []string    `json:"tags,omitempty" maxItems:"12" nullable:"false"`
		Position *int        `json:"position,omitempty" minimum:"0" maximum:"1000" doc:"order on the board; absent: behind the others"`
		OwnHours bool        `json:"own_hours,omitempty"`
		Hours    []hoursBody `json:"hours,omitempty" maxItems:"7" nullable:"false"`
	}
}

func (s *Service) postPlace(ctx context.Context, in *newPlaceIn) (*httpapi.Versioned[PlaceBody], error) {
	b := in.Body
	hours, err := hoursIn(b.OwnHours, b.Hours)
	if err != nil {
		return nil, err
	}
	r := Room{Clinic: b.Clinic, Name: b.Name, Where: b.Kind, Area: b.Area, Tags: b.Tags, Position: -1, Hours: hours}
	put(&r.Position, b.Position)
	r, err = s.MakeRoom(ctx, r, func(tx *db.Tx, r Room) error { return httpapi.Answer(tx, placeOut(r)) })
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(placeOut(r), r.Version), nil
}

type placeChangeIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Insist
	Body struct {
		Name     *string      `json:"name,omitempty" minLength:"1" maxLength:"30"`
		Kind     *Where       `json:"kind,omitempty" enum:"K,X,C,Y,desk,online"`
		Area     *Area        `json:"area,omitempty" enum:",ortho,general"`
		Tags     *[]string    `json:"tags,omitempty" maxItems:"12" nullable:"false"`
		Position *int         `json:"position,omitempty" minimum:"0" maximum:"1000"`
		OwnHours *bool        `json:"own_hours,omitempty" doc:"false: open whenever the clinic is; true: the hours beside it count"`
		Hours    *[]hoursBody `json:"hours,omitempty" maxItems:"7" nullable:"false"`
		Active   *bool        `json:"active,omitempty"`
	}
}

type placeChanged struct {
	PlaceBody
	UnfitBody
}

func (s *Service) patchPlace(ctx context.Context, in *placeChangeIn) (*httpapi.Versioned[placeChanged], error) {
	b := in.Body
	r, unfit, err := s.ChangeRoom(ctx, in.ID, in.At(), in.Confirm, func(r *Room) error {
		put(&r.Name, b.Name)
		put(&r.Where, b.Kind)
		put(&r.Area, b.Area)
		put(&r.Tags, b.Tags)
		put(&r.Position, b.Position)
		put(&r.Active, b.Active)
		if b.OwnHours == nil && b.Hours == nil {
			return nil
		}
		own := b.Hours != nil
		put(&own, b.OwnHours)
		var list []hoursBody
		put(&list, b.Hours)
		hours, err := hoursIn(own, list)
		r.Hours = hours
		return err
	})
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(placeChanged{placeOut(r), UnfitBody{unfit}}, r.Version), nil
}

type blockBody struct {
	ID     string `json:"id"`
	Place  string `json:"place_id"`
	Start  int64  `json:"starts_at"`
	End    int64  `json:"ends_at"`
	Reason string `json:"reason"`
}

func blockOut(b Block) blockBody {
	return blockBody{b.ID, b.PlaceID, b.Span.Start, b.Span.End, b.Reason}
}

func (s *Service) getBlocks(ctx context.Context, in *ClinicTime) (*httpapi.Body[itemsBody[blockBody]], error) {
	list, err := s.Blocks(ctx, in.Clinic, in.From, in.To)
	return items(list, blockOut), err
}

type newBlockIn struct {
	Body struct {
		Place  string `json:"place_id" format:"uuid" maxLength:"36"`
		Start  int64  `json:"starts_at" minimum:"0" maximum:"8000000000000"`
		End    int64  `json:"ends_at" minimum:"0" maximum:"8000000000000"`
		Reason string `json:"reason" minLength:"1" maxLength:"100" example:"维修"`
	}
}

func (s *Service) postBlock(ctx context.Context, in *newBlockIn) (*httpapi.Body[blockBody], error) {
	b := in.Body
	out, err := s.BlockPlace(ctx, Block{PlaceID: b.Place, Reason: b.Reason, Span: spanIn(b.Start, b.End)},
		func(tx *db.Tx, b Block) error { return httpapi.Answer(tx, blockOut(b)) })
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[blockBody]{Body: blockOut(out)}, nil
}

func (s *Service) deleteBlock(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return nil, s.UnblockPlace(ctx, in.ID)
}
