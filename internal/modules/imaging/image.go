package imaging

import (
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/pinyin"
	"archwire/internal/kit/tooth"
)

// Media is the form of an original.
type Media string

// The forms that are taken.
const (
	JPEG  Media = "image/jpeg"
	PNG   Media = "image/png"
	WebP  Media = "image/webp"
	DICOM Media = "application/dicom"
)

// Image is one photo or film as it is kept.
type Image struct {
	ID         string
	Version    int64
	Clinic     string // that keeps it
	Patient    string
	Visit      string // "" = of none
	Order      string // the imaging order for which it was taken, "" = none
	Slot       Slot
	Site       string // teeth, as kit/tooth writes them
	Day        civil.Day
	TakenAt    int64 // epoch milliseconds, as the device's clock said; 0 = only the day is known
	TakenBy    string
	Hash       string
	Size       int64
	Media      Media
	Width      int // of the upright picture; 0 = known once it is drawn
	Height     int
	PointX     int64 // nanometres that a point of the original is wide, as the file says; 0 = not said
	PointY     int64
	NameInFile string // a name that is not the patient's, as a device wrote it
	Thumb      string // hash; "" = not drawn yet
	Picture    string
	Trouble    string // code of the fault why it cannot be shown
	AddedAt    int64
	AddedBy    string
	Withdrawn  int64 // when, 0 = in view
}

// Step is what happened to an image.
type Step string

// The steps.
const (
	Added     Step = "added"
	Filed     Step = "filed" // anew: slot, teeth, visit, day or order
	Withdrawn Step = "withdrawn"
	Returned  Step = "returned" // into view
)

// Event is one step, with where the image was filed after it.
type Event struct {
	Step   Step
	At     int64
	By     string
	Slot   Slot
	Site   string
	Visit  string
	Day    civil.Day
	Reason string
	Order  string
}

// Filing is where an image stands; nil = unchanged.
type Filing struct {
	Slot  *Slot
	Site  *string
	Visit *string
	Day   *civil.Day
	Order *string
}

// file gives the image as it stands after a filing, and whether anything is
// different. Faults: BadSlot, BadSite, BadDay.
func (i Image) file(f Filing, today civil.Day) (Image, bool, error) {
	before := i
	if f.Slot != nil {
		if f.Slot.Group() == "" {
			return i, false, BadSlot.At("slot", "slot", string(*f.Slot))
		}
		i.Slot = *f.Slot
	}
	if f.Site != nil {
		site, err := tooth.ParseSite(*f.Site)
		if err != nil {
			return i, false, BadSite.At("site", "site", *f.Site)
		}
		i.Site = site.String()
	}
	if f.Day != nil && *f.Day != i.Day {
		if day, err := civil.Parse(string(*f.Day)); err != nil || day > today {
			return i, false, BadDay.At("day", "today", string(today))
		}
		i.Day = *f.Day
	}
	if f.Visit != nil {
		i.Visit = *f.Visit
	}
	if f.Order != nil {
		i.Order = *f.Order
	}
	return i, i != before, nil
}

// sameName tells whether a name that a device wrote is that of the patient:
// devices write it with ^ between its parts, often in pinyin, sometimes in both
// writings with = between them, and in either order.
func sameName(inFile, name string) bool {
	want := map[string]bool{pinyin.Fold(name): true}
	keys := pinyin.Keys(name)
	for _, k := range keys.Full {
		want[k] = true
	}
	for _, one := range strings.Split(inFile, "=") {
		parts := strings.FieldsFunc(one, func(r rune) bool { return r == '^' || r == ' ' || r == ',' })
		if want[pinyin.Fold(strings.Join(parts, ""))] {
			return true
		}
		for i := range parts { // the given name may stand first
			if want[pinyin.Fold(strings.Join(append(append([]string{}, parts[i:]...), parts[:i]...), ""))] {
				return true
			}
		}
	}
	return false
}
