package audience

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// How big a rule may be.
const (
	maxLeaves  = 200
	maxDepth   = 12
	maxBody    = 64 << 10 // bytes of JSON
	maxWords   = 200      // of one leaf
	maxSpan    = 36500    // days back or ahead
	bucketsAll = 10_000
)

// Read reads the JSON of a rule. One that is too big is refused before it is walked,
// and so is one that says what no rule says.
func Read(body []byte) (Rule, error) {
	var r Rule
	if len(body) > maxBody {
		return r, tooBig("rule")
	}
	in := json.NewDecoder(strings.NewReader(string(body)))
	in.DisallowUnknownFields()
	if err := in.Decode(&r); err != nil || in.More() {
		return r, RuleUnread.At("rule")
	}
	return r, nil
}

func tooBig(path string) *fault.Fault {
	return RuleTooBig.At(path, "leaves", maxLeaves, "depth", maxDepth, "size", maxBody>>10)
}

// checker looks at a rule, and gathers what does not fit, up to a few faults.
type checker struct {
	words  *Dictionary
	leaves int
	faults []*fault.Fault
}

const maxFaults = 20

// check refuses a rule that does not fit the dictionary. Each fault names its node.
// Whether tags and segments exist is asked by the use case.
func (d *Dictionary) check(r Rule) error {
	c := checker{words: d}
	if !c.small(r, 1) {
		return tooBig("rule")
	}
	c.node(r, "rule")
	return fault.Join(c.faults)
}

// small counts, and stops where too much was counted.
func (c *checker) small(r Rule, depth int) bool {
	if depth > maxDepth || len(r.Words)+len(r.Numbers)+len(r.Where) > maxWords {
		return false
	}
	if len(r.Rules) == 0 {
		c.leaves++
		return c.leaves <= maxLeaves
	}
	for _, x := range r.Rules {
		if !c.small(x, depth+1) {
			return false
		}
	}
	return true
}

func (c *checker) add(f *fault.Fault) {
	if len(c.faults) < maxFaults {
		c.faults = append(c.faults, f)
	}
}

func (c *checker) node(r Rule, path string) {
	if extra := surplus(r); extra != "" {
		c.add(Surplus.At(path+"."+extra, "op", string(r.Op)))
	}
	switch r.Op {
	case OpAnd, OpOr, OpNot:
		c.branch(r, path)
	case OpAttr:
		c.attr(r, path)
	case OpTag:
		if r.Tag == "" {
			c.add(UnknownTag.At(path + ".tag"))
		}
	case OpSegment:
		if r.Segment == "" {
			c.add(UnknownMember.At(path + ".segment"))
		}
	case OpEvent:
		c.event(r, path)
	case OpAbsent:
		c.happening(r.Event, r.Where, path)
		c.window(r.Window, path+".window", true)
	case OpSeq:
		c.seq(r, path)
	case OpBucket:
		if r.Salt == "" || len(r.Salt) > 100 || r.Low < 0 || r.High > bucketsAll || r.Low >= r.High {
			c.add(WrongBucket.At(path))
		}
	default:
		c.add(UnknownNode.At(path+".op", "op", string(r.Op)))
	}
}

func (c *checker) branch(r Rule, path string) {
	if len(r.Rules) == 0 || r.Op == OpNot && len(r.Rules) != 1 {
		c.add(RuleEmpty.At(path + ".rules"))
	}
	for i, x := range r.Rules {
		c.node(x, fmt.Sprintf("%s.rules[%d]", path, i))
	}
}

// surplus names a field that a node's Op does not speak of: a rule that says more
// than it means would be read wrongly by people.
func surplus(r Rule) string {
	speaks := map[Op]string{
		OpAnd: "rules", OpOr: "rules", OpNot: "rules", OpAttr: "attr compare words numbers window", OpTag: "tag", OpSegment: "segment",
		OpEvent: "event where measure field compare numbers window", OpAbsent: "event where window", OpSeq: "event where window then",
		OpBucket: "salt low high",
	}[r.Op]
	if speaks == "" {
		return ""
	}
	said := []struct {
		name string
		is   bool
	}{
		{"rules", len(r.Rules) > 0}, {"attr", r.Attr != ""}, {"compare", r.Compare != ""}, {"words", len(r.Words) > 0}, {"numbers", len(r.Numbers) > 0},
		{"window", r.Window != nil}, {"tag", r.Tag != ""}, {"segment", r.Segment != ""}, {"event", r.Event != ""}, {"where", len(r.Where) > 0},
		{"measure", r.Measure != ""}, {"field", r.Field != ""}, {"then", r.Then != nil}, {"salt", r.Salt != ""}, {"low", r.Low != 0}, {"high", r.High != 0},
	}
	for _, x := range said {
		if x.is && !slices.Contains(strings.Fields(speaks), x.name) {
			return x.name
		}
	}
	return ""
}

