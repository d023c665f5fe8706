package visits

import (
	"encoding/json"
	"fmt"

	"archwire/internal/kit/id"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

type placeRow struct {
	ID       string   `db:"id"`
	Version  int64    `db:"version"`
	Clinic   string   `db:"clinic_id"`
	Name     string   `db:"name"`
	Kind     Where    `db:"kind"`
	Area     Area     `db:"area"`
	Tags     []string `db:"tags,json"`
	Position int      `db:"position"`
	Hours    string   `db:"hours"` // JSON of WeekHours; "" = whenever the clinic is open
	Active   bool     `db:"active"`
}

func rowOfRoom(r Room) (placeRow, error) {
	row := placeRow{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Name: r.Name, Kind: r.Where, Area: r.Area, Tags: r.Tags,
		Position: r.Position, Active: r.Active}
	if r.Hours == nil {
		return row, nil
	}
	text, err := json.Marshal(r.Hours)
	row.Hours = string(text)
	return row, err
}

func (r placeRow) room() (Room, error) {
	hours, err := hoursFrom(r.Hours)
	if err != nil {
		return Room{}, fmt.Errorf("visits: the stored hours of place %s: %w", r.ID, err)
	}
	return Room{ID: r.ID, Version: r.Version, Clinic: r.Clinic, Name: r.Name, Where: r.Kind, Area: r.Area, Tags: r.Tags,
		Position: r.Position, Hours: hours, Active: r.Active}, nil
}

// roomsOf reads the places of a clinic in their order, those out of use as well
// if asked for.
func roomsOf(tx *db.Tx, clinic string, all bool) ([]Room, error) {
	var rows []placeRow
	q := tx.From("visits_places").Where("clinic_id = ?", clinic).OrderBy("active DESC, position, name")
	if !all {
		q = q.Where("active")
	}
	if err := q.All(&rows); err != nil {
		return nil, err
	}
	out := make([]Room, len(rows))
	for i, r := range rows {
		room, err := r.room()
		if err != nil {
			return nil, err
		}
		out[i] = room
	}
	return out, nil
}

// roomByID reads a place of a clinic in sight. Fault: PlaceUnknown.
func roomByID(tx *db.Tx, place string) (Room, error) {
	if !id.Valid(place) {
		return Room{}, PlaceUnknown.With()
	}
	var row placeRow
	found, err := tx.From("visits_places").Where("id = ?", place).One(&row)
	if err == nil && !found {
		err = PlaceUnknown.With()
	}
	if err != nil {
		return Room{}, err
	}
	return row.room()
}

func insertRooms(tx *db.Tx, list []Room) error {
	rows := make([]placeRow, len(list))
	for i, r := range list {
		row, err := rowOfRoom(r)
		if err != nil {
			return err
		}
		rows[i] = row
	}
	return tx.Insert("visits_places", rows)
}

// updateRoom writes a place against the version that was read, and raises it.
// Fault: db.Stale.
func updateRoom(tx *db.Tx, r *Room) error {
	row, err := rowOfRoom(*r)
	if err != nil {
		return err
	}
	tags, err := listText(row.Tags)
	if err != nil {
		return err
	}
	err = tx.Update("visits_places").Set("name = ?", row.Name).Set("kind = ?", row.Kind).Set("area = ?", row.Area).
		Set("tags = ?", tags).Set("position = ?", row.Position).Set("hours = ?", row.Hours).Set("active = ?", row.Active).
		Set("version = version + 1").Where("id = ? AND version = ?", row.ID, row.Version).Must()
	if err == nil {
		r.Version++
	}
	return err
}

type blockRow struct {
	ID     string `db:"id"`
	Clinic string `db:"clinic_id"`
	Place  string `db:"place_id"`
	Start  int64  `db:"starts_at"`
	End    int64  `db:"ends_at"`
	Reason string `db:"reason"`
	At     int64  `db:"created_at"`
	By     string `db:"created_by,null"`
}

// blocksOf reads the blocks of a clinic that touch [from, to), by time.
func blocksOf(tx *db.Tx, clinic string, from, to int64) ([]blockRow, error) {
	var rows []blockRow
	err := tx.From("visits_blocks").Where("clinic_id = ? AND ends_at > ? AND starts_at < ?", clinic, from, to).
		OrderBy("starts_at, id").All(&rows)
	return rows, err
}

// blockByID reads a block of a clinic in sight. Fault: BlockUnknown.
func blockByID(tx *db.Tx, block string) (blockRow, error) {
	var row blockRow
	if !id.Valid(block) {
		return row, BlockUnknown.With()
	}
	found, err := tx.From("visits_blocks").Where("id = ?", block).One(&row)
	if err == nil && !found {
		err = BlockUnknown.With()
	}
	return row, err
}

func insertBlock(tx *db.Tx, b blockRow) error { return tx.Insert("visits_blocks", b) }

// deleteBlock takes a block away; somebody else may have been first: BlockUnknown.
func deleteBlock(tx *db.Tx, block string) error {
	n, err := tx.Delete("visits_blocks").Where("id = ?", block).Exec()
	if err == nil && n == 0 {
		err = BlockUnknown.With()
	}
	return err
}

// lastPosition is the highest position of a clinic's places, -1 if it has none.
func lastPosition(tx *db.Tx, clinic string) (int, error) {
	n := -1
	_, err := tx.From("visits_places").Where("clinic_id = ?", clinic).Get("coalesce(max(position), -1)", &n)
	return n, err
}

// blocksBetween reads the blocks of a clinic that touch [from, to), by time.
func blocksBetween(tx *db.Tx, clinic string, from, to int64) ([]Block, error) {
	rows, err := blocksOf(tx, clinic, from, to)
	out := make([]Block, len(rows))
	for i, r := range rows {
		out[i] = r.block()
	}
	return out, err
}

func (r blockRow) block() Block {
	return Block{r.ID, r.Place, r.Reason, span.Span{Start: r.Start, End: r.End}}
}
