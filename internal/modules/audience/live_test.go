package audience

import (
	"errors"
	"fmt"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func owes(atLeast int64) Rule {
	return Rule{Op: OpAttr, Attr: "debt", Compare: Ge, Numbers: []int64{atLeast}}
}
func member(g Segment) Rule  { return Rule{Op: OpSegment, Segment: g.ID} }
func tagged(tag string) Rule { return Rule{Op: OpTag, Tag: tag} }

func (h *house) sets(patient, column string, v any) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error { return h.s.set(tx, Cause{Fact: "set"}, patient, map[string]any{column: v}) })
}

// A tag that a rule gives is taken away by the same rule, and the one that somebody
// gave by hand stays. Who reads the tag comes and goes in the same transaction.
func TestATagOfARuleComesAndGoes(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.person(owing(500)), h.person()
		debtors := h.segment(owes(100), tagging("debtor"))
		readers := h.segment(Rule{Op: OpNot, Rules: []Rule{tagged("debtor")}})
		nested := h.segment(Rule{Op: OpAnd, Rules: []Rule{member(debtors), tagged("debtor")}})
		h.is(debtors, a)
		h.is(readers, b)
		h.is(nested, a)
		h.write(func(tx *db.Tx) error { return h.s.SetTags(tx, b, []string{"debtor"}, nil, SourceHand) })
		h.is(readers)
		h.deltas = nil
		h.sets(b, "debt", int64(100))
		h.is(debtors, a, b)
		h.is(nested, a, b)
		if len(h.deltas) != 2 || h.deltas[0].At != h.deltas[1].At || h.deltas[1].Cause != "set" {
			t.Fatalf("%+v", h.deltas)
		}
		h.sets(a, "debt", int64(0))
		h.sets(b, "debt", int64(0))
		h.is(debtors)
		h.is(readers, a) // b has it by hand
		err := h.DB.Write(h.program(), func(tx *db.Tx) error { return h.s.SetTags(tx, a, []string{"x"}, nil, SourceRule) })
		wants(t, err, TagsRejected)
	})
}

// Who hears of comings and goings is part of the transaction: what it refuses has not
// happened, and is tried again.
func TestWhoHearsMayRefuse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		g := h.segment(owes(100))
		who, refused := h.person(), true
		h.s.OnDelta(func(*db.Tx, []Delta) error {
			if refused {
				return errors.New("not now")
			}
			return nil
		})
		h.sets(who, "debt", int64(100))
		if err := h.s.judgeAll(h.program()); err == nil || len(h.members(g)) != 0 {
			t.Fatalf("%v, %d members", err, len(h.members(g)))
		}
		refused = false
		h.is(g, who)
	})
}

// An error that somebody planted in the members is found by the proof, shown with the
// patient, and put right, also in what reads the segment; what only waits is none.
func TestTheProofFindsWhatIsWrongAndPutsItRight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b, c := h.person(owing(500)), h.person(), h.person(owing(700))
		g := h.segment(owes(100), tagging("debtor"))
		reader := h.segment(member(g))
		h.is(reader, a, c)
		h.write(func(tx *db.Tx) error { // the planted error: a is lost, b is wrongly in
			na, err := numberOf(tx, a)
			if err != nil {
				return err
			}
			nb, err := numberOf(tx, b)
			return errors.Join(err, deleteMembers(tx, g.No, []int64{na}), insertMembers(tx, []memberRow{{g.No, nb, 1}}))
		})
		h.sets(c, "debt", int64(0)) // changed and not judged yet: no flaw
		var alarm []Build
		h.s.Alarm = func(b Build) { alarm = append(alarm, b) }
		ok(t, h.s.proveAll(h.program()))
		h.is(g, a)
		h.is(reader, a)
		if len(alarm) != 1 || alarm[0].Flaws != 2 || alarm[0].Entered != 1 || alarm[0].Gone != 1 || alarm[0].Size != 1 {
			t.Fatalf("%+v", alarm)
		}
		h.read(func(tx *db.Tx) error {
			list, err := flawsOf(tx, alarm[0].ID)
			if len(list) != 2 || list[0] != (Flaw{a, false}) || list[1] != (Flaw{b, true}) {
				t.Errorf("%+v", list)
			}
			return err
		})
		h.deltas = nil
		ok(t, h.s.proveAll(h.program()))
		if len(alarm) != 1 || len(h.deltas) != 0 {
			t.Errorf("a second proof found %+v, %+v", alarm, h.deltas)
		}
	})
}

