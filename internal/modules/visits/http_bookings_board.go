package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// staleFault is told where somebody else was first.
var staleFault = db.Stale

// clinicDay names a clinic and a day in the query; without a day it is today
// there.
type clinicDay struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$" example:"2026-11-22" doc:"absent: today in the clinic"`
}

// day reads the day of a query. Fault: DayWrong.
func (s *Service) dayAsked(ctx context.Context, in clinicDay) (civil.Day, error) {
	if in.Day != "" {
		d, err := civil.Parse(in.Day)
		if err != nil {
			return "", DayWrong.At("day")
		}
		return d, nil
	}
	return s.DayNow(ctx, in.Clinic)
}

type visitDetail struct {
	Visit   BoardVisit    `json:"visit"`
	History []historyBody `json:"history"`
}

type historyBody struct {
	Seq    int64          `json:"seq"`
	Step   Step           `json:"step"`
	At     int64          `json:"at"`
	Actor  string         `json:"actor_id"`
	Name   string         `json:"actor_name"`
	Place  string         `json:"place_id"`
	Party  Party          `json:"party"`
	Reason string         `json:"reason"`
	Detail map[string]any `json:"detail"`
}

func (s *Service) routesBoard(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.board", Method: http.MethodGet, Path: "/visits/board", Permission: MayView,
		Summary: "A clinic's day as the board shows it", Faults: []*fault.Def{DayWrong},
	}, func(ctx context.Context, in *clinicDay) (*httpapi.Body[Board], error) {
		d, err := s.dayAsked(ctx, *in)
		if err != nil {
			return nil, err
		}
		b, err := s.Board(ctx, in.Clinic, d)
		return &httpapi.Body[Board]{Body: b}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.today", Method: http.MethodGet, Path: "/visits/today", Permission: MayView,
		Summary: "The day's work: counts by visits and by persons, and the list", Faults: []*fault.Def{DayWrong},
	}, func(ctx context.Context, in *clinicDay) (*httpapi.Body[TodayView], error) {
		d, err := s.dayAsked(ctx, *in)
		if err != nil {
			return nil, err
		}
		v, err := s.Today(ctx, in.Clinic, d)
		return &httpapi.Body[TodayView]{Body: v}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.open", Method: http.MethodGet, Path: "/visits/bookings/{id}", Permission: MayView,
		Summary: "One visit with its history", Faults: []*fault.Def{NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Versioned[visitDetail], error) {
		d, err := s.Open(ctx, in.ID)
		if err != nil {
			return nil, err
		}
		return httpapi.Tagged(d, d.Visit.Version), nil
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.of_patient", Method: http.MethodGet, Path: "/visits/patients/{id}", Permission: MayView,
		Summary: "A patient's visits, the newest first", Faults: []*fault.Def{patients.NotFound},
	}, func(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[visitItems], error) {
		list, err := s.OfPatient(ctx, in.ID)
		return &httpapi.Body[visitItems]{Body: visitItems{list}}, err
	})
	s.routesFit(api)
	s.routesLists(api)
}

type visitItems struct {
	Items []BoardVisit `json:"items"`
}

// searchBody is what the fit finder is asked.
type searchBody struct {
	Clinic    string     `json:"clinic_id" format:"uuid" maxLength:"36"`
	Patient   string     `json:"patient_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
	Visit     string     `json:"visit_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"the visit that is to be moved"`
	Template  string     `json:"template_id" format:"uuid" maxLength:"36"`
	AddOns    []string   `json:"addons,omitempty" maxItems:"8" nullable:"false"`
	Pattern   string     `json:"pattern,omitempty" maxLength:"400"`
	Minutes   int        `json:"minutes,omitempty" minimum:"0" maximum:"480"`
	Appliance bool       `json:"appliance_arrived,omitempty"`
	Doctors   []string   `json:"doctors,omitempty" maxItems:"20" nullable:"false"`
	Places    []string   `json:"places,omitempty" maxItems:"40" nullable:"false"`
	Tags      []string   `json:"tags,omitempty" maxItems:"8" nullable:"false"`
	From      string     `json:"from" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$"`
	To        string     `json:"to" maxLength:"10" pattern:"^[0-9]{4}-[0-9]{2}-[0-9]{2}$" doc:"at most 31 days after from"`
	Parts     []partBody `json:"parts,omitempty" maxItems:"6" nullable:"false" doc:"parts of the day in which the visit may start"`
	NotBefore int64      `json:"not_before,omitempty" minimum:"0" maximum:"8000000000000" doc:"how soon the patient can be there"`
	Wished    int64      `json:"wished,omitempty" minimum:"0" maximum:"8000000000000"`
	Beside    []string   `json:"beside,omitempty" maxItems:"8" nullable:"false" doc:"visits of brothers and sisters"`
	Soonest   bool       `json:"soonest,omitempty" doc:"by time, not by quality"`
	Limit     int        `json:"limit,omitempty" minimum:"0" maximum:"50" doc:"0: five"`
	Apart     int        `json:"apart,omitempty" minimum:"0" maximum:"480" doc:"minutes between two answers of a doctor on a day"`
}

