package imaging

import (
	"image"
	"image/color"
	"image/draw"
	"math"
	"math/rand/v2"

	"golang.org/x/image/vector"
)

// sketch is how somebody is drawn in the demo: friendly lines and plain shapes,
// which nobody takes for a photo.
type sketch struct {
	seed        uint64
	hair, shirt color.RGBA
	long, child bool
	progress    float64 // of the treatment: 0 crooked, 1 straight
}

var (
	paper  = color.RGBA{244, 239, 228, 255}
	skin   = color.RGBA{250, 222, 196, 255}
	ink    = color.RGBA{74, 66, 62, 255}
	gum    = color.RGBA{226, 142, 142, 255}
	throat = color.RGBA{126, 62, 66, 255}
	enamel = color.RGBA{253, 250, 240, 255}
	steel  = color.RGBA{120, 132, 146, 255}
	cheek  = color.RGBA{243, 178, 160, 255}
	dark   = color.RGBA{22, 25, 30, 255}
	bone   = color.RGBA{126, 132, 138, 255}
	bright = color.RGBA{205, 210, 214, 255}
	hairs  = []color.RGBA{{58, 46, 42, 255}, {86, 60, 44, 255}, {40, 42, 52, 255}, {120, 84, 56, 255}}
	shirts = []color.RGBA{{124, 160, 196, 255}, {172, 196, 140, 255}, {226, 180, 110, 255}, {198, 150, 176, 255}, {150, 150, 190, 255}}
)

// The drawings are 4:3 and small.
const sketchWide, sketchHigh = 440, 330

// pen draws filled shapes upon a sheet. What is drawn upon and given away is the
// sheet itself: the libraries are many times faster with a picture that they know.
type pen struct{ *image.RGBA }

func sheet(c color.RGBA) pen {
	p := pen{image.NewRGBA(image.Rect(0, 0, sketchWide, sketchHigh))}
	draw.Draw(p.RGBA, p.Bounds(), image.NewUniform(c), image.Point{}, draw.Src)
	return p
}

// shape fills a closed line of points (x, y, x, y …). Only the box around it is
// worked on: a sheet has a hundred small shapes.
func (p pen) shape(c color.RGBA, xy ...float64) {
	left, top, right, bottom := xy[0], xy[1], xy[0], xy[1]
	for i := 2; i+1 < len(xy); i += 2 {
		left, right = min(left, xy[i]), max(right, xy[i])
		top, bottom = min(top, xy[i+1]), max(bottom, xy[i+1])
	}
	box := image.Rect(int(left)-1, int(top)-1, int(right)+2, int(bottom)+2).Intersect(p.Bounds())
	if box.Empty() {
		return
	}
	r := vector.NewRasterizer(box.Dx(), box.Dy())
	at := func(i int) (float32, float32) {
		return float32(xy[i]) - float32(box.Min.X), float32(xy[i+1]) - float32(box.Min.Y)
	}
	r.MoveTo(at(0))
	for i := 2; i+1 < len(xy); i += 2 {
		r.LineTo(at(i))
	}
	r.ClosePath()
	r.Draw(p.RGBA, box, image.NewUniform(c), image.Point{})
}

// oval fills an ellipse that is turned by an angle, from one angle of it to another.
func (p pen) oval(c color.RGBA, x, y, rx, ry, turn, from, to float64) {
	var xy []float64
	for i := range 41 {
		a := from + (to-from)*float64(i)/40
		dx, dy := rx*math.Cos(a), ry*math.Sin(a)
		xy = append(xy, x+dx*math.Cos(turn)-dy*math.Sin(turn), y+dx*math.Sin(turn)+dy*math.Cos(turn))
	}
	p.shape(c, xy...)
}

func (p pen) disc(c color.RGBA, x, y, rx, ry float64) { p.oval(c, x, y, rx, ry, 0, 0, 2*math.Pi) }

// line draws from point to point.
func (p pen) line(c color.RGBA, width float64, xy ...float64) {
	for i := 2; i+1 < len(xy); i += 2 {
		dx, dy := xy[i]-xy[i-2], xy[i+1]-xy[i-1]
		n := math.Hypot(dx, dy)
		if n == 0 {
			continue
		}
		ox, oy := -dy/n*width/2, dx/n*width/2
		p.shape(c, xy[i-2]+ox, xy[i-1]+oy, xy[i]+ox, xy[i+1]+oy, xy[i]-ox, xy[i+1]-oy, xy[i-2]-ox, xy[i-1]-oy)
	}
}

