package followup

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/kit/civil"
)

// Interval is how long after the last time somebody is to be looked at again.
// Years, months, weeks and days add up: "6m+1d", so that a visit is never a day
// too early.
type Interval struct{ Years, Months, Weeks, Days int }

var intervalPart = regexp.MustCompile(`^(\d{1,3})([ymwd])$`)

// ParseInterval reads "1y", "6m+1d". Each unit stands once, and together they are
// at least a day and at most ten years.
func ParseInterval(text string) (Interval, bool) {
	var i Interval
	seen := map[string]bool{}
	for _, p := range strings.Split(strings.ReplaceAll(strings.ToLower(text), " ", ""), "+") {
		m := intervalPart.FindStringSubmatch(p)
		if m == nil || seen[m[2]] {
			return Interval{}, false
		}
		seen[m[2]] = true
		n, _ := strconv.Atoi(m[1])
		*map[string]*int{"y": &i.Years, "m": &i.Months, "w": &i.Weeks, "d": &i.Days}[m[2]] = n
	}
	days := i.Years*365 + i.Months*30 + i.Weeks*7 + i.Days
	return i, days >= 1 && days <= 3660
}

// String is the interval as it is stored.
func (i Interval) String() string {
	var out []string
	for _, p := range []struct {
		n    int
		unit string
	}{{i.Years, "y"}, {i.Months, "m"}, {i.Weeks, "w"}, {i.Days, "d"}} {
		if p.n > 0 {
			out = append(out, strconv.Itoa(p.n)+p.unit)
		}
	}
	return strings.Join(out, "+")
}

// After is the day on which it is over. A day that its month does not have is the
// month's last.
func (i Interval) After(d civil.Day) civil.Day {
	return d.AddMonths(12*i.Years + i.Months).AddDays(7*i.Weeks + i.Days)
}

// RecallType is a reason to be looked at again.
type RecallType struct {
	Key      string
	Name     Words
	Interval Interval
	Triggers []string // follow-up classes, or codes of items, that begin it anew
	Excludes []string // types that do not stand beside it: cleaning and periodontal
	Active   bool
}

// DefaultRecalls are the types that the program brings.
var DefaultRecalls = []RecallType{
	{Key: "cleaning", Name: Words{"洁牙", "Cleaning"}, Interval: Interval{Months: 6, Days: 1}, Triggers: []string{"P01", "P02"}, Excludes: []string{"periodontal"}, Active: true},
	{Key: "periodontal", Name: Words{"牙周维护", "Periodontal maintenance"}, Interval: Interval{Months: 3, Days: 1}, Triggers: []string{"P03", "gum_surgery"},
		Excludes: []string{"cleaning"}, Active: true},
	{Key: "implant", Name: Words{"种植体每年维护", "Implant maintenance"}, Interval: Interval{Years: 1, Days: 1}, Triggers: []string{"implant"}, Active: true},
	{Key: "retention", Name: Words{"保持期每年复查", "Retention review"}, Interval: Interval{Years: 1, Days: 1}, Triggers: []string{"retainer"}, Active: true},
	{Key: "observation", Name: Words{"替牙期观察复查", "Observation review"}, Interval: Interval{Months: 4}, Triggers: []string{"observation"}, Active: true},
	{Key: "fluoride", Name: Words{"涂氟", "Fluoride"}, Interval: Interval{Months: 6, Days: 1}, Triggers: []string{"P04"}, Active: true},
}

// RecallState says whether a recall counts.
type RecallState string

// The states of a recall. A disabled one is kept, so that what triggers it does
// not make it again.
const (
	RecallOn       RecallState = "on"
	RecallOff      RecallState = "off"       // for good
	RecallUntil    RecallState = "off_until" // until a day
	RecallBelow    RecallState = "off_below" // until the balance is paid below an amount
	RecallReplaced RecallState = "excluded"  // another type stands in its place
	RecallOver     RecallState = "over"      // nothing triggers it any more
)

// PatientRecall is one recall of one patient: at most one of a type.
type PatientRecall struct {
	Type    string
	From    civil.Day // the last time; "" = set by hand alone
	Due     civil.Day
	ByHand  bool // its day was set by a person and is never overwritten
	State   RecallState
	Until   civil.Day // of off_until
	Balance int64     // of off_below, fen
}

// Live tells whether the recall counts on a day.
func (r PatientRecall) Live(today civil.Day, balance int64) bool {
	switch r.State {
	case RecallOn:
		return true
	case RecallUntil:
		return today >= r.Until
	case RecallBelow:
		return balance < r.Balance
	}
	return false
}

// Trigger is that something was done which begins recalls anew.
type Trigger struct {
	Class string
	Code  string
	Day   civil.Day
}

func (t RecallType) begins(x Trigger) bool {
	return slices.Contains(t.Triggers, x.Class) || slices.Contains(t.Triggers, x.Code)
}

// Recompute gives the recalls of a patient after something was done, undone or
// dated anew: from everything that was done and still counts, and from what
// stands. Of types that exclude each other the one with the later trigger
// stands, and of the same day the shorter interval. What a person set or
// switched off stays as it is.
func Recompute(types []RecallType, done []Trigger, have []PatientRecall) []PatientRecall {
	var out []PatientRecall
	for _, t := range types {
		r, there := recallOf(have, t.Key)
		r.Type = t.Key
		last := lastTrigger(t, done)
		switch {
		case last == "" && !there, !t.Active && !there:
			continue
		case last == "":
			r.From = ""
			if !r.ByHand && r.State == RecallOn {
				r.State = RecallOver
			}
		default:
			if !there || r.State == RecallOver || r.State == RecallReplaced {
				r.State = RecallOn
			}
			r.From = last
			if !r.ByHand {
				r.Due = t.Interval.After(last)
			}
		}
		out = append(out, r)
	}
	return exclude(types, out)
}

func recallOf(list []PatientRecall, kind string) (PatientRecall, bool) {
	for _, r := range list {
		if r.Type == kind {
			return r, true
		}
	}
	return PatientRecall{State: RecallOn}, false
}

func lastTrigger(t RecallType, done []Trigger) (last civil.Day) {
	for _, x := range done {
		if t.begins(x) && x.Day > last {
			last = x.Day
		}
	}
	return last
}

// exclude lets one of those that exclude each other stand.
func exclude(types []RecallType, list []PatientRecall) []PatientRecall {
	for n, r := range list {
		at := slices.IndexFunc(types, func(t RecallType) bool { return t.Key == r.Type })
		if r.State != RecallOn || at < 0 {
			continue
		}
		for _, o := range list {
			if o.State == RecallOn && slices.Contains(types[at].Excludes, o.Type) && stronger(o, r) {
				list[n].State = RecallReplaced
			}
		}
	}
	return list
}

// stronger tells whether o stands before r.
func stronger(o, r PatientRecall) bool {
	return cmp.Or(boolRank(o.ByHand)-boolRank(r.ByHand), strings.Compare(string(o.From), string(r.From)), strings.Compare(string(r.Due), string(o.Due)),
		strings.Compare(r.Type, o.Type)) > 0
}

func boolRank(b bool) int {
	if b {
		return 1
	}
	return 0
}
