package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// TillNow shows what a cashier ("" = the actor) took in a clinic since the last
// closing. Needs MayClose, another's till MaySeeAll. Faults: db.OutOfScope,
// auth.Forbidden.
func (s *Service) TillNow(ctx context.Context, clinic, cashier string) (Till, error) {
	var t Till
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		t, err = s.till(ctx, tx, clinic, cashier)
		return err
	})
	return t, err
}

func (s *Service) till(ctx context.Context, tx *db.Tx, clinic, cashier string) (Till, error) {
	if err := tx.RequireClinic(clinic); err != nil {
		return Till{}, err
	}
	if cashier == "" {
		cashier = tx.Actor()
	}
	if cashier != tx.Actor() {
		if err := auth.Require(ctx, MaySeeAll, clinic); err != nil {
			return Till{}, err
		}
	}
	day, err := s.today(tx, clinic)
	if err != nil {
		return Till{}, err
	}
	t := Till{Clinic: clinic, Cashier: cashier, Day: day}
	t.Entries, t.Newest, t.Counts, err = tillOf(tx, clinic, cashier)
	return t, err
}

// CloseTill asks for a till to be closed.
type CloseTill struct {
	Clinic  string
	Cashier string // "" = the actor
	Entries int    // of the till as it was shown, as Newest
	Newest  string
	Counted map[Means]money.Fen
	Reason  string // of a difference
}

// Close counts a till and hands it over; nothing of it changes afterwards. Needs
// MayClose, another's till MaySeeAll. Faults: TillEmpty, TillChanged,
// WhyDifferent, BadAmount, db.OutOfScope, auth.Forbidden.
func (s *Service) Close(ctx context.Context, in CloseTill) (Closing, error) {
	var c Closing
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.Lock("billing/till/" + in.Clinic); err != nil {
			return err
		}
		t, err := s.till(ctx, tx, in.Clinic, in.Cashier)
		switch {
		case err != nil:
			return err
		case t.Entries == 0:
			return TillEmpty.With()
		case t.Entries != in.Entries || t.Newest != in.Newest:
			return TillChanged.With()
		}
		list, err := counted(t.Counts, in.Counted, in.Reason)
		if err != nil {
			return err
		}
		c = Closing{ID: tx.NewID(), Clinic: t.Clinic, Cashier: t.Cashier, Day: t.Day, Entries: t.Entries, Reason: in.Reason,
			ClosedAt: tx.Now(), ClosedBy: tx.Actor(), Counts: list}
		n, err := insertClosing(tx, c)
		switch {
		case err != nil:
			return err
		case n != int64(t.Entries): // somebody took or gave between counting and closing
			return TillChanged.With()
		}
		if err := s.tellClosing(tx, c); err != nil {
			return err
		}
		return httpapi.Answer(tx, closingOf(c))
	})
	return c, err
}

func (s *Service) tellClosing(tx *db.Tx, c Closing) error {
	var expected money.Fen
	for _, n := range c.Counts {
		expected += n.Expected()
	}
	return s.tell(tx, told{fact: FactTillClosed, subject: "closing", id: c.ID, clinic: c.Clinic, reason: c.Reason,
		body: ClosedBody{c.Cashier, expected, c.Difference(), c.Day}})
}
