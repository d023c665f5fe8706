package messages

import "archwire/internal/kit/fault"

// What messages may answer.
var (
	MessageNotFound  = fault.New("messages.message_not_found", fault.NotFound)
	AccountNotFound  = fault.New("messages.account_not_found", fault.NotFound)
	TemplateNotFound = fault.New("messages.template_not_found", fault.NotFound)
	AddressNotFound  = fault.New("messages.address_not_found", fault.NotFound)

	// AccountTaken: the group or clinic has an account of this app already.
	AccountTaken = fault.New("messages.account_taken", fault.Conflict)
	// BadSignature: who calls does not prove to be the provider.
	BadSignature = fault.New("messages.bad_signature", fault.Unauthenticated)

	BadURL  = fault.New("messages.bad_url", fault.Invalid)
	BadKind = fault.New("messages.bad_kind", fault.Invalid)
	BadKey  = fault.New("messages.bad_key", fault.Invalid)
)
