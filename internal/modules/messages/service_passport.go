package messages

import (
	"context"

	"archwire/internal/platform/db"
)

// PassportShown is all that is known of why a message went, for staff: its origin, the
// consent it went on, the text it went with, and the account it went through. How far
// the caps were stands in the message's Why, as it was decided.
type PassportShown struct {
	Passport
	Consent  *Agreed // the very one; nil = its class needs none, or it was not decided yet
	Withdraw bool    // that consent does not stand any more
	Template int64   // revision of the template of the latest attempt, 0 = none was made
	Changed  int64   // when the template was last changed; later than the message = the text reads otherwise now
	Account  string  // name of the account
	Door     string  // path of the patient's page
}

// PassportOf tells why a message went, for staff. Fault: MessageNotFound.
func (s *Service) PassportOf(ctx context.Context, id string) (out PassportShown, err error) {
	if err := s.warm(ctx); err != nil {
		return out, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = PassportShown{}
		m, err := messageOne(tx, id, false)
		if err != nil {
			return err
		}
		if tell := s.origins[moduleOf(m.Purpose)]; tell != nil {
			list, err := tell(tx, []Message{m})
			if err != nil {
				return err
			}
			out.Passport = list[m.ID]
		}
		if err := s.passportSend(tx, m, &out); err != nil {
			return err
		}
		return s.passportConsent(tx, m, &out)
	})
	return out, err
}

// passportSend adds the text and the account of the latest attempt.
func (s *Service) passportSend(tx *db.Tx, m Message, out *PassportShown) error {
	sends, err := latestSends(tx, []string{m.ID})
	x, sent := sends[m.ID]
	if err != nil || !sent {
		return err
	}
	out.Template = x.Revision
	if m.Patient != "" {
		out.Door = s.doorPath(tx, m.ID)
	}
	a, err := s.accountOne(tx, x.Account)
	if err != nil {
		return err
	}
	out.Account = a.Name
	list, err := templatesOf(tx, m.Purpose)
	for _, t := range list {
		if t.ID == x.Template {
			out.Changed = t.At
		}
	}
	return err
}

// passportConsent adds the consent on which the message went.
func (s *Service) passportConsent(tx *db.Tx, m Message, out *PassportShown) error {
	if m.Why.Consent == "" || m.Patient == "" {
		return nil
	}
	list, _, err := s.patients.ConsentsOf(tx, m.Patient)
	if err != nil {
		return err
	}
	if c := agreedOn(list, m.Why.Consent); c.ID != "" {
		out.Consent = &Agreed{c.At, c.By, c.Means}
	}
	out.Withdraw = lastGiven(list).ID == ""
	return nil
}
