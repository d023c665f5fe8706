package audience

import (
	"slices"
	"strings"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
)

// knownYears is how far back what happened is gathered where it is read in bulk.
const knownYears = 3

// reader reads what modules below know of some people. Where nobody asks it reads
// nothing twice.
type reader struct {
	s      *Service
	tx     *db.Tx
	ids    []string
	zones  map[string]*time.Location // by clinic
	names  map[string]string         // of tags, by id
	trades map[string]string         // category of an item, by code
}

func (s *Service) reads(tx *db.Tx, ids []string) *reader {
	return &reader{s: s, tx: tx, ids: ids, zones: map[string]*time.Location{}}
}

func (r *reader) zone(clinic string) (*time.Location, error) {
	if z := r.zones[clinic]; z != nil {
		return z, nil
	}
	z, err := r.s.d.Org.Zone(r.tx, clinic)
	r.zones[clinic] = z
	return z, err
}

// tagNames gives the names of tags.
func (r *reader) tagNames(ids []string) ([]string, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	if r.names == nil {
		list, err := r.s.d.Patients.TagNames(r.tx)
		if err != nil {
			return nil, err
		}
		r.names = list
	}
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = r.names[id]
	}
	return out, nil
}

// category gives the top category of an item of the price list.
func (r *reader) category(code string) (string, error) {
	if r.trades == nil {
		list, err := r.s.d.Catalog.Branches(r.tx)
		if err != nil {
			return "", err
		}
		r.trades = list
	}
	return r.trades[code], nil
}

// profiles reads everything that attributes say of people: profiles by patient, words
// by patient and attribute. Who was merged or erased has none.
func (r *reader) profiles() (map[string]*Profile, map[string]map[string][]string, error) {
	list, words := map[string]*Profile{}, map[string]map[string][]string{}
	for _, read := range []func(map[string]*Profile, map[string]map[string][]string) error{r.records, r.comings, r.purses, r.plans, r.recalls, r.complains, r.bound} {
		if err := read(list, words); err != nil {
			return nil, nil, err
		}
	}
	return list, words, nil
}

func (r *reader) records(out map[string]*Profile, words map[string]map[string][]string) error {
	list, err := r.s.d.Patients.Traits(r.tx, r.ids)
	if err != nil {
		return err
	}
	for _, t := range list {
		if t.State != patients.Active {
			continue
		}
		zone, err := r.zone(t.HomeClinic)
		if err != nil {
			return err
		}
		names, err := r.tagNames(t.Tags)
		if err != nil {
			return err
		}
		p := &Profile{}
		p.record(t, zone.String(), civil.Of(t.CreatedAt, zone), names)
		out[t.ID], words[t.ID] = p, map[string][]string{}
	}
	r.ids = slices.DeleteFunc(slices.Clone(r.ids), func(id string) bool { return out[id] == nil })
	return nil
}

func (r *reader) comings(out map[string]*Profile, _ map[string]map[string][]string) error {
	list, err := r.s.d.Visits.Comings(r.tx, r.ids)
	for id, c := range list {
		out[id].coming(c)
	}
	return err
}

func (r *reader) purses(out map[string]*Profile, _ map[string]map[string][]string) error {
	list, err := r.s.d.Billing.Purses(r.tx, r.ids)
	for id, b := range list {
		out[id].purse(b)
	}
	return err
}

// offers reads what was offered to people, and of those who agreed to an orthodontic
// course what was done, by patient.
func (r *reader) offers() (map[string][]plans.Offered, map[string][]plans.Executed, error) {
	offered, err := r.s.d.Plans.OfferedTo(r.tx, r.ids)
	if err != nil {
		return nil, nil, err
	}
	of := map[string][]plans.Offered{}
	var courses []string
	for _, o := range offered {
		of[o.Patient] = append(of[o.Patient], o)
		if courseOf(o.Code, o.Class) != "" && o.AcceptedAt != 0 {
			courses = append(courses, o.Patient)
		}
	}
	slices.Sort(courses)
	done, err := r.s.d.Plans.ExecutedOn(r.tx, slices.Compact(courses), "0001-01-01")
	did := map[string][]plans.Executed{}
	for _, d := range done {
		did[d.Patient] = append(did[d.Patient], d)
	}
	return of, did, err
}

func (r *reader) plans(out map[string]*Profile, words map[string]map[string][]string) error {
	of, did, err := r.offers()
	if err != nil {
		return err
	}
	came, err := r.s.d.Visits.CameTo(r.tx, r.ids, "consultation")
	if err != nil {
		return err
	}
	for id, p := range out {
		zone, err := r.zone(p.HomeID)
		if err != nil {
			return err
		}
		p.ortho(of[id], did[id], came[id], civil.Of(r.tx.Now(), zone))
		for attr, list := range planWords(of[id]) {
			words[id][attr] = list
		}
	}
	return nil
}

func (r *reader) recalls(out map[string]*Profile, _ map[string]map[string][]string) error {
	list, err := r.s.d.Followup.RecalledOf(r.tx, r.ids)
	of := map[string][]followup.Recalled{}
	for _, x := range list {
		of[x.Patient] = append(of[x.Patient], x)
	}
	for id, x := range of {
		out[id].recalls(x)
	}
	return err
}

