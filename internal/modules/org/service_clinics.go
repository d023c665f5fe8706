package org

import (
	"context"
	"encoding/json"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// OpenClinic adds a clinic to the group. An empty zone is the home zone. Its
// faults are those of the values, CodeTaken and PrefixTaken.
func (s *Service) OpenClinic(ctx context.Context, c Clinic) (Clinic, error) {
	return s.openClinic(ctx, c, nil)
}

// openClinic runs last, where it is given, at the end of the transaction.
func (s *Service) openClinic(ctx context.Context, c Clinic, last func(*db.Tx, Clinic) error) (Clinic, error) {
	if c.Zone == "" {
		c.Zone = HomeZone
	}
	if err := c.check(); err != nil {
		return Clinic{}, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		c.ID, c.Version, c.ClosedAt = tx.NewID(), 1, 0
		if err := insertClinic(tx, c); err != nil {
			return err
		}
		if err := s.happened(tx, change{what: ClinicOpened, kind: aClinic, id: c.ID, clinic: c.ID, after: clinicOut(c)}); err != nil {
			return err
		}
		if last == nil {
			return nil
		}
		return last(tx, c)
	})
	return c, clinicFault(err)
}

// clinicFault tells a person which constraint of the clinics spoke.
func clinicFault(err error) error {
	switch db.Violated(err) {
	case "org_clinics_code":
		return CodeTaken.At("code")
	case "org_clinics_prefix":
		return PrefixTaken.At("number_prefix")
	}
	return err
}

// ClinicChange names what is to change; nil leaves it as it is. The code never
// changes.
type ClinicChange struct {
	Name, ShortName, City, Address, Phone *string
	Hours                                 *Hours
	// These need ManageClinics.
	Kind                            *Kind
	LegalEntity, Zone, NumberPrefix *string
}

// ofGroup tells whether the change is one that the group decides.
func (c ClinicChange) ofGroup() bool {
	return c.Kind != nil || c.LegalEntity != nil || c.Zone != nil || c.NumberPrefix != nil
}

func (c ClinicChange) apply(to *Clinic) {
	set(&to.Name, c.Name)
	set(&to.ShortName, c.ShortName)
	set(&to.City, c.City)
	set(&to.Address, c.Address)
	set(&to.Phone, c.Phone)
	set(&to.Hours, c.Hours)
	set(&to.Kind, c.Kind)
	set(&to.LegalEntity, c.LegalEntity)
	set(&to.Zone, c.Zone)
	set(&to.NumberPrefix, c.NumberPrefix)
}

func set[T any](to, from *T) {
	if from != nil {
		*to = *from
	}
}

// ChangeClinic changes a clinic in the actor's scope that was read at version.
// Its faults are ClinicNotFound, db.Stale, PrefixTaken and those of the values;
// auth.Forbidden where only the group decides.
func (s *Service) ChangeClinic(ctx context.Context, clinic string, version int64, c ClinicChange) (Clinic, error) {
	if c.ofGroup() {
		if err := auth.Require(ctx, ManageClinics, ""); err != nil {
			return Clinic{}, err
		}
	}
	return s.editClinic(ctx, clinic, ClinicChanged, func(_ *db.Tx, to *Clinic) error {
		if to.Version != version {
			return db.Stale.With()
		}
		c.apply(to)
		return to.check()
	})
}

// CloseClinic takes a clinic out of service; its history stays, and so do the
// roles that people hold there. Closing one that is closed does nothing. Its
// faults are ClinicNotFound and LastClinic.
func (s *Service) CloseClinic(ctx context.Context, clinic string) (Clinic, error) {
	return s.editClinic(ctx, clinic, ClinicShut, func(tx *db.Tx, to *Clinic) error {
		if to.ClosedAt != 0 {
			return errNothing
		}
		// Two people who close the last two clinics at once wait for each other.
		if err := lockRights(tx); err != nil {
			return err
		}
		open, err := openClinics(tx)
		if err != nil {
			return err
		}
		if open <= 1 {
			return LastClinic.With()
		}
		to.ClosedAt = tx.Now()
		return nil
	})
}

// ReopenClinic takes a closed clinic into service again. Its fault is
// ClinicNotFound.
func (s *Service) ReopenClinic(ctx context.Context, clinic string) (Clinic, error) {
	return s.editClinic(ctx, clinic, ClinicReopened, func(_ *db.Tx, to *Clinic) error {
		if to.ClosedAt == 0 {
			return errNothing
		}
		to.ClosedAt = 0
		return nil
	})
}

// editClinic reads, edits and writes one clinic in the actor's scope.
func (s *Service) editClinic(ctx context.Context, clinic, what string, edit func(*db.Tx, *Clinic) error) (Clinic, error) {
	var c Clinic
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if !tx.Scope().Sees(clinic) {
			return ClinicNotFound.With()
		}
		if c, err = clinicOne(tx, clinic); err != nil {
			return err
		}
		before := c
		if err := edit(tx, &c); err != nil {
			return err
		}
		hours, err := json.Marshal(c.Hours)
		if err != nil {
			return err
		}
		if err := updateClinic(tx, c, string(hours)); err != nil {
			return err
		}
		c.Version++
		return s.happened(tx, change{what: what, kind: aClinic, id: c.ID, clinic: c.ID, before: clinicOut(before), after: clinicOut(c)})
	})
	if err == errNothing {
		err = nil
	}
	return c, clinicFault(err)
}
