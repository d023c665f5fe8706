package followup

import (
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// desk is what one transaction reads once: the clinics' hours, and the protocols.
type desk struct {
	s        *Service
	tx       *db.Tx
	hours    map[string]Hours
	numbers  map[string]settings.Values
	keeps    bool                // writes the program's own protocols down where the group has none
	versions map[string]Protocol // by key and number
	current  map[string]int
}

func (s *Service) desk(tx *db.Tx) *desk {
	return &desk{s: s, tx: tx, hours: map[string]Hours{}, numbers: map[string]settings.Values{}, versions: map[string]Protocol{}}
}

// The calendar is read that many days back and ahead of now; what is laid further
// ahead is held against it when it wakes.
const (
	shutBack  = 7
	shutAhead = 400
)

// hoursOf gives a clinic's times of day, with the days on which it does not work.
func (d *desk) hoursOf(clinic string) (Hours, error) {
	if h, ok := d.hours[clinic]; ok {
		return h, nil
	}
	c, err := d.s.org.Clinic(d.tx, clinic)
	if err != nil {
		return Hours{}, err
	}
	v, err := settings.Of(d.tx, clinic)
	if err != nil {
		return Hours{}, err
	}
	h := hoursFrom(v, c.Location())
	today := civil.Of(d.tx.Now(), h.Zone)
	if o := c.Hours[today.Weekday()]; o.To > o.From {
		h.Closing = o.To
	}
	shut, err := d.s.visits.ClosedDays(d.tx, clinic, today.AddDays(-shutBack), today.AddDays(shutAhead))
	if err != nil {
		return Hours{}, err
	}
	h.Open = func(day civil.Day) bool { return !shut[day] }
	d.hours[clinic], d.numbers[clinic] = h, v
	return h, nil
}

func hoursFrom(v settings.Values, zone *time.Location) Hours {
	return Hours{Zone: zone, Wake: v.Clock(WakeAt), Morning: v.Clock(MorningAt), Afternoon: v.Clock(LaterAt), LateFrom: v.Clock(LateFrom), LateEnd: v.Clock(LateEnd),
		Evening: v.Clock(EveningAt), Closing: 18 * 60, AmberEnd: v.Clock(AmberEnd), NextCall: v.Clock(NextCall)}
}

// valuesOf gives a clinic's numbers.
func (d *desk) valuesOf(clinic string) (settings.Values, error) {
	_, err := d.hoursOf(clinic)
	return d.numbers[clinic], err
}

// today is the day in a clinic.
func (d *desk) today(clinic string) (civil.Day, error) {
	h, err := d.hoursOf(clinic)
	if err != nil {
		return "", err
	}
	return civil.Of(d.tx.Now(), h.Zone), nil
}

// protocol gives the version of a protocol that is in force, and its number; 0 =
// there is none, or it is switched off. What the group has not touched stands as
// the program brings it, and is written down as version 1 when something grows.
func (d *desk) protocol(key string) (Protocol, int, error) {
	if d.current == nil {
		if err := d.readProtocols(); err != nil {
			return Protocol{}, 0, err
		}
	}
	n, ok := d.current[key]
	if !ok {
		return Protocol{}, 0, nil
	}
	p, err := d.version(key, n)
	return p, n, err
}

// readProtocols reads which versions are in force.
func (d *desk) readProtocols() error {
	rows, err := protocolRows(d.tx)
	if err != nil {
		return err
	}
	d.current = map[string]int{}
	have := map[string]bool{}
	for _, r := range rows {
		have[r.Protocol] = true
		if r.Active {
			d.current[r.Protocol] = r.Number
		}
	}
	var missing []Protocol
	for _, p := range Defaults {
		if !have[p.Key] {
			missing = append(missing, p)
			d.current[p.Key] = 1
			d.versions[versionKey(p.Key, 1)] = p
		}
	}
	if !d.keeps || len(missing) == 0 {
		return nil
	}
	return keepDefaults(d.tx, missing)
}

// version gives one version of a protocol.
func (d *desk) version(key string, number int) (Protocol, error) {
	k := versionKey(key, number)
	if p, ok := d.versions[k]; ok {
		return p, nil
	}
	p, found, err := versionOf(d.tx, key, number)
	if err != nil {
		return Protocol{}, err
	}
	if !found {
		p, _ = DefaultOf(key) // nothing was ever published: the program's own
	}
	d.versions[k] = p
	return p, nil
}
