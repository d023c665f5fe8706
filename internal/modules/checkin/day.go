package checkin

import (
	"strconv"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// DayState is where a due day stands.
type DayState string

// The states. Paused and excused days leave the denominator.
const (
	Due     DayState = "due"
	Done    DayState = "done"
	MadeUp  DayState = "made_up"
	Missed  DayState = "missed"
	Paused  DayState = "paused"
	Excused DayState = "excused" // the program stood still: nobody could check in
)

// Counts tells whether a day of the state is in the denominator.
func (s DayState) Counts() bool { return s == Done || s == MadeUp || s == Missed }

// Kept tells whether somebody checked in for the day.
func (s DayState) Kept() bool { return s == Done || s == MadeUp }

// Day is one due day of a member.
type Day struct {
	Member  string
	Clinic  string
	Day     civil.Day
	State   DayState
	Number  int               // of the programme's version that asked
	At      int64             // of the check-in, epoch milliseconds; 0 = there is none
	Via     Via               // who checked in
	Staff   string            // id, who noted it
	Link    string            // id of the link through which it came
	Claimed map[string]string // by key of the item: what was said, not what was seen
	Words   string            // the note
}

// Via says by what way a check-in came.
type Via string

// The ways.
const (
	ByLink  Via = "link"  // whoever has the link: a guardian, or the patient
	ByStaff Via = "staff" // somebody of the clinic noted what they were told
)

// Tally is what the latest due days come to. Days before the streak began do not
// count: a pause lets everybody begin anew.
type Tally struct {
	Kept   int // done or made up in a row
	Missed int // in a row
	Of7    int // missed of the last 7 that count
	Of10   int
	Of14   int
	Seen   int // how many were looked at, 14 at most
}

// tally counts the days of a member, in the order of days.
func tally(days []Day, since civil.Day) Tally {
	var t Tally
	kept, missed := true, true
	for n := len(days) - 1; n >= 0; n-- {
		d := days[n]
		if !d.State.Counts() || d.Day < since {
			continue
		}
		miss := d.State == Missed
		kept, missed = kept && !miss, missed && miss
		if kept {
			t.Kept++
		}
		if missed {
			t.Missed++
		}
		if t.Seen >= 14 {
			if !kept && !missed {
				break
			}
			continue
		}
		if miss {
			t.count()
		}
		t.Seen++
	}
	return t
}

// count adds a missed day to the spans that it lies in.
func (t *Tally) count() {
	t.Of14++
	if t.Seen < 10 {
		t.Of10++
	}
	if t.Seen < 7 {
		t.Of7++
	}
}

// missedOf is how many of the last so many due days were missed.
func (t Tally) missedOf(of int) int {
	switch of {
	case 7:
		return t.Of7
	case 10:
		return t.Of10
	}
	return t.Of14
}

// Rung is how far a ladder climbs by a tally. It ends with a check-in, whatever was
// missed before.
func (p Programme) Rung(t Tally) Rung {
	out := RungNone
	if t.Missed == 0 {
		return out
	}
	for _, x := range p.Ladder {
		if x.Row > 0 && t.Missed >= x.Row || x.Missed > 0 && t.missedOf(x.Of) >= x.Missed {
			out = x.Rung
		}
	}
	return out
}

// mayMakeUp tells whether a missed day may still be made up on a day; made is how
// many days of the same month were made up already.
func (r MakeUp) mayMakeUp(day, today civil.Day, made int) *fault.Fault {
	switch {
	case today.Sub(day) > r.Back:
		return MakeUpTooLate.With("days", r.Back)
	case r.PerMonth > 0 && made >= r.PerMonth:
		return MakeUpUsed.With("count", r.PerMonth)
	}
	return nil
}

// madeUpIn counts the days that were made up in the month of a day.
func madeUpIn(days []Day, of civil.Day) int {
	n := 0
	for _, d := range days {
		if d.State == MadeUp && d.Day[:7] == of[:7] {
			n++
		}
	}
	return n
}

// maxNote is how many characters a note has at most.
const maxNote = 500

// checkClaims refuses what cannot be an answer, and a check-in that leaves out what
// must be said; what was not asked is dropped. Faults: BadClaim, ClaimMissing.
func checkClaims(items []Item, said map[string]string) (map[string]string, []*fault.Fault) {
	out := map[string]string{}
	var wrong []*fault.Fault
	for _, i := range items {
		v := strings.TrimSpace(said[i.Key])
		switch {
		case v == "" && i.Must:
			wrong = append(wrong, ClaimMissing.At("values."+i.Key))
		case v != "" && !i.takes(v):
			wrong = append(wrong, BadClaim.At("values."+i.Key))
		case v != "":
			out[i.Key] = v
		}
	}
	return out, wrong
}

// takes tells whether a text answers an item.
func (i Item) takes(v string) bool {
	switch i.Kind {
	case YesNo:
		return v == "yes" || v == "no"
	case Note:
		return len([]rune(v)) <= maxNote
	case Hours:
		f, err := strconv.ParseFloat(v, 64)
		return err == nil && f >= 0 && f <= 24 && f*2 == float64(int(f*2)) && len(v) <= 4 && !strings.ContainsAny(v, "eE+xX")
	}
	n, err := strconv.Atoi(v)
	return err == nil && n >= 0 && (i.Max == 0 || n <= i.Max)
}
