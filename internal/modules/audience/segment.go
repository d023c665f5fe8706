package audience

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"archwire/internal/kit/civil"
)

// State is how far a segment is.
type State string

// The states. What is archived has no members and is read by nobody.
const (
	Draft    State = "draft" // no version of it was ever true
	Live     State = "live"
	Archived State = "archived"
)

// Segment is a group of people by a rule.
type Segment struct {
	ID        string `db:"id"`
	No        int64  `db:"no"` // its number in the tables of members
	Version   int64  `db:"version"`
	Name      string `db:"name"`
	Note      string `db:"note"`
	Shipped   string `db:"shipped"` // key of the rule that Archwire brought, "" = of the group's own
	Tag       string `db:"tag"`     // given to whoever is in it, "" = none
	State     State  `db:"state"`
	Live      int64  `db:"live"` // number of the version that is true, 0 = none
	Size      int64  `db:"size"`
	MadeAt    int64  `db:"made_at"`
	MadeBy    string `db:"made_by,null"`
	ChangedAt int64  `db:"changed_at"`
}

// Version is a rule that a segment has or had.
type Version struct {
	Segment string `db:"segment_id"`
	Number  int64  `db:"number"`
	Rule    Rule   `db:"rule,json"`
	Hash    string `db:"hash"`
	MadeAt  int64  `db:"made_at"`
	MadeBy  string `db:"made_by,null"`
	LiveAt  int64  `db:"live_at,null"` // when it became true, 0 = never
}

// hash tells rules apart.
func (r Rule) hash() string {
	text, _ := json.Marshal(r) // a rule has nothing that cannot be written
	sum := sha256.Sum256(text)
	return hex.EncodeToString(sum[:])
}

// Build tells what a full build or a proof did.
type Build struct {
	ID      string   `db:"id"`
	Segment string   `db:"segment_id"`
	Number  int64    `db:"number"` // version
	Why     BuildWhy `db:"why"`
	At      int64    `db:"at"`
	Took    int64    `db:"took"` // ms
	Size    int64    `db:"size"`
	Entered int64    `db:"entered"`
	Gone    int64    `db:"gone"`
	Flaws   int64    `db:"flaws"` // of a proof: how many were wrongly in or out
}

// BuildWhy is why everybody was judged.
type BuildWhy string

// The reasons.
const (
	BuildFirst   BuildWhy = "first"
	BuildVersion BuildWhy = "version"
	BuildProof   BuildWhy = "proof"
	BuildBulk    BuildWhy = "bulk"
	BuildAsked   BuildWhy = "asked"
)

// standing is a segment with the rule that is true, as batches work with it.
type standing struct {
	Segment
	rule Rule
	deps deps
}

// inOrder puts segments behind those that they read, through membership and through
// tags that others give. What would lead back to itself is named by loop.
func inOrder(list []standing) (out, loop []standing) {
	gives := map[string]string{} // tag → segment
	byID := map[string]standing{}
	for _, x := range list {
		byID[x.ID] = x
		if x.Tag != "" {
			gives[x.Tag] = x.ID
		}
	}
	const doing, done = 1, 2
	mark := map[string]int{}
	var trail []standing
	var visit func(x standing) bool
	visit = func(x standing) bool {
		switch mark[x.ID] {
		case done:
			return true
		case doing:
			at := slices.IndexFunc(trail, func(t standing) bool { return t.ID == x.ID })
			loop = slices.Clone(trail[at:])
			return false
		}
		mark[x.ID], trail = doing, append(trail, x)
		for _, id := range x.reads(gives) {
			if next, there := byID[id]; there && !visit(next) {
				return false
			}
		}
		mark[x.ID], trail = done, trail[:len(trail)-1]
		out = append(out, x)
		return true
	}
	for _, x := range list {
		if !visit(x) {
			return nil, loop
		}
	}
	return out, nil
}

// reads lists the segments whose members a rule depends on.
func (x standing) reads(gives map[string]string) []string {
	out := x.deps.of(segmentDep(""))
	for _, tag := range x.deps.of(tagDep("")) {
		if id, ok := gives[tag]; ok {
			out = append(out, id)
		}
	}
	return out
}

// edges are the parts of a rule that the passing of days can turn: whoever has
// something on one of the days is judged again.
type edges struct {
	happened map[string][]days // by kind: on days that windows reached or left
	columns  []columnEdge
}

// columnEdge is a column of days whose range has moved; yearly, where only month and
// day count.
type columnEdge struct {
	column string
	yearly bool
	was    []days
	is     []days
}

// edges gathers what lies between two days. from is the day that was looked at last.
func (d *Dictionary) edges(r Rule, from, to civil.Day) edges {
	out := edges{happened: map[string][]days{}}
	r.walk(func(x Rule) { out.add(d, x, from, to) })
	return out
}

func (e *edges) add(d *Dictionary, x Rule, from, to civil.Day) {
	a := d.attrs[x.Attr]
	was, is := x.Window.days(from), x.Window.days(to)
	switch {
	case x.Op == OpAttr && a.Type == Age && x.Compare != Known && x.Compare != Unknown:
		e.columns = append(e.columns, columnEdge{a.Column, false, []days{bornFor(x.Compare, x.Numbers, from)}, []days{bornFor(x.Compare, x.Numbers, to)}})
	case x.Op == OpAttr && x.Window.relative() && a.Type == Birthday:
		e.columns = append(e.columns, columnEdge{a.Column, true, yearly(was), yearly(is)})
	case x.Op == OpAttr && x.Window.relative():
		e.columns = append(e.columns, columnEdge{a.Column, false, []days{was}, []days{is}})
	case x.Event != "":
		spans := changed(was, is)
		if x.Then != nil && x.Then.Never {
			over := func(today civil.Day) days { return days{dawn, today.AddDays(-x.Then.Days - 1)} }
			spans = append(spans, changed(over(from), over(to))...)
		}
		if len(spans) > 0 {
			e.happened[x.Event] = append(e.happened[x.Event], spans...)
		}
	}
}
