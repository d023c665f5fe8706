package catalog

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// Farthest is how far ahead a price may be decided, in days.
const Farthest = 730

// checkFrom refuses a price that would change the past, or one too far ahead.
func checkFrom(from, today civil.Day) *fault.Fault {
	if _, err := civil.Parse(string(from)); err != nil {
		return BadDay.At("from")
	}
	if from < today {
		return PriceInPast.At("from", "today", string(today))
	}
	if from > today.AddDays(Farthest) {
		return PriceTooFar.At("from", "days", Farthest)
	}
	return nil
}

// NewPrice is a decision about a price.
type NewPrice struct {
	Clinic  string    // "" = for the group
	From    civil.Day // "" = today
	Amount  money.Fen
	OfGroup bool // the clinic goes back to the group's price; Amount is ignored
	Note    string
}

// SetPrice decides a price from a day on, at a version of the item. The group's
// asks for MayEdit, a clinic's own for MayPrice there. Faults: ItemNotFound,
// db.Stale, auth.Forbidden, db.OutOfScope, BadAmount, BadDay, PriceInPast,
// PriceTooFar, NoteTooLong, NoClinicPrice.
func (s *Service) SetPrice(ctx context.Context, item string, version int64, n NewPrice) (Item, error) {
	if err := mayPrice(ctx, n.Clinic); err != nil {
		return Item{}, err
	}
	var i Item
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if n.Clinic != "" {
			if err := s.knownClinic(tx, n.Clinic); err != nil {
				return err
			}
		}
		if i, err = itemAt(tx, item, version); err != nil {
			return err
		}
		i, err = s.setPrice(tx, i, n)
		return err
	})
	return i, err
}

func mayPrice(ctx context.Context, clinic string) error {
	if clinic == "" {
		return auth.Require(ctx, MayEdit, "")
	}
	return auth.Require(ctx, MayPrice, clinic)
}

// setPrice appends a price to the item and moves its version on.
func (s *Service) setPrice(tx *db.Tx, i Item, n NewPrice) (Item, error) {
	today, err := s.today(tx, n.Clinic)
	if err != nil {
		return i, err
	}
	if n.From == "" {
		n.From = today
	}
	if err := n.check(today); err != nil {
		return i, err
	}
	if err := bump(tx, i); err != nil {
		return i, err
	}
	i.Version++
	all, err := prices(tx, i.ID, n.Clinic)
	if err != nil {
		return i, err
	}
	if n.OfGroup {
		if own, ok := latest(all[i.ID], n.Clinic, n.From); !ok || own.OfGroup {
			return i, NoClinicPrice.With()
		}
		n.Amount = 0
	}
	p := Price{Item: i.ID, Clinic: n.Clinic, From: n.From, Amount: n.Amount, OfGroup: n.OfGroup, Note: n.Note}
	if err := insertPrice(tx, p); err != nil {
		return i, err
	}
	var before any
	if old, ok := InForce(all[i.ID], n.Clinic, n.From); ok {
		before = told(old)
	}
	return i, s.tellPrice(tx, i, p, before)
}

func (n NewPrice) check(today civil.Day) error {
	var wrong []*fault.Fault
	if f := checkFrom(n.From, today); f != nil {
		wrong = append(wrong, f)
	}
	if f := checkAmount(n.Amount); f != nil && !n.OfGroup {
		wrong = append(wrong, f)
	}
	if n.OfGroup && n.Clinic == "" {
		wrong = append(wrong, NoClinicPrice.At("clinic_id"))
	}
	if len([]rune(n.Note)) > MaxNote {
		wrong = append(wrong, NoteTooLong.At("note", "max", MaxNote))
	}
	return fault.Join(wrong)
}

func (s *Service) tellPrice(tx *db.Tx, i Item, p Price, before any) error {
	return s.tell(tx, change{Fact: FactPriceChanged, Subject: subjectItem, ID: i.ID, Clinic: p.Clinic, Version: i.Version,
		Before: before, After: told(p), Body: PriceChanged{Code: i.Code, From: p.From, Amount: int64(p.Amount), OfGroup: p.OfGroup}})
}

// told is a price as the audit keeps it.
func told(p Price) map[string]any {
	return map[string]any{"from": p.From, "amount": p.Amount, "of_group": p.OfGroup, "note": p.Note}
}

// History gives an item with every price it had, has and will have, of the
// group and of the clinics in sight, in the order of recording. Its fault is
// ItemNotFound.
func (s *Service) History(ctx context.Context, item string) (Item, []Price, error) {
	var i Item
	var out []Price
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if i, err = itemOne(tx, item); err != nil {
			return err
		}
		all, err := prices(tx, item, allClinics)
		for _, p := range all[item] {
			if p.Clinic == "" || tx.Scope().Sees(p.Clinic) {
				out = append(out, p)
			}
		}
		return err
	})
	return i, out, err
}

// PriceList is what a clinic offers on a day, by category.
type PriceList struct {
	Clinic   string // its name
	Day      civil.Day
	Sections []Section
}

// Section is a category with its items; branches without any are left out.
type Section struct {
	Category
	Items []Priced
}

// PriceList gives the price list of a clinic on a day ("" = today), as it hangs
// on the wall: what is offered and has a price. Faults: db.OutOfScope,
// org.ClinicNotFound.
func (s *Service) PriceList(ctx context.Context, clinic string, day civil.Day) (PriceList, error) {
	var out PriceList
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		out = PriceList{Day: day}
		list, err := s.view(tx, clinic, &out.Day)
		if err != nil {
			return err
		}
		where, err := s.org.Clinic(tx, clinic)
		if err != nil {
			return err
		}
		out.Clinic = where.Name
		tree, err := categories(tx)
		if err != nil {
			return err
		}
		out.Sections = sections(tree, list)
		return nil
	})
	return out, err
}

// sections hangs the items on their categories.
func sections(tree []Category, list []Priced) []Section {
	byCategory := map[string][]Priced{}
	for _, p := range list {
		if p.Offered && p.HasPrice {
			byCategory[p.Category] = append(byCategory[p.Category], p)
		}
	}
	var out []Section
	for _, c := range tree {
		if items := byCategory[c.Code]; len(items) > 0 {
			out = append(out, Section{c, items})
		}
	}
	return out
}