// The proof comes each night by itself.
func TestTheProofIsPlannedForTheNight(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-22 09:00")
		h.person()
		h.segment(owes(1))
		next := func() (at int64) {
			h.read(func(tx *db.Tx) (err error) { at, _, err = nextProof(tx); return err })
			return at
		}
		h.at("2026-11-23 03:20")
		if next() != h.Clock.Now() {
			t.Fatalf("planned for %d", next())
		}
		ok(t, h.s.proveDue(h.program(), h.Clock.Now()))
		h.at("2026-11-24 03:20")
		if next() != h.Clock.Now() {
			t.Fatalf("planned again for %d", next())
		}
	})
}

// Segments cannot be led back to themselves, by members or by tags, not even by twenty
// at once who each see only their own half.
func TestNoSegmentReadsItself(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		first := h.segment(tagged("seed"))
		second := h.segment(member(first))
		_, err := h.again(first, member(second))
		wants(t, err, SegmentCycle)
		_, err = h.again(first, member(first))
		wants(t, err, SegmentCycle)
		_, err = h.try(tagged("own"), tagging("own"))
		wants(t, err, SegmentCycle)
		_, err = h.try(member(Segment{ID: h.IDs()}))
		wants(t, err, UnknownMember)

		const n = 20
		ring := make([]Segment, n)
		for i := range ring {
			ring[i] = h.segment(owes(int64(i) + 1))
		}
		won := 0
		for _, err := range testkit.Race(t, n, func(i int) error { _, err := h.again(ring[i], member(ring[(i+1)%n])); return err }) {
			if f, known := fault.As(err); err == nil {
				won++
			} else if !known || f.Def != SegmentCycle {
				t.Error(err)
			}
		}
		if won != n-1 {
			t.Errorf("%d of %d closed the ring", won, n)
		}
		h.settle()
	})
}

// again switches a segment to another rule.
func (h *house) again(g Segment, r Rule) (b Build, err error) {
	err = h.DB.Write(h.program(), func(tx *db.Tx) error {
		now, err := segmentByID(tx, g.ID)
		if err != nil {
			return err
		}
		n, err := h.s.addVersion(tx, now, r)
		if err == nil {
			b, err = h.s.switchTo(tx, &now, n)
		}
		return err
	})
	return b, err
}

// A new version is one delta, of which the preview and the switch say the same.
func TestASwitchIsOneDelta(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.person(owing(500)), h.person(owing(50))
		h.person()
		g := h.segment(owes(100))
		h.deltas = nil
		was, err := h.again(g, Rule{Op: OpAttr, Attr: "debt", Compare: Between, Numbers: []int64{1, 99}})
		ok(t, err)
		h.is(g, b)
		if was.Entered != 1 || was.Gone != 1 || len(h.deltas) != 2 || h.deltas[0].Why != ByVersion {
			t.Fatalf("%+v, %+v", was, h.deltas)
		}
		_ = a
	})
}

// Twenty who change and judge at once: each change is judged, nobody comes twice.
func TestNobodyComesTwice(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		g := h.segment(owes(100))
		var people []string
		for range 20 {
			people = append(people, h.person())
		}
		h.deltas = nil
		for i, err := range testkit.Race(t, 20, func(i int) error {
			err := h.DB.Write(h.program(), func(tx *db.Tx) error {
				return h.s.set(tx, Cause{Fact: fmt.Sprint(i)}, people[i], map[string]any{"debt": int64(100)})
			})
			if err != nil {
				return err
			}
			return h.s.judgeAll(h.program())
		}) {
			if err != nil {
				t.Errorf("%d: %v", i, err)
			}
		}
		h.is(g, people...)
		var rows int
		h.read(func(tx *db.Tx) (err error) { rows, err = tx.From("audience_deltas").Count(); return err })
		if rows != 20 {
			t.Errorf("%d deltas", rows)
		}
	})
}

// The day turns where the patient's clinic is.
func TestTheDayTurnsInThePatientsZone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-21 12:00")
		here, there := h.person(born("2008-11-22")), h.person(born("2008-11-22"), inZone(west))
		g := h.segment(Rule{Op: OpAttr, Attr: "age", Compare: Ge, Numbers: []int64{18}})
		h.at("2026-11-21 23:59")
		h.is(g)
		h.at("2026-11-22 00:00")
		h.is(g, here)
		h.at("2026-11-22 07:59")
		h.is(g, here)
		h.at("2026-11-22 08:00")
		h.is(g, here, there)
	})
}