type partBody struct {
	From int `json:"from" minimum:"0" maximum:"1440" doc:"minutes after midnight"`
	To   int `json:"to" minimum:"0" maximum:"1440"`
}

func partsOf(list []partBody) []Part {
	var out []Part
	for _, p := range list {
		out = append(out, Part{civil.Clock(p.From), civil.Clock(p.To)})
	}
	return out
}

func (b searchBody) search() (Search, error) {
	from, err1 := civil.Parse(b.From)
	to, err2 := civil.Parse(b.To)
	if err1 != nil || err2 != nil {
		return Search{}, DayWrong.At("from")
	}
	return Search{
		Clinic: b.Clinic, Patient: b.Patient, Visit: b.Visit, Template: b.Template, AddOns: b.AddOns, Pattern: b.Pattern,
		Minutes: b.Minutes, Appliance: b.Appliance, Doctors: b.Doctors, Places: b.Places, Tags: b.Tags, From: from, To: to,
		Parts: partsOf(b.Parts), NotBefore: b.NotBefore, Wished: b.Wished, Beside: b.Beside, Soonest: b.Soonest,
		Limit: b.Limit, Apart: b.Apart,
	}, nil
}

type fitItems struct {
	Items []ToldFit `json:"items"`
}

func (s *Service) routesFit(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.fits", Method: http.MethodPost, Path: "/visits/fits", Permission: MayView,
		Summary: "Find free slots for a kind of visit under all constraints, the best first; stores nothing",
		Faults: []*fault.Def{DayWrong, RangeTooLong, NotFound, TemplateUnknown, TemplateOff, AddOnUnknown, PatternEmpty, PatternTooLong,
			PatternLetter, PatternPlace, PatternOffGrid, PatternRigid, TemplateNoDoctor, TemplateDoctor},
	}, func(ctx context.Context, in *struct{ Body searchBody }) (*httpapi.Body[fitItems], error) {
		q, err := in.Body.search()
		if err != nil {
			return nil, err
		}
		list, err := s.Fits(ctx, q)
		return &httpapi.Body[fitItems]{Body: fitItems{toldFits(list)}}, err
	})
}

type listQuery struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Days   int    `query:"days" minimum:"1" maximum:"366" default:"30" doc:"how far back"`
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"200"`
}

type dueItems struct {
	Items []dueBody `json:"items"`
}

type dueBody struct {
	Recall civil.Day  `json:"recall_day"`
	Visit  BoardVisit `json:"visit" doc:"the last one"`
}

func (s *Service) routesLists(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.without_next_step", Method: http.MethodGet, Path: "/visits/without-next-step", Permission: MayView,
		Summary: "Visits that are over and that nothing follows: the assistants' morning list",
	}, func(ctx context.Context, in *listQuery) (*httpapi.Body[visitItems], error) {
		list, err := s.WithoutNextStep(ctx, in.Clinic, in.Days, in.Limit)
		return &httpapi.Body[visitItems]{Body: visitItems{list}}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.due_not_booked", Method: http.MethodGet, Path: "/visits/due-not-booked", Permission: MayView,
		Summary: "Patients whose next visit is due and is not booked (该复诊未约)",
	}, func(ctx context.Context, in *listQuery) (*httpapi.Body[dueItems], error) {
		list, err := s.DueNotBooked(ctx, in.Clinic, in.Limit)
		return &httpapi.Body[dueItems]{Body: dueItems{list}}, err
	})
}
