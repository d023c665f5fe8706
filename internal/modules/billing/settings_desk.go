package billing

import "archwire/internal/platform/settings"

// What a bill is rounded down to where the cashier rounds it.
const (
	RoundNot  = "none"
	RoundJiao = "jiao" // 0.10
	RoundYuan = "yuan"
)

// The numbers and choices of desk bills that a clinic may change.
var (
	// DeskDiscount: what the desk may take off a bill by itself.
	DeskDiscount = settings.Setting{Key: "billing.desk_discount_percent", Kind: settings.Int, Default: 5, Unit: "%", Min: 0, Max: 100,
		PerClinic: true, Source: settings.House}

	// DiscountWide: what may be taken off with the right MayDiscount.
	DiscountWide = settings.Setting{Key: "billing.discount_wide_percent", Kind: settings.Int, Default: 15, Unit: "%", Min: 0, Max: 100,
		PerClinic: true, Source: settings.House}

	// DiscountApprove: what may be taken off, and approved, with the right
	// MayApprove in the clinic. Beyond it the group decides.
	DiscountApprove = settings.Setting{Key: "billing.discount_approve_percent", Kind: settings.Int, Default: 30, Unit: "%", Min: 0, Max: 100,
		PerClinic: true, Source: settings.House}

	// MemberShare: what a member pays of the price.
	MemberShare = settings.Setting{Key: "billing.member_percent", Kind: settings.Int, Default: 95, Unit: "%", Min: 50, Max: 100, Source: settings.House}

	// RoundTo: what a bill is rounded down to (抹零).
	RoundTo = settings.Setting{Key: "billing.round_to", Kind: settings.Choice, Default: RoundYuan, Choices: []string{RoundNot, RoundJiao, RoundYuan},
		PerClinic: true, Source: settings.House}

	// RegistrationCode: the item of the price list that is the registration fee.
	RegistrationCode = settings.Setting{Key: "billing.registration_code", Kind: settings.Text, Default: "G01", Min: 1, Max: 20,
		PerClinic: true, Source: settings.House}
)

var deskSettings = []settings.Setting{DeskDiscount, DiscountWide, DiscountApprove, MemberShare, RoundTo, RegistrationCode}
