package plans

import (
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

// Gate asks whether something that must stand before the first and the last
// execution of a contract is missing.
type Gate struct {
	Key     string
	Missing func(tx *db.Tx, a GateAsk) (bool, error)
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
// never waits for papers. Its fault is GateCloses with the missing keys; it may
// be gone over with a reason unless one of them blocks.
func (s *Service) passGates(tx *db.Tx, in Executing, visit visits.Visit, doing []Step, p Plan) error {
	kind, asks := gated(doing)
	if !asks || visit.Category == painCare {
		return nil
	}
	values, err := settings.Of(tx, in.Clinic)
	if err != nil {
		return err
	}
	var missing []string
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
		if lacks {
			missing, blocked = append(missing, g.Key), blocked || what == GateBlocks
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

// noRecords tells whether no set of records was taken within plans.records_months.
func (s *Service) noRecords(tx *db.Tx, a GateAsk) (bool, error) {
	values, err := settings.Of(tx, a.Clinic)
	if err != nil {
		return false, err
	}
	today, err := s.today(tx, a.Clinic)
	if err != nil {
		return false, err
	}
	taken, err := executedSince(tx, a.Patient, values.Text(RecordsCode), today.AddMonths(-values.Int(RecordsMonths)))
	return !taken, err
}
