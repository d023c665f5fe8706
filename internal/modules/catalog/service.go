package catalog

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// Item gives an item, offered or not. Its fault is ItemNotFound.
func (s *Service) Item(tx *db.Tx, item string) (Item, error) { return itemOne(tx, item) }

// ItemByCode gives an item by its code. Its fault is ItemNotFound.
func (s *Service) ItemByCode(tx *db.Tx, code string) (Item, error) {
	return itemWhere(tx, "code = ?", code)
}

// PriceOn gives the price of one unit that is in force in the clinic ("" = for
// the group) on a day. Faults: ItemNotFound, NoPrice.
func (s *Service) PriceOn(tx *db.Tx, item, clinic string, day civil.Day) (money.Fen, error) {
	i, err := itemOne(tx, item)
	if err != nil {
		return 0, err
	}
	all, err := prices(tx, item, clinic)
	if err != nil {
		return 0, err
	}
	p, ok := InForce(all[item], clinic, day)
	if !ok {
		return 0, NoPrice.With("code", i.Code, "day", string(day))
	}
	return p.Amount, nil
}

// Priced is an item as a clinic has it on a day.
type Priced struct {
	Item
	Offered  bool  // active, and not left out by the clinic
	Price    Price // in force; the zero Price where HasPrice is false
	HasPrice bool
	Group    *Price // the group's own in force; nil where it has none
	keys     []string
}

// List gives every item as the clinic ("" = the group) has it on a day, in the
// order of the price list.
func (s *Service) List(tx *db.Tx, clinic string, day civil.Day) ([]Priced, error) {
	rows, err := itemRows(tx)
	if err != nil {
		return nil, err
	}
	all, err := prices(tx, "", clinic)
	if err != nil {
		return nil, err
	}
	out, err := leftOut(tx, clinic)
	if err != nil {
		return nil, err
	}
	return pricedRows(rows, all, out, clinic, day), nil
}

// Named gives those of the items that there are, as the clinic ("" = the group) has
// them on a day.
func (s *Service) Named(tx *db.Tx, clinic string, day civil.Day, items []string) ([]Priced, error) {
	rows, all, err := itemsWithPrices(tx, items, clinic)
	if err != nil {
		return nil, err
	}
	out, err := leftOut(tx, clinic)
	if err != nil {
		return nil, err
	}
	return pricedRows(rows, all, out, clinic, day), nil
}

func pricedRows(rows []itemRow, all map[string][]Price, out map[string]bool, clinic string, day civil.Day) []Priced {
	list := make([]Priced, len(rows))
	for i, r := range rows {
		p := Priced{Item: r.item(), Offered: r.Active && !out[r.ID], keys: spellings(r.Search)}
		p.Price, p.HasPrice = InForce(all[r.ID], clinic, day)
		if group, ok := InForce(all[r.ID], "", day); ok {
			p.Group = &group
		}
		list[i] = p
	}
	return list
}

// today is the day in a clinic's zone; the group's own days are counted in the
// home zone.
func (s *Service) today(tx *db.Tx, clinic string) (civil.Day, error) {
	if clinic == "" {
		return civil.Of(tx.Now(), org.Clinic{Zone: org.HomeZone}.Location()), nil
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(tx.Now(), zone), nil
}

// change is what is told of a change to audit, hearers and screens.
type change struct {
	Fact    string // its kind is the audit's action as well
	Subject string // "item", "category"
	ID      string
	Clinic  string
	Version int64
	Before  any
	After   any
	Body    any
}

func (s *Service) tell(tx *db.Tx, c change) error {
	err := s.audit.Record(tx, audit.Entry{Action: c.Fact, SubjectKind: c.Subject, SubjectID: c.ID, Clinic: c.Clinic,
		Before: c.Before, After: c.After})
	if err != nil {
		return err
	}
	f := events.Fact{Kind: c.Fact, Clinic: c.Clinic, Body: c.Body}
	if c.Subject == subjectItem {
		f.Subject = c.ID
	}
	if err := s.facts.Publish(tx, f); err != nil {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: "catalog", Clinic: c.Clinic, ID: c.ID, Version: c.Version})
}

const (
	subjectItem     = "item"
	subjectCategory = "category"
)
