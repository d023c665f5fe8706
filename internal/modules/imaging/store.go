package imaging

import (
	"embed"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

// shared is why images are read in all clinics: each use case first asks whether
// the actor sees the patient.
const shared = "who sees the patient sees the images of every clinic"

type imageRow struct {
	ID         string    `db:"id"`
	Version    int64     `db:"version"`
	Clinic     string    `db:"clinic_id"`
	Patient    string    `db:"patient_id"`
	Visit      string    `db:"visit_id,null"`
	Order      string    `db:"order_id,null"`
	Slot       Slot      `db:"slot"`
	Site       string    `db:"site"`
	Day        civil.Day `db:"day"`
	TakenAt    int64     `db:"taken_at,null"`
	TakenBy    string    `db:"taken_by,null"`
	Hash       string    `db:"hash"`
	Size       int64     `db:"size"`
	Media      Media     `db:"media"`
	Width      int       `db:"width"`
	Height     int       `db:"height"`
	PointX     int64     `db:"point_x"`
	PointY     int64     `db:"point_y"`
	NameInFile string    `db:"name_in_file"`
	Thumb      string    `db:"thumb_hash"`
	Picture    string    `db:"picture_hash"`
	Trouble    string    `db:"trouble"`
	AddedAt    int64     `db:"added_at"`
	AddedBy    string    `db:"added_by,null"`
	Withdrawn  int64     `db:"withdrawn_at,null"`
}

func (r imageRow) image() Image { return Image(r) }

func imagesFrom(rows []imageRow, err error) ([]Image, error) {
	out := make([]Image, len(rows))
	for i, r := range rows {
		out[i] = r.image()
	}
	return out, err
}

// imagesOf reads a patient's images of all clinics, the latest day first.
func imagesOf(tx *db.Tx, patient string, limit int) ([]Image, error) {
	var rows []imageRow
	err := tx.From("imaging_images").AcrossClinics(shared).Where("patient_id = ?", patient).
		OrderBy("day DESC, added_at, id").Limit(limit).All(&rows)
	return imagesFrom(rows, err)
}

// imageOne reads one image of any clinic. Fault: ImageNotFound.
func imageOne(tx *db.Tx, image string, lock bool) (Image, error) {
	if !id.Valid(image) {
		return Image{}, ImageNotFound.With()
	}
	q := tx.From("imaging_images").AcrossClinics(shared).Where("id = ?", image)
	if lock {
		q = q.ForUpdate()
	}
	var r imageRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = ImageNotFound.With()
	}
	return r.image(), err
}

// twins reads the images in view that have the same bytes, of any patient.
func twins(tx *db.Tx, hash string) ([]Image, error) {
	var rows []imageRow
	err := tx.From("imaging_images").AcrossClinics("the same bytes may be filed with somebody else").
		Where("hash = ? AND withdrawn_at IS NULL", hash).OrderBy("added_at, id").Limit(20).All(&rows)
	return imagesFrom(rows, err)
}

// hashesOf are those of the hashes that a patient's images in view have.
func hashesOf(tx *db.Tx, patient string, hashes []string) ([]string, error) {
	var out []string
	err := tx.From("imaging_images").AcrossClinics(shared).
		Where("patient_id = ? AND withdrawn_at IS NULL AND hash IN (?)", patient, hashes).OrderBy("hash").Pluck("hash", &out)
	return out, err
}

func insertImage(tx *db.Tx, i Image) error { return tx.Insert("imaging_images", imageRow(i)) }

// refile writes where the image stands, against its version, and moves that on.
func refile(tx *db.Tx, i *Image) error {
	null := func(s string) any {
		if s == "" {
			return nil
		}
		return s
	}
	err := tx.Update("imaging_images").Set("slot = ?", i.Slot).Set("site = ?", i.Site).Set("day = ?", i.Day).
		Set("visit_id = ?", null(i.Visit)).Set("order_id = ?", null(i.Order)).Set("version = version + 1").
		Where("id = ? AND version = ?", i.ID, i.Version).Must()
	i.Version++
	return err
}

// setWithdrawn takes an image out of view, or with 0 puts it back.
func setWithdrawn(tx *db.Tx, i *Image, at int64) error {
	var when any
	if at > 0 {
		when = at
	}
	err := tx.Update("imaging_images").Set("withdrawn_at = ?", when).Set("version = version + 1").
		Where("id = ? AND version = ?", i.ID, i.Version).Must()
	i.Version++
	i.Withdrawn = at
	return err
}

// ofOrder counts the images in view that were taken for an order.
func ofOrder(tx *db.Tx, order string) (int, error) {
	return tx.From("imaging_images").AcrossClinics(shared).Where("order_id = ? AND withdrawn_at IS NULL", order).Count()
}

