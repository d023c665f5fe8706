package imaging

// Redrawn is a picture drawn afresh: nothing of what a camera or a program wrote into
// the file is in it.
type Redrawn struct {
	JPEG          []byte
	Width, Height int
}

// Redraw draws a photo afresh as JPEG, upright, its longer side at most side points,
// for modules that keep pictures which are of no patient. Faults: Unreadable, NoHEIC,
// TooManyDots.
func Redraw(b []byte, side int) (Redrawn, error) {
	l, err := lookAt(b)
	if err != nil {
		return Redrawn{}, err
	}
	if l.Media == DICOM {
		return Redrawn{}, Unreadable.With()
	}
	img, err := decoded(b, l.Media)
	if err != nil {
		return Redrawn{}, Unreadable.With()
	}
	small := upright(fit(img, side), l.turn)
	content, err := asJPEG(small, 84)
	return Redrawn{content, small.Bounds().Dx(), small.Bounds().Dy()}, err
}
