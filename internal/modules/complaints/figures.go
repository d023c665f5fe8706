package complaints

import (
	"cmp"
	"slices"

	"archwire/internal/kit/civil"
)

// Figures tell how a clinic does with complaints over some months.
type Figures struct {
	Target int // complaints for a hundred patients of a month that are not to be exceeded
	Months []MonthFigures
	Total  Sum
	Causes []CauseFigures // the most frequent first
	Owners []OwnerFigures // who had most first; "" = whoever manages the clinic
}

// MonthFigures are the complaints that came in a month.
type MonthFigures struct {
	Month   string // "2026-11"
	Raised  int
	Persons int     // patients who came in the month
	Rate    float64 // complaints for a hundred of them; 0 where nobody came
}

// Sum is what some complaints come to.
type Sum struct {
	Raised         int
	Open           int
	Late           int     // open, and waiting too long
	AnsweredInTime float64 // share of those that were answered or are late, in per cent
	ClosedInTime   float64 // share of those that are closed or late, in per cent
	AnswerMinutes  int     // half were answered within; 0 where none was
	ResultMinutes  int     // half were closed within; 0 where none is
	Content        float64 // share of the content among those of whom it is known, in per cent
	Asked          int     // of how many it is known
}

// CauseFigures are the complaints of one cause.
type CauseFigures struct {
	About About
	Sum
}

// OwnerFigures are the complaints that one person deals with.
type OwnerFigures struct {
	Owner string
	Sum
}

// month is a span of days with the patients who came in it.
type month struct {
	First   civil.Day
	Persons int
}

// figuresOf adds up the complaints that came in the months; dayOf gives the civil
// day of an instant.
func figuresOf(list []Complaint, months []month, target int, now int64, dayOf func(int64) civil.Day) Figures {
	out := Figures{Target: target, Total: sumOf(list, now)}
	for _, m := range months {
		name := string(m.First)[:7]
		f := MonthFigures{Month: name, Persons: m.Persons}
		for _, c := range list {
			if string(dayOf(c.RaisedAt))[:7] == name {
				f.Raised++
			}
		}
		f.Rate = percent(f.Raised, m.Persons)
		out.Months = append(out.Months, f)
	}
	for about, part := range grouped(list, func(c Complaint) About { return c.About }) {
		out.Causes = append(out.Causes, CauseFigures{about, sumOf(part, now)})
	}
	slices.SortFunc(out.Causes, func(a, b CauseFigures) int { return cmp.Or(b.Raised-a.Raised, cmp.Compare(a.About, b.About)) })
	for owner, part := range grouped(list, func(c Complaint) string { return c.Owner }) {
		out.Owners = append(out.Owners, OwnerFigures{owner, sumOf(part, now)})
	}
	slices.SortFunc(out.Owners, func(a, b OwnerFigures) int { return cmp.Or(b.Raised-a.Raised, cmp.Compare(a.Owner, b.Owner)) })
	return out
}

func grouped[K comparable](list []Complaint, key func(Complaint) K) map[K][]Complaint {
	out := map[K][]Complaint{}
	for _, c := range list {
		out[key(c)] = append(out[key(c)], c)
	}
	return out
}

func sumOf(list []Complaint, now int64) Sum {
	s := Sum{Raised: len(list)}
	var answers, results []int
	answered, inTime, closed, closedInTime, content := 0, 0, 0, 0, 0
	for _, c := range list {
		if c.State == Open {
			s.Open++
		}
		if c.Late(now) {
			s.Late++
		}
		switch {
		case c.AnsweredAt > 0:
			answered++
			answers = append(answers, int((c.AnsweredAt-c.RaisedAt)/minute))
			if c.AnsweredAt <= c.AnswerDue {
				inTime++
			}
		case c.State == Open && now > c.AnswerDue:
			answered++
		}
		switch {
		case c.State == Closed:
			closed++
			results = append(results, int((c.ClosedAt-c.RaisedAt)/minute))
			if c.ClosedAt <= c.ResultDue {
				closedInTime++
			}
		case now > c.ResultDue:
			closed++
		}
		if c.Content == Yes || c.Content == No {
			s.Asked++
		}
		if c.Content == Yes {
			content++
		}
	}
	s.AnsweredInTime, s.ClosedInTime, s.Content = percent(inTime, answered), percent(closedInTime, closed), percent(content, s.Asked)
	s.AnswerMinutes, s.ResultMinutes = median(answers), median(results)
	return s
}

// percent is the share of n in of, in per cent with two decimals; 0 of nothing.
func percent(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64((n*10000+of/2)/of) / 100
}

// median is the value that half of the list does not exceed, 0 for none.
func median(list []int) int {
	if len(list) == 0 {
		return 0
	}
	slices.Sort(list)
	return list[(len(list)-1)/2]
}

// minute and day in milliseconds.
const (
	minute = 60_000
	hour   = 60 * minute
	day    = 24 * hour
)
