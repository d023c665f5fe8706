package paper

import (
	"bytes"
	"fmt"
	"strconv"
	"strings"
)

const (
	perMM   = 72 / 25.4 // points of a millimetre
	leading = 1.5       // of a line's size
	edge    = 1.2       // millimetres between a cell's text and its edge
)

// page is a page on its way: what is drawn on it.
type page struct {
	bytes.Buffer
	height float64 // points
}

// setter sets a document. Its lengths are points from the upper left corner.
type setter struct {
	press   *Press
	doc     Document
	pages   []*page
	width   float64
	margin  float64
	bottom  float64 // where the last line may end; 0 = a roll has no bottom
	y       float64
	subsets map[int]*subset
	order   []int // of the subsets, as they were first needed
	missing map[rune]bool
	bulk    bool // measuring: nothing is drawn and no page begun
}

func newSetter(p *Press, d Document) *setter {
	s := &setter{press: p, doc: d, width: d.Format.Width * perMM, margin: d.Format.Margin * perMM, subsets: map[int]*subset{}, missing: map[rune]bool{}}
	if h := d.Format.Height * perMM; h > 0 {
		s.bottom = h - s.margin
		if d.Foot != "" {
			s.bottom -= 1.2 * s.small() * leading
		}
		if d.Stamp != "" {
			s.bottom -= s.small() * leading * float64(len(s.stamp()))
		}
	}
	return s
}

// size is what letters have where nothing else is said.
func (s *setter) size() float64 {
	switch {
	case s.doc.Format.Width >= A3.Width:
		return 13
	case s.doc.Format.Width >= A4.Width:
		return 10
	case s.doc.Format.Width >= A5.Width:
		return 9
	}
	return 8
}

func (s *setter) small() float64 { return s.size() * 0.8 }

func (s *setter) across() float64 { return s.width - 2*s.margin }

// set sets all blocks, and then what stands on every page.
func (s *setter) set() {
	s.turn()
	for _, b := range s.doc.Body {
		b.set(s)
	}
	if s.bottom == 0 {
		s.roll()
	}
	for i, p := range s.pages {
		s.margins(p, i+1)
	}
}

// turn begins a page.
func (s *setter) turn() {
	s.pages = append(s.pages, &page{height: s.doc.Format.Height * perMM})
	s.y = s.margin
	if len(s.pages) > 1 && s.doc.Running != "" {
		s.line(style{size: s.small(), pale: true}, s.margin, s.across(), Left, s.doc.Running)
		s.y += s.small() * 0.4
	}
}

func (s *setter) page() *page { return s.pages[len(s.pages)-1] }

// need begins a new page where there is no room for so much.
func (s *setter) need(h float64) {
	if s.bottom > 0 && !s.bulk && s.y+h > s.bottom && s.y > s.margin {
		s.turn()
	}
}

// roll cuts the paper where the text ends: what was drawn from the upper edge
// down is moved onto it.
func (s *setter) roll() {
	p := s.page()
	foot := 0.0
	if s.doc.Stamp != "" {
		foot += s.small() * leading * float64(len(s.stamp()))
	}
	p.height = s.y + foot + s.margin
	drawn := bytes.Clone(p.Bytes())
	p.Reset()
	fmt.Fprintf(p, "q 1 0 0 1 0 %s cm\n%sQ\n", pt(p.height), drawn)
}

// margins draws what stands on every page.
func (s *setter) margins(p *page, n int) {
	last := s.pages
	s.pages = []*page{p} // drawn on this one
	defer func() { s.pages = last }()
	y := p.height - s.margin
	if s.doc.Foot != "" && s.doc.Format.Height > 0 {
		text := strings.NewReplacer("{page}", strconv.Itoa(n), "{pages}", strconv.Itoa(len(last))).Replace(s.doc.Foot)
		y -= s.small() * leading
		s.y = y
		s.line(style{size: s.small(), pale: true, top: p.height}, s.margin, s.across(), Centre, text)
	}
	if s.doc.Stamp != "" {
		list := s.stamp()
		y -= s.small() * leading * float64(len(list))
		s.y = y
		for _, l := range list {
			s.line(style{size: s.small(), top: p.height}, s.margin, s.across(), Left, l)
		}
	}
	if s.doc.Mark != "" {
		s.mark(p)
	}
}

func (s *setter) stamp() []string {
	return lines(s.doc.Stamp, s.across()/s.small(), s.press.width)
}

