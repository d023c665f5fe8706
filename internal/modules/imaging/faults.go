package imaging

import "archwire/internal/kit/fault"

// What the module may answer.
var (
	ImageNotFound = fault.New("imaging.image_not_found", fault.NotFound)
	// NotDrawn: the picture is still being drawn, or the file cannot be shown.
	NotDrawn = fault.New("imaging.not_drawn", fault.NotFound)
	// AlreadyWithdrawn: nothing is done with an image that is out of view.
	AlreadyWithdrawn = fault.New("imaging.already_withdrawn", fault.Conflict)
	// RecordClosed: the record was merged or erased and takes no images.
	RecordClosed = fault.New("imaging.record_closed", fault.Conflict)
	// NotWithdrawn: the image is in view.
	NotWithdrawn = fault.New("imaging.not_withdrawn", fault.Conflict)
	// ThereAlready: the patient has the same bytes in view.
	ThereAlready = fault.New("imaging.there_already", fault.Conflict)
	// NoSuchOrder: the imaging order is unknown, or another patient's.
	NoSuchOrder = fault.New("imaging.no_such_order", fault.Invalid)
	// OrderClosed: the imaging order was reported on or called off.
	OrderClosed = fault.New("imaging.order_closed", fault.Conflict)
	// OtherPatient: the visit is not one of the patient's.
	OtherPatient = fault.New("imaging.other_patient", fault.Invalid)

	// Files that are not taken.
	TooLarge     = fault.New("imaging.too_large", fault.TooLarge)      // max, in MB
	TooManyDots  = fault.New("imaging.too_many_points", fault.Invalid) // max, in million
	HashDiffers  = fault.New("imaging.hash_differs", fault.Invalid)    // torn on its way
	Unreadable   = fault.New("imaging.unreadable", fault.Invalid)
	NoHEIC       = fault.New("imaging.no_heic", fault.Invalid)
	PackedDICOM  = fault.New("imaging.packed_dicom", fault.Invalid)     // kept, but compressed in a way that is not drawn here
	NoPictureIn  = fault.New("imaging.no_picture_in", fault.Invalid)    // a DICOM file without a picture
	FileMissing  = fault.New("imaging.file_missing", fault.Unavailable) // the store does not have the original any more
	StoreAway    = fault.New("imaging.store_away", fault.Unavailable)   // the store does not answer; later it may
	BadSlot      = fault.New("imaging.bad_slot", fault.Invalid)         // slot
	BadSite      = fault.New("imaging.bad_site", fault.Invalid)         // site
	BadDay       = fault.New("imaging.bad_day", fault.Invalid)          // today
	BadRange     = fault.New("imaging.bad_range", fault.Invalid)        // days
	ReasonNeeded = fault.New("imaging.reason_needed", fault.Invalid)    // max
)
