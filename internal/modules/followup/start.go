package followup

import (
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/plans"
)

// Executed is what follow-up must know of an executed item.
type Executed struct {
	Class    string // follow-up class of the catalogue
	Steps    []plans.StepKind
	First    bool // nothing of the item was done before
	Last     bool // nothing of it is left
	Site     tooth.Site
	Child    bool
	Replaced bool // an implant was placed at once
}

// anaesthetised are the classes that are done under local anaesthesia.
var anaesthetised = map[string]bool{
	"extraction": true, "wisdom_surgery": true, "ortho_extraction": true, "pulp_opening": true, "root_canal": true, "gum_surgery": true,
	"implant": true, "miniscrew": true, "child_la": true,
}

// Protocols are the keys of the protocols that an executed item starts; none for
// examinations, films, fluoride, prescriptions, and for reviews of what is not
// fixed to the teeth.
func (e Executed) Protocols() []string {
	var out []string
	if key := e.own(); key != "" {
		out = append(out, key)
	}
	if e.Child && anaesthetised[e.Class] && e.Class != "child_la" {
		out = append(out, "child_la")
	}
	return out
}

// own is the protocol of the item itself, "" if it has none.
func (e Executed) own() string {
	switch e.Class {
	case "", catalog.NoFollowUp:
		return ""
	case "fixed_start", "aligner_start", "functional_start":
		return e.course()
	case "root_canal":
		if e.Last {
			return "root_filling"
		}
		return "canal_visit"
	case "retainer", "debond", "activation", "expander", "miniscrew", "observation":
		return e.Class
	}
	if _, known := DefaultOf(e.Class); known {
		return e.Class
	}
	return "general"
}

// course is the protocol of a step of an orthodontic course. Several steps of one
// execution are led by the first that has one.
func (e Executed) course() string {
	for _, s := range e.Steps {
		fitting := s == plans.StepFitting || s == plans.StepWhole || s == plans.StepSession && e.First
		switch {
		case fitting:
			return e.Class
		case s == plans.StepRetention:
			return "retainer"
		case s == plans.StepDebond && e.Class == "fixed_start":
			return "debond"
		case (s == plans.StepReview || s == plans.StepSession) && e.Class == "fixed_start":
			return "activation"
		}
	}
	return ""
}

// Flags are what is known of the case by the item itself.
func (e Executed) Flags() map[string]bool {
	out := map[string]bool{}
	for _, t := range e.Site.Teeth() {
		lower := !t.Upper()
		out[FactLower], out[FactUpper] = out[FactLower] || lower, out[FactUpper] || !lower
		out[FactWisdom] = out[FactWisdom] || wisdom(t)
	}
	// Where a class says it, no site and no birthday has to.
	out[FactWisdom] = out[FactWisdom] || e.Class == "wisdom_surgery"
	out[FactChild], out[FactAnaesthetic], out[FactLast] = e.Child || e.Class == "child_la", anaesthetised[e.Class], e.Last
	out[FactReplace], out[FactFixed] = e.replaceLater(), e.Class == "fixed_start"
	for name, so := range out {
		if !so {
			delete(out, name)
		}
	}
	return out
}

// replaceLater tells whether a tooth is missing that is worth replacing: not a
// deciduous tooth, not a wisdom tooth, not one taken out for orthodontics, not
// where an implant stands already.
func (e Executed) replaceLater() bool {
	if e.Class != "extraction" || e.Replaced {
		return false
	}
	for _, t := range e.Site.Teeth() {
		if !t.Primary() && !wisdom(t) {
			return true
		}
	}
	return false
}

func wisdom(t tooth.Tooth) bool { return !t.Primary() && t.Number() == 8 }
