package followup

import (
	"cmp"
	"slices"
)

// Week is what one caller did in a week, or what nobody did.
type Week struct {
	Caller     string // account, "" = nobody in particular
	Name       string
	Due        int // contacts whose time was in the week
	Done       int // with a result
	InTime     int
	Calls      int // that were tried
	Reached    int // of them
	Amber      int
	Red        int
	Complaints int
	Booked     int // who wished to book
	Referrals  int // recommendations that were promised or named
}

// add takes a contact with its result in.
func (w *Week) add(m Made, r *Result, tries int) {
	w.Due++
	if m.Way == Call {
		w.Calls += boolRank(tries > 0 || r != nil)
	}
	if r == nil {
		return
	}
	w.Done++
	w.InTime += boolRank(r.InTime)
	w.Reached += boolRank(r.Means == "call" && r.Outcome == Reached)
	w.Amber += boolRank(r.Level == Amber)
	w.Red += boolRank(r.Level == Red)
	w.Booked += boolRank(r.Wish == "book")
	w.Referrals += boolRank(r.Referral == "promised" || r.Referral == "named")
}

// weekOf sums a week per caller: whoever recorded the result, else whose call it
// is. The last is what forms did by themselves.
func weekOf(contacts []Made, results map[string]Result, tries map[string]int, complaints map[string]int) []Week {
	sums := map[string]*Week{}
	of := func(caller string) *Week {
		if sums[caller] == nil {
			sums[caller] = &Week{Caller: caller}
		}
		return sums[caller]
	}
	for _, m := range contacts {
		if m.State == ContactEnded && m.Reason != BecauseUnanswered {
			continue // was not needed any more
		}
		caller := m.Caller
		var last *Result
		if r, there := results[m.ID]; there {
			last = &r
			caller = r.By
		}
		of(caller).add(m, last, tries[m.ID])
	}
	for caller, n := range complaints {
		of(caller).Complaints += n
	}
	out := make([]Week, 0, len(sums))
	for _, w := range sums {
		out = append(out, *w)
	}
	slices.SortFunc(out, func(a, b Week) int {
		return cmp.Or(boolRank(a.Caller == "")-boolRank(b.Caller == ""), cmp.Compare(b.Due, a.Due), cmp.Compare(a.Caller, b.Caller))
	})
	return out
}

// total sums weeks.
func total(list []Week) Week {
	var t Week
	for _, w := range list {
		t.Due, t.Done, t.InTime, t.Calls, t.Reached = t.Due+w.Due, t.Done+w.Done, t.InTime+w.InTime, t.Calls+w.Calls, t.Reached+w.Reached
		t.Amber, t.Red, t.Complaints, t.Booked, t.Referrals = t.Amber+w.Amber, t.Red+w.Red, t.Complaints+w.Complaints, t.Booked+w.Booked, t.Referrals+w.Referrals
	}
	return t
}
