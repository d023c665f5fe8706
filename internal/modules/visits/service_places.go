package visits

import (
	"context"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// Rooms lists the places of a clinic in their order, those out of use as well if
// asked for.
func (s *Service) Rooms(ctx context.Context, clinic string, all bool) ([]Room, error) {
	var out []Room
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = roomsOf(tx, clinic, all)
		return err
	})
	return out, err
}

// MakeRoom adds a place to a clinic, behind the others if it names no position.
// last runs at the end of the transaction. Faults: those of Room.Validate,
// RoomNameTaken, db.OutOfScope.
func (s *Service) MakeRoom(ctx context.Context, r Room, last func(*db.Tx, Room) error) (Room, error) {
	if err := r.Validate(); err != nil {
		return r, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(r.Clinic); err != nil {
			return err
		}
		// A closed clinic has no new chairs, and a wrong id must not reach the key.
		if _, err := s.org.Clinic(tx, r.Clinic); err != nil {
			return err
		}
		r.ID, r.Version, r.Active = tx.NewID(), 1, true
		if r.Position < 0 {
			n, err := lastPosition(tx, r.Clinic)
			if err != nil {
				return err
			}
			r.Position = n + 1
		}
		if err := insertRooms(tx, []Room{r}); err != nil {
			return err
		}
		if err := s.roomChanged(tx, nil, r); err != nil || last == nil {
			return err
		}
		return last(tx, r)
	})
	return r, roomFault(err, r.Name)
}

func roomFault(err error, name string) error {
	if db.Violated(err) == "visits_places_name" {
		return RoomNameTaken.At("name", "name", name)
	}
	return err
}

func (s *Service) roomChanged(tx *db.Tx, before any, r Room) error {
	return s.note(tx, stood{fact: FactRoom, kind: aPlace, id: r.ID, clinic: r.Clinic, topic: onPlaces, before: before, after: r,
		body: StandingFact{Place: r.ID}})
}

// ChangeRoom edits a place that was read at a version. Shorter hours, another
// kind or taking it out of use may leave visits without it: they are told, and
// with confirm come onto the work list. Faults: PlaceUnknown, db.Stale, those of
// edit and Room.Validate, RoomNameTaken, Unfitting.
func (s *Service) ChangeRoom(ctx context.Context, place string, version int64, confirm bool, edit func(*Room) error) (Room, []ToldMisfit, error) {
	var r Room
	var unfit []ToldMisfit
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if r, err = roomByID(tx, place); err != nil {
			return err
		}
		if r.Version != version {
			return db.Stale.With()
		}
		before := r
		if err := edit(&r); err != nil {
			return err
		}
		if err := r.Validate(); err != nil {
			return err
		}
		unfit, err = s.upheave(tx, upheaval{clinics: []string{r.Clinic}, cause: byPlace, confirm: confirm, change: func(tx *db.Tx) error {
			if err := updateRoom(tx, &r); err != nil {
				return err
			}
			return s.roomChanged(tx, before, r)
		}})
		return err
	})
	return r, unfit, roomFault(err, r.Name)
}

// maxReason bounds why a place is blocked.
const maxReason = 100

// Blocks lists the blocks of a clinic's places that touch [from, to).
func (s *Service) Blocks(ctx context.Context, clinic string, from, to int64) ([]Block, error) {
	var out []Block
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = blocksBetween(tx, clinic, from, to)
		return err
	})
	return out, err
}

