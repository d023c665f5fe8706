package audience

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// setColumns writes columns of people whose values differ, and tells of whom.
func setColumns(tx *db.Tx, no int64, values map[string]any) error {
	c := tx.Update("audience_people").Where("no = ?", no)
	for _, column := range sortedKeys(values) {
		c = c.Set(column+" = ?", values[column])
	}
	_, err := c.Exec()
	return err
}

func sortedKeys[V any](m map[string]V) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

func deletePerson(tx *db.Tx, no int64) error {
	for _, t := range []struct{ table, column string }{{"audience_words", "person"}, {"audience_tagged", "person"}, {"audience_happened", "person"},
		{"audience_sums", "person"}, {"audience_members", "person"}, {"audience_dirty", "person"}, {"audience_deltas", "person"}, {"audience_flaws", "person"},
		{"audience_people", "no"}} {
		if _, err := tx.Delete(t.table).Where(t.column+" = ?", no).Exec(); err != nil {
			return err
		}
	}
	return nil
}

type zoneRow struct {
	Zone string `db:"zone"`
}

func insertZones(tx *db.Tx, zones []string) (int64, error) {
	rows := make([]zoneRow, len(zones))
	for i, z := range zones {
		rows[i].Zone = z
	}
	return tx.InsertOr("audience_zones", rows, "ON CONFLICT (tenant_id, zone) DO NOTHING")
}

type wordRow struct {
	Attr   string `db:"attr"`
	Word   string `db:"word"`
	Person int64  `db:"person"`
}

func wordsOf(tx *db.Tx, people []int64, attrs []string) ([]wordRow, error) {
	var out []wordRow
	if len(attrs) == 0 || len(people) == 0 {
		return nil, nil
	}
	cond, arg := among(tx, "person", people)
	err := tx.From("audience_words").Where(cond, arg).Where("attr IN (?)", attrs).All(&out)
	return out, err
}

func insertWords(tx *db.Tx, rows []wordRow) error {
	_, err := tx.InsertOr("audience_words", rows, "ON CONFLICT (tenant_id, attr, word, person) DO NOTHING")
	return err
}

func deleteWords(tx *db.Tx, person int64, attr string, words []string) error {
	if len(words) == 0 {
		return nil
	}
	_, err := tx.Delete("audience_words").Where("person = ? AND attr = ?", person, attr).Where("word IN (?)", words).Exec()
	return err
}

type taggedRow struct {
	Tag    string `db:"tag"`
	Person int64  `db:"person"`
	Source string `db:"source"`
	Since  int64  `db:"since"`
}

func taggedOf(tx *db.Tx, people []int64, tags []string) ([]taggedRow, error) {
	var out []taggedRow
	if len(tags) == 0 || len(people) == 0 {
		return nil, nil
	}
	cond, arg := among(tx, "person", people)
	err := tx.From("audience_tagged").Where(cond, arg).Where("tag IN (?)", tags).All(&out)
	return out, err
}

// tagsOf reads every tag of a person.
func tagsOf(tx *db.Tx, person int64) ([]taggedRow, error) {
	var out []taggedRow
	err := tx.From("audience_tagged").Where("person = ?", person).OrderBy("tag, source").All(&out)
	return out, err
}

func insertTagged(tx *db.Tx, rows []taggedRow) (int64, error) {
	return tx.InsertOr("audience_tagged", rows, "ON CONFLICT (tenant_id, tag, person, source) DO NOTHING")
}

func deleteTagged(tx *db.Tx, tag, source string, people []int64) (int64, error) {
	if len(people) == 0 {
		return 0, nil
	}
	cond, arg := among(tx, "person", people)
	return tx.Delete("audience_tagged").Where("tag = ? AND source = ?", tag, source).Where(cond, arg).Exec()
}

type happenedRow struct {
	Kind    string    `db:"kind"`
	Person  int64     `db:"person"`
	Day     civil.Day `db:"day"`
	Subject string    `db:"subject"`
	Part    int       `db:"part"`
	At      int64     `db:"at"`
	Word    string    `db:"word"`
	Other   string    `db:"other"`
	Amount  int64     `db:"amount"`
	Origin  int64     `db:"origin"`
}

// onDay is that something happened to somebody, and what the judge may ask of it.
type onDay struct {
	Person int64     `db:"person"`
	Day    civil.Day `db:"day"`
}

type pastRow struct {
	onDay
	At     int64  `db:"at"`
	Word   string `db:"word"`
	Other  string `db:"other"`
	Amount int64  `db:"amount"`
}

// happenedTo reads what rules look at of what happened to people, of one kind.
func happenedTo(tx *db.Tx, people []int64, kind string, at look) ([]pastRow, error) {
	cond, arg := among(tx, "person", people)
	q := tx.From("audience_happened").Where("kind = ?", kind).Where(cond, arg)
	if at.lo > dawn {
		q = q.Where("day >= ?", at.lo)
	}
	if at.hi < dusk {
		q = q.Where("day <= ?", at.hi)
	}
	var out []pastRow
	if at.values {
		err := q.All(&out)
		return out, err
	}
	var bare []onDay
	err := q.All(&bare)
	for _, x := range bare {
		out = append(out, pastRow{onDay: x})
	}
	return out, err
}

func insertHappened(tx *db.Tx, rows []happenedRow) (int64, error) {
	return tx.InsertOr("audience_happened", rows, "ON CONFLICT (tenant_id, kind, person, day, subject, part) DO NOTHING")
}

func deleteHappened(tx *db.Tx, person int64, kind, subject string) (int64, error) {
	return tx.Delete("audience_happened").Where("kind = ? AND person = ? AND subject = ?", kind, person, subject).Exec()
}

