package charting

import (
	"cmp"
	"maps"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
)

// Presence says whether a tooth is there. Its text is "charting.presence.<word>".
type Presence string

// The presences.
const (
	Here      Presence = "here"
	ComingIn  Presence = "erupting"
	NotYet    Presence = "unerupted"
	Stuck     Presence = "impacted"
	RootOnly  Presence = "root"
	Gone      Presence = "missing" // why is not known, or it never was there
	Drawn     Presence = "extracted"
	Shed      Presence = "shed" // a primary tooth whose successor has come
	OnImplant Presence = "implant"
	NotKnown  Presence = "unknown" // nobody looked, and age does not tell
)

// inPlace tells whether something of the tooth, or what stands for it, is there.
func (p Presence) inPlace() bool {
	return p == Here || p == ComingIn || p == Stuck || p == RootOnly || p == OnImplant
}

// Mark is what stands on a tooth.
type Mark struct {
	What    What         `json:"what"`
	State   FindingState `json:"state"`
	Faces   string       `json:"faces"` // in the order of tooth.Surfaces; "" = the whole tooth
	Detail  string       `json:"detail"`
	Finding string       `json:"finding"` // id
}

// ToothNow is a tooth as the findings leave it.
type ToothNow struct {
	Tooth    tooth.Tooth `json:"tooth"`
	Presence Presence    `json:"presence"`
	// Assumed: nobody wrote down whether it is there; age speaks for it.
	Assumed bool   `json:"assumed"`
	Marks   []Mark `json:"marks"` // in the order in which they were written down
	since   civil.Day
}

// Piece is a bridge or joined crowns.
type Piece struct {
	What    What          `json:"what"`
	State   FindingState  `json:"state"`
	Teeth   []tooth.Tooth `json:"teeth"`
	Pontics []tooth.Tooth `json:"pontics"`
	Detail  string        `json:"detail"`
	Finding string        `json:"finding"`
}

// AreaMark is what was found of quadrants as a whole.
type AreaMark struct {
	What      What   `json:"what"`
	Quadrants []int  `json:"quadrants"`
	Detail    string `json:"detail"`
	Finding   string `json:"finding"`
}

// Mouth is the state of a mouth at the end of a day.
type Mouth struct {
	Teeth  []ToothNow `json:"teeth"` // all 52, and the supernumerary ones that were found, in the order of a chart
	Pieces []Piece    `json:"pieces"`
	Areas  []AreaMark `json:"areas"`
}

// MouthAt folds findings into the state of the mouth at the end of a day, of
// somebody born on a day ("" = not known). Findings that were struck out or begin
// later do not count; the order of the list does not matter. Of teeth that nobody
// wrote of, age says what is to be expected: those are marked as assumed.
func MouthAt(day, born civil.Day, list []MouthFinding) Mouth {
	r := reading{teeth: map[tooth.Tooth]*ToothNow{}}
	list = slices.Clone(list)
	slices.SortFunc(list, func(a, b MouthFinding) int {
		return cmp.Or(cmp.Compare(a.Day, b.Day), cmp.Compare(a.At, b.At), cmp.Compare(a.ID, b.ID))
	})
	for _, f := range list {
		if k, ok := kindOf(f.What); ok && f.Struck == nil && f.Day <= day {
			r.take(f, k)
		}
	}
	r.assume(months(born, day))
	return r.mouth()
}

// reading is a mouth while findings are folded into it.
type reading struct {
	teeth  map[tooth.Tooth]*ToothNow
	pieces []Piece
	areas  []AreaMark
}

func (r *reading) at(t tooth.Tooth) *ToothNow {
	if r.teeth[t] == nil {
		r.teeth[t] = &ToothNow{Tooth: t}
	}
	return r.teeth[t]
}

func (r *reading) take(f MouthFinding, k kind) {
	for _, u := range f.Site.Units {
		if len(u.Teeth) > 1 {
			r.piece(f, k, u)
		} else {
			r.one(f, k, u)
		}
	}
	if q := quadrantsOf(f.Site); len(q) > 0 {
		r.area(f, k, q)
	}
}

