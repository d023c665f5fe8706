package audience

import (
	"slices"

	"archwire/internal/platform/db"
)

type memberRow struct {
	Segment int64 `db:"segment"`
	Person  int64 `db:"person"`
	Since   int64 `db:"since"`
}

// membersOf reads who of some people is in some segments.
func membersOf(tx *db.Tx, people, segments []int64) ([]memberRow, error) {
	var out []memberRow
	if len(people) == 0 || len(segments) == 0 {
		return nil, nil
	}
	cond, arg := among(tx, "person", people)
	err := tx.From("audience_members").Where("segment IN (?)", segments).Where(cond, arg).All(&out)
	return out, err
}

func insertMembers(tx *db.Tx, rows []memberRow) error { return tx.Insert("audience_members", rows) }

func deleteMembers(tx *db.Tx, segment int64, people []int64) error {
	for part := range slices.Chunk(people, 5000) {
		cond, arg := among(tx, "person", part)
		if _, err := tx.Delete("audience_members").Where("segment = ?", segment).Where(cond, arg).Exec(); err != nil {
			return err
		}
	}
	return nil
}

func clearMembers(tx *db.Tx, segment int64) error {
	_, err := tx.Delete("audience_members").Where("segment = ?", segment).Exec()
	return err
}

type deltaRow struct {
	Batch   int64  `db:"batch"`
	Segment int64  `db:"segment"`
	Person  int64  `db:"person"`
	Inside  bool   `db:"inside"`
	At      int64  `db:"at"`
	Why     Why    `db:"why"`
	Cause   string `db:"cause"`
	Past    bool   `db:"past"`
}

func insertDeltas(tx *db.Tx, rows []deltaRow) error { return tx.Insert("audience_deltas", rows) }

type patientRow struct {
	No      int64  `db:"no"`
	Patient string `db:"patient_id"`
}

// patientsBy gives the patients of numbers.
func patientsBy(tx *db.Tx, list []int64) (map[int64]string, error) {
	out := make(map[int64]string, len(list))
	for part := range slices.Chunk(list, 5000) {
		var rows []patientRow
		cond, arg := among(tx, "no", part)
		if err := tx.From("audience_people").Where(cond, arg).All(&rows); err != nil {
			return nil, err
		}
		for _, r := range rows {
			out[r.No] = r.Patient
		}
	}
	return out, nil
}

// numberOf gives the number of a patient; 0 = nobody.
func numberOf(tx *db.Tx, patient string) (int64, error) {
	list, err := peopleOf(tx, []string{patient})
	if err != nil || len(list) == 0 {
		return 0, err
	}
	return list[0].No, nil
}

// fill makes everybody a member of whom a rule is true, in one statement. Nobody of the
// zone is one yet.
func fill(tx *db.Tx, w whom, segment int64) (int64, error) {
	args := append([]any{segment, tx.Now()}, w.args...)
	return tx.RawExec("INSERT INTO audience_members (tenant_id, segment, person, since) SELECT p.tenant_id, "+cast(tx, "?")+", p.no, "+cast(tx, "?")+
		" FROM "+w.from+" WHERE "+w.cond+" ORDER BY p.tenant_id, p.no", args...)
}

// cast tells PostgreSQL of which type a number in a list of columns is.
func cast(tx *db.Tx, mark string) string {
	if tx.Dialect() == db.Postgres {
		return mark + "::bigint"
	}
	return mark
}

// numberRow is a person's number.
type numberRow struct {
	No int64 `db:"no"`
}

func numbers(rows []numberRow) []int64 {
	out := make([]int64, len(rows))
	for i, r := range rows {
		out[i] = r.No
	}
	return out
}

