package checkin

import (
	"context"
	"encoding/json"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// Joining is what is needed to let a patient join a programme.
type Joining struct {
	Clinic    string
	Patient   string
	Programme string
	Variant   string // "" = the first
	Every     int    // days of a stage, where the variant goes by the prescription
	Target    int
	Case      string
	Doctor    string // "" = the doctor of the care team
	RemindAt  civil.Clock
	From      civil.Day // "" = today
	Until     civil.Day
	Consent   Consent
}

// The bounds of what a member may have of its own.
const (
	minStage, maxStage = 5, 28
	earliest, latest   = civil.Clock(7*60 + 30), civil.Clock(21*60 + 30) // nothing is sent outside
	longestAhead       = 60                                              // days, to begin
	ownConsentAge      = 14
	maxWords           = 500
)

// clockOf is the clock of a clinic.
func (s *Service) clockOf(tx *db.Tx, clinic string) (clock, error) {
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return clock{}, err
	}
	numbers, err := settings.Of(tx, clinic)
	if err != nil {
		return clock{}, err
	}
	return clock{zone, numbers.Clock(Grace)}, nil
}

// Join lets a patient join a programme. Faults: those of the fields, ProgrammeNotFound,
// AlreadyMember, ConsentGone, db.OutOfScope.
func (s *Service) Join(ctx context.Context, j Joining, last func(*db.Tx, Member) error) (Member, error) {
	var m Member
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if err := tx.RequireClinic(j.Clinic); err != nil {
			return err
		}
		if m, err = s.joined(tx, j); err != nil {
			return err
		}
		return last(tx, m)
	})
	if db.Violated(err) == "checkin_members_once" {
		return m, AlreadyMember.With()
	}
	return m, err
}

// joined writes a new member.
func (s *Service) joined(tx *db.Tx, j Joining) (Member, error) {
	p, err := programmeOf(tx, j.Programme)
	if err != nil {
		return Member{}, err
	}
	c, err := s.clockOf(tx, j.Clinic)
	if err != nil {
		return Member{}, err
	}
	today := c.Today(tx.Now())
	if j.From == "" {
		j.From = today
	}
	if err := s.checkPatient(tx, j); err != nil {
		return Member{}, err
	}
	if f := j.check(p, today); f != nil {
		return Member{}, f
	}
	if err := s.careOf(tx, &j); err != nil {
		return Member{}, err
	}
	m := j.member(tx, p)
	v, _ := p.Variant(m.Variant)
	if !m.advance(v, p, c, m.From.AddDays(-1)) {
		return Member{}, BadDay.At("until")
	}
	if err := insertMembers(tx, []Member{m}); err != nil {
		return Member{}, err
	}
	if err := s.record(tx, m, FactJoined, j); err != nil {
		return Member{}, err
	}
	if err := s.publish(tx, m, p, []telling{{fact: FactJoined, day: m.From, at: tx.Now()}}); err != nil {
		return Member{}, err
	}
	return m, lower(tx, m)
}

// member is who joins.
func (j Joining) member(tx *db.Tx, p Programme) Member {
	v, _ := p.Variant(j.Variant)
	m := Member{ID: tx.NewID(), Version: 1, Clinic: j.Clinic, Patient: j.Patient, Of: j.Patient, Programme: p.Key, Variant: v.Key, Every: j.Every, Target: j.Target,
		Case: j.Case, Doctor: j.Doctor, RemindAt: j.RemindAt, From: j.From, Until: j.Until, Since: j.From, State: Active, Consent: j.Consent,
		JoinedAt: tx.Now(), JoinedBy: tx.Actor()}
	if m.Until == "" && p.Months > 0 {
		m.Until = m.From.AddMonths(p.Months)
	}
	return m
}

// check refuses what does not fit together.
func (j Joining) check(p Programme, today civil.Day) *fault.Fault {
	v, known := p.Variant(j.Variant)
	switch {
	case !known:
		return BadVariant.At("variant")
	case v.byStage() != (j.Every > 0) || j.Every != 0 && (j.Every < minStage || j.Every > maxStage):
		return BadStage.At("every", "min", minStage, "max", maxStage)
	case j.Target < 0 || j.Target > 24:
		return BadClaim.At("target")
	case j.From < today || j.From > today.AddDays(longestAhead):
		return BadDay.At("from")
	case j.Until != "" && j.Until <= j.From:
		return BadDay.At("until")
	}
	return checkTime(j.RemindAt)
}

// byStage tells whether the days of a cycle are the member's own.
func (v Variant) byStage() bool {
	return slices.ContainsFunc(v.Phases, func(f Phase) bool { return f.Cadence == Stage })
}

// checkTime refuses a reminder in the night; 0 is the programme's own time.
func checkTime(at civil.Clock) *fault.Fault {
	if at != 0 && (at < earliest || at > latest) {
		return BadTime.At("remind_at", "from", earliest.String(), "to", latest.String())
	}
	return nil
}

