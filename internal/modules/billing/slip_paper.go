package billing

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// SlipKind says what a slip is of. Its text is "billing.slip.<kind>".
type SlipKind string

// The kinds.
const (
	ReceiptSlip SlipKind = "receipt"
	RefundSlip  SlipKind = "refund"
)

// SlipForm is the paper of a slip. Its text is "billing.form.<form>".
type SlipForm string

// The forms: half a sheet, or the roll of a desk's printer.
const (
	OnA5   SlipForm = "a5"
	OnRoll SlipForm = "roll"
)

// Slip is what stands on the paper of a receipt or refund. All of it is written
// once in the books, but the names of people, who may come to be called otherwise,
// and whether it was voided since.
type Slip struct {
	Kind    SlipKind
	ID      string
	Clinic  string
	Number  string
	Day     civil.Day
	At      int64
	Total   money.Fen
	Given   money.Fen // cash handed over; 0 = not counted
	Change  money.Fen
	Lines   []SlipLine // what it paid
	Tenders []SlipTender
	Gift    money.Fen // came on top of stored value, no money
	Reason  string    // of a refund

	Names  SlipNames `json:"-"`
	Voided bool      `json:"-"`
	Why    string    `json:"-"` // of the voiding
}

// SlipLine is how much of a line was paid by it.
type SlipLine struct {
	Line           string
	NameZh, NameEn string
	Site           string
	Quantity       int
	Net            money.Fen
	Paid           money.Fen
}

// SlipTender is money of one means in one pot.
type SlipTender struct {
	Means     Means
	Pot       Pot
	Reference string
	Amount    money.Fen
}

// SlipNames are the people and places of a slip as they are called now.
type SlipNames struct {
	Clinic, Legal, Address, Phone string
	Patient, RecordNo, Payer      string
	Cashier                       string
	Zone                          *time.Location
}

