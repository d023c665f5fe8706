package visits

import (
	"context"
	"unicode/utf8"

	"archwire/internal/platform/db"
)

// DayTemplates lists the day templates of a clinic's doctors.
func (s *Service) DayTemplates(ctx context.Context, clinic string) ([]DoctorTemplate, error) {
	var out []DoctorTemplate
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = dayTemplatesOf(tx, clinic)
		return err
	})
	return out, err
}

// Limits of a day template.
const (
	maxDayRules = 20
	maxKept     = 12
	maxRuleName = 40
)

// PutDayTemplate says how a doctor wants a weekday to run; t.Version is the one
// that was read, 0 where there was none. What is booked stays booked. Faults:
// NotOnStaff, LicenceMissing, DayTemplateRule, db.Stale, db.OutOfScope.
func (s *Service) PutDayTemplate(ctx context.Context, t DoctorTemplate) (DoctorTemplate, error) {
	if err := t.Rules.Validate(); err != nil {
		return t, err
	}
	if len(t.Rules.Rules) > maxDayRules || len(t.Rules.Kept) > maxKept || t.Weekday < 0 || t.Weekday > 6 {
		return t, DayTemplateRule.At("rules")
	}
	for _, r := range t.Rules.Rules {
		if n := utf8.RuneCountInString(r.Name); n == 0 || n > maxRuleName {
			return t, DayTemplateRule.At("rules", "rule", clip(r.Name))
		}
	}
	out := t
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		out = t
		p, err := s.worker(tx, t.Clinic, t.Doctor)
		if err != nil {
			return err
		}
		if err := licensedFor(p, Doctor); err != nil {
			return err
		}
		before, there, err := dayTemplateAt(tx, t.Clinic, t.Doctor, t.Weekday)
		if err != nil {
			return err
		}
		if before.Version != t.Version {
			return db.Stale.With()
		}
		var trail any
		if there {
			trail = rowOfDayTemplate(before)
		}
		if err := putDayTemplate(tx, &out); err != nil {
			return err
		}
		return s.note(tx, stood{fact: FactDayTemplate, kind: aRoster, id: t.Doctor, clinic: t.Clinic, topic: onRoster, before: trail,
			after: rowOfDayTemplate(out), body: StandingFact{Staff: t.Doctor}})
	})
	return out, staleIf(err, "visits_day_templates_pkey")
}
