package visits

import (
	"slices"

	"archwire/internal/kit/civil"
)

// DayOff tells of somebody who works in no clinic today: on leave, or off by the
// roster.
type DayOff struct {
	Staff   string
	StandIn string    // named for the leave; "" = nobody
	Back    civil.Day // the next day on which they work, as far as the roster tells
	BackAt  int64     // when that day begins, epoch milliseconds
}

// lookAhead is how far the roster is asked when somebody is back, in days.
const lookAhead = 14

// absent gives those of the people who do not work on the day. Who stands on no
// roster is there unless they are on leave.
func (r roster) absent(people []string, today civil.Day) []DayOff {
	planned := r.people()
	calendars := map[string]Calendar{}
	var out []DayOff
	for _, staff := range people {
		away := DayOff{Staff: staff}
		leave, onLeave := r.onLeave(staff, today)
		rostered := slices.Contains(planned, staff)
		if onLeave {
			away.StandIn = leave.StandIn
		} else if !rostered || r.works(calendars, staff, today) {
			continue
		}
		away.Back = today.AddDays(1)
		if onLeave {
			away.Back = leave.Days.To.AddDays(1)
		}
		for last := today.AddDays(lookAhead); rostered && away.Back < last && !r.works(calendars, staff, away.Back); {
			away.Back = away.Back.AddDays(1)
		}
		out = append(out, away)
	}
	return out
}

// works tells whether somebody works on a day in any clinic that is open.
func (r roster) works(calendars map[string]Calendar, staff string, d civil.Day) bool {
	if _, away := r.onLeave(staff, d); away {
		return false
	}
	for _, clinic := range r.clinics(staff) {
		cal, known := calendars[clinic]
		here := r.at(clinic)
		if !known {
			cal = here.calendarOf()
			calendars[clinic] = cal
		}
		if w, _, ok := here.workOn(cal, staff, d); ok && len(w.Work) > 0 && cal.Closed[d] == "" {
			return true
		}
	}
	return false
}

// clinics are those in which somebody is planned.
func (r roster) clinics(staff string) []string {
	var out []string
	for _, w := range r.weeks {
		if w.Staff == staff {
			out = append(out, w.Clinic)
		}
	}
	for _, s := range r.shifts {
		if s.Staff == staff {
			out = append(out, s.Clinic)
		}
	}
	return distinct(out)
}

// at is what of the roster concerns one clinic.
func (r roster) at(clinic string) roster {
	r.weeks = slices.DeleteFunc(slices.Clone(r.weeks), func(w WeekPlan) bool { return w.Clinic != clinic })
	r.shifts = slices.DeleteFunc(slices.Clone(r.shifts), func(s DayShift) bool { return s.Clinic != clinic })
	r.calendar = slices.DeleteFunc(slices.Clone(r.calendar), func(e CalendarEntry) bool { return e.Clinic != "" && e.Clinic != clinic })
	return r
}
