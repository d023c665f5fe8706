package followup

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// gather reads what must be known, for all patients of the batch at once. Steps of
// the same days that wake later are decided along with those that are due.
func (d *deciding) gather(due []Planned) ([]personDay, error) {
	var people []string
	first, last := due[0].Day, due[0].Day
	for _, st := range due {
		people = append(people, st.Patient)
		first, last = min(first, st.Day), max(last, st.Day)
	}
	people = distinct(people)
	all, err := plannedOn(d.tx, people, first, last)
	if err != nil {
		return nil, err
	}
	list := byPersonDay(due, all)
	var series []string
	for _, one := range list {
		for _, st := range one.steps {
			series = append(series, st.Series)
			d.steps[st.ID] = st
		}
	}
	grown, err := seriesByIDs(d.tx, distinct(series))
	if err != nil {
		return nil, err
	}
	if err := d.readRecords(grown); err != nil {
		return nil, err
	}
	d.series = make(map[string]Series, len(grown))
	var doctors []string
	for _, one := range grown {
		d.series[one.ID] = one
		doctors = append(doctors, one.Doctor)
	}
	named, err := d.s.org.StaffByIDs(d.tx, distinct(doctors))
	if err != nil {
		return nil, err
	}
	d.doctors = map[string]string{}
	for id, one := range named {
		d.doctors[id] = one.Name
	}
	return list, d.know(people, first)
}

// readRecords adds to series what the record of their visit says, where a step of
// theirs hangs on it.
func (d *deciding) readRecords(list []Series) error {
	if d.s.Recorded == nil {
		return nil
	}
	at := map[string][]int{}
	for i, one := range list {
		p, err := d.version(one.Protocol, one.Number)
		if err != nil {
			return err
		}
		if one.Visit != "" && p.looksAt(FactReaction) {
			at[one.Visit] = append(at[one.Visit], i)
		}
	}
	if len(at) == 0 {
		return nil
	}
	said, err := d.s.Recorded(d.tx, keysOf(at))
	if err != nil {
		return err
	}
	for visit, text := range said {
		for _, i := range at[visit] {
			if saysReaction(text) {
				list[i] = list[i].with(map[string]bool{FactReaction: true})
			}
		}
	}
	return nil
}

// byPersonDay puts the steps of each person's days together, the days on which
// something is due alone.
func byPersonDay(due, all []Planned) []personDay {
	at := map[string]int{}
	var out []personDay
	add := func(st Planned, open bool) {
		key := st.Patient + string(st.Day)
		n, ok := at[key]
		if !ok && !open {
			return
		}
		if !ok {
			n = len(out)
			at[key], out = n, append(out, personDay{patient: st.Patient, day: st.Day})
		}
		if !slices.ContainsFunc(out[n].steps, func(o Planned) bool { return o.ID == st.ID }) {
			out[n].steps = append(out[n].steps, st)
		}
	}
	for _, st := range due {
		add(st, true)
	}
	for _, st := range all {
		add(st, false)
	}
	return out
}

// know reads the live state of the patients.
func (d *deciding) know(people []string, first civil.Day) (err error) {
	if d.people, err = d.s.patients.ByIDs(d.tx, people); err != nil {
		return err
	}
	if d.s.patients.Visits != nil {
		if d.dates, err = d.s.patients.Visits(d.tx, people); err != nil {
			return err
		}
	}
	if d.wishes, err = peopleOf(d.tx, people); err != nil {
		return err
	}
	if d.past, err = pastOf(d.tx, people); err != nil {
		return err
	}
	made, err := contactsFrom(d.tx, people, first)
	if err != nil {
		return err
	}
	d.made = map[string][]Made{}
	for _, m := range made {
		d.made[m.Patient] = append(d.made[m.Patient], m)
	}
	for _, ask := range []struct {
		of  func(*db.Tx, []string) (map[string]bool, error)
		put *map[string]bool
	}{{d.s.Complaints, &d.angry}, {d.s.Reachable, &d.reached}, {d.s.Unwilling, &d.courted}} {
		if ask.of == nil {
			continue
		}
		if *ask.put, err = ask.of(d.tx, people); err != nil {
			return err
		}
	}
	teams, err := d.s.patients.CareTeams(d.tx, people)
	d.carers, d.attends = map[string]string{}, map[string]string{}
	for patient, team := range teams {
		d.attends[patient] = team[patients.TheDoctor]
		d.carers[patient] = cmp.Or(team[patients.TheFollowUp], team[patients.TheCoordinator])
	}
	return err
}
