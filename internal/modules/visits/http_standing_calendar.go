package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) calendarRoutes(api *httpapi.API) {
	wrong := []*fault.Def{EntryRange, EntryHoursWrong, EntryOfClinic, EntryName, EntryTwice, RosterPast, Unfitting, auth.Forbidden}
	httpapi.Handle(api, reading("show_calendar", "calendar", "Closed days, holidays, make-up workdays, school breaks, other hours", RangeTooLong), s.getCalendar)
	httpapi.Handle(api, changing(http.MethodPost, "add_entry", "calendar", "Add an entry for a clinic, or for all with the right in the whole group", wrong...), s.postEntry)
	httpapi.Handle(api, changing(http.MethodPatch, "change_entry", "calendar/{id}", "Change an entry", append(wrong, EntryUnknown, db.Stale)...), s.patchEntry)
	httpapi.Handle(api, changing(http.MethodDelete, "drop_entry", "calendar/{id}", "Take an entry out", EntryUnknown, RosterPast, Unfitting, db.Stale, auth.Forbidden), s.deleteEntry)
}

// EntryBody is a range of days that are not like their weekdays.
type EntryBody struct {
	ID      string    `json:"id"`
	Version int64     `json:"version"`
	Clinic  string    `json:"clinic_id" doc:"empty: all clinics of the group"`
	Kind    EntryKind `json:"kind" enum:"closed,holiday,make_up,school_break,hours,ordinary"`
	From    civil.Day `json:"from_day"`
	To      civil.Day `json:"to_day"`
	Name    string    `json:"name"`
	Opens   string    `json:"opens" doc:"of the kind hours"`
	Closes  string    `json:"closes"`
}

func entryOut(e CalendarEntry) EntryBody {
	b := EntryBody{ID: e.ID, Version: e.Version, Clinic: e.Clinic, Kind: e.Kind, From: e.Days.From, To: e.Days.To, Name: e.Name}
	if e.Kind == EntryHours {
		b.Opens, b.Closes = e.Hours.From.String(), e.Hours.To.String()
	}
	return b
}

type calendarDayBody struct {
	Day       civil.Day   `json:"day"`
	Closed    string      `json:"closed"`
	Open      []clockBody `json:"open"`
	Holiday   bool        `json:"holiday"`
	MakeUp    bool        `json:"make_up"`
	SchoolDay bool        `json:"school_day"`
}

type calendarBody struct {
	Entries []EntryBody       `json:"entries"`
	Days    []calendarDayBody `json:"days"`
}

func (s *Service) getCalendar(ctx context.Context, in *ClinicDays) (*httpapi.Body[calendarBody], error) {
	asked, err := in.days()
	if err != nil {
		return nil, err
	}
	entries, days, err := s.CalendarIn(ctx, in.Clinic, asked.From, asked.To)
	if err != nil {
		return nil, err
	}
	var b calendarBody
	for _, e := range entries {
		b.Entries = append(b.Entries, entryOut(e))
	}
	for _, d := range days {
		out := calendarDayBody{Day: d.Day, Closed: d.Closed, Holiday: d.Holiday, MakeUp: d.MakeUp, SchoolDay: d.SchoolDay}
		if d.Open.To > d.Open.From {
			out.Open = clocksOut([]ClockSpan{d.Open})
		}
		b.Days = append(b.Days, out)
	}
	return &httpapi.Body[calendarBody]{Body: b}, nil
}

// EntryFields is an entry as it is written; absent fields stay.
type EntryFields struct {
	Kind   *EntryKind `json:"kind,omitempty" enum:"closed,holiday,make_up,school_break,hours,ordinary"`
	From   *string    `json:"from_day,omitempty" maxLength:"10"`
	To     *string    `json:"to_day,omitempty" maxLength:"10"`
	Name   *string    `json:"name,omitempty" minLength:"1" maxLength:"30"`
	Opens  *string    `json:"opens,omitempty" maxLength:"5" doc:"of the kind hours" example:"10:00"`
	Closes *string    `json:"closes,omitempty" maxLength:"5"`
}

func (f EntryFields) apply(e *CalendarEntry) error {
	put(&e.Kind, f.Kind)
	put(&e.Name, f.Name)
	for _, d := range []struct {
		field string
		from  *string
		to    *civil.Day
	}{{"from_day", f.From, &e.Days.From}, {"to_day", f.To, &e.Days.To}} {
		if d.from == nil {
			continue
		}
		day, err := dayOf(d.field, *d.from)
		if err != nil {
			return err
		}
		*d.to = day
	}
	for _, c := range []struct {
		field string
		from  *string
		to    *civil.Clock
	}{{"opens", f.Opens, &e.Hours.From}, {"closes", f.Closes, &e.Hours.To}} {
		if c.from == nil {
			continue
		}
		at, err := civil.ParseClock(*c.from)
		if err != nil {
			return EntryHoursWrong.At(c.field)
		}
		*c.to = at
	}
	if e.Days.From == "" || e.Days.To == "" {
		return DayWrong.At("from_day")
	}
	if e.Kind == "" {
		return EntryHoursWrong.At("kind")
	}
	return nil
}

type newEntryIn struct {
	Insist
	Body struct {
		Clinic string `json:"clinic_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"absent: all clinics of the group"`
		EntryFields
	}
}

type entryChanged struct {
	EntryBody
	UnfitBody
}

func (s *Service) postEntry(ctx context.Context, in *newEntryIn) (*httpapi.Versioned[entryChanged], error) {
	e := CalendarEntry{Clinic: in.Body.Clinic}
	if err := in.Body.apply(&e); err != nil {
		return nil, err
	}
	e, unfit, err := s.AddEntry(ctx, e, in.Confirm, func(tx *db.Tx, e CalendarEntry, unfit []ToldMisfit) error {
		return httpapi.Answer(tx, entryChanged{entryOut(e), UnfitBody{unfit}})
	})
	return entryAnswer(e, unfit, err)
}

func entryAnswer(e CalendarEntry, unfit []ToldMisfit, err error) (*httpapi.Versioned[entryChanged], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(entryChanged{entryOut(e), UnfitBody{unfit}}, e.Version), nil
}

type entryIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Insist
	Body EntryFields
}

func (s *Service) patchEntry(ctx context.Context, in *entryIn) (*httpapi.Versioned[entryChanged], error) {
	return entryAnswer(s.ChangeEntry(ctx, in.ID, in.At(), in.Confirm, in.Body.apply))
}

type entryGone struct {
	httpapi.ByID
	httpapi.IfMatch
	Insist
}

func (s *Service) deleteEntry(ctx context.Context, in *entryGone) (*httpapi.Body[UnfitBody], error) {
	return unfitOut(s.DropEntry(ctx, in.ID, in.At(), in.Confirm))
}
