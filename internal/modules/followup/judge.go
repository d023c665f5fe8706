package followup

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
)

// Spoke is a threshold that an answer passed.
type Spoke struct {
	Level    Level  `json:"level"`
	Rule     string `json:"rule"`
	Protocol string `json:"protocol,omitempty"` // "" = one of the general ones
	Words           // what it says
}

// Verdict is what answers come to.
type Verdict struct {
	Level Level
	Spoke []Spoke // the red ones first
}

// Judged is one protocol with what is known of its case.
type Judged struct {
	Protocol  Protocol
	Situation Situation
}

// Judge holds answers against the general thresholds and those of every protocol.
// It routes somebody to a doctor; it is never a diagnosis.
func Judge(list []Judged, a Answers) Verdict {
	v := Verdict{Level: Green}
	for _, r := range General {
		if r.When.holds(a, Situation{}) {
			v.speak(Spoke{Red, r.Key, "", r.Words})
		}
	}
	for _, j := range list {
		for _, r := range j.Protocol.Red {
			if r.When.holds(a, j.Situation) {
				v.speak(Spoke{Red, r.Key, j.Protocol.Key, r.Words})
			}
		}
	}
	for _, j := range list {
		for _, r := range j.Protocol.Amber {
			if r.When.holds(a, j.Situation) {
				v.speak(Spoke{Amber, r.Key, j.Protocol.Key, r.Words})
			}
		}
	}
	return v
}

func (v *Verdict) speak(s Spoke) {
	v.Level = Worse(v.Level, s.Level)
	v.Spoke = append(v.Spoke, s)
}

// CheckAnswers refuses answers to questions that nobody asked, and answers that a
// question does not have. What was not answered is no mistake: the thresholds
// hold nothing then. Faults: BadAnswer.
func CheckAnswers(asked []Asked, a Answers) []*fault.Fault {
	var wrong []*fault.Fault
	known := map[string]bool{}
	for _, q := range asked {
		known[q.Key] = true
		if given := a[q.Key]; given != "" {
			if f := q.Check(given); f != nil {
				wrong = append(wrong, f)
			}
		}
	}
	for key := range a {
		if !known[key] {
			wrong = append(wrong, BadAnswer.At("answers."+key, "question", key))
		}
	}
	return wrong
}

// The times of a doctor's task.
const (
	redWithin = 30 * span.Minute
	onCallFor = 60 * span.Minute
)

// DoctorDue is when the doctor must have called, and whether whoever is on call
// does: red within half an hour; amber before the clinic closes, after 17:00 by
// 10:00 of the next open morning, or by whoever is on call after surgery.
func DoctorDue(level Level, at int64, surgical bool, h Hours) (due int64, onCall bool) {
	day := civil.Of(at, h.Zone)
	closed := !h.open(day) || at >= day.At(h.Closing, h.Zone)
	if level == Red {
		return at + redWithin, closed
	}
	if !closed && at < day.At(h.AmberEnd, h.Zone) {
		return max(day.At(h.Closing, h.Zone), at+redWithin), false
	}
	if surgical {
		return at + onCallFor, true
	}
	for n := range 31 {
		if d := day.AddDays(n + 1); h.open(d) {
			return d.At(h.NextCall, h.Zone), false
		}
	}
	return day.AddDays(1).At(h.NextCall, h.Zone), false
}

// SituationOf is what is known of a case at an instant: what the item brought
// along, what is known of the patient, and what was planned.
func (p Protocol) SituationOf(anchor, now int64, flags map[string]bool, plan map[string]float64, a, last Answers, zone Hours) Situation {
	s := Situation{Numbers: map[string]float64{}, Flags: map[string]bool{}, Last: last}
	for k, v := range flags {
		s.Flags[k] = v
	}
	day := float64(civil.Of(now, zone.Zone).Sub(civil.Of(anchor, zone.Zone)))
	s.Numbers[FactDay], s.Numbers[FactHours] = day, float64(now-anchor)/float64(span.Hour)
	value := func(name string) float64 {
		if v, own := plan[name]; own {
			return v
		}
		return p.Plan[name]
	}
	if per := value("turns_per_day"); per > 0 {
		planned := min(day*per, value("turns"))
		s.Flags[FactTurning] = s.Flags[FactTurning] || day*per < value("turns")
		if n, ok := a.number("turns_done"); ok {
			s.Numbers[FactTurnsGap] = max(n-planned, planned-n)
		}
	}
	if hours := value("wear_hours"); hours > 0 {
		if n, ok := a.number("wear_hours"); ok {
			s.Numbers[FactWearShare] = n / hours
		}
	}
	return s
}
