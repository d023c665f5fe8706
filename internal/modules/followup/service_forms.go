package followup

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/kit/span"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// letter is a message that a contact sends, with the form behind its link.
type letter struct {
	wish messages.Wish
	form *formRow
}

// hashed is what is kept of a form's token.
func hashed(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}

// groupCode is the public code of the group of ctx, with which links to its forms
// begin.
func (s *Service) groupCode(ctx context.Context) (string, error) {
	scope, _ := db.From(ctx)
	g, found, err := s.auth.Group(ctx, scope.Tenant)
	if err != nil || !found {
		return "", err
	}
	return g.PublicCode, nil
}

// letter makes the message of a contact: a form, a card, or a few words.
func (d *deciding) letter(m Made, c Contact) letter {
	lead := d.series[c.Parts[0].Series]
	wish := messages.Wish{Purpose: PurposeForm, Occurrence: m.ID, Clinic: m.Clinic, Patient: m.Patient, Subject: m.ID, At: max(c.Due, d.now), Until: m.ChaseAt,
		Fields: map[string]string{"item": itemWords(lead, c).Zh, "doctor": d.doctors[lead.Doctor]}}
	if wish.Fields["doctor"] == "" {
		wish.Fields["doctor"] = "主治"
	}
	if wish.Until <= wish.At {
		wish.Until = wish.At + span.Hour
	}
	if m.Layer == Relation {
		wish.Purpose, wish.Fields = PurposeCard, nil
	}
	if c.Way == Message {
		wish.Purpose = PurposeComfort
		wish.Fields = map[string]string{"item": itemWords(lead, c).Zh, "words": c.Says()[0].Zh}
		return letter{wish: wish}
	}
	token := strings.ToLower(rand.Text())
	wish.Link = "/m/f/" + d.group + "/" + token
	hours := d.numbers[m.Clinic].Int(FormHours)
	return letter{wish, &formRow{ID: d.tx.NewID(), Clinic: m.Clinic, Contact: m.ID, Patient: m.Patient, Hash: hashed(token), Made: d.now,
		Expires: wish.At + int64(hours)*span.Hour}}
}

// itemWords is what somebody is asked about: the item, else the protocol.
func itemWords(of Series, c Contact) Words {
	if of.Item.Zh != "" {
		return of.Item
	}
	return c.Parts[0].Protocol.Name
}

// send writes forms and plans their messages.
func (d *deciding) send() error {
	if len(d.letters) == 0 {
		return nil
	}
	var forms []formRow
	wishes := make([]messages.Wish, len(d.letters))
	for i, l := range d.letters {
		wishes[i] = l.wish
		if l.form != nil {
			forms = append(forms, *l.form)
		}
	}
	if err := insertForms(d.tx, forms); err != nil {
		return err
	}
	if err := lowerChase(d.tx, d.contacts); err != nil {
		return err
	}
	return d.s.messages.Plan(d.tx, wishes...)
}

// guard is asked at the moment of sending: a contact that does not wait any more
// sends nothing.
func (s *Service) guard(tx *db.Tx, list []messages.Message) (map[string]string, error) {
	ids := make([]string, len(list))
	for i, m := range list {
		ids[i] = m.Subject
	}
	contacts, err := contactsByIDs(tx, distinct(ids))
	waits := map[string]bool{}
	for _, m := range contacts {
		waits[m.ID] = m.State == ContactSent
	}
	out := map[string]string{}
	for _, m := range list {
		if !waits[m.Subject] {
			out[m.ID] = messages.ReasonDone
		}
	}
	return out, err
}

// unsent hears that a form reached nobody: after blood and first fittings, and
// where an answer was to be had, it becomes a call.
func (s *Service) unsent(ctx context.Context, facts []events.Fact) error {
	var ids []string
	for _, f := range facts {
		var b messages.Told
		if err := f.Decode(&b); err != nil {
			return err
		}
		if b.Purpose == PurposeForm && b.Reason != messages.ReasonDone && id.Valid(b.Subject) {
			ids = append(ids, b.Subject)
		}
	}
	if len(ids) == 0 {
		return nil
	}
	return s.db.Write(asProgram(ctx), func(tx *db.Tx) error {
		list, err := contactsByIDs(tx, distinct(ids))
		if err != nil {
			return err
		}
		var calls []Made
		for _, m := range list {
			if m.State == ContactSent {
				calls = append(calls, m)
			}
		}
		return s.callInstead(tx, calls, WhyNoAddress)
	})
}

