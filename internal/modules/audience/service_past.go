package audience

import (
	"context"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// toldOnly are the kinds of which no module below keeps more than the facts.
var toldOnly = []string{
	"checkin.joined", "checkin.due", "checkin.done", "checkin.missed", "checkin.paused", "checkin.resumed", "checkin.left",
	messages.FactAccepted, messages.FactDelivered, messages.FactFailed, followup.FactReached, "content.granted", "content.used",
}

// toldSize is how many facts are read at once.
const toldSize = 2000

// GatherTold learns in bulk from the facts of the past of which no module below keeps
// more: facts that were written in bulk are heard by nobody as they are written.
func (s *Service) GatherTold(ctx context.Context) error {
	for _, kind := range toldOnly {
		before := int64(0)
		for {
			var next int64
			err := s.d.DB.Write(ctx, func(tx *db.Tx) (err error) {
				next, err = s.gatherTold(tx, kind, before)
				return err
			})
			if err != nil {
				return err
			}
			if next == 0 || next == before {
				break
			}
			before = next
		}
	}
	return nil
}

// gatherTold learns from facts of a kind before an instant, 0 = all, and gives the
// instant before which there is more; 0 = there is none.
func (s *Service) gatherTold(tx *db.Tx, kind string, before int64) (int64, error) {
	list, err := events.List(tx, events.Filter{Kinds: []string{kind}, Before: before, Limit: toldSize})
	if err != nil {
		return 0, err
	}
	r, oldest := s.reads(tx, nil), int64(0)
	var out []Happening
	for _, f := range list {
		if oldest == 0 || f.At < oldest {
			oldest = f.At
		}
		h, is, err := r.told(f)
		if err != nil {
			return 0, err
		}
		if is {
			out = append(out, h)
		}
	}
	if err := s.saw(tx, Cause{Past: true}, out); err != nil || len(list) < toldSize {
		return 0, err
	}
	return oldest + 1, nil // those of the same instant once more: what is there already is left
}

// told makes the happening of a fact of which no module below keeps more.
func (r *reader) told(f events.Fact) (Happening, bool, error) {
	if f.Patient == "" || f.Clinic == "" {
		return Happening{}, false, nil
	}
	var b struct {
		Programme    string    `json:"programme"`
		Day          civil.Day `json:"day"`
		Face         string    `json:"face"`
		Purpose      string    `json:"purpose"`
		Channel      string    `json:"channel"`
		Level        string    `json:"level"`
		Satisfaction int64     `json:"satisfaction"`
	}
	if err := f.Decode(&b); err != nil {
		return Happening{}, false, err
	}
	h := Happening{Patient: f.Patient, Kind: f.Kind, Subject: f.Subject, At: f.At, Day: b.Day, Other: b.Channel, Amount: b.Satisfaction}
	h.Word = b.Programme + b.Face + b.Purpose + b.Level // a fact has one of them
	var err error
	if h.Day == "" {
		h.Day, err = r.dayAt(f.Clinic, f.At)
	}
	return h, true, err
}