// mark draws the mark beneath everything, across the middle.
func (s *setter) mark(p *page) {
	wide := 0.0
	for _, r := range s.doc.Mark {
		wide += s.press.width(r)
	}
	size := min(s.across()*0.7/max(wide, 1), 110)
	var b bytes.Buffer
	drawn := bytes.Clone(p.Bytes())
	p.Reset()
	fmt.Fprintf(&b, "q 0.87 g 0.87 G 0.9063 0.4226 -0.4226 0.9063 %s %s cm\n", pt(s.width/2), pt(p.height/2))
	p.Write(b.Bytes())
	s.show(style{size: size, bold: true, pale: true, plain: true}, -wide*size/2, size/3, s.doc.Mark)
	p.WriteString("Q\n")
	p.Write(drawn)
}

// style is how letters are set.
type style struct {
	size  float64
	bold  bool
	pale  bool
	plain bool    // y is as PDF counts it, colours are set already
	top   float64 // the height of the page where the roll's is not known while it is set
}

// line sets one line in a width and goes on below it.
func (s *setter) line(st style, x, wide float64, a Align, text string) {
	x += s.slack(st, wide, a, text)
	if !s.bulk {
		s.show(st, x, s.y+st.size*1.12, text)
	}
	s.y += st.size * leading
}

// slack is how far from the left edge of its width a line begins.
func (s *setter) slack(st style, wide float64, a Align, text string) float64 {
	if a == Left {
		return 0
	}
	rest := wide - s.measure(text)*st.size
	if a == Centre {
		rest /= 2
	}
	return max(rest, 0)
}

func (s *setter) measure(text string) (wide float64) {
	for _, r := range text {
		wide += s.press.width(r)
	}
	return wide
}

// down is where a distance from the top stands as PDF counts: from the bottom;
// on a roll from the top, and moved when its length is known.
func (s *setter) down(st style, y float64) float64 {
	if st.plain {
		return y
	}
	if s.bottom == 0 && st.top == 0 {
		return -y
	}
	return s.page().height - y
}

// show draws letters with their base line at y.
func (s *setter) show(st style, x, y float64, text string) {
	p, base := s.page(), s.down(st, y)
	if !st.plain {
		if st.pale {
			p.WriteString("0.4 g 0.4 G\n")
		} else {
			p.WriteString("0 g 0 G\n")
		}
	}
	var codes strings.Builder
	face, from := -1, x
	flush := func() {
		if codes.Len() > 0 {
			s.letters(st, face, from, base, codes.String())
		}
		codes.Reset()
		from = x
	}
	for _, r := range text {
		if unseen(r) {
			continue
		}
		f, g, ok := s.press.glyph(r)
		if drawn(r) || !ok {
			flush()
			if drawn(r) {
				s.sketch(r, x, base, st.size)
			} else {
				s.box(r, x, base, st.size)
			}
			x += s.press.width(r) * st.size
			from = x
			continue
		}
		if f != face {
			flush()
			face = f
		}
		fmt.Fprintf(&codes, "%04X", s.subset(f).number(r, g))
		x += s.press.width(r) * st.size
	}
	flush()
}

// letters writes characters of one face. Bold letters are drawn with an outline,
// so that one font does for both.
func (s *setter) letters(st style, face int, x, y float64, codes string) {
	mode := "0 Tr"
	if st.bold {
		mode = fmt.Sprintf("2 Tr %s w", pt(st.size*0.035))
	}
	index := 0
	for i, f := range s.order {
		if f == face {
			index = i
		}
	}
	fmt.Fprintf(s.page(), "BT %s /F%d %s Tf %s %s Td <%s> Tj ET\n", mode, index, pt(st.size), pt(x), pt(y), codes)
}

func (s *setter) subset(face int) *subset {
	if s.subsets[face] == nil {
		s.subsets[face] = newSubset(s.press.faces[face])
		s.order = append(s.order, face)
	}
	return s.subsets[face]
}

// stroke draws a line between two points.
func (s *setter) stroke(x1, y1, x2, y2, wide float64, dashed bool) {
	if s.bulk {
		return
	}
	dash := "[] 0 d"
	if dashed {
		dash = "[2 2] 0 d"
	}
	fmt.Fprintf(s.page(), "0.55 G %s w %s %s %s m %s %s l S\n", pt(wide), dash, pt(x1), pt(s.down(style{}, y1)), pt(x2), pt(s.down(style{}, y2)))
}
