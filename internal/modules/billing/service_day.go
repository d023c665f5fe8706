package billing

import (
	"context"
	"slices"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// Day gives the books of a clinic's day ("" = today). Needs MaySeeAll. Its fault
// is db.OutOfScope.
func (s *Service) Day(ctx context.Context, clinic string, day civil.Day) (DayBook, error) {
	var out DayBook
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.dayBook(tx, clinic, day)
		return err
	})
	return out, err
}

func (s *Service) dayBook(tx *db.Tx, clinic string, day civil.Day) (DayBook, error) {
	out := DayBook{Day: day}
	if err := tx.RequireClinic(clinic); err != nil {
		return out, err
	}
	var err error
	if day == "" {
		if out.Day, err = s.today(tx, clinic); err != nil {
			return out, err
		}
	}
	moved, counts, err := movedOn(tx, clinic, out.Day)
	if err != nil {
		return out, err
	}
	for _, m := range moved {
		out.Axes.add(Posting{Debit: m.Debit, Credit: m.Credit, Amount: m.Amount})
	}
	out.Flow = flow(moved)
	if out.Closings, err = closingsOn(tx, clinic, out.Day); err != nil {
		return out, err
	}
	out.Counts = counts
	there := closedCounts(out.Closings)
	for i := range out.Counts {
		out.Counts[i].Counted = there[out.Counts[i].Means]
	}
	if out.Statements, err = statementsOn(tx, clinic, out.Day); err != nil {
		return out, err
	}
	if out.Open, err = openTills(tx, clinic); err != nil {
		return out, err
	}
	return out, s.nameCashiers(tx, &out)
}

func (s *Service) nameCashiers(tx *db.Tx, d *DayBook) error {
	who := slices.Clone(d.Open)
	for _, c := range d.Closings {
		who = append(who, c.Cashier)
	}
	people, err := s.org.StaffByIDs(tx, who)
	d.Names = make(map[string]string, len(people))
	for id, p := range people {
		d.Names[id] = p.Name
	}
	return err
}

// NoteStatement puts what a bank or platform says of a day beside the books, as
// they were shown. Where they differ there is a reason. Needs MaySeeAll. Faults:
// BadMeans, BadAmount, BadDay, WhyDifferent, ReasonTooLong, BooksMoved,
// db.OutOfScope.
func (s *Service) NoteStatement(ctx context.Context, in Statement) (Statement, error) {
	switch {
	case !slices.Contains(AllMeans, in.Means):
		return in, BadMeans.At("means")
	case in.Stated < -MaxAmount || in.Stated > MaxAmount:
		return in, BadAmount.At("stated")
	case utf8.RuneCountInString(in.Reason) > MaxReason:
		return in, ReasonTooLong.At("reason", "max", MaxReason)
	case in.Stated != in.Booked && in.Reason == "":
		return in, WhyDifferent.At("reason")
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.stateable(tx, in); err != nil {
			return err
		}
		in.ID, in.At, in.By = tx.NewID(), tx.Now(), tx.Actor()
		if err := insertStatement(tx, in); err != nil {
			return err
		}
		err := s.tell(tx, told{fact: FactStated, subject: "statement", id: in.ID, clinic: in.Clinic, reason: in.Reason,
			body: StatedBody{in.Means, in.Booked, in.Stated, in.Day}})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, statementOf(in))
	})
	return in, err
}

// stateable refuses days to come, and books that were not shown as they are.
func (s *Service) stateable(tx *db.Tx, in Statement) error {
	if err := tx.RequireClinic(in.Clinic); err != nil {
		return err
	}
	today, err := s.today(tx, in.Clinic)
	if err != nil {
		return err
	}
	if in.Day > today {
		return BadDay.At("day")
	}
	_, counts, err := movedOn(tx, in.Clinic, in.Day)
	if err != nil {
		return err
	}
	var booked money.Fen
	for _, c := range counts {
		if c.Means == in.Means {
			booked = c.Expected()
		}
	}
	if booked != in.Booked {
		return BooksMoved.At("booked", "booked", booked.String())
	}
	return nil
}

// WayBackOf tells what would come of taking so many of a line back; nothing is
// stored. Needs MayRefund. Faults: those of RefundLine but BadReason.
func (s *Service) WayBackOf(ctx context.Context, line string, quantity int, keep bool) (WayBack, error) {
	if quantity < 1 || quantity > MaxQuantity {
		return WayBack{}, BadQuantity.At("quantity", "max", MaxQuantity)
	}
	var w WayBack
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		l, err := lineOne(tx, line)
		if err != nil {
			return err
		}
		if err := s.seen(tx, l.Patient); err != nil {
			return err
		}
		if err := l.takeable(quantity); err != nil {
			return err
		}
		list, err := allocations(tx, "line_id", []string{l.ID})
		if err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, a := range list {
			ids[i] = a.Tender
		}
		tenders, err := tendersByID(tx, ids)
		w = wayBack(l, list, tenders, quantity, keep)
		return err
	})
	return w, err
}