func (r *reader) complains(out map[string]*Profile, _ map[string]map[string][]string) error {
	list, err := r.s.d.Complaints.Unsettled(r.tx, r.ids)
	for id := range list {
		out[id].Complaint = true
	}
	return err
}

func (r *reader) bound(out map[string]*Profile, _ map[string]map[string][]string) error {
	list, err := r.s.d.Messages.Bound(r.tx, r.ids)
	for id, yes := range list {
		out[id].WeChat = yes
	}
	return err
}

// happenings reads what happened to people, as far as the modules below keep it.
func (r *reader) happenings(home map[string]*Profile) ([]Happening, error) {
	var out []Happening
	from := civil.Of(r.tx.Now(), time.UTC).AddMonths(-12 * knownYears)
	charged, err := r.charges(from)
	if err != nil {
		return nil, err
	}
	gone, err := r.s.d.Visits.GoneOf(r.tx, r.ids, from)
	if err != nil {
		return nil, err
	}
	for _, v := range gone {
		day, err := r.dayAt(v.Clinic, v.BookedAt)
		if err != nil {
			return nil, err
		}
		out = append(out, visitHappened(v, day)...)
	}
	done, err := r.s.d.Plans.ExecutedOn(r.tx, r.ids, from)
	if err != nil {
		return nil, err
	}
	for _, d := range done {
		out = append(out, doneOf(d)...)
	}
	more, err := r.spoken(home, from)
	return slices.Concat(out, charged, more), err
}

// spoken reads what was offered and complained of.
func (r *reader) spoken(home map[string]*Profile, from civil.Day) ([]Happening, error) {
	offered, err := r.s.d.Plans.OfferedTo(r.tx, r.ids)
	if err != nil {
		return nil, err
	}
	of := map[string][]plans.Offered{}
	for _, o := range offered {
		of[o.Patient] = append(of[o.Patient], o)
	}
	var out []Happening
	for id, list := range of {
		zone, err := r.zone(home[id].HomeID)
		if err != nil {
			return nil, err
		}
		out = append(out, offeredOf(list, func(ms int64) civil.Day { return civil.Of(ms, zone) })...)
	}
	raised, err := r.s.d.Complaints.RaisedOf(r.tx, r.ids, from.At(0, time.UTC))
	if err != nil {
		return nil, err
	}
	for _, c := range raised {
		zone, err := r.zone(c.Clinic)
		if err != nil {
			return nil, err
		}
		out = append(out, raisedOf(complaints.Raised(c), func(ms int64) civil.Day { return civil.Of(ms, zone) }))
	}
	return out, nil
}

// charges reads the settled charges since a day.
func (r *reader) charges(from civil.Day) ([]Happening, error) {
	list, err := r.s.d.Billing.PaidUpOf(r.tx, r.ids, from)
	out := make([]Happening, 0, len(list))
	for _, b := range list {
		category, err := r.category(b.Code)
		if err != nil {
			return nil, err
		}
		out = append(out, chargedOf(b, category))
	}
	return out, err
}

