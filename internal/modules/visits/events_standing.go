package visits

import (
	"archwire/internal/kit/civil"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/live"
)

// The facts of what stands whether anybody is booked or not. Subject is the place,
// template, person or entry; the body is StandingFact.
const (
	FactRoom           = "visits.place_changed"
	FactBlocked        = "visits.place_blocked"
	FactUnblocked      = "visits.place_unblocked"
	FactTemplate       = "visits.template_changed"
	FactTemplateOn     = "visits.template_switched"
	FactRoster         = "visits.roster_changed"
	FactTimeOff        = "visits.leave_changed"
	FactCalendar       = "visits.calendar_changed"
	FactDayTemplate    = "visits.day_template_changed"
	FactLanes          = "visits.lanes_changed"
	FactDuty           = "visits.duty_changed"
	FactPresence       = "visits.presence_marked"
	FactPresenceUndone = "visits.presence_undone"
	FactMisfit         = "visits.misfit_found" // subject is the visit
	FactMisfitSettled  = "visits.misfit_settled"
)

// StandingFact is what hearers of these facts get; what has no meaning is left out.
type StandingFact struct {
	Staff  string        `json:"staff,omitempty"`
	Place  string        `json:"place,omitempty"`
	From   civil.Day     `json:"from,omitempty"`
	To     civil.Day     `json:"to,omitempty"`
	State  PresenceState `json:"state,omitempty"`
	BackAt int64         `json:"back_at,omitempty"` // epoch milliseconds
	Cause  string        `json:"cause,omitempty"`   // of a misfit: week, shift, leave, calendar, place, lanes
}

// The kinds of subject in the audit.
const (
	aPlace    = "place"
	aTemplate = "template"
	aRoster   = "roster"
	aCalendar = "calendar"
	aDuty     = "duty"
	aPresence = "presence"
	aVisit    = "visit"
)

// The topics of live screens beside the board's.
const (
	onPlaces    = "places"
	onTemplates = "templates"
	onRoster    = "roster"
	onDuty      = "duty"
)

// stood is something that changed on the standing side, for everybody who is told.
type stood struct {
	fact          string
	kind, id      string
	clinic        string // "" = of the group
	patient       string
	topic         string
	before, after any // for the audit
	reason        string
	body          StandingFact
}

// note records the audit, publishes the fact and touches the open screens.
func (s *Service) note(tx *db.Tx, c stood) error {
	err := s.audit.Record(tx, audit.Entry{Action: c.fact, SubjectKind: c.kind, SubjectID: c.id, Patient: c.patient, Clinic: c.clinic,
		Before: c.before, After: c.after, Reason: c.reason})
	if err != nil {
		return err
	}
	err = s.facts.Publish(tx, events.Fact{Kind: c.fact, Clinic: c.clinic, Patient: c.patient, Subject: c.id, Body: c.body})
	if err != nil || c.topic == "" {
		return err
	}
	return s.live.Touch(tx, live.Change{Topic: c.topic, Clinic: c.clinic, ID: c.id})
}

// touchClinic tells every open board of the clinic to read again.
func (s *Service) touchClinic(tx *db.Tx, clinic string) error {
	return s.live.Touch(tx, live.Change{Topic: "visits", Clinic: clinic})
}

// touchDays tells open boards of those days to read again; many days are told as
// all of them.
func (s *Service) touchDays(tx *db.Tx, clinic string, days []civil.Day) error {
	const many = 31
	if len(days) > many {
		return s.touchClinic(tx, clinic)
	}
	for _, d := range days {
		if err := s.live.Touch(tx, live.Change{Topic: "visits", Clinic: clinic, Key: string(d)}); err != nil {
			return err
		}
	}
	return nil
}
