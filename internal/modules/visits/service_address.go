package visits

import (
	"cmp"
	"context"
	"crypto/rand"
	"slices"
	"strings"
	"time"

	ics "github.com/arran4/golang-ical"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/span"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// AddressKind says what a secret address shows.
type AddressKind string

// The kinds of secret address.
const (
	CalendarAddress   AddressKind = "calendar"    // one doctor's visits, as iCalendar
	CallScreenAddress AddressKind = "call_screen" // who is called where in a clinic, for a screen
)

// Address is a secret address as it is shown once, when it is made. Whoever has
// it needs no log-in, so only a digest is kept.
type Address struct {
	Kind   AddressKind
	Owner  string // the doctor, or the clinic
	Secret string // "" where it was made before
	Since  int64
	Group  string // public code of the group, the first part of the path
}

// Renew makes a new secret address; the one before leads nowhere from then on.
// owner is a doctor's id for a calendar and a clinic's for a call-in screen.
// Fault: AddressGone for an owner that is not in sight.
func (s *Service) Renew(ctx context.Context, kind AddressKind, owner string) (Address, error) {
	actor, _ := auth.From(ctx)
	group, found, err := s.auth.Group(ctx, actor.Tenant)
	if err != nil || !found {
		return Address{}, orFault(err, AddressGone.With())
	}
	out := Address{Kind: kind, Owner: owner, Secret: strings.ToLower(rand.Text()), Group: group.PublicCode}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ownsAddress(ctx, tx, kind, owner); err != nil {
			return err
		}
		if err := endAddress(tx, kind, owner); err != nil {
			return err
		}
		out.Since = tx.Now()
		row := addressRow{ID: tx.NewID(), Kind: kind, Owner: owner, Digest: s.digest(tx.Tenant(), out.Secret), At: tx.Now(), By: tx.Actor()}
		if err := insertAddress(tx, row); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "visits.address_renewed", SubjectKind: string(kind), SubjectID: owner})
	})
	return out, err
}

// Revoke ends a secret address. Fault: AddressGone, if there is none.
func (s *Service) Revoke(ctx context.Context, kind AddressKind, owner string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := s.ownsAddress(ctx, tx, kind, owner); err != nil {
			return err
		}
		there, err := addressOf(tx, kind, owner)
		if err != nil {
			return err
		}
		if there.ID == "" {
			return AddressGone.With()
		}
		if err := endAddress(tx, kind, owner); err != nil {
			return err
		}
		return s.audit.Record(tx, audit.Entry{Action: "visits.address_revoked", SubjectKind: string(kind), SubjectID: owner})
	})
}

// ownsAddress lets a doctor have the calendar of their own and others only those
// of people and clinics in sight.
func (s *Service) ownsAddress(ctx context.Context, tx *db.Tx, kind AddressKind, owner string) error {
	if !id.Valid(owner) {
		return AddressGone.With()
	}
	if kind == CallScreenAddress {
		return tx.RequireClinic(owner)
	}
	person, err := s.org.Staff(tx, owner)
	if err != nil {
		return AddressGone.With()
	}
	if actor, _ := auth.From(ctx); actor.ID == owner {
		return nil
	}
	for _, c := range person.Clinics() {
		if tx.Scope().Sees(c) {
			return nil
		}
	}
	return AddressGone.With()
}

func orFault(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

// digest is what is kept of a secret.
func (s *Service) digest(tenant, secret string) string {
	return s.vault.Mac(tenant, "visits.address", secret)
}

// find looks a secret address up, before anybody is known. Fault: AddressGone.
func (s *Service) find(ctx context.Context, kind AddressKind, group, secret string) (context.Context, addressRow, error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil || !found {
		return ctx, addressRow{}, orFault(err, AddressGone.With())
	}
	ctx = auth.AsProgram(ctx, g.ID, "visits.address")
	var row addressRow
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		row, err = addressByDigest(tx, kind, s.digest(g.ID, secret))
		return err
	})
	if err == nil && row.ID == "" {
		err = AddressGone.With()
	}
	return ctx, row, err
}

// The calendar reaches so many days back and ahead.
const (
	calendarBack  = 14
	calendarAhead = 90
)

// ICalendar writes a doctor's visits as iCalendar. An entry names the kind of
// visit and the clinic; of the patient it shows nothing, or initials where the
// group wants them. Fault: AddressGone.
func (s *Service) ICalendar(ctx context.Context, group, secret string) (string, error) {
	ctx, row, err := s.find(ctx, CalendarAddress, group, secret)
	if err != nil {
		return "", err
	}
	out := ""
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		now := tx.Now()
		list, err := visitsOfDoctor(tx, row.Owner, now-calendarBack*span.Day, now+calendarAhead*span.Day)
		if err != nil {
			return err
		}
		out, err = s.icalendar(tx, list)
		return err
	})
	return out, err
}

