package audience

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"

	"pgregory.net/rapid"
)

// What is kept up by and by is what a full build says: random rules over random
// histories under a clock that jumps. A case is one rule, over one history, after one
// jump of the clock, true or false of every patient at once; 10,000 are drawn on SQLite
// and a tenth of that on PostgreSQL. Every change goes the way that a fact takes (enlist,
// saw, unsaw, set, setWords, SetTags), every judgement through batches and turns. A run
// draws several rules over one history, the later of which may read the earlier; it is
// shrunk when it fails.

const cases = 10_000

var (
	// when runs begin: ordinary days, and days before which months and years turn.
	beginnings = []string{"2026-11-22T01:00:00Z", "2024-02-27T15:59:00Z", "2026-01-30T20:00:00Z", "2026-12-30T15:00:00Z", "2027-02-26T12:00:00Z", "2027-03-27T23:30:00Z"}
	jumps      = []int{0, 1, 9, 16, 24, 25, 48, 6 * 24, 7 * 24, 28 * 24, 30 * 24, 31 * 24, 59 * 24, 90 * 24, 364 * 24, 365 * 24, 366 * 24, 800 * 24} // hours
	zones      = []string{home, home, west}
	topics     = []string{"", "canal", "ortho"}
)

func TestWhatIsKeptIsWhatAFullBuildSays(t *testing.T) {
	each(t, func(t *testing.T, base *house) {
		n := cases
		if base.DB.Dialect == db.Postgres || testing.Short() {
			n /= 10
		}
		done, members, moved := 0, 0, map[Why]int{}
		for !t.Failed() && done < n {
			rapid.Check(t, func(rt *rapid.T) {
				r := base.draw(rt)
				r.walk()
				done, members = done+r.cases, members+r.members
				for _, d := range r.deltas {
					moved[d.Why]++
				}
			})
		}
		t.Logf("%d cases, %d memberships, comings and goings %v", done, members, moved)
		if !t.Failed() && (members < done/20 || moved[ByFact] < done/50 || moved[ByTime] < done/200) {
			t.Errorf("the drawn rules are true of hardly anybody: %d cases, %d memberships, %v", done, members, moved)
		}
	})
}

// random is one run: a group of its own, its patients and rules.
type random struct {
	*house
	rt       *rapid.T
	patients []string
	subjects []string // kind and subject of what happened, by patient
	segments []Segment
	said     []string
	cases    int
	members  int
}

func (h *house) draw(t *rapid.T) *random {
	r := &random{house: &house{World: h.Other(), t: t, s: &Service{d: h.s.d, words: h.s.words}}, rt: t}
	r.s.OnDelta(func(_ *db.Tx, list []Delta) error { r.deltas = append(r.deltas, list...); return nil })
	at, err := time.Parse(time.RFC3339, rapid.SampledFrom(beginnings).Draw(t, "begin"))
	ok(t, err)
	h.Clock.Set(at.UnixMilli())
	return r
}

func (r *random) upTo(n int, what string) int { return rapid.IntRange(0, n).Draw(r.rt, what) }

func pick[T any](r *random, list []T, what string) T { return rapid.SampledFrom(list).Draw(r.rt, what) }

func (r *random) walk() {
	for range 2 + r.upTo(6, "patients") {
		r.somebody()
	}
	for range r.upTo(10, "before") {
		r.act()
	}
	for range 2 + r.upTo(4, "rules") {
		r.define()
	}
	for range 1 + r.upTo(5, "jumps") {
		for range 1 + r.upTo(9, "acts") {
			r.act()
		}
		switch r.upTo(9, "of everybody") {
		case 0: // so much is told at once that all are judged anew
			r.write(func(tx *db.Tx) error { return r.s.note(tx, Cause{}, []int64{0}, everyDep) })
		case 1:
			r.redefine()
		}
		r.Clock.Add(time.Duration(pick(r, jumps, "jump")) * time.Hour)
		if rapid.Bool().Draw(r.rt, "act at once") {
			r.act()
		}
		ok(r.rt, r.s.catchUp(r.program()))
		r.compare()
	}
}

