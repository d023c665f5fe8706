package billing

import "archwire/internal/platform/settings"

// The numbers and choices that a clinic may change.
var (
	// UsePrepaid: whether what was executed is covered by the patient's prepaid
	// once the pot of the plan is empty. Off, the patient is asked at the desk.
	UsePrepaid = settings.Setting{Key: "billing.use_prepaid", Kind: settings.Bool, Default: true, PerClinic: true, Source: settings.House}

	// GiftLimit: how much may come on top of stored value, of what is paid.
	GiftLimit = settings.Setting{Key: "billing.gift_percent", Kind: settings.Int, Default: 20, Unit: "%", Min: 0, Max: 100, Source: settings.House}

	// InterestClinic, InterestPatient: the rates for interest on what is refunded of
	// a prepaid contract, in hundredths of a per cent a year, by who caused its end.
	InterestClinic = settings.Setting{Key: "billing.interest_clinic", Kind: settings.Int, Default: 300, Unit: "bp", Min: 0, Max: 2400,
		Source: settings.Law} // 法释〔2025〕4号 §16: one-year loan prime rate, 3.00 % since 2025-05-20
	InterestPatient = settings.Setting{Key: "billing.interest_patient", Kind: settings.Int, Default: 150, Unit: "bp", Min: 0, Max: 2400,
		Source: settings.Law} // the same: benchmark rate for one year's deposits, 1.50 % since 2015-10-24
)

var settingList = []settings.Setting{UsePrepaid, GiftLimit, InterestClinic, InterestPatient}