func (s *Service) icalendar(tx *db.Tx, list []Visit) (string, error) {
	initials, err := feedInitials.Bool(tx, "")
	if err != nil {
		return "", err
	}
	templates, err := templatesByID(tx, nil)
	if err != nil {
		return "", err
	}
	names := map[string]string{}
	if initials {
		var people []string
		for _, v := range list {
			people = append(people, v.Patient)
		}
		cards, err := s.patients.Cards(tx, distinct(people))
		if err != nil {
			return "", err
		}
		for id, c := range cards {
			names[id] = Masked(c.Name)
		}
	}
	cal := ics.NewCalendarFor("Archwire")
	cal.SetMethod(ics.MethodPublish)
	clinics := map[string]string{}
	for _, v := range list {
		if clinics[v.Clinic] == "" {
			c, err := s.org.Clinic(tx, v.Clinic)
			if err != nil {
				return "", err
			}
			clinics[v.Clinic] = c.Name
		}
		e := cal.AddEvent(v.ID)
		e.SetDtStampTime(time.UnixMilli(v.Progress.Since))
		e.SetStartAt(time.UnixMilli(v.Plan.Start))
		e.SetEndAt(time.UnixMilli(v.Plan.End()))
		e.SetSummary(strings.TrimSpace(templates[v.TemplateID].Name.Zh + " " + names[v.Patient]))
		e.SetLocation(clinics[v.Clinic])
		if v.Progress.State == Confirmed {
			e.SetStatus(ics.ObjectStatusConfirmed)
		}
	}
	return cal.Serialize(), nil
}

// Called is somebody on the call-in screen, masked.
type Called struct {
	Name  string `json:"name" doc:"masked"`
	Place string `json:"place" doc:"name of the place; empty: waiting"`
	Since int64  `json:"since"`
	Label string `json:"label" doc:"short name of the kind of visit"`
}

// CallScreen is what a screen in the waiting area shows.
type CallScreen struct {
	Clinic  string   `json:"clinic"`
	Now     int64    `json:"now"`
	Called  []Called `json:"called" doc:"who goes where, the newest first"`
	Waiting []Called `json:"waiting" doc:"who waits, in the order of arrival"`
}

// Screen reads what a call-in screen shows. Fault: AddressGone.
func (s *Service) Screen(ctx context.Context, group, secret string) (CallScreen, error) {
	ctx, row, err := s.find(ctx, CallScreenAddress, group, secret)
	if err != nil {
		return CallScreen{}, err
	}
	var out CallScreen
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.screen(tx, row.Owner)
		return err
	})
	return out, err
}

func (s *Service) screen(tx *db.Tx, clinic string) (CallScreen, error) {
	c, err := s.org.Clinic(tx, clinic)
	if err != nil {
		return CallScreen{}, err
	}
	out := CallScreen{Clinic: c.Name, Now: tx.Now()}
	today := civil.Of(tx.Now(), c.Location())
	days, err := s.LoadDays(tx, clinic, today, today)
	if err != nil {
		return out, err
	}
	places := map[string]string{}
	for _, p := range days[0].Places {
		places[p.ID] = p.Name
	}
	list, err := visitsOn(tx, clinic, today, today)
	if err != nil {
		return out, err
	}
	cards, err := s.cards(tx, list, days[0].Numbers, today)
	if err != nil {
		return out, err
	}
	minutes, err := calledMinutes.Int(tx, clinic)
	if err != nil {
		return out, err
	}
	calledSince := tx.Now() - int64(minutes)*span.Minute
	for i, v := range list {
		one := Called{Name: Masked(cards[i].Patient.Name), Since: v.Progress.Since, Label: cards[i].Template.Label}
		switch {
		case v.Progress.State == Arrived || v.Progress.State == Waiting:
			out.Waiting = append(out.Waiting, one)
		case v.Progress.State == InPlace && v.Progress.Since > calledSince:
			one.Place = places[v.Progress.PlaceID]
			out.Called = append(out.Called, one)
		}
	}
	slices.SortStableFunc(out.Called, func(a, b Called) int { return cmp.Compare(b.Since, a.Since) })
	slices.SortStableFunc(out.Waiting, func(a, b Called) int { return cmp.Compare(a.Since, b.Since) })
	return out, nil
}
