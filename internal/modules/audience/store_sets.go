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

// widen gives the transaction room to keep the sets of a statement in memory, so that
// none is made anew for each person, and spares it compiling what runs once.
func widen(tx *db.Tx) error {
	var done []struct {
		Room string `db:"room"`
	}
	return tx.Raw(&done, "SELECT set_config('work_mem', '96MB', true) || set_config('jit', 'off', true) AS room WHERE CAST(:tenant AS text) <> ''")
}
