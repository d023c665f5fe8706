package plans

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/paper"
)

// Paper prints a plan, or all that is offered of its set side by side; the
// printing is in the audit. Needs MayView. Its fault is PlanNotFound.
func (s *Service) Paper(ctx context.Context, plan string, all bool, locale string) (paper.Sheet, error) {
	var p Plan
	var o onPaper
	list := []Plan{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if p, err = s.ByID(tx, plan); err != nil {
			return err
		}
		list = []Plan{p}
		if all {
			if list, err = s.offered(tx, p); err != nil {
				return err
			}
		}
		if err := s.reprice(tx, list); err != nil {
			return err
		}
		o, err = s.around(tx, p)
		return err
	})
	if err != nil {
		return paper.Sheet{}, err
	}
	d := list[0].sheet(speak(locale), o)
	if all {
		d = compared(list, speak(locale), o)
	}
	sheet, err := paper.Or(s.Press).Print(d)
	if err != nil {
		return sheet, err
	}
	return sheet, s.audit.Opened(ctx, audit.Entry{Action: "plans.plan_printed", SubjectKind: "plan", SubjectID: p.ID, Patient: p.Patient, Clinic: p.Clinic})
}

// offered are the plans of a set that stand beside each other: those that nobody
// declined, or all where one was accepted.
func (s *Service) offered(tx *db.Tx, p Plan) ([]Plan, error) {
	set, err := plansOfSet(tx, p.Set)
	var out []Plan
	for _, one := range set {
		if one.ID == p.ID || one.State == Draft || one.State == Presented || one.State.Agreed() {
			out = append(out, one)
		}
	}
	return out, err
}

// around reads what stands on the paper beside a plan.
func (s *Service) around(tx *db.Tx, p Plan) (onPaper, error) {
	c, err := s.org.Clinic(tx, p.Clinic)
	if err != nil {
		return onPaper{}, err
	}
	days, err := QuoteDays.Int(tx, p.Clinic)
	if err != nil {
		return onPaper{}, err
	}
	patient, err := s.patients.ByID(tx, p.Patient)
	if err != nil {
		return onPaper{}, err
	}
	who, err := s.namesFor(tx, p)
	today := civil.Of(tx.Now(), c.Location())
	return onPaper{Clinic: c.Name, Legal: c.LegalEntity, Address: c.Address, Phone: c.Phone, Patient: patient.Name, RecordNo: patient.RecordNo,
		Doctor: who[p.Doctor].Name, Coordinator: who[p.Coordinator].Name, Today: today, Until: today.AddDays(days), Zone: c.Location()}, err
}