func (r *reader) dayAt(clinic string, at int64) (civil.Day, error) {
	zone, err := r.zone(clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(at, zone), nil
}

// columnsOf gives columns of a profile by their names.
func columnsOf(p *Profile, names ...string) map[string]any {
	who := Person{Profile: *p}
	out := make(map[string]any, len(names))
	for _, n := range names {
		out[n] = who.field(n).Interface()
	}
	return out
}

// The columns that each part of what is known fills.
var (
	recordColumns = []string{"home_id", "zone", "born", "sex", "source", "class", "doctor", "home", "registered", "important", "phone", "marketing", "died"}
	comingColumns = []string{"first_visit", "last_visit", "next_visit"}
	purseColumns  = []string{"prepaid", "prepaid_day", "debt"}
	orthoColumns  = []string{"ortho", "ortho_kind", "ortho_stage", "ortho_since"}
)

// planAttrs are the attributes with several words that follow from plans.
var planAttrs = []string{"plans", "offered", "agreed", "refused"}

// refresh brings a part of what is known of one person up to date: read fills it,
// columns and attrs name it.
func (s *Service) refresh(tx *db.Tx, why Cause, patient string, read func(*reader, map[string]*Profile, map[string]map[string][]string) error, columns []string, attrs ...string) error {
	if patient == "" {
		return nil
	}
	list, err := peopleOf(tx, []string{patient})
	if err != nil || len(list) == 0 {
		return err
	}
	p := list[0].Profile
	blank := Profile{Patient: p.Patient, HomeID: p.HomeID, Zone: p.Zone, Hash: p.Hash}
	out, words := map[string]*Profile{patient: &blank}, map[string]map[string][]string{patient: {}}
	if err := read(s.reads(tx, []string{patient}), out, words); err != nil {
		return err
	}
	if err := s.set(tx, why, patient, columnsOf(out[patient], columns...)); err != nil {
		return err
	}
	for _, attr := range attrs {
		if err := s.setWords(tx, why, patient, attr, words[patient][attr]); err != nil {
			return err
		}
	}
	return nil
}

// gather makes people known with everything that is known of them, or brings it up to
// date; who was merged or erased is taken out. with tells whether what happened is
// read as well.
func (s *Service) gather(tx *db.Tx, why Cause, ids []string, with bool) error {
	r := s.reads(tx, ids)
	list, words, err := r.profiles()
	if err != nil {
		return err
	}
	var known []Profile
	for _, id := range ids {
		if p := list[id]; p != nil {
			known = append(known, *p)
			continue
		}
		if err := s.forget(tx, id); err != nil {
			return err
		}
	}
	if len(known) == 0 {
		return nil
	}
	if err := s.enlist(tx, why, known); err != nil {
		return err
	}
	if err := s.wordsOfMany(tx, why, words); err != nil {
		return err
	}
	if err := s.mirrorTags(tx, why, sortedKeys(words)...); err != nil {
		return err
	}
	if !with {
		return nil
	}
	all, err := r.happenings(list)
	if err != nil {
		return err
	}
	return s.saw(tx, why, all)
}

// wordsOfMany makes the words of many people what they are, in a few statements.
func (s *Service) wordsOfMany(tx *db.Tx, why Cause, words map[string]map[string][]string) error {
	people, err := peopleOf(tx, sortedKeys(words))
	if err != nil {
		return err
	}
	have, err := wordsOf(tx, numbersOfPeople(people), planAttrs)
	if err != nil {
		return err
	}
	type key struct {
		no         int64
		attr, word string
	}
	was := map[key]bool{}
	for _, w := range have {
		was[key{w.Person, w.Attr, w.Word}] = true
	}
	var fresh []wordRow
	touched := map[int64]bool{}
	for _, p := range people {
		for _, attr := range sortedKeys(words[p.Patient]) {
			for _, w := range words[p.Patient][attr] {
				k := key{p.No, attr, w}
				if !was[k] {
					fresh, touched[p.No] = append(fresh, wordRow{attr, w, p.No}), true
				}
				delete(was, k)
			}
		}
	}
	for k := range was {
		touched[k.no] = true
		if err := deleteWords(tx, k.no, k.attr, []string{k.word}); err != nil {
			return err
		}
	}
	if len(touched) == 0 {
		return nil
	}
	if err := insertWords(tx, fresh); err != nil {
		return err
	}
	deps := make([]string, len(planAttrs))
	for i, a := range planAttrs {
		deps[i] = attrDep(a)
	}
	return s.note(tx, why, sortedNumbers(touched), deps...)
}

// mirrorTags makes the tags that people carry by hand what their records say.
func (s *Service) mirrorTags(tx *db.Tx, why Cause, patients ...string) error {
	list, err := s.d.Patients.Traits(tx, patients)
	if err != nil {
		return err
	}
	people, err := peopleOf(tx, patients)
	if err != nil {
		return err
	}
	have, err := handTags(tx, numbersOfPeople(people))
	if err != nil {
		return err
	}
	was := map[int64][]string{}
	for _, t := range have {
		was[t.Person] = append(was[t.Person], t.Tag)
	}
	number := map[string]int64{}
	for _, p := range people {
		number[p.Patient] = p.No
	}
	var fresh []taggedRow
	touched := map[int64]map[string]bool{}
	touch := func(no int64, tag string) {
		if touched[no] == nil {
			touched[no] = map[string]bool{}
		}
		touched[no][tagDep(tag)] = true
	}
	for _, t := range list {
		no := number[t.ID]
		if no == 0 {
			continue
		}
		for _, tag := range t.Tags {
			if !slices.Contains(was[no], tag) {
				fresh = append(fresh, taggedRow{tag, no, SourceHand, tx.Now()})
				touch(no, tag)
			}
		}
		for _, tag := range was[no] {
			if slices.Contains(t.Tags, tag) {
				continue
			}
			touch(no, tag)
			if _, err := deleteTagged(tx, tag, SourceHand, []int64{no}); err != nil {
				return err
			}
		}
	}
	if len(fresh) > 0 {
		if _, err := insertTagged(tx, fresh); err != nil {
			return err
		}
	}
	return s.noteEach(tx, why, touched)
}

// noteEach leaves word of what changed of each of some people; of many it is one word
// of all of them.
func (s *Service) noteEach(tx *db.Tx, why Cause, touched map[int64]map[string]bool) error {
	if len(touched) > manyAtOnce/10 {
		all, who := map[string]bool{}, map[int64]bool{}
		for no, list := range touched {
			who[no] = true
			for dep := range list {
				all[dep] = true
			}
		}
		return s.note(tx, why, sortedNumbers(who), sortedKeys(all)...)
	}
	for no, list := range touched {
		if err := s.note(tx, why, []int64{no}, sortedKeys(list)...); err != nil {
			return err
		}
	}
	return nil
}

// moduleOf is the module that published a kind of fact.
func moduleOf(kind string) string {
	m, _, _ := strings.Cut(kind, ".")
	return m
}

// ended are the facts that tell how a visit ended.
var ended = []string{visits.FactLeft, visits.FactNoShow, visits.FactCancelled}
