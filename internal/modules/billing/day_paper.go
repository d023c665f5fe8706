package billing

import (
	"strconv"
	"strings"

	"archwire/internal/kit/money"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// columns makes the columns of a table whose first stands left and whose others
// are amounts.
func columns(w i18n.Words, first float64, keys ...string) []paper.Column {
	out := make([]paper.Column, len(keys))
	for i, k := range keys {
		out[i] = paper.Column{Title: w.Say(k), Share: 2, Align: paper.Right}
		if i == 0 {
			out[i].Share, out[i].Align = first, paper.Left
		}
	}
	return out
}

// sheet sets a closing: what was expected of each means, what was there, and who
// hands it to whom. by is who closed it.
func (c Closing) sheet(w i18n.Words, n SlipNames, by string) paper.Document {
	d := paper.Document{Format: paper.A5, Title: w.Say("billing.closing") + " " + string(c.Day), Lang: string(w.Locale),
		Running: n.Clinic + "  " + string(c.Day), Foot: w.Raw("billing.paper.pages")}
	who := []paper.Pair{{Label: w.Say("billing.cashier"), Value: n.Cashier}, {Label: w.Say("billing.day"), Value: string(c.Day)},
		{Label: w.Say("billing.paper.time"), Value: clock(c.ClosedAt, n.Zone)}, {Label: w.Say("billing.entries"), Value: strconv.Itoa(c.Entries)}}
	if by != "" && by != n.Cashier {
		who = append(who, paper.Pair{Label: w.Say("billing.closed_by"), Value: by})
	}
	t := paper.Table{Columns: columns(w, 2, "billing.means", "billing.money_in", "billing.refunded", "billing.expected", "billing.counted", "billing.difference")}
	var sum Count
	for _, k := range c.Counts {
		t.Rows = append(t.Rows, paper.Row{Cells: k.cells(w.Say("billing.means." + string(k.Means)))})
		sum.Received, sum.GivenBack, sum.Counted = sum.Received+k.Received, sum.GivenBack+k.GivenBack, sum.Counted+k.Counted
	}
	t.Rows = append(t.Rows, paper.Row{Bold: true, Rule: true, Cells: sum.cells(w.Say("billing.sum"))})
	d.Body = append(n.head(w, "billing.closing"), paper.Pairs{Columns: 2, Items: who}, paper.Gap(1), t)
	if c.Reason != "" {
		d.Body = append(d.Body, paper.Gap(1), paper.Text{S: w.Say("billing.difference_reason") + "  " + c.Reason})
	}
	d.Body = append(d.Body, paper.Together{paper.Gap(2), paper.Sign{Labels: []string{w.Say("billing.paper.handed_by"), w.Say("billing.paper.taken_by")}}})
	return d
}

func (c Count) cells(name string) []string {
	return []string{name, c.Received.String(), c.GivenBack.String(), c.Expected().String(), c.Counted.String(), (c.Counted - c.Expected()).String()}
}

// sheet sets the books of a day as they were at an instant.
func (d DayBook) sheet(w i18n.Words, n SlipNames, at int64) paper.Document {
	doc := paper.Document{Format: paper.A4, Title: w.Say("billing.day_book") + " " + string(d.Day), Lang: string(w.Locale),
		Running: n.Clinic + "  " + string(d.Day), Foot: w.Raw("billing.paper.pages")}
	doc.Body = append(n.head(w, "billing.day_book"), paper.Pairs{Columns: 2, Items: []paper.Pair{{Label: w.Say("billing.day"), Value: string(d.Day)},
		{Label: w.Say("billing.paper.printed"), Value: clock(at, n.Zone)}}}, paper.Gap(1), d.sums(w), paper.Text{S: d.tie(w)})
	for _, part := range []struct {
		title string
		table paper.Table
	}{{"billing.pot", d.pots(w)}, {"billing.means", d.byMeans(w)}, {"billing.closings", d.closed(w)}} {
		if len(part.table.Rows) > 0 {
			doc.Body = append(doc.Body, paper.Gap(2), paper.Text{S: w.Say(part.title), Bold: true}, part.table)
		}
	}
	if len(d.Open) > 0 {
		var names []string
		for _, who := range d.Open {
			names = append(names, d.Names[who])
		}
		doc.Body = append(doc.Body, paper.Gap(1), paper.Text{S: w.Say("billing.open_tills") + "  " + paper.Joined("  ", names...), Bold: true})
	}
	doc.Body = append(doc.Body, paper.Together{paper.Gap(2), paper.Sign{Labels: []string{w.Say("billing.paper.made_by"), w.Say("billing.paper.checked_by")}}})
	return doc
}

// sums are the axes of the day with what they are made of.
func (d DayBook) sums(w i18n.Words) paper.Table {
	t := paper.Table{NoHead: true, Columns: []paper.Column{{Share: 5}, {Share: 2, Align: paper.Right}}}
	row := func(bold bool, key string, amount money.Fen) {
		t.Rows = append(t.Rows, paper.Row{Bold: bold, Cells: []string{w.Say(key), amount.String()}})
	}
	f := d.Flow
	row(false, "billing.charged_desk", f.Desk)
	row(false, "billing.charged_executed", f.Executed)
	row(false, "billing.taken_back_sum", -f.Credited)
	row(true, "billing.charged_sum", d.Axes.Charged)
	row(false, "billing.money_in", f.Received)
	row(false, "billing.refunded_sum", -f.Refunded)
	row(false, "billing.voided_sum", -f.Voided)
	row(true, "billing.received_sum", d.Axes.Received)
	row(false, "billing.owed_change", d.Axes.Owed)
	row(false, "billing.gifts_used", f.GiftsUsed())
	row(true, "billing.prepaid_change", d.Axes.Prepaid)
	return t
}

// tie says whether the day's books balance.
func (d DayBook) tie(w i18n.Words) string {
	end := w.Say("billing.tied")
	if off := d.Unexplained(); off != 0 {
		end = w.Say("billing.untied", "amount", off.String())
	}
	return paper.Joined("  ", strings.ReplaceAll(w.Say("billing.tie"), "−", "-"), end) // not every face has the long minus
}

func (d DayBook) pots(w i18n.Words) paper.Table {
	t := paper.Table{Columns: columns(w, 3, "billing.pot", "billing.pot_in", "billing.pot_used", "billing.pot_back", "billing.pot_out", "billing.pot_net")}
	for _, p := range d.Flow.Pots {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{w.Say("billing.pot." + string(p.Pot)), p.In.String(), p.Used.String(), p.Back.String(),
			p.Out.String(), p.Net().String()}})
	}
	return t
}

