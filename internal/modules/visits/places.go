package visits

import (
	"slices"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
)

// WeekHours are hours by weekday, Sunday first; a weekday without any is closed.
type WeekHours [7][]ClockSpan

// Room is a chair, room or counter of a clinic as it is kept; on a day it is a
// Place.
type Room struct {
	ID       string
	Version  int64
	Clinic   string
	Name     string
	Where    Where
	Area     Area
	Tags     []string
	Position int
	Hours    *WeekHours // nil: whenever the clinic is open
	Active   bool
}

// Limits of a room's texts.
const (
	maxRoomName = 30
	maxRoomTags = 12
	maxTag      = 20
)

// Validate refuses a room without a name, of no known kind or area, with tags
// too many or too long, or with hours off the grid. Faults: RoomName, RoomKind,
// RoomTags, ShiftSpan.
func (r Room) Validate() error {
	if n := utf8.RuneCountInString(r.Name); n == 0 || n > maxRoomName {
		return RoomName.At("name", "max", maxRoomName)
	}
	if !slices.Contains(wheres, r.Where) || (r.Area != "" && r.Area != OrthoArea && r.Area != GeneralArea) {
		return RoomKind.At("kind")
	}
	if len(r.Tags) > maxRoomTags || slices.ContainsFunc(r.Tags, func(t string) bool { return t == "" || utf8.RuneCountInString(t) > maxTag }) {
		return RoomTags.At("tags", "max", maxRoomTags)
	}
	if r.Hours == nil {
		return nil
	}
	for _, list := range r.Hours {
		if err := (WorkDay{Who: Nobody, Work: list}).Validate(); err != nil {
			return ShiftSpan.At("hours")
		}
	}
	return nil
}

// on is the room on a day on which the clinic is open for those hours.
func (r Room) on(weekday time.Weekday, d civil.Day, zone *time.Location, open span.Span) Place {
	p := Place{ID: r.ID, Name: r.Name, Where: r.Where, Area: r.Area, Tags: r.Tags, Position: r.Position}
	switch {
	case open.Empty():
	case r.Hours == nil:
		p.Open = []span.Span{open}
	default:
		for _, own := range spansOn(r.Hours[weekday], d, zone) {
			if cut := own.Cut(open); !cut.Empty() {
				p.Open = append(p.Open, cut)
			}
		}
	}
	return p
}

// Block is a stretch in which a place cannot be used.
type Block struct {
	ID, PlaceID, Reason string
	Span                span.Span
}

// longestBlock bounds a block of a place.
const longestBlock = 92 * span.Day

// Validate refuses blocks off the grid, empty or too long. Fault: BlockSpan.
func (b Block) Validate() error {
	if b.Span.Empty() || b.Span.Start%span.Unit != 0 || b.Span.End%span.Unit != 0 || b.Span.End-b.Span.Start > longestBlock {
		return BlockSpan.At("ends_at", "max", int(longestBlock/span.Day))
	}
	return nil
}
