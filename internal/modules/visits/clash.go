package visits

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
)

// ClashKind says which rule a booking stands against.
type ClashKind string

// The kinds. The number is that of the rule in the package's invariants.
const (
	ClashPlace     ClashKind = "place_taken"       // 1
	ClashBlock     ClashKind = "place_blocked"     // 1
	ClashDoctor    ClashKind = "doctor_taken"      // 2
	ClashPool      ClashKind = "pool_exhausted"    // 3
	ClashShift     ClashKind = "outside_shift"     // 4
	ClashClosed    ClashKind = "closed"            // 4
	ClashTemplate  ClashKind = "day_template"      // 4
	ClashWrong     ClashKind = "wrong_place"       // not a place of that kind in this clinic
	ClashPast      ClashKind = "start_past"        // the start is over
	ClashAppliance ClashKind = "appliance_missing" // the appliance has not arrived
	ClashPatient   ClashKind = "patient_elsewhere" // the patient has another visit then
)

// Weight says what can be done about a clash.
type Weight int

// The weights, from light to heavy.
const (
	Warning  Weight = iota + 1 // shown, refuses nothing
	Reasoned                   // a person with the right may override it with a reason
	Firm                       // nobody may
)

// Clash is one reason against a booking.
type Clash struct {
	Kind     ClashKind
	Weight   Weight
	Resource string    // "place:<id>", "doctor:<id>", "pool:A", "clinic:<id>"
	Holder   string    // the visit or block that has it, "" if nobody in particular
	Span     span.Span // the units in question
	Rule     string    // the rule of the day template, or the reason of a block or closed day
}

// Override is what a person brings against clashes that may be overridden.
type Override struct {
	Allowed bool   // the person has the right
	Reason  string // why
}

// Standing are the clashes that refuse the booking all the same; warnings never
// do. Fault: ReasonMissing, if only a reason is missing.
func Standing(clashes []Clash, o Override) ([]Clash, error) {
	var out []Clash
	firm := false
	for _, c := range clashes {
		if c.Weight == Firm || (c.Weight == Reasoned && !(o.Allowed && o.Reason != "")) {
			out = append(out, c)
			firm = firm || c.Weight == Firm
		}
	}
	if len(out) > 0 && o.Allowed && o.Reason == "" && !firm {
		return out, ReasonMissing.At("override_reason")
	}
	return out, nil
}

// ClashNames is what a sentence about a clash calls things.
type ClashNames struct {
	Resource string // the place's, doctor's or pool's name
	Holder   string // whose visit it is
	Zone     *time.Location
}

var clashFaults = map[ClashKind]*fault.Def{
	ClashPlace: PlaceTaken, ClashBlock: PlaceBlocked, ClashDoctor: DoctorTaken, ClashPool: PoolExhausted,
	ClashShift: OutsideShift, ClashClosed: ClinicClosed, ClashTemplate: AgainstTemplate, ClashWrong: WrongPlace,
	ClashPast: StartPast, ClashAppliance: ApplianceMissing, ClashPatient: PatientElsewhere,
}

// Fault is the clash as a fault with the arguments of its sentence: resource,
// holder, rule, and from and to as times of day.
func (c Clash) Fault(n ClashNames) *fault.Fault {
	def := clashFaults[c.Kind]
	return def.With("resource", n.Resource, "holder", n.Holder, "rule", c.Rule,
		"from", civil.ClockOf(c.Span.Start, n.Zone).String(), "to", civil.ClockOf(c.Span.End, n.Zone).String())
}
