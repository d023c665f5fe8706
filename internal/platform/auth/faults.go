package auth

import "archwire/internal/kit/fault"

// What auth may answer.
var (
	// Unauthenticated: nobody is logged in, or the session is over.
	Unauthenticated = fault.New("auth.unauthenticated", fault.Unauthenticated)
	// Forbidden: the actor does not hold the permission; argument permission.
	Forbidden = fault.New("auth.forbidden", fault.Forbidden)

	// WrongCredentials: group code, login or password is wrong; which one is not told.
	WrongCredentials = fault.New("auth.wrong_credentials", fault.Unauthenticated)
	// WrongCode: the code of the second factor is wrong or was used already.
	WrongCode = fault.New("auth.wrong_code", fault.Unauthenticated)
	// Locked: too many wrong tries; argument seconds, the wait.
	Locked = fault.New("auth.locked", fault.TooMany)
	// Disabled: the account was closed; told only after the right password.
	Disabled = fault.New("auth.disabled", fault.Forbidden)

	// WrongPassword: the present password, asked for again, is wrong.
	WrongPassword = fault.New("auth.wrong_password", fault.Invalid)
	// PasswordLength, PasswordCommon and PasswordLikeLogin refuse a new password.
	PasswordLength = fault.New("auth.password_length", fault.Invalid)
	// PasswordCommon: it is on the list that is tried first, or a mere pattern.
	PasswordCommon = fault.New("auth.password_common", fault.Invalid)
	// PasswordLikeLogin: it holds the login.
	PasswordLikeLogin = fault.New("auth.password_like_login", fault.Invalid)

	// LoginForm: not a login; arguments min, max.
	LoginForm = fault.New("auth.login_form", fault.Invalid)
	// LoginTaken: the group has an account with this login.
	LoginTaken = fault.New("auth.login_taken", fault.Conflict)
	// NameForm: a name is empty, too long or holds control characters; argument max.
	NameForm = fault.New("auth.name_form", fault.Invalid)
	// LocaleUnknown: the program does not speak this language.
	LocaleUnknown = fault.New("auth.locale_unknown", fault.Invalid)
	// GroupForm: not a group code; arguments min, max.
	GroupForm = fault.New("auth.group_form", fault.Invalid)
	// GroupTaken: another group has this code.
	GroupTaken = fault.New("auth.group_taken", fault.Conflict)

	// NoAccount and NoSession: there is no such thing in the group.
	NoAccount = fault.New("auth.no_account", fault.NotFound)
	// NoSession: there is no such session, or it is somebody else's.
	NoSession = fault.New("auth.no_session", fault.NotFound)
	// LinkSpent: the link was used, replaced, has expired or never existed.
	LinkSpent = fault.New("auth.link_spent", fault.NotFound)
	// BeyondRights: the other account may do what the actor may not.
	BeyondRights = fault.New("auth.beyond_rights", fault.Forbidden)
	// NotEnrolling: no second factor is being set up, or none is set.
	NotEnrolling = fault.New("auth.not_enrolling", fault.Conflict)
	// ReasonNeeded: break-glass access needs a reason in words; argument min.
	ReasonNeeded = fault.New("auth.reason_needed", fault.Invalid)
	// PatientForm: not the id of a patient.
	PatientForm = fault.New("auth.patient_form", fault.Invalid)
)