// byMeans is the books by means, beside what tills counted and what banks and
// platforms say.
func (d DayBook) byMeans(w i18n.Words) paper.Table {
	t := paper.Table{Columns: columns(w, 2.4, "billing.means", "billing.money_in", "billing.refunded_sum", "billing.booked", "billing.tills_counted",
		"billing.stated", "billing.difference")}
	said := map[Means]Statement{}
	for _, s := range d.Statements {
		said[s.Means] = s
	}
	for _, c := range d.Counts {
		stated, off := "–", ""
		s, ok := said[c.Means]
		if ok {
			stated, off = s.Stated.String(), (s.Stated - c.Expected()).String()
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []string{w.Say("billing.means." + string(c.Means)), c.Received.String(), c.GivenBack.String(),
			c.Expected().String(), c.Counted.String(), stated, off}})
		if s.Reason != "" {
			t.Rows = append(t.Rows, paper.Row{Pale: true, Span: true, Cells: []string{"    " + s.Reason}})
		}
	}
	return t
}

func (d DayBook) closed(w i18n.Words) paper.Table {
	t := paper.Table{Columns: columns(w, 4, "billing.cashier", "billing.entries", "billing.expected", "billing.difference")}
	for _, c := range d.Closings {
		var expected money.Fen
		for _, k := range c.Counts {
			expected += k.Expected()
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []string{d.Names[c.Cashier], strconv.Itoa(c.Entries), expected.String(), c.Difference().String()}})
		if c.Reason != "" {
			t.Rows = append(t.Rows, paper.Row{Pale: true, Span: true, Cells: []string{"    " + c.Reason}})
		}
	}
	return t
}
