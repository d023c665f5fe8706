package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// LoadDays reads everything that decides about bookings of a clinic on the days
// from … to, one Day for each, in the same few statements however many days.
// Fault: org.ClinicNotFound.
func (s *Service) LoadDays(tx *db.Tx, clinic string, from, to civil.Day) ([]Day, error) {
	l, err := s.loadDays(tx, clinic, from, to)
	return l.days, err
}

// loaded is what days were made from, for screens that show it as well.
type loaded struct {
	clinic   org.Clinic
	roster   roster
	calendar Calendar
	rooms    []Room
	blocks   []Block
	days     []Day
}

func (s *Service) loadDays(tx *db.Tx, clinic string, from, to civil.Day) (l loaded, err error) {
	if l.clinic, err = s.org.Clinic(tx, clinic); err != nil {
		return l, err
	}
	numbers, err := numbersOf(tx, clinic)
	if err != nil {
		return l, err
	}
	zone := l.clinic.Location()
	if err = s.loadStanding(tx, &l, from, to); err != nil {
		return l, err
	}
	held, err := heldRows(tx, clinic, l.roster.doctors(), from, to, zone)
	if err != nil {
		return l, err
	}
	for d := from; d <= to; d = d.AddDays(1) {
		day := l.day(d)
		day.Now, day.Numbers, day.Held = tx.Now(), numbers, named(held[d], l.blocks)
		l.days = append(l.days, day)
	}
	return l, nil
}

// loadStanding reads what stands whether anybody is booked or not.
func (s *Service) loadStanding(tx *db.Tx, l *loaded, from, to civil.Day) error {
	zone := l.clinic.Location()
	got, err := standingRows(tx, l.clinic.ID, from, to, from.At(0, zone), to.AddDays(1).At(0, zone))
	l.rooms, l.blocks, l.roster = got.rooms, got.blocks, got.roster
	l.calendar = l.roster.calendarOf()
	return err
}

// day is one day without what is held of it.
func (l loaded) day(d civil.Day) Day {
	zone := l.clinic.Location()
	day := Day{ClinicID: l.clinic.ID, Date: d, Zone: zone, SchoolDay: l.calendar.SchoolDay(d)}
	hours := openingOf(l.clinic, l.calendar, d)
	switch day.Closed = l.calendar.Closed[d]; {
	case shutOn(l.clinic, d):
		day.Closed = closedForGood
	case day.Closed == "" && hours.Empty():
		day.Closed = closedWeekday
	}
	for _, r := range l.rooms {
		day.Places = append(day.Places, r.on(l.calendar.RosterWeekday(d), d, zone, hours))
	}
	day.Doctors, day.Staff = l.roster.parted(l.calendar, d, zone)
	return day
}

// The reasons of a day on which the clinic never opens, and of one after it went
// out of service; their texts are visits.rule.<reason>.
const (
	closedWeekday = "weekday"
	closedForGood = "shut"
)

// named gives blocks their reasons.
func named(list []Held, blocks []Block) []Held {
	for i := range list {
		if list[i].Block == "" {
			continue
		}
		at := slices.IndexFunc(blocks, func(b Block) bool { return b.ID == list[i].VisitID })
		if at >= 0 && blocks[at].Reason != "" {
			list[i].Block = blocks[at].Reason
		}
	}
	return list
}

// presenceNow reads where the doctors of a clinic are, by doctor; nothing is
// known of one who is not in it.
func (s *Service) presenceNow(tx *db.Tx, clinic string, day civil.Day) (map[string]Presence, error) {
	rows, err := presenceRows(tx, clinic, day)
	return presenceOf(rows), err
}
