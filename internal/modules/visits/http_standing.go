package visits

import (
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// routesStanding registers the routes of what stands whether anybody is booked
// or not.
func (s *Service) routesStanding(api *httpapi.API) {
	s.placeRoutes(api)
	s.templateRoutes(api)
	s.rosterRoutes(api)
	s.shiftRoutes(api)
	s.leaveRoutes(api)
	s.calendarRoutes(api)
	s.dutyRoutes(api)
	s.presenceRoutes(api)
}

// reading is a route that shows something of a clinic.
func reading(id, path, summary string, faults ...*fault.Def) httpapi.Route {
	return httpapi.Route{ID: "visits." + id, Method: http.MethodGet, Path: "/visits/" + path, Summary: summary, Permission: MayView,
		Faults: append([]*fault.Def{db.OutOfScope, DayWrong}, faults...)}
}

// changing is a route that changes something of a clinic's roster.
func changing(method, id, path, summary string, faults ...*fault.Def) httpapi.Route {
	return httpapi.Route{ID: "visits." + id, Method: method, Path: "/visits/" + path, Summary: summary, Permission: MayRoster,
		Idempotent: method == http.MethodPost, Faults: append([]*fault.Def{db.OutOfScope, DayWrong}, faults...)}
}

// rosterFaults are what a change of a roster may answer.
var rosterFaults = []*fault.Def{
	ShiftSpan, RosterPast, NotOnStaff, LicenceMissing, WorksElsewhere, Unfitting, db.Stale, org.StaffNotFound, org.ClinicNotFound,
}

// InClinic asks about one clinic.
type InClinic struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

// ClinicDays asks about days of one clinic.
type ClinicDays struct {
	InClinic
	From string `query:"from" required:"true" maxLength:"10" example:"2026-11-22"`
	To   string `query:"to" required:"true" maxLength:"10" example:"2026-11-28"`
}

func (in ClinicDays) days() (Days, error) { return daysOf(in.From, in.To) }

// ClinicTime asks about a stretch of time in one clinic.
type ClinicTime struct {
	InClinic
	From int64 `query:"from" required:"true" minimum:"0" maximum:"8000000000000"`
	To   int64 `query:"to" required:"true" minimum:"0" maximum:"8000000000000"`
}

// Insist is embedded by a change that may leave booked visits without what they
// need.
type Insist struct {
	Confirm bool `query:"confirm" doc:"go on although visits no longer fit: they come onto the work list"`
}

func dayOf(field, text string) (civil.Day, error) {
	d, err := civil.Parse(text)
	if err != nil {
		return "", DayWrong.At(field)
	}
	return d, nil
}

// lastDayOf reads a last day that may be missing: "" = no end.
func lastDayOf(field, text string) (civil.Day, error) {
	if text == "" {
		return "", nil
	}
	return dayOf(field, text)
}

func daysOf(from, to string) (Days, error) {
	a, err := dayOf("from", from)
	if err != nil {
		return Days{}, err
	}
	b, err := dayOf("to", to)
	return Days{a, b}, err
}

// clockBody is a stretch of a day by the wall clock.
type clockBody struct {
	From string `json:"from" maxLength:"5" pattern:"^([01][0-9]|2[0-3]):[0-5][05]$" example:"09:00"`
	To   string `json:"to" maxLength:"5" pattern:"^(([01][0-9]|2[0-3]):[0-5][05]|24:00)$" example:"18:00"`
}

func clockOut(c ClockSpan) clockBody { return clockBody{c.From.String(), c.To.String()} }

func clocksOut(list []ClockSpan) []clockBody {
	out := make([]clockBody, len(list))
	for i, c := range list {
		out[i] = clockOut(c)
	}
	return out
}

func clockIn(field string, b clockBody) (ClockSpan, error) {
	from, err1 := civil.ParseClock(b.From)
	to, err2 := civil.ParseClock(b.To)
	if err1 != nil || err2 != nil {
		return ClockSpan{}, ShiftSpan.At(field)
	}
	return ClockSpan{from, to}, nil
}

func clocksIn(field string, list []clockBody) ([]ClockSpan, error) {
	out := make([]ClockSpan, len(list))
	for i, b := range list {
		c, err := clockIn(field, b)
		if err != nil {
			return nil, err
		}
		out[i] = c
	}
	return out, nil
}

// spanBody is a stretch of time.
type spanBody struct {
	Start int64 `json:"start"`
	End   int64 `json:"end"`
}

func spanIn(start, end int64) span.Span { return span.Span{Start: start, End: end} }

// UnfitBody answers a change that went through: the visits that no longer fit.
type UnfitBody struct {
	Unfit []ToldMisfit `json:"unfit" doc:"booked visits that no longer fit; they are on the work list"`
}

type itemsBody[T any] struct {
	Items []T `json:"items"`
}

func items[T, B any](list []T, out func(T) B) *httpapi.Body[itemsBody[B]] {
	b := itemsBody[B]{Items: make([]B, len(list))}
	for i, x := range list {
		b.Items[i] = out(x)
	}
	return &httpapi.Body[itemsBody[B]]{Body: b}
}
