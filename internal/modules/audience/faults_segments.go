package audience

import "archwire/internal/kit/fault"

// What the use cases of segments may answer.
var (
	NameMissing = fault.New("audience.name_missing", fault.Invalid)
	TextTooLong = fault.New("audience.text_too_long", fault.Invalid) // max
	// NoDraft: there is no version that is not in force yet.
	NoDraft = fault.New("audience.no_draft", fault.Conflict)
	// NotArchived: only what is archived is brought back.
	NotArchived = fault.New("audience.not_archived", fault.Conflict)
)

// ruleFaults are those of a rule that nobody can answer.
var ruleFaults = []*fault.Def{RuleEmpty, RuleTooBig, RuleUnread, UnknownNode, UnknownAttr, UnknownKind, UnknownField, UnknownTag, UnknownWord, WrongCompare,
	WrongValues, WrongWindow, WrongMeasure, WrongBucket, Surplus, UnknownMember}
