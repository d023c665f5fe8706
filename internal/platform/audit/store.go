package audit

import (
	"embed"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Migrations makes the tables and their triggers.
//
//go:embed migrations
var Migrations embed.FS

// Texts are the sentences of this package.
//
//go:embed i18n
var Texts embed.FS

// under says with what a row's contents are sealed.
type under string

const (
	underNone    under = "none"
	underVault   under = "vault"   // no patient is named
	underPatient under = "patient" // with the patient's key
	underErased  under = "erased"  // the patient's key was gone already
)

type row struct {
	ID          string `db:"id"`
	At          int64  `db:"at"`
	Kind        Kind   `db:"kind"`
	Action      string `db:"action"`
	ActorID     string `db:"actor_id,null"`
	RequestID   string `db:"request_id"`
	SubjectKind string `db:"subject_kind"`
	SubjectID   string `db:"subject_id"`
	PatientID   string `db:"patient_id,null"`
	Clinic      string `db:"of_clinic,null"`
	Body        string `db:"body,null"`
	BodyUnder   under  `db:"body_under"`
	Seq         int64  `db:"seq,null"`
	Hash        string `db:"hash,null"`
}

func openTenants(tx *db.Tx) ([]string, error) {
	var out []string
	err := tx.From("audit_entries").Where("seq IS NULL").Pluck("DISTINCT tenant_id", &out)
	return out, err
}

func openRows(tx *db.Tx, limit int) ([]row, error) {
	var out []row
	err := tx.From("audit_entries").Where("seq IS NULL").OrderBy("at, id").Limit(limit).All(&out)
	return out, err
}

func countOpen(tx *db.Tx) (int64, error) {
	n, err := tx.From("audit_entries").Where("seq IS NULL").Count()
	return int64(n), err
}

// sealedRows gives the rows numbered in (after, last], by number.
func sealedRows(tx *db.Tx, after, last int64, limit int) ([]row, error) {
	var out []row
	err := tx.From("audit_entries").Where("seq > ? AND seq <= ?", after, last).OrderBy("seq").Limit(limit).All(&out)
	return out, err
}

func sealRow(tx *db.Tx, entry string, h Head) error {
	return tx.Update("audit_entries").Set("seq = ?", h.Seq).Set("hash = ?", h.Hash).Set("sealed_at = ?", tx.Now()).
		Where("id = ? AND seq IS NULL", entry).Must()
}

type headRow struct {
	Seq      int64  `db:"seq"`
	Hash     string `db:"hash"`
	SealedAt int64  `db:"sealed_at"`
}

// headOf gives the zero Head for a group whose chain has not begun.
func headOf(tx *db.Tx) (Head, error) {
	var h headRow
	_, err := tx.From("audit_chains").One(&h)
	return Head{h.Seq, h.Hash}, err
}

func setHead(tx *db.Tx, h Head) error {
	_, err := tx.InsertOr("audit_chains", headRow{h.Seq, h.Hash, tx.Now()},
		"ON CONFLICT (tenant_id) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, sealed_at = excluded.sealed_at")
	return err
}

func listRows(tx *db.Tx, f Filter) ([]row, error) {
	for _, v := range []string{f.Actor, f.Patient, f.Clinic, f.Before.ID} {
		if v != "" && !id.Valid(v) {
			return nil, nil // no row can match; PostgreSQL would refuse the comparison
		}
	}
	q := tx.From("audit_entries").OrderBy("at DESC, id DESC").Limit(f.Limit)
	for _, c := range []struct {
		column, value string
	}{
		{"kind", string(f.Kind)}, {"actor_id", f.Actor}, {"subject_kind", f.SubjectKind},
		{"subject_id", f.SubjectID}, {"patient_id", f.Patient}, {"of_clinic", f.Clinic},
	} {
		if c.value != "" {
			q = q.Where(c.column+" = ?", c.value)
		}
	}
	if clinics := tx.Scope().Clinics; clinics != nil {
		q = q.Where("of_clinic IN (?)", clinics)
	}
	if f.From != 0 {
		q = q.Where("at >= ?", f.From)
	}
	if f.To != 0 {
		q = q.Where("at < ?", f.To)
	}
	switch {
	case strings.HasSuffix(f.Action, "."):
		q = q.Where("action >= ? AND action < ?", f.Action, strings.TrimSuffix(f.Action, ".")+"/")
	case f.Action != "":
		q = q.Where("action = ?", f.Action)
	}
	if f.Before.ID != "" {
		q = q.Where("at < ? OR (at = ? AND id < ?)", f.Before.At, f.Before.At, f.Before.ID)
	}
	var out []row
	err := q.All(&out)
	return out, err
}
