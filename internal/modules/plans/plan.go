package plans

import (
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
)

// Plan is one way to treat a patient.
type Plan struct {
	ID          string
	Version     int64
	Set         string // plans of one set are alternatives to each other
	Clinic      string
	Patient     string
	Kind        Kind
	State       State
	Title       string
	Doctor      string // account, "" = not said
	Coordinator string // account
	Note        string // what the patient reads beneath the plan
	Offer       Offer
	List        money.Fen // by the price list
	Gross       money.Fen // by the clinic's prices
	Given       money.Fen // what people decided to take off
	Amount      money.Fen
	PriceDay    civil.Day // the day whose prices it has
	Was         Snapshot  // as it was stored; prices of an open plan may have moved since
	// Covered is the share of discount, in parts of ten thousand, that somebody
	// with the right to give it stood for.
	Covered     int
	Revision    int // 0 = not accepted yet, 1 = as accepted, 2 = after the first change
	CreatedAt   int64
	CreatedBy   string
	PresentedAt int64
	AcceptedAt  int64
	AcceptedBy  string
	EndedAt     int64
	EndReason   string
	EndNote     string
	Items       []Item
}

// Snapshot is what a plan came to on a day.
type Snapshot struct {
	Amount money.Fen
	Day    civil.Day
}

// Item is one line of a plan.
type Item struct {
	ID           string // stays the same through every version of the plan
	Plan         string
	Position     int
	Catalog      string
	Code         string
	NameZh       string
	NameEn       string
	Class        string // follow-up class
	Unit         catalog.Unit
	Teeth        catalog.TeethRule
	Insured      bool // settled by the insurance: its price is fixed
	Discountable bool
	Site         string // text of a tooth.Site
	Quantity     int
	Sessions     int     // of one unit
	Shares       *Shares // not nil: a contract
	ListPrice    money.Fen
	Price        money.Fen // of one, in force in the clinic on the plan's price day
	Discount     Discount
	Note         string
	Priced       PricedLine
	Dropped      bool
	Steps        []Step // of an accepted plan; in order
}

// The bounds of what people write.
const (
	MaxTitle    = 60
	MaxNote     = 1000
	MaxItems    = 60
	MaxQuantity = 99
	MaxSessions = 20
)

// Contract tells whether the item is executed by the shares of a contract.
func (i Item) Contract() bool { return i.Shares != nil }

func (i Item) cuttable() Cuttable {
	site, _ := tooth.ParseSite(i.Site) // was read when it was written
	return Cuttable{Site: site, Quantity: i.Quantity, Sessions: i.Sessions, Shares: i.Shares, List: i.Priced.List, Net: i.Priced.Net}
}

// done are the steps that an execution holds.
func (i Item) done() []Step {
	var out []Step
	for _, s := range i.Steps {
		if s.Execution != "" {
			out = append(out, s)
		}
	}
	return out
}

// open are the steps that are still to be done.
func (i Item) open() []Step {
	var out []Step
	for _, s := range i.Steps {
		if s.Execution == "" {
			out = append(out, s)
		}
	}
	return out
}

// Executed is what of the item was executed.
func (i Item) Executed() (amount money.Fen) {
	for _, s := range i.done() {
		amount += s.Amount
	}
	return amount
}

// Executed is what of the plan was executed.
func (p Plan) Executed() (amount money.Fen) {
	for _, i := range p.Items {
		amount += i.Executed()
	}
	return amount
}

// Contract tells whether one of the items is a contract.
func (p Plan) Contract() bool {
	for _, i := range p.Items {
		if i.Contract() && !i.Dropped {
			return true
		}
	}
	return false
}

// live are the items that count.
func (p Plan) live() []Item {
	var out []Item
	for _, i := range p.Items {
		if !i.Dropped {
			out = append(out, i)
		}
	}
	return out
}

func (p Plan) item(id string) (Item, bool) {
	for _, i := range p.Items {
		if i.ID == id && !i.Dropped {
			return i, true
		}
	}
	return Item{}, false
}

// through tells whether nothing is left to be done.
func (p Plan) through() bool {
	for _, i := range p.live() {
		if len(i.open()) > 0 {
			return false
		}
	}
	return true
}

// price computes every amount of the plan from the prices its items have.
func (p *Plan) price() Priced {
	live := p.live()
	lines := make([]PriceLine, len(live))
	for n, i := range live {
		lines[n] = PriceLine{List: i.ListPrice, Price: i.Price, Quantity: i.Quantity, Discountable: i.Discountable, Fixed: i.Insured, Discount: i.Discount}
	}
	priced := Price(lines, p.Offer)
	n := 0
	for at := range p.Items {
		if !p.Items[at].Dropped {
			p.Items[at].Priced = priced.Lines[n]
			n++
		}
	}
	p.List, p.Gross, p.Given, p.Amount = priced.List, priced.Gross, priced.Given, priced.Net
	return priced
}

// version is the plan as it is compared with another version.
func (p Plan) version() Version {
	v := Version{Title: p.Title, Amount: p.Amount}
	for _, i := range p.live() {
		one := VersionItem{Line: i.ID, Code: i.Code, NameZh: i.NameZh, NameEn: i.NameEn, Site: i.Site, Quantity: i.Quantity,
			Sessions: i.Sessions, Price: i.Price, Net: i.Priced.Net, Note: i.Note}
		if i.Shares != nil {
			one.Reviews, one.Shares = i.Shares.Reviews, i.Shares.text()
		}
		v.Items = append(v.Items, one)
	}
	return v
}