// one folds what is said of one tooth.
func (r *reading) one(f MouthFinding, k kind, u tooth.Unit) {
	t := r.at(u.Teeth[0])
	mark := Mark{f.What, f.State, u.Surfaces, f.Detail, f.ID}
	if f.State == Intended {
		t.cut([]What{f.What}, u.Surfaces, true)
		t.Marks = append(t.Marks, mark)
		return
	}
	t.cut(k.clears, u.Surfaces, false)
	if k.treatment {
		t.cut([]What{f.What}, u.Surfaces, true) // the plan is fulfilled
	}
	if f.What == Crown || slices.Contains(k.clears, everything) {
		r.drop(func(p Piece) bool {
			return p.State != Intended && slices.Contains(p.Teeth, t.Tooth) && !slices.Contains(p.Pontics, t.Tooth)
		})
	}
	r.settle(t, f.Day, k)
	if k.leaves {
		t.Marks = append(t.Marks, mark)
	}
}

// cut takes marks of some kinds off the surfaces that a new finding names: all of
// them where it names none. A mark that names no surface goes as a whole.
func (t *ToothNow) cut(whats []What, faces string, planned bool) {
	all := slices.Contains(whats, everything)
	t.Marks = slices.DeleteFunc(t.Marks, func(m Mark) bool {
		return all && (m.State != Intended || m.What != Implant)
	})
	for i := range t.Marks {
		m := &t.Marks[i]
		if (m.State == Intended) != planned || !slices.Contains(whats, m.What) {
			continue
		}
		if faces == "" || m.Faces == "" {
			m.What = ""
			continue
		}
		if m.Faces = without(m.Faces, faces); m.Faces == "" {
			m.What = ""
		}
	}
	t.Marks = slices.DeleteFunc(t.Marks, func(m Mark) bool { return m.What == "" })
}

// settle says whether the tooth is there now, and lets the milk tooth go whose
// successor has come.
func (r *reading) settle(t *ToothNow, day civil.Day, k kind) {
	was := t.Presence.inPlace()
	switch {
	case k.makes != "":
		t.Presence, t.since = k.makes, day
	case k.bears && !was:
		t.Presence, t.since = Here, day
	}
	if was || t.Presence != Here && t.Presence != ComingIn {
		return
	}
	before, ok := t.Tooth.Predecessor()
	if !ok {
		return
	}
	p := r.at(before)
	if p.since >= day || p.Presence == Gone || p.Presence == Drawn {
		return // it was seen since, or went another way
	}
	p.Presence, p.since, p.Marks = Shed, day, nil
}

// piece folds a bridge or joined crowns.
func (r *reading) piece(f MouthFinding, k kind, u tooth.Unit) {
	shares := func(p Piece) bool {
		return slices.ContainsFunc(p.Teeth, func(t tooth.Tooth) bool { return slices.Contains(u.Teeth, t) })
	}
	r.drop(func(p Piece) bool {
		return shares(p) && (p.State == Intended && p.What == f.What || p.State != Intended && f.State != Intended)
	})
	r.pieces = append(r.pieces, Piece{f.What, f.State, u.Teeth, f.Pontics, f.Detail, f.ID})
	if f.State == Intended {
		return
	}
	for _, x := range u.Teeth {
		t := r.at(x)
		if !slices.Contains(f.Pontics, x) {
			t.cut(k.clears, "", false)
			r.settle(t, f.Day, k)
			continue
		}
		t.cut([]What{everything}, "", false)
		if t.since == "" || t.Presence == Here || t.Presence == ComingIn {
			t.Presence, t.since = Gone, f.Day
		}
	}
}

func (r *reading) drop(which func(Piece) bool) { r.pieces = slices.DeleteFunc(r.pieces, which) }

// area folds what is said of quadrants.
func (r *reading) area(f MouthFinding, k kind, quadrants []int) {
	for i := range r.areas {
		a := &r.areas[i]
		if slices.Contains(k.clears, a.What) {
			a.Quadrants = slices.DeleteFunc(slices.Clone(a.Quadrants), func(q int) bool { return slices.Contains(quadrants, q) })
		}
	}
	r.areas = slices.DeleteFunc(r.areas, func(a AreaMark) bool { return len(a.Quadrants) == 0 })
	if k.leaves {
		r.areas = append(r.areas, AreaMark{f.What, quadrants, f.Detail, f.ID})
	}
}

func quadrantsOf(s tooth.Site) []int {
	var out []int
	for q := 1; q <= 4; q++ {
		if s.Mouth || s.Upper && q <= 2 || s.Lower && q >= 3 || slices.Contains(s.Quadrants, q) {
			out = append(out, q)
		}
	}
	return out
}

