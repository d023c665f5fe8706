package audience

import (
	"slices"
	"time"

	"archwire/internal/platform/db"
)

// switchTo makes a version of a segment the one that is true, in the caller's
// transaction: the first one fills the segment, a later one is one delta. Its faults
// are those of CheckRule, and SegmentCycle.
func (s *Service) switchTo(tx *db.Tx, g *Segment, number int64) (Build, error) {
	began := time.Now()
	if err := tx.Lock(batchLock); err != nil {
		return Build{}, err
	}
	if g.State == Archived {
		return Build{}, SegmentOver.With()
	}
	v, err := versionOf(tx, g.ID, number)
	if err != nil {
		return Build{}, err
	}
	all, x, err := s.among(tx, *g, v)
	if err != nil {
		return Build{}, err
	}
	out := Build{ID: tx.NewID(), Segment: g.ID, Number: v.Number, Why: BuildVersion, At: tx.Now()}
	if g.Live == 0 {
		out.Why = BuildFirst
	}
	g.State, g.Live = Live, v.Number
	if err := updateSegment(tx, g); err != nil {
		return Build{}, err
	}
	x.Segment = *g
	if err := s.becomes(tx, all, x, &out); err != nil {
		return Build{}, err
	}
	g.Size, out.Took = out.Size, time.Since(began).Milliseconds()
	return out, insertBuild(tx, out)
}

// becomes makes the members of a segment what its new rule says, and everything that
// hangs on it.
func (s *Service) becomes(tx *db.Tx, all []standing, x standing, out *Build) (err error) {
	if out.Why == BuildFirst {
		out.Size, err = s.fillFirst(tx, x, numbersOf(all))
	} else {
		var came, gone []int64
		came, gone, err = s.renew(tx, x, numbersOf(all), ByVersion, false)
		out.Entered, out.Gone = int64(len(came)), int64(len(gone))
		if err == nil {
			err = s.noteReaders(tx, x, came, gone)
		}
		if err == nil {
			out.Size, err = countMembers(tx, x.No)
		}
	}
	if err != nil {
		return err
	}
	if err := setSize(tx, x.No, out.Size); err != nil {
		return err
	}
	if err := s.setTurns(tx, x, true); err != nil {
		return err
	}
	if err := markLive(tx, x.ID, out.Number); err != nil {
		return err
	}
	return s.planProof(tx)
}

// among puts a version beside the rules that are true, and refuses it if what it
// reads leads back to it.
func (s *Service) among(tx *db.Tx, g Segment, v Version) ([]standing, standing, error) {
	if err := s.CheckRule(tx, v.Rule); err != nil {
		return nil, standing{}, err
	}
	all, err := s.standingAll(tx)
	if err != nil {
		return nil, standing{}, err
	}
	x := standing{g, v.Rule, s.words.deps(v.Rule)}
	x.Live = v.Number
	others := slices.DeleteFunc(slices.Clone(all), func(o standing) bool { return o.ID == g.ID })
	ordered, loop := inOrder(append(others, x))
	if loop != nil {
		return nil, standing{}, SegmentCycle.At("rule", "names", namesOf(loop))
	}
	return ordered, x, nil
}

// fillFirst fills a segment that nobody has read yet. Of who is in it from the first,
// since is told and no delta.
func (s *Service) fillFirst(tx *db.Tx, x standing, numbers map[string]int64) (size int64, err error) {
	if size, err = s.build(tx, x, numbers); err != nil || x.Tag == "" {
		return size, err
	}
	if err := tagMembers(tx, x.Tag, x.No); err != nil {
		return 0, err
	}
	return size, s.note(tx, Cause{Past: true}, []int64{0}, tagDep(x.Tag))
}

// noteReaders has those segments judged again that read one whose members changed.
func (s *Service) noteReaders(tx *db.Tx, x standing, in, out []int64) error {
	list := []string{segmentDep(x.ID)}
	if x.Tag != "" {
		list = append(list, tagDep(x.Tag))
	}
	return s.note(tx, Cause{}, sortNumbers(slices.Concat(in, out)), list...)
}

// retire takes a segment out of use: nobody is in it any more. Its fault is
// SegmentInUse if others read it.
func (s *Service) retire(tx *db.Tx, g *Segment) error {
	if err := tx.Lock(batchLock); err != nil {
		return err
	}
	all, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	var readers []standing
	for _, x := range all {
		if x.deps[segmentDep(g.ID)] {
			readers = append(readers, x)
		}
	}
	if len(readers) > 0 {
		return SegmentInUse.With("names", namesOf(readers))
	}
	if g.Tag != "" {
		if err := untagAll(tx, g.Tag); err != nil {
			return err
		}
		if err := s.note(tx, Cause{}, []int64{0}, tagDep(g.Tag)); err != nil {
			return err
		}
	}
	if err := clearMembers(tx, g.No); err != nil {
		return err
	}
	if err := deleteTurns(tx, g.No); err != nil {
		return err
	}
	g.State, g.Size = Archived, 0
	return updateSegment(tx, g)
}

// retagged gives a segment another tag, or none: the members lose the one and get the
// other.
func (s *Service) retagged(tx *db.Tx, g *Segment, tag string) error {
	if err := tx.Lock(batchLock); err != nil || g.Tag == tag {
		return err
	}
	var touched []string
	if g.Tag != "" {
		touched = append(touched, tagDep(g.Tag))
		if err := untagAll(tx, g.Tag); err != nil {
			return err
		}
	}
	g.Tag = tag
	if err := updateSegment(tx, g); err != nil {
		return err
	}
	if all, err := s.standingAll(tx); err != nil { // a tag that leads back to itself
		return err
	} else if tag != "" && slices.ContainsFunc(all, func(x standing) bool { return x.ID == g.ID }) {
		touched = append(touched, tagDep(tag))
		if err := tagMembers(tx, tag, g.No); err != nil {
			return err
		}
	}
	if len(touched) == 0 {
		return nil
	}
	return s.note(tx, Cause{}, []int64{0}, touched...)
}

// newSegment writes a draft with its first version. Its fault is TagTaken.
func (s *Service) newSegment(tx *db.Tx, g Segment, r Rule) (Segment, error) {
	if err := tx.Lock(batchLock); err != nil {
		return g, err
	}
	no, err := nextSegmentNo(tx)
	if err != nil {
		return g, err
	}
	g.ID, g.No, g.Version, g.State, g.Live, g.Size = tx.NewID(), no, 1, Draft, 0, 0
	g.MadeAt, g.MadeBy, g.ChangedAt = tx.Now(), tx.Actor(), tx.Now()
	if err := insertSegment(tx, g); err != nil {
		return g, err
	}
	return g, insertVersion(tx, Version{Segment: g.ID, Number: 1, Rule: r, Hash: r.hash(), MadeAt: tx.Now(), MadeBy: tx.Actor()})
}

// addVersion writes a further version of a segment and gives its number.
func (s *Service) addVersion(tx *db.Tx, g Segment, r Rule) (int64, error) {
	if err := tx.Lock(batchLock); err != nil {
		return 0, err
	}
	last, err := versionOf(tx, g.ID, 0)
	if err != nil {
		return 0, err
	}
	n := last.Number + 1
	return n, insertVersion(tx, Version{Segment: g.ID, Number: n, Rule: r, Hash: r.hash(), MadeAt: tx.Now(), MadeBy: tx.Actor()})
}
