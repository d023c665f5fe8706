package messages

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// Way is how a message would reach somebody: by a channel, or why not.
type Way struct {
	Channel Channel
	Reason  string // "" = it would
}

// Ways tells by which channel a message of a purpose would reach patients now, or what
// stands against it, were it sent by their home clinic: in a handful of statements,
// however many they are. Quiet hours and caps put a message off and are not looked at.
// only are the channels that may serve, none = those of the purpose.
func (s *Service) Ways(tx *db.Tx, purpose string, patients []string, only ...Channel) (map[string]Way, error) {
	p, out := s.purposes[purpose], make(map[string]Way, len(patients))
	if len(patients) == 0 {
		return out, nil
	}
	list := make([]Message, len(patients))
	for i, id := range patients {
		list[i] = Message{ID: id, Purpose: purpose, Class: p.Class, Patient: id, Fields: p.samples(), Only: only}
	}
	d := s.deskFor(tx, list)
	if err := d.readPeople(); err != nil {
		return nil, err
	}
	for i := range list {
		list[i].Clinic = d.people[list[i].Patient].HomeClinic
	}
	for _, read := range []func() error{d.readHouse, d.seeWays, d.readObjections} {
		if err := read(); err != nil {
			return nil, err
		}
	}
	for _, m := range list {
		c, err := d.caseOf(m)
		if err != nil {
			return nil, err
		}
		c.Until = c.Known.Now + 1
		w := Way{Reason: c.against()}
		if w.Reason == "" {
			c.Known.Values["link"] = p.samples()["link"] // whoever plans one gives its own
			got, _, reached := choose(c.Purpose, c.Known)
			if w.Channel = got.Channel; !reached {
				w = Way{Reason: ReasonUnreachable}
			}
		}
		out[m.Patient] = w
	}
	return out, nil
}

// RulesOf reads the numbers that a clinic decided for a class of messages.
func (s *Service) RulesOf(tx *db.Tx, clinic string, c Class) (Rules, error) {
	v, err := settings.Of(tx, clinic)
	if err != nil {
		return Rules{}, err
	}
	return rulesOf(c, v), nil
}

// Parts is how many parts an SMS with a text is billed as, with the signature of a
// usual length and the words about stopping.
func Parts(c Class, text string) int {
	if c.carriesStop() {
		text += "拒收请回复R"
	}
	return smsParts(signed("风车路口腔", text))
}

// DaysOf tells on which days patients got, or are to get, how many messages of other
// purposes than some, in [from, to): for who looks whether theirs would be one too many.
func (s *Service) DaysOf(tx *db.Tx, patients []string, not []string, from, to int64) (map[string]map[civil.Day]int, error) {
	out := map[string]map[civil.Day]int{}
	zones := map[string]*time.Location{}
	for len(patients) > 0 {
		n := min(len(patients), 5000)
		rows, err := messagesBetween(tx, patients[:n], not, from, to)
		if err != nil {
			return nil, err
		}
		for _, r := range rows {
			zone := zones[r.Clinic]
			if zone == nil {
				if zone, err = s.org.Zone(tx, r.Clinic); err != nil {
					return nil, err
				}
				zones[r.Clinic] = zone
			}
			if out[r.Patient] == nil {
				out[r.Patient] = map[civil.Day]int{}
			}
			out[r.Patient][civil.Of(r.At, zone)]++
		}
		patients = patients[n:]
	}
	return out, nil
}