// tooth draws one tooth with its outline.
func (p pen) tooth(x, y, rx, ry, turn float64) {
	p.oval(ink, x, y, rx+1.4, ry+1.4, turn, 0, 2*math.Pi)
	p.oval(enamel, x, y, rx, ry, turn, 0, 2*math.Pi)
}

// draw draws what a slot shows.
func (k sketch) draw(slot Slot) image.Image {
	switch slot {
	case FaceFront, FaceFrontSmile:
		return k.face(0, slot == FaceFrontSmile)
	case FaceOblique, FaceObliqueSmile:
		return k.face(0.5, slot == FaceObliqueSmile)
	case FaceProfile, FaceProfileSmile:
		return k.profile(slot == FaceProfileSmile)
	case OralUpper, OralLower:
		return k.arch(slot == OralUpper)
	case FilmPano:
		return k.pano()
	case FilmCeph:
		return k.ceph()
	case OralRight:
		return k.bite(-60)
	case OralLeft:
		return k.bite(60)
	}
	return k.bite(0)
}

// face draws a face that looks ahead (turn 0) or half aside.
func (k sketch) face(turn float64, smile bool) image.Image {
	p, x, shift := sheet(paper), sketchWide/2.0, 34*turn
	p.disc(k.shirt, x, 352, 130, 70)
	p.shape(skin, x-26, 230, x+26, 230, x+30, 300, x-30, 300)
	if k.long {
		p.disc(k.hair, x, 170, 104, 128)
	} else {
		p.disc(k.hair, x, 138, 94, 94)
	}
	p.disc(skin, x+shift/3, 166, 82, 102)
	p.oval(k.hair, x-shift/4, 116, 88, 66, 0, math.Pi, 2*math.Pi)
	for _, side := range []float64{-1, 1} {
		ex := x + shift + side*(32-6*turn)
		p.disc(ink, ex, 160, 7, 8)
		p.disc(color.RGBA{255, 255, 255, 255}, ex+2, 157, 2.4, 2.4)
		p.line(ink, 3, ex-11, 142, ex, 138, ex+11, 142)
		p.disc(cheek, x+shift/2+side*50, 196, 15, 9)
	}
	p.line(ink, 2.5, x+shift, 168, x+shift+8, 192, x+shift-3, 195)
	if !smile {
		p.line(ink, 3.4, x+shift-20, 222, x+shift, 227, x+shift+20, 222)
		return p.RGBA
	}
	p.oval(ink, x+shift, 212, 38, 29, 0, 0, math.Pi)
	p.oval(enamel, x+shift, 214, 34, 17, 0, 0, math.Pi)
	for i := -2; i <= 2; i++ {
		p.line(ink, 1, x+shift+float64(i)*12, 214, x+shift+float64(i)*11, 228)
	}
	return p.RGBA
}

// profile draws a face from its right.
func (k sketch) profile(smile bool) image.Image {
	p := sheet(paper)
	p.disc(k.shirt, 214, 354, 126, 70)
	p.shape(skin, 186, 220, 240, 240, 240, 310, 176, 310)
	if k.long {
		p.disc(k.hair, 192, 176, 92, 118)
	}
	p.disc(k.hair, 204, 128, 94, 86)
	lip := 284 + 8*(1-k.progress)
	p.shape(skin, 200, 84, 262, 84, 282, 128, 280, 148, 304, 184, 284, 196, 290, 208, lip, 216, 284, 224, 280, 250, 252, 262, 206, 244, 190, 160)
	p.disc(ink, 256, 152, 5, 8)
	p.line(ink, 3, 244, 134, 266, 132)
	p.oval(skin, 196, 168, 15, 22, 0.2, 0, 2*math.Pi)
	p.line(ink, 2, 192, 156, 202, 168, 194, 180)
	p.line(ink, 2.5, 266, 218, 288, 214)
	if smile {
		p.line(ink, 3, 254, 208, 268, 219, 288, 215)
	}
	p.disc(cheek, 248, 194, 14, 9)
	return p.RGBA
}

// crooked is how far tooth i stands from its place.
func (k sketch) crooked(i int) (dx, dy, turn float64) {
	r := rand.New(rand.NewPCG(k.seed, uint64(i)))
	left := 1 - k.progress
	return (r.Float64() - 0.5) * 9 * left, (r.Float64() - 0.5) * 16 * left, (r.Float64() - 0.5) * 0.7 * left
}

