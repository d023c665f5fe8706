package billing

import (
	"context"

	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/paper"
)

// HandOut asks for a paper of a receipt or refund.
type HandOut struct {
	Kind   SlipKind
	Of     string
	Form   SlipForm
	Locale string
}

// HandOutSlip notes that a paper of a receipt or refund was handed out: the first
// is the original, every other says that it is a reprint, and which. What the
// books say of it must still be what stood on the original. Needs MayCharge.
// Faults: ReceiptNotFound, RefundNotFound, SlipAltered.
func (s *Service) HandOutSlip(ctx context.Context, in HandOut) (Copy, error) {
	var c Copy
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock("billing/paper/" + in.Of); err != nil {
			return err
		}
		slip, err := s.slip(tx, in.Kind, in.Of)
		if err != nil {
			return err
		}
		before, err := papersOf(tx, in.Of)
		if err != nil {
			return err
		}
		c = Copy{ID: tx.NewID(), Clinic: slip.Clinic, Kind: in.Kind, Of: in.Of, Seq: len(before) + 1, Form: in.Form, Locale: string(speak(in.Locale).Locale),
			Content: slip.hash(), At: tx.Now(), By: tx.Actor()}
		if len(before) > 0 && before[0].Content != c.Content {
			return SlipAltered.With("number", slip.Number)
		}
		sheet, err := s.printed(tx, slip, c)
		if err != nil {
			return err
		}
		c.SHA256 = files.HashOf(sheet.PDF)
		if err := insertPaper(tx, c); err != nil {
			return err
		}
		return s.noteHandedOut(tx, slip, c)
	})
	return c, err
}

func (s *Service) noteHandedOut(tx *db.Tx, slip Slip, c Copy) error {
	patient, err := patientOf(tx, c.Kind, c.Of)
	if err != nil {
		return err
	}
	err = s.audit.Record(tx, audit.Entry{Action: "billing.paper_handed_out", SubjectKind: string(c.Kind), SubjectID: c.Of, Patient: patient, Clinic: c.Clinic,
		After: map[string]any{"number": slip.Number, "seq": c.Seq, "sha256": c.SHA256}})
	if err != nil {
		return err
	}
	return httpapi.Answer(tx, copyOf(c))
}

func patientOf(tx *db.Tx, kind SlipKind, of string) (string, error) {
	if kind == RefundSlip {
		r, err := refundOne(tx, of)
		return r.Patient, err
	}
	r, err := receiptOne(tx, of)
	return r.Patient, err
}

// SlipPaper gives the bytes of a paper again; the reading is in the audit. Needs
// MayView. Its fault is PaperNotFound.
func (s *Service) SlipPaper(ctx context.Context, id string) (Slip, paper.Sheet, error) {
	var slip Slip
	var out paper.Sheet
	var c Copy
	var patient string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if c, err = paperOne(tx, id); err != nil {
			return err
		}
		if slip, err = s.slip(tx, c.Kind, c.Of); err != nil {
			return err
		}
		if patient, err = patientOf(tx, c.Kind, c.Of); err != nil {
			return err
		}
		out, err = s.printed(tx, slip, c)
		return err
	})
	if err != nil {
		return slip, out, err
	}
	return slip, out, s.audit.Opened(ctx, audit.Entry{Action: "billing.paper_opened", SubjectKind: string(c.Kind), SubjectID: c.Of, Patient: patient, Clinic: c.Clinic})
}

// printed sets a slip as its copy; who made the copy is named.
func (s *Service) printed(tx *db.Tx, slip Slip, c Copy) (paper.Sheet, error) {
	people, err := s.org.StaffByIDs(tx, []string{c.By})
	if err != nil {
		return paper.Sheet{}, err
	}
	return paper.Or(s.Press).Print(slip.sheet(speak(c.Locale), c, people[c.By].Name))
}

// slip reads what stands on the paper of a receipt or refund.
func (s *Service) slip(tx *db.Tx, kind SlipKind, of string) (Slip, error) {
	if kind == RefundSlip {
		return s.refundSlip(tx, of)
	}
	r, err := receiptOne(tx, of)
	if err != nil {
		return Slip{}, err
	}
	out := Slip{Kind: kind, ID: r.ID, Clinic: r.Clinic, Number: r.Number, Day: r.Day, At: r.At, Total: r.Total, Given: r.Given, Change: r.Change,
		Voided: r.VoidedAt != 0, Why: r.VoidReason}
	for _, t := range r.Tenders {
		if t.Pot == Gift {
			out.Gift += t.Amount
			continue
		}
		out.Tenders = append(out.Tenders, SlipTender{t.Means, t.Pot, t.Reference, t.Amount})
	}
	if out.Lines, err = paidBy(tx, r.ID); err != nil {
		return out, err
	}
	out.Names, err = s.slipNames(tx, r.Clinic, r.Patient, r.By)
	out.Names.Payer = r.Payer.Name
	return out, err
}

func (s *Service) refundSlip(tx *db.Tx, of string) (Slip, error) {
	r, err := refundOne(tx, of)
	if err != nil {
		return Slip{}, err
	}
	out := Slip{Kind: RefundSlip, ID: r.ID, Clinic: r.Clinic, Number: r.Number, Day: r.Day, At: r.At, Total: r.Total, Reason: r.Reason}
	if out.Tenders, err = givenBackBy(tx, r.ID); err != nil {
		return out, err
	}
	out.Names, err = s.slipNames(tx, r.Clinic, r.Patient, r.By)
	return out, err
}

// slipNames are the people and places of a slip; a patient whom the law keeps in
// the books only has no name.
func (s *Service) slipNames(tx *db.Tx, clinic, patient, cashier string) (SlipNames, error) {
	n, err := s.placeNames(tx, clinic)
	if err != nil {
		return n, err
	}
	cards, err := s.patients.Cards(tx, []string{patient})
	if err != nil {
		return n, err
	}
	n.Patient, n.RecordNo = cards[patient].Name, cards[patient].RecordNo
	people, err := s.org.StaffByIDs(tx, []string{cashier})
	n.Cashier = people[cashier].Name
	return n, err
}

// placeNames are what stands at the head of a clinic's paper.
func (s *Service) placeNames(tx *db.Tx, clinic string) (SlipNames, error) {
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return SlipNames{}, err
	}
	return namesOfClinic(c), nil
}

func namesOfClinic(c org.Clinic) SlipNames {
	return SlipNames{Clinic: c.Name, Legal: c.LegalEntity, Address: c.Address, Phone: c.Phone, Zone: c.Location()}
}
