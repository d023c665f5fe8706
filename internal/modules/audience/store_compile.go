package audience

import (
	"cmp"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// asked is a rule as a condition over audience_people p, for the people of one day:
// those of one zone. It means what judge.go means; only its way is another one.
type asked struct {
	words   *Dictionary
	numbers map[string]int64 // segment id → number
	today   civil.Day
	fences  bool // the database begins where it is told to (SQLite)
	sets    deps // on SQLite: what is gathered once instead of being looked up for everybody
	text    strings.Builder
	args    []any
}

func (q *asked) put(text string, args ...any) {
	q.text.WriteString(text)
	q.args = append(q.args, args...)
}

// condition writes a node. Nothing in it is ever NULL.
func (q *asked) condition(r Rule) {
	if q.set(r) {
		return
	}
	switch r.Op {
	case OpAnd, OpOr:
		glue := map[Op]string{OpAnd: " AND ", OpOr: " OR "}[r.Op]
		for i, x := range cheapFirst(r.Rules) {
			q.put([]string{"(", glue}[min(i, 1)])
			q.condition(x)
		}
		q.put(")")
	case OpNot:
		q.put("NOT (")
		q.condition(r.Rules[0])
		q.put(")")
	case OpAttr:
		q.attr(r)
	case OpTag:
		q.tag(r.Tag)
	case OpSegment:
		q.put("EXISTS (SELECT 1 FROM audience_members m WHERE m.tenant_id = :tenant AND m.segment = ? AND m.person = p.no)", q.numbers[r.Segment])
	case OpBucket:
		m, c := mixer(r.Salt)
		q.put("((p.hash * ? + ?) % 2147483647) % 10000 BETWEEN ? AND ?", m, c, r.Low, r.High-1)
	case OpEvent:
		q.event(r)
	case OpAbsent:
		q.put("NOT EXISTS (SELECT 1 ")
		q.happened("h", r.Event, r.Where, r.Window.days(q.today))
		q.put(")")
	case OpSeq:
		q.seq(r)
	}
}

// tag asks for a tag. One that few carry is gathered once instead of being looked up for
// everybody.
func (q *asked) tag(tag string) {
	if q.sets[tagDep(tag)] {
		q.put("p.no IN (SELECT t.person FROM audience_tagged t WHERE t.tenant_id = :tenant AND t.tag = ?)", tag)
		return
	}
	q.put("EXISTS (SELECT 1 FROM audience_tagged t WHERE t.tenant_id = :tenant AND t.person = p.no AND t.tag = ?)", tag)
}

// cheapFirst puts what is read from the row itself before what is looked up.
func cheapFirst(list []Rule) []Rule {
	out := slices.Clone(list)
	slices.SortStableFunc(out, func(a, b Rule) int { return cmp.Compare(a.cost(), b.cost()) })
	return out
}

// cost ranks nodes by what it takes to answer them for one person.
func (r Rule) cost() int {
	switch r.Op {
	case OpAttr, OpBucket:
		return 1
	case OpTag, OpSegment:
		return 2
	case OpEvent, OpAbsent:
		return 4
	case OpSeq:
		return 8
	}
	n := 0
	for _, x := range r.Rules {
		n += x.cost()
	}
	return n
}

func (q *asked) attr(r Rule) {
	a := q.words.attrs[r.Attr]
	col := "p." + a.Column
	switch {
	case a.Type == Set:
		if r.Compare == NotIn {
			q.put("NOT ")
		}
		q.put("EXISTS (SELECT 1 FROM audience_words w WHERE w.tenant_id = :tenant AND w.person = p.no AND w.attr = ? AND w.word IN (?))", a.Key, r.Words)
	case r.Compare == Known:
		q.put(col + " <> ''")
	case r.Compare == Unknown:
		q.put(col + " = ''")
	case a.Type == YesNo && r.Compare == Yes:
		q.put(col)
	case a.Type == YesNo:
		q.put("NOT " + col)
	case a.Type == Age:
		b := bornFor(r.Compare, r.Numbers, q.today)
		q.put("("+col+" >= ? AND "+col+" <= ?)", b.lo, b.hi)
	case a.Type == DayType:
		d := r.Window.days(q.today)
		q.put("("+col+" >= ? AND "+col+" <= ?)", d.lo, d.hi)
	case a.Type == Birthday:
		q.birthday(col, r.Window.days(q.today))
	default:
		q.compare(col, r.Compare, r.Words, r.Numbers)
	}
}

func (q *asked) birthday(col string, when days) {
	q.put("(" + col + " <> '' AND (")
	for i, part := range yearly(when) {
		if i > 0 {
			q.put(" OR ")
		}
		q.put("substr("+col+", 6, 5) BETWEEN ? AND ?", part.lo, part.hi)
	}
	q.put("))")
}

var signs = map[Compare]string{Eq: "=", Ne: "<>", Lt: "<", Le: "<=", Gt: ">", Ge: ">="}

func (q *asked) compare(expr string, how Compare, words []string, numbers []int64) {
	switch how {
	case In:
		q.put(expr+" IN (?)", words)
	case NotIn:
		q.put(expr+" NOT IN (?)", words)
	case Known:
		q.put(expr + " <> ''")
	case Unknown:
		q.put(expr + " = ''")
	case Between:
		q.put(expr+" BETWEEN ? AND ?", numbers[0], numbers[1])
	default:
		q.put(expr+" "+signs[how]+" ?", numbers[0])
	}
}

// happened writes FROM and WHERE of the happenings of p, those of everybody's.
func (q *asked) happened(alias, kind string, where []Where, in days) {
	q.those(alias, kind, where, in)
	q.put(" AND " + alias + ".person = p.no")
}

func (q *asked) those(alias, kind string, where []Where, in days) {
	q.put("FROM audience_happened "+alias+" WHERE "+alias+".tenant_id = :tenant AND "+alias+".kind = ?", kind)
	if in.lo > dawn {
		q.put(" AND "+alias+".day >= ?", in.lo)
	}
	if in.hi < dusk {
		q.put(" AND "+alias+".day <= ?", in.hi)
	}
	for _, w := range where {
		f, _ := q.words.kinds[kind].Field(w.Field)
		q.put(" AND ")
		q.compare(alias+"."+string(f.In), w.Compare, w.Words, w.Numbers)
	}
}

func (q *asked) event(r Rule) {
	in := r.Window.days(q.today)
	if r.Measure == First || r.Measure == Last {
		q.edge(r, in)
		return
	}
	if len(r.Where) == 0 && r.once() {
		q.any(r.Event, in)
		return
	}
	if n, atLeast := r.least(); atLeast {
		q.put("(")
		q.sums(r.Event, n, in)
		q.put(" AND ")
		defer q.put(")")
	}
	what := "count(*)"
	if r.Measure == Sum {
		what = "coalesce(sum(h.amount), 0)"
	}
	q.put("(SELECT " + what + " ")
	q.happened("h", r.Event, r.Where, in)
	q.put(")")
	q.compare("", r.Compare, nil, r.Numbers)
}

// any asks for one happening: the last one tells, unless it lies behind the window.
func (q *asked) any(kind string, in days) {
	if q.sets[kindDep(kind)] {
		q.anySet(kind, in)
		return
	}
	q.put("EXISTS (SELECT 1 FROM audience_sums s WHERE s.tenant_id = :tenant AND s.kind = ? AND s.person = p.no AND s.last_day >= ? AND (s.last_day <= ? OR EXISTS (SELECT 1 ", kind, in.lo, in.hi)
	q.happened("h", kind, nil, in)
	q.put(")))")
}

// sums asks the sums of a kind, which nobody whom the leaf means fails to pass.
func (q *asked) sums(kind string, n int64, in days) {
	q.put("EXISTS (SELECT 1 FROM audience_sums s WHERE s.tenant_id = :tenant AND s.kind = ? AND s.person = p.no", kind)
	q.inSums("s", n, in)
	q.put(")")
}

func (q *asked) inSums(alias string, n int64, in days) {
	if n > 1 {
		q.put(" AND "+alias+".n >= ?", n)
	}
	if in.lo > dawn {
		q.put(" AND "+alias+".last_day >= ?", in.lo)
	}
	if in.hi < dusk {
		q.put(" AND "+alias+".first_day <= ?", in.hi)
	}
}

// least tells how many happenings there must be at least for a leaf to be true, if
// nobody without any can be meant.
func (r Rule) least() (int64, bool) {
	if r.Op != OpEvent || r.Measure != Count && r.Measure != Sum {
		return 0, false
	}
	n := r.Numbers[0]
	switch r.Compare {
	case Gt:
		n++
	case Ge, Eq, Between:
	default:
		return 0, false
	}
	if n <= 0 { // none at all, or a sum of nothing, would do
		return 0, false
	}
	if r.Measure == Sum {
		n = 1
	}
	return n, true
}

// once tells whether a leaf asks for one happening or more.
func (r Rule) once() bool {
	n, atLeast := r.least()
	return atLeast && n == 1 && r.Measure == Count && (r.Compare == Ge || r.Compare == Gt)
}

// edgeColumns are where the sums keep the first and the last day.
var edgeColumns = map[Measure]string{First: "first_day", Last: "last_day"}

// edge asks for the day of the first or last happening.
func (q *asked) edge(r Rule, in days) {
	if len(r.Where) == 0 {
		q.put("EXISTS (SELECT 1 FROM audience_sums s WHERE s.tenant_id = :tenant AND s.kind = ? AND s.person = p.no AND s."+edgeColumns[r.Measure]+" BETWEEN ? AND ?)", r.Event, in.lo, in.hi)
		return
	}
	what := map[Measure]string{First: "min", Last: "max"}[r.Measure]
	q.put("coalesce((SELECT " + what + "(h.day) ")
	q.happened("h", r.Event, r.Where, always)
	q.put("), '') BETWEEN ? AND ?", in.lo, in.hi)
}

// seq asks for a happening that another follows, or does not.
func (q *asked) seq(r Rule) {
	q.put("EXISTS (SELECT 1 ")
	q.follows(r, "p.no")
	q.put(")")
}

// follows writes FROM and WHERE of happenings of somebody that another follows, or does
// not.
func (q *asked) follows(r Rule, whose string) {
	in := r.Window.days(q.today)
	if r.Then.Never { // the days for the second are over
		in.hi = min(in.hi, q.today.AddDays(-r.Then.Days-1))
	}
	q.those("a", r.Event, r.Where, in)
	q.put(" AND a.person = " + whose + " AND ")
	if r.Then.Never {
		q.put("NOT ")
	}
	q.put("EXISTS (SELECT 1 ")
	q.those("b", r.Then.Event, r.Then.Where, always)
	q.put(" AND b.person = " + whose + " AND (b.at > a.at")
	if r.Event != r.Then.Event {
		q.put(" OR b.at = a.at")
	}
	q.put(") AND b.day <= "+q.later("a.day")+")", r.Then.Days)
}

// later is a day so many days after a column's.
func (q *asked) later(col string) string {
	if q.fences {
		return "date(" + col + ", (? || ' days'))"
	}
	return "to_char(" + col + "::date + ?::int, 'YYYY-MM-DD')"
}

// whom is a rule as a statement can begin with it.
type whom struct {
	from string // audience_people p, or what is small and leads to p
	cond string
	args []any
}

// statement compiles a rule for the people of one zone: everything from FROM on. The
// people come in the order of their numbers. lead is a leaf that all of them answer by
// yes, and few others, nil: none is known.
func (s *Service) statement(tx *db.Tx, r Rule, numbers map[string]int64, zone string, today civil.Day, lead *Rule, sets deps) whom {
	q := &asked{words: s.words, numbers: numbers, today: today, fences: tx.Dialect() == db.SQLite, sets: sets}
	from := "audience_people p"
	if lead != nil && q.fences {
		q.leads(*lead)
		q.put(" CROSS JOIN audience_people p")
		from = q.text.String()
		q.text.Reset()
	}
	q.put("p.tenant_id = :tenant AND p.zone = ?", zone)
	if from != "audience_people p" {
		q.put(" AND p.no = d.person AND ")
	} else {
		q.put(" AND ")
	}
	q.condition(r)
	return whom{from, q.text.String(), q.args}
}

// leads writes the few rows that a statement begins with, as d, by person.
func (q *asked) leads(r Rule) {
	switch r.Op {
	case OpTag:
		q.put(`(SELECT x.person FROM audience_tagged x WHERE x.tenant_id = :tenant AND x.tag = ? GROUP BY x.person) d`, r.Tag)
	case OpSegment:
		q.put("(SELECT x.person FROM audience_members x WHERE x.tenant_id = :tenant AND x.segment = ? LIMIT -1) d", q.numbers[r.Segment])
	case OpEvent:
		n, _ := r.least()
		q.put("(SELECT x.person FROM audience_sums x WHERE x.tenant_id = :tenant AND x.kind = ?", r.Event)
		q.inSums("x", n, r.Window.days(q.today))
		q.put(" LIMIT -1) d")
	}
}
