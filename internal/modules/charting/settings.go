package charting

import (
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

func ruleSetting(r Rule, hard Severity, source settings.Origin) settings.Setting {
	return settings.Setting{Key: "charting.rule_" + string(r), Kind: settings.Choice, Default: string(hard),
		Choices: []string{string(Blocks), string(Warns), string(Silent)}, PerClinic: true, Source: source}
}

// How hard each rule of quality is, and when a record is late.
var (
	ruleSettings = map[Rule]settings.Setting{
		// The rules for writing records ask for where, what and since when.
		ComplaintSite:    ruleSetting(ComplaintSite, Warns, settings.Law),
		ComplaintSymptom: ruleSetting(ComplaintSymptom, Warns, settings.Law),
		ComplaintTime:    ruleSetting(ComplaintTime, Warns, settings.Law),
		// … and for an allergy recorded or denied.
		AllergyStated: ruleSetting(AllergyStated, Blocks, settings.Law),
		ToothNamed:    ruleSetting(ToothNamed, Blocks, settings.Practice), // the wrong tooth is the worst mistake
		Alternatives:  ruleSetting(Alternatives, Warns, settings.Law),     // consent is informed by alternatives
	}
	lateHours = settings.Setting{Key: "charting.late_hours", Kind: settings.Int, Default: 24, Unit: "h",
		Min: 1, Max: 14 * 24, PerClinic: true, Source: settings.House} // written on the day
	lateEmergencyHours = settings.Setting{Key: "charting.late_emergency_hours", Kind: settings.Int, Default: 6, Unit: "h",
		Min: 1, Max: 72, PerClinic: true, Source: settings.Law} // what was done in an emergency is written down within six hours
)

// How long a referral may wait to be taken, by its urgency, and a taken one for
// its answer; then a task is late.
var (
	referralHours = map[Urgency]settings.Setting{
		Urgent:  hoursSetting("charting.referral_urgent_hours", 4),
		Soon:    hoursSetting("charting.referral_soon_hours", 24),
		Routine: hoursSetting("charting.referral_hours", 72),
	}
	referralAnswerDays = settings.Setting{Key: "charting.referral_answer_days", Kind: settings.Int, Default: 14, Unit: "d",
		Min: 1, Max: 180, PerClinic: true, Source: settings.House}

	referralSettings = []settings.Setting{referralHours[Urgent], referralHours[Soon], referralHours[Routine], referralAnswerDays}
)

func hoursSetting(key string, hours int) settings.Setting {
	return settings.Setting{Key: key, Kind: settings.Int, Default: hours, Unit: "h", Min: 1, Max: 14 * 24, PerClinic: true, Source: settings.House}
}

// recordSettings is what the module lets a clinic set about records.
var recordSettings = func() []settings.Setting {
	var out []settings.Setting
	for _, r := range Rules {
		out = append(out, ruleSettings[r])
	}
	return append(out, lateHours, lateEmergencyHours)
}()

// severities reads how hard the rules are in a clinic.
func severities(v settings.Values) map[Rule]Severity {
	out := map[Rule]Severity{}
	for r, s := range ruleSettings {
		out[r] = Severity(v.Text(s))
	}
	return out
}

// allowed is for how many hours after a visit a record of the kind is in time.
func allowed(v settings.Values, k Kind) int {
	if k == Emergency {
		return v.Int(lateEmergencyHours)
	}
	return v.Int(lateHours)
}

// quality looks at a record by the rules of its clinic.
func (s *Service) quality(tx *db.Tx, r Record, v settings.Values) ([]Finding, error) {
	known, err := s.known(tx, r)
	if err != nil {
		return nil, err
	}
	return Check(r.Kind, r.Content, known, severities(v)), nil
}

// known is what is known of the patient's allergies beside the record.
func (s *Service) known(tx *db.Tx, r Record) (Known, error) {
	var k Known
	alerts, err := s.patients.AlertsOf(tx, r.Patient)
	if err != nil {
		return k, err
	}
	for _, a := range alerts {
		if a.Kind == "allergy" && a.EndedAt == 0 {
			k.Allergies++
		}
	}
	k.Stated, err = allergyStated(tx, r.Patient, r.ID)
	return k, err
}
