package paper

import (
	"fmt"
	"math"
	"slices"
)

func (t Text) set(s *setter) {
	st := style{size: t.Size, bold: t.Bold, pale: t.Pale}
	if st.size == 0 {
		st.size = s.size()
	}
	x, wide := s.margin+t.Indent*perMM, s.across()-t.Indent*perMM
	for _, l := range lines(t.S, wide/st.size, s.press.width) {
		s.need(st.size * leading)
		s.line(st, x, wide, t.Align, l)
	}
}

func (r Rule) set(s *setter) {
	s.need(2 * perMM)
	s.y += perMM
	s.stroke(s.margin, s.y, s.width-s.margin, s.y, 0.6, r.Dashed)
	s.y += perMM
}

func (g Gap) set(s *setter) { s.y += float64(g) * perMM }

func (Break) set(s *setter) {
	if s.bottom > 0 && !s.bulk {
		s.turn()
	}
}

func (t Together) set(s *setter) {
	if s.bottom > 0 && !s.bulk {
		s.need(s.tall(t))
	}
	for _, b := range t {
		b.set(s)
	}
}

// tall measures blocks without drawing them.
func (s *setter) tall(list []Block) float64 {
	was := s.y
	s.bulk = true
	for _, b := range list {
		b.set(s)
	}
	h := s.y - was
	s.y, s.bulk = was, false
	return h
}

// cell is what stands in a width: a word before it, and lines.
type cell struct {
	x, wide float64
	align   Align
	lines   []string
	label   string
	strong  bool
}

// cells sets cells beside each other, line by line, over pages where it must be.
func (s *setter) cells(st style, list []cell) {
	tall := 1
	for _, c := range list {
		tall = max(tall, len(c.lines))
	}
	for n := range tall {
		s.need(st.size * leading)
		top := s.y
		for _, c := range list {
			s.y = top
			if n == 0 && c.label != "" {
				s.line(style{size: st.size, pale: true}, c.x-s.measure(c.label)*st.size, 0, Left, c.label)
				s.y = top
			}
			if n < len(c.lines) {
				set := st
				set.bold = st.bold || c.strong
				s.line(set, c.x, c.wide, c.align, c.lines[n])
			}
		}
		s.y = top + st.size*leading
	}
}

func (p Pairs) set(s *setter) {
	st := style{size: p.Size}
	if st.size == 0 {
		st.size = s.size()
	}
	columns := max(p.Columns, 1)
	wide := s.across() / float64(columns)
	for from := 0; from < len(p.Items); from += columns {
		var list []cell
		for i := from; i < min(from+columns, len(p.Items)); i++ {
			label := p.Items[i].Label + "  "
			room := s.measure(label) * st.size
			x := s.margin + wide*float64(i-from) + room
			inner := max(wide-room-edge*perMM, st.size)
			list = append(list, cell{x: x, wide: inner, label: label, lines: lines(p.Items[i].Value, inner/st.size, s.press.width)})
		}
		s.cells(st, list)
	}
}

func (t Table) set(s *setter) {
	size := t.Size
	if size == 0 {
		size = s.size()
	}
	all := 0.0
	for _, c := range t.Columns {
		all += c.Share
	}
	frame := make([]cell, len(t.Columns))
	x := s.margin
	for i, c := range t.Columns {
		w := s.across() * c.Share / all
		frame[i] = cell{x: x + edge*perMM, wide: w - 2*edge*perMM, align: c.Align}
		x += w
	}
	t.head(s, size, frame)
	for _, r := range t.Rows {
		t.row(s, size, frame, r)
	}
	s.stroke(s.margin, s.y, s.width-s.margin, s.y, 0.5, false)
	s.y += 0.5 * perMM
}

