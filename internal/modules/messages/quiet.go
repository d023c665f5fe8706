package messages

import (
	"hash/fnv"
	"time"

	"archwire/internal/kit/civil"
)

// Hours is when messages of a class may go, in the clinic's zone. To is the first
// minute that is quiet again; From = To means always, From > To spans midnight.
type Hours struct{ From, To civil.Clock }

// open tells whether a message may go at an instant.
func (h Hours) open(at int64, zone *time.Location) bool {
	c := civil.ClockOf(at, zone)
	if h.From <= h.To {
		return h.From == h.To || c >= h.From && c < h.To
	}
	return c >= h.From || c < h.To
}

// next is the instant itself where a message may go, else the next opening.
func (h Hours) next(at int64, zone *time.Location) int64 {
	if h.open(at, zone) {
		return at
	}
	today := civil.Of(at, zone)
	if opening := h.opening(today, zone); opening > at {
		return opening
	}
	return h.opening(today.AddDays(1), zone)
}

// opening is when messages begin to go on a day. Where the clocks are put forward
// over that very time it is the first quarter of an hour that is open.
func (h Hours) opening(day civil.Day, zone *time.Location) int64 {
	at := day.At(h.From, zone)
	for range 8 {
		if h.open(at, zone) {
			break
		}
		at += (15 * time.Minute).Milliseconds()
	}
	return at
}

// smear spreads what quiet hours held back over a while after the opening, the same
// for the same message, so that a clinic's telephones do not ring at one stroke.
func smear(id string, over time.Duration) int64 {
	if over <= 0 {
		return 0
	}
	h := fnv.New64a()
	_, _ = h.Write([]byte(id)) // never fails
	return int64(h.Sum64() % uint64(over.Milliseconds()))
}

// endOfDay is the first instant of the next day in the zone.
func endOfDay(at int64, zone *time.Location) int64 { return civil.Of(at, zone).AddDays(1).At(0, zone) }
