package followup

import "archwire/internal/kit/civil"

// Standing is what is so of a patient and a series at the moment of deciding.
type Standing struct {
	Gone      bool      // dead, erased, or the record is closed
	Undone    bool      // the item was taken back
	OptedOut  bool      // of the relationship layer
	Complaint bool      // one is open
	VisitDay  bool      // comes, or came, on the day of the contact
	CameSince bool      // was treated again after the anchor
	Followed  bool      // a later series of the same protocol began
	Done      civil.Day // the last day on which somebody of the clinic contacted them for another protocol, after the treatment
}

// The reasons for which a step is not done. Their texts are
// "followup.reason.<reason>".
const (
	BecauseUndone     = "undone"
	BecauseGone       = "deceased"
	BecauseOptedOut   = "opted_out"
	BecauseComplaint  = "complaint"
	BecauseInPerson   = "asked_in_person"
	BecauseCameSince  = "came_since"
	BecauseFollowed   = "superseded"
	BecauseContacted  = "contacted_today"
	BecauseCondition  = "not_needed"
	BecauseTurned     = "turning_over"
	BecauseLate       = "too_late"
	BecauseByHand     = "by_hand"
	BecauseRefused    = "refused"
	BecauseNoNumber   = "wrong_number"
	BecauseUnanswered = "unanswered"
	BecauseBooked     = "visit_booked"
	BecauseAgreed     = "agreed"
	BecauseClosed     = "clinic_closed"
)

// Fate tells why a step of the protocol is not done, "" if it is. Care is neither
// opted out of nor stopped by a complaint: it becomes a call then, see WayOf. A
// relationship is cancelled by a visit; care due on the day of a visit is asked
// about there.
func (p Protocol) Fate(s Step, m Moment, st Standing) string {
	talks := s.Deed == Contacts || s.Deed == Comforts
	switch {
	case st.Gone:
		return BecauseGone
	case st.Undone:
		return BecauseUndone
	case p.courts() && st.OptedOut:
		return BecauseOptedOut
	case p.courts() && st.Complaint:
		return BecauseComplaint
	case p.courts() && st.CameSince:
		return BecauseCameSince
	case p.Family != Surgical && st.Followed:
		return BecauseFollowed
	case talks && st.VisitDay && !m.Slot.hours():
		return BecauseInPerson
	case talks && st.Done == m.Day && st.Done != "":
		return BecauseContacted
	}
	return ""
}

// courts tells whether the protocol is for the relationship or for selling.
func (p Protocol) courts() bool { return p.Layer == Relation || p.Layer == Selling }
