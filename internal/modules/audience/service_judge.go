package audience

import (
	"context"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// batchSize is how many people are judged in one transaction at most.
const batchSize = 2000

// bulkShare is from which part of all people on everybody is judged anew by one
// statement instead of each by himself: one in so many.
const (
	bulkShare = 50
	bulkLeast = 500
)

// batchLock keeps batches, turns, proofs and switches of a group apart.
const batchLock = "audience.batch"

// judgeAll judges what waits, batch after batch.
func (s *Service) judgeAll(ctx context.Context) error {
	for ctx.Err() == nil {
		more := false
		err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
			more, err = s.batch(tx)
			return err
		})
		if err != nil || !more {
			return err
		}
	}
	return ctx.Err()
}

// doubt is who is to be judged for a segment, and why.
type doubt map[int64]Cause

// batch judges what waits, in the caller's transaction, and tells whether more may
// wait.
func (s *Service) batch(tx *db.Tx) (more bool, err error) {
	if waits, err := s.anyDirty(tx); err != nil || !waits {
		return false, err
	}
	if err := tx.Lock(batchLock); err != nil {
		return false, err
	}
	all, err := s.standingAll(tx)
	if err != nil {
		return false, err
	}
	people, err := highest(tx)
	if err != nil {
		return false, err
	}
	most := max(int(people/bulkShare), bulkLeast)
	rows, err := dirtyUpTo(tx, max(most+1, batchSize))
	if err != nil || len(rows) == 0 {
		return false, err
	}
	if x, note := anew(all, rows); len(note) > 0 {
		return true, s.renewNoted(tx, all, x, note)
	}
	everybody := slices.ContainsFunc(rows, func(r dirtyRow) bool { return r.Person == 0 })
	if everybody || len(peopleIn(rows)) > most {
		return true, s.bulk(tx, all)
	}
	rows = rows[:min(len(rows), batchSize)]
	if err := s.judge(tx, all, doubtsOf(all, rows), ByFact); err != nil {
		return false, err
	}
	return len(rows) == batchSize, deleteDirty(tx, rows)
}

func (s *Service) anyDirty(tx *db.Tx) (bool, error) {
	_, waits, err := nextDirty(tx)
	return waits, err
}

func peopleIn(rows []dirtyRow) map[int64]bool {
	out := map[int64]bool{}
	for _, r := range rows {
		out[r.Person] = true
	}
	return out
}

// doubtsOf tells for which segments the notes mean that somebody is judged again.
func doubtsOf(all []standing, rows []dirtyRow) map[string]doubt {
	out := map[string]doubt{}
	for _, x := range all {
		for _, r := range rows {
			if x.deps.touched(r.Dep) {
				if out[x.ID] == nil {
					out[x.ID] = doubt{}
				}
				out[x.ID][r.Person] = Cause{r.Cause, r.Past}
			}
		}
	}
	return out
}

// move is somebody who comes or goes.
type move struct {
	person int64
	in     bool
	cause  Cause
}

// judge judges people for segments, in the order in which these read each other, and
// writes what changed: members, tags, deltas, and what others do about them.
func (s *Service) judge(tx *db.Tx, all []standing, doubts map[string]doubt, why Why) error {
	if len(doubts) == 0 {
		return nil
	}
	affected, readers := closure(all, doubts)
	need, who := deps{}, map[int64]bool{}
	for _, x := range affected {
		need.join(x.deps)
		need[segmentDep(x.ID)] = true
		for p := range doubts[x.ID] {
			who[p] = true
		}
	}
	people, err := s.load(tx, need, sortedNumbers(who), numbersOf(all), s.words.looks(tx.Now(), affected))
	if err != nil {
		return err
	}
	judges := s.judges(tx)
	changes := map[string][]move{}
	for _, x := range affected {
		changes[x.ID] = x.decide(doubts[x.ID], people, judges)
		for _, m := range changes[x.ID] {
			for _, next := range readers[x.ID] { // those stand behind it
				if doubts[next] == nil {
					doubts[next] = doubt{}
				}
				if _, there := doubts[next][m.person]; !there {
					doubts[next][m.person] = m.cause
				}
			}
		}
	}
	return s.settle(tx, affected, changes, why, people)
}

