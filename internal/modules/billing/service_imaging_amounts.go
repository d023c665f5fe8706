package billing

import (
	"cmp"
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// ImagingAmount is what was charged for one item of imaging in a month, of the
// visits at which one person took the images.
type ImagingAmount struct {
	Month    string // 2026-11
	Code     string
	NameZH   string
	NameEN   string
	Staff    string // "" = no images were taken at the visits
	Name     string
	Quantity int
	Amount   money.Fen // executed or charged, less what was taken back
}

// maxImagingDays bounds the days of one look, as for the counts beside it.
const maxImagingDays = 400

// imagingCategory is the part of the price list that films and scans stand in.
const imagingCategory = "I"

// ImagingAmounts gives what films and scans came to. The amounts are billing's, who
// took the images is imaging's to say: it is asked through Takers. Faults: BadDay,
// db.OutOfScope.
func (s *Service) ImagingAmounts(ctx context.Context, clinic string, from, to civil.Day) (out []ImagingAmount, err error) {
	if from > to || to.Sub(from) > maxImagingDays {
		return nil, BadDay.At("from")
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		rows, err := s.imagingCharged(tx, clinic, from, to)
		if err != nil || len(rows) == 0 {
			return err
		}
		takers, err := s.takersAt(tx, rows)
		if err != nil {
			return err
		}
		out = sumImaging(rows, takers)
		var ids []string
		for _, a := range out {
			ids = append(ids, a.Staff)
		}
		staff, err := s.org.StaffByIDs(tx, ids)
		for i := range out {
			out[i].Name = staff[out[i].Staff].Name
		}
		return err
	})
	return out, err
}

// imagingCharged reads what was charged for items that are films or scans now.
func (s *Service) imagingCharged(tx *db.Tx, clinic string, from, to civil.Day) ([]imagedRow, error) {
	all, err := imagedItems(tx, clinic, from, to)
	if err != nil {
		return nil, err
	}
	var items []string
	for _, id := range all {
		i, err := s.catalog.Item(tx, id)
		if err != nil {
			return nil, err
		}
		if i.Category == imagingCategory {
			items = append(items, id)
		}
	}
	if len(items) == 0 {
		return nil, nil
	}
	return imagedOf(tx, clinic, from, to, items)
}

func (s *Service) takersAt(tx *db.Tx, rows []imagedRow) (map[string]string, error) {
	if s.Takers == nil {
		return nil, nil
	}
	var visits []string
	for _, r := range rows {
		if r.Visit != "" {
			visits = append(visits, r.Visit)
		}
	}
	slices.Sort(visits)
	return s.Takers(tx, slices.Compact(visits))
}

// sumImaging adds up what is of one month, item and person; the largest first
// within a month, the latest month first.
func sumImaging(rows []imagedRow, takers map[string]string) []ImagingAmount {
	type key struct{ month, code, staff string }
	sums := map[key]*ImagingAmount{}
	var out []*ImagingAmount
	for _, r := range rows {
		k := key{r.Month, r.Code, takers[r.Visit]}
		if sums[k] == nil {
			sums[k] = &ImagingAmount{Month: r.Month, Code: r.Code, NameZH: r.NameZH, NameEN: r.NameEN, Staff: k.staff}
			out = append(out, sums[k])
		}
		sums[k].Quantity += r.Quantity
		sums[k].Amount += r.Amount
	}
	slices.SortStableFunc(out, func(a, b *ImagingAmount) int {
		return cmp.Or(cmp.Compare(b.Month, a.Month), cmp.Compare(b.Amount, a.Amount), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Staff, b.Staff))
	})
	list := make([]ImagingAmount, len(out))
	for i, a := range out {
		list[i] = *a
	}
	return list
}
