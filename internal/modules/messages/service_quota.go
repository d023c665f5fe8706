package messages

import (
	"context"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
)

// Pot is how many parts of SMS somebody may still send.
type Pot struct {
	Clinic string // "" = the head office
	Left   int
	Low    int // below that somebody is told
}

func potOf(clinic string) string {
	if clinic == "" {
		return headPot
	}
	return clinic
}

// Quota lists the pots: of the clinics in sight, and the head office's for who sees
// all of the group.
func (s *Service) Quota(ctx context.Context) (out []Pot, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		left, err := quotaList(tx)
		if err != nil {
			return err
		}
		clinics, err := s.org.Clinics(tx)
		if err != nil {
			return err
		}
		ids := []string{}
		if tx.Scope().Clinics == nil {
			ids = append(ids, "")
		}
		for _, c := range clinics {
			ids = append(ids, c.ID)
		}
		for _, id := range ids {
			low, err := QuotaLow.Int(tx, id)
			if err != nil {
				return err
			}
			out = append(out, Pot{id, left[potOf(id)], low})
		}
		return nil
	})
	return out, err
}

// quotaBound is the most that is moved at once.
const quotaBound = 10_000_000

// BuyQuota notes parts that the head office has bought; less than none corrects the
// books. Faults: BadAmount, QuotaShort.
func (s *Service) BuyQuota(ctx context.Context, n int, note string) (Pot, error) {
	var p Pot
	if n == 0 || n > quotaBound || n < -quotaBound {
		return p, BadAmount.At("amount")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		kind := quotaBought
		if n < 0 {
			kind = quotaCorrected
		}
		if err := s.move(tx, "", n, kind, note); err != nil {
			return err
		}
		p, err = s.pot(tx, "")
		return err
	})
	return p, err
}

// AllotQuota gives parts from the head office to a clinic; less than none gives them
// back. Faults: BadAmount, QuotaShort, db.OutOfScope.
func (s *Service) AllotQuota(ctx context.Context, clinic string, n int, note string) (Pot, error) {
	var p Pot
	if n == 0 || n > quotaBound || n < -quotaBound {
		return p, BadAmount.At("amount")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		// In the order of pots that everybody locks: "head" is above every id.
		if _, err := quotas(tx, []string{clinic, headPot}); err != nil {
			return err
		}
		kind := quotaAllotted
		if n < 0 {
			kind = quotaGivenBack
		}
		if err := s.move(tx, clinic, n, kind, note); err != nil {
			return err
		}
		if err := s.move(tx, "", -n, kind, note); err != nil {
			return err
		}
		var err error
		p, err = s.pot(tx, clinic)
		return err
	})
	return p, err
}

// quotaDid are the actions of the audit, by what moved a pot.
var quotaDid = map[string]string{quotaBought: "messages.quota_bought", quotaCorrected: "messages.quota_corrected",
	quotaAllotted: "messages.quota_allotted", quotaGivenBack: "messages.quota_given_back"}

// move changes a pot with its line in the journal, tells screens, and the audit.
func (s *Service) move(tx *db.Tx, clinic string, n int, kind, note string) error {
	enough, err := moveQuota(tx, potOf(clinic), n)
	if err != nil {
		return err
	}
	if !enough {
		p, err := s.pot(tx, clinic)
		if err != nil {
			return err
		}
		return QuotaShort.At("amount", "left", p.Left)
	}
	if err := insertQuotaLines(tx, QuotaLine{Pot: potOf(clinic), Kind: kind, Amount: n, Note: note}); err != nil {
		return err
	}
	err = s.audit.Record(tx, audit.Entry{Action: quotaDid[kind], SubjectKind: "quota", Clinic: clinic, After: map[string]any{"amount": n, "note": note}})
	if err != nil {
		return err
	}
	if n < 0 {
		p, err := s.pot(tx, clinic)
		if err != nil {
			return err
		}
		if err := s.lookLow(tx, clinic, p.Left-n, p.Left); err != nil {
			return err
		}
	}
	return s.live.Touch(tx, live.Change{Topic: "messages_quota", Clinic: clinic})
}

func (s *Service) pot(tx *db.Tx, clinic string) (Pot, error) {
	left, err := quotaList(tx)
	return Pot{Clinic: clinic, Left: left[potOf(clinic)]}, err
}

// QuotaJournal lists how a pot was filled and shared, latest first; what messages
// took is told by Use. clinic "" asks for the head office's. Fault: db.OutOfScope.
func (s *Service) QuotaJournal(ctx context.Context, clinic, before string, limit int) (list []QuotaLine, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if clinic == "" && tx.Scope().Clinics != nil {
			return db.OutOfScope.At("clinic_id")
		}
		if clinic != "" {
			if err := tx.RequireClinic(clinic); err != nil {
				return err
			}
		}
		list, err = quotaLines(tx, potOf(clinic), before, limit)
		return err
	})
	return list, err
}

// Use sums up what was sent between two instants, by clinic, purpose and channel, in
// the clinics in sight. Fault: BadPeriod.
func (s *Service) Use(ctx context.Context, from, to int64) (list []UseLine, err error) {
	if to <= from || to-from > 366*24*3600_000 {
		return nil, BadPeriod.At("to")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { list, err = useLines(tx, from, to); return err })
	return list, err
}
