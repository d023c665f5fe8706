package catalog

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

// Listed is an item with what one of it costs.
type Listed struct {
	Item
	List  money.Fen // by the group's price list; where the group has no price, the clinic's
	Price money.Fen // in force in the clinic
}

// PricesOn gives items with their prices in a clinic on a day, by id, in two
// statements however many they are. Faults: ItemNotFound, NoPrice.
func (s *Service) PricesOn(tx *db.Tx, ids []string, clinic string, day civil.Day) (map[string]Listed, error) {
	rows, all, err := itemsWithPrices(tx, ids, clinic)
	if err != nil {
		return nil, err
	}
	out := make(map[string]Listed, len(rows))
	for _, r := range rows {
		own, ok := InForce(all[r.ID], clinic, day)
		if !ok {
			return nil, NoPrice.With("code", r.Code, "day", string(day))
		}
		l := Listed{Item: r.item(), List: own.Amount, Price: own.Amount}
		if group, ok := InForce(all[r.ID], "", day); ok {
			l.List = group.Amount
		}
		out[r.ID] = l
	}
	for _, one := range ids {
		if _, ok := out[one]; !ok {
			return nil, ItemNotFound.With()
		}
	}
	return out, nil
}
