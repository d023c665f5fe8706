package journeys

import (
	"context"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
)

// List lists the journeys of the group, the latest first.
func (s *Service) List(ctx context.Context) (list []Journey, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		list, err = journeyList(tx)
		return err
	})
	return list, err
}

// Show gives a journey with its versions, the latest first. Fault: NotFound.
func (s *Service) Show(ctx context.Context, journey string) (j Journey, list []Written, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		if j, err = journeyOne(tx, journey, false); err != nil {
			return err
		}
		list, err = versionsOf(tx, j.No)
		return err
	})
	return j, list, err
}

// Making is what somebody says of a journey that they begin.
type Making struct {
	Name, Note, Template, Owner string
	Graph                       Graph
}

// Make begins a journey with a draft. Faults: NameMissing, NameTooLong,
// GraphTooLarge, OwnerUnknown.
func (s *Service) Make(ctx context.Context, m Making, last func(*db.Tx, Journey) error) (Journey, error) {
	if err := checkName(m.Name, m.Note); err != nil {
		return Journey{}, err
	}
	var j Journey
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.checkOwner(tx, m.Owner); err != nil {
			return err
		}
		j = Journey{ID: tx.NewID(), Version: 1, Name: strings.TrimSpace(m.Name), Note: m.Note, Template: m.Template, State: Draft, Owner: m.Owner,
			Draft: &m.Graph, DraftAt: tx.Now(), DraftBy: tx.Actor(), MadeAt: tx.Now(), MadeBy: tx.Actor()}
		if err := insertJourney(tx, &j); err != nil {
			return err
		}
		if err := s.note(tx, "journeys.made", j, nil); err != nil {
			return err
		}
		return last(tx, j)
	})
	return j, err
}

// checkOwner refuses who is no colleague. Fault: OwnerUnknown.
func (s *Service) checkOwner(tx *db.Tx, owner string) error {
	if owner == "" {
		return nil
	}
	if !id.Valid(owner) {
		return OwnerUnknown.At("owner_id")
	}
	people, err := s.d.Org.StaffByIDs(tx, []string{owner})
	if _, there := people[owner]; err == nil && !there {
		err = OwnerUnknown.At("owner_id")
	}
	return err
}

// change is a use case on a journey at its version. Faults: NotFound, db.Stale.
func (s *Service) change(ctx context.Context, journey string, version int64, fn func(tx *db.Tx, j *Journey) error) (Journey, error) {
	var j Journey
	err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		if j, err = journeyOne(tx, journey, true); err != nil {
			return err
		}
		if j.Version != version {
			return db.Stale.With()
		}
		return fn(tx, &j)
	})
	return j, err
}

// Rename changes what a journey is called, and who answers for it. Faults: NotFound,
// NameMissing, NameTooLong, OwnerUnknown, db.Stale.
func (s *Service) Rename(ctx context.Context, journey string, version int64, name, note, owner string) (Journey, error) {
	if err := checkName(name, note); err != nil {
		return Journey{}, err
	}
	return s.change(ctx, journey, version, func(tx *db.Tx, j *Journey) error {
		if err := s.checkOwner(tx, owner); err != nil {
			return err
		}
		before := map[string]string{"name": j.Name, "owner": j.Owner}
		j.Name, j.Note, j.Owner = strings.TrimSpace(name), note, owner
		if err := updateJourney(tx, j); err != nil {
			return err
		}
		return s.note(tx, "journeys.renamed", *j, before)
	})
}

// WriteDraft keeps what is being written; nothing follows from it, and it may have
// flaws. Faults: NotFound, GraphTooLarge, db.Stale.
func (s *Service) WriteDraft(ctx context.Context, journey string, version int64, g Graph) (Journey, error) {
	return s.change(ctx, journey, version, func(tx *db.Tx, j *Journey) error {
		before := ""
		if j.Draft != nil {
			before = HashOf(*j.Draft)
		}
		j.Draft, j.DraftAt, j.DraftBy = &g, tx.Now(), tx.Actor()
		if err := updateJourney(tx, j); err != nil {
			return err
		}
		return s.note(tx, "journeys.draft_written", *j, map[string]string{"hash": before})
	})
}

// DropDraft forgets what is being written; a journey that never went live goes with
// it. Faults: NotFound, NoDraft, db.Stale.
func (s *Service) DropDraft(ctx context.Context, journey string, version int64) error {
	_, err := s.change(ctx, journey, version, func(tx *db.Tx, j *Journey) error {
		if j.Draft == nil {
			return NoDraft.With()
		}
		if err := s.note(tx, "journeys.draft_dropped", *j, nil); err != nil {
			return err
		}
		if j.State == Draft {
			return dropJourney(tx, *j)
		}
		j.Draft, j.DraftAt, j.DraftBy = nil, tx.Now(), tx.Actor()
		return updateJourney(tx, j)
	})
	return err
}

// Inspect tells what stands against a graph going live in a journey ("" = a new one).
func (s *Service) Inspect(ctx context.Context, journey string, g Graph) (list []Flaw, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		w, err := s.world(tx, journey, g)
		if err == nil {
			list = Check(g, w)
		}
		return err
	})
	return list, err
}

// note records a change of a journey and lets open screens read again.
func (s *Service) note(tx *db.Tx, action string, j Journey, before any) error {
	after := map[string]any{"name": j.Name, "state": j.State, "owner": j.Owner, "live_no": j.LiveNo}
	if j.Draft != nil {
		after["draft"] = HashOf(*j.Draft)
	}
	err := s.d.Audit.Record(tx, audit.Entry{Action: action, SubjectKind: "journey", SubjectID: j.ID, Before: before, After: after})
	if err != nil {
		return err
	}
	return s.d.Live.Touch(tx, live.Change{Topic: "journeys", ID: j.ID, Version: j.Version})
}
