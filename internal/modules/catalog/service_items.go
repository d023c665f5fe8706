package catalog

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/kit/pinyin"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// Query says which items to search.
type Query struct {
	Typed    string // code, name, pinyin or initials, as far as typed
	Category string // code; its branches count as well
	Clinic   string // as this clinic has them; "" = the group
	Day      civil.Day
	All      bool // also what is off or left out
	Limit    int  // 0 = no bound
}

// Search gives items, the best fit first, otherwise in the order of the price
// list. An empty day is today.
func (s *Service) Search(ctx context.Context, q Query) ([]Priced, error) {
	var out []Priced
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := s.view(tx, q.Clinic, &q.Day)
		if err != nil {
			return err
		}
		tree, err := categories(tx)
		if err != nil {
			return err
		}
		out = pick(list, tree, q)
		return nil
	})
	return out, err
}

// view is List for a clinic in sight, on a day or today.
func (s *Service) view(tx *db.Tx, clinic string, day *civil.Day) ([]Priced, error) {
	if clinic != "" {
		if err := s.knownClinic(tx, clinic); err != nil {
			return nil, err
		}
	}
	if *day == "" {
		today, err := s.today(tx, clinic)
		if err != nil {
			return nil, err
		}
		*day = today
	}
	return s.List(tx, clinic, *day)
}

// pick filters and ranks.
func pick(list []Priced, tree []Category, q Query) []Priced {
	typed := pinyin.Fold(q.Typed)
	if typed == "" && strings.TrimSpace(q.Typed) != "" {
		return nil // only signs were typed
	}
	within := branches(tree, q.Category)
	ranks := map[string]int{}
	var out []Priced
	for _, p := range list {
		if (!q.All && !p.Offered) || (q.Category != "" && !within[p.Category]) {
			continue
		}
		if ranks[p.ID] = rank(p.Item, p.keys, typed); ranks[p.ID] >= 0 {
			out = append(out, p)
		}
	}
	slices.SortStableFunc(out, func(a, b Priced) int { return ranks[a.ID] - ranks[b.ID] })
	if q.Limit > 0 && len(out) > q.Limit {
		out = out[:q.Limit]
	}
	return out
}

// NewItem is an item with its first price for the group.
type NewItem struct {
	Item
	Amount money.Fen
	From   civil.Day // "" = today
}

// AddItem adds an item with its first price. Faults: those of the values,
// CategoryNotFound, CodeTaken, PriceInPast, PriceTooFar.
func (s *Service) AddItem(ctx context.Context, n NewItem) (Priced, error) {
	var out Priced
	i := n.Item.tidy()
	wrong := i.check()
	if f := checkAmount(n.Amount); f != nil {
		wrong = append(wrong, f)
	}
	if err := fault.Join(wrong); err != nil {
		return out, err
	}
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		today, err := s.today(tx, "")
		if err != nil {
			return err
		}
		if n.From == "" {
			n.From = today
		}
		if f := checkFrom(n.From, today); f != nil {
			return f
		}
		if err := knownCategory(tx, i.Category); err != nil {
			return err
		}
		i.ID, i.Version = tx.NewID(), 1
		out = Priced{Item: i, Offered: i.Active, Price: Price{Item: i.ID, From: n.From, Amount: n.Amount, Seq: 1}, HasPrice: n.From <= today}
		if err := s.add(tx, []Priced{out}); err != nil {
			return err
		}
		return httpapi.Answer(tx, itemOf(out))
	})
	return out, codeFault(err, i.Code)
}

// add stores new items with their first prices.
func (s *Service) add(tx *db.Tx, list []Priced) error {
	items, first := make([]Item, len(list)), make([]Price, len(list))
	for i, p := range list {
		items[i], first[i] = p.Item, p.Price
	}
	if err := insertItems(tx, items); err != nil {
		return err
	}
	if err := insertPrices(tx, first); err != nil {
		return err
	}
	for _, p := range list {
		err := s.tell(tx, change{Fact: FactItemAdded, Subject: subjectItem, ID: p.ID, Version: 1, After: kept(p.Item), Body: Named{p.Code}})
		if err != nil {
			return err
		}
		if err := s.tellPrice(tx, p.Item, p.Price, nil); err != nil {
			return err
		}
	}
	return nil
}

func codeFault(err error, code string) error {
	switch db.Violated(err) {
	case "catalog_items_code", "catalog_categories_pkey":
		return CodeTaken.At("code", "code", code)
	}
	return err
}

