package messages

import (
	"strings"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// MoveState is how far the move of a customer to another colleague came. Its text is
// "messages.move.<state>".
type MoveState string

// The states.
const (
	MoveAsked   MoveState = "asked"   // WeCom is to be asked soon
	MoveAsking  MoveState = "asking"  // it is being asked
	MoveWaiting MoveState = "waiting" // it took it: the customer has a day to refuse
	MoveMoved   MoveState = "moved"
	MoveRefused MoveState = "refused" // by the customer
	MoveFailed  MoveState = "failed"  // Reason says why
	MoveUnknown MoveState = "unknown" // nobody answered: what came of it is looked up
)

// Open tells whether something may still come of it.
func (s MoveState) Open() bool {
	return s == MoveAsked || s == MoveAsking || s == MoveWaiting || s == MoveUnknown
}

// MoveKind is whether the colleague who gives a customer is still at WeCom. Its text is
// "messages.move_kind.<kind>".
type MoveKind string

// The kinds.
const (
	MoveOnJob    MoveKind = "on_job"
	MoveResigned MoveKind = "resigned" // the admin took the colleague out of the corp
)

// Move is a customer on the way from one colleague to another at WeCom (客户继承).
type Move struct {
	ID       string
	Clinic   string // where it was decided
	Account  string
	Address  string
	From, To string // userids
	Kind     MoveKind
	State    MoveState
	Reason   string // of what failed or was refused: "messages.move_why.<reason>", or WeCom's code and words
	Batch    string // those that were decided at once
	Words    string // what the customer reads once it is done, sealed
	At       int64  // when it was decided
	By       string
	StateAt  int64
	Tries    int   // how often it was asked about since StateAt
	WakeAt   int64 // when it is looked at next; 0 = never
	Settled  int64 // when it was over
}

// Reasons of what failed. Those of WeCom's codes that are not here are told as they came.
const (
	moveGone     = "gone"      // they are no friends any more
	moveTwice    = "twice"     // moved twice within 90 days
	moveMoving   = "moving"    // on the way already, as from WeCom's own console
	moveFull     = "full"      // the taker has as many customers as WeCom allows
	moveHere     = "here"      // the colleague has not left WeCom
	moveTaker    = "taker"     // the taker has not proven their name at WeCom
	moveNotTaken = "not_taken" // asked, WeCom knows of no such move
	moveSilent   = "silent"    // WeCom told no end of it within days
	moveNobody   = "no_double"
	moveOff      = "account_off"
	moveDeclined = "declined" // by the customer
	moveUserid   = "userid"   // one of the two is not in the corp, or out of the app's range
)

// moveReasons names what WeCom's codes about one customer say.
var moveReasons = map[string]string{
	"40096": moveGone, "40131": moveGone, "84061": moveGone, "40097": moveHere, "40098": moveTaker, "40099": moveFull,
	"40100": moveMoving, "40129": moveMoving, "40128": moveTwice, "60111": moveUserid,
}

const (
	// moveTimes is how often WeCom lets a customer be moved on the job within moveWithin.
	moveTimes  = 2
	moveWithin = 90 * 24 * time.Hour
	// moveDay is how long a customer may refuse.
	moveDay = 24 * time.Hour
	// moveLease is when an asking whose process died is no longer waited for.
	moveLease = 2 * time.Minute
	// moveSettles is when WeCom would know of a move that it took, though it did not
	// answer.
	moveSettles = 10 * time.Minute
	// moveEnds is when nothing is expected any more of one that WeCom says no end of.
	moveEnds = 8 * 24 * time.Hour
	// moveSkew is by how much two clocks may differ.
	moveSkew      = 10 * time.Minute
	moveWordsMost = 200 // characters, of WeCom
	movesMost     = 5000
	moveAtOnce    = 100 // customers in one call, of WeCom
	// wayAssigned is the add_way of who was given to a colleague.
	wayAssigned = 202
)

// checkMoveWords tells what is wrong with what customers are to read.
func checkMoveWords(words string) (string, error) {
	words = strings.TrimSpace(words)
	if utf8.RuneCountInString(words) > moveWordsMost {
		return words, fault.Join([]*fault.Fault{BadMoveWords.At("words", "max", moveWordsMost)})
	}
	return words, nil
}

// movable tells why a customer cannot be moved now, "" = they can. moved is how often
// they were moved on the job within moveWithin, or are about to be.
func movable(kind MoveKind, open bool, moved int) string {
	switch {
	case open:
		return moveMoving
	case kind == MoveOnJob && moved >= moveTimes:
		return moveTwice
	}
	return ""
}

func (m *Move) over(state MoveState, reason string, at int64) {
	m.State, m.Reason, m.StateAt, m.Settled, m.Tries, m.WakeAt = state, reason, at, at, 0, 0
}

func (m *Move) stands(state MoveState, now int64) {
	m.State, m.StateAt, m.Tries = state, now, 0
	m.WakeAt = m.nextLook(now)
}

// answered takes what WeCom said when it was asked to move the customer. of is what it
// said of this one, where it took the call: a code, and whether it said anything.
func (m *Move) answered(r reply, code string, told bool, now int64) {
	switch r.Said {
	case saidAccepted:
	case saidUnreached, saidBusy: // certain: nothing was asked
		m.State, m.Reason, m.StateAt, m.Tries = MoveAsked, r.Code, now, m.Tries+1
		m.WakeAt = now + max(r.Wait, time.Minute).Milliseconds()
		return
	case saidSilent:
		m.stands(MoveUnknown, now)
		return
	default:
		m.over(MoveFailed, moveReason(r.Code, r.Words), now)
		return
	}
	switch {
	case !told || code == "-1":
		m.stands(MoveUnknown, now)
	case code == "0":
		m.Reason = ""
		m.stands(MoveWaiting, now)
	default:
		m.over(MoveFailed, moveReason(code, ""), now)
	}
}

func moveReason(code, words string) string {
	if r := moveReasons[code]; r != "" {
		return r
	}
	return strings.TrimSpace(code + " " + bytesCut(words, 200))
}

// heard takes what WeCom says when it is asked what came of the move; nil = it knows of
// none. A record from before this move was asked for is another's: a customer may go to
// and fro.
func (m *Move) heard(x *wecomMoved, now int64) {
	if x != nil && x.At > 0 && x.At*1000 < m.At-moveSkew.Milliseconds() {
		x = nil
	}
	status := movedNone
	if x != nil {
		status = x.Status
	}
	switch status {
	case movedDone:
		m.over(MoveMoved, "", now)
		m.StateAt = min(max(x.At*1000, m.At), now)
		return
	case movedRefused:
		m.over(MoveRefused, moveDeclined, now)
		return
	case movedFull:
		m.over(MoveFailed, moveFull, now)
		return
	case movedWaits:
		if m.State == MoveUnknown {
			m.stands(MoveWaiting, now)
			return
		}
	default:
		if m.State == MoveUnknown && now >= m.StateAt+moveSettles.Milliseconds() {
			m.over(MoveFailed, moveNotTaken, now)
			return
		}
	}
	if now >= m.At+moveEnds.Milliseconds() {
		m.over(MoveFailed, moveSilent, now)
		return
	}
	m.Tries++
	m.WakeAt = m.nextLook(now)
}

// nextLook is when a move is asked about: soon where nobody knows whether WeCom took it;
// else now and then while the customer may refuse, at the end of that, and then in
// growing steps.
func (m Move) nextLook(now int64) int64 {
	if m.State == MoveUnknown {
		return now + (time.Minute << min(m.Tries, 8)).Milliseconds()
	}
	for _, after := range []time.Duration{time.Hour, 6 * time.Hour, moveDay + 5*time.Minute} {
		if at := m.StateAt + after.Milliseconds(); at > now {
			return at
		}
	}
	return now + (30 * time.Minute << min(m.Tries, 4)).Milliseconds()
}
