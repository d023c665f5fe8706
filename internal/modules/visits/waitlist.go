package visits

import (
	"cmp"
	"slices"

	"archwire/internal/kit/span"
)

// WaitEntry is a patient who would like to come, or to come earlier.
type WaitEntry struct {
	ID               string
	PatientID        string
	VisitID          string // the visit that would move forward, "" if none is booked
	VisitStart       int64  // its start, 0 if none
	Template         Template
	Pattern          Pattern // with add-ons; empty: the template's
	Doctors          []string
	Days             Days    // the zero value: any day
	Declined         []int64 // starts that the patient said no to
	Parts            []Part  // of the day; empty: any
	ReachMinutes     int     // how long the patient needs to get here
	Since            int64
	Urgent           bool
	SchoolAge        bool
	ApplianceArrived bool
}

// Freed is a stretch that came free.
type Freed struct {
	Span     span.Span
	DoctorID string
	PlaceID  string // "" for any
}

// WaitReason says why an entry ranks where it does; its text is
// visits.waitlist.reason.<reason>.
type WaitReason string

// The reasons.
const (
	WaitUrgent  WaitReason = "urgent"   // pain or something broken
	WaitFills   WaitReason = "fills"    // uses at least three quarters of what is free
	WaitDoctor  WaitReason = "doctor"   // asked for this doctor
	WaitEarlier WaitReason = "earlier"  // comes a week or more earlier than booked
	WaitLong    WaitReason = "long"     // has waited for two weeks or more
	WaitInReach WaitReason = "in_reach" // can be here with half an hour to spare
)

// WaitOffer is an entry with the fit that it could be offered.
type WaitOffer struct {
	EntryID string
	Fit     Fit
	Score   int
	Reasons []WaitReason
}

// RankWaitlist lists the entries that a freed stretch could serve, best first:
// those whose pattern really fits (doctor, place, pools, day template) wholly
// within it, whose wishes allow it and who can be here in time.
func RankWaitlist(day *DayState, freed Freed, entries []WaitEntry) []WaitOffer {
	var out []WaitOffer
	for _, e := range entries {
		if e.Days != (Days{}) && !e.Days.Holds(day.Date) {
			continue
		}
		if len(e.Doctors) > 0 && freed.DoctorID != "" && !slices.Contains(e.Doctors, freed.DoctorID) {
			continue
		}
		if e.VisitStart > 0 && e.VisitStart <= freed.Span.Start {
			continue
		}
		f, ok := fitWithin(day, freed, e)
		if !ok || slices.Contains(e.Declined, f.Plan.Start) {
			continue
		}
		score, why := e.worth(freed, f, day.Now)
		out = append(out, WaitOffer{e.ID, f, score, why})
	}
	since := map[string]int64{}
	for _, e := range entries {
		since[e.ID] = e.Since
	}
	slices.SortStableFunc(out, func(a, b WaitOffer) int {
		return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(since[a.EntryID], since[b.EntryID]))
	})
	return out
}

// fitWithin is the soonest fit of an entry that ends before the freed stretch does.
func fitWithin(day *DayState, freed Freed, e WaitEntry) (Fit, bool) {
	q := Query{
		Template: e.Template, Pattern: e.Pattern, VisitID: e.VisitID, PatientID: e.PatientID,
		SchoolAge: e.SchoolAge, ApplianceArrived: e.ApplianceArrived, Doctors: e.Doctors,
		NotBefore: max(freed.Span.Start, day.Now+int64(e.ReachMinutes)*span.Minute),
		Parts:     e.Parts, Soonest: true, Limit: 1,
	}
	if freed.DoctorID != "" {
		q.Doctors = []string{freed.DoctorID}
	}
	if freed.PlaceID != "" {
		q.Places = []string{freed.PlaceID}
	}
	fits := Find([]*DayState{day}, q)
	if len(fits) == 0 || fits[0].Plan.End() > freed.Span.End {
		return Fit{}, false
	}
	return fits[0], true
}

// worth is what it is worth to offer the stretch to the entry, and why.
func (e WaitEntry) worth(freed Freed, f Fit, now int64) (int, []WaitReason) {
	score := 0
	var why []WaitReason
	for _, w := range []struct {
		holds bool
		worth int
		why   WaitReason
	}{
		{e.Urgent, 50, WaitUrgent},
		{4*f.Plan.Span().Minutes() >= 3*freed.Span.Minutes(), 30, WaitFills},
		{slices.Contains(e.Doctors, freed.DoctorID) && freed.DoctorID != "", 10, WaitDoctor},
		{e.VisitStart > 0 && e.VisitStart-f.Plan.Start >= 7*span.Day, 10, WaitEarlier},
		{e.Since > 0 && now-e.Since >= 14*span.Day, 10, WaitLong},
		{f.Plan.Start-now >= int64(e.ReachMinutes+30)*span.Minute, 10, WaitInReach},
	} {
		if w.holds {
			score += w.worth
			why = append(why, w.why)
		}
	}
	// Within the same reasons, the one that leaves less of the stretch unused.
	return score + 9*f.Plan.Span().Minutes()/max(freed.Span.Minutes(), 1), why
}
