package gateways

import "archwire/internal/kit/fault"

// What gateways may answer.
var (
	RequestNotFound = fault.New("gateways.request_not_found", fault.NotFound)
	AccountNotFound = fault.New("gateways.account_not_found", fault.NotFound)

	// NoAccount: the clinic has no account in use for it; argument provider.
	NoAccount = fault.New("gateways.no_account", fault.Conflict)
	// AlreadyAsked: the same is asked already, or done.
	AlreadyAsked = fault.New("gateways.already_asked", fault.Conflict)
	// NotNow: in this state that cannot be done; argument state.
	NotNow = fault.New("gateways.not_now", fault.Conflict)
	// AccountTaken: the clinic has an account at the provider already.
	AccountTaken = fault.New("gateways.account_taken", fault.Conflict)
	// BadSignature: who calls does not prove to be the provider.
	BadSignature = fault.New("gateways.bad_signature", fault.Unauthenticated)

	BadURL      = fault.New("gateways.bad_url", fault.Invalid)
	BadMerchant = fault.New("gateways.bad_merchant", fault.Invalid)
	BadPlatform = fault.New("gateways.bad_platform", fault.Invalid)
	BadKey      = fault.New("gateways.bad_key", fault.Invalid)
	BadSlip     = fault.New("gateways.bad_slip", fault.Invalid)
)
