package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

// bookFaults are what a booking may answer.
var bookFaults = []*fault.Def{
	PlaceTaken, ChairTaken, PlaceBlocked, DoctorTaken, PoolExhausted, OutsideShift, ClinicClosed, AgainstTemplate, WrongPlace,
	StartPast, ApplianceMissing, ReasonMissing, TemplateUnknown, TemplateOff, AddOnUnknown, PatternEmpty, PatternTooLong,
	PatternLetter, PatternPlace, PatternOffGrid, PatternRigid, TemplateNoDoctor, TemplateDoctor, PlanOffGrid, PlanPlaces,
	PlanNoDoctor, FollowsWrong,
}

// NewVisitBody is what is asked for when a visit is booked.
type NewVisitBody struct {
	Clinic     string   `json:"clinic_id" format:"uuid" maxLength:"36"`
	Patient    string   `json:"patient_id" format:"uuid" maxLength:"36"`
	Template   string   `json:"template_id" format:"uuid" maxLength:"36"`
	AddOns     []string `json:"addons,omitempty" maxItems:"8" nullable:"false" doc:"codes"`
	Pattern    string   `json:"pattern,omitempty" maxLength:"400" doc:"the visit's own, as in C:ADA; empty: the template's with its add-ons"`
	Minutes    int      `json:"minutes,omitempty" minimum:"0" maximum:"480" doc:"another length; 0: the pattern's"`
	Start      int64    `json:"starts_at" minimum:"0" maximum:"8000000000000"`
	Doctor     string   `json:"doctor_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
	Places     []string `json:"places,omitempty" maxItems:"20" nullable:"false" doc:"one for each stay; empty: the clinic chooses"`
	First      bool     `json:"first_visit,omitempty"`
	Appliance  bool     `json:"appliance_arrived,omitempty"`
	TimeLocked bool     `json:"time_locked,omitempty"`
	Wishes     string   `json:"wishes,omitempty" maxLength:"500"`
	Note       string   `json:"note,omitempty" maxLength:"2000"`
	Override   string   `json:"override_reason,omitempty" maxLength:"200"`
	Follows    string   `json:"follows_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"the missed or cancelled visit that this one replaces"`
}

func (b NewVisitBody) visit() NewVisit {
	return NewVisit{
		Clinic: b.Clinic, Patient: b.Patient, Template: b.Template, AddOns: b.AddOns, Pattern: b.Pattern, Minutes: b.Minutes,
		Start: b.Start, Doctor: b.Doctor, Places: b.Places, First: b.First, Appliance: b.Appliance, TimeLocked: b.TimeLocked,
		Wishes: b.Wishes, Note: b.Note, Override: b.Override, Follows: b.Follows,
	}
}

// placedBody answers a booking or a move.
type placedBody struct {
	ID       string      `json:"id"`
	Version  int64       `json:"version"`
	Clinic   string      `json:"clinic_id"`
	Day      civil.Day   `json:"day"`
	Start    int64       `json:"starts_at"`
	End      int64       `json:"ends_at"`
	Doctor   string      `json:"doctor_id"`
	Places   []string    `json:"places"`
	State    State       `json:"state"`
	Follows  string      `json:"follows_id" doc:"the visit that this one replaces, after a move to another day"`
	Together string      `json:"together_id"`
	Warnings []ClashKind `json:"warnings" doc:"what the visit stands in spite of"`
}

func wirePlaced(p Placed) placedBody {
	v := p.Visit
	out := placedBody{ID: v.ID, Version: v.Version, Clinic: v.Clinic, Day: v.Day, Start: v.Plan.Start, End: v.Plan.End(),
		Doctor: v.Plan.DoctorID, Places: emptyIfNil(v.Plan.Places), State: v.Progress.State, Follows: v.Follows, Together: v.Together,
		Warnings: []ClashKind{}}
	for _, c := range p.Warnings {
		out.Warnings = append(out.Warnings, c.Kind)
	}
	return out
}

type placedListBody struct {
	Items []placedBody `json:"items"`
}

func wirePlacedAll(list []Placed) placedListBody {
	out := placedListBody{Items: make([]placedBody, len(list))}
	for i, p := range list {
		out.Items[i] = wirePlaced(p)
	}
	return out
}

