package journeys

import (
	"embed"
	"encoding/json"

	"archwire/internal/platform/db"
)

//go:embed all:migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type journeyRow struct {
	ID       string   `db:"id"`
	Version  int64    `db:"version"`
	No       int64    `db:"no"`
	Name     string   `db:"name"`
	Note     string   `db:"note"`
	Template string   `db:"template"`
	State    Standing `db:"state"`
	Owner    string   `db:"owner_id,null"`
	LiveNo   int64    `db:"live_no,null"`
	Draft    string   `db:"draft"`
	DraftAt  int64    `db:"draft_at"`
	DraftBy  string   `db:"draft_by,null"`
	MadeAt   int64    `db:"made_at"`
	MadeBy   string   `db:"made_by,null"`
}

func (r journeyRow) journey() (Journey, error) {
	j := Journey{ID: r.ID, Version: r.Version, No: r.No, Name: r.Name, Note: r.Note, Template: r.Template, State: r.State, Owner: r.Owner, LiveNo: r.LiveNo,
		DraftAt: r.DraftAt, DraftBy: r.DraftBy, MadeAt: r.MadeAt, MadeBy: r.MadeBy}
	if r.Draft == "" {
		return j, nil
	}
	j.Draft = &Graph{}
	return j, json.Unmarshal([]byte(r.Draft), j.Draft)
}

func journeyRowOf(j Journey) (journeyRow, error) {
	r := journeyRow{ID: j.ID, Version: j.Version, No: j.No, Name: j.Name, Note: j.Note, Template: j.Template, State: j.State, Owner: j.Owner, LiveNo: j.LiveNo,
		DraftAt: j.DraftAt, DraftBy: j.DraftBy, MadeAt: j.MadeAt, MadeBy: j.MadeBy}
	if j.Draft == nil {
		return r, nil
	}
	body, err := json.Marshal(j.Draft)
	if err == nil && len(body) > MostBytes {
		err = GraphTooLarge.At("graph", "max", MostBytes>>10)
	}
	r.Draft = string(body)
	return r, err
}

// insertJourney keeps a new journey under the next number of the group.
func insertJourney(tx *db.Tx, j *Journey) error {
	if err := tx.Lock("journeys.number"); err != nil {
		return err
	}
	if _, err := tx.From("journeys_journeys").Get("coalesce(max(no), 0) + 1", &j.No); err != nil {
		return err
	}
	r, err := journeyRowOf(*j)
	if err != nil {
		return err
	}
	return tx.Insert("journeys_journeys", r)
}

// updateJourney writes a journey at the version it was read at. Fault: db.Stale.
func updateJourney(tx *db.Tx, j *Journey) error {
	r, err := journeyRowOf(*j)
	if err != nil {
		return err
	}
	err = tx.Update("journeys_journeys").Set("version = version + 1").Set("name = ?", r.Name).Set("note = ?", r.Note).Set("state = ?", r.State).
		Set("owner_id = ?", null(r.Owner)).Set("live_no = ?", nullNo(r.LiveNo)).Set("draft = ?", r.Draft).Set("draft_at = ?", r.DraftAt).
		Set("draft_by = ?", null(r.DraftBy)).Where("id = ? AND version = ?", r.ID, r.Version).Must()
	j.Version++
	return err
}

func null(s string) any {
	if s == "" {
		return nil
	}
	return s
}

func nullNo(n int64) any {
	if n == 0 {
		return nil
	}
	return n
}

// journeyOne gives a journey. Fault: NotFound.
func journeyOne(tx *db.Tx, id string, lock bool) (Journey, error) {
	q := tx.From("journeys_journeys").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var r journeyRow
	found, err := q.One(&r)
	if err != nil {
		return Journey{}, err
	}
	if !found {
		return Journey{}, NotFound.With()
	}
	return r.journey()
}

func journeyList(tx *db.Tx) ([]Journey, error) {
	var rows []journeyRow
	if err := tx.From("journeys_journeys").OrderBy("made_at DESC, id DESC").Limit(1000).All(&rows); err != nil {
		return nil, err
	}
	return journeysOf(rows)
}

func journeysOf(rows []journeyRow) ([]Journey, error) {
	out := make([]Journey, len(rows))
	for i, r := range rows {
		j, err := r.journey()
		if err != nil {
			return nil, err
		}
		out[i] = j
	}
	return out, nil
}

// dropJourney forgets a journey that never went live.
func dropJourney(tx *db.Tx, j Journey) error {
	return tx.Delete("journeys_journeys").Where("id = ? AND version = ? AND state = 'draft'", j.ID, j.Version).Must()
}

type versionRow struct {
	No         int64        `db:"no"`
	Journey    int64        `db:"journey_no"`
	Number     int          `db:"number"`
	Graph      string       `db:"graph"`
	Hash       string       `db:"hash"`
	State      VersionState `db:"state"`
	Mode       Mode         `db:"mode"`
	DrainUntil int64        `db:"drain_until,null"`
	PausedAt   int64        `db:"paused_at,null"`
	NextAt     int64        `db:"next_at,null"`
	At         int64        `db:"published_at"`
	By         string       `db:"published_by,null"`
}

func (r versionRow) written() (Written, error) {
	w := Written{No: r.No, Journey: r.Journey, Number: r.Number, Hash: r.Hash, State: r.State, Mode: r.Mode, DrainUntil: r.DrainUntil, PausedAt: r.PausedAt,
		At: r.At, By: r.By}
	return w, json.Unmarshal([]byte(r.Graph), &w.Graph)
}

// versionsOf lists the versions of a journey, the latest first.
func versionsOf(tx *db.Tx, journey int64) ([]Written, error) {
	var rows []versionRow
	if err := tx.From("journeys_versions").Where("journey_no = ?", journey).OrderBy("number DESC").All(&rows); err != nil {
		return nil, err
	}
	return writtenOf(rows)
}

func writtenOf(rows []versionRow) ([]Written, error) {
	out := make([]Written, len(rows))
	for i, r := range rows {
		w, err := r.written()
		if err != nil {
			return nil, err
		}
		out[i] = w
	}
	return out, nil
}

// liveNumbers gives, by number in the group, how the versions are counted in their
// journeys.
func liveNumbers(tx *db.Tx) (map[int64]int, error) {
	var rows []struct {
		No     int64 `db:"no"`
		Number int   `db:"number"`
	}
	err := tx.From("journeys_versions").All(&rows)
	out := map[int64]int{}
	for _, r := range rows {
		out[r.No] = r.Number
	}
	return out, err
}
