package billing

import "archwire/internal/kit/fault"

// What desk bills, and the books of a day, may answer.
var (
	// PriceFixed: the price of what the insurance settles is fixed; argument code.
	PriceFixed = fault.New("billing.price_fixed", fault.Invalid)
	// NotInsured: only an insured item is registered as self-paid; argument code.
	NotInsured = fault.New("billing.not_insured", fault.Invalid)
	// WhyMissing: a discount beyond the limit is asked for with a reason.
	WhyMissing = fault.New("billing.why_missing", fault.Invalid)
	// NothingToApprove: the discount is within the limit of who asks.
	NothingToApprove = fault.New("billing.nothing_to_approve", fault.Conflict)
	// DiscountTooBig: more is taken off than the actor may; arguments percent, given.
	DiscountTooBig = fault.New("billing.discount_too_big", fault.Forbidden)
	// LimitTooLow: more is taken off than who approves may; argument percent.
	LimitTooLow = fault.New("billing.limit_too_low", fault.Forbidden)
	// AlreadyRegistered: the registration fee of the day is charged.
	AlreadyRegistered = fault.New("billing.already_registered", fault.Conflict)
	// NoRegistration: the price list has no item of the registration's code; argument code.
	NoRegistration = fault.New("billing.no_registration", fault.Conflict)
	// BooksMoved: the books of the day say something else than was shown; argument booked.
	BooksMoved = fault.New("billing.books_moved", fault.Conflict)
)

// SelfPayReasons are the reasons why an insured item is paid by the patient. Their
// texts are "billing.self_pay_reason.<reason>".
var SelfPayReasons = []string{"patient_wish", "no_card", "not_covered", "limit_used", "other"}

// Of coupons that were issued here; each stands at the field "code".
var (
	CouponUnknown = fault.New("billing.coupon_unknown", fault.Invalid) // none of the patient's, or of their household's
	CouponSpent   = fault.New("billing.coupon_spent", fault.Invalid)   // used already, or taken back
	CouponOver    = fault.New("billing.coupon_over", fault.Invalid)    // day
	CouponNotFor  = fault.New("billing.coupon_not_for", fault.Invalid) // amount: the bill is below it, or has not the item
)
