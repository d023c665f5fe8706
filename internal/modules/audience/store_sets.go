package audience

import "archwire/internal/platform/db"

// On PostgreSQL every leaf about what is not in the row itself is a set that is made
// once: p.no IN (SELECT …). It becomes a join where the rule allows it, and a hashed set
// under NOT and OR; a correlated question would be asked a million times, or, with
// statistics that are not there yet, be answered by going through everything each time.

// set writes a leaf so, and tells whether it did.
func (q *asked) set(r Rule) bool {
	if q.fences {
		return false
	}
	switch r.Op {
	case OpTag:
		q.put("p.no IN (SELECT t.person FROM audience_tagged t WHERE t.tenant_id = :tenant AND t.tag = ?)", r.Tag)
	case OpSegment:
		q.put("p.no IN (SELECT m.person FROM audience_members m WHERE m.tenant_id = :tenant AND m.segment = ?)", q.numbers[r.Segment])
	case OpAttr:
		if q.words.attrs[r.Attr].Type != Set {
			return false
		}
		if r.Compare == NotIn {
			q.put("NOT ")
		}
		q.put("(p.no IN (SELECT w.person FROM audience_words w WHERE w.tenant_id = :tenant AND w.attr = ? AND w.word IN (?)))", r.Attr, r.Words)
	case OpAbsent:
		if len(r.Where) == 0 {
			q.put("NOT ")
			q.anySet(r.Event, r.Window.days(q.today))
			return true
		}
		q.put("NOT (p.no IN (SELECT h.person ")
		q.those("h", r.Event, r.Where, r.Window.days(q.today))
		q.put("))")
	case OpEvent:
		q.eventSet(r)
	case OpSeq:
		q.put("p.no IN (SELECT a.person ")
		q.follows(r, "a.person")
		q.put(")")
	default:
		return false
	}
	return true
}

// eventSet counts for everybody at once. Who has nothing to count is in no set: where
// that is what the leaf means, it is those who are not in the set of the others.
func (q *asked) eventSet(r Rule) {
	in := r.Window.days(q.today)
	if q.sumsTell(r, in) {
		return
	}
	having := "count(*)"
	switch r.Measure {
	case First, Last:
		q.put("p.no IN (SELECT h.person ")
		q.those("h", r.Event, r.Where, always)
		q.put(" GROUP BY h.person HAVING "+map[Measure]string{First: "min", Last: "max"}[r.Measure]+"(h.day) BETWEEN ? AND ?)", in.lo, in.hi)
		return
	case Sum:
		having = "sum(h.amount)"
	}
	nothing := compareNumber(0, r.Compare, r.Numbers)
	if nothing {
		q.put("NOT ")
	}
	q.put("(p.no IN (SELECT h.person ")
	q.those("h", r.Event, r.Where, in)
	q.put(" GROUP BY h.person HAVING ")
	if nothing {
		q.put("NOT ")
	}
	q.put("(")
	q.compare(having, r.Compare, nil, r.Numbers)
	q.put(")))")
}

// sumsTell writes a leaf that the sums answer, and tells whether they do.
func (q *asked) sumsTell(r Rule, in days) bool {
	switch {
	case len(r.Where) > 0:
		return false
	case r.Measure == First || r.Measure == Last:
		q.put("p.no IN (SELECT s.person FROM audience_sums s WHERE s.tenant_id = :tenant AND s.kind = ? AND s."+edgeColumns[r.Measure]+" BETWEEN ? AND ?)", r.Event, in.lo, in.hi)
		return true
	case r.once():
		q.anySet(r.Event, in)
		return true
	}
	return false
}

// anySet asks for one happening at least. First and last tell, unless one lies before
// the window and the other behind it. OFFSET 0 and + keep the set a set: PostgreSQL
// would go to it person by person for what hardly anybody is asked, SQLite go from it to
// the people instead of through them.
func (q *asked) anySet(kind string, in days) {
	who := map[bool]string{false: "p.no", true: "+p.no"}[q.fences]
	q.put("("+who+" IN (SELECT s.person FROM audience_sums s WHERE s.tenant_id = :tenant AND s.kind = ?", kind)
	q.inSums("s", 1, in)
	if in.lo > dawn && in.hi < dusk {
		q.put(" AND (s.last_day <= ? OR s.first_day >= ? OR EXISTS (SELECT 1 ", in.hi, in.lo)
		q.those("h", kind, nil, in)
		q.put(" AND h.person = s.person))")
		if !q.fences {
			q.put(" OFFSET 0")
		}
	}
	q.put("))")
}

// widen gives the transaction room to keep the sets of a statement in memory, so that
// none is made anew for each person, and spares it compiling what runs once. The
// statement is planned for its own values: one of everybody is no look-up by key, and
// without them the planner takes every range of days for one of a few.
func widen(tx *db.Tx) error {
	var done []struct {
		Room string `db:"room"`
	}
	return tx.Raw(&done, "SELECT set_config('work_mem', '96MB', true) || set_config('jit', 'off', true) || set_config('plan_cache_mode', 'force_custom_plan', true) AS room WHERE CAST(:tenant AS text) <> ''")
}
