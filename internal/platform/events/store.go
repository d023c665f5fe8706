package events

import (
	"slices"

	"archwire/internal/platform/db"
)

type factRow struct {
	ID       string `db:"id"`
	Kind     string `db:"kind"`
	Clinic   string `db:"of_clinic_id,null"`
	Patient  string `db:"patient_id,null"`
	Subject  string `db:"subject_id,null"`
	At       int64  `db:"at"`
	Recorded int64  `db:"recorded_at"`
	Actor    string `db:"actor_id,null"`
	Dedupe   string `db:"dedupe_key,null"`
	Backfill bool   `db:"backfill"`
	Body     string `db:"body"`
}

func (r factRow) fact() Fact {
	return Fact{ID: r.ID, Kind: r.Kind, Clinic: r.Clinic, Patient: r.Patient, Subject: r.Subject, At: r.At,
		Recorded: r.Recorded, Actor: r.Actor, Dedupe: r.Dedupe, Backfill: r.Backfill, body: []byte(r.Body)}
}

func factsOf(rows []factRow) []Fact {
	out := make([]Fact, len(rows))
	for i, r := range rows {
		out[i] = r.fact()
	}
	return out
}

func rowOf(f Fact) factRow {
	return factRow{ID: f.ID, Kind: f.Kind, Clinic: f.Clinic, Patient: f.Patient, Subject: f.Subject,
		At: f.At, Recorded: f.Recorded, Actor: f.Actor, Dedupe: f.Dedupe, Backfill: f.Backfill, Body: string(f.body)}
}

const onceADedupe = "ON CONFLICT (tenant_id, dedupe_key) DO NOTHING"

// insertFact tells whether the fact is new to the group.
func insertFact(tx *db.Tx, f Fact) (bool, error) {
	n, err := tx.InsertOr("events_facts", rowOf(f), onceADedupe)
	return n > 0, err
}

// perRead bounds the ids that one statement asks for.
const perRead = 5000

// insertFacts gives those of the facts that are new to the group.
func insertFacts(tx *db.Tx, list []Fact) ([]Fact, error) {
	rows := make([]factRow, len(list))
	var keyed []string
	for i, f := range list {
		rows[i] = rowOf(f)
		if f.Dedupe != "" {
			keyed = append(keyed, f.ID)
		}
	}
	n, err := tx.InsertOr("events_facts", rows, onceADedupe)
	if err != nil || int(n) == len(list) {
		return list, err
	}
	stored := map[string]bool{}
	for part := range slices.Chunk(keyed, perRead) {
		var ids []string
		if err := tx.From("events_facts").Where("id IN (?)", part).Pluck("id", &ids); err != nil {
			return nil, err
		}
		for _, id := range ids {
			stored[id] = true
		}
	}
	fresh := make([]Fact, 0, n)
	for _, f := range list {
		if f.Dedupe == "" || stored[f.ID] {
			fresh = append(fresh, f)
		}
	}
	return fresh, nil
}

type inboxRow struct {
	Subscriber string `db:"subscriber"`
	Recorded   int64  `db:"recorded_at"`
	Fact       string `db:"fact_id"`
	Tries      int    `db:"tries"`
}

// waiting is a fact in a line, with how often its hearer has failed.
type waiting struct {
	Fact
	tries int
}

// head reads the first facts of a line, in two reads by key: the table of facts
// is large and the line is short, and no planner shall weigh that wrongly.
func head(tx *db.Tx, subscriber string, n int) ([]waiting, error) {
	var inbox []inboxRow
	err := tx.From("events_inbox").Where("subscriber = ? AND aside_at IS NULL", subscriber).
		OrderBy("recorded_at, fact_id").Limit(n).All(&inbox)
	if err != nil || len(inbox) == 0 {
		return nil, err
	}
	ids := make([]string, len(inbox))
	for i, r := range inbox {
		ids[i] = r.Fact
	}
	var rows []factRow
	if err := tx.From("events_facts").Where("id IN (?)", ids).All(&rows); err != nil {
		return nil, err
	}
	byID := make(map[string]factRow, len(rows))
	for _, r := range rows {
		byID[r.ID] = r
	}
	out := make([]waiting, len(inbox))
	for i, r := range inbox {
		out[i] = waiting{Fact: byID[r.Fact].fact(), tries: r.Tries}
	}
	return out, nil
}

// strike takes facts off a line.
func strike(tx *db.Tx, subscriber string, facts []Fact) error {
	_, err := ofLine(tx.Delete("events_inbox"), subscriber, facts).Exec()
	return err
}

// ofLine limits a change to some facts of a line, which are in its order: the
// instants let it use the key. The ids only say which of that stretch: looked up by
// key one by one, each would read the whole stretch again.
func ofLine(c *db.Change, subscriber string, facts []Fact) *db.Change {
	ids := make([]string, len(facts))
	for i, f := range facts {
		ids[i] = f.ID
	}
	return c.Where("subscriber = ? AND recorded_at BETWEEN ? AND ? AND COALESCE(fact_id, fact_id) IN (?)",
		subscriber, facts[0].Recorded, facts[len(facts)-1].Recorded, ids)
}

