package visits

import "strings"

// DefaultTemplates are the kinds of visit that a new clinic finds: 26 of
// orthodontics, two without a chair, six of general dentistry. Each call makes
// fresh values.
func DefaultTemplates() []Template {
	var out []Template
	for _, set := range []struct {
		rows []row
		area Area
	}{{orthoRows, OrthoArea}, {chairlessRows, OrthoArea}, {generalRows, GeneralArea}} {
		for _, r := range set.rows {
			out = append(out, r.template(set.area))
		}
	}
	return out
}

// DefaultTemplate is the one of DefaultTemplates with that code; ok tells
// whether there is one.
func DefaultTemplate(code string) (t Template, ok bool) {
	for _, t := range DefaultTemplates() {
		if t.Code == code {
			return t, true
		}
	}
	return Template{}, false
}

// template panics on a row that cannot be read: the tables are part of the program.
func (r row) template(area Area) Template {
	p, err := ParseLetters(r.letters, r.places)
	if err != nil {
		panic("visits: default template " + r.code + ": " + err.Error())
	}
	t := Template{
		Code: r.code, Name: both(r.name), Label: both(r.label), Category: r.category, Area: area,
		Colour: r.colour, Pattern: p, IntervalDays: r.interval, Acts: r.acts, Roles: p.roles(),
		SchoolAgeLate: r.flags&afterSchool != 0, NeedsAppliance: r.flags&appliance != 0,
	}
	for _, line := range strings.Split(r.prepare, "; ") {
		t.Prepare = append(t.Prepare, both(line))
	}
	if r.flags&addOns != 0 {
		for _, a := range AddOns {
			t.AddOns = append(t.AddOns, a.Code)
		}
	}
	return t
}

func both(s string) Text {
	zh, en, ok := strings.Cut(s, "|")
	if !ok {
		panic("visits: default text without its English: " + s)
	}
	return Text{zh, en}
}

// roles are the letters of the pattern, the doctor first.
func (p Pattern) roles() []Who {
	var out []Who
	for _, w := range append([]Who{Doctor}, Pools...) {
		if p.MinutesOf(w) > 0 {
			out = append(out, w)
		}
	}
	return out
}