// moveBody is what is asked of a visit that is to go elsewhere; absent fields stay.
type moveBody struct {
	Start    *int64    `json:"starts_at,omitempty" minimum:"0" maximum:"8000000000000"`
	Minutes  *int      `json:"minutes,omitempty" minimum:"5" maximum:"480"`
	Doctor   *string   `json:"doctor_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
	Places   []string  `json:"places,omitempty" maxItems:"20" nullable:"false" doc:"absent: those it has, where the pattern stays"`
	Choose   bool      `json:"choose_places,omitempty" doc:"the clinic chooses the places anew"`
	Template *string   `json:"template_id,omitempty" format:"uuid" maxLength:"36"`
	AddOns   *[]string `json:"addons,omitempty" maxItems:"8" nullable:"false"`
	Pattern  *string   `json:"pattern,omitempty" maxLength:"400"`
	Override string    `json:"override_reason,omitempty" maxLength:"200"`
	Party    Party     `json:"party,omitempty" enum:"patient,clinic" doc:"who wanted another day"`
	Reason   string    `json:"reason,omitempty" maxLength:"200"`
}

func (b moveBody) move() Move {
	m := Move{Start: b.Start, Minutes: b.Minutes, Doctor: b.Doctor, Places: b.Places, Template: b.Template, AddOns: b.AddOns,
		Pattern: b.Pattern, Override: b.Override, Party: b.Party, Reason: b.Reason}
	if b.Choose {
		m.Places = []string{}
	}
	return m
}

// nextStepBody is what follows a visit.
type nextStepBody struct {
	Kind    NextStepKind `json:"kind" enum:"visit,recall,none"`
	Visit   string       `json:"visit_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
	Recall  civil.Day    `json:"recall_day,omitempty" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	Because string       `json:"because,omitempty" maxLength:"200"`
}

func (b nextStepBody) next() (NextStep, error) {
	if b.Recall != "" {
		if _, err := civil.Parse(string(b.Recall)); err != nil {
			return NextStep{}, NextStepWrong.At("next_step.recall_day")
		}
	}
	return NextStep{Kind: b.Kind, VisitID: b.Visit, Recall: b.Recall, Because: b.Because}, nil
}

// routesBookings registers the routes of the moving side.
func (s *Service) routesBookings(api *httpapi.API) {
	s.routesBook(api)
	s.routesSteps(api)
	s.routesBoard(api)
	s.routesWaitlist(api)
	s.routesFigures(api)
	s.routesAddresses(api)
}

func (s *Service) routesBook(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.book", Method: http.MethodPost, Path: "/visits/bookings", Permission: MayBook, Idempotent: true, Status: http.StatusCreated,
		Summary: "Book a visit", Faults: bookFaults,
	}, func(ctx context.Context, in *struct{ Body NewVisitBody }) (*httpapi.Body[placedBody], error) {
		p, err := s.Book(ctx, in.Body.visit())
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[placedBody]{Body: wirePlaced(p)}, nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.book_together", Method: http.MethodPost, Path: "/visits/bookings/together", Permission: MayBook, Idempotent: true,
		Status: http.StatusCreated, Summary: "Book several visits, all or none: brothers and sisters", Faults: bookFaults,
	}, func(ctx context.Context, in *struct {
		Body struct {
			Visits []NewVisitBody `json:"visits" minItems:"1" maxItems:"12" nullable:"false"`
		}
	}) (*httpapi.Body[placedListBody], error) {
		list := make([]NewVisit, len(in.Body.Visits))
		for i, b := range in.Body.Visits {
			list[i] = b.visit()
		}
		out, err := s.BookTogether(ctx, list)
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[placedListBody]{Body: wirePlacedAll(out)}, nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.move", Method: http.MethodPost, Path: "/visits/bookings/{id}/move", Permission: MayBook,
		Summary: "Move, resize or change a visit, or take it down from the shelf; on another day a new visit follows",
		Faults:  append([]*fault.Def{NotFound, MoveEnded, staleFault}, bookFaults...),
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body moveBody
	}) (*httpapi.Versioned[placedBody], error) {
		p, err := s.Move(ctx, in.ID, in.At(), in.Body.move())
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePlaced(p), p.Visit.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.copy", Method: http.MethodPost, Path: "/visits/bookings/{id}/copy", Permission: MayBook, Idempotent: true,
		Status: http.StatusCreated, Summary: "Book the same once more at another start", Faults: append([]*fault.Def{NotFound}, bookFaults...),
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		Body moveBody
	}) (*httpapi.Body[placedBody], error) {
		p, err := s.Copy(ctx, in.ID, in.Body.move())
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[placedBody]{Body: wirePlaced(p)}, nil
	})
	s.routesWritten(api)
}

// routesWritten are the changes of a visit that need no rule of the day.
func (s *Service) routesWritten(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.park", Method: http.MethodPost, Path: "/visits/bookings/{id}/park", Permission: MayBook,
		Summary: "Put a visit on the shelf", Faults: []*fault.Def{NotFound, MoveEnded, ParkedAlready, staleFault},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
	}) (*httpapi.Versioned[placedBody], error) {
		v, err := s.Park(ctx, in.ID, in.At())
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePlaced(Placed{Visit: v}), v.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.annotate", Method: http.MethodPatch, Path: "/visits/bookings/{id}", Permission: MayStep,
		Summary: "Write on a visit: note, wishes, charged, length locked, appliance arrived", Faults: []*fault.Def{NotFound, staleFault},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body struct {
			Note       *string `json:"note,omitempty" maxLength:"2000"`
			Wishes     *string `json:"wishes,omitempty" maxLength:"500"`
			Charged    *bool   `json:"charged,omitempty"`
			TimeLocked *bool   `json:"time_locked,omitempty"`
			Appliance  *bool   `json:"appliance_arrived,omitempty"`
			First      *bool   `json:"first_visit,omitempty"`
		}
	}) (*httpapi.Versioned[placedBody], error) {
		b := in.Body
		v, err := s.Annotate(ctx, in.ID, in.At(), Notes{b.Note, b.Wishes, b.Charged, b.TimeLocked, b.Appliance, b.First})
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePlaced(Placed{Visit: v}), v.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.check", Method: http.MethodPost, Path: "/visits/bookings/check", Permission: MayView,
		Summary: "What stands against a placement; stores nothing", Faults: bookFaults,
	}, func(ctx context.Context, in *struct {
		Body struct {
			NewVisitBody
			Visit string `json:"visit_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"the visit that would move"`
		}
	}) (*httpapi.Body[checkedBody], error) {
		c, err := s.CheckPlacement(ctx, in.Body.visit(), in.Body.Visit)
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[checkedBody]{Body: checkedBody{c.Clashes, c.Places, c.End, c.Pattern}}, nil
	})
}