// compare is the case: what is kept against what each way of asking says.
func (r *random) compare() {
	r.read(func(tx *db.Tx) error {
		all, err := r.s.standingAll(tx)
		if err != nil {
			return err
		}
		for _, x := range all {
			in, out, err := r.s.differences(tx, x, numbersOf(all))
			if err != nil || len(in)+len(out) > 0 {
				r.rt.Fatalf("%v\n%s: a full build finds %v more and %v fewer, %v", strings.Join(r.said, "\n"), x.Name, in, out, err)
			}
			r.cases++
			r.members += int(x.Size)
		}
		return nil
	})
}

func (r *random) somebody() {
	p := Profile{Patient: r.IDs(), HomeID: r.IDs(), Zone: pick(r, zones, "zone"), Sex: pick(r, []string{"female", "male"}, "sex")}
	if rapid.Bool().Draw(r.rt, "birth day known") {
		p.Born = r.day("born", 40*365)
	}
	r.write(func(tx *db.Tx) error { return r.s.enlist(tx, Cause{}, []Profile{p}) })
	r.patients = append(r.patients, p.Patient)
}

// day is a day up to so many days ago; often on the same day of a month or year.
func (r *random) day(what string, most int) civil.Day {
	today := r.today()
	switch r.upTo(3, what+" of") {
	case 0:
		return today.AddMonths(-r.upTo(13, what+" months"))
	case 1:
		return today.AddMonths(-12 * r.upTo(max(most/365, 1), what+" years"))
	}
	return today.AddDays(-r.upTo(most, what+" days"))
}

// act lets one thing happen.
func (r *random) act() {
	who := pick(r, r.patients, "who")
	what := pick(r, []string{"happens", "happens", "happens", "happens", "undone", "set", "words", "tag", "untag"}, "act")
	why := Cause{Fact: r.IDs()}
	r.write(func(tx *db.Tx) error {
		switch what {
		case "happens":
			return r.happen(tx, why, who)
		case "undone":
			if len(r.subjects) == 0 {
				return nil
			}
			x := strings.Split(pick(r, r.subjects, "which"), " ")
			return r.s.unsaw(tx, why, x[0], x[1], x[2])
		case "set":
			return r.s.set(tx, why, who, r.values())
		case "words":
			return r.s.setWords(tx, why, who, "plans", pick(r, [][]string{nil, {"presented"}, {"presented", "accepted"}, {"declined"}}, "words"))
		case "tag":
			return r.s.SetTags(tx, who, []string{pick(r, tagNames, "tag")}, nil, SourceHand)
		}
		return r.s.SetTags(tx, who, nil, []string{pick(r, tagNames, "tag")}, SourceHand)
	})
	r.said = append(r.said, fmt.Sprintf("%s %s %s", civil.Of(r.Clock.Now(), location(home)), what, who[len(who)-4:]))
}

var tagNames = []string{"ruled", "warm", "ruled"}

func (r *random) happen(tx *db.Tx, why Cause, who string) error {
	kind := pick(r, toldKinds, "kind").Key
	x := Happening{Patient: who, Kind: kind, Subject: r.IDs(), Day: r.today(), At: r.Clock.Now(), Word: pick(r, topics, "about"), Amount: int64(r.upTo(4, "amount")) * 100}
	if r.upTo(2, "earlier") == 0 { // told late
		x.Day = r.day("day", 400)
		x.At = x.Day.At(10*60, location(home))
	}
	r.subjects = append(r.subjects, who+" "+kind+" "+x.Subject)
	r.said = append(r.said, fmt.Sprintf("  %s %s %q %d", x.Kind, x.Day, x.Word, x.Amount))
	return r.s.saw(tx, why, []Happening{x})
}

