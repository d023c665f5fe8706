package messages

import (
	"errors"
	"time"
)

// effect is what follows from a word about a send besides the states.
type effect struct {
	back     bool   // nothing was sent: credit, quota and count of the day are given back
	void     bool   // the provider says that there is no credit
	dead     bool   // the address reaches nobody any more
	fact     string // to be told, "" = nothing
	wakesNow bool   // the message goes on with its ladder
	changed  bool
}

// Pauses between questions about an unknown send. After the last one nobody asks by
// itself any more: it stays visible until somebody decides.
var pauses = []time.Duration{10 * time.Second, 30 * time.Second, 2 * time.Minute, 5 * time.Minute, 15 * time.Minute, time.Hour, 4 * time.Hour, 12 * time.Hour}

// Pauses between questions about what was accepted and of which no receipt came.
var receiptPauses = []time.Duration{3 * time.Minute, 15 * time.Minute, time.Hour, 6 * time.Hour}

const (
	sendGrace = 40 * time.Second // after that, a send without a result has lost its process
	tapPause  = 5 * time.Minute  // between questions whether a colleague tapped
)

// askPause is when a message is looked at again in its state; 0 = not by itself.
// askable tells whether there is somebody to ask.
func (m Message) askPause(now int64, askable bool) int64 {
	after := func(list []time.Duration) int64 {
		if m.Asks >= len(list) {
			return 0
		}
		return now + list[m.Asks].Milliseconds()
	}
	switch m.State {
	case Sending:
		return now + sendGrace.Milliseconds()
	case Unknown:
		return after(pauses)
	case Waits:
		if m.Asks == 0 { // what came up while the task was on its way is seen before the colleague is
			return now
		}
		return now + tapPause.Milliseconds()
	case Accepted:
		if askable {
			return after(receiptPauses)
		}
	}
	return 0
}

// take carries what was said of a send into the send and its message. askable
// tells whether the send's channel can be asked.
func (m *Message) take(s *Send, r reply, now int64, askable bool) effect {
	if s.State == SendUnknown && r.Said == saidNoCredit {
		// One credit carries one message: the first one used it up.
		r.Said = saidAccepted
	}
	before := s.State
	s.State = step(before, r.Said)
	if before != SendDelivered {
		s.Said, s.Code, s.Words, s.SaidAt = r.Said, r.Code, cut(r.Words, 300), now
	}
	if r.Ref != "" {
		s.Ref = r.Ref
	}
	e := effect{changed: s.State != before, dead: r.Said == saidNotFriend, void: r.Said == saidNoCredit && s.State == SendFailed}
	if s.State == before {
		if s.Rung == m.Rung && s.State != SendFailed && follows[s.State] == m.State {
			m.WakeAt = m.askPause(now, askable)
		}
		return e
	}
	e.back = s.State == SendFailed && before != SendAccepted
	m.follow(s, r, now, askable, &e)
	return e
}

// follow brings the message to where its send has come.
func (m *Message) follow(s *Send, r reply, now int64, askable bool, e *effect) {
	switch {
	case m.State == Delivered:
		return
	case s.State == SendDelivered:
		m.State, m.DoneAt, m.WakeAt, m.Reason, m.Channel, m.sealed, e.fact = Delivered, now, 0, "", s.Channel, "", FactDelivered
		if r.At > 0 {
			m.DoneAt = min(r.At, now)
		}
		if m.SentAt == 0 {
			m.SentAt = m.DoneAt
		}
		return
	case s.Rung != m.Rung || m.State.Over():
		return
	}
	m.State, m.Asks = follows[s.State], 0
	switch s.State {
	case SendAccepted:
		m.Reason = ""
		if m.SentAt == 0 {
			m.SentAt, e.fact = now, FactAccepted
		}
	case SendUnknown:
		m.Reason = ReasonNoAnswer
	case SendWaits:
		m.Reason = ""
	case SendFailed:
		m.Reason, m.SentAt, m.WakeAt, e.wakesNow = reasonOf(r), 0, now, true
		if r.Said.again() {
			m.WakeAt += max(r.Wait, 30*time.Second).Milliseconds()
		}
		return
	}
	m.WakeAt = m.askPause(now, askable)
}

// reasonOf is why an attempt failed, as the list shows it.
func reasonOf(r reply) string {
	switch {
	case r.Said == saidNoCredit:
		return ReasonNoCredit
	case r.Said == saidNotFriend:
		return ReasonGone
	case r.Said.again():
		return ReasonBusy
	case r.Code == ReasonNotTapped:
		return ReasonNotTapped
	}
	return ReasonTried
}

// mayResend tells whether an unknown send may go once more under its number: while
// the number protects from a second one, or once where the person's last credit does:
// who gave several would hear it twice. left is how many they still have.
func (s Send) mayResend(key time.Duration, left int, now int64) bool {
	if s.Channel.takesCredit() {
		return s.Tries < 2 && left == 0
	}
	return key > 0 && s.Tries < 4 && now < s.SentAt+key.Milliseconds()
}

// triedBefore sums up earlier attempts for the choice of a channel, since a person
// last wanted the message to go again.
func triedBefore(list []Send, since int64) map[tryKey]tries {
	out := map[tryKey]tries{}
	for _, s := range list {
		if s.SaidAt <= since {
			continue
		}
		k := tryKey{s.Channel, s.Account}
		t := out[k]
		// A group task that is listed nowhere may be made again. An SMS that is listed
		// nowhere is not sent again by itself: the next channel is.
		if s.Said.again() || s.Said == saidAbsent && s.Channel == WeComTask {
			t.soft++
		} else {
			t.over = true
		}
		out[k] = t
	}
	return out
}

// errNotCancelled says that a task could not be taken back; it is tried again.
var errNotCancelled = errors.New("messages: the task was not taken back")

// errNotReminded says that nobody was reminded; it is tried again.
var errNotReminded = errors.New("messages: the colleague was not reminded")
