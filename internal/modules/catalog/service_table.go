package catalog

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// What happens to a row of an imported file.
const (
	RowAdded   = "added"   // a new item
	RowChanged = "changed" // the item, its price, or both
	RowSame    = "same"    // says what is there already
	RowWrong   = "wrong"
)

// RowResult is what a row of a file does, or what is wrong with it.
type RowResult struct {
	Line  int // as a table program counts
	Code  string
	What  string
	Wrong []*fault.Fault
}

// Export writes the group's items, switched off ones too, with the prices in
// force today as a CSV file.
func (s *Service) Export(ctx context.Context) ([]byte, error) {
	var list []Priced
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		var day civil.Day
		list, err = s.view(tx, "", &day)
		return err
	})
	if err != nil {
		return nil, err
	}
	return writeTable(list)
}

// Import takes a CSV file, with prices in force for the group from a day on
// (""= today). Either every row is taken or none. A dry run only tells what each
// row would do. Items that the file does not name stay as they are. Faults:
// FileUnreadable, FileColumns, FileTooLong, BadDay, PriceInPast, PriceTooFar, and
// FileRows with the rows as details.
func (s *Service) Import(ctx context.Context, file []byte, from civil.Day, dry bool) ([]RowResult, error) {
	rows, err := readTable(file)
	if err != nil {
		return nil, err
	}
	var out []RowResult
	work := func(tx *db.Tx) error {
		if !dry {
			if err := tx.Lock(treeLock); err != nil {
				return err
			}
		}
		plans, err := s.plan(tx, rows, &from)
		if err != nil {
			return err
		}
		out = results(plans)
		wrong := slices.DeleteFunc(slices.Clone(out), func(r RowResult) bool { return r.What != RowWrong })
		if dry {
			return nil
		}
		if len(wrong) > 0 {
			return FileRows.With("count", len(wrong)).WithDetails(rowsOf(wrong))
		}
		return s.apply(tx, plans, from)
	}
	if dry {
		err = s.db.Read(ctx, work)
	} else {
		err = s.db.Write(ctx, work)
	}
	return out, err
}

// rowPlan is what is to be done for one row.
type rowPlan struct {
	RowResult
	before, after Item
	amount        money.Fen
	price         bool
}

// plan compares the rows with what is there.
func (s *Service) plan(tx *db.Tx, rows []fileRow, from *civil.Day) ([]rowPlan, error) {
	today, err := s.today(tx, "")
	if err != nil {
		return nil, err
	}
	if *from == "" {
		*from = today
	}
	if f := checkFrom(*from, today); f != nil {
		return nil, f
	}
	tree, err := categories(tx)
	if err != nil {
		return nil, err
	}
	list, err := s.List(tx, "", *from)
	if err != nil {
		return nil, err
	}
	have := make(map[string]Priced, len(list))
	for _, p := range list {
		have[p.Code] = p
	}
	out := make([]rowPlan, len(rows))
	seen := map[string]bool{}
	for i, r := range rows {
		out[i] = planRow(r, have, tree, len(list)+i)
		if seen[out[i].Code] {
			out[i].What, out[i].Wrong = RowWrong, append(out[i].Wrong, CodeTaken.At("code", "code", short(out[i].Code)))
		}
		seen[out[i].Code] = true
	}
	return out, nil
}

// planRow decides what one row does.
func planRow(r fileRow, have map[string]Priced, tree []Category, position int) rowPlan {
	fresh := Item{Unit: "visit", Teeth: NoTeeth, FollowUp: NoFollowUp, Discountable: true, Active: true, Position: position}
	probe, _ := r.onto(fresh)
	there, known := have[probe.Code]
	base := fresh
	if known {
		base = there.Item
	}
	after, wrong := r.onto(base)
	amount, said, f := r.amount()
	switch {
	case f != nil:
		wrong = append(wrong, f)
	case !said && !known:
		wrong = append(wrong, BadAmount.At("price", "max", MaxAmount.String()))
	}
	if _, ok := find(tree, after.Category); !ok {
		wrong = append(wrong, CategoryNotFound.At("category", "code", short(after.Category)))
	}
	p := rowPlan{RowResult: RowResult{Line: r.Line, Code: after.Code, Wrong: wrong}, before: there.Item, after: after, amount: amount,
		price: said && (!there.HasPrice || there.Price.Amount != amount)}
	switch {
	case len(wrong) > 0:
		p.What = RowWrong
	case !known:
		p.What = RowAdded
	case p.price || p.before != p.after:
		p.What = RowChanged
	default:
		p.What = RowSame
	}
	return p
}

func results(plans []rowPlan) []RowResult {
	out := make([]RowResult, len(plans))
	for i, p := range plans {
		out[i] = p.RowResult
	}
	return out
}

// apply does what was planned.
func (s *Service) apply(tx *db.Tx, plans []rowPlan, from civil.Day) error {
	var fresh []Priced
	for _, p := range plans {
		switch p.What {
		case RowAdded:
			p.after.ID, p.after.Version = tx.NewID(), 1
			fresh = append(fresh, Priced{Item: p.after, Price: Price{Item: p.after.ID, From: from, Amount: p.amount, Seq: 1}})
		case RowChanged:
			if err := s.changeRow(tx, p, from); err != nil {
				return err
			}
		}
	}
	if len(fresh) == 0 {
		return nil
	}
	return s.add(tx, fresh)
}

func (s *Service) changeRow(tx *db.Tx, p rowPlan, from civil.Day) error {
	if p.before != p.after {
		if err := s.changeItem(tx, p.before, p.after); err != nil {
			return err
		}
		p.after.Version++
	}
	if !p.price {
		return nil
	}
	_, err := s.setPrice(tx, p.after, NewPrice{From: from, Amount: p.amount})
	return err
}
