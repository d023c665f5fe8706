package catalog

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/kit/pinyin"
)

// Unit is what one of an item is. Its text is "catalog.unit.<unit>".
type Unit string

// Units lists the units in the order of the screens.
var Units = []Unit{"visit", "tooth", "quadrant", "arch", "film", "scan", "piece", "set", "course"}

// TeethRule says what must be said about teeth when an item is planned or
// billed. Its text is "catalog.teeth.<rule>".
type TeethRule string

// The rules.
const (
	NoTeeth      TeethRule = "none"     // nothing: a registration
	MayTeeth     TeethRule = "optional" // teeth may be named: a film
	EachTooth    TeethRule = "tooth"    // teeth are named, each counts one
	EachQuadrant TeethRule = "quadrant" // quadrants are named, each counts one
	EachArch     TeethRule = "arch"     // upper, lower or both, each counts one
	WholeMouth   TeethRule = "mouth"    // the whole mouth: a cleaning, an orthodontic course
)

// TeethRules lists the rules in the order of the screens.
var TeethRules = []TeethRule{NoTeeth, MayTeeth, EachTooth, EachQuadrant, EachArch, WholeMouth}

// NoFollowUp is the class of what starts no follow-up: examinations, films,
// fluoride.
const NoFollowUp = "none"

// FollowUpClasses lists the protocols that an executed item may start.
var FollowUpClasses = []string{
	NoFollowUp, "general", "extraction", "wisdom_surgery", "ortho_extraction", "pulp_opening", "root_canal", "restoration",
	"denture", "cleaning", "gum_surgery", "whitening", "implant", "infusion", "child_la", "sedation_ga",
	"fixed_start", "aligner_start", "functional_start", "expander", "activation", "miniscrew", "rebond_emergency", "debond",
	"retainer", "observation",
}

// Item is one thing on the price list.
type Item struct {
	ID           string
	Version      int64
	Code         string // unique in the group, in capitals: "E04"; never changes
	Category     string // code of the category
	NameZh       string
	NameEn       string
	Unit         Unit
	Teeth        TeethRule
	Insured      bool // may be settled with the medical insurance by local rule
	Discountable bool // offers and members' discounts apply
	FollowUp     string
	NoteZh       string // what the price includes and what not
	NoteEn       string
	Active       bool
	Position     int // within its category
}

// Category is a branch of the tree of items.
type Category struct {
	Code     string // unique in the group: "E"
	Version  int64
	Parent   string // code; "" = at the root
	NameZh   string
	NameEn   string
	Position int
}

// Price is an amount in force from a day on.
type Price struct {
	Item   string
	Clinic string    // "" = the group's
	From   civil.Day // in the clinic's zone
	Amount money.Fen // of one unit
	// OfGroup sends the clinic back to the group's price; Amount means nothing then.
	OfGroup bool
	Note    string // why
	At      int64  // when it was recorded, epoch milliseconds
	By      string // account
	Seq     int64  // order of recording within the item
}

// The bounds of what people write.
const (
	MaxName   = 60
	MaxNote   = 400
	MaxAmount = money.Fen(100_000_000_00) // ¥100 million
)

var codeForm = regexp.MustCompile(`^[A-Z0-9][A-Z0-9._-]{0,19}$`)

// tidy brings an item into its stored form.
func (i Item) tidy() Item {
	i.Code = strings.ToUpper(strings.TrimSpace(i.Code))
	i.Category = strings.ToUpper(strings.TrimSpace(i.Category))
	for _, s := range []*string{&i.NameZh, &i.NameEn, &i.NoteZh, &i.NoteEn} {
		*s = strings.TrimSpace(*s)
	}
	if i.NameEn == "" {
		i.NameEn = i.NameZh
	}
	return i
}

// check tells everything that is wrong with an item in its stored form.
func (i Item) check() []*fault.Fault {
	var wrong []*fault.Fault
	if !codeForm.MatchString(i.Code) {
		wrong = append(wrong, BadCode.At("code", "code", short(i.Code)))
	}
	if n := utf8.RuneCountInString(i.NameZh); n == 0 || n > MaxName {
		wrong = append(wrong, BadName.At("name_zh", "max", MaxName))
	}
	if utf8.RuneCountInString(i.NameEn) > 2*MaxName {
		wrong = append(wrong, BadName.At("name_en", "max", 2*MaxName))
	}
	if utf8.RuneCountInString(i.NoteZh) > MaxNote || utf8.RuneCountInString(i.NoteEn) > 2*MaxNote {
		wrong = append(wrong, NoteTooLong.At("note_zh", "max", MaxNote))
	}
	if !slices.Contains(Units, i.Unit) {
		wrong = append(wrong, BadUnit.At("unit", "unit", short(string(i.Unit))))
	}
	if !slices.Contains(TeethRules, i.Teeth) {
		wrong = append(wrong, BadTeeth.At("teeth", "teeth", short(string(i.Teeth))))
	}
	if !slices.Contains(FollowUpClasses, i.FollowUp) {
		wrong = append(wrong, BadFollowUp.At("followup_class", "class", short(i.FollowUp)))
	}
	return wrong
}

// short cuts what somebody wrote to what fits into a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}

// checkAmount refuses a price below nothing or beyond all reason.
func checkAmount(a money.Fen) *fault.Fault {
	if a < 0 || a > MaxAmount {
		return BadAmount.At("amount", "max", MaxAmount.String())
	}
	return nil
}

// InForce gives the price that counts for a clinic on a day ("" = for the
// group), among all prices of one item; false where none counts yet.
func InForce(prices []Price, clinic string, day civil.Day) (Price, bool) {
	if clinic != "" {
		if own, ok := latest(prices, clinic, day); ok && !own.OfGroup {
			return own, true
		}
	}
	return latest(prices, "", day)
}

// latest gives the price of one level that began last, and of several on one
// day the one recorded last.
func latest(prices []Price, clinic string, day civil.Day) (Price, bool) {
	var best Price
	found := false
	for _, p := range prices {
		if p.Clinic != clinic || p.From > day {
			continue
		}
		if !found || p.From > best.From || (p.From == best.From && p.Seq > best.Seq) {
			best, found = p, true
		}
	}
	return best, found
}

// rank tells how well an item fits what somebody types: 0 is best, -1 is not at
// all. Typed is folded (pinyin.Fold): code, name, pinyin and initials are looked
// at, a beginning before a middle.
func rank(i Item, keys []string, typed string) int {
	if typed == "" {
		return 0
	}
	code := pinyin.Fold(i.Code)
	if code == typed {
		return 0
	}
	if strings.HasPrefix(code, typed) {
		return 1
	}
	names := append([]string{pinyin.Fold(i.NameZh), pinyin.Fold(i.NameEn)}, keys...)
	for _, n := range names {
		if strings.HasPrefix(n, typed) {
			return 2
		}
	}
	for _, n := range names {
		if strings.Contains(n, typed) {
			return 3
		}
	}
	return -1
}

// searchKeys spells a name the ways in which it is typed.
func searchKeys(name string) []string {
	s := pinyin.Keys(name)
	return slices.Concat(s.Full, s.Initials)
}
