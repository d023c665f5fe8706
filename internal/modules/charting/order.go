package charting

import (
	"cmp"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/patients"
)

// OrderState says how far an imaging order has come. Its text is
// "charting.order_state.<state>".
type OrderState string

// The states.
const (
	Ordered   OrderState = "ordered"
	Taken     OrderState = "taken"
	Reported  OrderState = "reported"
	Cancelled OrderState = "cancelled"
)

// OrderStep moves an order on.
type OrderStep string

// The steps.
const (
	TakeIt   OrderStep = "take"
	ReportIt OrderStep = "report"
	CancelIt OrderStep = "cancel"
)

// orderSteps is the law of orders: nothing leads out of an end.
var orderSteps = map[OrderState]map[OrderStep]OrderState{
	Ordered: {TakeIt: Taken, CancelIt: Cancelled},
	Taken:   {ReportIt: Reported, CancelIt: Cancelled},
}

// Pregnancy is the answer to the question that is asked before women are
// irradiated. Its text is "charting.pregnancy.<answer>".
type Pregnancy string

// The answers.
const (
	NotPregnant   Pregnancy = "no"
	MaybePregnant Pregnancy = "maybe"
	IsPregnant    Pregnancy = "yes"
)

// Order is an imaging order (影像申请单).
type Order struct {
	ID         string
	Version    int64
	Clinic     string
	Patient    string
	Visit      string   // "" = outside a visit
	Items      []string // ids of catalogue items
	Site       tooth.Site
	Question   string    // what the films are to answer
	Pregnancy  Pregnancy // "" = need not be asked
	Urgency    Urgency
	Reason     string // why although she is or may be pregnant; of an order that was called off: why
	State      OrderState
	OrderedAt  int64
	OrderedBy  string
	TakenAt    int64 // 0 = not yet
	TakenBy    string
	ReportedAt int64
	ReportedBy string
	Report     string
}

// The bounds of an order.
const (
	MaxOrderItems = 8
	MaxOrderText  = 400
	MaxReport     = 4000
)

// The ages at which a woman is asked whether she may be pregnant.
const (
	pregnancyFrom = 12
	pregnancyTo   = 55
)

// mustAskPregnancy tells whether the question must be answered. Where sex or age
// are not known it must: a question too many harms nobody. age is below 0 if it is
// not known.
func mustAskPregnancy(sex patients.Sex, age int) bool {
	return sex != patients.Male && (age < 0 || pregnancyFrom <= age && age <= pregnancyTo)
}

// orderable tells whether an item of the price list is a film, a scan or a set of
// records.
func orderable(i catalog.Item) bool { return i.Active && (i.Category == "I" || i.Code == "O01") }

// pressing orders the work of an imaging room: by urgency, then by who came first.
func pressing(a, b Order) int {
	return cmp.Or(cmp.Compare(slices.Index(Urgencies, a.Urgency), slices.Index(Urgencies, b.Urgency)), cmp.Compare(a.OrderedAt, b.OrderedAt), cmp.Compare(a.ID, b.ID))
}

// check tells everything that is wrong with an order in its stored form. ask says
// whether the question of pregnancy must be answered.
func (o Order) check(ask bool) []*fault.Fault {
	var wrong []*fault.Fault
	if n := len(o.Items); n == 0 || n > MaxOrderItems || len(slices.Compact(slices.Sorted(slices.Values(o.Items)))) != n {
		wrong = append(wrong, OrderItems.At("items", "max", MaxOrderItems))
	}
	if n := utf8.RuneCountInString(o.Question); n == 0 || n > MaxOrderText {
		wrong = append(wrong, OrderQuestion.At("question", "max", MaxOrderText))
	}
	switch {
	case ask && o.Pregnancy == "":
		wrong = append(wrong, PregnancyAsked.At("pregnancy"))
	case (o.Pregnancy == MaybePregnant || o.Pregnancy == IsPregnant) && strings.TrimSpace(o.Reason) == "":
		wrong = append(wrong, PregnancyReason.At("reason"))
	}
	if !slices.Contains(Urgencies, o.Urgency) {
		wrong = append(wrong, BadChoice.At("urgency"))
	}
	if utf8.RuneCountInString(o.Reason) > MaxOrderText {
		wrong = append(wrong, OrderTextTooLong.At("reason", "max", MaxOrderText))
	}
	return wrong
}

// after is the order after a step with its text: the report, or why it is called
// off. Faults: OrderStanding, OrderTextMissing, OrderTextTooLong.
func (o Order) after(step OrderStep, text string, at int64, by string) (Order, *fault.Fault) {
	to, ok := orderSteps[o.State][step]
	if !ok {
		return o, OrderStanding.With("state", string(o.State))
	}
	text = strings.TrimSpace(text)
	if step != TakeIt && text == "" {
		return o, OrderTextMissing.At("text")
	}
	if n := utf8.RuneCountInString(text); step == ReportIt && n > MaxReport || step == CancelIt && n > MaxOrderText {
		return o, OrderTextTooLong.At("text", "max", MaxOrderText)
	}
	o.State = to
	switch step {
	case TakeIt:
		o.TakenAt, o.TakenBy = at, by
	case ReportIt:
		o.ReportedAt, o.ReportedBy, o.Report = at, by, text
	case CancelIt:
		o.Reason = text
	}
	return o, nil
}
