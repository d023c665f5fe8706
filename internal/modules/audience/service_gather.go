package audience

import (
	"context"
	"reflect"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// Cause is what a change comes from.
type Cause struct {
	Fact string // id; "" = none
	Past bool   // it tells of the past (demo, import): nobody is spoken to for it
}

func causeOf(f events.Fact) Cause { return Cause{f.ID, f.Backfill} }

// manyAtOnce is from how many people on a change is noted as one of everybody.
const manyAtOnce = 2000

// note leaves word that something of people changed, in the transaction of the change.
// What waits is judged within a second, see service_judge.go.
func (s *Service) note(tx *db.Tx, why Cause, people []int64, list ...string) error {
	if len(people) == 0 {
		return nil
	}
	if len(people) > manyAtOnce {
		people = []int64{0}
	}
	rows := make([]dirtyRow, 0, len(people)*len(list))
	for _, p := range people {
		for _, dep := range list {
			rows = append(rows, dirtyRow{Person: p, Dep: dep, Cause: why.Fact, Past: why.Past})
		}
	}
	if err := insertDirty(tx, rows); err != nil {
		return err
	}
	if err := s.tellTagged(tx, people, tagsAmong(list)...); err != nil {
		return err
	}
	return jobs.Lower(tx, batchTopic, tx.Now())
}

// enlist makes people known, with what is known of them now; who is known already
// keeps the number and gets the new profile.
func (s *Service) enlist(tx *db.Tx, why Cause, list []Profile) error {
	for part := range slices.Chunk(list, 1000) {
		if err := s.enlistSome(tx, why, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) enlistSome(tx *db.Tx, why Cause, list []Profile) error {
	ids, zones := make([]string, len(list)), map[string]bool{}
	people := make([]Person, len(list))
	for i, p := range list {
		p.Hash = hashOf(p.Patient)
		people[i], ids[i], zones[p.Zone] = Person{Profile: p}, p.Patient, true
	}
	if err := s.openZones(tx, sortedKeys(zones)); err != nil {
		return err
	}
	had, err := peopleOf(tx, ids)
	if err != nil {
		return err
	}
	old := map[string]Person{}
	for _, p := range had {
		old[p.Patient] = p
	}
	for _, p := range people {
		if o, there := old[p.Patient]; there && o.Profile != p.Profile {
			if err := replacePerson(tx, o.No, p.Profile); err != nil {
				return err
			}
		}
	}
	fresh := slices.DeleteFunc(people, func(p Person) bool { _, there := old[p.Patient]; return there })
	if len(fresh) > 0 {
		if err := insertPeople(tx, fresh); err != nil {
			return err
		}
	}
	now, err := peopleOf(tx, ids)
	if err != nil {
		return err
	}
	return s.note(tx, why, slices.DeleteFunc(numbersOfPeople(now), func(n int64) bool {
		i := slices.IndexFunc(had, func(o Person) bool { return o.No == n })
		j := slices.IndexFunc(now, func(o Person) bool { return o.No == n })
		return i >= 0 && had[i] == now[j]
	}), everyDep)
}

func numbersOfPeople(list []Person) []int64 {
	out := make([]int64, len(list))
	for i, p := range list {
		out[i] = p.No
	}
	return out
}

// set changes columns of a person; what is so already is left. Who is not known is
// left out.
func (s *Service) set(tx *db.Tx, why Cause, patient string, values map[string]any) error {
	list, err := peopleOf(tx, []string{patient})
	if err != nil || len(list) == 0 {
		return err
	}
	p, differ, deps := list[0], map[string]any{}, []string(nil)
	for column, v := range values {
		if p.field(column).Interface() != v && !sameText(p.field(column).Interface(), v) {
			differ[column], deps = v, append(deps, attrDep(column))
		}
	}
	if len(differ) == 0 {
		return nil
	}
	if zone, moved := differ["zone"].(string); moved {
		deps = []string{everyDep}
		if err := s.openZones(tx, []string{zone}); err != nil {
			return err
		}
	}
	slices.Sort(deps)
	if err := setColumns(tx, p.No, differ); err != nil {
		return err
	}
	return s.note(tx, why, []int64{p.No}, deps...)
}

// setWords makes words those that a person has of a Set.
func (s *Service) setWords(tx *db.Tx, why Cause, patient, attr string, words []string) error {
	no, err := numberOf(tx, patient)
	if err != nil || no == 0 {
		return err
	}
	rows, err := wordsOf(tx, []int64{no}, []string{attr})
	if err != nil {
		return err
	}
	var gone []string
	have := map[string]bool{}
	for _, r := range rows {
		have[r.Word] = true
		if !slices.Contains(words, r.Word) {
			gone = append(gone, r.Word)
		}
	}
	var fresh []wordRow
	for _, w := range words {
		if !have[w] {
			fresh = append(fresh, wordRow{attr, w, no})
		}
	}
	if len(gone)+len(fresh) == 0 {
		return nil
	}
	if err := deleteWords(tx, no, attr, gone); err != nil {
		return err
	}
	if err := insertWords(tx, fresh); err != nil {
		return err
	}
	return s.note(tx, why, []int64{no}, attrDep(attr))
}

// saw writes what happened to people. What is there already is left, so that it may be
// told again.
func (s *Service) saw(tx *db.Tx, why Cause, list []Happening) error {
	for part := range slices.Chunk(list, 2000) {
		if err := s.sawSome(tx, why, part); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) sawSome(tx *db.Tx, why Cause, list []Happening) error {
	patients := make([]string, len(list))
	for i, h := range list {
		patients[i] = h.Patient
	}
	slices.Sort(patients)
	people, err := peopleOf(tx, slices.Compact(patients))
	if err != nil {
		return err
	}
	no := map[string]int64{}
	for _, p := range people {
		no[p.Patient] = p.No
	}
	rows := make([]happenedRow, 0, len(list))
	deps, who := map[string]bool{}, map[int64]bool{}
	for _, h := range list {
		if n := no[h.Patient]; n > 0 {
			rows = append(rows, happenedRow{h.Kind, n, h.Day, h.Subject, h.Part, h.At, h.Word, h.Other, h.Amount, n})
			deps[kindDep(h.Kind)], who[n] = true, true
		}
	}
	written, err := insertHappened(tx, rows)
	if err != nil || written == 0 {
		return err
	}
	if written == int64(len(rows)) {
		err = addSums(tx, rows)
	} else {
		err = countAnew(tx, sortedNumbers(who), "")
	}
	if err != nil {
		return err
	}
	return s.note(tx, why, sortedNumbers(who), sortedKeys(deps)...)
}

func sortedNumbers(m map[int64]bool) []int64 {
	out := make([]int64, 0, len(m))
	for n := range m {
		out = append(out, n)
	}
	slices.Sort(out)
	return out
}

// unsaw takes back what turned out not to have happened.
func (s *Service) unsaw(tx *db.Tx, why Cause, patient, kind, subject string) error {
	no, err := numberOf(tx, patient)
	if err != nil || no == 0 {
		return err
	}
	n, err := deleteHappened(tx, no, kind, subject)
	if err != nil || n == 0 {
		return err
	}
	if err := countAnew(tx, []int64{no}, kind); err != nil {
		return err
	}
	return s.note(tx, why, []int64{no}, kindDep(kind))
}

// forget takes a person out: the record was erased.
func (s *Service) forget(tx *db.Tx, patient string) error {
	no, err := numberOf(tx, patient)
	if err != nil || no == 0 {
		return err
	}
	segments, err := segmentsWith(tx, no)
	if err != nil {
		return err
	}
	if err := deletePerson(tx, no); err != nil {
		return err
	}
	for _, n := range segments {
		if err := addSize(tx, n, -1); err != nil {
			return err
		}
	}
	return nil
}

// join gives what happened to one record to another, into which it was merged; part
// gives it back.
func (s *Service) join(tx *db.Tx, why Cause, from, into string) error {
	return s.move(tx, why, from, into, false)
}

func (s *Service) part(tx *db.Tx, why Cause, from, into string) error {
	return s.move(tx, why, into, from, true)
}

func (s *Service) move(tx *db.Tx, why Cause, from, to string, back bool) error {
	a, err := numberOf(tx, from)
	if err != nil {
		return err
	}
	b, err := numberOf(tx, to)
	if err != nil || a == 0 || b == 0 {
		return err
	}
	if err := moveHappened(tx, a, b, back); err != nil {
		return err
	}
	if err := countAnew(tx, []int64{a, b}, ""); err != nil {
		return err
	}
	return s.note(tx, why, []int64{a, b}, everyDep)
}

// hears are the facts that wake the judging. What they say was written by the Now
// hearers that gather it.
func (s *Service) hears() []events.Subscription {
	return append(s.gathers(), events.Subscription{Name: "audience.judge", Kinds: s.heardKinds(), Backfill: true,
		Later: func(ctx context.Context, _ []events.Fact) error { return s.judgeAll(ctx) }})
}

// sameText tells whether two values are one text, whatever their types.
func sameText(a, b any) bool {
	x, y := reflect.ValueOf(a), reflect.ValueOf(b)
	return x.Kind() == reflect.String && y.Kind() == reflect.String && x.String() == y.String()
}

// openZones makes zones known. A new one gets its turns with every segment that speaks
// of days.
func (s *Service) openZones(tx *db.Tx, zones []string) error {
	n, err := insertZones(tx, zones)
	if err != nil || n == 0 {
		return err
	}
	list, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	for _, x := range list {
		if err := s.setTurns(tx, x, false); err != nil {
			return err
		}
	}
	return nil
}