func (c *checker) attr(r Rule, path string) {
	a, ok := c.words.attrs[r.Attr]
	if !ok {
		c.add(UnknownAttr.At(path+".attr", "attr", r.Attr))
		return
	}
	c.compares(a.Type, r.Compare, r.Words, r.Numbers, a.Choices, path)
	switch {
	case r.Compare == Within:
		c.window(r.Window, path+".window", false)
	case r.Window != nil:
		c.add(WrongWindow.At(path + ".window"))
	}
}

// compares refuses a comparison that does not fit the type, or has not the values
// that it wants.
func (c *checker) compares(t Type, how Compare, words []string, numbers []int64, choices []string, path string) {
	if !slices.Contains(t.Compares(), how) {
		c.add(WrongCompare.At(path+".compare", "compare", string(how), "type", string(t)))
		return
	}
	wantWords, wantNumbers := how == In || how == NotIn, 0
	switch how {
	case Eq, Ne, Lt, Le, Gt, Ge:
		wantNumbers = 1
	case Between:
		wantNumbers = 2
	}
	if wantWords != (len(words) > 0) || len(numbers) != wantNumbers || how == Between && numbers[0] > numbers[1] {
		c.add(WrongValues.At(path))
		return
	}
	if t == Age && slices.ContainsFunc(numbers, func(n int64) bool { return n < 0 || n > 150 }) {
		c.add(WrongValues.At(path + ".numbers"))
	}
	for i, w := range words {
		if w == "" || len(w) > 200 || choices != nil && !slices.Contains(choices, w) {
			c.add(UnknownWord.At(fmt.Sprintf("%s.words[%d]", path, i), "word", w))
		}
	}
}

// happening checks a kind and what narrows it.
func (c *checker) happening(kind string, where []Where, path string) (Kind, bool) {
	k, ok := c.words.kinds[kind]
	if !ok {
		c.add(UnknownKind.At(path+".event", "kind", kind))
		return k, false
	}
	for i, w := range where {
		at := fmt.Sprintf("%s.where[%d]", path, i)
		f, known := k.Field(w.Field)
		if !known {
			c.add(UnknownField.At(at+".field", "field", w.Field, "kind", kind))
			continue
		}
		c.compares(f.Type, w.Compare, w.Words, w.Numbers, f.Choices, at)
	}
	return k, true
}

func (c *checker) event(r Rule, path string) {
	k, ok := c.happening(r.Event, r.Where, path)
	switch r.Measure {
	case Count, Sum:
		c.compares(Number, r.Compare, nil, r.Numbers, nil, path)
		c.window(r.Window, path+".window", true)
	case First, Last:
		if r.Compare != "" || len(r.Numbers) > 0 {
			c.add(WrongValues.At(path))
		}
		c.window(r.Window, path+".window", false)
	default:
		c.add(WrongMeasure.At(path + ".measure"))
	}
	f, known := k.Field(r.Field)
	if ok && (r.Measure == Sum) != (known && f.In == SlotAmount) || r.Measure != Sum && r.Field != "" {
		c.add(UnknownField.At(path+".field", "field", r.Field, "kind", r.Event))
	}
}

func (c *checker) seq(r Rule, path string) {
	c.happening(r.Event, r.Where, path)
	c.window(r.Window, path+".window", true)
	if r.Then == nil {
		c.add(RuleEmpty.At(path + ".then"))
		return
	}
	c.happening(r.Then.Event, r.Then.Where, path+".then")
	if r.Then.Days < 0 || r.Then.Days > maxSpan {
		c.add(WrongValues.At(path + ".then.days"))
	}
}

// window refuses one that is said in no way or in several; ever tells whether it may
// be left out.
func (c *checker) window(w *Window, path string, ever bool) {
	if w == nil {
		if !ever {
			c.add(WrongWindow.At(path))
		}
		return
	}
	ways := 0
	for _, said := range []bool{w.Last != 0, w.Next != 0, w.This, w.Ago, w.From != "" || w.To != ""} {
		if said {
			ways++
		}
	}
	counts := w.Last != 0 || w.Next != 0 || w.This
	known := w.Unit == Day || w.Unit == Week || w.Unit == Month || w.Unit == Year
	if ways != 1 || counts != known || !counts && w.Unit != "" || !w.Ago && (w.MinAgo != 0 || w.MaxAgo != 0) || !w.fits() {
		c.add(WrongWindow.At(path))
	}
}

// fits tells whether the numbers and days of a window make a range.
func (w *Window) fits() bool {
	most := map[Unit]int{Day: maxSpan, Week: maxSpan / 7, Month: maxSpan / 31, Year: 100}[w.Unit]
	switch {
	case w.Last != 0 || w.Next != 0:
		return w.Last >= 0 && w.Last <= most && w.Next >= 0 && w.Next <= most
	case w.Ago:
		return w.MinAgo >= -maxSpan && w.MaxAgo <= maxSpan && w.MinAgo <= maxSpan && (w.MaxAgo == 0 || w.MinAgo <= w.MaxAgo)
	}
	for _, d := range []civil.Day{w.From, w.To} {
		if _, err := civil.Parse(string(d)); d != "" && err != nil {
			return false
		}
	}
	return w.From == "" || w.To == "" || w.From <= w.To
}
