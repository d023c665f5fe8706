package visits

import (
	"context"
	"slices"
	"time"

	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/settings"
)

// demoReminders plans the reminders of what is booked ahead; a booking made in the
// demo plans its own. Twice plans nothing twice.
func (s *Service) demoReminders(ctx context.Context, w *demo.World) error {
	if s.messages == nil {
		return nil
	}
	return s.db.Write(auth.AsProgram(ctx, w.Tenant, "demo"), func(tx *db.Tx) error {
		for _, clinic := range demo.Get[map[string]org.Clinic](w, org.DemoClinics) {
			list, err := visitsOn(tx, clinic.ID, w.Today, w.To)
			if err != nil {
				return err
			}
			wishes, err := s.remindersOf(tx, clinic, list)
			if err != nil {
				return err
			}
			for batch := range slices.Chunk(wishes, 1000) {
				if err := s.messages.Plan(tx, batch...); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// remindersOf are the reminders of visits that are still to come.
func (s *Service) remindersOf(tx *db.Tx, clinic org.Clinic, list []Visit) ([]messages.Wish, error) {
	values, err := settings.Of(tx, clinic.ID)
	if err != nil {
		return nil, err
	}
	zone := clinic.Location()
	var out []messages.Wish
	for _, v := range list {
		lead := int64(values.Int(remindLeadMinutes)) * time.Minute.Milliseconds()
		at, until, ok := remindAt(v.Plan.Start, tx.Now(), zone, values.Int(remindDays), values.Clock(remindClock), lead)
		if !ok || !v.Progress.State.Expected() || v.ParkedAt > 0 {
			continue
		}
		out = append(out, messages.Wish{Purpose: remindNotice.Key, Occurrence: occurrence(v.ID, v.Plan.Start), Clinic: clinic.ID, Patient: v.Patient,
			Subject: v.ID, Fields: map[string]string{"time": spoken(v.Plan.Start, zone)}, At: at, Until: until})
	}
	return out, nil
}
