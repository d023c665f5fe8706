package billing

import "archwire/internal/kit/fault"

// What billing may answer.
var (
	PatientNotFound   = fault.New("billing.patient_not_found", fault.NotFound)
	BillNotFound      = fault.New("billing.bill_not_found", fault.NotFound)
	LineNotFound      = fault.New("billing.line_not_found", fault.NotFound)
	ReceiptNotFound   = fault.New("billing.receipt_not_found", fault.NotFound)
	RefundNotFound    = fault.New("billing.refund_not_found", fault.NotFound)
	PaperNotFound     = fault.New("billing.paper_not_found", fault.NotFound)
	ClosingNotFound   = fault.New("billing.closing_not_found", fault.NotFound)
	AgreementNotFound = fault.New("billing.agreement_not_found", fault.NotFound)
	PayerNotFound     = fault.New("billing.payer_not_found", fault.NotFound)

	// Values that do not fit; each names its field.
	NoLines         = fault.New("billing.no_lines", fault.Invalid) // max
	BadQuantity     = fault.New("billing.bad_quantity", fault.Invalid)
	BadAmount       = fault.New("billing.bad_amount", fault.Invalid)
	BadMeans        = fault.New("billing.bad_means", fault.Invalid)
	BadReason       = fault.New("billing.bad_reason", fault.Invalid)
	BadDay          = fault.New("billing.bad_day", fault.Invalid)
	TooManyTenders  = fault.New("billing.too_many_tenders", fault.Invalid) // max
	BadReference    = fault.New("billing.bad_reference", fault.Invalid)    // max
	ReasonTooLong   = fault.New("billing.reason_too_long", fault.Invalid)  // max
	BadSite         = fault.New("billing.bad_site", fault.Invalid)         // site
	GivenTooLittle  = fault.New("billing.given_too_little", fault.Invalid) // cash
	NothingPaid     = fault.New("billing.nothing_paid", fault.Invalid)
	NotDiscountable = fault.New("billing.not_discountable", fault.Invalid) // code
	BadSchedule     = fault.New("billing.bad_schedule", fault.Invalid)     // max
	DayOrMilestone  = fault.New("billing.day_or_milestone", fault.Invalid)
	ScheduleSum     = fault.New("billing.schedule_sum", fault.Invalid) // sum, amount
	NoContract      = fault.New("billing.no_contract", fault.Invalid)

	// SlipAltered: the books say something else than the original paper; argument number.
	SlipAltered = fault.New("billing.slip_altered", fault.Conflict)
	// OwedChanged: something else is owed than the cashier saw; argument owed.
	OwedChanged = fault.New("billing.owed_changed", fault.Conflict)
	// PaidTooMuch: more is paid than owed, and nobody said to keep the rest; argument owed.
	PaidTooMuch = fault.New("billing.paid_too_much", fault.Conflict)
	// NotEnough: less stands in the pot than is asked for; argument standing.
	NotEnough = fault.New("billing.not_enough", fault.Conflict)
	// BeyondAgreed: more would be executed than was agreed.
	BeyondAgreed = fault.New("billing.beyond_agreed", fault.Conflict)
	// AgreementOver: the agreement has ended.
	AgreementOver = fault.New("billing.agreement_over", fault.Conflict)
	// StillRuns: the agreement has not ended.
	StillRuns = fault.New("billing.still_runs", fault.Conflict)
	// NothingStands: nothing stands of the agreement.
	NothingStands = fault.New("billing.nothing_stands", fault.Conflict)
	// FigureChanged: something else is refundable than was shown; argument refund.
	FigureChanged = fault.New("billing.figure_changed", fault.Conflict)
	// ExecutedLine: the line was executed; the execution is undone first.
	ExecutedLine = fault.New("billing.executed_line", fault.Conflict)
	// NotSoMany: less of the line is left than is taken back; argument left.
	NotSoMany = fault.New("billing.not_so_many", fault.Conflict)
	// NotToday: only what was made on the same day is voided.
	NotToday = fault.New("billing.not_today", fault.Conflict)
	// AlreadyVoided: it was voided before.
	AlreadyVoided = fault.New("billing.already_voided", fault.Conflict)
	// AlreadyClosed: the till that took it is closed.
	AlreadyClosed = fault.New("billing.already_closed", fault.Conflict)
	// AlreadyRefunded: some of it was given back already.
	AlreadyRefunded = fault.New("billing.already_refunded", fault.Conflict)
	// TillChanged: the till took or gave something since it was looked at.
	TillChanged = fault.New("billing.till_changed", fault.Conflict)
	// TillEmpty: there is nothing to close.
	TillEmpty = fault.New("billing.till_empty", fault.Conflict)
	// WhyDifferent: the count differs from what is expected and nobody says why.
	WhyDifferent = fault.New("billing.why_different", fault.Invalid)
)

// RefundReasons are the reasons for giving money back or taking a line back.
// Their texts are "billing.refund_reason.<reason>".
var RefundReasons = []string{"patient_wish", "not_done", "charged_wrongly", "treatment_changed", "moved_away", "complaint", "other"}

// VoidReasons are the reasons for voiding. Their texts are
// "billing.void_reason.<reason>".
var VoidReasons = []string{"wrong_patient", "wrong_amount", "wrong_means", "twice", "other"}
