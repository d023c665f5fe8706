package tasks

import (
	"cmp"
	"slices"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// OpenAll is Open for many tasks: however many they are, it takes a handful of
// statements. It gives the ids in the order of the list; where a task with the
// same dedupe key is open already, or stands further up in the list, that one's.
func (s *Service) OpenAll(tx *db.Tx, list []New) ([]string, error) {
	ids := make([]string, len(list))
	first := map[string]int{} // dedupe key → where it stands first
	var made []Task
	for i, n := range list {
		t, err := s.fresh(tx, n)
		if err != nil {
			return nil, err
		}
		ids[i] = t.ID
		if at, double := first[n.Dedupe]; n.Dedupe != "" && double {
			ids[i] = ids[at]
			continue
		}
		first[n.Dedupe] = i
		made = append(made, t)
	}
	opened, others, err := insertTasks(tx, made)
	if err != nil {
		return nil, err
	}
	for i, n := range list {
		if other, stood := others[n.Dedupe]; stood && n.Dedupe != "" {
			ids[i] = other
		}
	}
	return ids, s.tellOpened(tx, opened)
}

// insertTasks gives those of the tasks that are new, and of the others the ids of
// the open tasks with their dedupe keys.
func insertTasks(tx *db.Tx, list []Task) (opened []Task, others map[string]string, err error) {
	others = map[string]string{}
	// In one order for everybody, so that two who open the same tasks never wait
	// for each other.
	slices.SortStableFunc(list, func(a, b Task) int { return cmp.Compare(a.Dedupe, b.Dedupe) })
	for len(list) > 0 {
		standing, err := storeTasks(tx, list)
		if err != nil {
			return nil, nil, err
		}
		var again []Task
		for _, t := range list {
			id, there := standing[t.Dedupe]
			switch {
			case t.Dedupe == "" || id == t.ID || standing == nil:
				opened = append(opened, t)
			case there:
				others[t.Dedupe] = id
			default: // the one that stood against it has been closed since
				again = append(again, t)
			}
		}
		list = again
	}
	return opened, others, nil
}

// tellOpened is tell for tasks that were opened together; an open screen hears of
// all those of a clinic at once.
func (s *Service) tellOpened(tx *db.Tx, list []Task) error {
	if len(list) == 0 {
		return nil
	}
	c := change{What: Opened, Fact: "tasks.opened"}
	steps, entries, facts := make([]Step, len(list)), make([]audit.Entry, len(list)), make([]events.Fact, len(list))
	wake := list[0].wake
	var clinics []string
	for i, t := range list {
		steps[i], entries[i], facts[i] = stepOf(tx, t, c), entryOf(t, c), factOf(t, c)
		wake = min(wake, t.wake)
		if !slices.Contains(clinics, t.Clinic) {
			clinics = append(clinics, t.Clinic)
		}
	}
	if err := jobs.Lower(tx, WakeTopic, wake); err != nil {
		return err
	}
	if err := insertSteps(tx, steps...); err != nil {
		return err
	}
	if err := s.audit.RecordAll(tx, entries); err != nil {
		return err
	}
	if err := s.facts.PublishAll(tx, facts); err != nil {
		return err
	}
	for _, clinic := range clinics {
		if err := s.live.Touch(tx, live.Change{Topic: "tasks", Clinic: clinic}); err != nil {
			return err
		}
	}
	return nil
}
