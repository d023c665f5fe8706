package content

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

type faceRow struct {
	ID       string         `db:"id"`
	Version  int64          `db:"version"`
	Key      string         `db:"key"`
	NameZh   string         `db:"name_zh"`
	NameEn   string         `db:"name_en"`
	TermsZh  string         `db:"terms_zh"`
	TermsEn  string         `db:"terms_en"`
	Class    messages.Class `db:"class"`
	Worth    Worth          `db:"worth"`
	Value    int64          `db:"value"`
	Item     string         `db:"item_id,null"`
	MinSpend money.Fen      `db:"min_spend"`
	Days     int            `db:"days"`
	Until    civil.Day      `db:"until_day"`
	PerHouse int            `db:"per_house"`
	Stock    int            `db:"stock"`
	Left     int            `db:"remaining"`
	Retired  bool           `db:"retired"`
	At       int64          `db:"made_at"`
	By       string         `db:"made_by,null"`
}

type couponRow struct {
	ID        string      `db:"id"`
	Face      string      `db:"face_id"`
	Patient   string      `db:"patient_id"`
	Household string      `db:"household_id"`
	Slot      int         `db:"slot,null"`
	Code      string      `db:"code"`
	Key       string      `db:"grant_key"`
	By        string      `db:"granted_by"`
	State     CouponState `db:"state"`
	Granted   int64       `db:"granted_at"`
	LastDay   civil.Day   `db:"last_day"`
	Ends      int64       `db:"ends_at"`
	Bill      string      `db:"bill_id,null"`
	Off       money.Fen   `db:"off"`
	Closed    int64       `db:"closed_at,null"`
	ClosedBy  string      `db:"closed_by,null"`
}

func insertFace(tx *db.Tx, f Face) error { return tx.Insert("content_faces", faceRow(f)) }

func faceOne(tx *db.Tx, face string, lock bool) (Face, error) {
	if !id.Valid(face) { // PostgreSQL would refuse the comparison
		return Face{}, NotFound.With()
	}
	q := tx.From("content_faces").Where("id = ?", face)
	if lock {
		q = q.ForUpdate()
	}
	var r faceRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = NotFound.With()
	}
	return Face(r), err
}

func faceByKey(tx *db.Tx, key string) (Face, bool, error) {
	var r faceRow
	found, err := tx.From("content_faces").Where("key = ?", key).One(&r)
	return Face(r), found, err
}

func faceList(tx *db.Tx) ([]Face, error) {
	var rows []faceRow
	err := tx.From("content_faces").OrderBy("retired, key").All(&rows)
	out := make([]Face, len(rows))
	for i, r := range rows {
		out[i] = Face(r)
	}
	return out, err
}

// updateFace writes what may change of a face, against the version that was read.
func updateFace(tx *db.Tx, f *Face) error {
	err := tx.Update("content_faces").Set("name_zh = ?", f.NameZh).Set("name_en = ?", f.NameEn).Set("terms_zh = ?", f.TermsZh).Set("terms_en = ?", f.TermsEn).
		Set("class = ?", f.Class).Set("worth = ?", f.Worth).Set("value = ?", f.Value).Set("item_id = ?", some(f.Item)).Set("min_spend = ?", int64(f.MinSpend)).
		Set("days = ?", f.Days).Set("until_day = ?", string(f.Until)).Set("per_house = ?", f.PerHouse).Set("stock = ?", f.Stock).Set("remaining = ?", f.Left).
		Set("retired = ?", f.Retired).Set("version = version + 1").Where("id = ? AND version = ?", f.ID, f.Version).Must()
	f.Version++
	return err
}

// takeOne takes one of a face's stock and tells whether there was one.
func takeOne(tx *db.Tx, face string) (bool, error) {
	n, err := tx.Update("content_faces").Set("remaining = remaining - 1").Where("id = ? AND remaining > 0", face).Exec()
	return n > 0, err
}

// putBack puts one back into a face's stock.
func putBack(tx *db.Tx, face string) error {
	_, err := tx.Update("content_faces").Set("remaining = remaining + 1").Where("id = ? AND stock > 0", face).Exec()
	return err
}

// insertCoupon tells whether the coupon found its place: it does not where its key
// has granted one, or the household has one in its slot.
func insertCoupon(tx *db.Tx, c Coupon) (bool, error) {
	n, err := tx.InsertOr("content_coupons", couponRow(c), "ON CONFLICT DO NOTHING")
	return n > 0, err
}

