package visits

import (
	"encoding/json"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

type waiterRow struct {
	ID         string      `db:"id"`
	Version    int64       `db:"version"`
	Clinic     string      `db:"clinic_id"`
	Patient    string      `db:"patient_id"`
	Visit      string      `db:"visit_id,null"`
	TemplateID string      `db:"template_id"`
	AddOns     []string    `db:"add_ons,json"`
	Doctors    []string    `db:"doctors,json"`
	From       civil.Day   `db:"from_day,null"`
	To         civil.Day   `db:"to_day,null"`
	Parts      []Part      `db:"parts,json"`
	Reach      int         `db:"reach_minutes"`
	Urgent     bool        `db:"urgent"`
	Appliance  bool        `db:"appliance_arrived"`
	Note       string      `db:"note"`
	State      WaiterState `db:"state"`
	Offered    int64       `db:"offered_start,null"`
	Until      int64       `db:"offered_until,null"`
	OfferDoc   string      `db:"offered_doctor,null"`
	OfferAt    []string    `db:"offered_places,json"`
	OfferWhy   string      `db:"offered_override"`
	OfferBy    string      `db:"offered_by,null"`
	Declined   []int64     `db:"declined,json"`
	BookedID   string      `db:"booked_id,null"`
	Since      int64       `db:"since_at"`
	By         string      `db:"created_by,null"`
}

func (r waiterRow) waiter() Waiter {
	return Waiter{
		ID: r.ID, Version: r.Version, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, TemplateID: r.TemplateID,
		AddOns: r.AddOns, Doctors: r.Doctors, Days: Days{r.From, r.To}, Parts: r.Parts, Reach: r.Reach, Urgent: r.Urgent,
		Appliance: r.Appliance, Note: r.Note, State: r.State, Declined: r.Declined, BookedID: r.BookedID, Since: r.Since, By: r.By,
		Offer: Offer{Slot{r.Offered, r.OfferDoc, r.OfferAt, r.OfferWhy}, r.Until, r.OfferBy},
	}
}

func insertWaiters(tx *db.Tx, list []Waiter) error {
	rows := make([]waiterRow, len(list))
	for i, w := range list {
		rows[i] = waiterRow{
			ID: w.ID, Version: w.Version, Clinic: w.Clinic, Patient: w.Patient, Visit: w.Visit, TemplateID: w.TemplateID,
			AddOns: w.AddOns, Doctors: w.Doctors, From: w.Days.From, To: w.Days.To, Parts: w.Parts, Reach: w.Reach, Urgent: w.Urgent,
			Appliance: w.Appliance, Note: w.Note, State: w.State, Declined: w.Declined, BookedID: w.BookedID, Since: w.Since, By: w.By,
			Offered: w.Offer.Start, Until: w.Offer.Until, OfferDoc: w.Offer.Doctor, OfferAt: w.Offer.Places, OfferWhy: w.Offer.Override,
			OfferBy: w.Offer.By,
		}
	}
	return tx.Insert("visits_waitlist", rows)
}

// waiters reads the entries of a clinic that still wait, the oldest first; an
// offer that has run out is open again.
func waiters(tx *db.Tx, clinic string) ([]Waiter, error) {
	var rows []waiterRow
	err := tx.From("visits_waitlist").Where("clinic_id = ? AND state IN ('open', 'offered')", clinic).OrderBy("since_at, id").All(&rows)
	out := make([]Waiter, len(rows))
	for i, r := range rows {
		out[i] = r.waiter()
		if out[i].State == WaiterOffered && !out[i].Offer.stands(tx.Now()) {
			out[i].State, out[i].Offer = WaiterOpen, Offer{}
		}
	}
	return out, err
}

// waiterToChange reads and locks an entry. Fault: WaiterNotFound.
func waiterToChange(tx *db.Tx, waiter string) (Waiter, error) {
	var r waiterRow
	if !id.Valid(waiter) {
		return Waiter{}, WaiterNotFound.With()
	}
	found, err := tx.From("visits_waitlist").Where("id = ?", waiter).ForUpdate().One(&r)
	if err == nil && !found {
		err = WaiterNotFound.With()
	}
	return r.waiter(), err
}

func updateWaiter(tx *db.Tx, w *Waiter) error {
	places, err := json.Marshal(emptyIfNil(w.Offer.Places))
	if err != nil {
		return err
	}
	declined, err := json.Marshal(append([]int64{}, w.Declined...))
	if err != nil {
		return err
	}
	o := w.Offer
	err = tx.Update("visits_waitlist").Set("state = ?", w.State).Set("offered_start = ?", numberOrNull(o.Start)).
		Set("offered_until = ?", numberOrNull(o.Until)).Set("offered_doctor = ?", textOrNull(o.Doctor)).Set("offered_places = ?", string(places)).
		Set("offered_override = ?", o.Override).Set("offered_by = ?", textOrNull(o.By)).Set("declined = ?", string(declined)).
		Set("booked_id = ?", textOrNull(w.BookedID)).Set("version = version + 1").
		Where("id = ? AND version = ?", w.ID, w.Version).Must()
	if err == nil {
		w.Version++
	}
	return err
}

// endedAhead reads the visits of the days that were called off, missed or moved
// to another day before their time was over.
func endedAhead(tx *db.Tx, clinic string, from, to civil.Day, now int64) ([]Visit, error) {
	return visitList(tx.From("visits_visits v").Where("v.clinic_id = ? AND v.day >= ? AND v.day <= ?", clinic, from, to).
		Where("v.state IN ('cancelled', 'no_show') AND v.ends_at > ?", now).OrderBy("v.starts_at, v.id"))
}
