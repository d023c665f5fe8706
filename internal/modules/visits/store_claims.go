package visits

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
)

// The kinds of holder.
const (
	heldByVisit = "visit"
	heldByBlock = "block"
)

// claimsOverlap is the name of the promise: no two claims of one resource overlap.
const claimsOverlap = "visits_claims_overlap"

// holder is who has claims: a visit, or a block of a place.
type holder struct{ ID, Kind, Clinic string }

type claimRow struct {
	Holder   string `db:"holder_id"`
	Kind     string `db:"holder_kind"`
	Clinic   string `db:"of_clinic"`
	Doctor   string `db:"doctor_id,null"`
	Resource string `db:"resource"`
	Start    int64  `db:"starts_at"`
	End      int64  `db:"ends_at"`
}

func (r claimRow) claim() Claim { return Claim{r.Resource, span.Span{Start: r.Start, End: r.End}} }

func claimRows(h holder, claims []Claim) []claimRow {
	out := make([]claimRow, len(claims))
	for i, c := range claims {
		out[i] = claimRow{Holder: h.ID, Kind: h.Kind, Clinic: h.Clinic, Resource: c.Resource, Start: c.Span.Start, End: c.Span.End}
		if doctor, _, ok := DoctorOf(c.Resource); ok {
			out[i].Doctor = doctor
		}
	}
	return out
}

// addClaims takes the claims for a holder. If one overlaps another's, the
// transaction is over and db.Violated names claimsOverlap.
func addClaims(tx *db.Tx, h holder, claims []Claim) error {
	return insertClaims(tx, claimRows(h, claims))
}

// insertClaims takes claims of many holders at once.
func insertClaims(tx *db.Tx, rows []claimRow) error { return tx.Insert("visits_claims", rows) }

// dropClaims gives back everything that a holder has.
func dropClaims(tx *db.Tx, holderID string) error {
	_, err := tx.Delete("visits_claims").Where("holder_id = ?", holderID).Exec()
	return err
}

// replaceClaims gives a holder other claims than it has.
func replaceClaims(tx *db.Tx, h holder, claims []Claim) error {
	if err := dropClaims(tx, h.ID); err != nil {
		return err
	}
	return addClaims(tx, h, claims)
}

// claimsOf reads what a holder has.
func claimsOf(tx *db.Tx, holderID string) ([]Claim, error) {
	var rows []claimRow
	if err := tx.From("visits_claims").Where("holder_id = ?", holderID).OrderBy("resource, starts_at").All(&rows); err != nil {
		return nil, err
	}
	out := make([]Claim, len(rows))
	for i, r := range rows {
		out[i] = r.claim()
	}
	return out, nil
}

// claimsOn reads the claims of a clinic between two instants, and those that the
// doctors have elsewhere.
func claimsOn(tx *db.Tx, clinic string, doctors []string, from, to int64) ([]claimRow, error) {
	var here, elsewhere []claimRow
	// A claim lasts at most a day, so that the index bounds both sides.
	err := tx.From("visits_claims").Where("of_clinic = ? AND starts_at >= ? AND starts_at < ? AND ends_at > ?", clinic, from-span.Day, to, from).
		OrderBy("starts_at, resource").All(&here)
	if err != nil || len(doctors) == 0 {
		return here, err
	}
	err = tx.From("visits_claims").Where("doctor_id IN (?) AND of_clinic <> ? AND starts_at >= ? AND starts_at < ?", doctors, clinic, from-span.Day, to).
		OrderBy("starts_at, resource").All(&elsewhere)
	return append(here, elsewhere...), err
}

// heldRows is what visits and blocks hold of a clinic on the days from … to,
// each day's in the order of time. Blocks stand in it with Block set, their
// reason being kept elsewhere; visits of other clinics with the claims of those
// doctors alone.
func heldRows(tx *db.Tx, clinic string, doctors []string, from, to civil.Day, zone *time.Location) (map[civil.Day][]Held, error) {
	list, err := holdersOn(tx, clinic, from, to)
	if err != nil {
		return nil, err
	}
	rows, err := claimsOn(tx, clinic, doctors, from.At(0, zone), to.AddDays(1).At(0, zone))
	if err != nil {
		return nil, err
	}
	byHolder := make(map[string][]Claim, len(list))
	var others []claimRow // blocks, and visits of other clinics
	here := make(map[string]bool, len(list))
	for _, v := range list {
		here[v.ID] = true
	}
	for _, r := range rows {
		if here[r.Holder] {
			byHolder[r.Holder] = append(byHolder[r.Holder], r.claim())
		} else {
			others = append(others, r)
		}
	}
	out := map[civil.Day][]Held{}
	for _, v := range list {
		out[v.Day] = append(out[v.Day], v.held(byHolder[v.ID]))
	}
	for _, r := range others {
		for day := civil.Of(r.Start, zone); day <= to && day.At(0, zone) < r.End; day = day.AddDays(1) {
			out[day] = append(out[day], r.held())
		}
	}
	return out, nil
}

// held is a claim whose holder is no visit of the clinic.
func (r claimRow) held() Held {
	h := Held{VisitID: r.Holder, Span: r.claim().Span, Claims: []Claim{r.claim()}, DoctorID: r.Doctor}
	if r.Kind == heldByBlock {
		h.Block = heldByBlock
	}
	return h
}

// holdingRow is as much of a visit as says what it holds; two weeks of a clinic
// are read at once.
type holdingRow struct {
	ID         string    `db:"id"`
	Day        civil.Day `db:"day"`
	Patient    string    `db:"patient_id"`
	Code       string    `db:"code"`
	Category   string    `db:"category"`
	Pattern    string    `db:"pattern"`
	Places     []string  `db:"places,json"`
	Doctor     string    `db:"doctor_id,null"`
	Turnover   int       `db:"turnover_minutes"`
	Start      int64     `db:"starts_at"`
	State      State     `db:"state"`
	ReleasedAt int64     `db:"released_at,null"`
}

// holdersOn reads the visits that hold something on the days from … to.
func holdersOn(tx *db.Tx, clinic string, from, to civil.Day) ([]Visit, error) {
	var rows []holdingRow
	err := tx.From("visits_visits v").Where("v.clinic_id = ? AND v.day >= ? AND v.day <= ?", clinic, from, to).
		Where("v.parked_at IS NULL AND v.state NOT IN ('no_show', 'cancelled')").OrderBy("v.day, v.starts_at, v.id").All(&rows)
	if err != nil {
		return nil, err
	}
	out := make([]Visit, len(rows))
	for i, r := range rows {
		v, err := visitRow{ID: r.ID, Day: r.Day, Patient: r.Patient, Code: r.Code, Category: r.Category, Pattern: r.Pattern,
			Places: r.Places, Doctor: r.Doctor, Turnover: r.Turnover, Start: r.Start, State: r.State, ReleasedAt: r.ReleasedAt}.visit()
		if err != nil {
			return nil, err
		}
		out[i] = v
	}
	return out, nil
}
