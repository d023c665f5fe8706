package checkin

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// Saying is a check-in as somebody says it.
type Saying struct {
	Day    civil.Day         // "" = today's
	Values map[string]string // by key of the item
}

// Note writes a check-in down that somebody of the clinic was told of. A day that
// has one keeps it. Faults: MemberNotFound, those of a check-in.
func (s *Service) Note(ctx context.Context, member string, say Saying, last func(*db.Tx, Member) error) (Member, error) {
	return s.change(ctx, member, func(tx *db.Tx, h *held) error {
		_, err := s.take(tx, h, say, ByStaff, "")
		return err
	}, last)
}

// take takes a check-in and gives the day as it stands. Whoever comes second finds
// it done: nothing is written and nothing told again.
func (s *Service) take(tx *db.Tx, h *held, say Saying, via Via, link string) (Day, error) {
	if say.Day == "" {
		say.Day = h.today
		if h.m.Next != "" && h.m.Next <= h.today {
			say.Day = h.m.Next
		}
	}
	state, again, refused := h.m.take(h.p, h.c, h.days, say.Day, tx.Now())
	if refused != nil {
		return Day{}, refused
	}
	if again {
		return dayOf(h.days, say.Day), nil
	}
	claimed, wrong := checkClaims(h.v.ItemsOn(h.m, say.Day), say.Values)
	if len(wrong) > 0 {
		return Day{}, fault.Join(wrong)
	}
	d := Day{Member: h.m.ID, Clinic: h.m.Clinic, Day: say.Day, State: state, Number: h.p.Number, At: tx.Now(), Via: via, Staff: tx.Actor(), Link: link,
		Claimed: claimed, Words: claimed["note"]}
	delete(d.Claimed, "note")
	if err := putDays(tx, []Day{d}); err != nil {
		return Day{}, err
	}
	h.days = withDay(h.days, d)
	if err := updateMember(tx, &h.m); err != nil {
		return Day{}, err
	}
	if err := s.record(tx, h.m, FactDone, map[string]any{"day": d.Day, "state": d.State, "via": via, "link": link, "values": claimed, "words": d.Words}); err != nil {
		return Day{}, err
	}
	told := []telling{{FactDone, d.Day, tx.Now(), h.days}}
	if h.m.State == Left {
		told = append(told, telling{FactLeft, d.Day, tx.Now(), h.days})
	}
	if err := s.publish(tx, h.m, h.p, told); err != nil {
		return Day{}, err
	}
	return d, lower(tx, h.m)
}

func dayOf(days []Day, day civil.Day) Day {
	for _, d := range days {
		if d.Day == day {
			return d
		}
	}
	return Day{}
}

// withDay puts a day into its place.
func withDay(days []Day, d Day) []Day {
	out := make([]Day, 0, len(days)+1)
	put := false
	for _, x := range days {
		if !put && x.Day >= d.Day {
			out, put = append(out, d), true
			if x.Day == d.Day {
				continue
			}
		}
		out = append(out, x)
	}
	if !put {
		out = append(out, d)
	}
	return out
}

// hashed is what is kept of a link's token.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// LinkOf makes a link to the page on which a patient, or who speaks for them, checks
// in: the path below the program's address, for a message. programme "" = the one that
// they joined last. "" comes back where nobody may check
// in for them now. The link lives as long as the clinic's setting says, and ends with
// the membership.
func (s *Service) LinkOf(tx *db.Tx, patient, programme string) (string, error) {
	list, err := membersOf(tx, []string{patient}, false)
	if err != nil {
		return "", err
	}
	for n := len(list) - 1; n >= 0; n-- {
		if m := list[n]; m.State == Active && (programme == "" || m.Programme == programme) {
			return s.link(tx, m)
		}
	}
	return "", nil
}

// link makes a link to a member's page.
func (s *Service) link(tx *db.Tx, m Member) (string, error) {
	group, err := s.auth.PublicCode(tx)
	if err != nil {
		return "", err
	}
	numbers, err := settings.Of(tx, m.Clinic)
	if err != nil {
		return "", err
	}
	token := strings.ToLower(rand.Text())
	err = insertLink(tx, linkRow{ID: tx.NewID(), Clinic: m.Clinic, Member: m.ID, Hash: hashed(token), Made: tx.Now(),
		Expires: tx.Now() + int64(numbers.Int(Links))*span.Day})
	return "/m/c/" + group + "/" + token, err
}

