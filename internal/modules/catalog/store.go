package catalog

import (
	"embed"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

type categoryRow struct {
	Code     string `db:"code"`
	Parent   string `db:"parent,null"`
	NameZh   string `db:"name_zh"`
	NameEn   string `db:"name_en"`
	Position int    `db:"position"`
	Version  int64  `db:"version"`
}

func (r categoryRow) category() Category {
	return Category{Code: r.Code, Version: r.Version, Parent: r.Parent, NameZh: r.NameZh, NameEn: r.NameEn, Position: r.Position}
}

func categories(tx *db.Tx) ([]Category, error) {
	var rows []categoryRow
	err := tx.From("catalog_categories").OrderBy("position, code").All(&rows)
	out := make([]Category, len(rows))
	for i, r := range rows {
		out[i] = r.category()
	}
	return out, err
}

func insertCategory(tx *db.Tx, c Category) error {
	return tx.Insert("catalog_categories", categoryRow{c.Code, c.Parent, c.NameZh, c.NameEn, c.Position, 1})
}

func updateCategory(tx *db.Tx, c Category) error {
	return tx.Update("catalog_categories").Set("parent = ?", orNull(c.Parent)).Set("name_zh = ?", c.NameZh).Set("name_en = ?", c.NameEn).
		Set("position = ?", c.Position).Set("version = version + 1").Where("code = ? AND version = ?", c.Code, c.Version).Must()
}

func deleteCategory(tx *db.Tx, code string, version int64) error {
	return tx.Delete("catalog_categories").Where("code = ? AND version = ?", code, version).Must()
}

// categoryUsed tells whether items or branches hang on the category.
func categoryUsed(tx *db.Tx, code string) (bool, error) {
	used, err := tx.From("catalog_items").Where("category = ?", code).Exists()
	if err != nil || used {
		return used, err
	}
	return tx.From("catalog_categories").Where("parent = ?", code).Exists()
}

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

type itemRow struct {
	ID           string    `db:"id"`
	Code         string    `db:"code"`
	Category     string    `db:"category"`
	NameZh       string    `db:"name_zh"`
	NameEn       string    `db:"name_en"`
	Unit         Unit      `db:"unit"`
	Teeth        TeethRule `db:"teeth"`
	Insured      bool      `db:"insured"`
	Discountable bool      `db:"discountable"`
	FollowUp     string    `db:"followup_class"`
	NoteZh       string    `db:"note_zh"`
	NoteEn       string    `db:"note_en"`
	Search       string    `db:"search"` // spellings of the name, by spaces
	Active       bool      `db:"active"`
	Position     int       `db:"position"`
	CreatedAt    int64     `db:"created_at"`
	Version      int64     `db:"version"`
}

func (r itemRow) item() Item {
	return Item{
		ID: r.ID, Version: r.Version, Code: r.Code, Category: r.Category, NameZh: r.NameZh, NameEn: r.NameEn, Unit: r.Unit, Teeth: r.Teeth,
		Insured: r.Insured, Discountable: r.Discountable, FollowUp: r.FollowUp, NoteZh: r.NoteZh, NoteEn: r.NoteEn, Active: r.Active,
		Position: r.Position,
	}
}

func rowOf(i Item, now int64) itemRow {
	return itemRow{
		ID: i.ID, Code: i.Code, Category: i.Category, NameZh: i.NameZh, NameEn: i.NameEn, Unit: i.Unit, Teeth: i.Teeth,
		Insured: i.Insured, Discountable: i.Discountable, FollowUp: i.FollowUp, NoteZh: i.NoteZh, NoteEn: i.NoteEn,
		Search: strings.Join(searchKeys(i.NameZh), " "), Active: i.Active, Position: i.Position, CreatedAt: now, Version: 1,
	}
}

// itemRows reads the whole catalogue in the order of the price list; it is a few
// hundred rows.
func itemRows(tx *db.Tx) ([]itemRow, error) {
	var rows []itemRow
	err := tx.From("catalog_items i").Join("catalog_categories c", "c.code = i.category").
		OrderBy("c.position, c.code, i.position, i.code").All(&rows)
	return rows, err
}

func itemOne(tx *db.Tx, item string) (Item, error) {
	if !id.Valid(item) { // PostgreSQL would refuse the comparison
		return Item{}, ItemNotFound.With()
	}
	return itemWhere(tx, "id = ?", item)
}

func itemWhere(tx *db.Tx, cond string, arg string) (Item, error) {
	var r itemRow
	found, err := tx.From("catalog_items").Where(cond, arg).One(&r)
	if err == nil && !found {
		err = ItemNotFound.With()
	}
	return r.item(), err
}

func insertItems(tx *db.Tx, list []Item) error {
	rows := make([]itemRow, len(list))
	for i, one := range list {
		rows[i] = rowOf(one, tx.Now())
	}
	return tx.Insert("catalog_items", rows)
}

// updateItem writes everything but the code, against the version of i.
func updateItem(tx *db.Tx, i Item) error {
	return tx.Update("catalog_items").
		Set("category = ?", i.Category).Set("name_zh = ?", i.NameZh).Set("name_en = ?", i.NameEn).Set("unit = ?", i.Unit).
		Set("teeth = ?", i.Teeth).Set("insured = ?", i.Insured).Set("discountable = ?", i.Discountable).
		Set("followup_class = ?", i.FollowUp).Set("note_zh = ?", i.NoteZh).Set("note_en = ?", i.NoteEn).
		Set("search = ?", strings.Join(searchKeys(i.NameZh), " ")).Set("active = ?", i.Active).Set("position = ?", i.Position).
		Set("version = version + 1").Where("id = ? AND version = ?", i.ID, i.Version).Must()
}

// bump moves an item's version on, so that two changes of its prices or offers
// come one after the other.
func bump(tx *db.Tx, i Item) error {
	return tx.Update("catalog_items").Set("version = version + 1").Where("id = ? AND version = ?", i.ID, i.Version).Must()
}

type priceRow struct {
	Item   string     `db:"item_id"`
	Seq    int64      `db:"seq"`
	Clinic string     `db:"for_clinic"`
	From   civil.Day  `db:"from_day"`
	Amount *money.Fen `db:"amount"`
	Note   string     `db:"note"`
	At     int64      `db:"recorded_at"`
	By     string     `db:"recorded_by,null"`
}

func (r priceRow) price() Price {
	p := Price{Item: r.Item, Clinic: r.Clinic, From: r.From, OfGroup: r.Amount == nil, Note: r.Note, At: r.At, By: r.By, Seq: r.Seq}
	if r.Amount != nil {
		p.Amount = *r.Amount
	}
	return p
}

// prices reads the prices of one item, or of all where it is "", those of the
// group and of the clinic, or of every clinic where that is AllClinics.
func prices(tx *db.Tx, item, clinic string) (map[string][]Price, error) {
	q := tx.From("catalog_prices").OrderBy("item_id, seq")
	if item != "" {
		q = q.Where("item_id = ?", item)
	}
	if clinic != allClinics {
		q = q.Where("for_clinic IN (?)", []string{"", clinic})
	}
	var rows []priceRow
	err := q.All(&rows)
	out := map[string][]Price{}
	for _, r := range rows {
		out[r.Item] = append(out[r.Item], r.price())
	}
	return out, err
}

const allClinics = "*"

// itemsWithPrices reads those of some items that there are, and their prices of the
// group and of a clinic.
func itemsWithPrices(tx *db.Tx, ids []string, clinic string) ([]itemRow, map[string][]Price, error) {
	ids = slices.DeleteFunc(slices.Clone(ids), func(one string) bool { return !id.Valid(one) }) // PostgreSQL would refuse the comparison
	if len(ids) == 0 {
		return nil, nil, nil
	}
	var rows []itemRow
	if err := tx.From("catalog_items").Where("id IN (?)", ids).OrderBy("id").All(&rows); err != nil {
		return nil, nil, err
	}
	var found []priceRow
	err := tx.From("catalog_prices").Where("item_id IN (?) AND for_clinic IN (?)", ids, []string{"", clinic}).OrderBy("item_id, seq").All(&found)
	out := map[string][]Price{}
	for _, r := range found {
		out[r.Item] = append(out[r.Item], r.price())
	}
	return rows, out, err
}

// insertPrice appends a price. The caller holds the item by its version.
func insertPrice(tx *db.Tx, p Price) error {
	var last int64
	if _, err := tx.From("catalog_prices").Where("item_id = ?", p.Item).Get("COALESCE(max(seq), 0)", &last); err != nil {
		return err
	}
	p.Seq = last + 1
	return insertPrices(tx, []Price{p})
}

func insertPrices(tx *db.Tx, list []Price) error {
	rows := make([]priceRow, len(list))
	for i, p := range list {
		rows[i] = priceRow{Item: p.Item, Seq: p.Seq, Clinic: p.Clinic, From: p.From, Note: p.Note, At: tx.Now(), By: tx.Actor()}
		if !p.OfGroup {
			rows[i].Amount = &list[i].Amount
		}
	}
	return tx.Insert("catalog_prices", rows)
}

type offerRow struct {
	Item    string `db:"item_id"`
	Clinic  string `db:"for_clinic"`
	Offered bool   `db:"offered"`
}

// leftOut reads the items that the clinic does not offer.
func leftOut(tx *db.Tx, clinic string) (map[string]bool, error) {
	var rows []offerRow
	err := tx.From("catalog_offers").Where("for_clinic = ?", clinic).Where("offered = ?", false).All(&rows)
	out := make(map[string]bool, len(rows))
	for _, r := range rows {
		out[r.Item] = true
	}
	return out, err
}

func setOffer(tx *db.Tx, item, clinic string, offered bool) error {
	_, err := tx.InsertOr("catalog_offers", offerRow{item, clinic, offered},
		"ON CONFLICT (tenant_id, item_id, for_clinic) DO UPDATE SET offered = excluded.offered")
	return err
}
