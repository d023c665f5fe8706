package journeys

import (
	"slices"

	"archwire/internal/modules/audience"
)

// Words is a text in both languages of the staff.
type Words struct{ Zh, En string }

// In gives the words in a language, Chinese where it is not known.
func (w Words) In(lang string) string {
	if lang == "en" {
		return w.En
	}
	return w.Zh
}

// Template is a journey that the program brings: a clinic takes it as its own draft,
// changes what it likes, rehearses and publishes it.
type Template struct {
	Key      string
	Sort     Sort
	Name     Words
	About    Words   // whom it is for, and what for
	Steps    []Words // the same journey in sentences
	Segments []string
	Texts    []string // keys of the content module
	Result   Result   // what shows whether it is worth something
	plan     func(draw) Graph
}

// Result is an outcome by which a journey is judged, as the clinic's own records have
// it: not what was read or clicked. Its text is "journeys.result.<result>".
type Result string

// The results, each with the days after the drawing of lots within which it counts.
const (
	ResultCheckin Result = "checkin"  // checked in
	ResultVisit   Result = "visit"    // came to a visit
	ResultPlan    Result = "accepted" // agreed to a plan
	ResultPaid    Result = "paid"     // paid so much
)

// Results lists them in the order of the screens.
var Results = []Result{ResultCheckin, ResultVisit, ResultPlan, ResultPaid}

// Sort is where a template stands in the gallery. Its text is "journeys.sort.<sort>".
type Sort string

// The sorts.
const (
	SortCare    Sort = "care"    // after a treatment
	SortCheckin Sort = "checkin" // at home, day by day
	SortReturn  Sort = "return"  // come back
	SortGrow    Sort = "grow"    // not agreed yet, birthdays, referral
)

// Sorts lists them in the order of the screens.
var Sorts = []Sort{SortCare, SortCheckin, SortReturn, SortGrow}

// Gallery lists the templates in the order of the screens.
var Gallery = slices.Concat(galleryCare, galleryCheckin, galleryReturn, galleryGrow)

// TemplateOf finds a template by its key.
func TemplateOf(key string) (Template, bool) {
	i := slices.IndexFunc(Gallery, func(t Template) bool { return t.Key == key })
	if i < 0 {
		return Template{}, false
	}
	return Gallery[i], true
}

// Graph draws the template's graph: names in a language, segment giving the id of a
// segment that the program brings by its key.
func (t Template) Graph(lang string, segment func(key string) string) Graph {
	g := t.plan(draw{lang, segment})
	g.place()
	g.uncomplained()
	return g
}

// uncomplained keeps out who complains already, where a complaint ends the journey: the
// exit hears of complaints that are raised later only.
func (g *Graph) uncomplained() {
	if !slices.ContainsFunc(g.Exits, func(w When) bool { return w.Event == complained.Event }) {
		return
	}
	content := Rule{Op: audience.OpAttr, Attr: "complaint", Compare: audience.No}
	for i, n := range g.Nodes {
		if n.Entry == nil {
			continue
		}
		only := content
		if n.Entry.Only != nil {
			only = Rule{Op: audience.OpAnd, Rules: []Rule{*n.Entry.Only, content}}
		}
		g.Nodes[i].Entry.Only = &only
	}
}

// draw is what a template is drawn with.
type draw struct {
	lang    string
	segment func(key string) string
}

func (d draw) say(zh, en string) string { return Words{zh, en}.In(d.lang) }

// place gives each node a place on the canvas, one below the other, so that a graph
// that nobody laid out can be looked at.
func (g *Graph) place() {
	for i := range g.Nodes {
		if g.Nodes[i].X == 0 && g.Nodes[i].Y == 0 {
			g.Nodes[i].Y = i * 140
		}
	}
}

// The pieces of which templates are made. Each node leads to the one after it, unless
// it says where it leads.

// row joins nodes one after the other by their outlet "next"; a ladder goes on by both.
func row(nodes ...Node) []Node {
	for i := range nodes[:len(nodes)-1] {
		n := &nodes[i]
		if n.To != nil || n.Kind == KindExit || n.Kind == KindGoal {
			continue
		}
		n.To = map[string]string{}
		for _, out := range n.outlets() {
			n.To[out] = nodes[i+1].ID
		}
	}
	return nodes
}

func onEvent(kind string, where ...Cond) Node {
	return Node{ID: "entry", Kind: KindEntry, Entry: &Entry{How: ByEvent, When: &When{Event: kind, Where: where}}}
}

func onSegment(id string) Node {
	return Node{ID: "entry", Kind: KindEntry, Entry: &Entry{How: BySegment, When: &When{Segment: id}}}
}

// eachDay lets in everybody for whom a rule holds, at a time of day.
func eachDay(at string, only audience.Rule) Node {
	return Node{ID: "entry", Kind: KindEntry, Entry: &Entry{How: BySchedule, Only: &only, At: &Delay{At: at}}}
}

func pause(id string, d Delay) Node { return Node{ID: id, Kind: KindWait, Wait: &d} }

func tell(id string, m MessageDo) Node { return Node{ID: id, Kind: KindMessage, Message: &m} }

func ask(id string, t TaskDo) Node { return Node{ID: id, Kind: KindTask, Task: &t} }

func coupon(id, face string) Node {
	return Node{ID: id, Kind: KindGrant, Grant: &GrantDo{Coupon: face}}
}

func heldBack(percent int) Node {
	return Node{ID: "holdout", Kind: KindHoldout, Holdout: &Holdout{Percent: percent}}
}

func is(field, word string) Cond { return Cond{Field: field, Compare: "in", Words: []string{word}} }

func oneOf(field string, words ...string) Cond {
	return Cond{Field: field, Compare: "in", Words: words}
}

func yes(field string) Cond { return Cond{Field: field, Compare: "yes"} }

func amount(field, compare string, n int64) Cond {
	return Cond{Field: field, Compare: compare, Numbers: []int64{n}}
}

func happens(kind string, where ...Cond) When { return When{Event: kind, Where: where} }

func after(n int, u Unit) Delay          { return Delay{Amount: n, Unit: u} }
func afterDays(n int, at string) Delay   { return Delay{Amount: n, Unit: Days, At: at} }
func textKey(template, n string) string  { return "journey." + template + "." + n }
func (d Delay) on(weekdays ...int) Delay { d.Weekdays = weekdays; return d }

// complained ends whatever is not care.
var complained = happens("complaints.raised")
