package visits

// WaitsForDoctor tells whether the board marks a visit as waiting: it is red,
// its patient is here, its doctor is not on site and has not begun, and the
// planned time of the doctor's hands has come or comes before the doctor is
// back (backAt, 0 if nobody knows).
func WaitsForDoctor(v Running, doctorOnSite bool, now, backAt int64) bool {
	if !RedLock(v.Colour, doctorOnSite) || v.Progress.State.Ended() || v.Progress.State == Treated || v.Progress.Actual.StartedAt > 0 {
		return false
	}
	hands := v.Plan.Hands()
	if len(hands) == 0 {
		return false
	}
	here := !v.Progress.State.Expected()
	return hands[0].Start <= now && here || hands[0].Start < backAt || (here && backAt == 0)
}
