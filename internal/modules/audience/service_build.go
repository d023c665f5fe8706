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
func (s *Service) whomIn(tx *db.Tx, r Rule, numbers map[string]int64, zone string, lead *Rule, sets deps) whom {
	return s.statement(tx, r, numbers, zone, civil.Of(tx.Now(), location(zone)), lead, sets)
}

// fewAtMost is up to how many rows a statement had better begin with.
const fewAtMost = 50_000

// leadOf finds a leaf that everybody meant answers by yes, and few others: a tag or a
// segment of few, else what happened often enough.
func (s *Service) leadOf(tx *db.Tx, r Rule, numbers map[string]int64) (lead *Rule, sets deps, err error) {
	if tx.Dialect() != db.SQLite {
		return nil, nil, widen(tx) // PostgreSQL finds its own way
	}
	if sets, err = s.rareTags(tx, r); err != nil {
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
		return best, sets, nil
	}
	for i, x := range list {
		if n, atLeast := x.least(); atLeast && n > 1 { // of one, nearly everybody has it
			return &list[i], sets, nil
		}
	}
	return nil, sets, nil
}

// rareTags finds the tags of a rule that few carry.
func (s *Service) rareTags(tx *db.Tx, r Rule) (deps, error) {
	out := deps{}
	for _, tag := range s.words.deps(r).of(tagDep("")) {
		_, is, err := few(tx, "audience_tagged", "tag = ?", tag, fewAtMost)
		if err != nil {
			return nil, err
		}
		out[tagDep(tag)] = is
	}
	return out, nil
}

// wholeOf is leadOf for a statement that goes through everybody to its end: without
// a lead, whoever has happenings of a kind is gathered once as well.
func (s *Service) wholeOf(tx *db.Tx, r Rule, numbers map[string]int64) (lead *Rule, sets deps, err error) {
	lead, sets, err = s.leadOf(tx, r, numbers)
	if err != nil || lead != nil || sets == nil {
		return lead, sets, err
	}
	for _, kind := range s.words.deps(r).of(kindDep("")) {
		sets[kindDep(kind)] = true
	}
	return nil, sets, nil
}

// build makes the members of a segment that has none yet, by one statement for each
// zone, and tells how many they are.
func (s *Service) build(tx *db.Tx, x standing, numbers map[string]int64) (size int64, err error) {
	zones, err := zonesOf(tx)
	if err != nil {
		return 0, err
	}
	lead, sets, err := s.wholeOf(tx, x.rule, numbers)
	if err != nil {
		return 0, err
	}
	for _, zone := range zones {
		n, err := fill(tx, s.whomIn(tx, x.rule, numbers, zone, lead, sets), x.No)
		if err != nil {
			return 0, err
		}
		size += n
	}
	return size, nil
}

// differences compares the members of a segment with what the rule says of everybody.
func (s *Service) differences(tx *db.Tx, x standing, numbers map[string]int64) (in, out []int64, err error) {
	zones, err := zonesOf(tx)
	if err != nil {
		return nil, nil, err
	}
	lead, sets, err := s.wholeOf(tx, x.rule, numbers)
	if err != nil {
		return nil, nil, err
	}
	for _, zone := range zones {
		came, err := entering(tx, s.whomIn(tx, x.rule, numbers, zone, lead, sets), x.No)
		if err != nil {
			return nil, nil, err
		}
		gone, err := leaving(tx, s.whomIn(tx, x.rule, numbers, zone, nil, sets), x.No, zone)
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
