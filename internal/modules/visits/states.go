package visits

import (
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// State is where a visit stands.
type State string

// The states; NoShow, Cancelled and Left are ends.
const (
	Booked    State = "booked"
	Confirmed State = "confirmed"
	Arrived   State = "arrived"
	Waiting   State = "waiting"
	InPlace   State = "in_place"
	Treated   State = "treated"
	Left      State = "left"
	NoShow    State = "no_show"
	Cancelled State = "cancelled"
)

// States are all of them, in the order of a visit.
var States = []State{Booked, Confirmed, Arrived, Waiting, InPlace, Treated, Left, NoShow, Cancelled}

// Ended tells whether nothing more happens but an undo.
func (s State) Ended() bool { return s == Left || s == NoShow || s == Cancelled }

// Expected tells whether the patient has not come yet and still may.
func (s State) Expected() bool { return s == Booked || s == Confirmed }

// Step is what is done to a visit. Charging is none: it is a mark on the visit,
// because most reviews have nothing to charge.
type Step string

// The steps.
const (
	Confirm  Step = "confirm" // the patient says that they come
	Arrive   Step = "arrive"  // the patient is at the desk
	Wait     Step = "wait"    // the patient sits in the waiting area
	Seat     Step = "seat"    // the patient is in a place; also from place to place
	Begin    Step = "begin"   // the doctor's hands begin
	Treat    Step = "treat"   // the treatment is done
	Leave    Step = "leave"   // the patient has gone
	MissIt   Step = "no_show" // a person says that the patient did not come
	CancelIt Step = "cancel"  // the patient or the clinic calls it off
	UndoStep Step = "undo"    // the last step did not happen
)

// transitions is the whole law of states: what may be done in which state and
// where it leads.
var transitions = map[State]map[Step]State{
	Booked:    {Confirm: Confirmed, Arrive: Arrived, MissIt: NoShow, CancelIt: Cancelled},
	Confirmed: {Arrive: Arrived, MissIt: NoShow, CancelIt: Cancelled},
	Arrived:   {Wait: Waiting, Seat: InPlace, CancelIt: Cancelled},
	Waiting:   {Seat: InPlace, CancelIt: Cancelled},
	InPlace:   {Seat: InPlace, Wait: Waiting, Begin: InPlace, Treat: Treated, CancelIt: Cancelled},
	Treated:   {Leave: Left},
}

// Party is who called a visit off.
type Party string

// The parties.
const (
	ByPatient Party = "patient"
	ByClinic  Party = "clinic"
)

// End says how a visit ended for the statistics, which keep these apart.
type End string

// The ends. What the clinic causes never counts against the patient.
const (
	EndNone        End = ""
	EndLeft        End = "left"
	EndNoShow      End = "no_show"
	EndEarlyCancel End = "cancelled_early"
	EndLateCancel  End = "cancelled_late"
	EndByClinic    End = "cancelled_by_clinic"
)

// Event is one step as it happened. Events are only ever added.
type Event struct {
	Step    Step
	At      int64 // epoch milliseconds
	ActorID string
	PlaceID string // of a Seat
	Party   Party  // of a CancelIt
	Reason  string
}

// Actual is when things really happened, epoch milliseconds, 0 for not yet.
type Actual struct{ ArrivedAt, InPlaceAt, StartedAt, TreatedAt, LeftAt int64 }

// Progress is what the events of a visit come to.
type Progress struct {
	State   State
	Since   int64  // of the state
	PlaceID string // where the patient is
	Actual  Actual
	Party   Party // who cancelled
	Reason  string
}

// Progressed folds the events of a visit, undone ones left out. Events are
// taken as they are: they were allowed when they were written.
func Progressed(events []Event) Progress {
	p := Progress{State: Booked}
	for _, e := range Effective(events) {
		p = p.after(e)
	}
	return p
}

// Effective are the events that were not undone.
func Effective(events []Event) []Event {
	var out []Event
	for _, e := range events {
		if e.Step != UndoStep {
			out = append(out, e)
		} else if len(out) > 0 {
			out = out[:len(out)-1]
		}
	}
	return out
}

func (p Progress) after(e Event) Progress {
	next, ok := transitions[p.State][e.Step]
	if !ok {
		return p
	}
	if next != p.State {
		p.Since = e.At
	}
	p.State = next
	switch e.Step {
	case Arrive:
		p.Actual.ArrivedAt = e.At
	case Seat:
		p.PlaceID = e.PlaceID
		if p.Actual.InPlaceAt == 0 {
			p.Actual.InPlaceAt = e.At
		}
	case Wait:
		p.PlaceID = ""
	case Begin:
		if p.Actual.StartedAt == 0 {
			p.Actual.StartedAt = e.At
		}
	case Treat:
		p.Actual.TreatedAt = e.At
	case Leave:
		p.Actual.LeftAt, p.PlaceID = e.At, ""
	case CancelIt:
		p.Party, p.PlaceID, p.Reason = e.Party, "", e.Reason
	case MissIt:
		p.Reason = e.Reason
	}
	return p
}

// Gate is what a step depends on beside the state.
type Gate struct {
	Colour       Colour // of the visit with its add-ons
	DoctorOnSite bool
	Chairless    bool // the visit is at the desk or online: it begins without a place
	Next         NextStep
	Today        civil.Day
}

// Allow tells whether the event may follow. Faults: StepImpossible,
// StepBackwards, RedLocked, NextStepMissing, NextStepWrong, CancelParty,
// SeatNoPlace; for an undo see Undoable.
func Allow(events []Event, e Event, g Gate) error {
	p := Progressed(events)
	if _, ok := transitions[p.State][e.Step]; !ok {
		return StepImpossible.With("step", string(e.Step), "state", string(p.State))
	}
	if n := len(events); n > 0 && e.At < events[n-1].At {
		return StepBackwards.At("at")
	}
	switch e.Step {
	case Begin, Treat:
		if RedLock(g.Colour, g.DoctorOnSite) {
			return RedLocked
		}
	case Seat:
		if e.PlaceID == "" && !g.Chairless {
			return SeatNoPlace.At("place_id")
		}
	case CancelIt:
		if e.Party != ByPatient && e.Party != ByClinic {
			return CancelParty.At("party")
		}
	case Leave:
		return g.Next.Validate(g.Today)
	}
	return nil
}

// RedLock tells whether the doctor's part may not begin and the visit may not
// become treated: the doctor of a red visit must be marked on site. Seating and
// the work of others before the doctor are free.
func RedLock(c Colour, doctorOnSite bool) bool { return c == Red && !doctorOnSite }

// Undone is what an undo takes back.
type Undone struct {
	Event   Event
	Retakes bool // the visit had given back claims, which must be free to be taken again
}

// Undoable tells what an undo would take back: any last step, except that a
// cancelled or missed visit which was followed by a new one stays ended.
// Faults: UndoNothing, UndoFollowed.
func Undoable(events []Event, followed bool) (Undone, error) {
	list := Effective(events)
	if len(list) == 0 {
		return Undone{}, UndoNothing
	}
	last := list[len(list)-1]
	if followed && (last.Step == CancelIt || last.Step == MissIt) {
		return Undone{}, UndoFollowed
	}
	return Undone{last, slices.Contains([]Step{CancelIt, MissIt, Treat}, last.Step)}, nil
}

// EndOf is how the visit that was booked for start ended. A patient's
// cancelling is late when less notice than the clinic asks for was given.
func EndOf(events []Event, start int64, n Numbers) End {
	list := Effective(events)
	switch p := Progressed(events); p.State {
	case Left:
		return EndLeft
	case NoShow:
		return EndNoShow
	case Cancelled:
		if p.Party == ByClinic {
			return EndByClinic
		}
		if start-list[len(list)-1].At < int64(n.LateCancelHours)*span.Hour {
			return EndLateCancel
		}
		return EndEarlyCancel
	}
	return EndNone
}

// NextStepKind is what follows a visit.
type NextStepKind string

// The kinds of next step.
const (
	NextVisit  NextStepKind = "visit"
	NextRecall NextStepKind = "recall"
	NextNone   NextStepKind = "none"
)

// NextStep is what follows a visit: exactly one of a booked visit, a recall
// date, or none with its reason. The zero value is none yet.
type NextStep struct {
	Kind    NextStepKind
	VisitID string
	Recall  civil.Day
	Because string
}

// Validate refuses a visit that would be left without its next step. Faults:
// NextStepMissing, NextStepWrong.
func (n NextStep) Validate(today civil.Day) error {
	ok := false
	switch n.Kind {
	case "":
		return NextStepMissing
	case NextVisit:
		ok = n.VisitID != ""
	case NextRecall:
		ok = n.Recall > today
	case NextNone:
		ok = n.Because != ""
	}
	if !ok {
		return NextStepWrong.At("next_step")
	}
	return nil
}
