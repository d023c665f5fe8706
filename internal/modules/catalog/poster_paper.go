package catalog

import (
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// speak says the module's sentences on paper.
var speak = i18n.Speaker(i18n.Source{Module: "catalog", Files: texts})

// poster sets a price list as it hangs on the wall: grouped, in two columns, each
// item with its unit, its price and whether the insurance may settle it.
func (l PriceList) poster(w i18n.Words, f paper.Format) paper.Document {
	title, size := 26.0, 13.0
	if f.Width < paper.A3.Width {
		title, size = 16, 8
	}
	head := []paper.Column{{Title: w.Say("catalog.poster.item"), Share: 5}, {Title: w.Say("catalog.poster.unit"), Share: 1.4},
		{Title: w.Say("catalog.poster.price"), Share: 2.2, Align: paper.Right}, {Title: w.Say("catalog.poster.insured"), Share: 1.1, Align: paper.Centre}}
	return paper.Document{Format: f, Title: w.Say("catalog.poster.title") + " " + l.Clinic, Lang: string(w.Locale), Foot: w.Raw("catalog.poster.pages"),
		Body: []paper.Block{
			paper.Text{S: l.Clinic, Size: title, Bold: true, Align: paper.Centre},
			paper.Text{S: w.Say("catalog.poster.title"), Size: title * 0.8, Align: paper.Centre},
			paper.Text{S: w.Say("catalog.poster.day", "day", string(l.Day)), Size: size, Align: paper.Centre, Pale: true},
			paper.Gap(3),
			paper.Table{Size: size, Columns: append(append(head, paper.Column{Share: 0.4}), head...), Rows: l.rows(w)},
			paper.Gap(2),
			paper.Text{S: w.Say("catalog.poster.note"), Size: size * 0.85, Pale: true},
		}}
}

// rows puts the second half of the list beside the first.
func (l PriceList) rows(w i18n.Words) []paper.Row {
	type half struct {
		cells  []string
		strong bool
	}
	var all []half
	for _, s := range l.Sections {
		all = append(all, half{[]string{w.Name(s.NameZh, s.NameEn), "", "", ""}, true})
		for _, p := range s.Items {
			tick := ""
			if p.Insured {
				tick = "☑"
			}
			all = append(all, half{[]string{w.Name(p.NameZh, p.NameEn), w.Say("catalog.unit." + string(p.Unit)), p.Price.Amount.String(), tick}, false})
		}
	}
	var out []paper.Row
	middle := (len(all) + 1) / 2
	for i := range middle {
		left, right := all[i], half{cells: make([]string, 4)}
		if middle+i < len(all) {
			right = all[middle+i]
		}
		row := paper.Row{Cells: append(append(append([]string{}, left.cells...), ""), right.cells...), Rule: true}
		if left.strong {
			row.Strong = append(row.Strong, 0)
		}
		if right.strong {
			row.Strong = append(row.Strong, 5)
		}
		out = append(out, row)
	}
	return out
}
