package visits

import "slices"

// Misfit is a booked visit that the day no longer carries.
type Misfit struct {
	VisitID string
	Clashes []Clash
}

// Misfits lists the booked visits that do not fit the day any more, after a
// shift was shortened, leave was given, a place was blocked or the clinic
// closed. Where a pool runs short, every visit that needs it then is listed,
// because a person decides which of them moves. Day templates and the past are
// no grounds: what was accepted under them stays accepted.
func Misfits(day *DayState, booked []Booking) []Misfit {
	var out []Misfit
	for _, b := range booked {
		clashes := slices.DeleteFunc(Check(day, b), func(c Clash) bool {
			return c.Kind == ClashTemplate || c.Kind == ClashPast || c.Kind == ClashAppliance || c.Kind == ClashPatient
		})
		if len(clashes) > 0 {
			out = append(out, Misfit{b.VisitID, clashes})
		}
	}
	return out
}
