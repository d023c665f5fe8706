package catalog

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// Install brings the program's own price list into the group, in force from a
// day on ("" = today): categories and items whose code is there already are left
// as they are. It gives how many items were added.
func (s *Service) Install(ctx context.Context, from civil.Day) (int, error) {
	n := 0
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		if from == "" {
			if from, err = s.today(tx, ""); err != nil {
				return err
			}
		}
		if err := s.installCategories(tx, tree); err != nil {
			return err
		}
		fresh, err := missing(tx, from)
		n = len(fresh)
		if err != nil || n == 0 {
			return err
		}
		return s.add(tx, fresh)
	})
	return n, err
}

func (s *Service) installCategories(tx *db.Tx, tree []Category) error {
	for i, c := range DefaultCategories {
		if _, there := find(tree, c.Code); there {
			continue
		}
		c.Position, c.Version = i+1, 1
		if err := insertCategory(tx, c); err != nil {
			return err
		}
		if err := s.tellCategory(tx, c, nil, c); err != nil {
			return err
		}
	}
	return nil
}

// missing makes the default items whose code the group does not have.
func missing(tx *db.Tx, from civil.Day) ([]Priced, error) {
	rows, err := itemRows(tx)
	if err != nil {
		return nil, err
	}
	have := map[string]bool{}
	for _, r := range rows {
		have[r.Code] = true
	}
	var out []Priced
	for n, d := range defaultItems {
		if have[d.code] {
			continue
		}
		i := d.item(n + 1)
		i.ID, i.Version = tx.NewID(), 1
		out = append(out, Priced{Item: i, Offered: true, HasPrice: true, Price: Price{Item: i.ID, From: from, Amount: d.price(), Seq: 1}})
	}
	return out, nil
}

// demo installs the price list, in force since the demo's history begins.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	_, err := s.Install(auth.AsProgram(ctx, w.Tenant, "demo"), w.From)
	w.Step("catalog", 1, 1)
	return err
}
