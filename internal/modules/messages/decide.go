package messages

import (
	"fmt"
	"time"
)

// Do is what is decided about a message that is due.
type Do string

// What may be decided.
const (
	Go     Do = "go"
	Later  Do = "later"
	Drop   Do = "drop"
	Expire Do = "expire"
)

// verdict is the decision about one message.
type verdict struct {
	do     Do
	reason string
	at     int64 // of later
	way    choice
	why    Why
}

// Person is what is known of who a message is for.
type Person struct {
	Found    bool // in the records, and not erased
	Deceased bool
	Absent   bool // a colleague who works here no more
}

// Rules are the numbers that a clinic decides, for the class of the message.
type Rules struct {
	Hours     Hours
	Smear     time.Duration
	Person    int // messages of the class a day, 0 = no bound
	Household int
}

// Case is everything that the decision about one message takes into account.
type Case struct {
	Message
	Purpose   Purpose
	Zone      *time.Location
	Person    Person
	Refused   string // by who planned it; a reason
	Complaint bool   // an open one
	NeverSold bool   // belongs to those who are never marketed to; looked at for Marketing only
	Consent   bool   // to promotions; looked at for Marketing only
	Agreed    string // id of that consent
	OptedOut  bool   // of the class, on all channels
	Rules     Rules
	Heard     int // of the class today, by the person
	AtHome    int // by the household
	Known     Known
}

// pauseShort is how long a message waits for what may be mended soon: a quota that
// is empty, a provider that is too busy.
const pauseShort = 15 * time.Minute

// pauseApp is how long a message to a colleague waits who had many in this minute.
const pauseApp = time.Minute

// pause is how long a message waits for what passed a channel over.
func (p Passed) pause() int64 {
	if p.Channel == WeComApp && p.Reason == ReasonBusy {
		return pauseApp.Milliseconds()
	}
	return pauseShort.Milliseconds()
}

// stops tells of classes that stop where others wait.
func (c Class) stops() bool { return c == Relation || c == Marketing }

// decide says what becomes of a message now.
func decide(c Case) verdict {
	v := verdict{why: c.Why}
	v.why.Basis, v.why.Passed, v.why.Consent = basisOf[c.Class], nil, ""
	if c.Class == Marketing && c.Consent {
		v.why.Consent = c.Agreed
	}
	if reason := c.against(); reason != "" {
		v.do, v.reason = Drop, reason
		if reason == ReasonLate {
			v.do = Expire
		}
		return v
	}
	if !c.Urgent {
		if at := c.Rules.Hours.next(c.Known.Now, c.Zone); at > c.Known.Now {
			return c.later(v, ReasonQuiet, at+smear(c.ID, c.Rules.Smear))
		}
		if reason := c.capped(&v); reason != "" {
			if c.Class.stops() {
				v.do, v.reason = Drop, reason
				return v
			}
			tomorrow := c.Rules.Hours.next(endOfDay(c.Known.Now, c.Zone), c.Zone)
			return c.later(v, reason, tomorrow+smear(c.ID, c.Rules.Smear))
		}
	}
	var ok bool
	if v.way, v.why.Passed, ok = choose(c.Purpose, c.Known); ok {
		v.do = Go
		return v
	}
	for _, p := range v.why.Passed {
		if temporary(p.Reason) && c.Known.Now+p.pause() < c.Until {
			return c.later(v, p.Reason, c.Known.Now+p.pause())
		}
	}
	v.do, v.reason = Drop, ReasonUnreachable
	return v
}

// against tells what forbids the message altogether.
func (c Case) against() string {
	switch {
	case c.Known.Now >= c.Until:
		return ReasonLate
	case !c.Person.Found:
		return ReasonErased
	case c.Person.Deceased:
		return ReasonDeceased
	case c.Person.Absent:
		return ReasonNotHere
	case c.Refused != "":
		return c.Refused
	case c.Complaint && c.Class.stops():
		return ReasonComplaint
	case c.Class == Marketing && c.NeverSold:
		return ReasonNeverSold
	case c.Class == Marketing && !c.Consent:
		return ReasonNoConsent
	case c.OptedOut && !c.Urgent:
		return ReasonOptedOut
	}
	return ""
}

// capped tells which bound of the day is reached, and notes how far it is. A
// message that goes on with its ladder was counted when it first went.
func (c Case) capped(v *verdict) string {
	if c.Rung > 0 || c.Class == Staff {
		return ""
	}
	v.why.Person = fmt.Sprintf("%d/%d", c.Heard, c.Rules.Person)
	v.why.Household = fmt.Sprintf("%d/%d", c.AtHome, c.Rules.Household)
	switch {
	case c.Rules.Person > 0 && c.Heard >= c.Rules.Person:
		return ReasonCap
	case c.Rules.Household > 0 && c.AtHome >= c.Rules.Household:
		return ReasonHousehold
	}
	return ""
}

// later puts a message off, or drops it where it would come too late.
func (c Case) later(v verdict, reason string, at int64) verdict {
	if at >= c.Until {
		v.do, v.reason = Expire, reason
		return v
	}
	v.do, v.reason, v.at = Later, reason, at
	if n := len(v.why.Deferred); n == 0 || v.why.Deferred[n-1] != reason {
		v.why.Deferred = append(v.why.Deferred[:n:n], reason)
	}
	return v
}
