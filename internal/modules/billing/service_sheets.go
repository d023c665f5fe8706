package billing

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/paper"
)

// print sets a document and notes that it was printed.
func (s *Service) print(ctx context.Context, d paper.Document, of audit.Entry) (paper.Sheet, error) {
	sheet, err := paper.Or(s.Press).Print(d)
	if err != nil {
		return sheet, err
	}
	of.Action = "billing.paper_opened"
	return sheet, s.audit.Opened(ctx, of)
}

// ClosingPaper prints a closing. Needs MayClose, another's closing MaySeeAll.
// Faults: ClosingNotFound, auth.Forbidden.
func (s *Service) ClosingPaper(ctx context.Context, closing, locale string) (Closing, paper.Sheet, error) {
	var c Closing
	var n SlipNames
	var by string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = closingOne(tx, closing); err != nil {
			return err
		}
		if c.Cashier != tx.Actor() {
			if err := auth.Require(ctx, MaySeeAll, c.Clinic); err != nil {
				return err
			}
		}
		if n, err = s.placeNames(tx, c.Clinic); err != nil {
			return err
		}
		who := []string{c.Cashier}
		if c.ClosedBy != "" {
			who = append(who, c.ClosedBy)
		}
		people, err := s.org.StaffByIDs(tx, who)
		n.Cashier, by = people[c.Cashier].Name, people[c.ClosedBy].Name
		return err
	})
	if err != nil {
		return c, paper.Sheet{}, err
	}
	sheet, err := s.print(ctx, c.sheet(speak(locale), n, by), audit.Entry{SubjectKind: "closing", SubjectID: c.ID, Clinic: c.Clinic})
	return c, sheet, err
}

// DayPaper prints the books of a clinic's day ("" = today). Needs MaySeeAll. Its
// fault is db.OutOfScope.
func (s *Service) DayPaper(ctx context.Context, clinic string, day civil.Day, locale string) (DayBook, paper.Sheet, error) {
	var d DayBook
	var n SlipNames
	var now int64
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if d, err = s.dayBook(tx, clinic, day); err != nil {
			return err
		}
		now = tx.Now()
		n, err = s.placeNames(tx, clinic)
		return err
	})
	if err != nil {
		return d, paper.Sheet{}, err
	}
	sheet, err := s.print(ctx, d.sheet(speak(locale), n, now), audit.Entry{SubjectKind: "day", SubjectID: clinic, Clinic: clinic,
		After: map[string]any{"day": d.Day}})
	return d, sheet, err
}

// AccountOnPaper asks for a patient's money on paper, under a clinic's head.
type AccountOnPaper struct {
	Patient string
	Clinic  string
	Locale  string
}

// AccountPaper prints a patient's money: what was paid, done, is left, and is
// refundable today, with the working. Needs MayView. Faults: PatientNotFound,
// db.OutOfScope.
func (s *Service) AccountPaper(ctx context.Context, in AccountOnPaper) (paper.Sheet, error) {
	var v AccountView
	var n SlipNames
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(in.Clinic); err != nil {
			return err
		}
		if err := s.seen(tx, in.Patient); err != nil {
			return err
		}
		v = AccountView{Day: civil.Of(tx.Now(), org.Clinic{Zone: org.HomeZone}.Location())}
		if err := s.fill(tx, in.Patient, &v); err != nil {
			return err
		}
		if n, err = s.placeNames(tx, in.Clinic); err != nil {
			return err
		}
		cards, err := s.patients.Cards(tx, []string{in.Patient})
		n.Patient, n.RecordNo = cards[in.Patient].Name, cards[in.Patient].RecordNo
		return err
	})
	if err != nil {
		return paper.Sheet{}, err
	}
	return s.print(ctx, v.sheet(speak(in.Locale), n), audit.Entry{SubjectKind: "patient", SubjectID: in.Patient, Patient: in.Patient, Clinic: in.Clinic})
}
