package audience

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&Service{}).Module())

const (
	home   = "Asia/Shanghai"
	abroad = "Asia/Urumqi"   // two hours behind by the sun, and the same by law
	west   = "Europe/Lisbon" // eight hours behind
)

// teller is who hears of a failure: a test, or a drawn case of one.
type teller interface {
	Helper()
	Fatal(...any)
	Fatalf(string, ...any)
}

// The words of these tests: some of each type.
var (
	toldAttrs = []Attr{{Key: "age", Type: Age, Column: "born"}, {Key: "birthday", Type: Birthday, Column: "born"},
		{Key: "sex", Type: Choice, Column: "sex", Choices: []string{"female", "male", "unknown"}}, {Key: "source", Type: Text, Column: "source"},
		{Key: "debt", Type: Money, Column: "debt"}, {Key: "last_visit", Type: DayType, Column: "last_visit"}, {Key: "next_visit", Type: DayType, Column: "next_visit"},
		{Key: "important", Type: YesNo, Column: "important"}, {Key: "plans", Type: Set, Choices: []string{"presented", "accepted", "declined"}}}
	toldKinds = []Kind{{Key: "t.charged", Fields: []Field{{Key: "amount", Type: Money, In: SlotAmount}, {Key: "about", Type: Text, In: SlotWord}, {Key: "tooth", Type: Text, In: SlotOther}}},
		{Key: "t.presented", Fields: []Field{{Key: "about", Type: Text, In: SlotWord}}}, {Key: "t.accepted", Fields: []Field{{Key: "about", Type: Text, In: SlotWord}}}}
)

// house is the audience alone: what others would tell, the tests tell.
type house struct {
	*testkit.World
	t      teller
	s      *Service
	deltas []Delta
	made   int
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, openHouse(t, w)) })
}

func openHouse(t testing.TB, w *testkit.World) *house {
	t.Helper()
	g := ground.Lay(t, w)
	s, err := New(Deps{DB: w.DB, Audit: g.Audit, Facts: g.Facts, Auth: g.Auth})
	ok(t, err)
	h := &house{World: w, t: t, s: s}
	s.words, err = NewDictionary(toldAttrs, toldKinds)
	ok(t, err)
	s.OnDelta(func(_ *db.Tx, list []Delta) error { h.deltas = append(h.deltas, list...); return nil })
	return h
}

// speaksAsTheClinic gives the house the words that clinics have.
func (h *house) speaksAsTheClinic() {
	h.t.Helper()
	words, err := NewDictionary(attrList(), kindList())
	ok(h.t, err)
	h.s.words = words
}

func ok(t teller, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func wants(t teller, err error, def *fault.Def) {
	t.Helper()
	if !errors.Is(err, def) {
		t.Fatalf("got %v, want %s", err, def.Code)
	}
}

func (h *house) program() context.Context { return auth.AsProgram(h.T.Context(), h.Tenant, "test") }

func (h *house) write(fn func(*db.Tx) error) { h.t.Helper(); ok(h.t, h.DB.Write(h.program(), fn)) }
func (h *house) read(fn func(*db.Tx) error)  { h.t.Helper(); ok(h.t, h.DB.Read(h.program(), fn)) }

// at moves the clock to a time of the home zone: "2026-11-22 09:00".
func (h *house) at(text string) {
	h.t.Helper()
	at, err := time.ParseInLocation("2006-01-02 15:04", text, location(home))
	ok(h.t, err)
	h.Clock.Set(at.UnixMilli())
}

// today is the day at home.
func (h *house) today() civil.Day { return civil.Of(h.Clock.Now(), location(home)) }

// person makes somebody known.
func (h *house) person(change ...func(*Profile)) string {
	h.t.Helper()
	p := Profile{Patient: h.IDs(), HomeID: h.IDs(), Zone: home}
	for _, c := range change {
		c(&p)
	}
	h.write(func(tx *db.Tx) error { return h.s.enlist(tx, Cause{}, []Profile{p}) })
	return p.Patient
}

func born(d civil.Day) func(*Profile) { return func(p *Profile) { p.Born = d } }
func inZone(z string) func(*Profile)  { return func(p *Profile) { p.Zone = z } }
func owing(fen int64) func(*Profile)  { return func(p *Profile) { p.Debt = fen } }

// happens tells that something happened today, and gives its subject.
func (h *house) happens(patient, kind string, change ...func(*Happening)) string {
	h.t.Helper()
	x := Happening{Patient: patient, Kind: kind, Subject: h.IDs(), At: h.Clock.Now(), Day: h.today()}
	for _, c := range change {
		c(&x)
	}
	h.write(func(tx *db.Tx) error { return h.s.saw(tx, Cause{Fact: "fact " + x.Subject}, []Happening{x}) })
	return x.Subject
}

func on(d civil.Day) func(*Happening) {
	return func(x *Happening) { x.Day, x.At = d, d.At(12*60, location(home)) }
}
func costing(fen int64) func(*Happening) { return func(x *Happening) { x.Amount = fen } }
func about(word string) func(*Happening) { return func(x *Happening) { x.Word = word } }

// segment makes a rule a live segment.
func (h *house) segment(r Rule, change ...func(*Segment)) Segment {
	h.t.Helper()
	g, err := h.try(r, change...)
	ok(h.t, err)
	return g
}

func (h *house) try(r Rule, change ...func(*Segment)) (Segment, error) {
	h.made++
	g := Segment{Name: fmt.Sprint("segment ", h.made), State: Draft}
	for _, c := range change {
		c(&g)
	}
	err := h.DB.Write(h.program(), func(tx *db.Tx) (err error) {
		mine := g
		if mine, err = h.s.newSegment(tx, mine, r); err == nil {
			_, err = h.s.switchTo(tx, &mine, 1)
		}
		g = mine
		return err
	})
	return g, err
}

func tagging(tag string) func(*Segment) { return func(g *Segment) { g.Tag = tag } }

// settle judges what waits, and turns the days that have begun.
func (h *house) settle() { h.t.Helper(); ok(h.t, h.s.catchUp(h.program())) }

// members lists who is in a segment, as it was written.
func (h *house) members(g Segment) (out []string) {
	h.t.Helper()
	h.read(func(tx *db.Tx) (err error) { out, err = h.s.Members(tx, g.ID, "", 1<<20); return err })
	slices.Sort(out)
	return out
}

// is fails unless the segment has just these members, of which a full build would say
// the same.
func (h *house) is(g Segment, want ...string) {
	h.t.Helper()
	h.settle()
	slices.Sort(want)
	if got := h.members(g); !slices.Equal(got, want) {
		h.t.Fatalf("%s has %d members, want %d", g.Name, len(got), len(want))
	}
	h.same(g)
}

// same fails unless a full build would find what was kept.
func (h *house) same(g Segment) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		all, x, err := h.s.standingOne(tx, g.ID)
		if err != nil {
			return err
		}
		in, out, err := h.s.differences(tx, x, numbersOf(all))
		if len(in)+len(out) > 0 {
			h.t.Fatalf("%s: a full build finds %d more and %d fewer", g.Name, len(in), len(out))
		}
		return err
	})
}
