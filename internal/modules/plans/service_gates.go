package plans

import (
	"slices"
	"strings"
	"unicode"

	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// What a gate does where something is missing.
const (
	GateOff    = "off"
	GateWarns  = "warn"  // goes on with a reason
	GateBlocks = "block" // does not go on
)

var gateChoices = []string{GateOff, GateWarns, GateBlocks}

// The gates. Their texts are "plans.gate.<key>".
const (
	GateRecords = "records" // a set of records was taken
	GateConsent = "consent" // the consent to the treatment is signed
)

// Gate asks what of something that must stand before the first and the last
// execution of a contract is missing.
type Gate struct {
	Key string
	// Missing gives the keys of the texts of what is missing; none = the gate is open.
	Missing func(tx *db.Tx, a GateAsk) ([]string, error)
}

// Lack is what is missing at one gate.
type Lack struct {
	Gate string   `json:"gate"`
	What []string `json:"what"` // keys of texts
}

// GateAsk is what a gate is asked about.
type GateAsk struct {
	Patient string
	Clinic  string
	Plan    string
	Step    StepKind // StepFitting or StepDebond
}

var gateSettings = map[string]settings.Setting{GateRecords: RecordsGate, GateConsent: ConsentGate}

// passGates asks the gates about the contract steps among doing. Care of pain
// never waits for papers. Its fault is GateCloses, whose details tell the Lacks;
// it may be gone over with a reason unless one of the gates blocks.
func (s *Service) passGates(tx *db.Tx, in Executing, visit visits.Visit, doing []Step, p Plan) error {
	kind, asks := gated(doing)
	if !asks || visit.Category == painCare {
		return nil
	}
	values, err := settings.Of(tx, in.Clinic)
	if err != nil {
		return err
	}
	var missing []Lack
	blocked := false
	for _, g := range s.Gates {
		what := values.Text(gateSettings[g.Key])
		if what == GateOff {
			continue
		}
		lacks, err := g.Missing(tx, GateAsk{Patient: p.Patient, Clinic: in.Clinic, Plan: p.ID, Step: kind})
		if err != nil {
			return err
		}
		if len(lacks) > 0 {
			missing, blocked = append(missing, Lack{g.Key, lacks}), blocked || what == GateBlocks
		}
	}
	if len(missing) == 0 || (!blocked && in.Anyway != "") {
		return nil
	}
	return GateCloses.With("blocks", blocked).WithDetails(map[string]any{"missing": missing, "blocks": blocked})
}

// painCare is the category of visits that no gate stands before.
const painCare = "emergency"

// gated finds the first step that gates stand before.
func gated(doing []Step) (StepKind, bool) {
	for _, s := range doing {
		if s.Kind == StepFitting || s.Kind == StepDebond {
			return s.Kind, true
		}
	}
	return "", false
}

// noRecords tells what of the set of records was not taken within
// plans.records_months: the images that plans.records_slots names, or, where it
// names none, the item of the price list.
func (s *Service) noRecords(tx *db.Tx, a GateAsk) ([]string, error) {
	values, err := settings.Of(tx, a.Clinic)
	if err != nil {
		return nil, err
	}
	today, err := s.today(tx, a.Clinic)
	if err != nil {
		return nil, err
	}
	since := today.AddMonths(-values.Int(RecordsMonths))
	wanted := slotsIn(values.Text(RecordsSlots))
	if s.Slots == nil || len(wanted) == 0 {
		taken, err := executedSince(tx, a.Patient, values.Text(RecordsCode), since)
		if err != nil || taken {
			return nil, err
		}
		return []string{"plans.gate.records.item"}, nil
	}
	have, err := s.Slots(tx, a.Patient, since)
	var out []string
	for _, slot := range wanted {
		if !slices.Contains(have, slot) {
			out = append(out, "imaging.slot."+slot)
		}
	}
	return out, err
}

// slotsIn reads a list of slots as people write it in a setting.
func slotsIn(text string) []string {
	return strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == '，' || unicode.IsSpace(r) })
}
