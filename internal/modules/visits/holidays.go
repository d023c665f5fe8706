package visits

import "archwire/internal/kit/civil"

// nationalDay is a line of the national calendar: data that a group starts with
// and edits, because the calendar of a year is announced in the autumn before.
type nationalDay struct {
	kind     EntryKind
	from, to civil.Day
	name     string
}

// nationalDays are the public holidays and make-up workdays of mainland China
// (the State Council's notice of 4 November 2025 for 2026) and usual school
// breaks, which every city sets for itself. Of 2027 only the statutory days
// stand here; its bridges and make-up days are entered when they are announced.
var nationalDays = []nationalDay{
	{EntryHoliday, "2026-01-01", "2026-01-03", "元旦"},
	{EntryMakeUp, "2026-01-04", "2026-01-04", "元旦调休上班"},
	{EntryMakeUp, "2026-02-14", "2026-02-14", "春节调休上班"},
	{EntryHoliday, "2026-02-15", "2026-02-23", "春节"},
	{EntryMakeUp, "2026-02-28", "2026-02-28", "春节调休上班"},
	{EntryHoliday, "2026-04-04", "2026-04-06", "清明节"},
	{EntryHoliday, "2026-05-01", "2026-05-05", "劳动节"},
	{EntryMakeUp, "2026-05-09", "2026-05-09", "劳动节调休上班"},
	{EntryHoliday, "2026-06-19", "2026-06-21", "端午节"},
	{EntryMakeUp, "2026-09-20", "2026-09-20", "国庆节调休上班"},
	{EntryHoliday, "2026-09-25", "2026-09-27", "中秋节"},
	{EntryHoliday, "2026-10-01", "2026-10-07", "国庆节"},
	{EntryMakeUp, "2026-10-10", "2026-10-10", "国庆节调休上班"},
	{EntrySchoolBreak, "2026-01-31", "2026-03-01", "寒假"},
	{EntrySchoolBreak, "2026-07-01", "2026-08-31", "暑假"},

	{EntryHoliday, "2027-01-01", "2027-01-01", "元旦"},
	{EntryHoliday, "2027-02-05", "2027-02-08", "春节"},
	{EntryHoliday, "2027-04-05", "2027-04-05", "清明节"},
	{EntryHoliday, "2027-05-01", "2027-05-02", "劳动节"},
	{EntryHoliday, "2027-06-09", "2027-06-09", "端午节"},
	{EntryHoliday, "2027-09-15", "2027-09-15", "中秋节"},
	{EntryHoliday, "2027-10-01", "2027-10-03", "国庆节"},
	{EntrySchoolBreak, "2027-01-23", "2027-02-21", "寒假"},
	{EntrySchoolBreak, "2027-07-01", "2027-08-31", "暑假"},
}

// NationalCalendar are the entries with which a group starts, for all clinics.
// Each call makes fresh values, without ids.
func NationalCalendar() []CalendarEntry {
	out := make([]CalendarEntry, len(nationalDays))
	for i, d := range nationalDays {
		out[i] = CalendarEntry{Kind: d.kind, Days: Days{d.from, d.to}, Name: d.name, Version: 1}
	}
	return out
}
