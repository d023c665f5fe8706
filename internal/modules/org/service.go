package org

import (
	"errors"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Clinic gives any clinic of the group, in service or closed: names and zones
// are known throughout it. A use case that acts in a clinic asks
// tx.RequireClinic first. Its fault is ClinicNotFound.
func (s *Service) Clinic(tx *db.Tx, clinic string) (Clinic, error) { return clinicOne(tx, clinic) }

// HasClinic tells whether the group has the clinic, in service or closed.
func (s *Service) HasClinic(tx *db.Tx, clinic string) (bool, error) {
	_, err := clinicOne(tx, clinic)
	if errors.Is(err, ClinicNotFound) {
		return false, nil
	}
	return err == nil, err
}

// Clinics lists the clinics in the scope of tx: those in service first, by code.
func (s *Service) Clinics(tx *db.Tx) ([]Clinic, error) { return clinicList(tx) }

// AllClinics gives every clinic of the group, also those out of the actor's sight:
// for what clinics have with each other. The open ones come first.
func (s *Service) AllClinics(tx *db.Tx) ([]Clinic, error) { return clinicsOf(clinicsInOrder(tx)) }

// Zone gives the zone in which a clinic's days are counted. Its fault is
// ClinicNotFound.
func (s *Service) Zone(tx *db.Tx, clinic string) (*time.Location, error) {
	c, err := clinicOne(tx, clinic)
	if err != nil {
		return nil, err
	}
	return c.Location(), nil
}

// Staff gives one person of the group, employed or gone. Its fault is
// StaffNotFound.
func (s *Service) Staff(tx *db.Tx, staff string) (Staff, error) {
	m, err := s.StaffByIDs(tx, []string{staff})
	if err != nil {
		return Staff{}, err
	}
	one, ok := m[staff]
	if !ok {
		return Staff{}, StaffNotFound.With()
	}
	return one, nil
}

// StaffByIDs gives the people with these ids, employed or gone, in two queries;
// an id that is nobody's is not in the answer.
func (s *Service) StaffByIDs(tx *db.Tx, ids []string) (map[string]Staff, error) {
	asked := make([]string, 0, len(ids))
	for _, one := range ids {
		if id.Valid(one) {
			asked = append(asked, one)
		}
	}
	list, err := staffWhere(tx, func(q *db.Query) *db.Query { return q.Where("s.id IN (?)", asked) })
	out := make(map[string]Staff, len(list))
	for _, one := range list {
		out[one.ID] = one
	}
	return out, err
}

// StaffOf lists, by initials, the people who hold a role in the clinic itself
// and are employed today; what they do there is Staff.RolesAt(clinic).
func (s *Service) StaffOf(tx *db.Tx, clinic string) ([]Staff, error) {
	c, err := clinicOne(tx, clinic)
	if err != nil {
		return nil, err
	}
	today := civil.Of(tx.Now(), c.Location())
	works, args := StaffFilter{Clinic: clinic}.holding(nil)
	return staffWhere(tx, func(q *db.Query) *db.Query {
		return q.Where(works, args...).
			Where("s.employed_from <= ? AND (s.employed_to IS NULL OR s.employed_to >= ?)", today, today)
	})
}

// StaffList lists a page of the people whom the actor of tx sees, by initials,
// one more than f.Limit where there is a further page.
func (s *Service) StaffList(tx *db.Tx, f StaffFilter) ([]Staff, error) {
	return staffList(tx, f, today(tx))
}