// moveHappened gives what happened to one person to another, or back.
func moveHappened(tx *db.Tx, from, to int64, back bool) error {
	c := tx.Update("audience_happened").Set("person = ?", to).Where("person = ?", from)
	if back {
		c = c.Where("origin = ?", to)
	}
	_, err := c.Exec()
	return err
}

type kindOf struct {
	Kind   string
	Person int64
}

// addSums counts happenings that were just written.
func addSums(tx *db.Tx, rows []happenedRow) error {
	type sumRow struct {
		Kind   string    `db:"kind"`
		Person int64     `db:"person"`
		N      int64     `db:"n"`
		First  civil.Day `db:"first_day"`
		Last   civil.Day `db:"last_day"`
	}
	by := map[kindOf]*sumRow{}
	var order []*sumRow
	for _, r := range rows {
		k := kindOf{r.Kind, r.Person}
		if by[k] == nil {
			by[k] = &sumRow{Kind: r.Kind, Person: r.Person, First: r.Day, Last: r.Day}
			order = append(order, by[k])
		}
		s := by[k]
		s.N, s.First, s.Last = s.N+1, min(s.First, r.Day), max(s.Last, r.Day)
	}
	slices.SortFunc(order, func(a, b *sumRow) int { return cmp.Or(cmp.Compare(a.Kind, b.Kind), cmp.Compare(a.Person, b.Person)) }) // those who wait for each other do so in one order
	list := make([]sumRow, len(order))
	for i, s := range order {
		list[i] = *s
	}
	_, err := tx.InsertOr("audience_sums", list, `ON CONFLICT (tenant_id, kind, person) DO UPDATE SET n = audience_sums.n + excluded.n,
		first_day = CASE WHEN excluded.first_day < audience_sums.first_day THEN excluded.first_day ELSE audience_sums.first_day END,
		last_day = CASE WHEN excluded.last_day > audience_sums.last_day THEN excluded.last_day ELSE audience_sums.last_day END`)
	return err
}

// countAnew makes the sums of people from what happened to them; kind "" = of all
// kinds.
func countAnew(tx *db.Tx, people []int64, kind string) error {
	if len(people) == 0 {
		return nil
	}
	cond, arg := among(tx, "person", people)
	del := tx.Delete("audience_sums").Where(cond, arg)
	only, args := "", []any{arg}
	if kind != "" {
		del, only, args = del.Where("kind = ?", kind), " AND kind = ?", []any{arg, kind}
	}
	if _, err := del.Exec(); err != nil {
		return err
	}
	_, err := tx.RawExec(`INSERT INTO audience_sums (tenant_id, kind, person, n, first_day, last_day)
		SELECT tenant_id, kind, person, count(*), min(day), max(day) FROM audience_happened WHERE tenant_id = :tenant AND `+cond+only+` GROUP BY tenant_id, kind, person`, args...)
	return err
}

// edgePeople lists whom the passing of days may have turned.
func edgePeople(tx *db.Tx, e edges, zone string) ([]int64, error) {
	found := map[int64]bool{}
	note := func(list []int64) {
		for _, n := range list {
			found[n] = true
		}
	}
	for _, kind := range sortedKeys(e.happened) {
		for _, span := range e.happened[kind] {
			var list []int64
			err := tx.From("audience_happened").Where("kind = ? AND day >= ? AND day <= ?", kind, span.lo, span.hi).Pluck("DISTINCT person", &list)
			if err != nil {
				return nil, err
			}
			note(list)
		}
	}
	for _, c := range e.columns {
		text, args := c.text()
		var list []int64
		if err := tx.From("audience_people").Where("zone = ?", zone).Where(c.column+" <> ''").Where(text, args...).Pluck("no", &list); err != nil {
			return nil, err
		}
		note(list)
	}
	out := make([]int64, 0, len(found))
	for n := range found {
		out = append(out, n)
	}
	slices.Sort(out)
	return out, nil
}

// text is the condition that a column lies in exactly one of two sets of ranges.
func (c columnEdge) text() (string, []any) {
	expr := c.column
	if c.yearly {
		expr = "substr(" + c.column + ", 6, 5)"
	}
	var args []any
	in := func(list []days) string {
		parts := make([]string, len(list))
		for i, d := range list {
			parts[i] = expr + " BETWEEN ? AND ?"
			args = append(args, d.lo, d.hi)
		}
		return "(" + strings.Join(parts, " OR ") + ")"
	}
	was := in(c.was)
	return fmt.Sprintf("%s <> %s", was, in(c.is)), args
}

func replacePerson(tx *db.Tx, no int64, p Profile) error {
	values := map[string]any{}
	who := Person{Profile: p}
	for column := range columns {
		if column != "patient_id" && column != "hash" {
			values[column] = who.field(column).Interface()
		}
	}
	return setColumns(tx, no, values)
}

// segmentsWith lists the numbers of the segments in which a person is.
func segmentsWith(tx *db.Tx, person int64) ([]int64, error) {
	var out []int64
	err := tx.From("audience_segments g").Join("audience_members m", "m.segment = g.no AND m.person = ?", person).OrderBy("g.no").Pluck("g.no", &out)
	return out, err
}

// peopleAfter lists the numbers of people behind one of them.
func peopleAfter(tx *db.Tx, after int64, limit int) ([]int64, error) {
	var out []int64
	err := tx.From("audience_people").Where("no > ?", after).OrderBy("no").Limit(limit).Pluck("no", &out)
	return out, err
}
