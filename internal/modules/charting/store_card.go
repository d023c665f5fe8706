package charting

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/db"
)

// cardRow is one version of a card. Like the findings it belongs to the patient.
type cardRow struct {
	ID          string    `db:"id"`
	Visit       string    `db:"visit_id"`
	Version     int64     `db:"version"`
	Patient     string    `db:"patient_id"`
	Clinic      string    `db:"of_clinic"`
	Day         civil.Day `db:"day"`
	UpperWire   string    `db:"upper_wire"`
	LowerWire   string    `db:"lower_wire"`
	Elastics    string    `db:"elastics"`
	Off         string    `db:"off_site"`
	Charted     []string  `db:"off_findings,json"`
	Hygiene     Grade     `db:"hygiene"`
	Cooperation Grade     `db:"cooperation"`
	Stage       int       `db:"stage"`
	StageTo     int       `db:"stage_to"`
	Done        string    `db:"done"`
	Next        string    `db:"next_template,null"`
	Weeks       int       `db:"next_weeks"`
	Note        string    `db:"note"`
	At          int64     `db:"written_at"`
	By          string    `db:"written_by,null"`
}

func rowOfCard(c Card) cardRow {
	return cardRow{
		Visit: c.Visit, Version: c.Version, Patient: c.Patient, Clinic: c.Clinic, Day: c.Day, UpperWire: c.UpperWire, LowerWire: c.LowerWire,
		Elastics: c.Elastics, Off: c.Off.String(), Charted: append([]string{}, c.Charted...), Hygiene: c.Hygiene, Cooperation: c.Cooperation, Stage: c.Stage, StageTo: c.StageTo,
		Done: c.Done, Next: c.Next, Weeks: c.Weeks, Note: c.Note, At: c.At, By: c.By,
	}
}

func (r cardRow) card() (Card, error) {
	off, err := tooth.ParseSite(r.Off)
	return Card{
		Visit: r.Visit, Version: r.Version, Patient: r.Patient, Clinic: r.Clinic, Day: r.Day, UpperWire: r.UpperWire, LowerWire: r.LowerWire,
		Elastics: r.Elastics, Off: off, Charted: r.Charted, Hygiene: r.Hygiene, Cooperation: r.Cooperation, Stage: r.Stage, StageTo: r.StageTo,
		Done: r.Done, Next: r.Next, Weeks: r.Weeks, Note: r.Note, At: r.At, By: r.By,
	}, err
}

// insertCards adds versions; two that were written against the same one violate
// charting_cards_pkey.
func insertCards(tx *db.Tx, list []Card) error {
	rows := make([]cardRow, len(list))
	for i, c := range list {
		rows[i] = rowOfCard(c)
		rows[i].ID = tx.NewID()
	}
	return tx.Insert("charting_cards", rows)
}

// cardsOf reads the standing version of each of a patient's cards, the newest
// visit first.
func cardsOf(tx *db.Tx, patient string) ([]Card, error) {
	var rows []cardRow
	err := tx.From("charting_cards c").Where("c.patient_id = ?", patient).OrderBy("c.day DESC, c.visit_id DESC, c.version DESC").All(&rows)
	if err != nil {
		return nil, err
	}
	var out []Card
	for _, r := range rows {
		if n := len(out); n > 0 && out[n-1].Visit == r.Visit {
			continue // an earlier version
		}
		c, err := r.card()
		if err != nil {
			return nil, err
		}
		out = append(out, c)
	}
	return out, nil
}

// cardVersions reads every version of a visit's card, the latest first.
func cardVersions(tx *db.Tx, visit string) ([]Card, error) {
	var rows []cardRow
	err := tx.From("charting_cards c").Where("c.visit_id = ?", visit).OrderBy("c.version DESC").All(&rows)
	if err != nil {
		return nil, err
	}
	out := make([]Card, len(rows))
	for i, r := range rows {
		if out[i], err = r.card(); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// anyCard tells whether a card was ever written in a clinic.
func anyCard(tx *db.Tx, clinic string) (bool, error) {
	return tx.From("charting_cards").Where("of_clinic = ?", clinic).Exists()
}