// ItemChange is what may change of an item; nil leaves it as it is.
type ItemChange struct {
	Category, NameZh, NameEn *string
	Unit                     *Unit
	Teeth                    *TeethRule
	Insured, Discountable    *bool
	FollowUp                 *string
	NoteZh, NoteEn           *string
	Active                   *bool
	Position                 *int
}

func (c ItemChange) onto(i Item) Item {
	set(&i.Category, c.Category)
	set(&i.NameZh, c.NameZh)
	set(&i.NameEn, c.NameEn)
	set(&i.Unit, c.Unit)
	set(&i.Teeth, c.Teeth)
	set(&i.Insured, c.Insured)
	set(&i.Discountable, c.Discountable)
	set(&i.FollowUp, c.FollowUp)
	set(&i.NoteZh, c.NoteZh)
	set(&i.NoteEn, c.NoteEn)
	set(&i.Active, c.Active)
	set(&i.Position, c.Position)
	return i.tidy()
}

func set[T any](to *T, from *T) {
	if from != nil {
		*to = *from
	}
}

// ChangeItem changes an item at a version; its prices have a way of their own.
// Faults: ItemNotFound, db.Stale, CategoryNotFound and those of the values.
func (s *Service) ChangeItem(ctx context.Context, item string, version int64, c ItemChange) (Item, error) {
	var after Item
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		before, err := itemAt(tx, item, version)
		if err != nil {
			return err
		}
		after = c.onto(before)
		if err := s.changeItem(tx, before, after); err != nil {
			return err
		}
		after, err = itemOne(tx, item)
		return err
	})
	return after, err
}

// changeItem stores an item as it is after a change, if it is one.
func (s *Service) changeItem(tx *db.Tx, before, after Item) error {
	if before == after {
		return nil
	}
	if err := fault.Join(after.check()); err != nil {
		return err
	}
	if after.Category != before.Category {
		if err := knownCategory(tx, after.Category); err != nil {
			return err
		}
	}
	if err := updateItem(tx, after); err != nil {
		return err
	}
	return s.tell(tx, change{Fact: FactItemChanged, Subject: subjectItem, ID: after.ID, Version: after.Version + 1,
		Before: kept(before), After: kept(after), Body: Named{after.Code}})
}

// itemAt reads an item that the caller knows at a version.
func itemAt(tx *db.Tx, item string, version int64) (Item, error) {
	i, err := itemOne(tx, item)
	if err == nil && i.Version != version {
		err = db.Stale.With()
	}
	return i, err
}

// Offer takes an item into a clinic's list or leaves it out. Faults:
// ItemNotFound, db.Stale, auth.Forbidden, db.OutOfScope.
func (s *Service) Offer(ctx context.Context, item string, version int64, clinic string, offered bool) (Item, error) {
	if err := auth.Require(ctx, MayPrice, clinic); err != nil {
		return Item{}, err
	}
	var i Item
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := s.knownClinic(tx, clinic); err != nil {
			return err
		}
		if i, err = itemAt(tx, item, version); err != nil {
			return err
		}
		out, err := leftOut(tx, clinic)
		if err != nil || out[item] != offered {
			return err // as it is already
		}
		if err := bump(tx, i); err != nil {
			return err
		}
		i.Version++
		if err := setOffer(tx, item, clinic, offered); err != nil {
			return err
		}
		return s.tell(tx, change{Fact: FactOfferChanged, Subject: subjectItem, ID: item, Clinic: clinic, Version: i.Version,
			Before: !offered, After: offered, Body: OfferChanged{i.Code, offered}})
	})
	return i, err
}

// knownClinic refuses a clinic out of sight and one that does not exist.
func (s *Service) knownClinic(tx *db.Tx, clinic string) error {
	if err := tx.RequireClinic(clinic); err != nil {
		return err
	}
	_, err := s.org.Clinic(tx, clinic)
	return err
}

// kept is an item as the audit keeps it.
func kept(i Item) map[string]any {
	return map[string]any{
		"code": i.Code, "category": i.Category, "name_zh": i.NameZh, "name_en": i.NameEn, "unit": i.Unit, "teeth": i.Teeth,
		"insured": i.Insured, "discountable": i.Discountable, "followup_class": i.FollowUp, "note_zh": i.NoteZh, "note_en": i.NoteEn,
		"active": i.Active, "position": i.Position,
	}
}

func spellings(search string) []string { return strings.Fields(search) }
