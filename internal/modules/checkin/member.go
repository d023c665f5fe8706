package checkin

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// MemberState is where a member of a programme stands.
type MemberState string

// The states of a member.
const (
	Active  MemberState = "active"
	Resting MemberState = "paused"
	Left    MemberState = "left"
)

// The reasons of the program itself, and of the form; words of one's own stand in
// Member.Words.
const (
	BecauseConsent  = "consent" // it was withdrawn
	BecauseErased   = "erased"  // the person was
	BecauseFinished = "finished"
)

// Reasons for which a person pauses or ends a membership.
var (
	PauseReasons = []string{"ill", "travel", "exam", "appliance", "other"}
	LeaveReasons = []string{"finished", "changed", "consent", "unwilling", "other"}
)

// Consent is who allowed the check-ins, and how.
type Consent struct {
	By       string // self, guardian
	Relation string // id of the guardian's relation
	Means    string // paper, screen, app, verbal
}

// Member is a patient in a programme.
type Member struct {
	ID        string
	Version   int64
	Clinic    string
	Patient   string
	Of        string // the record at the time of joining: it stays in a merge
	Programme string
	Variant   string
	Every     int         // days of a stage
	Target    int         // hours a day, 0 = the variant's
	Case      string      // id of the plan, "" = none
	Doctor    string      // id
	Follows   string      // id, the follow-up staff
	RemindAt  civil.Clock // 0 = the programme's
	From      civil.Day
	Until     civil.Day // last day, "" = open
	State     MemberState
	RestFrom  civil.Day // paused since
	ResumeOn  civil.Day // "" = when somebody says so
	Since     civil.Day // misses count from here
	Reason    string    // of the pause or the end
	Words     string    // what somebody wrote about it
	Next      civil.Day // the due day that it waits for, "" = none
	Opened    bool      // the reminder of that day went
	WakeAt    int64     // when something happens by itself, 0 = never
	Consent   Consent
	JoinedAt  int64
	JoinedBy  string
	EndedAt   int64
}

// take takes a check-in of a member for a day, and tells whether the day is done in
// time or made up; again where somebody was first. days are the latest ones, in
// order. Faults: NotActive, NotDueYet, NotDue, MakeUpTooLate, MakeUpUsed.
func (m *Member) take(p Programme, c clock, days []Day, day civil.Day, now int64) (state DayState, again bool, refused *fault.Fault) {
	today := c.Today(now)
	for _, d := range days {
		if d.Day == day && d.State.Kept() {
			return d.State, true, nil
		}
	}
	switch {
	case m.State != Active:
		return "", false, NotActive.With()
	case day > today:
		return "", false, NotDueYet.At("day")
	case day == m.Next:
		v, _ := p.Variant(m.Variant)
		if !m.advance(v, p, c, day) {
			m.end(BecauseFinished, "", now)
		}
		return Done, false, nil
	}
	for _, d := range days {
		if d.Day == day && d.State == Missed {
			return MadeUp, false, p.MakeUp.mayMakeUp(day, today, madeUpIn(days, day))
		}
	}
	return "", false, NotDue.At("day")
}

// outcome is what happened to a member by the passing of time.
type outcome struct {
	days []Day // rows to be written
	told []telling
}

// telling is a fact to be published.
type telling struct {
	fact string
	day  civil.Day
	at   int64
	days []Day // the latest days as they stood
}

// play lets time pass for a member until now. days are its latest, in order; what
// was written is appended to them.
func play(m *Member, p Programme, c clock, days []Day, now int64) outcome {
	var out outcome
	v, _ := p.Variant(m.Variant)
	for m.WakeAt > 0 && m.WakeAt <= now {
		if m.State == Resting {
			at := m.WakeAt
			out.days = append(out.days, m.resume(v, p, c, at)...)
			out.told = append(out.told, telling{FactResumed, c.Today(at), at, days})
			if m.State == Left {
				out.told = append(out.told, telling{FactLeft, c.Today(at), at, days})
			}
			continue
		}
		d := Day{Member: m.ID, Clinic: m.Clinic, Day: m.Next, State: Missed, Number: p.Number}
		ends := c.Ends(m.Next)
		if !m.Opened && now < ends {
			d.State, m.Opened, m.WakeAt = Due, true, ends
			out.days = append(out.days, d)
			out.told = append(out.told, telling{FactDue, d.Day, now, days})
			continue
		}
		if !m.Opened {
			d.State = Excused
		}
		out.days, days = append(out.days, d), append(days, d)
		if d.State == Missed {
			out.told = append(out.told, telling{FactMissed, d.Day, ends, days})
		}
		if !m.advance(v, p, c, d.Day) {
			m.end(BecauseFinished, "", ends)
			out.told = append(out.told, telling{FactLeft, d.Day, ends, days})
		}
	}
	return out
}

// advance lets a member wait for the due day after one; false = there is none.
func (m *Member) advance(v Variant, p Programme, c clock, after civil.Day) bool {
	m.Opened = false
	m.Next = v.NextDue(*m, after)
	if m.Next == "" {
		m.WakeAt = 0
		return false
	}
	m.WakeAt = c.Reminds(*m, p, m.Next)
	return true
}

// rest pauses a member from the day that is today; what waited is paused with it.
func (m *Member) rest(c clock, now int64, reason, words string, until civil.Day) []Day {
	today := c.Today(now)
	var out []Day
	if m.Opened {
		out = append(out, Day{Member: m.ID, Clinic: m.Clinic, Day: m.Next, State: Paused})
	}
	m.State, m.Reason, m.Words, m.RestFrom, m.ResumeOn = Resting, reason, words, today, until
	m.WakeAt = 0
	if until != "" {
		m.WakeAt = until.At(c.grace, c.zone)
	}
	return out
}

// resume lets a paused member go on. The due days of the pause become paused days:
// they leave the denominator. Misses are counted anew.
func (m *Member) resume(v Variant, p Programme, c clock, now int64) []Day {
	today := c.Today(now)
	var out []Day
	at := m.Next
	if m.Opened && at != "" && at < today { // it was paused when the pause began
		at = v.NextDue(*m, at)
	}
	for ; at != "" && at < today; at = v.NextDue(*m, at) {
		out = append(out, Day{Member: m.ID, Clinic: m.Clinic, Day: at, State: Paused, Number: p.Number})
	}
	m.State, m.Reason, m.Words, m.RestFrom, m.ResumeOn, m.Since = Active, "", "", "", "", today
	m.Next, m.Opened = at, false
	if at == "" {
		m.end(BecauseFinished, "", now)
		return out
	}
	m.WakeAt = c.Reminds(*m, p, at)
	return out
}

// end takes a member out of the programme.
func (m *Member) end(reason, words string, now int64) {
	m.State, m.Reason, m.Words, m.EndedAt = Left, reason, words, now
	m.Next, m.Opened, m.WakeAt, m.ResumeOn, m.RestFrom = "", false, 0, "", ""
}

// slow tells whether a member is in cycles of more than a day: no version changes
// how often a programme asks.
func slow(m Member, today civil.Day) bool {
	for _, p := range Defaults() {
		if v, known := p.Variant(m.Variant); p.Key == m.Programme && known {
			return v.PhaseOn(m.From, today).cycle(m.Every) > 1
		}
	}
	return true
}
