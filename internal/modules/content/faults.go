package content

import "archwire/internal/kit/fault"

// What content may answer.
var (
	// NotFound: there is no such text, article, face, coupon or file.
	NotFound = fault.New("content.not_found", fault.NotFound)
	// KeyTaken: something of the kind has the key already.
	KeyTaken = fault.New("content.key_taken", fault.Conflict)
	// Forbidden: law or a channel forbids what was written; the details are the
	// findings.
	Forbidden = fault.New("content.forbidden", fault.Invalid) // what
	// NotCalled: no row goes by this name where it is referred to.
	UnknownArticle = fault.New("content.unknown_article", fault.Invalid)
	UnknownFace    = fault.New("content.unknown_face", fault.Invalid)

	// Values that do not fit; each names its field.
	BadKey             = fault.New("content.bad_key", fault.Invalid)
	BadName            = fault.New("content.bad_name", fault.Invalid) // max
	BadClass           = fault.New("content.bad_class", fault.Invalid)
	NoWords            = fault.New("content.no_words", fault.Invalid)
	TooLong            = fault.New("content.too_long", fault.Invalid) // max
	Script             = fault.New("content.script", fault.Invalid)
	ForeignLink        = fault.New("content.foreign_link", fault.Invalid)        // link
	UnknownPlaceholder = fault.New("content.unknown_placeholder", fault.Invalid) // name
	BadValue           = fault.New("content.bad_value", fault.Invalid)
	BadTerm            = fault.New("content.bad_term", fault.Invalid)
	UnknownItem        = fault.New("content.unknown_item", fault.Invalid)
	UnknownPatient     = fault.New("content.unknown_patient", fault.Invalid)

	// Of coupons.
	FaceRetired = fault.New("content.face_retired", fault.Conflict)
	SoldOut     = fault.New("content.sold_out", fault.Conflict)
	HouseFull   = fault.New("content.house_full", fault.Conflict) // max
	CouponUsed  = fault.New("content.coupon_used", fault.Conflict)
	CouponOver  = fault.New("content.coupon_over", fault.Conflict) // day
	NotTheirs   = fault.New("content.not_theirs", fault.Invalid)
	MinSpend    = fault.New("content.min_spend", fault.Invalid) // amount
	NotOnBill   = fault.New("content.not_on_bill", fault.Invalid)
)

// Of articles, their files and their links.
var (
	BadBlocks   = fault.New("content.bad_blocks", fault.Invalid) // max
	UnknownFile = fault.New("content.unknown_file", fault.Invalid)
	// BadFile: it is none of the files that are taken, or it is torn.
	BadFile  = fault.New("content.bad_file", fault.Invalid)
	TooLarge = fault.New("content.file_too_large", fault.TooLarge) // max
	// LinkBroken: a character of the link was changed, or it was never one of ours.
	LinkBroken = fault.New("content.link_broken", fault.NotFound)
	// LinkOver: the link was good until its day.
	LinkOver  = fault.New("content.link_over", fault.NotFound)
	StoreAway = fault.New("content.store_away", fault.Unavailable)
)
