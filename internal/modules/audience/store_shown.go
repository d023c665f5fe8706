package audience

import "archwire/internal/platform/db"

// rewriteVersion writes another rule into a version that was never in force.
func rewriteVersion(tx *db.Tx, segment string, number int64, r Rule) error {
	return tx.Update("audience_versions").Set("rule = ?", jsonOf(r)).Set("hash = ?", r.hash()).Set("made_at = ?", tx.Now()).
		Where("segment_id = ? AND number = ? AND live_at IS NULL", segment, number).Must()
}

func deleteVersion(tx *db.Tx, segment string, number int64) error {
	_, err := tx.Delete("audience_versions").Where("segment_id = ? AND number = ? AND live_at IS NULL", segment, number).Exec()
	return err
}

// shippedSegment reads the segment that Archwire brought under a key.
func shippedSegment(tx *db.Tx, key string) (Segment, bool, error) {
	var g Segment
	found, err := tx.From("audience_segments").Where("shipped = ?", key).One(&g)
	return g, found, err
}

// anyShipped tells whether the group has any of the segments that ship.
func anyShipped(tx *db.Tx) (bool, error) {
	n, err := tx.From("audience_segments").Where("shipped <> ''").Count()
	return n > 0, err
}

// Overlap is how many people two segments have in common.
type Overlap struct {
	No   int64 `db:"segment" sql:"b.segment"`
	Both int64 `db:"n" sql:"count(*)"`
}

// overlapsOf counts, for each other segment, who is in both.
func overlapsOf(tx *db.Tx, segment int64) ([]Overlap, error) {
	var out []Overlap
	err := tx.From("audience_members a").Join("audience_members b", "b.person = a.person").Where("a.segment = ? AND b.segment <> ?", segment, segment).
		GroupBy("b.segment").OrderBy("count(*) DESC, b.segment").All(&out)
	return out, err
}

type stepRow struct {
	Segment int64 `db:"segment"`
	Day     int64 `db:"day"`
	By      int64 `db:"n"`
}

// stepsSince adds up who came and went, by segment and day; days are counted from an
// instant.
func stepsSince(tx *db.Tx, from int64) ([]stepRow, error) {
	var out []stepRow
	err := tx.Raw(&out, `SELECT segment, (at - ?) / 86400000 AS day, sum(CASE WHEN inside THEN 1 ELSE -1 END) AS n FROM audience_deltas
		WHERE tenant_id = :tenant AND at >= ? GROUP BY 1, 2`, from, from)
	return out, err
}

type standingIn struct {
	Segment string `db:"id" sql:"g.id"`
	Name    string `db:"name" sql:"g.name"`
	Shipped string `db:"shipped" sql:"g.shipped"`
	Since   int64  `db:"since" sql:"m.since"`
}

// segmentsWithPerson reads in which segments somebody is, and since when.
func segmentsWithPerson(tx *db.Tx, person int64) ([]standingIn, error) {
	var out []standingIn
	err := tx.From("audience_members m").Join("audience_segments g", "g.no = m.segment").Where("m.person = ?", person).OrderBy("g.name, g.id").All(&out)
	return out, err
}

type sinceRow struct {
	Patient string `db:"patient_id" sql:"p.patient_id"`
	Since   int64  `db:"since" sql:"m.since"`
}

// sinceWhen tells since when some patients are in a segment.
func sinceWhen(tx *db.Tx, segment int64, patients []string) (map[string]int64, error) {
	var rows []sinceRow
	err := tx.From("audience_members m").Join("audience_people p", "p.no = m.person").Where("m.segment = ? AND p.patient_id IN (?)", segment, patients).All(&rows)
	out := make(map[string]int64, len(rows))
	for _, r := range rows {
		out[r.Patient] = r.Since
	}
	return out, err
}

type lastProof struct {
	Segment string `db:"segment_id"`
	At      int64  `db:"at"`
	Flaws   int64  `db:"flaws"`
}

// lastProofs reads the latest proof of each segment.
func lastProofs(tx *db.Tx) (map[string]lastProof, error) {
	var rows []lastProof
	err := tx.From("audience_builds").Where("why = 'proof'").OrderBy("at").All(&rows)
	out := map[string]lastProof{}
	for _, r := range rows {
		out[r.Segment] = r
	}
	return out, err
}

func countPeople(tx *db.Tx) (int64, error) {
	var n int64
	_, err := tx.From("audience_people").Get("count(*)", &n)
	return n, err
}

// backdate makes the segments of the demo as old as its history.
func backdate(tx *db.Tx, at int64) error {
	if _, err := tx.Update("audience_versions").Set("made_at = ?", at).Set("live_at = ?", at).Where("made_at > ?", at).Exec(); err != nil {
		return err
	}
	_, err := tx.Update("audience_segments").Set("made_at = ?", at).Where("made_at > ?", at).Exec()
	return err
}
