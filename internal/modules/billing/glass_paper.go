package billing

import (
	"fmt"
	"strconv"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// Glass is what matters of a patient's money in five figures.
type Glass struct {
	Paid     money.Fen
	Executed money.Fen
	Left     money.Fen    // stands, gifts apart
	Back     [2]money.Fen // refundable today, by cause; interest apart
}

// glass adds an account up.
func (v AccountView) glass() Glass {
	g := Glass{Left: v.Prepaid + v.Contracts + v.Principal}
	for _, r := range v.Receipts {
		if r.VoidedAt == 0 {
			g.Paid += r.Total
		}
	}
	for _, r := range v.Refunds {
		g.Paid -= r.Total
	}
	for _, b := range v.Bills {
		for _, l := range b.Lines {
			g.Executed += l.Net - l.Credited
		}
	}
	for i := range g.Back {
		g.Back[i] = v.Prepaid + v.Stored[i].Refund
		for _, a := range v.Agreements {
			g.Back[i] += min(max(0, a.Stands), a.Figures[i].Refund)
		}
	}
	return g
}

// sheet sets a patient's money to be given to the patient.
func (v AccountView) sheet(w i18n.Words, n SlipNames) paper.Document {
	d := paper.Document{Format: paper.A4, Title: w.Say("billing.glass.title") + " " + n.Patient, Lang: string(w.Locale),
		Running: paper.Joined("  ", n.Clinic, w.Say("billing.glass.title"), n.RecordNo), Foot: w.Raw("billing.paper.pages")}
	d.Body = append(n.head(w, "billing.glass.title"), paper.Pairs{Columns: 3, Items: []paper.Pair{{Label: w.Say("billing.patient"), Value: n.Patient},
		{Label: w.Say("billing.paper.record_no"), Value: n.RecordNo}, {Label: w.Say("billing.day"), Value: string(v.Day)}}}, paper.Gap(1), v.five(w))
	for _, a := range v.Agreements {
		if a.Contract || a.Ended == "" {
			d.Body = append(d.Body, a.part(w)...)
		}
	}
	if v.Principal+v.Gift > 0 {
		d.Body = append(d.Body, paper.Gap(2), paper.Text{S: w.Say("billing.stored"), Bold: true}, paper.Pairs{Columns: 2, Items: []paper.Pair{
			{Label: w.Say("billing.pot.principal"), Value: v.Principal.String()}, {Label: w.Say("billing.pot.gift"), Value: v.Gift.String()}}},
			paper.Text{S: w.Say("billing.glass.pro_rata"), Pale: true, Size: 8})
		d.Body = append(d.Body, working(w, "billing.stored_refundable", v.Stored)...)
	}
	if papers := v.papers(w); len(papers.Rows) > 0 {
		d.Body = append(d.Body, paper.Gap(2), paper.Text{S: w.Say("billing.receipts"), Bold: true}, papers)
	}
	d.Body = append(d.Body, paper.Gap(2), paper.Text{S: w.Say("billing.working.commission"), Pale: true, Size: 8},
		paper.Text{S: w.Say("billing.figures_help"), Pale: true, Size: 8})
	return d
}

// five are the figures of the glass, and what is owed.
func (v AccountView) five(w i18n.Words) paper.Table {
	g := v.glass()
	t := paper.Table{NoHead: true, Framed: true, Columns: []paper.Column{{Share: 5}, {Share: 2, Align: paper.Right}}}
	row := func(key string, amount money.Fen) {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{w.Say(key), "¥" + amount.String()}, Strong: []int{1}})
	}
	row("billing.glass.paid", g.Paid)
	row("billing.glass.executed", g.Executed)
	row("billing.glass.left", g.Left)
	row("billing.glass.refund_clinic", g.Back[0])
	row("billing.glass.refund_patient", g.Back[1])
	if v.Owed > 0 {
		row("billing.owed", v.Owed)
	}
	return t
}