// fail counts a failure of one fact; aside = 0 leaves it in the line.
func fail(tx *db.Tx, subscriber string, f Fact, reason string, aside int64) error {
	c := ofLine(tx.Update("events_inbox"), subscriber, []Fact{f}).Set("tries = tries + 1").Set("last_error = ?", reason)
	if aside > 0 {
		c.Set("aside_at = ?", aside)
	}
	_, err := c.Exec()
	return err
}

// lines lists, over all groups, who has something to hear.
func lines(tx *db.Tx) ([]line, error) {
	var out []line
	err := tx.From("events_inbox").Where("aside_at IS NULL").GroupBy("tenant_id, subscriber").All(&out)
	return out, err
}

// Aside is a fact that a subscriber could not take.
type Aside struct {
	Subscriber string `db:"subscriber"`
	Fact       string `db:"fact_id"`
	Kind       string `db:"kind" sql:"f.kind"`
	Recorded   int64  `db:"recorded_at"`
	At         int64  `db:"aside_at"` // when it was set aside
	Tries      int    `db:"tries"`
	Reason     string `db:"last_error,null"`
}

// Asides lists what was set aside in the group, oldest first, up to a thousand.
func Asides(tx *db.Tx) ([]Aside, error) {
	var out []Aside
	err := tx.From("events_inbox i").Join("events_facts f", "f.id = i.fact_id").
		Where("i.aside_at IS NOT NULL").OrderBy("i.recorded_at, i.fact_id").Limit(1000).All(&out)
	return out, err
}

func putBack(tx *db.Tx, a Aside) error {
	_, err := tx.Update("events_inbox").Set("aside_at = NULL").Set("tries = 0").
		Where("subscriber = ? AND recorded_at = ? AND fact_id = ?", a.Subscriber, a.Recorded, a.Fact).Exec()
	return err
}

// AsideCount is how many facts of a subscriber were set aside.
type AsideCount struct {
	Subscriber string `db:"subscriber"`
	N          int    `db:"n" sql:"count(*)"`
}

func asideCounts(tx *db.Tx) ([]AsideCount, error) {
	var out []AsideCount
	err := tx.From("events_inbox").Where("aside_at IS NOT NULL").GroupBy("subscriber").OrderBy("subscriber").All(&out)
	return out, err
}

// Filter says which facts List returns; empty fields do not filter.
type Filter struct {
	Patient string
	Subject string
	Kinds   []string
	Before  int64 // only what happened before, epoch milliseconds
	Limit   int   // 0 = 100
}

// List reads facts of the group, the latest first: those of the whole group and
// those of the clinics that the actor may see.
func List(tx *db.Tx, w Filter) ([]Fact, error) {
	q := tx.From("events_facts")
	if clinics := tx.Scope().Clinics; clinics != nil {
		q.Where("of_clinic_id IS NULL OR of_clinic_id IN (?)", clinics)
	}
	if w.Patient != "" {
		q.Where("patient_id = ?", w.Patient)
	}
	if w.Subject != "" {
		q.Where("subject_id = ?", w.Subject)
	}
	if len(w.Kinds) > 0 {
		q.Where("kind IN (?)", w.Kinds)
	}
	if w.Before > 0 {
		q.Where("at < ?", w.Before)
	}
	if w.Limit <= 0 {
		w.Limit = 100
	}
	var rows []factRow
	err := q.OrderBy("at DESC, id DESC").Limit(w.Limit).All(&rows)
	return factsOf(rows), err
}

// Range says which facts Each goes through.
type Range struct {
	Kinds    []string
	From, To int64 // of when they happened, epoch milliseconds; To is left out
}

// eachPage is how many facts Each holds at a time.
const eachPage = 5000

// Each goes through the facts of some kinds in the clinics that the actor may see,
// kind by kind, each kind in the order in which its facts happened. It stops at the
// first error.
func Each(tx *db.Tx, r Range, do func(Fact) error) error {
	for _, kind := range r.Kinds {
		at, last := r.From, ""
		for {
			q := tx.From("events_facts").Where("kind = ? AND at >= ? AND at < ?", kind, at, r.To)
			if clinics := tx.Scope().Clinics; clinics != nil {
				q.Where("of_clinic_id IS NULL OR of_clinic_id IN (?)", clinics)
			}
			if last != "" {
				q.Where("at > ? OR id > ?", at, last)
			}
			var rows []factRow
			if err := q.OrderBy("at, id").Limit(eachPage).All(&rows); err != nil {
				return err
			}
			for _, f := range factsOf(rows) {
				if err := do(f); err != nil {
					return err
				}
			}
			if len(rows) < eachPage {
				break
			}
			at, last = rows[len(rows)-1].At, rows[len(rows)-1].ID
		}
	}
	return nil
}
