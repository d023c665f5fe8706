package visits

// Numbers are the figures that a clinic may set for itself. Everything that a
// rule of this package compares with stands here or in the day template.
type Numbers struct {
	TurnoverMinutes  int  // cleaning of a chair after each stay, a multiple of 5
	LateCancelHours  int  // a patient's cancelling with less notice counts as late
	SuspectMinutes   int  // after the booked start: the system suspects a no-show
	CallDueMinutes   int  // after the booked start: the call to the patient is due
	UsableGapMinutes int  // shorter holes between two visits in a chair are of no use
	MaxWaitMinutes   int  // how long the fit finder may let a patient sit alone, 0 not at all
	SchoolFromAge    int  // full years at which children go to school
	SchoolToAge      int  // and at which they still do
	ApplianceBlocks  bool // a visit whose appliance has not arrived is refused; false: only warned
}

// DefaultNumbers are the figures of a new clinic.
func DefaultNumbers() Numbers {
	return Numbers{
		TurnoverMinutes: 5, LateCancelHours: 24, SuspectMinutes: 15, CallDueMinutes: 60,
		UsableGapMinutes: 15, MaxWaitMinutes: 0, SchoolFromAge: 6, SchoolToAge: 17, ApplianceBlocks: true,
	}
}

// Validate refuses figures with which no day can be planned. Fault: NumberOutOfRange.
func (n Numbers) Validate() error {
	for _, r := range []struct {
		name       string
		v, lo, hi  int
		inFiveOnly bool
	}{
		{"turnover_minutes", n.TurnoverMinutes, 0, 60, true},
		{"late_cancel_hours", n.LateCancelHours, 0, 14 * 24, false},
		{"suspect_minutes", n.SuspectMinutes, 5, 240, false},
		{"call_due_minutes", n.CallDueMinutes, n.SuspectMinutes, 24 * 60, false},
		{"usable_gap_minutes", n.UsableGapMinutes, 0, 120, true},
		{"max_wait_minutes", n.MaxWaitMinutes, 0, 60, true},
		{"school_from_age", n.SchoolFromAge, 3, 10, false},
		{"school_to_age", n.SchoolToAge, n.SchoolFromAge, 25, false},
	} {
		if r.v < r.lo || r.v > r.hi || (r.inFiveOnly && r.v%UnitMinutes != 0) {
			return NumberOutOfRange.At(r.name, "min", r.lo, "max", r.hi)
		}
	}
	return nil
}

func (n Numbers) turnoverUnits() int { return n.TurnoverMinutes / UnitMinutes }
