package billing

import (
	"fmt"
	"math/bits"
	"regexp"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
)

// Means is how money came in. Its text is "billing.means.<means>".
type Means string

// The means that a desk takes.
const (
	Cash     Means = "cash"
	Card     Means = "card"
	WeChat   Means = "wechat"
	Alipay   Means = "alipay"
	Transfer Means = "transfer"
	noMeans  Means = "gift" // of a gift, which is no money
)

// AllMeans lists them in the order of the screens.
var AllMeans = []Means{Cash, WeChat, Alipay, Card, Transfer}

// Pot says what a standing tender is for. Its text is "billing.pot.<pot>".
type Pot string

// The pots.
const (
	Prepaid   Pot = "prepaid"   // for anything of the patient
	Contract  Pot = "contract"  // for one agreement
	Principal Pot = "principal" // stored value that was paid for
	Gift      Pot = "gift"      // stored value that came on top
)

func (p Pot) account() Account { return Account(p) }

// Tender is money of one means under a receipt.
type Tender struct {
	ID        string
	Home      string // the clinic that took it
	Patient   string
	Receipt   string
	Means     Means
	Pot       Pot
	Agreement string // of the pot contract
	GiftOf    string // of a gift: the tender that it came with
	Reference string // of the bank's or platform's slip
	Amount    money.Fen
	Standing  money.Fen
	Spent     money.Fen
	Refunded  money.Fen
	Held      money.Fen // of what stands: on its way back through a provider
}

// source is the account that a tender came from, and goes back to.
func (t Tender) source() Account {
	if t.Pot == Gift {
		return AccountGiftsGiven
	}
	return AccountMoney
}

// Allocation is how much of a tender covers a line.
type Allocation struct {
	ID        string
	Tender    string
	Line      string
	Amount    money.Fen
	GivenBack money.Fen
}

// Live is what still covers the line.
func (a Allocation) Live() money.Fen { return a.Amount - a.GivenBack }

// Receipt is what came in at once.
type Receipt struct {
	ID         string
	Clinic     string
	Patient    string
	Number     string
	Day        civil.Day
	Total      money.Fen // without gifts
	Given      money.Fen // cash handed over
	Change     money.Fen // of it handed back
	At         int64
	By         string
	VoidedAt   int64
	VoidReason string
	Payer      Payer // the zero Payer = the patient
	Tenders    []Tender
}

// NewTender is a tender as the cashier asks for it.
type NewTender struct {
	Means     Means
	Amount    money.Fen
	Reference string
}

// The bounds of a payment.
const (
	MaxTenders   = 10
	MaxReference = 60
	MaxAmount    = money.Fen(100_000_000_00) // ¥100 million
)

// referenceForm is what stands on slips: letters and digits, no words.
var referenceForm = regexp.MustCompile(`^[0-9A-Za-z._-]{0,60}$`)

func at(list string, i int, name string) string { return fmt.Sprintf("%s[%d].%s", list, i, name) }

// checkTenders tells what is wrong with tenders and the cash handed over, and
// gives their sum and the change. given is 0 where it was not counted.
func checkTenders(list []NewTender, given money.Fen) (total, change money.Fen, err error) {
	var wrong []*fault.Fault
	if len(list) > MaxTenders {
		wrong = append(wrong, TooManyTenders.At("tenders", "max", MaxTenders))
	}
	cash := money.Fen(0)
	for i, t := range list {
		if !slices.Contains(AllMeans, t.Means) {
			wrong = append(wrong, BadMeans.At(at("tenders", i, "means")))
		}
		if t.Amount <= 0 || t.Amount > MaxAmount {
			wrong = append(wrong, BadAmount.At(at("tenders", i, "amount")))
		}
		if !referenceForm.MatchString(t.Reference) {
			wrong = append(wrong, BadReference.At(at("tenders", i, "reference"), "max", MaxReference))
		}
		if t.Means == Cash {
			cash += t.Amount
		}
		total += t.Amount
	}
	if given < 0 || given > MaxAmount || given != 0 && given < cash {
		wrong = append(wrong, GivenTooLittle.At("given", "cash", cash.String()))
	}
	if given != 0 {
		change = given - cash
	}
	return total, change, fault.Join(wrong)
}

// number writes the number of a receipt or refund: prefix of the clinic, letter,
// year, count.
func number(prefix, letter string, year int, count int64) string {
	return fmt.Sprintf("%s%s%02d-%06d", prefix, letter, year%100, count)
}

// proRata cuts a use of stored value into principal and gift at the ratio in
// which they stand, so that both are used up together. The gift's part is rounded
// down; amount is at most both together.
func proRata(amount, principal, gift money.Fen) (fromPrincipal, fromGift money.Fen) {
	all := principal + gift
	if all == 0 {
		return 0, 0
	}
	fromGift = mulDiv(amount, gift, all)
	if amount-fromGift > principal {
		fromGift = amount - principal
	}
	return amount - fromGift, fromGift
}

// mulDiv is a·b/c rounded down, through 128 bits; c is above zero and the result
// below a or b.
func mulDiv(a, b, c money.Fen) money.Fen {
	hi, lo := bits.Mul64(uint64(a), uint64(b))
	q, _ := bits.Div64(hi, lo, uint64(c))
	return money.Fen(q)
}
