package audience

import (
	"archwire/internal/kit/civil"
	"archwire/internal/kit/tooth"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
)

// chargedKind is the kind of a settled charge: see billing.PaidUp.
const chargedKind = billing.FactCharged

// chargedOf makes the happening of a settled charge. category is that of the item
// that cost most.
func chargedOf(b billing.PaidUp, category string) Happening {
	return Happening{Patient: b.Patient, Kind: chargedKind, Subject: b.Bill, At: b.At, Day: b.Day, Word: category, Other: b.Code, Amount: int64(b.Amount)}
}

// visitHappened makes what happened with a visit so far: that it was booked, and how
// it ended. A visit that was moved to another day was not cancelled.
func visitHappened(v visits.Gone, booked civil.Day) []Happening {
	of := func(kind string, at int64, day civil.Day) Happening {
		return Happening{Patient: v.Patient, Kind: kind, Subject: v.Visit, At: at, Day: day, Word: v.Code, Other: v.Category}
	}
	out := []Happening{of(visits.FactBooked, v.BookedAt, booked)}
	switch v.Ended {
	case visits.EndLeft:
		out = append(out, of(visits.FactLeft, v.At, v.Day))
	case visits.EndNoShow:
		out = append(out, of(visits.FactNoShow, v.At, v.Day))
	case visits.EndEarlyCancel, visits.EndLateCancel, visits.EndByClinic:
		out = append(out, of(visits.FactCancelled, v.At, v.Day))
	}
	return out
}

// teeth lists the teeth of a place, "" where it names none: one happening each.
func teeth(site string) []string {
	s, err := tooth.ParseSite(site)
	if err != nil || len(s.Teeth()) == 0 {
		return []string{""}
	}
	out := make([]string, len(s.Teeth()))
	for i, t := range s.Teeth() {
		out[i] = string(t)
	}
	return out
}

// doneOf makes the happenings of an execution, one for each tooth.
func doneOf(d plans.Executed) []Happening {
	var out []Happening
	for i, t := range teeth(d.Site) {
		out = append(out, Happening{Patient: d.Patient, Kind: plans.FactItemExecuted, Subject: d.Execution, Part: i, At: d.At, Day: d.Day, Word: d.Code, Other: t})
	}
	return out
}

// offeredOf makes what happened with the items of somebody's plans, one for each item
// and tooth: that they were presented, and what was answered.
func offeredOf(list []plans.Offered, dayOf func(int64) civil.Day) []Happening {
	var out []Happening
	parts := map[string]int{}
	for _, o := range list {
		for _, t := range teeth(o.Site) {
			add := func(kind string, at int64) {
				if at != 0 {
					out = append(out, Happening{Patient: o.Patient, Kind: kind, Subject: o.Plan, Part: parts[o.Plan], At: at, Day: dayOf(at), Word: o.Code, Other: t})
				}
			}
			add(plans.FactPresented, o.PresentedAt)
			add(plans.FactAccepted, o.AcceptedAt)
			if o.State == plans.Declined { // a plan does not keep when it was declined: the fact does
				add(plans.FactDeclined, max(o.EndedAt, o.PresentedAt))
			}
			parts[o.Plan]++
		}
	}
	return out
}

// raisedOf makes the happening of a complaint.
func raisedOf(c complaints.Raised, dayOf func(int64) civil.Day) Happening {
	return Happening{Patient: c.Patient, Kind: complaints.FactRaised, Subject: c.Complaint, At: c.At, Day: dayOf(c.At), Word: string(c.About), Other: string(c.Severity)}
}
