package audience

import (
	"context"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// gatherSize is how many people one transaction gathers.
const gatherSize = 500

// Arrive gives a group what it has not yet of what the module brings: everybody as a
// rule knows them, where there was no segment before, and the segments that ship. A
// group may be older than segments, or than some of them.
func (s *Service) Arrive(ctx context.Context) error {
	settled, people := true, false
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		first, err := s.d.Patients.IDsAfter(tx, "", 1)
		if people = len(first) > 0; err != nil || !people {
			return err
		}
		settled, err = anyShipped(tx)
		return err
	})
	if err == nil && !settled {
		_, err = s.GatherAll(ctx, true)
	}
	if err == nil && people {
		_, err = s.Install(ctx)
	}
	return err
}

// Install gives the group the segments that Archwire brings and that it has not, each
// in force at once. It tells how many were new.
func (s *Service) Install(ctx context.Context) (int, error) {
	n := 0
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		n = 0
		if err := tx.Lock("audience.install"); err != nil {
			return err
		}
		for _, x := range shippedList() {
			_, there, err := shippedSegment(tx, x.Key)
			if err != nil {
				return err
			}
			if there {
				continue
			}
			g, err := s.make(tx, Naming{Name: x.Zh, Note: x.Note}, x.Key, x.Rule)
			if err != nil {
				return err
			}
			if _, err := s.switchTo(tx, &g, 1); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// GatherAll reads what is known of everybody of the group anew, in bulk: after an
// import, for the demo, and each night, since some things change without a fact.
func (s *Service) GatherAll(ctx context.Context, with bool) (int, error) {
	after, n := "", 0
	for {
		var ids []string
		err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
			if ids, err = s.d.Patients.IDsAfter(tx, after, gatherSize); err != nil || len(ids) == 0 {
				return err
			}
			return s.gather(tx, Cause{Past: true}, ids, with)
		})
		if err != nil || len(ids) == 0 {
			return n, err
		}
		after, n = ids[len(ids)-1], n+len(ids)
	}
}

// freshen reads anew when those are expected whose visit has passed and was never
// closed: nothing tells of it.
func (s *Service) freshen(ctx context.Context) error {
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		list, err := expectedBefore(tx, civil.Of(tx.Now(), time.UTC).AddDays(-1), 5000)
		if err != nil {
			return err
		}
		for _, p := range list {
			if err := s.refresh(tx, Cause{}, p, (*reader).comings, comingColumns); err != nil {
				return err
			}
		}
		return nil
	})
}