// bite draws the closed teeth from in front, or from a side.
func (k sketch) bite(aside float64) image.Image {
	p := sheet(throat)
	p.disc(cheek, sketchWide/2, sketchHigh/2, 216, 150)
	p.disc(gum, sketchWide/2, sketchHigh/2, 196, 128)
	for row, y := range []float64{134, 196} {
		var wire []float64
		for i := -5; i <= 5; i++ {
			dx, dy, turn := k.crooked(row*20 + i + 30)
			x := sketchWide/2 + (float64(i)+dx/30)*33*(1-0.012*float64(i*i)) + aside/float64(2+i*i)
			rx := 17 - 0.6*math.Abs(float64(i))
			p.tooth(x, y+dy, rx, 29, turn)
			wire = append(wire, x, y+dy/2)
		}
		if k.progress == 0 {
			continue
		}
		p.line(steel, 3, wire...)
		for i := 0; i < len(wire); i += 2 {
			x, y := wire[i], wire[i+1]
			p.shape(steel, x-6, y-6, x+6, y-6, x+6, y+6, x-6, y+6)
			p.line(k.shirt, 2, x-5, y, x+5, y)
		}
	}
	return p.RGBA
}

// arch draws the chewing surfaces of one jaw.
func (k sketch) arch(upper bool) image.Image {
	p := sheet(throat)
	p.disc(gum, sketchWide/2, 170, 170, 150)
	at := func(i int) (x, y, a float64) {
		a = math.Pi * (0.5 + float64(i)/15)
		x, y = sketchWide/2-132*math.Cos(a+math.Pi), 250-200*math.Sin(a)
		if !upper {
			y = sketchHigh - y
		}
		return x, y, a
	}
	p.disc(cheek, sketchWide/2, 200, 74, 96)
	var wire []float64
	for i := -6; i <= 6; i++ {
		dx, dy, turn := k.crooked(i + 70)
		x, y, a := at(i)
		size := 13 + 1.5*math.Abs(float64(i))
		p.tooth(x+dx, y+dy/2, size, size*0.82, a+turn)
		wire = append(wire, x+dx/2, y)
	}
	if k.progress > 0 {
		p.line(steel, 3, wire...)
	}
	return p.RGBA
}

// pano draws a panoramic film.
func (k sketch) pano() image.Image {
	p := sheet(dark)
	p.oval(bone, sketchWide/2, 130, 205, 130, 0, 0, math.Pi)
	p.oval(dark, sketchWide/2, 90, 178, 92, 0, 0, math.Pi)
	p.line(bone, 9, 20, 60, 120, 96, 220, 104, 320, 96, 420, 60)
	for row, y := range []float64{136, 186} {
		for i := -7; i <= 7; i++ {
			dx, _, turn := k.crooked(row*20 + i + 30)
			bend := 0.55 * float64(i*i)
			root := float64(1 - 2*row)
			x := sketchWide/2 + float64(i)*23 + dx
			p.oval(bone, x, y-bend-root*20, 5, 26, turn, 0, 2*math.Pi)
			p.oval(bright, x, y-bend, 9, 15, turn, 0, 2*math.Pi)
		}
	}
	if k.child { // germs of permanent teeth
		for i := -3; i <= 3; i++ {
			p.disc(bright, sketchWide/2+float64(i)*44, 226, 7, 6)
		}
	}
	return p.RGBA
}

// ceph draws a side film of the head with its outline.
func (k sketch) ceph() image.Image {
	p := sheet(dark)
	p.disc(color.RGBA{58, 62, 68, 255}, 190, 140, 130, 118)
	p.disc(bone, 186, 124, 112, 96)
	p.disc(dark, 186, 122, 102, 86)
	p.shape(color.RGBA{84, 88, 94, 255}, 250, 150, 306, 160, 320, 196, 296, 214, 306, 248, 276, 276, 200, 250, 186, 200)
	p.line(bright, 4, 180, 196, 196, 244, 268, 268, 286, 252)
	dx, _, _ := k.crooked(1)
	p.oval(bright, 288+dx, 206, 6, 22, -0.3, 0, 2*math.Pi)
	p.oval(bright, 282, 240, 6, 20, 0.25, 0, 2*math.Pi)
	for i := range 4 {
		p.tooth(268-float64(i)*17, 214, 6, 10, 0)
		p.tooth(262-float64(i)*17, 236, 6, 10, 0)
	}
	return p.RGBA
}
