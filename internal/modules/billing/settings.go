package billing

import "archwire/internal/platform/settings"

// The numbers and choices that a clinic may change.
var (
	// UsePrepaid: whether what was executed is covered by the patient's prepaid
	// once the pot of the plan is empty. Off, the patient is asked at the desk.
	UsePrepaid = settings.Setting{Key: "billing.use_prepaid", Kind: settings.Bool, Default: true, PerClinic: true, Source: settings.House}

	// DeskDiscount: the discount on a line that the desk may give by itself.
	DeskDiscount = settings.Setting{Key: "billing.desk_discount_percent", Kind: settings.Int, Default: 5, Unit: "%", Min: 0, Max: 100,
		PerClinic: true, Source: settings.House}

	// GiftLimit: how much may come on top of stored value, of what is paid.
	GiftLimit = settings.Setting{Key: "billing.gift_percent", Kind: settings.Int, Default: 20, Unit: "%", Min: 0, Max: 100, Source: settings.House}
)

var settingList = []settings.Setting{UsePrepaid, DeskDiscount, GiftLimit}
