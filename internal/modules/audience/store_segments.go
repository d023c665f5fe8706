package audience

import (
	"slices"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// segmentRow writes a segment.
func insertSegment(tx *db.Tx, s Segment) error { return tx.Insert("audience_segments", s) }

// nextSegmentNo is the next number of a segment; the caller holds the lock.
func nextSegmentNo(tx *db.Tx) (int64, error) {
	var n int64
	_, err := tx.From("audience_segments").Get("coalesce(max(no), 0) + 1", &n)
	return n, err
}

// segmentByID reads a segment.
func segmentByID(tx *db.Tx, segment string) (Segment, error) {
	var s Segment
	if !id.Valid(segment) {
		return s, SegmentNotFound.With()
	}
	found, err := tx.From("audience_segments").Where("id = ?", segment).One(&s)
	if err == nil && !found {
		err = SegmentNotFound.With()
	}
	return s, err
}

// segmentsAll reads the group's segments by name; archived ones are asked for.
func segmentsAll(tx *db.Tx, archived bool) ([]Segment, error) {
	var out []Segment
	q := tx.From("audience_segments").OrderBy("name, id")
	if !archived {
		q = q.Where("state <> 'archived'")
	}
	err := q.All(&out)
	return out, err
}

// updateSegment writes what may change, against the version that was read.
func updateSegment(tx *db.Tx, s *Segment) error {
	err := tx.Update("audience_segments").Set("name = ?", s.Name).Set("note = ?", s.Note).Set("tag = ?", s.Tag).Set("state = ?", s.State).
		Set("live = ?", s.Live).Set("size = ?", s.Size).Set("changed_at = ?", tx.Now()).Set("version = version + 1").
		Where("id = ? AND version = ?", s.ID, s.Version).Must()
	s.Version++
	return err
}

// addSize changes the size of a segment by what came and went.
func addSize(tx *db.Tx, no int64, by int) error {
	if by == 0 {
		return nil
	}
	_, err := tx.Update("audience_segments").Set("size = size + ?", by).Where("no = ?", no).Exec()
	return err
}

func setSize(tx *db.Tx, no, n int64) error {
	_, err := tx.Update("audience_segments").Set("size = ?", n).Where("no = ?", no).Exec()
	return err
}

func countMembers(tx *db.Tx, segment int64) (n int64, err error) {
	_, err = tx.From("audience_members").Where("segment = ?", segment).Get("count(*)", &n)
	return n, err
}

func insertVersion(tx *db.Tx, v Version) error { return tx.Insert("audience_versions", v) }

// versionOf reads a version of a segment; 0 = the latest.
func versionOf(tx *db.Tx, segment string, number int64) (Version, error) {
	var v Version
	if !id.Valid(segment) {
		return v, SegmentNotFound.With()
	}
	q := tx.From("audience_versions").Where("segment_id = ?", segment).OrderBy("number DESC")
	if number > 0 {
		q = q.Where("number = ?", number)
	}
	found, err := q.One(&v)
	if err == nil && !found {
		err = SegmentNotFound.With()
	}
	return v, err
}

func versionsOf(tx *db.Tx, segment string) ([]Version, error) {
	var out []Version
	err := tx.From("audience_versions").Where("segment_id = ?", segment).OrderBy("number DESC").All(&out)
	return out, err
}

func markLive(tx *db.Tx, segment string, number int64) error {
	_, err := tx.Update("audience_versions").Set("live_at = ?", tx.Now()).Where("segment_id = ? AND number = ?", segment, number).Exec()
	return err
}

// standingAll reads the live segments with their rules, each behind those that it
// reads.
func (s *Service) standingAll(tx *db.Tx) ([]standing, error) {
	var segments []Segment
	if err := tx.From("audience_segments").Where("state = 'live'").OrderBy("no").All(&segments); err != nil || len(segments) == 0 {
		return nil, err
	}
	var versions []Version
	err := tx.From("audience_versions v").Join("audience_segments g", "g.id = v.segment_id AND g.live = v.number").Where("g.state = 'live'").All(&versions)
	if err != nil {
		return nil, err
	}
	rules := map[string]Rule{}
	for _, v := range versions {
		rules[v.Segment] = v.Rule
	}
	out := make([]standing, len(segments))
	for i, g := range segments {
		out[i] = standing{g, rules[g.ID], s.words.deps(rules[g.ID])}
	}
	ordered, loop := inOrder(out)
	if loop != nil {
		return nil, SegmentCycle.With("names", namesOf(loop))
	}
	return ordered, nil
}

func namesOf(list []standing) string {
	out := ""
	for i, x := range list {
		if i > 0 {
			out += " → "
		}
		out += x.Name
	}
	return out
}

// numbersOf gives the numbers of live segments.
func numbersOf(list []standing) map[string]int64 {
	out := make(map[string]int64, len(list))
	for _, x := range list {
		out[x.ID] = x.No
	}
	return out
}

func insertBuild(tx *db.Tx, b Build) error { return tx.Insert("audience_builds", b) }

// buildsOf reads what builds and proofs of a segment did, the latest first; "" = of
// all.
func buildsOf(tx *db.Tx, segment string, n int) ([]Build, error) {
	var out []Build
	q := tx.From("audience_builds").OrderBy("at DESC, id DESC").Limit(n)
	if segment != "" {
		q = q.Where("segment_id = ?", segment)
	}
	err := q.All(&out)
	return out, err
}

type flawRow struct {
	Build  string `db:"build_id"`
	Person int64  `db:"person"`
	Inside bool   `db:"inside"` // was, wrongly
}

func insertFlaws(tx *db.Tx, rows []flawRow) error { return tx.Insert("audience_flaws", rows) }

// flawsOf reads whom a proof found wrong.
func flawsOf(tx *db.Tx, build string) ([]Flaw, error) {
	var out []Flaw
	err := tx.From("audience_flaws f").Join("audience_people p", "p.no = f.person").Where("f.build_id = ?", build).OrderBy("f.person").All(&out)
	return out, err
}

// Flaw is somebody whom a proof found wrongly in or out of a segment.
type Flaw struct {
	Patient string `db:"patient_id" sql:"p.patient_id"`
	Inside  bool   `db:"inside"` // wrongly in; else wrongly out
}

type turnRow struct {
	Segment int64  `db:"segment"`
	Zone    string `db:"zone"`
	Day     string `db:"day"`
	WakeAt  int64  `db:"wake_at"`
}

func setTurns(tx *db.Tx, rows []turnRow) error {
	_, err := tx.InsertOr("audience_turns", rows, "ON CONFLICT (tenant_id, segment, zone) DO UPDATE SET day = excluded.day, wake_at = excluded.wake_at")
	return err
}

func deleteTurns(tx *db.Tx, segment int64) error {
	_, err := tx.Delete("audience_turns").Where("segment = ?", segment).Exec()
	return err
}

func turnsDue(tx *db.Tx, now int64) ([]turnRow, error) {
	var out []turnRow
	err := tx.From("audience_turns").Where("wake_at <= ?", now).OrderBy("wake_at, segment, zone").Limit(500).All(&out)
	return out, err
}

func nextTurn(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("audience_turns").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// sortNumbers puts numbers in order, each once.
func sortNumbers(list []int64) []int64 {
	slices.Sort(list)
	return slices.Compact(list)
}

// turnsOf tells in which zones a segment has a turn.
func turnsOf(tx *db.Tx, segment int64) (map[string]bool, error) {
	var list []string
	err := tx.From("audience_turns").Where("segment = ?", segment).Pluck("zone", &list)
	out := map[string]bool{}
	for _, z := range list {
		out[z] = true
	}
	return out, err
}

// segmentNumbers gives the numbers of segments by id; archived ones have nobody.
func segmentNumbers(tx *db.Tx, ids []string) (map[string]int64, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(s string) bool { return !id.Valid(s) })
	out := map[string]int64{}
	var list []Segment
	if len(ids) == 0 {
		return out, nil
	}
	err := tx.From("audience_segments").Where("id IN (?)", ids).All(&list)
	for _, g := range list {
		out[g.ID] = g.No
	}
	return out, err
}
