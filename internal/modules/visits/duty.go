package visits

import "archwire/internal/kit/span"

// Duty is who answers an emergency of a clinic, as a wire that pokes on a
// holiday, and when.
type Duty struct {
	ID        string
	Version   int64
	Clinic    string
	Doctor    string
	Assistant string // "" if the doctor is alone on duty
	Span      span.Span
	Note      string
}

// Limits of a duty.
const (
	longestDuty = 31 * span.Day
	maxDutyNote = 200
)

// Validate refuses duties that end before they begin, are longer than a month or
// leave the doctor to assist themselves. Faults: DutySpan, NotOnStaff.
func (d Duty) Validate() error {
	if d.Span.Empty() || d.Span.End-d.Span.Start > longestDuty || d.Span.Start%span.Minute != 0 || d.Span.End%span.Minute != 0 {
		return DutySpan.At("ends_at", "max", int(longestDuty/span.Day))
	}
	if d.Doctor == d.Assistant {
		return NotOnStaff.At("assistant_id", "name", "")
	}
	return nil
}
