package messages

import "archwire/internal/kit/fault"

// What messages may answer.
var (
	MessageNotFound = fault.New("messages.message_not_found", fault.NotFound)
	AccountNotFound = fault.New("messages.account_not_found", fault.NotFound)
	AddressNotFound = fault.New("messages.address_not_found", fault.NotFound)
	OptOutNotFound  = fault.New("messages.optout_not_found", fault.NotFound)
	PurposeNotFound = fault.New("messages.purpose_not_found", fault.NotFound)
	StaffNotFound   = fault.New("messages.staff_not_found", fault.NotFound)
	// CodeNotFound: there is no such code, or it is of a clinic out of sight.
	CodeNotFound = fault.New("messages.code_not_found", fault.NotFound)
	// MoveNotFound: there is no such move, or it is of a clinic out of sight.
	MoveNotFound = fault.New("messages.move_not_found", fault.NotFound)
	// SaidNotFound: the colleague said no such thing today.
	SaidNotFound = fault.New("messages.said_not_found", fault.NotFound)
	// LoginUnknown: no such log-in was begun here by this browser, or WeCom does not let in.
	LoginUnknown = fault.New("messages.login_unknown", fault.NotFound)
	// LoginOver: it was used, or took too long.
	LoginOver = fault.New("messages.login_over", fault.Conflict)
	// LoginRefused: WeCom does not know whose code it is, or who it is works under no userid here; argument reason.
	LoginRefused = fault.New("messages.login_refused", fault.Unauthenticated)
	// LoginBusy: too many log-ins were begun in this minute.
	LoginBusy = fault.New("messages.login_busy", fault.TooMany)
	// InviteNotFound: there is no such invitation, or it is of a clinic out of sight.
	InviteNotFound = fault.New("messages.invite_not_found", fault.NotFound)
	// InviteUsed: somebody bound their WeChat by it.
	InviteUsed = fault.New("messages.invite_used", fault.Conflict)
	// InviteExpired: it took too long, or the desk made another.
	InviteExpired = fault.New("messages.invite_expired", fault.Conflict)
	// NoOfficial: neither the clinic nor the group has an official account that is in use.
	NoOfficial = fault.New("messages.no_official", fault.Conflict)
	// AccountOff: the official account is switched off.
	AccountOff = fault.New("messages.account_off", fault.Conflict)
	// ArrivalNotFound: this browser did not begin that here.
	ArrivalNotFound = fault.New("messages.arrival_not_found", fault.NotFound)
	// ArrivalOver: it took too long, or is not there yet.
	ArrivalOver = fault.New("messages.arrival_over", fault.Conflict)
	// ArrivalBusy: too many began in this minute.
	ArrivalBusy = fault.New("messages.arrival_busy", fault.TooMany)
	// DoorNotFound: no message has that link.
	DoorNotFound = fault.New("messages.door_not_found", fault.NotFound)
	// TemplateNotFound: there is no text of the purpose for this channel yet.
	TemplateNotFound = fault.New("messages.template_not_found", fault.NotFound)

	// NotNow: in this state that cannot be done; argument state.
	NotNow = fault.New("messages.not_now", fault.Conflict)
	// AccountTaken: the group has an account of this app already.
	AccountTaken = fault.New("messages.account_taken", fault.Conflict)
	// UseridTaken: another colleague has this userid.
	UseridTaken = fault.New("messages.userid_taken", fault.Conflict)
	// AlreadyBound: the address speaks for the patient already.
	AlreadyBound = fault.New("messages.already_bound", fault.Conflict)
	// AlreadyOut: that is noted already.
	AlreadyOut = fault.New("messages.already_out", fault.Conflict)
	// QuotaShort: the pot holds less; argument left.
	QuotaShort = fault.New("messages.quota_short", fault.Conflict)
	// RemindedEnough: WeCom takes three reminders in 24 hours.
	RemindedEnough = fault.New("messages.reminded_enough", fault.Conflict)
	// BadSignature: who calls does not prove to be the provider.
	BadSignature = fault.New("messages.bad_signature", fault.Unauthenticated)

	BadURL         = fault.New("messages.bad_url", fault.Invalid)
	BadKind        = fault.New("messages.bad_kind", fault.Invalid)
	BadKey         = fault.New("messages.bad_key", fault.Invalid)
	BadProviderID  = fault.New("messages.bad_provider_id", fault.Invalid)
	BadText        = fault.New("messages.bad_text", fault.Invalid)        // argument max, bytes
	WordsForbidden = fault.New("messages.words_forbidden", fault.Invalid) // what
	BadSlot        = fault.New("messages.bad_slot", fault.Invalid)        // arguments slot, text
	SlotsMissing   = fault.New("messages.slots_missing", fault.Invalid)   // the template has no variables
	UnknownField   = fault.New("messages.unknown_field", fault.Invalid)   // argument field
	WrongChannel   = fault.New("messages.wrong_channel", fault.Invalid)   // the account does not carry the channel, or the purpose does not go by it
	BadAmount      = fault.New("messages.bad_amount", fault.Invalid)      // of a quota
	BadUserid      = fault.New("messages.bad_userid", fault.Invalid)      // of a colleague
	BadTo          = fault.New("messages.bad_to", fault.Invalid)          // of a trial: no number, colleague or contact that the account reaches
	BadCodeName    = fault.New("messages.bad_code_name", fault.Invalid)   // of a code: where it hangs, at most 30 characters
	BadOwners      = fault.New("messages.bad_owners", fault.Invalid)      // of a code: nobody, too many, or a colleague without a userid at the account
	BadWhose       = fault.New("messages.bad_whose", fault.Invalid)       // of a binding
	BadClass       = fault.New("messages.bad_class", fault.Invalid)       // of an opt-out
	TagNameLong    = fault.New("messages.tag_name_long", fault.Invalid)   // argument max, characters
	BadMover       = fault.New("messages.bad_mover", fault.Invalid)       // of a move: who gives or takes customers is not of this clinic's account, or one and the same
	BadMoveWords   = fault.New("messages.bad_move_words", fault.Invalid)  // argument max, characters
	BadPeriod      = fault.New("messages.bad_period", fault.Invalid)      // of a list of use
)
