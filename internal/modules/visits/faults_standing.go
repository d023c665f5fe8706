package visits

import "archwire/internal/kit/fault"

// Faults of what stands whether anybody is booked or not.
var (
	PlaceUnknown    = fault.New("visits.place_unknown", fault.NotFound)
	RoomName        = fault.New("visits.room_name", fault.Invalid)        // max: characters
	RoomNameTaken   = fault.New("visits.room_name_taken", fault.Conflict) // name
	RoomKind        = fault.New("visits.room_kind", fault.Invalid)
	RoomTags        = fault.New("visits.room_tags", fault.Invalid) // max: how many
	BlockUnknown    = fault.New("visits.block_unknown", fault.NotFound)
	BlockSpan       = fault.New("visits.block_span", fault.Invalid) // max: days
	BlockReason     = fault.New("visits.block_reason", fault.Invalid)
	BlockTaken      = fault.New("visits.block_taken", fault.Conflict) // resource, n
	TemplateCode    = fault.New("visits.template_code", fault.Invalid)
	TemplateTaken   = fault.New("visits.template_code_taken", fault.Conflict) // code
	TemplateWords   = fault.New("visits.template_words", fault.Invalid)
	EntryUnknown    = fault.New("visits.entry_unknown", fault.NotFound)
	EntryRange      = fault.New("visits.entry_range", fault.Invalid) // max: days
	EntryHoursWrong = fault.New("visits.entry_hours", fault.Invalid)
	EntryOfClinic   = fault.New("visits.entry_of_clinic", fault.Invalid)
	EntryTwice      = fault.New("visits.entry_twice", fault.Conflict)
	EntryName       = fault.New("visits.entry_name", fault.Invalid)
	PlanUnknown     = fault.New("visits.plan_unknown", fault.NotFound)
	RosterPast      = fault.New("visits.roster_past", fault.Invalid)
	NotOnStaff      = fault.New("visits.not_on_staff", fault.Invalid)     // name
	LicenceMissing  = fault.New("visits.licence_missing", fault.Invalid)  // name
	WorksElsewhere  = fault.New("visits.works_elsewhere", fault.Conflict) // name, day
	LeaveUnknown    = fault.New("visits.leave_unknown", fault.NotFound)
	LeaveTwice      = fault.New("visits.leave_twice", fault.Conflict)
	CopyWeek        = fault.New("visits.copy_week", fault.Invalid)
	LunchWindow     = fault.New("visits.lunch_window", fault.Invalid)
	LanesRange      = fault.New("visits.lanes_range", fault.Invalid)     // max
	Unfitting       = fault.New("visits.no_longer_fits", fault.Conflict) // n
	MisfitUnknown   = fault.New("visits.misfit_unknown", fault.NotFound)
	DutyUnknown     = fault.New("visits.duty_unknown", fault.NotFound)
	DutySpan        = fault.New("visits.duty_span", fault.Invalid) // max: days
	DutyTaken       = fault.New("visits.duty_taken", fault.Conflict)
	PresenceBack    = fault.New("visits.presence_back", fault.Invalid) // hours
	PresenceNothing = fault.New("visits.presence_nothing", fault.Conflict)
)