func insertCoupons(tx *db.Tx, list []Coupon) error {
	rows := make([]couponRow, len(list))
	for i, c := range list {
		rows[i] = couponRow(c)
	}
	return tx.Insert("content_coupons", rows)
}

func couponBy(tx *db.Tx, column, value string, lock bool) (Coupon, bool, error) {
	q := tx.From("content_coupons").Where(column+" = ?", value)
	if lock {
		q = q.ForUpdate()
	}
	var r couponRow
	found, err := q.One(&r)
	return Coupon(r), found, err
}

// slotsOf gives the slots that a household has filled of a face.
func slotsOf(tx *db.Tx, face, household string) ([]int, error) {
	var out []int
	err := tx.From("content_coupons").Where("face_id = ? AND household_id = ? AND slot IS NOT NULL", face, household).OrderBy("slot").Pluck("slot", &out)
	return out, err
}

func couponsOf(tx *db.Tx, patient string) ([]Coupon, error) {
	return couponList(tx.From("content_coupons").Where("patient_id = ?", patient).OrderBy("granted_at DESC, id DESC").Limit(200))
}

// heldIn gives the held coupons of a household that are good at an instant, those
// that end first first.
func heldIn(tx *db.Tx, household string, now int64) ([]Coupon, error) {
	return couponList(tx.From("content_coupons").Where("household_id = ? AND state = 'held' AND ends_at > ?", household, now).OrderBy("ends_at, id").Limit(50))
}

// overdue gives held coupons that are over.
func overdue(tx *db.Tx, now int64, limit int) ([]Coupon, error) {
	return couponList(tx.From("content_coupons").Where("state = 'held' AND ends_at <= ?", now).OrderBy("ends_at").Limit(limit).ForUpdate())
}

func couponList(q *db.Query) ([]Coupon, error) {
	var rows []couponRow
	err := q.All(&rows)
	out := make([]Coupon, len(rows))
	for i, r := range rows {
		out[i] = Coupon(r)
	}
	return out, err
}

// nextEnd reads when the first held coupon ends.
func nextEnd(tx *db.Tx) (at int64, waits bool, err error) {
	waits, err = tx.From("content_coupons").Where("state = 'held'").OrderBy("ends_at").Limit(1).Get("ends_at", &at)
	return at, waits, err
}

// closeCoupon ends a coupon that is held, and tells whether it was.
func closeCoupon(tx *db.Tx, c Coupon) (bool, error) {
	u := tx.Update("content_coupons").Set("state = ?", c.State).Set("bill_id = ?", some(c.Bill)).Set("off = ?", int64(c.Off)).
		Set("closed_at = ?", instant(c.Closed)).Set("closed_by = ?", some(c.ClosedBy))
	if c.State == CouponWithdrawn {
		u = u.Set("slot = NULL")
	}
	n, err := u.Where("id = ? AND state = 'held'", c.ID).Exec()
	return n > 0, err
}

// reopenCoupon puts a used coupon back into its patient's hands.
func reopenCoupon(tx *db.Tx, coupon string) error {
	_, err := tx.Update("content_coupons").Set("state = 'held'").Set("bill_id = NULL").Set("off = 0").Set("closed_at = NULL").Set("closed_by = NULL").
		Where("id = ? AND state = 'used'", coupon).Exec()
	return err
}

// couponCounts counts the coupons of each face by state.
func couponCounts(tx *db.Tx) (map[string]map[CouponState]int, error) {
	var rows []struct {
		Face  string      `db:"face_id"`
		State CouponState `db:"state"`
		N     int         `db:"n" sql:"count(*)"`
	}
	err := tx.From("content_coupons").GroupBy("face_id, state").All(&rows)
	out := map[string]map[CouponState]int{}
	for _, r := range rows {
		if out[r.Face] == nil {
			out[r.Face] = map[CouponState]int{}
		}
		out[r.Face][r.State] = r.N
	}
	return out, err
}

// takeBackHeld withdraws the held coupons of erased records.
func takeBackHeld(tx *db.Tx, records []string) error {
	_, err := tx.Update("content_coupons").Set("state = 'withdrawn'").Set("slot = NULL").Set("closed_at = ?", tx.Now()).
		Where("patient_id IN (?) AND state = 'held'", records).Exec()
	return err
}
