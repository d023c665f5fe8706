package org

import (
	"regexp"
	"sync"
	"time"
	_ "time/tzdata" // a clinic's zone must be known on a machine without a zone database

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
)

// Kind says whose a clinic is.
type Kind string

// The kinds of clinic.
const (
	Own       Kind = "own"       // 直营: the group's own
	Managed   Kind = "managed"   // 托管: run by the group for its owner
	Franchise Kind = "franchise" // 加盟: another company under the group's name
)

// OtherLegalPerson tells whether the clinic is another controller of personal
// data than the group: sharing a record with it needs the patient's own consent.
func (k Kind) OtherLegalPerson() bool { return k == Franchise }

// HomeZone is the zone of a clinic that names no other, and the one in which
// the group's own days (employment) are counted.
const HomeZone = "Asia/Shanghai"

// Clinic is one shop of the group.
type Clinic struct {
	ID           string
	Code         string // short, unique in the group: "fengche"
	Name         string // 风车路店
	ShortName    string // for cards and columns: 风车
	Kind         Kind
	LegalEntity  string // the company on contract and invoice
	City         string
	Address      string
	Phone        string // of the desk, as printed
	Zone         string // IANA name
	Hours        Hours
	NumberPrefix string // what its record numbers begin with, unique in the group
	ClosedAt     int64  // epoch milliseconds; 0 = in service
	Version      int64
}

// Location is the clinic's zone. A zone that the program does not know cannot
// be stored (check), so the home zone stands in only for a broken row.
func (c Clinic) Location() *time.Location {
	if c.Zone == HomeZone {
		return homeZone()
	}
	if l, err := time.LoadLocation(c.Zone); err == nil {
		return l
	}
	return homeZone()
}

// homeZone is read once: each request counts its day in it.
var homeZone = sync.OnceValue(func() *time.Location {
	l, err := time.LoadLocation(HomeZone)
	if err != nil {
		panic("org: " + err.Error()) // tzdata is linked in
	}
	return l
})

// Opening is when a clinic is open on one weekday; the zero value is closed.
type Opening struct {
	From civil.Clock `json:"from"`
	To   civil.Clock `json:"to"`
}

// Closed tells whether the clinic does not open.
func (o Opening) Closed() bool { return o == Opening{} }

// Hours are the usual openings by time.Weekday, Sunday first. Lunch, holidays
// and make-up workdays belong to the schedule.
type Hours [7]Opening

// EveryDay is the same opening on all seven days.
func EveryDay(from, to civil.Clock) Hours {
	var h Hours
	for i := range h {
		h[i] = Opening{From: from, To: to}
	}
	return h
}

var (
	codeForm   = regexp.MustCompile(`^[a-z0-9][a-z0-9-]{1,30}$`)
	prefixForm = regexp.MustCompile(`^[A-Z0-9]{0,6}$`)
	phoneForm  = regexp.MustCompile(`^[0-9+() -]{0,32}$`)
)

// check tells everything that is wrong with a clinic.
func (c Clinic) check() error {
	var wrong []*fault.Fault
	if !codeForm.MatchString(c.Code) {
		wrong = append(wrong, BadCode.At("code"))
	}
	if blank(c.Name) {
		wrong = append(wrong, NameMissing.At("name"))
	}
	if blank(c.ShortName) {
		wrong = append(wrong, NameMissing.At("short_name"))
	}
	if c.Kind != Own && c.Kind != Managed && c.Kind != Franchise {
		wrong = append(wrong, BadKind.At("kind"))
	}
	if c.Kind.OtherLegalPerson() && blank(c.LegalEntity) {
		wrong = append(wrong, LegalEntityMissing.At("legal_entity"))
	}
	// "Local" and "" mean the machine's zone, which is no fact of the clinic.
	if _, err := time.LoadLocation(c.Zone); err != nil || c.Zone == "" || c.Zone == "Local" {
		wrong = append(wrong, BadZone.At("zone", "zone", c.Zone))
	}
	if !prefixForm.MatchString(c.NumberPrefix) {
		wrong = append(wrong, BadPrefix.At("number_prefix"))
	}
	if !phoneForm.MatchString(c.Phone) {
		wrong = append(wrong, BadPhone.At("phone"))
	}
	for _, o := range c.Hours {
		if !o.Closed() && (o.From < 0 || o.To > 24*60 || o.From >= o.To) {
			wrong = append(wrong, BadHours.At("hours"))
			break
		}
	}
	return fault.Join(wrong)
}