func without(faces, off string) string {
	out := ""
	for _, f := range faces {
		if !slices.Contains([]rune(off), f) {
			out += string(f)
		}
	}
	return out
}

// mouth lists what was read.
func (r *reading) mouth() Mouth {
	m := Mouth{Teeth: []ToothNow{}, Pieces: append([]Piece{}, r.pieces...), Areas: append([]AreaMark{}, r.areas...)}
	for _, t := range slices.SortedFunc(maps.Keys(r.teeth), tooth.Compare) {
		one := *r.teeth[t]
		one.Marks = append([]Mark{}, one.Marks...)
		m.Teeth = append(m.Teeth, one)
	}
	for i := range m.Pieces {
		m.Pieces[i].Pontics = append([]tooth.Tooth{}, m.Pieces[i].Pontics...)
	}
	return m
}

// eruption is the age in months at which a tooth is usually there, by its number
// from the midline; where the figures come from stands in the package's doc.
// Third molars come late or never: nobody assumes them.
var (
	upperPrimary   = [6]int{0, 10, 11, 19, 16, 29}
	lowerPrimary   = [6]int{0, 8, 13, 20, 16, 27}
	upperPermanent = [8]int{0, 90, 102, 138, 126, 132, 78, 150}
	lowerPermanent = [8]int{0, 78, 90, 126, 126, 138, 76, 144}
	thirdMolar     = 18 * 12 // from then on they are not known; before, not erupted
)

func eruption(t tooth.Tooth) int {
	switch n := t.Number(); {
	case t.Primary() && t.Upper():
		return upperPrimary[n]
	case t.Primary():
		return lowerPrimary[n]
	case n == 8:
		return thirdMolar
	case t.Upper():
		return upperPermanent[n]
	default:
		return lowerPermanent[n]
	}
}

// assume fills in the teeth of which nobody wrote whether they are there. age is
// in months, below 0 if it is not known.
func (r *reading) assume(age int) {
	guess := map[tooth.Tooth]Presence{}
	for q := 1; q <= 4; q++ {
		for _, t := range slices.Concat(tooth.Of(q, false), tooth.Of(q, true)) {
			if now := r.teeth[t]; now == nil || now.since == "" {
				guess[t] = r.expected(t, age)
			}
		}
	}
	for t, p := range guess {
		now := r.at(t)
		now.Presence, now.Assumed = p, true
	}
}

// expected is what age says of a tooth, held against what is known of the one
// that it follows or that follows it.
func (r *reading) expected(t tooth.Tooth, age int) Presence {
	switch {
	case age < 0, t.Number() == 8 && age >= thirdMolar:
		return NotKnown
	case age < eruption(t):
		return NotYet
	case !t.Primary():
		if before, ok := t.Predecessor(); ok && r.known(before).inPlace() {
			return NotYet
		}
		return Here
	}
	after := t.Successor()
	switch r.known(after) {
	case NotYet, Stuck, Gone:
		if age >= eruption(after) {
			return NotKnown
		}
	}
	if age >= eruption(after) {
		return Shed
	}
	return Here
}

// known is what was written of a tooth, "" if nothing was.
func (r *reading) known(t tooth.Tooth) Presence {
	if now := r.teeth[t]; now != nil && now.since != "" {
		return now.Presence
	}
	return ""
}

// months is an age in whole months, -1 where the birth is not known.
func months(born, day civil.Day) int {
	if born == "" || day < born {
		return -1
	}
	n := (day.Year()-born.Year())*12 + day.Month() - born.Month()
	if day.DayOfMonth() < born.DayOfMonth() {
		n--
	}
	return n
}

// refuses tells what stands against a finding in this mouth: a tooth that was
// written down as gone has no caries, and an implant no root canal.
func (m Mouth) refuses(f MouthFinding) *fault.Fault {
	k, _ := kindOf(f.What)
	for _, t := range f.Site.Teeth() {
		i := slices.IndexFunc(m.Teeth, func(n ToothNow) bool { return n.Tooth == t })
		if i < 0 || m.Teeth[i].Assumed || slices.Contains(f.Pontics, t) {
			continue
		}
		switch p := m.Teeth[i].Presence; {
		case p == OnImplant && k.natural,
			(p == Gone || p == Drawn || p == Shed) && (k.bears || f.What == Extracted):
			return ToothGone.At("site", "tooth", string(t))
		}
	}
	return nil
}