// checkPatient refuses somebody whom the actor does not see, who withdrew the
// consent to the treatment, and a consent that is none: below 14 a guardian gives it.
func (s *Service) checkPatient(tx *db.Tx, j Joining) error {
	if !id.Valid(j.Patient) { // PostgreSQL would refuse the comparison
		return PatientUnknown.At("patient_id")
	}
	cards, err := s.patients.Cards(tx, []string{j.Patient})
	if err != nil {
		return err
	}
	card, seen := cards[j.Patient]
	if !seen {
		return PatientUnknown.At("patient_id")
	}
	_, standings, err := s.patients.ConsentsOf(tx, j.Patient)
	if err != nil {
		return err
	}
	if standings[patients.ForTreatment] == patients.ConsentWithdrawn {
		return ConsentGone.With()
	}
	if !slices.Contains([]string{"paper", "screen", "app", "verbal"}, j.Consent.Means) || j.Consent.By != "self" && j.Consent.By != "guardian" {
		return BadConsent.At("consent.by")
	}
	if j.Consent.By == "self" {
		if j.Consent.Relation != "" {
			return BadConsent.At("consent.relation_id")
		}
		if card.Birth != "" && j.From.Age(card.Birth) < ownConsentAge {
			return GuardianNeeded.At("consent.by", "age", ownConsentAge)
		}
		return nil
	}
	beside, err := s.patients.Beside(tx, j.Patient)
	if err == nil && !slices.ContainsFunc(beside, func(r patients.Relation) bool { return r.ID == j.Consent.Relation && r.Kind == patients.Guardian }) {
		err = BadConsent.At("consent.relation_id")
	}
	return err
}

// careOf names the doctor whom misses reach: who was given, or of the care team.
func (s *Service) careOf(tx *db.Tx, j *Joining) error {
	if j.Doctor == "" {
		team, err := s.patients.CareTeam(tx, j.Patient)
		j.Doctor = team[patients.TheDoctor]
		return err
	}
	people, err := s.org.StaffByIDs(tx, []string{j.Doctor})
	if _, there := people[j.Doctor]; err == nil && !there {
		err = StaffUnknown.At("doctor_id")
	}
	return err
}

// programmeOf reads the version of a programme that is in force. Faults:
// ProgrammeNotFound.
func programmeOf(tx *db.Tx, key string) (Programme, error) {
	all, err := programmes(tx)
	if err != nil {
		return Programme{}, err
	}
	for _, p := range all {
		if p.Key == key {
			return p, nil
		}
	}
	return Programme{}, ProgrammeNotFound.With()
}

// programmes are those in force: what the program brings, where the group has not
// changed it.
func programmes(tx *db.Tx) ([]Programme, error) {
	rows, err := versionsInForce(tx)
	if err != nil {
		return nil, err
	}
	all := Defaults()
	for _, r := range rows {
		for i := range all {
			if all[i].Key != r.Programme {
				continue
			}
			var p Programme
			if err := json.Unmarshal([]byte(r.Body), &p); err != nil {
				return nil, err
			}
			p.Number = r.Number
			all[i] = p
		}
	}
	return all, nil
}

// Programmes lists the programmes in force.
func (s *Service) Programmes(ctx context.Context) (out []Programme, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out, err = programmes(tx)
		return err
	})
	return out, err
}

// Times are what may be changed of a programme while patients are in it.
type Times struct {
	Remind civil.Clock
	MakeUp MakeUp
	Note   string
}

// ChangeTimes makes a new version of a programme with other times. It rules from the
// next due day on: a day that was opened stays as it was. Faults: ProgrammeNotFound,
// db.Stale, BadTime, MakeUpTooLate.
func (s *Service) ChangeTimes(ctx context.Context, key string, number int, t Times) (Programme, error) {
	var p Programme
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if p, err = programmeOf(tx, key); err != nil {
			return err
		}
		if p.Number != number {
			return db.Stale.With()
		}
		if f := checkTime(max(t.Remind, 1)); f != nil {
			return f
		}
		p.Number, p.Remind, p.MakeUp = number+1, t.Remind, t.MakeUp
		if err := insertVersion(tx, p, strings.TrimSpace(t.Note)); err != nil {
			return err
		}
		if err := s.recordProgramme(tx, p); err != nil {
			return err
		}
		return s.reschedule(tx, p)
	})
	if v := db.Violated(err); v == "checkin_programmes_pkey" {
		return p, db.Stale.With()
	}
	return p, err
}

// reschedule moves the reminders that have not gone.
func (s *Service) reschedule(tx *db.Tx, p Programme) error {
	list, err := waitingIn(tx, p.Key)
	if err != nil {
		return err
	}
	clocks := map[string]clock{}
	for _, m := range list {
		c, known := clocks[m.Clinic]
		if !known {
			if c, err = s.clockOf(tx, m.Clinic); err != nil {
				return err
			}
			clocks[m.Clinic] = c
		}
		m.WakeAt = c.Reminds(m, p, m.Next)
		if err := updateMember(tx, &m); err != nil {
			return err
		}
		if err := lower(tx, m); err != nil {
			return err
		}
	}
	return nil
}
