package audience

import (
	"context"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// proofAt is when in the night a group's segments are proven, in minutes, by the clock
// of its first zone.
const proofAt civil.Clock = 3*60 + 20

// planProof sees to it that the group has a next proof.
func (s *Service) planProof(tx *db.Tx) error {
	at, planned, err := nextProof(tx)
	if err != nil || planned {
		return err
	}
	if at, err = s.proofAfter(tx); err != nil {
		return err
	}
	if err := setProof(tx, at); err != nil {
		return err
	}
	return jobs.Lower(tx, proofTopic, at)
}

func (s *Service) proofAfter(tx *db.Tx) (int64, error) {
	zones, err := zonesOf(tx)
	if err != nil {
		return 0, err
	}
	at := time.UTC
	if len(zones) > 0 {
		at = location(zones[0])
	}
	today := civil.Of(tx.Now(), at)
	if when := today.At(proofAt, at); when > tx.Now() {
		return when, nil
	}
	return today.AddDays(1).At(proofAt, at), nil
}

// proveDue proves every segment of the group, and plans the next night.
func (s *Service) proveDue(ctx context.Context, _ int64) error {
	if err := s.freshen(ctx); err != nil {
		return err
	}
	if err := s.proveAll(ctx); err != nil {
		return err
	}
	return s.d.DB.Write(ctx, func(tx *db.Tx) error {
		at, err := s.proofAfter(tx)
		if err != nil {
			return err
		}
		return setProof(tx, at)
	})
}

// proveAll compares every live segment with what its rule says of everybody.
func (s *Service) proveAll(ctx context.Context) error {
	var all []standing
	err := s.d.DB.Read(ctx, func(tx *db.Tx) (err error) {
		all, err = s.standingAll(tx)
		return err
	})
	if err != nil {
		return err
	}
	for _, x := range all {
		if _, err := s.prove(ctx, x.ID); err != nil {
			return err
		}
	}
	return nil
}

// prove compares the members of a segment with what its rule says of everybody, without
// holding anybody up, and puts right what is wrong. Who waits to be judged anyway is
// judged first, and is no error.
func (s *Service) prove(ctx context.Context, segment string) (Build, error) {
	began := time.Now()
	if err := s.catchUp(ctx); err != nil {
		return Build{}, err
	}
	var in, out []int64
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		all, x, err := s.standingOne(tx, segment)
		if err != nil {
			return err
		}
		in, out, err = s.differences(tx, x, numbersOf(all))
		return err
	})
	if err != nil {
		return Build{}, err
	}
	var b Build
	err = s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
		b, err = s.heal(tx, segment, sortNumbers(slices.Concat(in, out)), began)
		return err
	})
	if err == nil && b.Flaws > 0 && s.Alarm != nil {
		s.Alarm(b)
	}
	return b, err
}

// catchUp judges what waits, and turns the days that have begun.
func (s *Service) catchUp(ctx context.Context) error {
	if err := s.judgeAll(ctx); err != nil {
		return err
	}
	if err := s.turnDue(ctx, s.d.DB.Now()); err != nil {
		return err
	}
	return s.judgeAll(ctx)
}

func (s *Service) standingOne(tx *db.Tx, segment string) ([]standing, standing, error) {
	all, err := s.standingAll(tx)
	if err != nil {
		return nil, standing{}, err
	}
	i := slices.IndexFunc(all, func(x standing) bool { return x.ID == segment })
	if i < 0 {
		return nil, standing{}, SegmentNotFound.With()
	}
	return all, all[i], nil
}

// heal judges again whom the comparison found to differ. Who differs still, and waits
// for nothing, is a flaw: it is kept, audited and put right.
func (s *Service) heal(tx *db.Tx, segment string, who []int64, began time.Time) (Build, error) {
	if err := tx.Lock(batchLock); err != nil {
		return Build{}, err
	}
	all, x, err := s.standingOne(tx, segment)
	if err != nil {
		return Build{}, err
	}
	var list []move
	people, err := s.load(tx, withSelf(x), who, numbersOf(all), nil)
	if err != nil {
		return Build{}, err
	}
	waits, err := dirtyOf(tx, who)
	if err != nil {
		return Build{}, err
	}
	judges := s.judges(tx)
	for _, no := range who {
		p := people[no]
		if p == nil || waits[no] || waits[0] {
			continue
		}
		if want := judges(p.Zone).holds(x.rule, p); want != p.in[x.ID] {
			list = append(list, move{no, want, Cause{}})
		}
	}
	b := Build{ID: tx.NewID(), Segment: x.ID, Number: x.Live, Why: BuildProof, At: tx.Now(), Size: x.Size, Flaws: int64(len(list))}
	b.Took = time.Since(began).Milliseconds()
	if len(list) == 0 {
		return b, insertBuild(tx, b)
	}
	if err := s.healFlaws(tx, x, &b, list, people); err != nil {
		return Build{}, err
	}
	return b, nil
}

func withSelf(x standing) deps {
	need := deps{segmentDep(x.ID): true}
	need.join(x.deps)
	return need
}

// actionHealed is of the audit: a proof found somebody wrongly in or out.
const actionHealed = "audience.healed"

func (s *Service) healFlaws(tx *db.Tx, x standing, b *Build, list []move, people map[int64]*known) error {
	flaws := make([]flawRow, len(list))
	var in, out []int64
	for i, m := range list {
		flaws[i] = flawRow{b.ID, m.person, !m.in}
		if m.in {
			in = append(in, m.person)
		} else {
			out = append(out, m.person)
		}
	}
	b.Entered, b.Gone = int64(len(in)), int64(len(out))
	if err := s.settle(tx, []standing{x}, map[string][]move{x.ID: list}, ByProof, people); err != nil {
		return err
	}
	size, err := countMembers(tx, x.No)
	if err != nil {
		return err
	}
	if err := setSize(tx, x.No, size); err != nil {
		return err
	}
	b.Size = size
	if err := s.noteReaders(tx, x, in, out); err != nil {
		return err
	}
	if err := insertBuild(tx, *b); err != nil {
		return err
	}
	if err := insertFlaws(tx, flaws); err != nil {
		return err
	}
	return s.d.Audit.Record(tx, audit.Entry{Action: actionHealed, SubjectKind: "segment", SubjectID: x.ID, After: map[string]any{"flaws": len(list), "came": len(in), "went": len(out)}})
}
