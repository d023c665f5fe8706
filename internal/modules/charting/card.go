package charting

import (
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
)

// Grade is how good hygiene or cooperation is. Its text is "charting.grade.<grade>".
type Grade string

// The grades; "" = nobody said.
const (
	Good Grade = "good"
	Fair Grade = "fair"
	Poor Grade = "poor"
)

// Card is the orthodontic visit card (正畸复诊卡): what is in the mouth when the
// patient leaves, what was done, and what comes next.
type Card struct {
	Visit       string
	Patient     string
	Clinic      string
	Day         civil.Day
	Version     int64 // 1 = as first written; every version stays to be read
	UpperWire   string
	LowerWire   string
	Elastics    string
	Off         tooth.Site // brackets or attachments that had come off
	Charted     []string   // the findings that say so in the chart
	Hygiene     Grade
	Cooperation Grade
	Stage       int // the aligner that is worn now, 0 = none
	StageTo     int // the last aligner that was handed out, 0 = none
	Done        string
	Next        string // id of the kind of the next visit, "" = not said
	Weeks       int    // until the next visit, 0 = not said
	Note        string
	At          int64 // when this version was written, epoch milliseconds
	By          string
}

// The bounds of a card.
const (
	MaxWire     = 60
	MaxElastics = 120
	MaxCardText = 400
	MaxStage    = 200
	MaxWeeks    = 52
)

// Carried is the card with which the next visit begins: what is in the mouth stays
// there, what was planned is due, and what was seen is looked at again.
func (c Card) Carried() Card {
	return Card{
		UpperWire: c.UpperWire, LowerWire: c.LowerWire, Elastics: c.Elastics, Stage: c.Stage, StageTo: c.StageTo, Next: c.Next, Weeks: c.Weeks,
	}
}

// Due is the day on which the next visit is due, "" where nothing was said.
func (c Card) Due() civil.Day {
	if c.Weeks == 0 {
		return ""
	}
	return c.Day.AddDays(7 * c.Weeks)
}

// tidy brings a card into its stored form.
func (c Card) tidy() Card {
	for _, s := range []*string{&c.UpperWire, &c.LowerWire, &c.Elastics, &c.Done, &c.Note} {
		*s = strings.TrimSpace(*s)
	}
	return c
}

// check tells everything that is wrong with a card in its stored form.
func (c Card) check() []*fault.Fault {
	var wrong []*fault.Fault
	for _, t := range []struct {
		field, text string
		max         int
	}{
		{"upper_wire", c.UpperWire, MaxWire}, {"lower_wire", c.LowerWire, MaxWire}, {"elastics", c.Elastics, MaxElastics},
		{"done", c.Done, MaxCardText}, {"note", c.Note, MaxCardText},
	} {
		if utf8.RuneCountInString(t.text) > t.max {
			wrong = append(wrong, CardTextTooLong.At(t.field, "max", t.max))
		}
	}
	for _, u := range c.Off.Units {
		if len(u.Teeth) > 1 || u.Surfaces != "" {
			wrong = append(wrong, WrongPlace.At("off", "site", c.Off.String()))
			break
		}
	}
	if len(c.Off.Quadrants) > 0 || c.Off.Upper || c.Off.Lower || c.Off.Mouth {
		wrong = append(wrong, WrongPlace.At("off", "site", c.Off.String()))
	}
	if c.Stage < 0 || c.StageTo < 0 || c.Stage > MaxStage || c.StageTo > MaxStage || c.StageTo != 0 && c.StageTo < c.Stage {
		wrong = append(wrong, WrongStage.At("stage_to", "max", MaxStage))
	}
	if c.Weeks < 0 || c.Weeks > MaxWeeks {
		wrong = append(wrong, WrongWeeks.At("weeks", "max", MaxWeeks))
	}
	return wrong
}
