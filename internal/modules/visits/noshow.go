package visits

import "archwire/internal/kit/span"

// SuspectAt is when the system begins to suspect that the patient does not
// come. It counts from the booked start, as everything about a no-show does,
// not from when somebody notices.
func SuspectAt(start int64, n Numbers) int64 { return start + int64(n.SuspectMinutes)*span.Minute }

// Suspected tells whether the visit is a suspected no-show: a guess of the
// system that a person confirms.
func Suspected(s State, start, now int64, n Numbers) bool {
	return s.Expected() && now >= SuspectAt(start, n)
}

// CallTask is the call to a patient who did not come.
type CallTask struct {
	Open      bool
	DueAt     int64 // epoch milliseconds; the same before and after the confirmation
	Confirmed bool  // a person said that the patient did not come: the call is to book anew
}

// CallFor is what the call task of a visit must look like now. It opens with
// the suspicion; a person's confirmation changes what it is about but not when
// it is due; arrival, cancelling, a new start or a new visit close it.
func CallFor(s State, start, now int64, rebooked bool, n Numbers) CallTask {
	t := CallTask{DueAt: start + int64(n.CallDueMinutes)*span.Minute}
	switch {
	case s == NoShow:
		t.Open, t.Confirmed = !rebooked, true
	case Suspected(s, start, now, n):
		t.Open = true
	}
	return t
}
