package audience

import (
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// location is the zone of a clinic; org stores none that cannot be loaded.
func location(zone string) *time.Location {
	l, err := time.LoadLocation(zone)
	if err != nil {
		return time.UTC
	}
	return l
}

// whomIn compiles a rule for the people of one zone, as the day is there now. Of two
// statements the one for all begins with what is few, the other can be turned round.
func (s *Service) whomIn(tx *db.Tx, r Rule, numbers map[string]int64, zone string, lead *Rule, rare map[string]bool) whom {
	return s.statement(tx, r, numbers, zone, civil.Of(tx.Now(), location(zone)), lead, rare)
}

// fewAtMost is up to how many rows a statement had better begin with.
const fewAtMost = 50_000

// leadOf finds a leaf that everybody meant answers by yes, and few others: a tag or a
// segment of few, else what happened often enough.
func (s *Service) leadOf(tx *db.Tx, r Rule, numbers map[string]int64) (lead *Rule, rare map[string]bool, err error) {
	if tx.Dialect() != db.SQLite {
		return nil, nil, widen(tx) // PostgreSQL finds its own way
	}
	if rare, err = s.rareTags(tx, r); err != nil {
		return nil, nil, err
	}
	list := []Rule{r}
	if r.Op == OpAnd {
		list = r.Rules
	}
	var best *Rule
	least := int64(fewAtMost)
	for i, x := range list {
		table, cond, arg := "audience_tagged", "tag = ?", any(x.Tag)
		switch x.Op {
		case OpTag:
		case OpSegment:
			table, cond, arg = "audience_members", "segment = ?", any(numbers[x.Segment])
		default:
			continue
		}
		n, is, err := few(tx, table, cond, arg, least)
		if err != nil {
			return nil, nil, err
		}
		if is {
			best, least = &list[i], n
		}
	}
	if best != nil {
		return best, rare, nil
	}
	for i, x := range list {
		if n, atLeast := x.least(); atLeast && n > 1 { // of one, nearly everybody has it
			return &list[i], rare, nil
		}
	}
	return nil, rare, nil
}

// rareTags finds the tags of a rule that few carry.
func (s *Service) rareTags(tx *db.Tx, r Rule) (map[string]bool, error) {
	out := map[string]bool{}
	for _, tag := range s.words.deps(r).of(tagDep("")) {
		_, is, err := few(tx, "audience_tagged", "tag = ?", tag, fewAtMost)
		if err != nil {
			return nil, err
		}
		out[tag] = is
	}
	return out, nil
}

// build makes the members of a segment that has none yet, by one statement for each
// zone.
func (s *Service) build(tx *db.Tx, x standing, numbers map[string]int64) error {
	zones, err := zonesOf(tx)
	if err != nil {
		return err
	}
	lead, rare, err := s.leadOf(tx, x.rule, numbers)
	if err != nil {
		return err
	}
	for _, zone := range zones {
		if _, err := fill(tx, s.whomIn(tx, x.rule, numbers, zone, lead, rare), x.No); err != nil {
			return err
		}
	}
	return nil
}

// differences compares the members of a segment with what the rule says of everybody.
func (s *Service) differences(tx *db.Tx, x standing, numbers map[string]int64) (in, out []int64, err error) {
	zones, err := zonesOf(tx)
	if err != nil {
		return nil, nil, err
	}
	lead, rare, err := s.leadOf(tx, x.rule, numbers)
	if err != nil {
		return nil, nil, err
	}
	for _, zone := range zones {
		came, err := entering(tx, s.whomIn(tx, x.rule, numbers, zone, lead, rare), x.No)
		if err != nil {
			return nil, nil, err
		}
		gone, err := leaving(tx, s.whomIn(tx, x.rule, numbers, zone, nil, rare), x.No, zone)
		if err != nil {
			return nil, nil, err
		}
		in, out = append(in, came...), append(out, gone...)
	}
	return in, out, nil
}

// renew makes the members of a segment what its rule says, and tells of the
// differences.
func (s *Service) renew(tx *db.Tx, x standing, numbers map[string]int64, why Why, past bool) (in, out []int64, err error) {
	in, out, err = s.differences(tx, x, numbers)
	if err != nil || len(in)+len(out) == 0 {
		return in, out, err
	}
	patients, err := patientsBy(tx, slices.Concat(in, out))
	if err != nil {
		return nil, nil, err
	}
	list, told := make([]move, 0, len(in)+len(out)), make([]Delta, 0, len(in)+len(out))
	for i, p := range slices.Concat(in, out) {
		m := move{p, i < len(in), Cause{Past: past}}
		list = append(list, m)
		told = append(told, Delta{Segment: x.ID, Patient: patients[p], In: m.in, At: tx.Now(), Why: why, Past: past})
	}
	batch, err := nextBatch(tx)
	if err != nil {
		return nil, nil, err
	}
	if err := s.write(tx, x, list, why, batch); err != nil {
		return nil, nil, err
	}
	return in, out, s.tell(tx, told)
}

// renewDep notes that a segment is to be judged for everybody.
func renewDep(id string) string { return "r:" + id }

// bulk has everybody judged anew, for the segments that what waits may change and for
// those that read these: one note for each, so that each is a transaction of its own.
func (s *Service) bulk(tx *db.Tx, all []standing) error {
	notes, err := takeAllDirty(tx)
	if err != nil {
		return err
	}
	doubts, past := map[string]doubt{}, true
	for _, n := range notes {
		past = past && n.Past
		for _, x := range all {
			if x.deps.touched(n.Dep) || n.Dep == renewDep(x.ID) {
				doubts[x.ID] = doubt{}
			}
		}
	}
	affected, _ := closure(all, doubts)
	rows := make([]dirtyRow, len(affected))
	for i, x := range affected {
		rows[i] = dirtyRow{Dep: renewDep(x.ID), Past: past}
	}
	return insertDirty(tx, rows)
}

// anew finds the first segment, in the order in which they read each other, that is to
// be judged for everybody, and the notes that say so.
func anew(all []standing, rows []dirtyRow) (x standing, notes []dirtyRow) {
	for _, x := range all {
		for _, r := range rows {
			if r.Dep == renewDep(x.ID) {
				notes = append(notes, r)
			}
		}
		if len(notes) > 0 {
			return x, notes
		}
	}
	return x, nil
}

// renewNoted judges everybody for one segment.
func (s *Service) renewNoted(tx *db.Tx, all []standing, x standing, notes []dirtyRow) error {
	began := time.Now()
	if err := deleteDirty(tx, notes); err != nil {
		return err
	}
	in, out, err := s.renew(tx, x, numbersOf(all), ByBulk, notes[0].Past)
	if err != nil {
		return err
	}
	return s.built(tx, x.Segment, BuildBulk, began, in, out)
}

// built keeps what a build did.
func (s *Service) built(tx *db.Tx, x Segment, why BuildWhy, began time.Time, in, out []int64) error {
	g, err := segmentByID(tx, x.ID)
	if err != nil {
		return err
	}
	return insertBuild(tx, Build{ID: tx.NewID(), Segment: x.ID, Number: x.Live, Why: why, At: tx.Now(), Took: time.Since(began).Milliseconds(),
		Size: g.Size, Entered: int64(len(in)), Gone: int64(len(out))})
}

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
	first := g.Live == 0
	g.State, g.Live = Live, v.Number
	if err := updateSegment(tx, g); err != nil {
		return Build{}, err
	}
	x.Segment = *g
	out := Build{ID: tx.NewID(), Segment: g.ID, Number: v.Number, Why: BuildVersion, At: tx.Now()}
	if first {
		out.Why = BuildFirst
		err = s.fillFirst(tx, x, numbersOf(all))
	} else {
		var came, gone []int64
		came, gone, err = s.renew(tx, x, numbersOf(all), ByVersion, false)
		out.Entered, out.Gone = int64(len(came)), int64(len(gone))
		if err == nil {
			err = s.noteReaders(tx, x, came, gone)
		}
	}
	if err != nil {
		return Build{}, err
	}
	if err := s.setTurns(tx, x, true); err != nil {
		return Build{}, err
	}
	if out.Size, err = setSize(tx, g.No); err != nil {
		return Build{}, err
	}
	g.Size, out.Took = out.Size, time.Since(began).Milliseconds()
	if err := markLive(tx, g.ID, v.Number); err != nil {
		return Build{}, err
	}
	if err := s.planProof(tx); err != nil {
		return Build{}, err
	}
	return out, insertBuild(tx, out)
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
func (s *Service) fillFirst(tx *db.Tx, x standing, numbers map[string]int64) error {
	if err := s.build(tx, x, numbers); err != nil || x.Tag == "" {
		return err
	}
	if err := tagMembers(tx, x.Tag, x.No); err != nil {
		return err
	}
	return s.note(tx, Cause{Past: true}, []int64{0}, tagDep(x.Tag))
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
