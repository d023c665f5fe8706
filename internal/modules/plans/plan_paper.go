package plans

import (
	"strconv"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// speak says the module's sentences on paper.
var speak = i18n.Speaker(i18n.Source{Module: "plans", Files: texts})

// onPaper is what stands on a printed plan beside the plan.
type onPaper struct {
	Clinic, Legal, Address, Phone string
	Patient, RecordNo             string
	Doctor, Coordinator           string
	Today, Until                  civil.Day
	Zone                          *time.Location
}

func (o onPaper) head(w i18n.Words, title string) []paper.Block {
	return append(paper.Head(o.Clinic, []string{o.Legal, paper.Joined("  ", o.Address, o.Phone)}, w.Say(title), w.Other(title)),
		paper.Pairs{Columns: 3, Items: []paper.Pair{{Label: w.Say("plans.paper.patient"), Value: o.Patient}, {Label: w.Say("plans.paper.record_no"), Value: o.RecordNo},
			{Label: w.Say("plans.paper.day"), Value: string(o.Today)}, {Label: w.Say("plans.paper.doctor"), Value: o.Doctor},
			{Label: w.Say("plans.paper.coordinator"), Value: o.Coordinator}}}, paper.Gap(1))
}

// foot is what the prices are good for, and where it is signed.
func (o onPaper) foot(w i18n.Words, p Plan) paper.Block {
	good := w.Say("plans.paper.valid", "day", string(p.PriceDay), "until", string(o.Until))
	if p.State.Agreed() && p.AcceptedAt != 0 {
		good = w.Say("plans.paper.agreed", "day", time.UnixMilli(p.AcceptedAt).In(o.Zone).Format("2006-01-02"))
	}
	return paper.Together{paper.Gap(2), paper.Text{S: good}, paper.Text{S: w.Say("plans.paper.order"), Size: 8, Pale: true}, paper.Gap(1),
		paper.Text{S: "☐ " + w.Say("plans.paper.understood")},
		paper.Sign{Labels: []string{w.Say("plans.paper.guardian"), w.Say("plans.paper.relation"), w.Say("plans.paper.sign_day"),
			w.Say("plans.paper.sign_doctor"), w.Say("plans.paper.coordinator"), w.Say("plans.paper.sign_day")}}}
}

// sheet sets one plan: items with places, steps and prices, what was taken off in
// its order, the total in figures and characters, and where to sign.
func (p Plan) sheet(w i18n.Words, o onPaper) paper.Document {
	d := paper.Document{Format: paper.A4, Title: w.Say("plans.paper.title") + " " + o.Patient, Lang: string(w.Locale), Foot: w.Raw("plans.paper.pages"),
		Running: o.Clinic + "  " + w.Say("plans.paper.title") + "  " + o.RecordNo}
	d.Body = o.head(w, "plans.paper.title")
	d.Body = append(d.Body, paper.Text{S: paper.Joined(" · ", p.Title, w.Say("plans.kind."+string(p.Kind)), w.Say("plans.state."+string(p.State))), Bold: true},
		p.table(w), p.stairs(w), paper.Text{S: w.Say("plans.paper.capital") + "  " + p.Amount.Capital()})
	if p.Note != "" {
		d.Body = append(d.Body, paper.Gap(1), paper.Text{S: w.Say("plans.paper.note"), Pale: true}, paper.Text{S: p.Note})
	}
	d.Body = append(d.Body, o.foot(w, p))
	return d
}

func (p Plan) table(w i18n.Words) paper.Block {
	t := paper.Table{Columns: []paper.Column{{Title: w.Say("plans.paper.item"), Share: 6}, {Title: w.Say("plans.paper.site"), Share: 2.4},
		{Title: w.Say("plans.paper.quantity"), Share: 1, Align: paper.Right}, {Title: w.Say("plans.paper.price"), Share: 2.2, Align: paper.Right},
		{Title: w.Say("plans.paper.off"), Share: 2, Align: paper.Right}, {Title: w.Say("plans.paper.amount"), Share: 2.3, Align: paper.Right}}}
	for _, i := range p.live() {
		off := ""
		if i.Priced.Gross > i.Priced.Net {
			off = "-" + (i.Priced.Gross - i.Priced.Net).String()
		}
		t.Rows = append(t.Rows, paper.Row{Rule: true, Cells: []string{w.Name(i.NameZh, i.NameEn), i.where(w), strconv.Itoa(i.Quantity), i.Price.String(), off, i.Priced.Net.String()}})
		for _, more := range i.lines(w) {
			t.Rows = append(t.Rows, paper.Row{Pale: true, Span: true, Cells: []string{"    " + more}})
		}
	}
	return t
}

// where is the item's place in the mouth; the whole mouth in words.
func (i Item) where(w i18n.Words) string {
	if site, err := tooth.ParseSite(i.Site); err == nil && site.Mouth {
		return w.Say("plans.paper.mouth")
	}
	return i.Site
}

// lines are what stands beneath an item: how it is cut into steps, and its note.
func (i Item) lines(w i18n.Words) (out []string) {
	if h := i.Shares; h != nil {
		out = append(out, w.Say("plans.paper.shares", "shares", h.text(), "reviews", h.Reviews))
	}
	if i.Sessions > 1 {
		out = append(out, w.Say("plans.paper.sessions", "n", i.Sessions))
	}
	if i.Note != "" {
		out = append(out, i.Note)
	}
	return out
}

// stairs are the sums from the list prices down to what is to be paid.
func (p Plan) stairs(w i18n.Words) paper.Block {
	t := paper.Table{NoHead: true, Columns: []paper.Column{{Share: 8}, {Share: 4, Align: paper.Right}, {Share: 3, Align: paper.Right}}}
	step := func(key string, amount money.Fen) {
		if amount != 0 {
			t.Rows = append(t.Rows, paper.Row{Cells: []string{"", w.Say(key), amount.String()}})
		}
	}
	step("plans.paper.list_sum", p.List)
	step("plans.paper.at_clinic", p.Gross-p.List)
	var off PricedLine
	for _, i := range p.live() {
		off.Member, off.Line, off.Plan = off.Member+i.Priced.Member, off.Line+i.Priced.Line, off.Plan+i.Priced.Plan
		off.Coupon, off.Round = off.Coupon+i.Priced.Coupon, off.Round+i.Priced.Round
	}
	step("plans.paper.off_member", -off.Member)
	step("plans.paper.off_line", -off.Line)
	step("plans.paper.off_plan", -off.Plan)
	step("plans.paper.off_coupon", -off.Coupon)
	step("plans.paper.off_round", -off.Round)
	t.Rows = append(t.Rows, paper.Row{Bold: true, Rule: true, Cells: []string{"", w.Say("plans.paper.total"), "¥" + p.Amount.String()}})
	return t
}

// maxBeside is how many plans stand beside each other on a sheet.
const maxBeside = 4

// compared sets the alternatives of a set beside each other.
func compared(list []Plan, w i18n.Words, o onPaper) paper.Document {
	d := paper.Document{Format: paper.A4, Title: w.Say("plans.paper.compare") + " " + o.Patient, Lang: string(w.Locale), Foot: w.Raw("plans.paper.pages"),
		Running: o.Clinic + "  " + w.Say("plans.paper.compare") + "  " + o.RecordNo}
	d.Body = o.head(w, "plans.paper.compare")
	for from := 0; from < len(list); from += maxBeside {
		d.Body = append(d.Body, beside(list[from:min(from+maxBeside, len(list))], from, w), paper.Gap(2))
	}
	d.Body = append(d.Body, o.foot(w, list[0]))
	return d
}

func beside(list []Plan, from int, w i18n.Words) paper.Block {
	t := paper.Table{Framed: true, Size: 9, Columns: []paper.Column{{Share: 1.1}}}
	row := func(bold bool, key string, say func(Plan) string) {
		r := paper.Row{Cells: []string{w.Say(key)}, Bold: bold}
		empty := true
		for _, p := range list {
			text := say(p)
			empty = empty && text == ""
			r.Cells = append(r.Cells, text)
		}
		if !empty {
			t.Rows = append(t.Rows, r)
		}
	}
	for n, p := range list {
		t.Columns = append(t.Columns, paper.Column{Title: paper.Joined(" ", w.Say("plans.paper.plan", "n", from+n+1), p.Title), Share: 3})
	}
	row(false, "plans.paper.item", func(p Plan) (out string) {
		for _, i := range p.live() {
			one := paper.Joined(" ", w.Name(i.NameZh, i.NameEn), i.where(w), "×"+strconv.Itoa(i.Quantity), i.Priced.Net.String())
			for _, more := range i.lines(w) {
				one += "\n" + more
			}
			out = paper.Joined("\n", out, one)
		}
		return out
	})
	row(false, "plans.paper.list_sum", func(p Plan) string { return p.List.String() })
	row(false, "plans.paper.off", func(p Plan) string { return (p.Amount - p.List).String() })
	row(true, "plans.paper.total", func(p Plan) string { return "¥" + p.Amount.String() })
	row(false, "plans.paper.capital", func(p Plan) string { return p.Amount.Capital() })
	row(false, "plans.paper.note", func(p Plan) string { return p.Note })
	return t
}