// check tells everything that is wrong with what people wrote into a plan.
func (p Plan) check() []*fault.Fault {
	var wrong []*fault.Fault
	if utf8.RuneCountInString(p.Title) > MaxTitle {
		wrong = append(wrong, TextTooLong.At("title", "max", MaxTitle))
	}
	if utf8.RuneCountInString(p.Note) > MaxNote {
		wrong = append(wrong, TextTooLong.At("note", "max", MaxNote))
	}
	o := p.Offer
	if o.Member < 0 || o.Member > Whole || !o.Plan.Valid() || !o.Order.Valid() || o.Coupon < 0 || o.Round < 0 || o.Round > money.Yuan(10_000) {
		wrong = append(wrong, BadDiscount.At("offer"))
	}
	if len(p.Items) > MaxItems {
		wrong = append(wrong, TooManyItems.At("items", "max", MaxItems))
	}
	return wrong
}

// check tells what is wrong with an item and brings site and quantity into their
// stored form.
func (i *Item) check(field string) []*fault.Fault {
	var wrong []*fault.Fault
	site, err := tooth.ParseSite(i.Site)
	if err != nil {
		bad := ""
		if p, ok := err.(*tooth.BadPart); ok {
			bad = p.Part
		}
		return append(wrong, BadSite.At(field+".site", "part", bad))
	}
	site, quantity, f := fit(i.Teeth, site, i.Quantity)
	if f != nil {
		f.Field = field + "." + f.Field
		wrong = append(wrong, f)
	}
	i.Site, i.Quantity = site.String(), quantity
	i.Note = strings.TrimSpace(i.Note)
	if i.Quantity < 1 || i.Quantity > MaxQuantity {
		wrong = append(wrong, BadQuantity.At(field+".quantity", "max", MaxQuantity))
	}
	if i.Sessions < 0 || i.Sessions > MaxSessions {
		wrong = append(wrong, BadQuantity.At(field+".sessions", "max", MaxSessions))
	}
	if i.Shares != nil && i.Quantity > 1 {
		wrong = append(wrong, BadQuantity.At(field+".quantity", "max", 1))
	}
	if !i.Discount.Valid() {
		wrong = append(wrong, BadDiscount.At(field+".discount"))
	}
	if utf8.RuneCountInString(i.Note) > MaxNote {
		wrong = append(wrong, TextTooLong.At(field+".note", "max", MaxNote))
	}
	return wrong
}

// fit holds a site against the rule of the catalogue's item: where each place
// counts one, the places are the quantity.
func fit(rule catalog.TeethRule, s tooth.Site, quantity int) (tooth.Site, int, *fault.Fault) {
	teeth, quadrants, arches := len(s.Teeth()), len(s.Quadrants), s.Arches()
	only := func(n, others int) (tooth.Site, int, *fault.Fault) {
		switch {
		case others > 0 || s.Mouth:
			return s, quantity, SiteMismatch.At("site", "rule", string(rule))
		case n == 0:
			return s, quantity, SiteNeeded.At("site", "rule", string(rule))
		}
		return s, n, nil
	}
	switch rule {
	case catalog.NoTeeth:
		if !s.Empty() {
			return s, quantity, SiteMismatch.At("site", "rule", string(rule))
		}
	case catalog.EachTooth:
		return only(teeth, quadrants+arches)
	case catalog.EachQuadrant:
		return only(quadrants, teeth+arches)
	case catalog.EachArch:
		return only(arches, teeth+quadrants)
	case catalog.WholeMouth:
		if teeth+quadrants > 0 {
			return s, quantity, SiteMismatch.At("site", "rule", string(rule))
		}
		if s.Empty() {
			s.Mouth = true
		}
	}
	return s, quantity, nil
}

// Execution is that steps of one item were done.
type Execution struct {
	ID        string
	Clinic    string
	Plan      string
	Item      string
	Patient   string
	Visit     string
	Doctor    string
	Assistant string
	Day       civil.Day
	At        int64 // when it was recorded
	By        string
	Quantity  int // units that were finished by it
	List      money.Fen
	Amount    money.Fen
	Note      string
	UndoneAt  int64 // 0 = it counts
	UndoneBy  string
	Reason    string // of the undoing
	UndoNote  string
}

// choose picks the steps of an item that are to be executed: the named ones, or
// the next n in order. Faults: StepTaken, MoreThanAgreed, NothingToDo.
func (i Item) choose(named []string, n int) ([]Step, error) {
	open := i.open()
	if len(named) == 0 {
		if n < 1 {
			return nil, NothingToDo.With("code", i.Code)
		}
		if n > len(open) {
			return nil, MoreThanAgreed.With("code", i.Code, "left", len(open))
		}
		return open[:n], nil
	}
	var out []Step
	for _, s := range open {
		for _, id := range named {
			if s.ID == id {
				out = append(out, s)
				break
			}
		}
	}
	if len(out) != len(named) {
		return nil, StepTaken.With("code", i.Code)
	}
	return out, nil
}

// units counts the units of the item that are finished once the steps are done.
func (i Item) units(doing []Step) int {
	left := map[int]int{}
	for _, s := range i.open() {
		left[s.Unit]++
	}
	n := 0
	for _, s := range doing {
		if left[s.Unit]--; left[s.Unit] == 0 {
			n++
		}
	}
	return n
}
