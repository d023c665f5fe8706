package followup

import (
	"slices"

	"archwire/internal/kit/tooth"
)

// SeriesState says where a series stands.
type SeriesState string

// The states of a series.
const (
	SeriesOpen      SeriesState = "open"
	SeriesDone      SeriesState = "done"
	SeriesCancelled SeriesState = "cancelled"
)

// Series are all steps that grew from one executed item.
type Series struct {
	ID        string
	Clinic    string
	Patient   string
	Protocol  string
	Number    int // version of the protocol from which the latest steps were laid
	State     SeriesState
	Reason    string
	Execution string // "" = grew from no item: the relationship
	Visit     string
	Doctor    string
	Item      Words
	Site      string
	Flags     map[string]bool    // what the item says of the case
	Plan      map[string]float64 // what was prescribed otherwise than usually
	Anchor    int64              // end of the treatment
	Anchored  bool               // the treatment was stamped as ended
	Level     Level              // of the last answer; "" = none yet
	Begun     int64
	Ended     int64
	Version   int64
}

// StepState says where a step stands.
type StepState string

// The states of a step.
const (
	StepPlanned   StepState = "planned"
	StepTaken     StepState = "taken" // part of a contact
	StepDone      StepState = "done"
	StepCancelled StepState = "cancelled"
)

// Planned is one step of a series at its time.
type Planned struct {
	ID      string
	Clinic  string
	Series  string
	Patient string
	Step    string // key
	Nth     int    // of a step that comes again, from 0
	Deed    Deed
	Moment
	State  StepState
	Reason string
}

// lay plans the steps of a series that are not in have yet. A contact whose time
// is over before it was planned is not made: it is cancelled, with the reason.
func (s Series) lay(p Protocol, h Hours, now int64, have []string, id func() string) []Planned {
	var out []Planned
	for _, step := range p.Steps {
		if step.Upon != "" || slices.Contains(have, step.Key) {
			continue
		}
		m := p.When(step, s.Anchor, h)
		one := Planned{ID: id(), Clinic: s.Clinic, Series: s.ID, Patient: s.Patient, Step: step.Key, Deed: step.Deed, Moment: m, State: StepPlanned}
		if talks := step.Deed == Contacts || step.Deed == Comforts; talks && m.Latest < now {
			one.State, one.Reason = StepCancelled, BecauseLate
		}
		out = append(out, one)
	}
	return out
}

// earliest is when the first of the planned steps is to be decided, 0 = none is.
func earliest(list []Planned) int64 {
	first := int64(0)
	for _, s := range list {
		if s.State == StepPlanned && (first == 0 || s.Wake < first) {
			first = s.Wake
		}
	}
	return first
}

// starts are the protocols with which orthodontic treatment begins.
var starts = []string{"fixed_start", "aligner_start", "functional_start", "expander"}

// earlyMonths are the first months of treatment, in milliseconds.
const earlyMonths = int64(91) * 24 * 3600_000

// history is what a patient's other series say: whether orthodontic treatment is
// going on, whether it began lately, and what followed the case of one series.
func history(list []past, of Series, now int64) (active, beginning bool, flags map[string]bool) {
	flags = map[string]bool{}
	var began, ended int64
	for _, x := range list {
		switch {
		case slices.Contains(starts, x.Protocol):
			began = max(began, x.Anchor)
		case x.Protocol == "retainer" || x.Protocol == "debond":
			ended = max(ended, x.Anchor)
		}
		if x.ID == of.ID || x.Anchor < of.Anchor {
			continue
		}
		flags[FactRetained] = flags[FactRetained] || x.Protocol == "retainer"
		if x.Protocol == "restoration" && sameTooth(x.Site, of.Site) {
			flags[FactRestored], flags[FactProsthesis] = true, true
		}
	}
	active = began > 0 && began >= ended
	return active, active && now-began < earlyMonths, flags
}

// sameTooth tells whether two sites have a tooth in common.
func sameTooth(a, b string) bool {
	x, err := tooth.ParseSite(a)
	y, err2 := tooth.ParseSite(b)
	if err != nil || err2 != nil {
		return false
	}
	for _, t := range x.Teeth() {
		if slices.Contains(y.Teeth(), t) {
			return true
		}
	}
	return false
}

// followed tells whether a later series of the same protocol began.
func followed(list []past, of Series) bool {
	return slices.ContainsFunc(list, func(x past) bool { return x.ID != of.ID && x.Protocol == of.Protocol && x.Anchor > of.Anchor })
}
