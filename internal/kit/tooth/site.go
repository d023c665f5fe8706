package tooth

import (
	"cmp"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Surfaces are the letters of a tooth's surfaces in the order in which they are
// written: mesial 近中, occlusal or incisal 𬌗/切, distal 远中, buccal or labial
// 颊/唇, lingual or palatal 舌/腭.
const Surfaces = "MODBL"

// Unit is one tooth, maybe with surfaces, or several neighbours that are one
// piece: a bridge, joined crowns.
type Unit struct {
	Teeth    []Tooth
	Surfaces string // of a single tooth, in the order of Surfaces; "" = the whole tooth
}

// Site is a place in a mouth: teeth, or quadrants, or arches, or the whole
// mouth. The zero Site says nothing about teeth. Its text, which is what is
// stored and sent, is "16:MO,46" (teeth), "13+12+11" (one piece), "Q1,Q3",
// "UA,LA" (arches) or "FM" (whole mouth).
type Site struct {
	Units     []Unit
	Quadrants []int // 1–4
	Upper     bool
	Lower     bool
	Mouth     bool
}

// MaxText bounds the text of a site, in bytes.
const MaxText = 400

var (
	splits = regexp.MustCompile(`[,，、;；\s]+`)
	part   = regexp.MustCompile(`^#?([1-8][1-8]S?)(?:[:：]?([A-Z]+))?$`)
)

// ParseSite reads a site, as stored or as people type it: "#46", "46 47",
// "46mo", "11-13" (each of these teeth). The error says which part is none.
func ParseSite(text string) (Site, error) {
	var s Site
	if len(text) > MaxText {
		return s, &BadPart{Part: strings.ToValidUTF8(text[:20], "") + "…"}
	}
	for _, p := range splits.Split(strings.ToUpper(strings.TrimSpace(text)), -1) {
		if p != "" && !s.add(p) {
			return Site{}, &BadPart{Part: p}
		}
	}
	s.tidy()
	return s, nil
}

// BadPart says which part of a site's text names no place in a mouth.
type BadPart struct{ Part string }

// Error tells the part.
func (e *BadPart) Error() string {
	return fmt.Sprintf("tooth: %q is no tooth, quadrant or arch", e.Part)
}

func (s *Site) add(p string) bool {
	switch {
	case p == "FM":
		s.Mouth = true
	case p == "UA":
		s.Upper = true
	case p == "LA":
		s.Lower = true
	case len(p) == 2 && p[0] == 'Q' && p[1] >= '1' && p[1] <= '4':
		s.Quadrants = append(s.Quadrants, int(p[1]-'0'))
	case strings.Contains(p, "+"):
		return s.addPiece(strings.Split(p, "+"))
	case strings.Contains(p, "-"):
		return s.addRange(p)
	default:
		return s.addTooth(p)
	}
	return true
}

func (s *Site) addTooth(p string) bool {
	m := part.FindStringSubmatch(p)
	if m == nil {
		return false
	}
	t, ok := Parse(m[1])
	if !ok || strings.Trim(m[2], Surfaces) != "" {
		return false
	}
	var faces strings.Builder
	for _, f := range Surfaces {
		if strings.ContainsRune(m[2], f) {
			faces.WriteRune(f)
		}
	}
	s.Units = append(s.Units, Unit{Teeth: []Tooth{t}, Surfaces: faces.String()})
	return true
}

// addPiece reads neighbours that are one piece.
func (s *Site) addPiece(parts []string) bool {
	u := Unit{}
	for _, p := range parts {
		t, ok := Parse(p)
		if !ok {
			return false
		}
		u.Teeth = append(u.Teeth, t)
	}
	slices.SortFunc(u.Teeth, Compare)
	for i := 1; i < len(u.Teeth); i++ {
		if !Neighbours(u.Teeth[i-1], u.Teeth[i]) {
			return false
		}
	}
	s.Units = append(s.Units, u)
	return true
}

func (s *Site) addRange(p string) bool {
	from, to, _ := strings.Cut(p, "-")
	a, ok := Parse(from)
	b, also := Parse(to)
	if !ok || !also {
		return false
	}
	row := between(a, b)
	for _, t := range row {
		s.Units = append(s.Units, Unit{Teeth: []Tooth{t}})
	}
	return row != nil
}

// tidy sorts, and joins what was named twice.
func (s *Site) tidy() {
	slices.SortStableFunc(s.Units, func(a, b Unit) int {
		return cmp.Or(Compare(a.Teeth[0], b.Teeth[0]), len(a.Teeth)-len(b.Teeth))
	})
	out := s.Units[:0]
	for _, u := range s.Units {
		if n := len(out); n > 0 && slices.Equal(out[n-1].Teeth, u.Teeth) {
			out[n-1].Surfaces = union(out[n-1].Surfaces, u.Surfaces)
			continue
		}
		out = append(out, u)
	}
	s.Units = out
	slices.Sort(s.Quadrants)
	s.Quadrants = slices.Compact(s.Quadrants)
}

// union is what two namings of one tooth come to: the whole tooth stands over
// its surfaces.
func union(a, b string) string {
	if a == "" || b == "" {
		return ""
	}
	var out strings.Builder
	for _, f := range Surfaces {
		if strings.ContainsRune(a+b, f) {
			out.WriteRune(f)
		}
	}
	return out.String()
}

// String is the text that is stored and sent.
func (s Site) String() string {
	var parts []string
	for _, u := range s.Units {
		names := make([]string, len(u.Teeth))
		for i, t := range u.Teeth {
			names[i] = string(t)
		}
		p := strings.Join(names, "+")
		if u.Surfaces != "" {
			p += ":" + u.Surfaces
		}
		parts = append(parts, p)
	}
	for _, q := range s.Quadrants {
		parts = append(parts, fmt.Sprintf("Q%d", q))
	}
	for _, named := range []struct {
		is   bool
		text string
	}{{s.Upper, "UA"}, {s.Lower, "LA"}, {s.Mouth, "FM"}} {
		if named.is {
			parts = append(parts, named.text)
		}
	}
	return strings.Join(parts, ",")
}

// Empty tells whether the site says nothing.
func (s Site) Empty() bool { return s.String() == "" }

// Teeth lists all teeth that are named one by one, in the order of a chart.
func (s Site) Teeth() []Tooth {
	var out []Tooth
	for _, u := range s.Units {
		out = append(out, u.Teeth...)
	}
	slices.SortFunc(out, Compare)
	return slices.Compact(out)
}

// Arches counts the arches that are named.
func (s Site) Arches() int {
	n := 0
	if s.Upper {
		n++
	}
	if s.Lower {
		n++
	}
	return n
}