type checkedBody struct {
	Clashes []ToldClash `json:"clashes"`
	Places  []string    `json:"places"`
	End     int64       `json:"ends_at"`
	Pattern string      `json:"pattern"`
}

// stepBody is one step of a visit.
type stepBody struct {
	Step   Step          `json:"step" enum:"confirm,arrive,wait,seat,begin,treat,leave,no_show,cancel"`
	Place  string        `json:"place_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"of seat"`
	Party  Party         `json:"party,omitempty" enum:"patient,clinic" doc:"of cancel: who calls it off"`
	Reason string        `json:"reason,omitempty" maxLength:"200" doc:"of cancel and no_show: a key of the list, or free text"`
	Next   *nextStepBody `json:"next_step,omitempty" doc:"of leave; absent: what is known already, or the patient's next visit"`
}

func (s *Service) routesSteps(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.step", Method: http.MethodPost, Path: "/visits/bookings/{id}/steps", Permission: MayStep,
		Summary: "A step of a visit: confirm, arrive, wait, seat, begin, treat, leave, no-show, cancel",
		Faults: []*fault.Def{NotFound, StepImpossible, StepBackwards, RedLocked, NextStepMissing, NextStepWrong, CancelParty, SeatNoPlace,
			OnShelf, PlaceOccupied, WrongPlace, staleFault},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body stepBody
	}) (*httpapi.Versioned[placedBody], error) {
		b := in.Body
		step := StepIn{Step: b.Step, PlaceID: b.Place, Party: b.Party, Reason: b.Reason}
		var err error
		if b.Next != nil {
			if step.Next, err = b.Next.next(); err != nil {
				return nil, err
			}
		}
		v, err := s.Step(ctx, in.ID, in.At(), step)
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePlaced(Placed{Visit: v}), v.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.undo", Method: http.MethodPost, Path: "/visits/bookings/{id}/undo", Permission: MayStep,
		Summary: "Take the last step of a visit back", Faults: []*fault.Def{NotFound, UndoNothing, UndoFollowed, PlaceOccupied, staleFault,
			PlaceTaken, PlaceBlocked, DoctorTaken, ChairTaken},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
	}) (*httpapi.Versioned[placedBody], error) {
		v, err := s.Undo(ctx, in.ID, in.At())
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(wirePlaced(Placed{Visit: v}), v.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.set_next_step", Method: http.MethodPut, Path: "/visits/bookings/{id}/next-step", Permission: MayStep,
		Summary: "Say what follows a visit", Faults: []*fault.Def{NotFound, NextStepMissing, NextStepWrong},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		Body nextStepBody
	}) (*httpapi.None, error) {
		n, err := in.Body.next()
		if err != nil {
			return nil, err
		}
		return nil, s.SetNextStep(ctx, in.ID, n)
	})
}
