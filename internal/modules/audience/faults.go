package audience

import "archwire/internal/kit/fault"

// What the audience may answer. A fault of a rule names the leaf by its path
// ("rule.rules[1].window").
var (
	// SegmentNotFound: there is no such segment in the group.
	SegmentNotFound = fault.New("audience.segment_not_found", fault.NotFound)
	// PersonNotFound: the audience knows no such patient.
	PersonNotFound = fault.New("audience.person_not_found", fault.NotFound)

	RuleEmpty     = fault.New("audience.rule_empty", fault.Invalid)         // a node that must have others beneath it, or exactly one, has not
	RuleTooBig    = fault.New("audience.rule_too_big", fault.Invalid)       // arguments leaves, depth, size: what is allowed
	RuleUnread    = fault.New("audience.rule_unread", fault.Invalid)        // is not the JSON of a rule
	UnknownNode   = fault.New("audience.unknown_node", fault.Invalid)       // argument op
	UnknownAttr   = fault.New("audience.unknown_attr", fault.Invalid)       // argument attr
	UnknownKind   = fault.New("audience.unknown_kind", fault.Invalid)       // argument kind
	UnknownField  = fault.New("audience.unknown_field", fault.Invalid)      // arguments field, kind
	UnknownTag    = fault.New("audience.unknown_tag", fault.Invalid)        //
	UnknownWord   = fault.New("audience.unknown_word", fault.Invalid)       // argument word: the attribute or field has no such value
	WrongCompare  = fault.New("audience.wrong_compare", fault.Invalid)      // arguments compare, type
	WrongValues   = fault.New("audience.wrong_values", fault.Invalid)       // the comparison wants other values
	WrongWindow   = fault.New("audience.wrong_window", fault.Invalid)       // the window is said in no way, or in several
	WrongMeasure  = fault.New("audience.wrong_measure", fault.Invalid)      //
	WrongBucket   = fault.New("audience.wrong_bucket", fault.Invalid)       //
	Surplus       = fault.New("audience.surplus", fault.Invalid)            // argument op: the node has values that it does not speak of
	UnknownMember = fault.New("audience.unknown_segment", fault.Invalid)    // the rule names a segment that is not live
	SegmentCycle  = fault.New("audience.segment_cycle", fault.Invalid)      // argument names: what leads back to itself
	SegmentInUse  = fault.New("audience.segment_in_use", fault.Conflict)    // argument names: other segments read it
	SegmentOver   = fault.New("audience.segment_archived", fault.Conflict)  // it is archived
	TagTaken      = fault.New("audience.tag_taken", fault.Conflict)         // argument name: another segment gives this tag
	VersionOld    = fault.New("audience.version_not_newer", fault.Conflict) // only the latest version is switched to
	TagsRejected  = fault.New("audience.tags_wrong_source", fault.Invalid)  // a tag is given by rule, hand, wecom or journey
)
