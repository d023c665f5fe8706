package visits

import (
	"cmp"
	"context"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// PresenceMark is one thing somebody said about where a doctor is.
type PresenceMark struct {
	Doctor string
	State  PresenceState // "undone" takes the mark before it back
	At     int64
	BackAt int64
	Reason string
	Actor  string // "" = the program
}

// PresenceOn reads where the doctors of a clinic are on a day, by doctor, and
// everything that was said about it, the oldest first.
func (s *Service) PresenceOn(ctx context.Context, clinic string, day civil.Day) (map[string]Presence, []PresenceMark, error) {
	var rows []presenceRow
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		rows, err = presenceRows(tx, clinic, day)
		return err
	})
	marks := make([]PresenceMark, len(rows))
	for i, r := range rows {
		marks[i] = PresenceMark{r.Doctor, r.State, r.At, r.BackAt, r.Reason, r.Actor}
	}
	return presenceOf(rows), marks, err
}

// MarkPresence says where a doctor is from now on: on site, away with the time at
// which they are expected (0 = nobody knows), or gone for today. It gives where
// everybody is now. Faults: NotOnStaff, LicenceMissing, PresenceBack,
// db.OutOfScope.
func (s *Service) MarkPresence(ctx context.Context, clinic string, m PresenceMark, last func(*db.Tx, Presence) error) (Presence, error) {
	if utf8.RuneCountInString(m.Reason) > maxReason {
		return Presence{}, EntryName.At("reason", "max", maxReason)
	}
	var out Presence
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		hours, err := longestAwayHours.Int(tx, clinic)
		if err != nil {
			return err
		}
		if m.BackAt != 0 && (m.State != Away || m.BackAt <= tx.Now() || m.BackAt > tx.Now()+int64(hours)*span.Hour) {
			return PresenceBack.At("back_at", "hours", hours)
		}
		p, err := s.worker(tx, clinic, m.Doctor)
		if err != nil {
			return err
		}
		if err := licensedFor(p, Doctor); err != nil {
			return err
		}
		out, err = s.addMark(tx, clinic, m, FactPresence)
		if err != nil || last == nil {
			return err
		}
		return last(tx, out)
	})
	return out, err
}

// UndoPresence takes the last mark of a doctor today back. Faults:
// PresenceNothing, db.OutOfScope.
func (s *Service) UndoPresence(ctx context.Context, clinic, doctor string) (Presence, error) {
	var out Presence
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = s.addMark(tx, clinic, PresenceMark{Doctor: doctor, State: presenceUndone}, FactPresenceUndone)
		return err
	})
	return out, err
}

// addMark appends a mark, one after the other for each clinic, so that an undo
// takes back what its author saw or nothing.
func (s *Service) addMark(tx *db.Tx, clinic string, m PresenceMark, fact string) (Presence, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return Presence{}, err
	}
	if err := tx.Lock("visits/presence/" + clinic); err != nil {
		return Presence{}, err
	}
	day := civil.Of(tx.Now(), zone)
	rows, err := presenceRows(tx, clinic, day)
	if err != nil {
		return Presence{}, err
	}
	before, known := presenceOf(rows)[m.Doctor]
	if m.State == presenceUndone && !known {
		return Presence{}, PresenceNothing.With()
	}
	at := tx.Now()
	if n := len(rows); n > 0 {
		// Two marks within a millisecond still have an order.
		at = max(at, rows[n-1].At+1)
	}
	row := presenceRow{ID: tx.NewID(), Clinic: clinic, Doctor: m.Doctor, Day: day, State: m.State, At: at, BackAt: m.BackAt, Reason: m.Reason, Actor: tx.Actor()}
	if err := insertPresence(tx, row); err != nil {
		return Presence{}, err
	}
	after := presenceOf(append(rows, row))[m.Doctor]
	after.State = cmp.Or(after.State, PresenceUnknown)
	err = s.note(tx, stood{fact: fact, kind: aPresence, id: m.Doctor, clinic: clinic, topic: "presence", before: before, after: after,
		reason: m.Reason, body: StandingFact{Staff: m.Doctor, State: after.State, BackAt: after.BackAt}})
	if err != nil {
		return Presence{}, err
	}
	return after, s.touchDays(tx, clinic, []civil.Day{day})
}
