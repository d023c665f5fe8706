package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) shiftRoutes(api *httpapi.API) {
	httpapi.Handle(api, changing(http.MethodPut, "put_shift", "roster/shifts/{staff_id}", "Write a single day of somebody; If-Match 0 where none was set",
		rosterFaults...), s.putSingleDay)
	httpapi.Handle(api, changing(http.MethodDelete, "drop_shift", "roster/shifts/{staff_id}", "Let a day be like its week again",
		PlanUnknown, RosterPast, Unfitting, db.Stale), s.deleteShift)
	httpapi.Handle(api, changing(http.MethodPost, "copy_week", "roster/copy", "Work a week like another one", append(rosterFaults, CopyWeek)...), s.postCopyWeek)
	httpapi.Handle(api, changing(http.MethodPost, "stagger_lunch", "roster/lunch", "Share the lunch of a pool out, so that never all are away",
		append(rosterFaults, LunchWindow, RangeTooLong)...), s.postLunch)
}

func (s *Service) leaveRoutes(api *httpapi.API) {
	faults := append(rosterFaults, EntryRange, EntryName, LeaveTwice)
	httpapi.Handle(api, reading("list_leave", "roster/leave", "Leave of the people of a clinic, approved or not"), s.getLeave)
	httpapi.Handle(api, changing(http.MethodPost, "give_leave", "roster/leave", "Enter leave of somebody", faults...), s.postLeave)
	approve := changing(http.MethodPost, "approve_leave", "roster/leave/{id}/approve", "Let a leave count", LeaveUnknown, Unfitting, NotOnStaff)
	approve.Idempotent = false
	httpapi.Handle(api, approve, s.postApprove)
	stand := changing(http.MethodPost, "name_stand_in", "roster/leave/{id}/stand-in", "Say who has the tasks of somebody on leave", LeaveUnknown, NotOnStaff,
		org.StaffNotFound, db.Stale)
	stand.Idempotent = false
	httpapi.Handle(api, stand, s.postStandIn)
	httpapi.Handle(api, changing(http.MethodDelete, "drop_leave", "roster/leave/{id}", "Take leave back", LeaveUnknown, Unfitting, NotOnStaff, db.Stale), s.deleteLeave)
}

type shiftIn struct {
	ByStaff
	httpapi.IfMatch
	Insist
	Body struct {
		Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Day    string `json:"day" maxLength:"10"`
		WorkBody
	}
}

// ShiftBody is a single day of somebody.
type ShiftBody struct {
	Clinic  string    `json:"clinic_id"`
	Staff   string    `json:"staff_id"`
	Day     civil.Day `json:"day"`
	Version int64     `json:"version"`
	WorkBody
}

type shiftChanged struct {
	ShiftBody
	UnfitBody
}

func (s *Service) putSingleDay(ctx context.Context, in *shiftIn) (*httpapi.Versioned[shiftChanged], error) {
	day, err := dayOf("day", in.Body.Day)
	if err != nil {
		return nil, err
	}
	work, err := in.Body.work()
	if err != nil {
		return nil, err
	}
	x, unfit, err := s.PutShift(ctx, DayShift{Clinic: in.Body.Clinic, Staff: in.Staff, Day: day, WorkDay: work, Version: in.At()}, in.Confirm)
	if err != nil {
		return nil, err
	}
	b := ShiftBody{x.Clinic, x.Staff, x.Day, x.Version, workOut(x.WorkDay)}
	return httpapi.Tagged(shiftChanged{b, UnfitBody{unfit}}, x.Version), nil
}

type shiftGone struct {
	ByStaff
	httpapi.IfMatch
	Insist
	InClinic
	Day string `query:"day" required:"true" maxLength:"10"`
}

func (s *Service) deleteShift(ctx context.Context, in *shiftGone) (*httpapi.Body[UnfitBody], error) {
	day, err := dayOf("day", in.Day)
	if err != nil {
		return nil, err
	}
	return unfitOut(s.DropShift(ctx, DayShift{Clinic: in.Clinic, Staff: in.Staff, Day: day, Version: in.At()}, in.Confirm))
}

type writtenBody struct {
	Written int `json:"written" doc:"single days that were written"`
	UnfitBody
}

type copyIn struct {
	Insist
	Body struct {
		Clinic string   `json:"clinic_id" format:"uuid" maxLength:"36"`
		From   string   `json:"from_day" maxLength:"10" doc:"first day of the week that is copied"`
		To     string   `json:"to_day" maxLength:"10" doc:"first day of the week that is written, of the same weekday"`
		Staff  []string `json:"staff,omitempty" maxItems:"200" nullable:"false" doc:"absent: everybody"`
	}
}

func (s *Service) postCopyWeek(ctx context.Context, in *copyIn) (*httpapi.Body[writtenBody], error) {
	from, err := dayOf("from_day", in.Body.From)
	if err != nil {
		return nil, err
	}
	to, err := dayOf("to_day", in.Body.To)
	if err != nil {
		return nil, err
	}
	staff, err := idsOf(in.Body.Staff)
	if err != nil {
		return nil, err
	}
	n, unfit, err := s.CopyWeek(ctx, WeekCopy{Clinic: in.Body.Clinic, From: from, To: to, Staff: staff, Confirm: in.Confirm})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[writtenBody]{Body: writtenBody{n, UnfitBody{unfit}}}, nil
}

