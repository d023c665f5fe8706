package audience

import (
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
)

// Where a screen finds the words that a value may be: see Service.Lists.
const (
	fromClinics    = "clinics"
	fromSources    = "sources"
	fromDoctors    = "doctors"
	fromServices   = "services"   // codes of the price list
	fromCategories = "categories" // of the price list
	fromVisits     = "visit_kinds"
	fromProgrammes = "programmes"
	fromPurposes   = "purposes"
	fromTags       = "tags"
	fromSegments   = "segments"
)

// How far somebody's orthodontic treatment has come, as OrthoOf tells it.
const (
	OrthoConsulted = "consulted" // came to a consultation, nothing was presented
	OrthoPresented = "presented" // and no answer yet
	OrthoDeclined  = "declined"
	OrthoAgreed    = "agreed" // and nothing fitted yet
	OrthoActive    = "active"
	OrthoRetention = "retention"
	OrthoDone      = "done" // retention is over, or the treatment ended early
)

// The kinds of orthodontic treatment.
const (
	kindFixed   = "fixed"
	kindAligner = "aligner"
	kindEarly   = "early" // removable, functional, expander, facemask, myofunctional
)

// attrList are the attributes of which rules may speak.
func attrList() []Attr {
	return []Attr{
		{Key: "age", Type: Age, Column: "born"},
		{Key: "birthday", Type: Birthday, Column: "born"},
		{Key: "sex", Type: Choice, Column: "sex", Choices: []string{"female", "male", "unknown"}},
		{Key: "home", Type: Choice, Column: "home", Source: fromClinics},
		{Key: "source", Type: Choice, Column: "source", Source: fromSources},
		{Key: "class", Type: Choice, Column: "class", Choices: classes},
		{Key: "doctor", Type: Choice, Column: "doctor", Source: fromDoctors},
		{Key: "important", Type: YesNo, Column: "important"},
		{Key: "registered", Type: DayType, Column: "registered"},
		{Key: "first_visit", Type: DayType, Column: "first_visit"},
		{Key: "last_visit", Type: DayType, Column: "last_visit"},
		{Key: "next_visit", Type: DayType, Column: "next_visit"},
		{Key: "recall_due", Type: DayType, Column: "recall_due"},
		{Key: "plans", Type: Set, Choices: []string{string(plans.Presented), string(plans.Accepted), string(plans.Declined)}},
		{Key: "offered", Type: Set, Source: fromServices},
		{Key: "agreed", Type: Set, Source: fromServices},
		{Key: "refused", Type: Set, Source: fromServices},
		{Key: "ortho", Type: Choice, Column: "ortho", Choices: []string{OrthoConsulted, OrthoPresented, OrthoDeclined, OrthoAgreed, OrthoActive, OrthoRetention, OrthoDone}},
		{Key: "ortho_kind", Type: Choice, Column: "ortho_kind", Choices: []string{kindFixed, kindAligner, kindEarly}},
		{Key: "ortho_since", Type: DayType, Column: "ortho_since"},
		{Key: "ortho_stage", Type: Number, Column: "ortho_stage"},
		{Key: "debt", Type: Money, Column: "debt"},
		{Key: "prepaid", Type: Money, Column: "prepaid"},
		{Key: "prepaid_day", Type: DayType, Column: "prepaid_day"},
		{Key: "wechat", Type: YesNo, Column: "wechat"},
		{Key: "phone", Type: YesNo, Column: "phone"},
		{Key: "marketing", Type: YesNo, Column: "marketing"},
		{Key: "complaint", Type: YesNo, Column: "complaint"},
		{Key: "died", Type: YesNo, Column: "died"},
	}
}

// The fields that several kinds have.
var (
	ofItem  = Field{Key: "item", Type: Choice, In: SlotWord, Source: fromServices}
	ofTooth = Field{Key: "tooth", Type: Text, In: SlotOther}
	inPlan  = []Field{ofItem, ofTooth}
	ofVisit = []Field{{Key: "visit_kind", Type: Choice, In: SlotWord, Source: fromVisits}, {Key: "visit_category", Type: Choice, In: SlotOther, Choices: visitCategories}}
	ofSend  = []Field{{Key: "purpose", Type: Choice, In: SlotWord, Source: fromPurposes}, {Key: "channel", Type: Choice, In: SlotOther, Choices: channels}}
	ofCheck = []Field{{Key: "programme", Type: Choice, In: SlotWord, Source: fromProgrammes}}
)

var visitCategories = []string{"consultation", "records", "start", "active", "early", "retention", "emergency", "cleaning", "general", "chairless"}

var channels = []string{string(messages.MiniSubscribe), string(messages.OfficialTemplate), string(messages.OfficialSubscribe), string(messages.WeComTask), string(messages.SMS)}

// kindList are the kinds of happening of which rules and journeys may speak. Kinds of
// other modules of this floor are named by their words.
func kindList() []Kind {
	return []Kind{
		{Key: chargedKind, Fields: []Field{{Key: "category", Type: Choice, In: SlotWord, Source: fromCategories}, {Key: "item", Type: Choice, In: SlotOther, Source: fromServices}, {Key: "amount", Type: Money, In: SlotAmount}}},
		{Key: plans.FactItemExecuted, Fields: inPlan},
		{Key: plans.FactPresented, Fields: inPlan},
		{Key: plans.FactAccepted, Fields: inPlan},
		{Key: plans.FactDeclined, Fields: inPlan},
		{Key: visits.FactBooked, Fields: ofVisit},
		{Key: visits.FactLeft, Fields: ofVisit},
		{Key: visits.FactNoShow, Fields: ofVisit},
		{Key: visits.FactCancelled, Fields: ofVisit},
		{Key: followup.FactReached, Fields: []Field{{Key: "level", Type: Choice, In: SlotWord, Choices: []string{"green", "amber", "red"}}, {Key: "satisfaction", Type: Number, In: SlotAmount}}},
		{Key: complaints.FactRaised, Fields: []Field{{Key: "complaint_about", Type: Choice, In: SlotWord, Choices: []string{"visit", "doctor", "item", "money", "waiting", "service", "other"}},
			{Key: "severity", Type: Choice, In: SlotOther, Choices: []string{"minor", "normal", "serious"}}}},
		{Key: complaints.FactClosed},
		{Key: patients.FactRegistered, Fields: []Field{{Key: "source", Type: Choice, In: SlotWord, Source: fromSources}}},
		{Key: messages.FactAccepted, Fields: ofSend},
		{Key: messages.FactDelivered, Fields: ofSend},
		{Key: messages.FactFailed, Fields: ofSend},
		{Key: messages.FactHeard, Fields: []Field{{Key: "heard", Type: Choice, In: SlotWord, Choices: []string{"text", "menu", "card", "reply"}}}},
		{Key: "content.granted", Fields: []Field{{Key: "coupon", Type: Text, In: SlotWord}}},
		{Key: "content.used", Fields: []Field{{Key: "coupon", Type: Text, In: SlotWord}}},
		{Key: "checkin.joined", Fields: ofCheck},
		{Key: "checkin.due", Fields: ofCheck},
		{Key: "checkin.done", Fields: ofCheck},
		{Key: "checkin.missed", Fields: ofCheck},
		{Key: "checkin.paused", Fields: ofCheck},
		{Key: "checkin.resumed", Fields: ofCheck},
		{Key: "checkin.left", Fields: ofCheck},
	}
}