// Sheet is a form as somebody sees it who has nothing but its link.
type Sheet struct {
	Clinic    string
	Phone     string
	Name      string // masked: a link may be read over a shoulder
	Doctor    string
	Item      Words
	Questions []Asked
	Says      []Words
	Expires   int64
	Answered  bool
	Over      bool
}

// open reads a form by its link. Faults: FormNotFound.
func (s *Service) open(ctx context.Context, group, token string) (context.Context, formRow, error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return ctx, formRow{}, err
	}
	if !found {
		return ctx, formRow{}, FormNotFound.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "followup.form")
	var row formRow
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if row, found, err = formByHash(tx, hashed(token)); err == nil && !found {
			err = FormNotFound.With()
		}
		return err
	})
	return ctx, row, err
}

// Form shows a form to whoever has its link. Faults: FormNotFound.
func (s *Service) Form(ctx context.Context, group, token string) (Sheet, error) {
	ctx, row, err := s.open(ctx, group, token)
	if err != nil {
		return Sheet{}, err
	}
	var out Sheet
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := stampForm(tx, row.ID, "opened_at"); err != nil {
			return err
		}
		out, err = s.sheet(tx, row)
		return err
	})
	return out, err
}

func (s *Service) sheet(tx *db.Tx, row formRow) (Sheet, error) {
	clinic, err := s.org.Clinic(tx, row.Clinic)
	if err != nil {
		return Sheet{}, err
	}
	cards, err := s.patients.Cards(tx, []string{row.Patient})
	if err != nil {
		return Sheet{}, err
	}
	b, err := s.book(tx, row.Contact)
	if err != nil {
		return Sheet{}, err
	}
	out := Sheet{Clinic: clinic.Name, Phone: clinic.Phone, Name: visits.Masked(cards[row.Patient].Name), Item: itemWords(b.series[0], b.contact),
		Says: b.contact.Says(), Expires: row.Expires, Answered: row.Answered > 0, Over: row.Answered == 0 && (!b.made.Live() || tx.Now() >= row.Expires)}
	if b.made.Way != Message {
		out.Questions = b.questions(tx.Now())
	}
	people, err := s.org.StaffByIDs(tx, []string{b.made.Doctor})
	out.Doctor = people[b.made.Doctor].Name
	return out, err
}

// Thanks is what somebody sees who has answered.
type Thanks struct {
	Level Level
	Phone string
	DueAt int64 // by when the doctor calls, 0 = nobody has to
	Next  int64 // the visit that is booked, 0 = none
}

// Answer takes the answers of a form from whoever has its link. It is taken once.
// Faults: FormNotFound, FormOver, FormUsed, BadAnswer.
func (s *Service) Answer(ctx context.Context, group, token string, answers Answers) (Thanks, error) {
	ctx, row, err := s.open(ctx, group, token)
	if err != nil {
		return Thanks{}, err
	}
	var out Thanks
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		form, _, err := formByHash(tx, row.Hash)
		if err != nil {
			return err
		}
		b, err := s.book(tx, row.Contact)
		if err != nil {
			return err
		}
		switch {
		case form.Answered > 0:
			return FormUsed.With()
		case tx.Now() >= form.Expires || b.made.State == ContactDone || b.made.State == ContactEnded && b.made.Reason != BecauseUnanswered:
			return FormOver.With()
		}
		if wrong := CheckAnswers(b.asked, answers); len(wrong) > 0 {
			return fault.Join(wrong)
		}
		if first, err := stampForm(tx, form.ID, "answered_at"); err != nil || !first {
			return orFault(err, FormUsed.With())
		}
		if err := hasAnswered(tx, row.Patient); err != nil {
			return err
		}
		clinic, err := s.org.Clinic(tx, row.Clinic)
		if err != nil {
			return err
		}
		r := Result{Means: "form", Outcome: Answered, Answers: answers, Note: answers["note"], Satisfaction: stars(answers)}
		r, due, err := s.conclude(tx, b, r)
		out = Thanks{Level: r.Level, Phone: clinic.Phone, DueAt: due}
		if err == nil && s.patients.Visits != nil {
			dates, err := s.patients.Visits(tx, []string{row.Patient})
			out.Next = dates[row.Patient].Next
			return err
		}
		return err
	})
	return out, err
}

func orFault(err, otherwise error) error {
	if err != nil {
		return err
	}
	return otherwise
}

func stars(a Answers) int {
	n, _ := a.number("satisfaction")
	return int(n)
}