type lunchIn struct {
	Insist
	Body struct {
		Clinic  string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		From    string    `json:"from_day" maxLength:"10"`
		To      string    `json:"to_day" maxLength:"10"`
		Who     Who       `json:"who" enum:"D,A,H,T,I,-"`
		Window  clockBody `json:"window"`
		Minutes int       `json:"minutes" minimum:"5" maximum:"180"`
	}
}

func (s *Service) postLunch(ctx context.Context, in *lunchIn) (*httpapi.Body[writtenBody], error) {
	b := in.Body
	days, err := daysOf(b.From, b.To)
	if err != nil {
		return nil, err
	}
	window, err := clockIn("window", b.Window)
	if err != nil {
		return nil, err
	}
	n, unfit, err := s.StaggerLunch(ctx, Lunch{Clinic: b.Clinic, Days: days, Who: b.Who, Window: window, Minutes: b.Minutes, Confirm: in.Confirm})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[writtenBody]{Body: writtenBody{n, UnfitBody{unfit}}}, nil
}

// LeaveBody is leave of somebody.
type LeaveBody struct {
	ID       string    `json:"id"`
	Version  int64     `json:"version"`
	Staff    string    `json:"staff_id"`
	From     civil.Day `json:"from_day"`
	To       civil.Day `json:"to_day"`
	Reason   string    `json:"reason"`
	StandIn  string    `json:"stand_in_id" doc:"who has their tasks meanwhile; empty = nobody was named"`
	Approved bool      `json:"approved"`
}

func leaveOut(l TimeOff) LeaveBody {
	return LeaveBody{l.ID, l.Version, l.Staff, l.Days.From, l.Days.To, l.Reason, l.StandIn, l.Approved}
}

type leaveChanged struct {
	LeaveBody
	UnfitBody
}

func (s *Service) getLeave(ctx context.Context, in *ClinicDays) (*httpapi.Body[itemsBody[LeaveBody]], error) {
	days, err := in.days()
	if err != nil {
		return nil, err
	}
	list, err := s.LeaveIn(ctx, in.Clinic, days.From, days.To)
	return items(list, leaveOut), err
}

type leaveIn struct {
	Insist
	Body struct {
		Staff    string `json:"staff_id" format:"uuid" maxLength:"36"`
		From     string `json:"from_day" maxLength:"10"`
		To       string `json:"to_day" maxLength:"10"`
		Reason   string `json:"reason" minLength:"1" maxLength:"60" example:"年假"`
		StandIn  string `json:"stand_in_id,omitempty" format:"uuid" maxLength:"36" doc:"who has their tasks meanwhile"`
		Approved bool   `json:"approved,omitempty" doc:"false: a request that does not count yet"`
	}
}

func (s *Service) postLeave(ctx context.Context, in *leaveIn) (*httpapi.Versioned[leaveChanged], error) {
	days, err := daysOf(in.Body.From, in.Body.To)
	if err != nil {
		return nil, err
	}
	l := TimeOff{Staff: in.Body.Staff, Days: days, Reason: in.Body.Reason, StandIn: in.Body.StandIn, Approved: in.Body.Approved}
	l, unfit, err := s.GiveLeave(ctx, l, in.Confirm, func(tx *db.Tx, l TimeOff, unfit []ToldMisfit) error {
		return httpapi.Answer(tx, leaveChanged{leaveOut(l), UnfitBody{unfit}})
	})
	return leaveAnswer(l, unfit, err)
}

func leaveAnswer(l TimeOff, unfit []ToldMisfit, err error) (*httpapi.Versioned[leaveChanged], error) {
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(leaveChanged{leaveOut(l), UnfitBody{unfit}}, l.Version), nil
}

type approveIn struct {
	httpapi.ByID
	Insist
}

func (s *Service) postApprove(ctx context.Context, in *approveIn) (*httpapi.Versioned[leaveChanged], error) {
	return leaveAnswer(s.ApproveLeave(ctx, in.ID, in.Confirm))
}

type standInIn struct {
	httpapi.ByID
	httpapi.IfMatch
	Body struct {
		StandIn string `json:"stand_in_id,omitempty" format:"uuid" maxLength:"36" doc:"absent = nobody"`
	}
}

func (s *Service) postStandIn(ctx context.Context, in *standInIn) (*httpapi.Versioned[LeaveBody], error) {
	l, err := s.NameStandIn(ctx, in.ID, in.At(), in.Body.StandIn)
	if err != nil {
		return nil, err
	}
	return httpapi.Tagged(leaveOut(l), l.Version), nil
}

type leaveGone struct {
	httpapi.ByID
	httpapi.IfMatch
	Insist
}

func (s *Service) deleteLeave(ctx context.Context, in *leaveGone) (*httpapi.Body[UnfitBody], error) {
	return unfitOut(s.DropLeave(ctx, in.ID, in.At(), in.Confirm))
}