func (t Table) head(s *setter, size float64, frame []cell) {
	if t.NoHead {
		return
	}
	list := make([]cell, len(frame))
	tall := 1
	for i, c := range t.Columns {
		list[i] = frame[i]
		list[i].lines = lines(c.Title, frame[i].wide/size, s.press.width)
		tall = max(tall, len(list[i].lines))
	}
	s.need(size*leading*float64(tall+1) + 2*edge*perMM)
	s.stroke(s.margin, s.y, s.width-s.margin, s.y, 0.8, false)
	s.y += edge * perMM / 2
	s.cells(style{size: size, pale: true}, list)
	s.y += edge * perMM / 2
	s.stroke(s.margin, s.y, s.width-s.margin, s.y, 0.5, false)
}

func (t Table) row(s *setter, size float64, frame []cell, r Row) {
	st := style{size: size, bold: r.Bold, pale: r.Pale}
	var list []cell
	tall := 1
	for i, text := range r.Cells {
		c := cell{}
		switch {
		case r.Span:
			c = cell{x: s.margin + edge*perMM, wide: s.across() - 2*edge*perMM}
		case i < len(frame):
			c = frame[i]
		}
		c.lines, c.strong = lines(text, c.wide/size, s.press.width), slices.Contains(r.Strong, i)
		tall = max(tall, len(c.lines))
		list = append(list, c)
		if r.Span {
			break
		}
	}
	h := size*leading*float64(tall) + edge*perMM
	if before := len(s.pages); s.bottom > 0 && h < s.bottom-s.margin {
		if s.need(h); len(s.pages) > before {
			t.head(s, size, frame)
		}
	}
	if r.Rule || t.Framed {
		s.stroke(s.margin, s.y, s.width-s.margin, s.y, 0.35, false)
	}
	s.y += edge * perMM / 2
	s.cells(st, list)
	s.y += edge * perMM / 2
}

func (g Sign) set(s *setter) {
	size := s.size()
	columns := 3
	switch {
	case s.doc.Format.Width < A5.Width:
		columns = 1
	case s.doc.Format.Width < A4.Width:
		columns = 2
	}
	wide := s.across() / float64(columns)
	for from := 0; from < len(g.Labels); from += columns {
		s.need(size * 3)
		s.y += size * 1.2
		top := s.y
		for i := from; i < min(from+columns, len(g.Labels)); i++ {
			x := s.margin + wide*float64(i-from)
			s.y = top
			s.line(style{size: size}, x, wide, Left, g.Labels[i])
			room := s.measure(g.Labels[i]) * size
			s.stroke(x+room+perMM, top+size*1.3, x+wide-3*perMM, top+size*1.3, 0.6, false)
		}
		s.y = top + size*1.8
	}
}

func (c Code) set(s *setter) {
	dots, err := code(c.S)
	if err != nil { // longer than any code holds: its text stands in its place
		Text{S: c.S, Align: c.Align, Pale: true, Size: s.small()}.set(s)
		return
	}
	side := c.Size * perMM
	s.need(side + s.small()*leading)
	x := s.margin
	switch c.Align {
	case Centre:
		x += (s.across() - side) / 2
	case Right:
		x += s.across() - side
	}
	if !s.bulk {
		s.dots(dots, x, side/float64(len(dots)))
	}
	s.y += side
	if c.Caption != "" {
		Text{S: c.Caption, Align: c.Align, Pale: true, Size: s.small()}.set(s)
	}
}

// dots draws the dark dots of a code, those beside each other as one.
func (s *setter) dots(dots [][]bool, x, dot float64) {
	p := s.page()
	p.WriteString("0 g\n")
	for row, line := range dots {
		for from := 0; from < len(line); from++ {
			to := from
			for to < len(line) && line[to] {
				to++
			}
			if to > from {
				y := s.down(style{}, s.y+dot*float64(row+1))
				fmt.Fprintf(p, "%s %s %s %s re\n", pt3(x+dot*float64(from)), pt3(y), pt3(dot*float64(to-from)), pt3(dot))
				from = to
			}
		}
	}
	p.WriteString("f\n")
}

// pt3 writes a length finely: dots must meet.
func pt3(v float64) string { return fmt.Sprintf("%.3f", math.Round(v*1000)/1000) }
