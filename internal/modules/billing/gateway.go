package billing

import (
	"regexp"
	"slices"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
)

// The means by which money comes in through the outside world. They are in
// nobody's till, and go back the way they came.
const (
	Online   Means = "online"   // paid by a code, through a payment provider
	Fund     Means = "fund"     // of the insurance's fund
	Personal Means = "personal" // of the patient's insurance account
	Voucher  Means = "voucher"  // bought at a group-buy platform
)

// outsideMeans lists them in the order of the screens.
var outsideMeans = []Means{Online, Fund, Personal, Voucher}

// outside tells whether the money came through the outside world.
func (m Means) outside() bool { return slices.Contains(outsideMeans, m) }

// insured tells whether the insurance paid it: it goes back as a whole, by
// reversing the settlement.
func (m Means) insured() bool { return m == Fund || m == Personal }

// Faults of what is asked of the outside world.
var (
	// ThroughProvider: money that came through a provider is not voided but given back.
	ThroughProvider = fault.New("billing.through_provider", fault.Conflict)
	// InsuranceFirst: the insurance paid for it; its settlement is reversed first.
	InsuranceFirst = fault.New("billing.insurance_first", fault.Conflict)
	// Settling: the insurance is being asked about a bill of the patient.
	Settling = fault.New("billing.settling", fault.Conflict)
	// NothingInsured: no line of the bill is insured and wholly unpaid.
	NothingInsured = fault.New("billing.nothing_insured", fault.Conflict)
	// WholeOnly: a voucher goes back as a whole.
	WholeOnly = fault.New("billing.whole_only", fault.Conflict)
	// NothingToInvoice: all of the receipt went back.
	NothingToInvoice = fault.New("billing.nothing_to_invoice", fault.Conflict)
	// OutsideNotFound: there is no such request, or it is of no such kind.
	OutsideNotFound = fault.New("billing.outside_not_found", fault.NotFound)
	BadCard         = fault.New("billing.bad_card", fault.Invalid)
	BadVoucher      = fault.New("billing.bad_voucher", fault.Invalid)
	BadBuyer        = fault.New("billing.bad_buyer", fault.Invalid)
	BadSlip         = fault.New("billing.bad_slip", fault.Invalid)
)

// Outside is what of money was asked of the outside world.
type Outside struct {
	ID        string // of the request
	Clinic    string
	Patient   string
	Kind      gateways.Kind
	Of        string    // the request that this one takes back
	About     About     // what it is for
	Agreement string    // of money for an agreement
	Tender    string    // that goes back
	Amount    money.Fen // as it was asked
	Held      money.Fen // of the tender, while it is on its way back
	Reason    string
	Receipt   string // that it made, or that is invoiced
	Refund    string // that it made
	AskedAt   int64
	AskedBy   string
	Over      bool  // nothing is expected of it any more
	BookedAt  int64 // 0 = nothing came of it
}

// About is what a request is for.
type About struct {
	Bills []string `json:"bills,omitempty"`
	Lines []string `json:"lines,omitempty"`
}

var (
	cardForm    = regexp.MustCompile(`^[0-9A-Za-z]{6,40}$`)
	voucherForm = regexp.MustCompile(`^[0-9A-Za-z]{6,40}$`)
	taxForm     = regexp.MustCompile(`^([0-9A-Z]{15,20})?$`)
	slipForm    = regexp.MustCompile(`^[0-9A-Za-z._-]{4,40}$`)
)

// MaxBuyer bounds the name on a tax invoice, in characters.
const MaxBuyer = 80

// Buyer is who a tax invoice is for.
type Buyer struct {
	Name  string
	TaxNo string // "" for a person
}

func (b Buyer) check() error {
	if n := utf8.RuneCountInString(b.Name); n == 0 || n > MaxBuyer {
		return BadBuyer.At("buyer")
	}
	if !taxForm.MatchString(b.TaxNo) {
		return BadBuyer.At("tax_no")
	}
	return nil
}

// back is a part of a tender about to go back.
type back struct {
	tender *Tender
	amount money.Fen
}

// apart cuts what goes back, the latest tender first, into what goes over the desk
// and what goes through providers.
func apart(list []Tender, amount money.Fen) (overDesk, through []back) {
	for i := range slices.Backward(list) {
		t := &list[i]
		n := min(amount, t.Standing)
		if n == 0 {
			continue
		}
		if t.Means.outside() {
			through = append(through, back{t, n})
		} else {
			overDesk = append(overDesk, back{t, n})
		}
		amount -= n
	}
	return overDesk, through
}

func sumBack(list []back) (sum money.Fen) {
	for _, b := range list {
		sum += b.amount
	}
	return sum
}

// RedProposal is an invoice of which money went back since.
type RedProposal struct {
	Invoice string // the request
	Receipt string
	Amount  money.Fen // to be taken back by a red one
}
