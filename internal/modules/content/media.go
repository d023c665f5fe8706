package content

import (
	"bytes"
	"encoding/binary"

	"archwire/internal/modules/imaging"
)

// The bounds of what is brought in.
const (
	maxPicture  = 12 << 20 // bytes of a photo as a telephone takes it
	maxVideo    = 30 << 20 // bytes: half a minute to a minute
	maxFileBody = maxVideo
	pictureSide = 1280
)

// The media that pages show.
const (
	mediaJPEG = "image/jpeg"
	mediaMP4  = "video/mp4"
)

// cleaned is a file as it is kept: what a camera wrote into it is gone.
type cleaned struct {
	media         string
	content       []byte
	width, height int // of a picture
}

// cleanFile takes a photo (JPEG, PNG, WebP) or an MP4. A photo is drawn afresh; of a
// video the boxes are emptied in which a telephone writes where and with what it was
// taken. Anything else is refused, whatever it is called. Faults: BadFile, TooLarge.
func cleanFile(b []byte) (cleaned, error) {
	if isMP4(b) {
		if len(b) > maxVideo {
			return cleaned{}, TooLarge.With("max", maxVideo>>20)
		}
		c := bytes.Clone(b)
		if !scrub(c, 0, true) {
			return cleaned{}, BadFile.With()
		}
		return cleaned{media: mediaMP4, content: c}, nil
	}
	if len(b) > maxPicture {
		return cleaned{}, TooLarge.With("max", maxPicture>>20)
	}
	r, err := imaging.Redraw(b, pictureSide)
	if err != nil {
		return cleaned{}, BadFile.With()
	}
	return cleaned{media: mediaJPEG, content: r.JPEG, width: r.Width, height: r.Height}, nil
}

// isMP4 knows the brands of MP4 that every browser plays.
func isMP4(b []byte) bool {
	if len(b) < 16 || string(b[4:8]) != "ftyp" {
		return false
	}
	switch string(b[8:12]) {
	case "isom", "iso2", "iso4", "iso5", "iso6", "mp41", "mp42", "avc1", "M4V ", "MSNV", "dash":
		return true
	}
	return false
}

// nested are the boxes that hold boxes, on the way to what is emptied.
var nested = map[string]bool{"moov": true, "trak": true, "mdia": true, "minf": true, "stbl": true, "edts": true, "moof": true, "traf": true}

// told are the boxes in which programs and telephones write about the take; at the
// top only the known ones stay.
var told = map[string]bool{"udta": true, "meta": true, "uuid": true, "loci": true, "xml ": true, "bxml": true, "iods": true}

var topBoxes = map[string]bool{"ftyp": true, "moov": true, "mdat": true, "free": true, "skip": true, "wide": true, "moof": true, "mfra": true,
	"sidx": true, "styp": true, "pdin": true}

const maxDepth = 8

// scrub walks the boxes of b and empties those that tell of the take; it tells
// whether the boxes are whole.
func scrub(b []byte, depth int, top bool) bool {
	if depth > maxDepth {
		return false
	}
	film, data := false, false
	for at := 0; at < len(b); {
		if len(b)-at < 8 {
			return false
		}
		size, head := uint64(binary.BigEndian.Uint32(b[at:])), 8
		kind := string(b[at+4 : at+8])
		switch size {
		case 0:
			size = uint64(len(b) - at)
		case 1:
			if len(b)-at < 16 {
				return false
			}
			size, head = binary.BigEndian.Uint64(b[at+8:]), 16
		}
		if size < uint64(head) || size > uint64(len(b)-at) {
			return false
		}
		body := b[at+head : at+int(size)]
		switch {
		case told[kind], top && !topBoxes[kind]:
			copy(b[at+4:], "free")
			clear(body)
		case kind == "free" || kind == "skip":
			clear(body)
		case nested[kind]:
			if !scrub(body, depth+1, false) {
				return false
			}
		}
		film, data = film || kind == "moov", data || kind == "mdat"
		at += int(size)
	}
	return !top || film && data
}
