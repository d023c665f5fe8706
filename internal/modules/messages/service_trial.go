package messages

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/kit/phone"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Trial is a message by which an account is tried: a purpose in its samples, to
// somebody in the house. It is of no patient and stands in no list; what came of it
// is seen on the account.
type Trial struct {
	Account string
	Purpose string
	Channel Channel
	To      string // of SMS a number; of WeCom a colleague's id; of an official account the id of a contact
}

// trialChannels are those by which an account may be tried. A message that uses up a
// permission, or waits for a colleague, is not a trial.
var trialChannels = []Channel{SMS, WeComApp, OfficialTemplate, OfficialService}

// What stands on the account while a trial is under way, and after; the number of the
// trial follows, ours and then theirs.
const (
	trialBegun     = "trial_sending "
	trialAccepted  = "trial_accepted "
	trialDelivered = "trial_delivered"
	trialKept      = "messages_accounts.trial/" // place of what is sealed
	trialNote      = "trial: "                  // before the note of a line in the journal of the quota; screens translate it
)

type trialArgs struct {
	ID     string `json:"id"`
	Sealed string `json:"sealed"`
	Parts  int    `json:"parts,omitempty"`
}

// Try sends a trial soon after. An SMS is taken from the head office's quota. Faults:
// AccountNotFound, PurposeNotFound, WrongChannel, TemplateNotFound, BadTo, QuotaShort.
func (s *Service) Try(ctx context.Context, x Trial) error {
	p, ok := s.purposes[x.Purpose]
	if !ok {
		return PurposeNotFound.With()
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		a, err := s.accountOne(tx, x.Account)
		if err != nil {
			return err
		}
		if !x.Channel.through(a.Kind) || !p.goes(x.Channel) || !slices.Contains(trialChannels, x.Channel) {
			return WrongChannel.At("channel")
		}
		out, parts, err := s.trialOf(tx, a, p, x)
		if err != nil {
			return err
		}
		if parts > 0 {
			if err := s.move(tx, "", -parts, quotaCorrected, trialNote+phone.Mask(out.Address)); err != nil {
				return err
			}
		}
		args := trialArgs{ID: a.ID, Parts: parts}
		if args.Sealed, err = s.sealJSON(trialKept+a.ID, out); err != nil {
			return err
		}
		if err := setTested(tx, a.ID, false, ""); err != nil {
			return err
		}
		if err := s.tellAccount(tx, a, "messages.account_tried"); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, trialKind, args, jobs.Unique(a.ID))
	})
}

// trialOf fills the template with the samples of its purpose.
func (s *Service) trialOf(tx *db.Tx, a Account, p Purpose, x Trial) (out outgoing, parts int, err error) {
	t, there, err := templateOne(tx, p.Key, x.Channel, a.ID)
	if err != nil || !there {
		if err == nil {
			err = TemplateNotFound.At("purpose")
		}
		return out, 0, err
	}
	out = outgoing{Number: numberOf(tx.NewID()), Channel: x.Channel, Template: t.Provider, SentAt: tx.Now(), Link: s.absolute("/")}
	if out.Address, err = s.trialTo(tx, a, x); err != nil {
		return out, 0, err
	}
	f, why := t.in(p.samples(), a.SignName, civil.Of(tx.Now(), beijing))
	if why != "" {
		return out, 0, BadSlot.At("purpose", "slot", "", "text", "")
	}
	out.Text, out.Values = f.text, f.values
	return out, f.parts, nil
}

// trialTo is whither a trial goes.
func (s *Service) trialTo(tx *db.Tx, a Account, x Trial) (string, error) {
	switch {
	case x.Channel != SMS && !id.Valid(x.To): // PostgreSQL would refuse the comparison
	case x.Channel == SMS:
		if n, err := phone.Parse(x.To); err == nil && textable(n) {
			return n, nil
		}
	case x.Channel == WeComApp:
		known, err := userids(tx, []string{x.To})
		if err != nil {
			return "", err
		}
		for _, u := range known[x.To] {
			if u.Account == a.ID {
				return u.Value, nil
			}
		}
	default:
		list, err := addressesByID(tx, []string{x.To})
		if err != nil {
			return "", err
		}
		if list[x.To].Account == a.ID {
			return list[x.To].Value, nil
		}
	}
	return "", BadTo.At("to")
}

// trial sends one, once: a job that is worked a second time does not know whether the
// first went.
func (s *Service) trial(ctx context.Context, in trialArgs) error {
	var c calling
	again := false
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if c.acct, err = s.accountOne(tx, in.ID); err != nil {
			return err
		}
		if err := s.openJSON(trialKept+in.ID, in.Sealed, &c.out); err != nil {
			return err
		}
		again = c.acct.Tested == trialBegun+c.out.Number
		return setTested(tx, in.ID, false, trialBegun+c.out.Number)
	})
	if err != nil {
		return err
	}
	list := []calling{c}
	if r := &list[0].reply; again {
		*r = reply{Said: saidSilent, Code: "lost"}
	} else {
		s.outside(ctx, list, sendOut)
	}
	return s.tookTrial(context.WithoutCancel(ctx), in, list[0].reply)
}

// tookTrial notes what came of a trial, and gives back what it did not use.
func (s *Service) tookTrial(ctx context.Context, in trialArgs, r reply) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		went, words := r.Said == saidAccepted, trialAccepted+r.Ref
		if !went {
			words = strings.TrimSpace(r.Code + " " + bytesCut(r.Words, 200))
		}
		if in.Parts > 0 && !went && r.Said != saidSilent {
			if err := s.move(tx, "", in.Parts, quotaCorrected, trialNote+r.Code); err != nil {
				return err
			}
		}
		if err := setTested(tx, in.ID, went, words); err != nil {
			return err
		}
		return s.live.Touch(tx, live.Change{Topic: "messages", ID: in.ID})
	})
}

// trialReceipt takes a receipt that is about the account's latest trial, and tells
// whether it is.
func (s *Service) trialReceipt(tx *db.Tx, h heardRow) (bool, error) {
	a, err := s.accountOne(tx, h.Account)
	if err != nil || h.notice.Ref == "" || a.Tested != trialAccepted+h.notice.Ref {
		return false, err
	}
	words := trialDelivered
	if h.notice.Said != saidDelivered {
		words = strings.TrimSpace(h.notice.Code + " " + bytesCut(h.notice.Words, 200))
	}
	if err := setTested(tx, a.ID, h.notice.Said == saidDelivered, words); err != nil {
		return true, err
	}
	return true, s.live.Touch(tx, live.Change{Topic: "messages", ID: a.ID})
}