func (r *random) values() map[string]any {
	switch r.upTo(5, "column") {
	case 0:
		return map[string]any{"debt": int64(r.upTo(3, "debt")) * 100}
	case 1:
		return map[string]any{"last_visit": r.day("last", 400)}
	case 2:
		return map[string]any{"next_visit": r.today().AddDays(r.upTo(40, "next"))}
	case 3:
		return map[string]any{"important": rapid.Bool().Draw(r.rt, "important")}
	case 4:
		return map[string]any{"zone": pick(r, zones, "zone")}
	}
	return map[string]any{"born": r.day("born", 40*365), "source": pick(r, []string{"", "friend", "web"}, "source")}
}

// define makes a rule a segment; a rule that leads back to itself is refused, and
// another is drawn in the next run.
func (r *random) define() {
	g := Segment{Name: fmt.Sprint("g", len(r.segments))}
	if len(r.segments) == 0 && rapid.Bool().Draw(r.rt, "gives a tag") {
		g.Tag = "ruled"
	}
	rule := r.node(3, g.Tag != "")
	if err := r.s.words.check(rule); err != nil {
		r.rt.Fatalf("drew %+v: %v", rule, err)
	}
	r.write(func(tx *db.Tx) (err error) {
		mine, err := r.s.newSegment(tx, g, rule)
		if err == nil {
			_, err = r.s.switchTo(tx, &mine, 1)
		}
		g = mine
		return err
	})
	r.said = append(r.said, g.Name+" = "+written(rule))
	r.segments = append(r.segments, g)
}

// redefine switches a segment to another rule, as far as that may be.
func (r *random) redefine() {
	i := r.upTo(len(r.segments)-1, "which")
	rule := r.node(2, r.segments[i].Tag != "")
	err := r.DB.Write(r.program(), func(tx *db.Tx) error {
		g, err := segmentByID(tx, r.segments[i].ID)
		if err != nil {
			return err
		}
		n, err := r.s.addVersion(tx, g, rule)
		if err == nil {
			_, err = r.s.switchTo(tx, &g, n)
		}
		return err
	})
	if !errors.Is(err, SegmentCycle) {
		ok(r.rt, err)
		r.said = append(r.said, r.segments[i].Name+" becomes "+written(rule))
	}
}

// node draws a rule. first: it may not read the tag that it gives.
func (r *random) node(depth int, first bool) Rule {
	op := Op("")
	if depth > 0 && r.upTo(1, "branch") == 0 {
		op = pick(r, []Op{OpAnd, OpOr, OpNot}, "op")
	}
	if op == "" {
		return r.leaf(first)
	}
	out := Rule{Op: op}
	n := 1
	if op != OpNot {
		n += r.upTo(2, "nodes")
	}
	for range n {
		out.Rules = append(out.Rules, r.node(depth-1, first))
	}
	return out
}

func (r *random) leaf(first bool) Rule {
	switch pick(r, []Op{OpAttr, OpAttr, OpAttr, OpEvent, OpEvent, OpEvent, OpAbsent, OpSeq, OpSeq, OpTag, OpTag, OpSegment, OpSegment, OpBucket}, "leaf") {
	case OpAttr:
		return r.attrLeaf()
	case OpEvent:
		return r.eventLeaf()
	case OpAbsent:
		kind := pick(r, toldKinds, "kind")
		return Rule{Op: OpAbsent, Event: kind.Key, Where: r.where(kind), Window: r.window(true)}
	case OpSeq:
		a, b := pick(r, toldKinds, "kind"), pick(r, toldKinds, "then")
		return Rule{Op: OpSeq, Event: a.Key, Where: r.where(a), Window: r.window(true),
			Then: &Then{Event: b.Key, Where: r.where(b), Days: r.upTo(40, "days"), Never: rapid.Bool().Draw(r.rt, "never")}}
	case OpTag:
		if tag := pick(r, tagNames, "tag"); !first || tag != "ruled" {
			return Rule{Op: OpTag, Tag: tag}
		}
	case OpSegment:
		if len(r.segments) > 0 {
			return Rule{Op: OpSegment, Segment: pick(r, r.segments, "segment").ID}
		}
	}
	return Rule{Op: OpBucket, Salt: pick(r, []string{"a", "b"}, "salt"), Low: 0, High: 5000}
}