// hash is the SHA-256 of what a slip says and the books keep.
func (s Slip) hash() string {
	b, _ := json.Marshal(s) // strings and numbers
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// stands is what of the total paid for no line.
func (s Slip) stands() money.Fen {
	rest := s.Total
	for _, l := range s.Lines {
		rest -= l.Paid
	}
	return rest
}

// Copy is a paper of a slip: 1 is the original, the others are reprints.
type Copy struct {
	ID      string
	Clinic  string
	Kind    SlipKind
	Of      string
	Seq     int
	Form    SlipForm
	Locale  string
	Content string // hash of the slip
	SHA256  string // of the bytes as they were handed out
	At      int64
	By      string // account
}

// sheet sets a slip as its copy.
func (s Slip) sheet(w i18n.Words, c Copy, by string) paper.Document {
	d := paper.Document{Format: paper.A5, Title: w.Say("billing.slip."+string(s.Kind)) + " " + s.Number, Lang: string(w.Locale),
		Running: s.Names.Clinic + "  " + s.Number, Foot: w.Raw("billing.paper.pages")}
	roll := c.Form == OnRoll
	if roll {
		d.Format = paper.Roll80
	}
	if s.Voided {
		d.Mark = w.Say("billing.is_void")
	}
	if c.Seq > 1 {
		d.Stamp = w.Say("billing.paper.reprint", "n", c.Seq-1, "at", clock(c.At, s.Names.Zone), "by", by)
	}
	d.Body = append(d.Body, s.top(w, roll)...)
	if s.Kind == ReceiptSlip {
		d.Body = append(d.Body, s.paid(w, roll))
	}
	d.Body = append(d.Body, s.money(w)...)
	d.Body = append(d.Body, s.bottom(w))
	return d
}

func (s Slip) top(w i18n.Words, roll bool) []paper.Block {
	n := s.Names
	columns := 2
	if roll {
		columns = 1
	}
	who := []paper.Pair{{Label: w.Say("billing.slip_number." + string(s.Kind)), Value: s.Number}, {Label: w.Say("billing.paper.time"), Value: clock(s.At, n.Zone)},
		{Label: w.Say("billing.patient"), Value: n.Patient}, {Label: w.Say("billing.paper.record_no"), Value: n.RecordNo}}
	if n.Payer != "" {
		who = append(who, paper.Pair{Label: w.Say("billing.paper.payer"), Value: n.Payer})
	}
	if s.Reason != "" {
		who = append(who, paper.Pair{Label: w.Say("billing.reason"), Value: w.Say("billing.refund_reason." + s.Reason)})
	}
	if s.Voided {
		who = append(who, paper.Pair{Label: w.Say("billing.is_void"), Value: w.Say("billing.void_reason." + s.Why)})
	}
	return append(n.head(w, "billing.slip."+string(s.Kind)), paper.Pairs{Columns: columns, Items: who}, paper.Gap(1))
}

// paid is the table of what the money was for.
func (s Slip) paid(w i18n.Words, roll bool) paper.Block {
	t := paper.Table{Columns: []paper.Column{{Title: w.Say("billing.item"), Share: 5}, {Title: w.Say("billing.paper.qty"), Share: 1.3, Align: paper.Right},
		{Title: w.Say("billing.agreed"), Share: 2.2, Align: paper.Right}, {Title: w.Say("billing.paper.paid_now"), Share: 2.2, Align: paper.Right}}}
	if roll {
		t.Columns = []paper.Column{{Title: w.Say("billing.item"), Share: 4}, {Title: w.Say("billing.paper.qty"), Share: 1.3, Align: paper.Right},
			{Title: w.Say("billing.paper.paid_now"), Share: 2.4, Align: paper.Right}}
	}
	row := func(name, quantity, net string, paid money.Fen) {
		cells := []string{name, quantity, net, paid.String()}
		if roll {
			cells = []string{name, quantity, paid.String()}
		}
		t.Rows = append(t.Rows, paper.Row{Cells: cells})
	}
	for _, l := range s.Lines {
		quantity := w.Say("billing.paper.part")
		if l.Quantity > 0 {
			quantity = strconv.Itoa(l.Quantity)
		}
		row(paper.Joined(" ", w.Name(l.NameZh, l.NameEn), place(l.Site)), quantity, l.Net.String(), l.Paid)
	}
	if rest := s.stands(); rest > 0 {
		row(w.Say("billing.paper.stands", "pot", w.Say("billing.pot."+string(s.pot()))), "", "", rest)
	}
	if s.Gift > 0 {
		t.Rows = append(t.Rows, paper.Row{Pale: true, Span: true, Cells: []string{w.Say("billing.paper.gift", "amount", s.Gift.String())}})
	}
	return t
}

// place is a place in the mouth; the whole mouth need not be said.
func place(site string) string {
	if s, err := tooth.ParseSite(site); err == nil && s.Mouth {
		return ""
	}
	return site
}

// pot is where what stands of a receipt stands.
func (s Slip) pot() Pot {
	if len(s.Tenders) == 0 {
		return Prepaid
	}
	return s.Tenders[0].Pot
}

// money is the means, and the sum in figures and characters.
func (s Slip) money(w i18n.Words) []paper.Block {
	t := paper.Table{Columns: []paper.Column{{Title: w.Say("billing.tender"), Share: 4}, {Title: w.Say("billing.paper.reference"), Share: 3},
		{Title: w.Say("billing.amount"), Share: 3, Align: paper.Right}}}
	for _, m := range s.Tenders {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{w.Say("billing.means." + string(m.Means)), m.Reference, m.Amount.String()}})
	}
	t.Rows = append(t.Rows, paper.Row{Bold: true, Rule: true, Cells: []string{w.Say("billing.slip_total." + string(s.Kind)), "", "¥" + s.Total.String()}})
	if s.Given > 0 {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{w.Say("billing.given"), "", s.Given.String()}}, paper.Row{Cells: []string{w.Say("billing.change"), "", s.Change.String()}})
	}
	return []paper.Block{paper.Gap(1), t, paper.Text{S: w.Say("billing.paper.capital") + "  " + s.Total.Capital()}}
}

// bottom is who took the money, and a code by which the paper is told from
// another: its number, its sum and the beginning of its hash.
func (s Slip) bottom(w i18n.Words) paper.Block {
	code := s.hash()[:16]
	sign := []string{w.Say("billing.paper.cashier") + " " + s.Names.Cashier}
	if s.Kind == RefundSlip {
		sign = append(sign, w.Say("billing.paper.received_by"))
	}
	return paper.Together{paper.Gap(1), paper.Sign{Labels: sign}, paper.Text{S: w.Say("billing.paper.note." + string(s.Kind)), Pale: true, Size: 7.5},
		paper.Gap(1), paper.Code{S: "ARCHWIRE " + s.Number + " " + s.Total.String() + " " + code, Size: 18, Caption: code}}
}
