package catalog

import "archwire/internal/kit/civil"

// The facts that the module publishes. The subject is the item.
const (
	FactItemAdded       = "catalog.item_added"
	FactItemChanged     = "catalog.item_changed"
	FactPriceChanged    = "catalog.price_changed" // PriceChanged
	FactOfferChanged    = "catalog.offer_changed" // OfferChanged; the fact's clinic is the one
	FactCategoryChanged = "catalog.category_changed"
)

// Named is the body of the facts about items and categories.
type Named struct {
	Code string `json:"code"`
}

// PriceChanged tells of a new price; the fact's clinic is "" for the group's.
type PriceChanged struct {
	Code    string    `json:"code"`
	From    civil.Day `json:"from"`
	Amount  int64     `json:"amount"`             // fen
	OfGroup bool      `json:"of_group,omitempty"` // the clinic went back to the group's price
}

// OfferChanged tells that a clinic took an item in or left it out.
type OfferChanged struct {
	Code    string `json:"code"`
	Offered bool   `json:"offered"`
}
