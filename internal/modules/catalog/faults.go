package catalog

import "archwire/internal/kit/fault"

// What the catalogue may answer.
var (
	ItemNotFound     = fault.New("catalog.item_not_found", fault.NotFound)
	CategoryNotFound = fault.New("catalog.category_not_found", fault.NotFound) // code
	// NoPrice: no price of the item is in force on the day; arguments code, day.
	NoPrice = fault.New("catalog.no_price", fault.NotFound)

	// CodeTaken: another item or category has the code; argument code.
	CodeTaken = fault.New("catalog.code_taken", fault.Conflict)
	// CategoryUsed: the category still has items or branches.
	CategoryUsed = fault.New("catalog.category_used", fault.Conflict)

	// Values that do not fit; each names its field.
	BadCode       = fault.New("catalog.bad_code", fault.Invalid)      // code
	BadName       = fault.New("catalog.bad_name", fault.Invalid)      // max
	NoteTooLong   = fault.New("catalog.note_too_long", fault.Invalid) // max
	BadUnit       = fault.New("catalog.bad_unit", fault.Invalid)      // unit
	BadTeeth      = fault.New("catalog.bad_teeth", fault.Invalid)     // teeth
	BadFollowUp   = fault.New("catalog.bad_followup_class", fault.Invalid)
	BadAmount     = fault.New("catalog.bad_amount", fault.Invalid) // max
	BadDay        = fault.New("catalog.bad_day", fault.Invalid)
	PriceInPast   = fault.New("catalog.price_in_past", fault.Invalid)    // today
	PriceTooFar   = fault.New("catalog.price_too_far", fault.Invalid)    // days
	CategoryLoop  = fault.New("catalog.category_loop", fault.Invalid)    // a branch of itself
	NoClinicPrice = fault.New("catalog.no_clinic_price", fault.Conflict) // nothing to take back
	// FileUnreadable: the file is no table; FileColumns: columns are missing
	// (argument columns); FileRows: some rows are wrong, details name them.
	FileUnreadable = fault.New("catalog.file_unreadable", fault.Invalid)
	FileColumns    = fault.New("catalog.file_columns", fault.Invalid)
	FileRows       = fault.New("catalog.file_rows", fault.Invalid) // count
	FileTooLong    = fault.New("catalog.file_too_long", fault.Invalid)
	BadYesNo       = fault.New("catalog.bad_yes_no", fault.Invalid) // value
)