// decide tells who comes and who goes of those in doubt, and leaves it with the people
// for the segments that are judged after it.
func (x standing) decide(d doubt, people map[int64]*known, judges func(zone string) judge) (out []move) {
	for _, no := range slices.Sorted(maps.Keys(d)) {
		p := people[no]
		if p == nil {
			continue
		}
		want := judges(p.Zone).holds(x.rule, p)
		if want == p.in[x.ID] {
			continue
		}
		p.in[x.ID] = want
		if x.Tag != "" {
			p.retag(x.Tag, want)
		}
		out = append(out, move{no, want, d[no]})
	}
	return out
}

// closure lists the segments that are in doubt and those that read them, in order, and
// who reads whom.
func closure(all []standing, doubts map[string]doubt) (out []standing, readers map[string][]string) {
	gives := map[string]string{}
	for _, x := range all {
		if x.Tag != "" {
			gives[x.Tag] = x.ID
		}
	}
	readers, touched := map[string][]string{}, map[string]bool{}
	for _, x := range all { // each stands behind those that it reads
		touched[x.ID] = doubts[x.ID] != nil
		for _, from := range x.reads(gives) {
			readers[from] = append(readers[from], x.ID)
			touched[x.ID] = touched[x.ID] || touched[from]
		}
		if touched[x.ID] {
			out = append(out, x)
		}
	}
	return out, readers
}

// retag gives or takes the tag of a rule; one that somebody gave otherwise stays.
func (p *known) retag(tag string, on bool) {
	if on {
		p.tags[tag] = true
	} else {
		p.tags[tag] = p.held[tag]
	}
}

// judges gives a judge for each zone, at the moment of the transaction.
func (s *Service) judges(tx *db.Tx) func(zone string) judge {
	now, made := tx.Now(), map[string]judge{}
	return func(zone string) judge {
		j, there := made[zone]
		if !there {
			j = judge{s.words, civil.Of(now, location(zone)), map[*Window]days{}}
			made[zone] = j
		}
		return j
	}
}

// load reads people with everything that rules with these deps ask. Of what happened it
// reads what the rules look at; nil: all of their kinds.
func (s *Service) load(tx *db.Tx, need deps, people []int64, numbers map[string]int64, at looks) (map[int64]*known, error) {
	out := make(map[int64]*known, len(people))
	for part := range slices.Chunk(people, batchSize) {
		if err := s.loadSome(tx, need, part, numbers, at, out); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func (s *Service) loadSome(tx *db.Tx, need deps, people []int64, numbers map[string]int64, at looks, out map[int64]*known) error {
	list, err := peopleByNo(tx, people)
	if err != nil {
		return err
	}
	for _, p := range list {
		out[p.No] = &known{Person: p, happened: map[string][]past{}, tags: map[string]bool{}, held: map[string]bool{}, words: map[string]map[string]bool{}, in: map[string]bool{}}
	}
	for _, kind := range need.of(kindDep("")) {
		rows, err := happenedTo(tx, people, kind, at.of(kind))
		if err != nil {
			return err
		}
		for _, r := range rows {
			if p := out[r.Person]; p != nil {
				p.happened[kind] = append(p.happened[kind], past{r.Day, r.At, r.Word, r.Other, r.Amount})
			}
		}
	}
	return s.loadMarks(tx, need, people, numbers, out)
}

// loadMarks reads tags, words and memberships.
func (s *Service) loadMarks(tx *db.Tx, need deps, people []int64, numbers map[string]int64, out map[int64]*known) error {
	tagged, err := taggedOf(tx, people, need.of(tagDep("")))
	if err != nil {
		return err
	}
	for _, r := range tagged {
		if p := out[r.Person]; p != nil {
			p.tags[r.Tag] = true
			p.held[r.Tag] = p.held[r.Tag] || r.Source != SourceRule
		}
	}
	var sets []string
	for _, key := range need.of(attrDep("")) {
		if s.words.attrs[key].Type == Set {
			sets = append(sets, key)
		}
	}
	words, err := wordsOf(tx, people, sets)
	if err != nil {
		return err
	}
	for _, r := range words {
		if p := out[r.Person]; p != nil {
			if p.words[r.Attr] == nil {
				p.words[r.Attr] = map[string]bool{}
			}
			p.words[r.Attr][r.Word] = true
		}
	}
	byNo := map[int64]string{}
	for _, id := range need.of(segmentDep("")) {
		if n, there := numbers[id]; there {
			byNo[n] = id
		}
	}
	members, err := membersOf(tx, people, slices.Sorted(maps.Keys(byNo)))
	for _, r := range members {
		if p := out[r.Person]; p != nil {
			p.in[byNo[r.Segment]] = true
		}
	}
	return err
}
