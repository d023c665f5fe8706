package audience

import (
	"slices"
	"strings"
)

// deps is what a rule depends on: what changed elsewhere cannot change its answer.
// Keys are those of the notes in audience_dirty.
type deps map[string]bool

// The notes of what changed. Everything of a person is everyDep.
const everyDep = "*"

func attrDep(column string) string     { return "a:" + column }
func kindDep(kind string) string       { return "e:" + kind }
func tagDep(tag string) string         { return "t:" + tag }
func segmentDep(id string) string      { return "s:" + id }
func (d deps) touched(dep string) bool { return dep == everyDep || d[dep] }

// of lists what deps have of one sort, by its prefix.
func (d deps) of(prefix string) []string {
	var out []string
	for k := range d {
		if rest, ok := strings.CutPrefix(k, prefix); ok {
			out = append(out, rest)
		}
	}
	slices.Sort(out)
	return out
}

func (d deps) join(o deps) {
	for k := range o {
		d[k] = true
	}
}

// walk visits every node.
func (r Rule) walk(visit func(Rule)) {
	visit(r)
	for _, x := range r.Rules {
		x.walk(visit)
	}
}

// deps tells what a rule depends on.
func (d *Dictionary) deps(r Rule) deps {
	out := deps{}
	r.walk(func(x Rule) {
		switch x.Op {
		case OpAttr:
			a := d.attrs[x.Attr]
			if a.Type == Set {
				out[attrDep(a.Key)] = true
			} else {
				out[attrDep(a.Column)] = true
			}
		case OpTag:
			out[tagDep(x.Tag)] = true
		case OpSegment:
			out[segmentDep(x.Segment)] = true
		case OpEvent, OpAbsent, OpSeq:
			out[kindDep(x.Event)] = true
			if x.Then != nil {
				out[kindDep(x.Then.Event)] = true
			}
		}
	})
	return out
}

// timely tells whether the passing of days alone may change the answer of a rule.
func (d *Dictionary) timely(r Rule) bool {
	found := false
	r.walk(func(x Rule) {
		found = found || x.Window.relative() || x.Then != nil && x.Then.Never || x.Op == OpAttr && d.attrs[x.Attr].Type == Age
	})
	return found
}