// part is one agreement: how it stands, what falls due, and what is refundable.
func (a AgreementView) part(w i18n.Words) []paper.Block {
	title, key := "billing.plan", "billing.if_ended"
	if a.Contract {
		title = "billing.contract"
	}
	ended := ""
	if a.Ended != "" {
		ended, key = w.Say("billing.ended", "day", string(a.Ended)), "billing.refundable"
	}
	pair := func(key string, amount money.Fen) paper.Pair {
		return paper.Pair{Label: w.Say(key), Value: amount.String()}
	}
	out := []paper.Block{paper.Gap(2), paper.Text{S: paper.Joined(" · ", w.Say(title), string(a.Day), ended), Bold: true},
		paper.Pairs{Columns: 3, Items: []paper.Pair{pair("billing.list", a.List), pair("billing.agreed", a.Amount), pair("billing.received", a.Received),
			pair("billing.executed", a.Executed), pair("billing.stands", a.Stands), pair("billing.open", a.Standing.Open)}}}
	if len(a.Instalments) > 0 {
		out = append(out, a.schedule(w))
	}
	if a.Contract {
		out = append(out, working(w, key, a.Figures)...)
	}
	return out
}

func (a AgreementView) schedule(w i18n.Words) paper.Table {
	t := paper.Table{Columns: []paper.Column{{Title: w.Say("billing.instalment_no"), Share: 1}, {Title: w.Say("billing.due_when"), Share: 4},
		{Title: w.Say("billing.amount"), Share: 2, Align: paper.Right}, {Title: w.Say("billing.paid_of"), Share: 2, Align: paper.Right},
		{Title: w.Say("billing.progress"), Share: 2, Align: paper.Right}}}
	for _, p := range a.Instalments {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{strconv.Itoa(p.Seq), paper.Joined(" ", milestone(w, p.Milestone), string(p.Due)),
			p.Amount.String(), p.Paid.String(), w.Say("billing.instalment." + string(p.Progress))}})
	}
	return t
}

func milestone(w i18n.Words, m Milestone) string {
	if m == ByDay {
		return ""
	}
	return w.Say("billing.milestone." + string(m))
}

// working is what is refundable today under each cause, step by step.
func working(w i18n.Words, title string, list [2]Figure) []paper.Block {
	t := paper.Table{Columns: []paper.Column{{Title: w.Say(title), Share: 4}}}
	rows := []paper.Row{{Cells: []string{w.Say("billing.working.paid")}}, {Cells: []string{w.Say("billing.working.taken")}},
		{Cells: []string{w.Say("billing.working.refund")}, Bold: true, Rule: true}, {Cells: []string{w.Say("billing.interest")}}}
	out := []paper.Block{paper.Gap(1)}
	var notes []paper.Block
	for _, f := range list {
		cause := w.Say("billing.cause." + string(f.Cause))
		t.Columns = append(t.Columns, paper.Column{Title: cause, Share: 2.4, Align: paper.Right})
		for i, amount := range []money.Fen{f.Paid, -f.Taken, f.Refund, f.Interest} {
			rows[i].Cells = append(rows[i].Cells, amount.String())
		}
		capped := ""
		if f.Capped {
			capped = w.Say("billing.working.cap")
		}
		notes = append(notes, paper.Text{S: cause + "  " + paper.Joined(" · ", w.Say(fmt.Sprintf("billing.article.%d", f.Article)), capped, f.interest(w)),
			Pale: true, Size: 8})
	}
	t.Rows = rows
	return append(append(out, t), notes...)
}

// interest says how the interest of a figure comes about.
func (f Figure) interest(w i18n.Words) string {
	if f.Rate == 0 { // stored value bears none
		return ""
	}
	rate := fmt.Sprintf("%d.%02d", f.Rate/100, f.Rate%100)
	if f.Days > 0 {
		return w.Say("billing.interest_line", "rate", rate, "days", f.Days)
	}
	return w.Say("billing.interest_none", "rate", rate)
}

// papers are the receipts and refunds, the latest first.
func (v AccountView) papers(w i18n.Words) paper.Table {
	t := paper.Table{NoHead: true, Columns: []paper.Column{{Share: 2}, {Share: 3}, {Share: 4}, {Share: 2, Align: paper.Right}}}
	row := func(day civil.Day, number, what, amount string) {
		t.Rows = append(t.Rows, paper.Row{Cells: []string{string(day), number, what, amount}})
	}
	for _, r := range v.Receipts {
		if r.VoidedAt != 0 {
			row(r.Day, r.Number, w.Say("billing.is_void"), "–")
			continue
		}
		var means []string
		for _, x := range r.Tenders {
			means = append(means, paper.Joined(" ", w.Say("billing.means."+string(x.Means)), x.Amount.String()))
		}
		row(r.Day, r.Number, paper.Joined("  ", means...), r.Total.String())
	}
	for _, r := range v.Refunds {
		row(r.Day, r.Number, paper.Joined(" ", w.Say("billing.refund"), w.Say("billing.refund_reason."+r.Reason)), (-r.Total).String())
	}
	return t
}
