package visits

import (
	"slices"
	"unicode/utf8"
)

// Text is one text in the two languages of the staff.
type Text struct{ Zh, En string }

// Colour says how much the visit's doctor is needed.
type Colour string

// The colours, as the board shows them.
const (
	Red    Colour = "red"    // the doctor in person for the core
	Orange Colour = "orange" // the doctor checks at one moment
	Green  Colour = "green"  // the visit's doctor is not needed
	Blue   Colour = "blue"   // the coordinator's
	Purple Colour = "purple" // imaging and records
)

var colours = []Colour{Red, Orange, Green, Blue, Purple}

// Area is the side of the house that a template or a place belongs to; "" is both.
type Area string

// The areas.
const (
	OrthoArea   Area = "ortho"
	GeneralArea Area = "general"
)

// Template is a kind of visit as the clinic books it.
type Template struct {
	Code           string
	Name           Text
	Label          Text   // two or three characters, for a card
	Category       string // consultation, records, start, active, early, retention, emergency, cleaning, general, chairless
	Area           Area
	Colour         Colour
	Pattern        Pattern
	SchoolAgeLate  bool     // schoolchildren come for it after school, on school days
	NeedsAppliance bool     // cannot be booked before the appliance has arrived
	Roles          []Who    // who must be on shift
	Prepare        []Text   // what is laid out before the patient sits down
	Acts           []Act    // what is done, as licences see it
	IntervalDays   int      // to the next visit, 0 if none follows by itself
	AddOns         []string // codes of the add-ons that are offered with it
}

// Act is something done to a patient for which a licence may be asked.
type Act string

// Licences says which acts only a licensed dentist may do. Rules differ by
// place, so a clinic keeps its own.
type Licences map[Act]bool

// DefaultLicences is the cautious reading: everything that changes teeth,
// bonds, cuts or numbs is the dentist's.
func DefaultLicences() Licences {
	return Licences{
		ActBond: true, ActWire: true, ActActivate: true, ActReduce: true, ActScrew: true, ActCement: true,
		ActDebond: true, ActScale: true, ActNumb: true, ActDrill: true, ActExtract: true, ActDiagnose: true, ActFit: true,
		ActSeparate: false, ActImpress: false, ActTrain: false, ActRecord: false, ActInstruct: false,
	}
}

// The acts of the templates that ship.
const (
	ActBond     Act = "bond"
	ActWire     Act = "change_wire"
	ActActivate Act = "activate"
	ActReduce   Act = "reduce_enamel"
	ActScrew    Act = "place_screw"
	ActCement   Act = "cement"
	ActDebond   Act = "debond"
	ActScale    Act = "scale"
	ActNumb     Act = "anaesthetise"
	ActDrill    Act = "prepare_tooth"
	ActExtract  Act = "extract"
	ActDiagnose Act = "diagnose"
	ActFit      Act = "fit_appliance"
	ActSeparate Act = "separate"
	ActImpress  Act = "impression"
	ActTrain    Act = "train"
	ActRecord   Act = "take_records"
	ActInstruct Act = "instruct"
)

// Limits of a template's texts and numbers.
const (
	maxTemplateName  = 40
	maxTemplateLabel = 3
	maxIntervalDays  = 3 * 366
)

// Validate returns what is wrong with the template under the clinic's licences.
// An act that only a licensed dentist may do is never left to others: a template
// without the doctor may hold it only where a second dentist (H) does the work.
// Faults: those of patterns, and Template….
func (t Template) Validate(l Licences) error {
	if err := t.Pattern.Validate(); err != nil {
		return err
	}
	for _, s := range []string{t.Name.Zh, t.Name.En} {
		if s == "" || utf8.RuneCountInString(s) > maxTemplateName {
			return TemplateName.At("name", "max", maxTemplateName)
		}
	}
	for _, s := range []string{t.Label.Zh, t.Label.En} {
		if s == "" || utf8.RuneCountInString(s) > maxTemplateLabel {
			return TemplateLabel.At("label", "max", maxTemplateLabel)
		}
	}
	if !slices.Contains(colours, t.Colour) {
		return TemplateColour.At("colour", "colour", clip(string(t.Colour)))
	}
	if t.IntervalDays < 0 || t.IntervalDays > maxIntervalDays {
		return TemplateInterval.At("interval_days", "max", maxIntervalDays)
	}
	return t.validateColour(l)
}

func (t Template) validateColour(l Licences) error {
	doctor := t.Pattern.MinutesOf(Doctor) > 0
	if (t.Colour == Red || t.Colour == Orange) && !doctor {
		return TemplateNoDoctor.At("colour")
	}
	if t.Colour == Green && doctor {
		return TemplateDoctor.At("colour")
	}
	for _, a := range t.Acts {
		if l[a] && !doctor && t.Pattern.MinutesOf(Second) == 0 {
			return TemplateGreenAct.At("colour", "act", string(a))
		}
	}
	return nil
}

// ColourWith is the visit's colour once its add-ons are in.
func (t Template) ColourWith(addOns []AddOn) Colour {
	if slices.ContainsFunc(addOns, func(a AddOn) bool { return a.Makes == Red }) {
		return Red
	}
	return t.Colour
}

// PatternWith is the template's pattern once its add-ons are in. Fault: PatternTooLong.
func (t Template) PatternWith(addOns []AddOn) (Pattern, error) {
	p := t.Pattern
	for _, a := range addOns {
		longer, err := p.With(a)
		if err != nil {
			return nil, err
		}
		p = longer
	}
	return p, nil
}
