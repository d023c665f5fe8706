package followup

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// morning is the next instant at which a clinic's morning is announced.
func (h Hours) morning(now int64) int64 {
	day := civil.Of(now, h.Zone)
	if at := day.At(h.Wake, h.Zone); at > now {
		return at
	}
	return day.AddDays(1).At(h.Wake, h.Zone)
}

// lastOpen is the last day before this one on which the clinic worked: what a
// morning looks back to. At most a week.
func (h Hours) lastOpen(day civil.Day) civil.Day {
	for n := range 7 {
		if d := day.AddDays(-1 - n); h.open(d) {
			return d
		}
	}
	return day.AddDays(-1)
}

// beginsWeek tells whether a day is the first of its week on which the clinic works.
func (h Hours) beginsWeek(day civil.Day) bool {
	for d := monday(day); d < day; d = d.AddDays(1) {
		if h.open(d) {
			return false
		}
	}
	return h.open(day)
}

// announceDue tells doctors in their inbox that there is a digest, and managers on
// the first morning of a week that there is the week. On a closed day nobody is
// told: the next open morning looks back further.
func (s *Service) announceDue(ctx context.Context, now int64) error {
	return s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
		rows, err := morningsDue(tx, now)
		if err != nil {
			return err
		}
		d := s.desk(tx)
		for _, r := range rows {
			h, err := d.hoursOf(r.Clinic)
			if err != nil {
				return err
			}
			if err := s.announce(tx, r.Clinic, h); err != nil {
				return err
			}
			if err := moveMorning(tx, r.Clinic, h.morning(now)); err != nil {
				return err
			}
		}
		return nil
	})
}

func (s *Service) announce(tx *db.Tx, clinic string, h Hours) error {
	day := civil.Of(tx.Now(), h.Zone)
	if !h.open(day) {
		return nil
	}
	due := max(day.At(h.Closing, h.Zone), tx.Now()+redWithin)
	from := h.lastOpen(day).At(0, h.Zone)
	list, err := resultsBetween(tx, clinic, from-7*dayLong, tx.Now()+1)
	if err != nil {
		return err
	}
	byDoctor := map[string][]Result{}
	for _, r := range list {
		byDoctor[r.Doctor] = append(byDoctor[r.Doctor], r)
	}
	delete(byDoctor, "")
	for _, doctor := range keysOf(byDoctor) {
		if err := s.announceDigest(tx, clinic, doctor, byDoctor[doctor], from, due); err != nil {
			return err
		}
	}
	if !h.beginsWeek(day) {
		return nil
	}
	return s.announceWeek(tx, clinic, due)
}

// digestKey keeps the digests of a doctor in a clinic to one: that of today stands
// for what was not read of yesterday's.
func digestKey(clinic, doctor string) string { return TaskDigest + ":" + clinic + ":" + doctor }

func (s *Service) announceDigest(tx *db.Tx, clinic, doctor string, list []Result, from, due int64) error {
	if _, err := s.tasks.Close(tx, digestKey(clinic, doctor), tasks.Withdrawn, ""); err != nil {
		return err
	}
	last, counts := digestible(list, from), map[Level]int{}
	unread := false
	for _, r := range last {
		counts[r.Level]++
		unread = unread || r.SeenAt == 0
	}
	if !unread {
		return nil
	}
	n := tasks.New{Kind: TaskDigest, Clinic: clinic, Owner: doctor, Due: due, Priority: tasks.Low, Dedupe: digestKey(clinic, doctor),
		Title: tasks.Title{Key: "followup.title.digest", Args: map[string]any{"n": len(last), "red": counts[Red], "amber": counts[Amber]}}}
	if counts[Red]+counts[Amber] > 0 {
		n.Priority = tasks.Normal
	}
	_, err := s.tasks.Open(tx, n)
	return err
}

func (s *Service) announceWeek(tx *db.Tx, clinic string, due int64) error {
	week, err := s.summed(tx, clinic, "")
	if err != nil || week.Total.Due == 0 {
		return err
	}
	_, err = s.tasks.Open(tx, tasks.New{Kind: TaskWeek, Clinic: clinic, Role: org.RoleManager, Due: due, Priority: tasks.Low, Dedupe: TaskWeek + ":" + clinic + ":" + string(week.First),
		Title: tasks.Title{Key: "followup.title.week", Args: map[string]any{"due": week.Total.Due, "done": week.Total.Done, "in_time": week.Total.InTime}}})
	return err
}

// readDigest closes the digest of a doctor in whose clinics nothing is left to be
// seen.
func (s *Service) readDigest(tx *db.Tx, doctor string, results []string) error {
	clinics, err := clinicsOfResults(tx, results, doctor)
	if err != nil {
		return err
	}
	for _, clinic := range clinics {
		h, err := s.desk(tx).hoursOf(clinic)
		if err != nil {
			return err
		}
		from := h.lastOpen(civil.Of(tx.Now(), h.Zone)).At(0, h.Zone)
		list, err := resultsOfDoctor(tx, doctor, from-7*dayLong, tx.Now()+1)
		if err != nil {
			return err
		}
		left := false
		for _, r := range digestible(list, from) {
			left = left || r.Clinic == clinic && r.SeenAt == 0
		}
		if left {
			continue
		}
		if _, err := s.tasks.Close(tx, digestKey(clinic, doctor), tasks.DoneOutcome, ""); err != nil {
			return err
		}
	}
	return nil
}