// entering lists of whom a rule is true who is not in the segment; leaving, who is in
// it of whom it is not.
func entering(tx *db.Tx, w whom, segment int64) ([]int64, error) {
	var rows []numberRow
	err := tx.Raw(&rows, "SELECT p.no AS no FROM "+w.from+" WHERE "+w.cond+
		" AND NOT EXISTS (SELECT 1 FROM audience_members x WHERE x.tenant_id = :tenant AND x.segment = ? AND x.person = p.no) ORDER BY p.no", append(slices.Clone(w.args), segment)...)
	return numbers(rows), err
}

// leaving: w was made without a lead, so that it can be turned round.
func leaving(tx *db.Tx, w whom, segment int64, zone string) ([]int64, error) {
	var rows []numberRow
	args := append([]any{segment, zone}, w.args...)
	err := tx.Raw(&rows, "SELECT p.no AS no FROM audience_members x CROSS JOIN audience_people p WHERE x.tenant_id = :tenant AND x.segment = ?"+
		" AND p.tenant_id = :tenant AND p.no = x.person AND p.zone = ? AND NOT ("+w.cond+") ORDER BY p.no", args...)
	return numbers(rows), err
}

// matching lists of whom a rule is true, in the order of their numbers.
func matching(tx *db.Tx, w whom, after int64, limit int) ([]Person, error) {
	var rows []numberRow
	err := tx.Raw(&rows, "SELECT p.no AS no FROM "+w.from+" WHERE "+w.cond+" AND p.no > ? ORDER BY p.no LIMIT ?", append(slices.Clone(w.args), after, limit)...)
	if err != nil {
		return nil, err
	}
	list, err := peopleByNo(tx, numbers(rows))
	slices.SortFunc(list, func(a, b Person) int { return int(a.No - b.No) })
	return list, err
}

// counting tells of how many a rule is true.
func counting(tx *db.Tx, w whom) (int64, error) {
	var rows []struct {
		N int64 `db:"n"`
	}
	if err := tx.Raw(&rows, "SELECT count(*) AS n FROM "+w.from+" WHERE "+w.cond, w.args...); err != nil {
		return 0, err
	}
	return rows[0].N, nil
}

// few tells whether so few carry a tag, or are in a segment, that a statement had better
// begin with them.
func few(tx *db.Tx, table, cond string, arg any, most int64) (int64, bool, error) {
	var rows []struct {
		N int64 `db:"n"`
	}
	err := tx.Raw(&rows, "SELECT count(*) AS n FROM (SELECT 1 FROM "+table+" WHERE tenant_id = :tenant AND "+cond+" LIMIT ?) x", arg, most+1)
	if err != nil {
		return 0, false, err
	}
	return rows[0].N, rows[0].N <= most, nil
}

// segmentMembers lists the members of a segment behind one of them.
func segmentMembers(tx *db.Tx, segment, after int64, limit int) ([]patientRow, error) {
	var out []patientRow
	err := tx.From("audience_people p").Join("audience_members m", "m.person = p.no").Where("m.segment = ? AND m.person > ?", segment, after).
		OrderBy("m.person").Limit(limit).All(&out)
	return out, err
}

// tagMembers gives a tag to all members of a segment, untagAll takes it back.
func tagMembers(tx *db.Tx, tag string, segment int64) error {
	_, err := tx.RawExec("INSERT INTO audience_tagged (tenant_id, tag, person, source, since) SELECT m.tenant_id, "+textCast(tx)+", m.person, 'rule', "+cast(tx, "?")+
		" FROM audience_members m WHERE m.tenant_id = :tenant AND m.segment = ? ORDER BY m.tenant_id, m.person ON CONFLICT (tenant_id, tag, person, source) DO NOTHING", tag, tx.Now(), segment)
	return err
}

func textCast(tx *db.Tx) string {
	if tx.Dialect() == db.Postgres {
		return "?::text"
	}
	return "?"
}

func untagAll(tx *db.Tx, tag string) error {
	_, err := tx.Delete("audience_tagged").Where("tag = ? AND source = 'rule'", tag).Exec()
	return err
}
