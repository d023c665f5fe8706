package visits

import (
	"slices"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// subscriptions are what the standing side hears: a new clinic finds the kinds of
// visit and the national calendar, other hours list whom they leave outside, and who
// leaves is on no roster afterwards.
func (s *Service) subscriptions() []events.Subscription {
	return []events.Subscription{
		{Name: "visits.furnish", Kinds: []string{org.ClinicOpened}, Now: func(tx *db.Tx, _ events.Fact) error { return install(tx) }},
		{Name: "visits.rehoured", Kinds: []string{org.ClinicChanged, org.ClinicShut}, Now: s.rehoured},
		{Name: "visits.farewell", Kinds: []string{org.StaffChanged}, Now: s.farewell},
		s.forgets(),
		s.reminds(),
	}
}

// install gives the group what ships and it does not have yet: kinds of visit by
// code, and for a group without any, the national calendar. What the group has
// changed stays as it is.
func install(tx *db.Tx) error {
	have, err := templateList(tx, nil)
	if err != nil {
		return err
	}
	codes := map[string]bool{}
	for _, t := range have {
		codes[t.Code] = true
	}
	var list []ClinicTemplate
	for i, t := range DefaultTemplates() {
		if !codes[t.Code] {
			list = append(list, ClinicTemplate{Template: t, ID: tx.NewID(), Version: 1, Position: i + 1})
		}
	}
	if err := insertTemplates(tx, list); err != nil || len(have) > 0 {
		return err
	}
	_, err = installCalendar(tx)
	return err
}

// installCalendar gives the group the entries of the national calendar that it
// does not have, and tells how many.
func installCalendar(tx *db.Tx) (int64, error) {
	list := NationalCalendar()
	for i := range list {
		list[i].ID = tx.NewID()
	}
	return installEntries(tx, list)
}

// farewell takes somebody whose employment ends off the rosters after their last
// day. Whom that leaves without a doctor or an assistant comes onto the work list,
// in the clinics in the actor's sight.
func (s *Service) farewell(tx *db.Tx, f events.Fact) error {
	p, err := s.org.Staff(tx, f.Subject)
	if err != nil || p.EmployedTo == "" {
		return err
	}
	rostered, err := clinicsOf(tx, p.ID, p.EmployedTo)
	if err != nil {
		return err
	}
	seen := slices.DeleteFunc(rostered, func(clinic string) bool { return !tx.Scope().Sees(clinic) })
	_, err = s.upheave(tx, upheaval{clinics: seen, days: Days{From: p.EmployedTo.AddDays(1)}, cause: byWeek, confirm: true,
		change: func(tx *db.Tx) error { return endRoster(tx, p.ID, p.EmployedTo) }})
	return err
}