func (r *random) window(ever bool) *Window {
	unit := pick(r, []Unit{Day, Week, Month, Year}, "unit")
	switch kind := r.upTo(6, "window"); {
	case kind == 0 && ever:
		return nil
	case kind <= 1:
		return &Window{Last: 1 + r.upTo(2, "last"), Unit: unit}
	case kind == 2:
		return &Window{Last: 30, Unit: Day}
	case kind == 3:
		return &Window{Next: 1 + r.upTo(2, "next"), Unit: unit}
	case kind == 4:
		return &Window{This: true, Unit: unit}
	case kind == 5:
		least := r.upTo(40, "least")
		return &Window{Ago: true, MinAgo: least, MaxAgo: pick(r, []int{0, least, least + 30, least + 330}, "most")}
	}
	from := r.day("from", 60)
	return &Window{From: from, To: from.AddDays(r.upTo(90, "to"))}
}

func (r *random) where(k Kind) []Where {
	switch r.upTo(3, "where") {
	case 0:
		return []Where{{Field: "about", Compare: pick(r, []Compare{In, NotIn}, "compare"), Words: []string{"ortho"}}}
	case 1:
		if k.Key == "t.charged" {
			return []Where{{Field: "amount", Compare: Ge, Numbers: []int64{200}}}
		}
		return []Where{{Field: "about", Compare: pick(r, []Compare{Known, Unknown}, "compare")}}
	}
	return nil
}

func (r *random) numbers(how Compare, unit int64) []int64 {
	n := int64(r.upTo(3, "number")) * unit
	if how == Between {
		return []int64{n, n + unit}
	}
	return []int64{n}
}

var numeric = []Compare{Eq, Ne, Lt, Le, Gt, Ge, Between}

func (r *random) eventLeaf() Rule {
	kind := pick(r, toldKinds, "kind")
	out := Rule{Op: OpEvent, Event: kind.Key, Where: r.where(kind), Measure: pick(r, []Measure{Count, Count, Sum, First, Last}, "measure")}
	if out.Measure == Sum && kind.Key != "t.charged" {
		out.Measure = Count
	}
	switch out.Measure {
	case First, Last:
		out.Window = r.window(false)
		return out
	case Sum:
		out.Field = "amount"
	}
	out.Compare, out.Window = pick(r, numeric, "compare"), r.window(true)
	out.Numbers = r.numbers(out.Compare, map[Measure]int64{Count: 1, Sum: 100}[out.Measure])
	return out
}

func (r *random) attrLeaf() Rule {
	a := pick(r, toldAttrs, "attr")
	out := Rule{Op: OpAttr, Attr: a.Key, Compare: pick(r, a.Type.Compares(), "compare")}
	switch a.Type {
	case Money:
		out.Numbers = r.numbers(out.Compare, 100)
	case Age:
		if out.Compare != Known && out.Compare != Unknown {
			out.Numbers = r.numbers(out.Compare, 6)
		}
	case DayType, Birthday:
		if out.Compare == Within {
			out.Window = r.window(false)
		}
	case Choice:
		if out.Compare == In || out.Compare == NotIn {
			out.Words = []string{"female"}
		}
	case Text:
		if out.Compare == In || out.Compare == NotIn {
			out.Words = []string{"friend", "web"}
		}
	case Set:
		out.Words = []string{pick(r, a.Choices, "word")}
	}
	return out
}

func written(r Rule) string {
	text, _ := json.Marshal(r)
	return string(text)
}
