package paper

import (
	"fmt"
	"strings"
)

// drawn tells of characters that are lines on paper.
func drawn(r rune) bool { return strings.ContainsRune("☐☑☒✓✗", r) }

// meant writes what a drawing stands for, so that it can be read and copied.
func (s *setter) meant(r rune, draw func()) {
	fmt.Fprintf(s.page(), "/Span <</ActualText%s>> BDC\n", literal(string(r)))
	draw()
	s.page().WriteString("EMC\n")
}

// sketch draws a box, a tick or a cross; x and y are the left end of its base line.
func (s *setter) sketch(r rune, x, y, size float64) {
	s.meant(r, func() {
		p := s.page()
		at := func(dx, dy float64) string { return pt(x+dx*size) + " " + pt(y+dy*size) }
		fmt.Fprintf(p, "[] 0 d %s w\n", pt(size*0.06))
		if strings.ContainsRune("☐☑☒", r) {
			fmt.Fprintf(p, "%s %s %s re S\n", at(0.1, -0.05), pt(0.78*size), pt(0.78*size))
		}
		if strings.ContainsRune("☑✓", r) {
			fmt.Fprintf(p, "%s w %s m %s l %s l S\n", pt(size*0.1), at(0.24, 0.34), at(0.42, 0.12), at(0.78, 0.62))
		}
		if strings.ContainsRune("☒✗", r) {
			fmt.Fprintf(p, "%s w %s m %s l %s m %s l S\n", pt(size*0.09), at(0.26, 0.11), at(0.72, 0.57), at(0.26, 0.57), at(0.72, 0.11))
		}
	})
}

// box stands for a character that no face has: a frame with its number.
func (s *setter) box(r rune, x, y, size float64) {
	s.missing[r] = true
	s.meant(r, func() {
		fmt.Fprintf(s.page(), "[] 0 d %s w %s %s %s %s re S\n", pt(size*0.04), pt(x+0.06*size), pt(y-0.1*size), pt(0.88*size), pt(0.9*size))
		code := fmt.Sprintf("%04X", r)
		half := (len(code) + 1) / 2
		small := style{size: size * 0.36, plain: true}
		for i, part := range []string{code[:half], code[half:]} {
			if _, _, ok := s.press.glyph(rune(part[0])); !ok {
				return // no figures either: the frame alone
			}
			wide := s.measure(part) * small.size
			s.show(small, x+size/2-wide/2, y+size*(0.42-0.42*float64(i)), part)
		}
	})
}