// MakeLink makes a link for somebody of the clinic to give away. Faults:
// MemberNotFound, NotActive.
func (s *Service) MakeLink(ctx context.Context, member string, last func(*db.Tx, string) error) (string, error) {
	var path string
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := memberOne(tx, member)
		if err != nil {
			return err
		}
		if m.State != Active {
			return NotActive.With()
		}
		if path, err = s.link(tx, m); err != nil {
			return err
		}
		if err := s.record(tx, m, actionLinked, nil); err != nil {
			return err
		}
		return last(tx, path)
	})
	return path, err
}

// Page is what somebody sees who has nothing but a link.
type Page struct {
	Clinic    string
	Phone     string
	Name      string // masked: a link may be read over a shoulder
	Programme Words
	State     MemberState
	Today     civil.Day
	Day       civil.Day // that may be done now, "" = none
	MakeUp    civil.Day // that may be made up, "" = none
	Next      civil.Day // the next due day after it
	Window    Window
	Items     []Item // of Day, else of MakeUp
	Days      []Day  // the latest, in order
	Tally     Tally
}

// open reads a link. Faults: LinkNotFound, also of one that has expired.
func (s *Service) open(ctx context.Context, group, token string) (context.Context, linkRow, error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return ctx, linkRow{}, err
	}
	if !found {
		return ctx, linkRow{}, LinkNotFound.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "checkin.link")
	var row linkRow
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if row, found, err = linkByHash(tx, hashed(token)); err == nil && (!found || tx.Now() >= row.Expires) {
			err = LinkNotFound.With()
		}
		return err
	})
	return ctx, row, err
}

// Open shows the page behind a link. Faults: LinkNotFound.
func (s *Service) Open(ctx context.Context, group, token string) (Page, error) {
	ctx, row, err := s.open(ctx, group, token)
	if err != nil {
		return Page{}, err
	}
	var out Page
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := s.hold(tx, row.Member)
		if err != nil {
			return err
		}
		out, err = s.page(tx, h)
		return err
	})
	return out, err
}

// CheckIn takes a check-in through a link. Of two guardians who send at once one
// makes it; the other sees it made. Faults: LinkNotFound, those of a check-in.
func (s *Service) CheckIn(ctx context.Context, group, token string, say Saying) (Page, error) {
	ctx, row, err := s.open(ctx, group, token)
	if err != nil {
		return Page{}, err
	}
	var out Page
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		h, err := s.hold(tx, row.Member)
		if err != nil {
			return err
		}
		if _, err := s.take(tx, h, say, ByLink, row.ID); err != nil {
			return err
		}
		out, err = s.page(tx, h)
		return err
	})
	return out, err
}

// pageDays is how many days back the page shows.
const pageDays = 21

func (s *Service) page(tx *db.Tx, h *held) (Page, error) {
	clinic, err := s.org.Clinic(tx, h.m.Clinic)
	if err != nil {
		return Page{}, err
	}
	cards, err := s.patients.Cards(tx, []string{h.m.Patient})
	if err != nil {
		return Page{}, err
	}
	out := Page{Clinic: clinic.Name, Phone: clinic.Phone, Name: visits.Masked(cards[h.m.Patient].Name), Programme: h.p.Name, State: h.m.State, Today: h.today,
		Next: h.m.Next, Window: h.p.Window(h.today), Tally: tally(h.days, h.m.Since)}
	if h.m.State == Active && h.m.Next != "" && h.m.Next <= h.today {
		out.Day, out.Next = h.m.Next, h.v.NextDue(h.m, h.m.Next)
	}
	for _, d := range h.days {
		if d.Day > h.today.AddDays(-pageDays) {
			out.Days = append(out.Days, d)
		}
		if h.m.State == Active && d.State == Missed && h.p.MakeUp.mayMakeUp(d.Day, h.today, madeUpIn(h.days, d.Day)) == nil {
			out.MakeUp = d.Day
		}
	}
	for _, day := range []civil.Day{out.Day, out.MakeUp} {
		if day != "" && out.Items == nil {
			out.Items = h.v.ItemsOn(h.m, day)
		}
	}
	return out, nil
}