// What happened goes with the record into which another was merged, and comes back;
// who is erased is nowhere left.
func TestMergedPartedAndErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		a, b := h.person(), h.person()
		g := h.segment(charged(2))
		for range 2 {
			h.happens(a, "t.charged")
			h.happens(b, "t.charged")
		}
		h.is(g)
		h.write(func(tx *db.Tx) error { return h.s.join(tx, Cause{}, a, b) })
		h.is(g, b)
		h.write(func(tx *db.Tx) error { return h.s.part(tx, Cause{}, a, b) })
		h.is(g)
		h.happens(a, "t.charged")
		h.is(g, a)
		h.write(func(tx *db.Tx) error { return h.s.forget(tx, a) })
		h.is(g)
		for table, columns := range h.DB.Columns() {
			if columns["person"] {
				var n int
				h.read(func(tx *db.Tx) (err error) { n, err = tx.From(table).Where("person = 1").Count(); return err })
				if n != 0 {
					t.Errorf("%s: %d rows are left", table, n)
				}
			}
		}
	})
}

// Why somebody is in a segment, leaf by leaf, and when they would have been in it.
func TestExplainedAndInThePast(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.at("2026-11-22 09:00")
		who := h.person(owing(300))
		for _, d := range []civil.Day{"2026-11-01", "2026-11-05", "2026-11-06"} {
			h.happens(who, "t.charged", on(d), costing(100), about("canal"))
		}
		week := Rule{Op: OpEvent, Event: "t.charged", Measure: Count, Compare: Ge, Numbers: []int64{2}, Window: &Window{Last: 7, Unit: Day}}
		rule := Rule{Op: OpAnd, Rules: []Rule{owes(100), {Op: OpNot, Rules: []Rule{week}}}}
		h.read(func(tx *db.Tx) error {
			leaf, err := h.s.Explain(tx, rule, who)
			ok(t, err)
			if !leaf.True || len(leaf.Rules) != 2 || leaf.Rules[0].Seen[0].Number != 300 || leaf.Rules[1].Rules[0].True || leaf.Rules[1].Rules[0].Path != "rules[1].rules[0]" {
				t.Errorf("%+v", leaf)
			}
			_, err = h.s.Explain(tx, rule, h.IDs())
			wants(t, err, PersonNotFound)
			var seen []string
			err = h.s.Past(tx, week, h.today().AddDays(-30).At(0, location(home)), h.Clock.Now(), func(_ string, in bool, at int64) error {
				seen = append(seen, fmt.Sprint(in, " ", civil.Of(at, location(home))))
				return nil
			})
			if fmt.Sprint(seen) != "[true 2026-11-05 false 2026-11-12]" { // the 5th with the 1st, then with the 6th
				t.Errorf("%v", seen)
			}
			return err
		})
	})
}

// So many at once are judged by one statement for each segment, in their order, and
// what an import tells of the past is marked.
func TestAnImportIsJudgedAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		debtors := h.segment(owes(100), tagging("debtor"))
		nested := h.segment(Rule{Op: OpAnd, Rules: []Rule{member(debtors), charged(0)}})
		other := h.segment(Rule{Op: OpAttr, Attr: "sex", Compare: In, Words: []string{"male"}})
		var people []Profile
		var list []Happening
		for i := range 1200 {
			p := Profile{Patient: h.IDs(), HomeID: h.IDs(), Zone: home, Debt: int64(i%2) * 100}
			people = append(people, p)
			list = append(list, Happening{Patient: p.Patient, Kind: "t.charged", Subject: h.IDs(), Day: h.today(), At: h.Clock.Now()})
		}
		h.deltas = nil
		h.write(func(tx *db.Tx) error { return h.s.Tell(tx, people, list, true) })
		h.settle()
		h.same(debtors)
		h.same(nested)
		h.same(other)
		if n := len(h.members(nested)); n != 600 || len(h.deltas) != 1200 || !h.deltas[0].Past || h.deltas[0].Why != ByBulk {
			t.Fatalf("%d members, %d deltas, %+v", n, len(h.deltas), h.deltas[0])
		}
		h.read(func(tx *db.Tx) error {
			list, err := buildsOf(tx, debtors.ID, 10)
			if len(list) != 2 || list[0].Why != BuildBulk && list[1].Why != BuildBulk {
				t.Errorf("%+v", list)
			}
			return err
		})
		h.write(func(tx *db.Tx) error { return h.s.Tell(tx, people, list, true) }) // again: nothing new
		var waits bool
		h.read(func(tx *db.Tx) (err error) { waits, err = h.s.anyDirty(tx); return err })
		if waits {
			t.Error("what was told again is judged again")
		}
	})
}