// setDrawn keeps what was drawn, or why nothing was.
func setDrawn(tx *db.Tx, i Image) error {
	_, err := tx.Update("imaging_images").Set("thumb_hash = ?", i.Thumb).Set("picture_hash = ?", i.Picture).
		Set("width = ?", i.Width).Set("height = ?", i.Height).Set("trouble = ?", i.Trouble).
		Where("id = ?", i.ID).Exec()
	return err
}

type eventRow struct {
	Image  string    `db:"image_id"`
	Seq    int       `db:"seq"`
	Step   Step      `db:"step"`
	At     int64     `db:"at"`
	By     string    `db:"actor_id,null"`
	Slot   Slot      `db:"slot"`
	Site   string    `db:"site"`
	Visit  string    `db:"visit_id,null"`
	Day    civil.Day `db:"day"`
	Reason string    `db:"reason"`
	Order  string    `db:"order_id,null"`
}

// addEvent appends what was done to an image, whose row the caller holds.
func addEvent(tx *db.Tx, i Image, step Step, reason string) error {
	n, err := tx.From("imaging_events").Where("image_id = ?", i.ID).Count()
	if err != nil {
		return err
	}
	return tx.Insert("imaging_events", eventRow{i.ID, n + 1, step, tx.Now(), tx.Actor(), i.Slot, i.Site, i.Visit, i.Day, reason, i.Order})
}

func eventsOf(tx *db.Tx, image string) ([]Event, error) {
	var rows []eventRow
	err := tx.From("imaging_events").Where("image_id = ?", image).OrderBy("seq").All(&rows)
	out := make([]Event, len(rows))
	for i, r := range rows {
		out[i] = Event{r.Step, r.At, r.By, r.Slot, r.Site, r.Visit, r.Day, r.Reason, r.Order}
	}
	return out, err
}

// withdrawals are the last steps that took images out of view, by image.
func withdrawals(tx *db.Tx, images []string) (map[string]Event, error) {
	out := map[string]Event{}
	if len(images) == 0 {
		return out, nil
	}
	var rows []eventRow
	err := tx.From("imaging_events").Where("image_id IN (?) AND step = ?", images, Withdrawn).OrderBy("image_id, seq").All(&rows)
	for _, r := range rows {
		out[r.Image] = Event{r.Step, r.At, r.By, r.Slot, r.Site, r.Visit, r.Day, r.Reason, r.Order}
	}
	return out, err
}

type countRow struct {
	Slot  Slot   `db:"slot"`
	Staff string `db:"taken_by,null"`
	N     int    `db:"n" sql:"count(*)"`
}

// counts are a clinic's images in view of the days, by slot and by who took them.
func counts(tx *db.Tx, clinic string, from, to civil.Day) ([]countRow, error) {
	var rows []countRow
	err := tx.From("imaging_images i").Where("i.clinic_id = ? AND i.day >= ? AND i.day <= ? AND i.withdrawn_at IS NULL", clinic, from, to).
		GroupBy("i.slot, i.taken_by").OrderBy("count(*) DESC, i.slot, i.taken_by").All(&rows)
	return rows, err
}

// blank takes out what was written about persons, in all clinics.
func blank(tx *db.Tx, people []string) error {
	if len(people) == 0 {
		return nil
	}
	const everywhere = "an erased person is forgotten in every clinic"
	var ids []string
	err := tx.From("imaging_images").AcrossClinics(everywhere).Where("patient_id IN (?)", people).OrderBy("id").Pluck("id", &ids)
	if err != nil || len(ids) == 0 {
		return err
	}
	if _, err := tx.Update("imaging_images").AcrossClinics(everywhere).Set("name_in_file = ''").Set("version = version + 1").
		Where("id IN (?) AND name_in_file <> ''", ids).Exec(); err != nil {
		return err
	}
	_, err = tx.Update("imaging_events").Set("reason = ''").Where("image_id IN (?) AND reason <> ''", ids).Exec()
	return err
}

type takerRow struct {
	Visit string `db:"visit_id"`
	Staff string `db:"taken_by"`
	N     int    `db:"n" sql:"count(*)"`
}

// takers counts the images in view of visits by who took them, the most first.
func takers(tx *db.Tx, visits []string) ([]takerRow, error) {
	var rows []takerRow
	err := tx.From("imaging_images i").Where("i.visit_id IN (?) AND i.withdrawn_at IS NULL AND i.taken_by IS NOT NULL", visits).
		GroupBy("i.visit_id, i.taken_by").OrderBy("i.visit_id, count(*) DESC, i.taken_by").All(&rows)
	return rows, err
}
