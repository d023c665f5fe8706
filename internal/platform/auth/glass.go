package auth

import (
	"context"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// BreakGlass lets the actor read one patient's record in every clinic of the
// group for an hour, for the case that cannot wait, and gives the end in epoch
// milliseconds. The reason goes into the audit, sealed with the patient's key.
// It asks for GlassPermission in any clinic; its faults are ReasonNeeded and
// PatientForm. Whether there is such a patient is the caller's to know.
func (s *Service) BreakGlass(ctx context.Context, patient, reason string) (int64, error) {
	who, err := me(ctx)
	if err != nil {
		return 0, err
	}
	if _, ok := who.Clinics(GlassPermission); !ok {
		return 0, Forbidden.With("permission", GlassPermission)
	}
	reason = strings.TrimSpace(reason)
	if utf8.RuneCountInString(reason) < reasonMin || !utf8.ValidString(reason) {
		return 0, ReasonNeeded.At("reason", "min", reasonMin)
	}
	if !id.Valid(patient) {
		return 0, PatientForm.At("patient_id")
	}
	var until int64
	err = s.db.Write(as(ctx, who.Tenant, who.ID), func(tx *db.Tx) error {
		until = tx.Now() + glassLife.Milliseconds()
		row := glassRow{ID: tx.NewID(), AccountID: who.ID, PatientID: patient, From: tx.Now(), Until: until}
		if err := tx.Insert("auth_glass", row); err != nil {
			return err
		}
		return s.record(tx, Act{Action: "auth.glass_broken", Account: who.ID, Patient: patient, Reason: cut(reason, 500)})
	})
	return until, err
}

// GlassUntil tells how long the transaction's actor has break-glass access to
// the patient, in epoch milliseconds; 0 = they have none now.
func (s *Service) GlassUntil(tx *db.Tx, patient string) (int64, error) {
	if tx.Actor() == "" || !id.Valid(patient) {
		return 0, nil
	}
	return glassUntil(tx, tx.Actor(), patient)
}
