package billing

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
)

// Signal is what there is to say of a patient's money while they are here: to be
// spoken about, at booking and beside the chair. It is never a door that is
// locked: whoever is in pain, or not safe, is treated.
type Signal struct {
	Patient string
	Owed    money.Fen // for what was charged, in the clinics in sight
	Overdue money.Fen // of schedules
	Since   civil.Day // on which the first open instalment fell due; "" = nothing is overdue
	Days    int       // since then
	Charged money.Fen // on the day in the clinic, less what was taken back
	Left    money.Fen // of it still owed
}

// State says in one word how a patient's money stands. Its text is
// "billing.signal.<state>".
type SignalState string

// The states, the most pressing first.
const (
	SignalOverdue SignalState = "overdue" // an instalment is late
	SignalOwed    SignalState = "owed"    // something is owed
	SignalSettled SignalState = "settled" // charged today, and all of it paid
	SignalNone    SignalState = ""        // nothing to say
)

// State is the most pressing thing there is to say.
func (s Signal) State() SignalState {
	switch {
	case s.Overdue > 0:
		return SignalOverdue
	case s.Owed > 0:
		return SignalOwed
	case s.Charged > 0 && s.Left == 0:
		return SignalSettled
	}
	return SignalNone
}

// late adds what is overdue of an agreement.
func (s *Signal) late(v AgreementView, today civil.Day) {
	if v.Ended != "" || v.Standing.Overdue == 0 {
		return
	}
	s.Overdue += v.Standing.Overdue
	if due := v.Standing.Next.Due; s.Since == "" || due < s.Since {
		s.Since, s.Days = due, today.Sub(due)
	}
}
