package followup

import (
	"context"
	"slices"
	"strconv"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// speak says the module's sentences on paper.
var speak = i18n.Speaker(i18n.Source{Module: "followup", Files: texts})

// Summary is a clinic's week, per caller.
type Summary struct {
	Clinic      string // name
	First, Last civil.Day
	Weeks       []Week
	Total       Week
}

// Summed gives the week of a clinic that a day lies in; "" = the one before this
// one, which is what Monday looks at.
func (s *Service) Summed(ctx context.Context, clinic string, day civil.Day) (Summary, error) {
	var out Summary
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.summed(tx, clinic, day)
		return err
	})
	return out, err
}

func (s *Service) summed(tx *db.Tx, clinic string, day civil.Day) (Summary, error) {
	var out Summary
	if err := tx.RequireClinic(clinic); err != nil {
		return out, err
	}
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return out, err
	}
	if day == "" {
		day = civil.Of(tx.Now(), c.Location()).AddDays(-7)
	}
	out.Clinic, out.First = c.Name, monday(day)
	out.Last = out.First.AddDays(6)
	contacts, err := contactsOn(tx, clinic, out.First, out.Last)
	if err != nil {
		return out, err
	}
	tries := map[string]int{}
	for _, m := range contacts {
		tries[m.ID] = m.Attempts
	}
	results, err := countingOf(tx, contacts)
	if err != nil {
		return out, err
	}
	complaints := map[string]int{}
	if s.Raised != nil {
		if complaints, err = s.Raised(tx, clinic, out.First.At(0, c.Location()), out.Last.AddDays(1).At(0, c.Location())); err != nil {
			return out, err
		}
	}
	out.Weeks = weekOf(contacts, results, tries, complaints)
	out.Total = total(out.Weeks)
	var people []string
	for _, w := range out.Weeks {
		people = append(people, w.Caller)
	}
	names, err := s.org.StaffByIDs(tx, distinct(people))
	for i := range out.Weeks {
		out.Weeks[i].Name = names[out.Weeks[i].Caller].Name
	}
	return out, err
}

// countingOf are the results that count, by contact. Whose call it was does not
// change by a correction.
func countingOf(tx *db.Tx, contacts []Made) (map[string]Result, error) {
	out := map[string]Result{}
	for part := range slices.Chunk(contacts, perRead) {
		ids := make([]string, len(part))
		for i, m := range part {
			ids[i] = m.ID
		}
		list, err := resultsOf(tx, ids)
		if err != nil {
			return nil, err
		}
		for _, r := range list {
			if first, there := out[r.Contact]; there && r.Corrects != "" {
				r.By = first.By
			}
			out[r.Contact] = r
		}
	}
	return out, nil
}

// monday is the first day of a week.
func monday(d civil.Day) civil.Day {
	return d.AddDays(-(int(d.Weekday()-time.Monday) + 7) % 7)
}

// Paper prints a clinic's week.
func (s *Service) Paper(ctx context.Context, clinic string, day civil.Day, locale string) (paper.Sheet, error) {
	sum, err := s.Summed(ctx, clinic, day)
	if err != nil {
		return paper.Sheet{}, err
	}
	sheet, err := paper.Or(s.Press).Print(sum.sheet(speak(locale)))
	if err != nil {
		return sheet, err
	}
	return sheet, s.audit.Opened(ctx, audit.Entry{Action: "followup.week_printed", SubjectKind: "clinic", SubjectID: clinic, Clinic: clinic})
}

// sheet sets the week: a line per caller, and the sum.
func (s Summary) sheet(w i18n.Words) paper.Document {
	title := w.Say("followup.paper.title")
	d := paper.Document{Format: paper.A4, Title: title + " " + s.Clinic, Lang: string(w.Locale), Foot: w.Raw("followup.paper.pages"), Running: s.Clinic + "  " + title}
	d.Body = append(paper.Head(s.Clinic, []string{string(s.First) + " – " + string(s.Last)}, title, w.Other("followup.paper.title")), paper.Gap(1))
	columns := []string{"caller", "due", "done", "in_time", "calls", "reached", "amber", "red", "complaints", "booked", "referrals"}
	t := paper.Table{}
	for n, c := range columns {
		one := paper.Column{Title: w.Say("followup.paper." + c), Share: 1.6, Align: paper.Right}
		if n == 0 {
			one.Share, one.Align = 3, paper.Left
		}
		t.Columns = append(t.Columns, one)
	}
	for _, one := range s.Weeks {
		name := one.Name
		if one.Caller == "" {
			name = w.Say("followup.paper.nobody")
		}
		t.Rows = append(t.Rows, paper.Row{Rule: true, Cells: one.cells(name)})
	}
	t.Rows = append(t.Rows, paper.Row{Rule: true, Bold: true, Cells: s.Total.cells(w.Say("followup.paper.sum"))})
	d.Body = append(d.Body, t, paper.Gap(1), paper.Text{S: w.Say("followup.paper.note"), Size: 8, Pale: true})
	return d
}

func (w Week) cells(name string) []string {
	out := []string{name}
	for _, n := range []int{w.Due, w.Done} {
		out = append(out, strconv.Itoa(n))
	}
	out = append(out, share(w.InTime, w.Done), strconv.Itoa(w.Calls), share(w.Reached, w.Calls))
	for _, n := range []int{w.Amber, w.Red, w.Complaints, w.Booked, w.Referrals} {
		out = append(out, strconv.Itoa(n))
	}
	return out
}

// share is a part of a whole in percent, "–" of nothing.
func share(part, whole int) string {
	if whole == 0 {
		return "–"
	}
	return strconv.Itoa((100*part+whole/2)/whole) + " %"
}
