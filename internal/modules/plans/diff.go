package plans

import (
	"strconv"

	"archwire/internal/kit/money"
)

// Version is what two versions of a plan are compared by.
type Version struct {
	Title  string        `json:"title"`
	Amount money.Fen     `json:"amount"`
	Items  []VersionItem `json:"items"`
}

// VersionItem is an item as one version has it. Line stays the same from version
// to version.
type VersionItem struct {
	Line     string    `json:"line"`
	Code     string    `json:"code"`
	NameZh   string    `json:"name_zh"`
	NameEn   string    `json:"name_en"`
	Site     string    `json:"site,omitempty"`
	Quantity int       `json:"quantity"`
	Sessions int       `json:"sessions,omitempty"`
	Reviews  int       `json:"reviews,omitempty"`
	Shares   string    `json:"shares,omitempty"` // of a contract, as Shares.text writes them
	Price    money.Fen `json:"price"`            // of one
	Net      money.Fen `json:"net"`
	Note     string    `json:"note,omitempty"`
}

// Sort of a difference. Its text is "plans.diff.<sort>".
type Sort string

// The sorts.
const (
	LineAdded   Sort = "added"
	LineDropped Sort = "dropped"
	LineChanged Sort = "changed"
)

// Difference is one line that two versions have differently.
type Difference struct {
	Sort   Sort
	Line   string
	Code   string
	NameZh string
	NameEn string
	Fields []FieldChange // of a changed line
	Before money.Fen     // net; 0 of an added line
	After  money.Fen     // net; 0 of a dropped line
}

// FieldChange is one value before and after. Its name's text is
// "plans.field.<name>"; amounts are fen.
type FieldChange struct {
	Name   string
	Before string
	After  string
}

// Diff compares two versions line by line: what was dropped or changed in the
// order of the old one, then what was added in the order of the new one.
func Diff(before, after Version) []Difference {
	now := map[string]VersionItem{}
	for _, i := range after.Items {
		now[i.Line] = i
	}
	var out []Difference
	old := map[string]bool{}
	for _, b := range before.Items {
		old[b.Line] = true
		a, ok := now[b.Line]
		d := Difference{Sort: LineDropped, Line: b.Line, Code: b.Code, NameZh: b.NameZh, NameEn: b.NameEn, Before: b.Net}
		if ok {
			d.Sort, d.After, d.Fields = LineChanged, a.Net, b.fields(a)
		}
		if !ok || len(d.Fields) > 0 {
			out = append(out, d)
		}
	}
	for _, a := range after.Items {
		if !old[a.Line] {
			out = append(out, Difference{Sort: LineAdded, Line: a.Line, Code: a.Code, NameZh: a.NameZh, NameEn: a.NameEn, After: a.Net})
		}
	}
	return out
}

func (i VersionItem) fields(o VersionItem) []FieldChange {
	var out []FieldChange
	add := func(name, before, after string) {
		if before != after {
			out = append(out, FieldChange{name, before, after})
		}
	}
	fen := func(f money.Fen) string { return strconv.FormatInt(int64(f), 10) }
	add("site", i.Site, o.Site)
	add("quantity", strconv.Itoa(i.Quantity), strconv.Itoa(o.Quantity))
	add("sessions", strconv.Itoa(i.Sessions), strconv.Itoa(o.Sessions))
	add("reviews", strconv.Itoa(i.Reviews), strconv.Itoa(o.Reviews))
	add("shares", i.Shares, o.Shares)
	add("price", fen(i.Price), fen(o.Price))
	add("net", fen(i.Net), fen(o.Net))
	add("note", i.Note, o.Note)
	return out
}