// BlockPlace takes a place out of use for a while. A block is a claim like a
// visit's: where somebody has the place, it is refused and tells who. last runs at
// the end of the transaction. Faults: PlaceUnknown, BlockSpan, BlockReason,
// BlockTaken with Unfit.
func (s *Service) BlockPlace(ctx context.Context, b Block, last func(*db.Tx, Block) error) (Block, error) {
	if err := b.Validate(); err != nil {
		return b, err
	}
	if n := utf8.RuneCountInString(b.Reason); n == 0 || n > maxReason {
		return b, BlockReason.At("reason")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := roomByID(tx, b.PlaceID)
		if err != nil {
			return err
		}
		if !r.Where.Claimed() {
			return RoomKind.At("place_id")
		}
		if b.Span.End <= tx.Now() {
			return StartPast.At("starts_at")
		}
		days, err := s.lockSpan(tx, r.Clinic, b)
		if err != nil {
			return err
		}
		b.ID = tx.NewID()
		row := blockRow{ID: b.ID, Clinic: r.Clinic, Place: b.PlaceID, Start: b.Span.Start, End: b.Span.End, Reason: b.Reason, At: tx.Now(), By: tx.Actor()}
		if err := insertBlock(tx, row); err != nil {
			return err
		}
		if err := addClaims(tx, holder{b.ID, heldByBlock, r.Clinic}, Blocking(b.PlaceID, b.Span)); err != nil {
			return err
		}
		if err := s.blockTold(tx, FactBlocked, row, days); err != nil || last == nil {
			return err
		}
		return last(tx, b)
	})
	if db.Violated(err) == claimsOverlap {
		return b, s.inTheWay(ctx, b)
	}
	return b, err
}

// lockSpan takes the locks of the days that a block touches, as a booking does:
// the constraint decides who was first, the lock that nobody waits crosswise.
func (s *Service) lockSpan(tx *db.Tx, clinic string, b Block) ([]civil.Day, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return nil, err
	}
	var days []civil.Day
	var locks []string
	for d := civil.Of(b.Span.Start, zone); d.At(0, zone) < b.Span.End; d = d.AddDays(1) {
		days, locks = append(days, d), append(locks, dayLock(clinic, d))
	}
	return days, tx.Lock(locks...)
}

func (s *Service) blockTold(tx *db.Tx, fact string, row blockRow, days []civil.Day) error {
	c := stood{fact: fact, kind: aPlace, id: row.Place, clinic: row.Clinic, topic: onPlaces, reason: row.Reason,
		body: StandingFact{Place: row.Place, From: days[0], To: days[len(days)-1]}}
	if fact == FactBlocked {
		c.after = row
	} else {
		c.before = row
	}
	if err := s.note(tx, c); err != nil {
		return err
	}
	return s.touchDays(tx, row.Clinic, days)
}

// inTheWay looks up who has the place that somebody wanted to block.
func (s *Service) inTheWay(ctx context.Context, b Block) error {
	var out []ToldMisfit
	var name string
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := roomByID(tx, b.PlaceID)
		if err != nil {
			return err
		}
		name = r.Name
		zone, err := s.org.Zone(tx, r.Clinic)
		if err != nil {
			return err
		}
		list, err := visitsOn(tx, r.Clinic, civil.Of(b.Span.Start, zone), civil.Of(b.Span.End-1, zone))
		if err != nil {
			return err
		}
		for _, v := range list {
			claims, err := claimsOf(tx, v.ID)
			if err != nil {
				return err
			}
			for _, c := range claims {
				if c.Resource == PlaceResource(b.PlaceID) && c.Span.Overlaps(b.Span) {
					out = append(out, ToldMisfit{Visit: v.ID, Version: v.Version, Clinic: v.Clinic, Day: v.Day, Start: v.Plan.Start,
						End: v.Plan.End(), Patient: v.Patient, Code: v.Code, Doctor: v.Plan.DoctorID, Cause: byPlace})
					break
				}
			}
		}
		return s.nameMisfits(tx, out)
	})
	if err != nil {
		return err
	}
	return BlockTaken.With("resource", name, "n", len(out)).WithDetails(Unfit{out})
}

// UnblockPlace gives a place back before its block is over. Fault: BlockUnknown.
func (s *Service) UnblockPlace(ctx context.Context, block string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		row, err := blockByID(tx, block)
		if err != nil {
			return err
		}
		days, err := s.lockSpan(tx, row.Clinic, row.block())
		if err != nil {
			return err
		}
		if err := dropClaims(tx, row.ID); err != nil {
			return err
		}
		if err := deleteBlock(tx, row.ID); err != nil {
			return err
		}
		return s.blockTold(tx, FactUnblocked, row, days)
	})
}
