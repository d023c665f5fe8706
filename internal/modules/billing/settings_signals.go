package billing

import (
	"archwire/internal/kit/fault"
	"archwire/internal/platform/settings"
)

// DebondKind is the kind of visit in which the appliance comes off: when one is
// booked while money of the contract is open, the assistant is reminded.
var DebondKind = settings.Setting{Key: "billing.debond_kind", Kind: settings.Text, Default: "o24", Min: 1, Max: 20, PerClinic: true, Source: settings.House}

// NothingOverdue: nothing of the agreement is overdue.
var NothingOverdue = fault.New("billing.nothing_overdue", fault.Conflict)
