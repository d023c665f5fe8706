package audience

import (
	"maps"
	"slices"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// The sources of a tag.
const (
	SourceRule    = "rule" // of a segment; given and taken by the audience alone
	SourceHand    = "hand"
	SourceWeCom   = "wecom"
	SourceJourney = "journey"
)

// Kinds lists the happenings of which rules and journeys may speak. The key of each is
// that of the fact on the bus.
func (s *Service) Kinds() []Kind { return s.words.Kinds() }

// Words is the dictionary.
func (s *Service) Words() *Dictionary { return s.words }

// OnDelta has f called in the transaction that writes who came and went, with up to a
// thousand at a time. Its error undoes all of it. Called at start only.
func (s *Service) OnDelta(f func(tx *db.Tx, list []Delta) error) { s.hooks = append(s.hooks, f) }

// CheckRule refuses a rule that nobody can answer: faults with the path of the wrong
// leaf.
func (s *Service) CheckRule(tx *db.Tx, r Rule) error {
	if err := s.words.check(r); err != nil {
		return err
	}
	need := s.words.deps(r)
	segments := need.of(segmentDep(""))
	if len(segments) == 0 {
		return nil
	}
	all, err := s.standingAll(tx)
	if err != nil {
		return err
	}
	there := numbersOf(all)
	for _, id := range segments {
		if _, ok := there[id]; !ok {
			return UnknownMember.At("rule"+r.pathOf(func(x Rule) bool { return x.Segment == id })+".segment", "segment", id)
		}
	}
	return nil
}

// Holds judges a rule now, for any number of patients in a few statements. Who is not
// known is left out of the answer.
func (s *Service) Holds(tx *db.Tx, r Rule, patients []string) (map[string]bool, error) {
	out := make(map[string]bool, len(patients))
	people, err := s.loadPatients(tx, r, patients)
	if err != nil {
		return nil, err
	}
	judges := s.judges(tx)
	for _, p := range people {
		out[p.Patient] = judges(p.Zone).holds(r, p)
	}
	return out, nil
}

func (s *Service) loadPatients(tx *db.Tx, r Rule, patients []string) (map[int64]*known, error) {
	all, err := s.numbersNow(tx, r)
	if err != nil {
		return nil, err
	}
	var list []Person
	for part := range slices.Chunk(patients, 5000) {
		some, err := peopleOf(tx, part)
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return s.load(tx, s.words.deps(r), numbersOfPeople(list), all, nil)
}

// numbersNow gives the numbers of the segments that a rule reads.
func (s *Service) numbersNow(tx *db.Tx, r Rule) (map[string]int64, error) {
	ids := s.words.deps(r).of(segmentDep(""))
	if len(ids) == 0 {
		return nil, nil
	}
	return segmentNumbers(tx, ids)
}

// Explain judges a rule for one patient and tells what each leaf saw. Its fault is
// PersonNotFound.
func (s *Service) Explain(tx *db.Tx, r Rule, patient string) (Leaf, error) {
	people, err := s.loadPatients(tx, r, []string{patient})
	if err != nil {
		return Leaf{}, err
	}
	for _, p := range people {
		return s.judges(tx)(p.Zone).explain(r, p, ""), nil
	}
	return Leaf{}, PersonNotFound.With()
}

// Matching lists patients of whom a rule is true now, by a statement over everybody, up
// to limit behind a patient; "" begins.
func (s *Service) Matching(tx *db.Tx, r Rule, after string, limit int) ([]string, error) {
	begin, err := numberOf(tx, after)
	if err != nil {
		return nil, err
	}
	list, err := s.matching(tx, r, begin, limit)
	out := make([]string, len(list))
	for i, p := range list {
		out[i] = p.Patient
	}
	return out, err
}

func (s *Service) matching(tx *db.Tx, r Rule, after int64, limit int) ([]Person, error) {
	var out []Person
	err := s.eachZone(tx, r, func(w whom) error {
		list, err := matching(tx, w, after, limit)
		out = append(out, list...)
		return err
	})
	slices.SortFunc(out, func(a, b Person) int { return int(a.No - b.No) })
	return out[:min(len(out), limit)], err
}

// Number tells of how many people a rule is true now.
func (s *Service) Number(tx *db.Tx, r Rule) (int64, error) {
	total := int64(0)
	err := s.eachZone(tx, r, func(w whom) error {
		n, err := counting(tx, w)
		total += n
		return err
	})
	return total, err
}

func (s *Service) eachZone(tx *db.Tx, r Rule, do func(whom) error) error {
	all, err := s.numbersNow(tx, r)
	if err != nil {
		return err
	}
	zones, err := zonesOf(tx)
	if err != nil {
		return err
	}
	lead, sets, err := s.leadOf(tx, r, all)
	if err != nil {
		return err
	}
	for _, zone := range zones {
		if err := do(s.whomIn(tx, r, all, zone, lead, sets)); err != nil {
			return err
		}
	}
	return nil
}

// Members lists the patients of a segment, up to limit behind one of them; "" begins.
func (s *Service) Members(tx *db.Tx, segment, after string, limit int) ([]string, error) {
	g, err := segmentByID(tx, segment)
	if err != nil {
		return nil, err
	}
	begin, err := numberOf(tx, after)
	if err != nil {
		return nil, err
	}
	rows, err := segmentMembers(tx, g.No, begin, limit)
	out := make([]string, len(rows))
	for i, r := range rows {
		out[i] = r.Patient
	}
	return out, err
}

// InSegment tells who of some patients is in a segment.
func (s *Service) InSegment(tx *db.Tx, segment string, patients []string) (map[string]bool, error) {
	return s.Holds(tx, Rule{Op: OpSegment, Segment: segment}, patients)
}

// SetTags gives tags to a patient and takes others, of one source: what another source
// gave stays. Whoever reads the tags is judged again.
func (s *Service) SetTags(tx *db.Tx, patient string, add, remove []string, source string) error {
	if source != SourceHand && source != SourceWeCom && source != SourceJourney {
		return TagsRejected.With()
	}
	no, err := numberOf(tx, patient)
	if err != nil || no == 0 {
		return err
	}
	var touched []string
	for _, tag := range add {
		n, err := insertTagged(tx, []taggedRow{{tag, no, source, tx.Now()}})
		if err != nil {
			return err
		}
		if n > 0 {
			touched = append(touched, tagDep(tag))
		}
	}
	for _, tag := range remove {
		n, err := deleteTagged(tx, tag, source, []int64{no})
		if err != nil {
			return err
		}
		if n > 0 {
			touched = append(touched, tagDep(tag))
		}
	}
	if len(touched) == 0 {
		return nil
	}
	if err := s.note(tx, Cause{}, []int64{no}, touched...); err != nil {
		return err
	}
	return jobs.Lower(tx, batchTopic, tx.Now())
}

// Past tells when patients would have come under a rule and left it between two
// instants, by day: from what is kept of the past. Attributes, tags and segments are
// taken as they are now, since only happenings have a history; days and ages are those
// of the day in question. each hears of a patient's changes in the order of time, the
// first being whether the rule held at the beginning.
func (s *Service) Past(tx *db.Tx, r Rule, from, to int64, each func(patient string, in bool, at int64) error) error {
	begin := int64(0)
	for {
		list, err := peopleAfter(tx, begin, batchSize)
		if err != nil || len(list) == 0 {
			return err
		}
		begin = list[len(list)-1]
		if err := s.pastOf(tx, r, list, from, to, each); err != nil {
			return err
		}
	}
}

func (s *Service) pastOf(tx *db.Tx, r Rule, list []int64, from, to int64, each func(patient string, in bool, at int64) error) error {
	all, err := s.numbersNow(tx, r)
	if err != nil {
		return err
	}
	people, err := s.load(tx, s.words.deps(r), list, all, nil)
	if err != nil {
		return err
	}
	for _, no := range list {
		p := people[no]
		if p == nil {
			continue
		}
		zone := location(p.Zone)
		history := maps.Clone(p.happened)
		for _, one := range history {
			slices.SortStableFunc(one, func(a, b past) int { return compareText(string(a.day), string(b.day)) })
		}
		was, told := false, false
		for day := civil.Of(from, zone); day.At(0, zone) <= to; day = day.AddDays(1) {
			is := judge{words: s.words, today: day}.holds(r, p.until(day, history))
			if is != was || !told {
				if is || told {
					if err := each(p.Patient, is, max(day.At(0, zone), from)); err != nil {
						return err
					}
				}
				was, told = is, true
			}
		}
	}
	return nil
}

// until leaves of what happened to somebody what had happened by the end of a day; all
// has it in the order of days.
func (p *known) until(day civil.Day, all map[string][]past) *known {
	for kind, list := range all {
		n, _ := slices.BinarySearchFunc(list, day, func(x past, d civil.Day) int {
			if x.day <= d {
				return -1
			}
			return 1
		})
		p.happened[kind] = list[:n]
	}
	return p
}

// pathOf is the path of the first node that is meant, from the top.
func (r Rule) pathOf(is func(Rule) bool) string {
	if is(r) {
		return ""
	}
	for i, x := range r.Rules {
		if found := x.pathOf(is); found != "" || is(x) {
			return ".rules[" + strconv.Itoa(i) + "]" + found
		}
	}
	return ""
}
