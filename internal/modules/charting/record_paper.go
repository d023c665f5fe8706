package charting

import (
	"strconv"
	"strings"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// speak says the module's sentences on paper.
var speak = i18n.Speaker(i18n.Source{Module: "charting", Files: texts})

// clockOn writes an instant in a zone.
func clockOn(at int64, zone *time.Location) string {
	return time.UnixMilli(at).In(zone).Format("2006-01-02 15:04")
}

// sheet sets a record as it stands: whose it is, its parts, and who signed and
// amended it, when and why, with the hash of each version. stamp stands at the
// foot of every page.
func (o Opened) sheet(w i18n.Words, stamp string) paper.Document {
	c, p := o.Clinic, o.Patient
	day := string(o.Day)
	d := paper.Document{Format: paper.A4, Title: w.Say("charting.paper.title") + " " + p.RecordNo + " " + day, Lang: string(w.Locale),
		Running: paper.Joined("  ", c.Name, w.Say("charting.paper.title"), p.Name, p.RecordNo, day), Foot: w.Raw("charting.paper.pages"), Stamp: stamp}
	if o.State != Signed {
		d.Mark = w.Say("charting.paper.unsigned")
	}
	d.Body = paper.Head(c.Name, []string{c.LegalEntity, paper.Joined("  ", c.Address, c.Phone)}, w.Say("charting.paper.title"), w.Other("charting.paper.title"))
	d.Body = append(d.Body, paper.Pairs{Columns: 3, Items: []paper.Pair{{Label: w.Say("charting.paper.name"), Value: p.Name},
		{Label: w.Say("charting.paper.sex"), Value: w.Say("charting.paper.sex." + string(sexOf(p)))}, {Label: w.Say("charting.paper.age"), Value: o.age(w)},
		{Label: w.Say("charting.paper.number"), Value: p.RecordNo}, {Label: w.Say("charting.paper.day"), Value: clockOn(o.Visit.Plan.Start, c.Location())},
		{Label: w.Say("charting.paper.kind"), Value: w.Say("charting.kind." + string(o.Kind))}}})
	if len(p.Alerts) > 0 {
		d.Body = append(d.Body, paper.Text{S: w.Say("charting.paper.alerts") + "  " + paper.Joined("；", p.Alerts...), Bold: true})
	}
	d.Body = append(d.Body, paper.Rule{})
	for _, s := range o.Content {
		d.Body = append(d.Body, paper.Together{paper.Gap(1), paper.Text{S: w.Say("charting.part." + string(s.Part)), Bold: true}, spoken(s.Lines[0])})
		for _, l := range s.Lines[1:] {
			d.Body = append(d.Body, spoken(l))
		}
	}
	d.Body = append(d.Body, paper.Gap(2), o.acts(w))
	return d
}

// spoken is a line of a record; its place stands before it, unless its text says it.
func spoken(l Line) paper.Block {
	if strings.Contains(l.Text, "#") {
		return paper.Text{S: l.Text, Indent: 4}
	}
	return paper.Text{S: paper.Joined("  ", l.Site, l.Text), Indent: 4}
}

func sexOf(p patients.Card) patients.Sex {
	if p.Sex == "" {
		return "unknown"
	}
	return p.Sex
}

func (o Opened) age(w i18n.Words) string {
	if o.Patient.Birth == "" {
		return "—"
	}
	return w.Say("charting.paper.years", "n", o.Day.Age(o.Patient.Birth))
}

// acts is who signed and amended.
func (o Opened) acts(w i18n.Words) paper.Block {
	t := paper.Table{Size: 8.5, Columns: []paper.Column{{Title: w.Say("charting.paper.act"), Share: 1.4}, {Title: w.Say("charting.paper.by"), Share: 1.6},
		{Title: w.Say("charting.paper.at"), Share: 2.2}, {Title: w.Say("charting.paper.reason"), Share: 3}, {Title: "SHA-256", Share: 4.4}}}
	for _, v := range o.Versions {
		if v.Act == DidSubmit {
			continue
		}
		act := w.Say("charting.act." + string(v.Act))
		if v.Late && v.Act != DidAmend {
			act += " " + w.Say("charting.paper.late")
		}
		t.Rows = append(t.Rows, paper.Row{Cells: []string{act, o.Names[v.By].Name, clockOn(v.At, o.Clinic.Location()), v.Reason, v.Hash}})
	}
	if len(t.Rows) == 0 {
		return paper.Text{S: w.Say("charting.paper.unsigned"), Bold: true}
	}
	return t
}

// intact tells whether every version still has its hash, and the text is that of
// the last.
func (o Opened) intact() bool {
	for _, v := range o.Versions {
		if !v.Intact {
			return false
		}
	}
	return len(o.Versions) == 0 || o.State == Draft || o.Versions[len(o.Versions)-1].Hash == o.Hash
}

// proof is the line of a certified copy: what it is, by whom, when, and the hash of
// what was copied.
func (o Opened) proof(w i18n.Words, by string, at int64) string {
	return w.Say("charting.paper.proof", "by", by, "at", clockOn(at, o.Clinic.Location()), "versions", strconv.FormatInt(o.Seq, 10), "hash", o.Hash)
}
