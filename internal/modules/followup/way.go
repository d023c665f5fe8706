package followup

// Person is what is known of a patient when a way is chosen.
type Person struct {
	Reachable  bool // a form would arrive: there is an address
	Important  bool // 大患者
	AsksCalls  bool // wants to be called
	Child      bool
	Beginning  bool // in the first three months of orthodontic treatment
	Unanswered int  // forms in a row that stayed without an answer
	Uneasy     bool // the last answer in this series was amber or red
	Served     bool // has a coordinator, or somebody of the service, of their own
	Complaint  bool // one is open
}

// unansweredForms are how many forms stay unanswered before somebody is called.
const unansweredForms = 2

// The reasons for which somebody is called where a form would do. Their texts are
// "followup.why.<reason>".
const (
	WhyProtocol   = "protocol"
	WhyNoAddress  = "no_address"
	WhyAsked      = "asked_for_calls"
	WhyImportant  = "important"
	WhyUnanswered = "unanswered"
	WhyUneasy     = "uneasy"
	WhyBeginning  = "beginning"
	WhyChild      = "child_appliance"
	WhyServed     = "served"
	WhyLate       = "late"
	WhyComplaint  = "complaint"
	WhyForm       = "form"
)

// WayOf chooses between call and form: calls for blood, needles, first fittings,
// children's appliances, exceptions and relationships, forms for the rest.
func (p Protocol) WayOf(s Step, m Moment, who Person) (Way, string) {
	switch {
	case s.Deed == Comforts:
		return Message, WhyForm
	case p.Phone:
		return Call, WhyProtocol
	case m.Late && p.Family != Surgical && who.Reachable:
		return Form, WhyLate // nobody of the clinic is there to call any more
	case s.Way == Call:
		return Call, WhyProtocol
	}
	if p.Layer == Relation {
		return relationWay(who)
	}
	if why := p.callsFor(s, who); why != "" {
		return Call, why
	}
	return Form, WhyForm
}

// callsFor tells why a step that could be a form is a call, "" if it is not.
func (p Protocol) callsFor(s Step, who Person) string {
	switch {
	case !who.Reachable:
		return WhyNoAddress
	case who.AsksCalls:
		return WhyAsked
	case who.Complaint:
		return WhyComplaint
	case who.Important:
		return WhyImportant
	case who.Unanswered >= unansweredForms:
		return WhyUnanswered
	case who.Uneasy:
		return WhyUneasy
	case p.Early && who.Beginning:
		return WhyBeginning
	case s.Way == Either && p.Kids && who.Child:
		return WhyChild
	case s.Way == Either && p.Family != Routine:
		return WhyProtocol
	}
	return ""
}

// relationWay: those who have somebody of their own are called, the others get a
// card.
func relationWay(who Person) (Way, string) {
	switch {
	case who.Served:
		return Call, WhyServed
	case who.AsksCalls:
		return Call, WhyAsked
	case !who.Reachable:
		return Call, WhyNoAddress
	}
	return Form, WhyForm
}

// Chased tells whether a form that nobody answered becomes a call at the next
// window: only after blood and after first fittings.
func (p Protocol) Chased() bool { return p.Family == Surgical || p.Family == First }
