package messages

import (
	"context"
	"slices"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// codeByHand marks what a person decided about a send.
const codeByHand = "by_hand"

// Shown is one message with everything that led to it.
type Shown struct {
	Message
	Link  string // where a tap leads, "" once nothing more is to be sent
	Sends []SendShown
}

// SendShown is an attempt with what went, "" where its person was erased.
type SendShown struct {
	Send
	Text string
	To   string // whither, masked
}

// Show gives a message with its attempts and what they said. Fault: MessageNotFound.
func (s *Service) Show(ctx context.Context, id string) (out Shown, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := messageOne(tx, id, false)
		if err != nil {
			return err
		}
		out = Shown{Message: m}
		var x secret
		if err := s.openJSON(secretPlace(tx, m.Purpose, m.Occurrence), m.sealed, &x); err != nil {
			return err
		}
		out.Link = x.Link
		sends, err := sendsByMessage(tx, []string{id})
		if err != nil {
			return err
		}
		for _, x := range sends[id] {
			var o outgoing
			if err := s.openJSON(whitherPlace(tx, x.ID), x.to, &o); err != nil {
				return err
			}
			out.Sends = append(out.Sends, SendShown{x, o.Text, masked(o.Address)})
		}
		return nil
	})
	return out, err
}

// masked hides the middle of a number or openid.
func masked(to string) string {
	if len(to) < 8 {
		return to
	}
	return to[:3] + "****" + to[len(to)-4:]
}

// Log gives what was heard about a message, as it came. Fault: MessageNotFound.
func (s *Service) Log(ctx context.Context, id string) (list []Heard, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if _, err := messageOne(tx, id, false); err != nil {
			return err
		}
		list, err = s.logOf(tx, id)
		return err
	})
	return list, err
}

// Overview is what a clinic's messages come to.
type Overview struct {
	Open map[State]int // planned, on their way, waiting, unknown
	List []Message
}

// List lists a clinic's messages, with how many are open: those that are planned by
// when they go, the next first; of others, and of all whose time has come, the latest
// first. Fault: db.OutOfScope.
func (s *Service) List(ctx context.Context, f ListFilter) (o Overview, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(f.Clinic); err != nil {
			return err
		}
		if o.Open, err = openCounts(tx, f.Clinic); err != nil {
			return err
		}
		o.List, err = messageList(tx, f)
		return err
	})
	return o, err
}

// TakeSent takes an unknown message as sent: nothing more is done about it. Faults:
// MessageNotFound, NotNow.
func (s *Service) TakeSent(ctx context.Context, id string) (Shown, error) {
	return s.resolveUnknown(ctx, id, TakeSent, reply{Said: saidAccepted, Code: codeByHand})
}

// SendAgain takes an unknown message as not sent, or one that failed, and lets it go
// again, by the whole of its ladder, while it is worth anything. Faults:
// MessageNotFound, NotNow.
func (s *Service) SendAgain(ctx context.Context, id string) (Shown, error) {
	return s.resolveUnknown(ctx, id, SendAgain, reply{Said: saidRefused, Code: codeByHand})
}

func (s *Service) resolveUnknown(ctx context.Context, id string, how Resolution, r reply) (Shown, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := lockedFor(tx, id, how)
		if err != nil {
			return err
		}
		sends, err := latestSends(tx, []string{id})
		if err != nil {
			return err
		}
		m.Why.By = tx.Actor()
		if how == SendAgain {
			if m.Why.Again = tx.Now(); tx.Now() >= m.Until {
				return NotNow.With("state", string(m.State))
			}
		}
		if m.State == Failed {
			m.State, m.WakeAt, m.DoneAt, m.Reason = Planned, tx.Now(), 0, ""
			if err := jobs.Lower(tx, wakeTopic, m.WakeAt); err != nil {
				return err
			}
		}
		if err := saveAll(tx, []Message{m}); err != nil {
			return err
		}
		if _, err := s.settle(tx, []word{{sends[id].ID, id, r}}); err != nil {
			return err
		}
		return s.tellResolved(tx, m, how)
	})
	if err != nil {
		return Shown{}, err
	}
	return s.Show(ctx, id)
}

// lockedFor locks a message of which something may be done now.
func lockedFor(tx *db.Tx, id string, how Resolution) (Message, error) {
	m, err := messageOne(tx, id, true)
	if err == nil && !slices.Contains(m.May(), how) {
		err = NotNow.With("state", string(m.State))
	}
	return m, err
}

func (s *Service) tellResolved(tx *db.Tx, m Message, how Resolution) error {
	return s.audit.Record(tx, audit.Entry{Action: "messages." + string(how), SubjectKind: "message", SubjectID: m.ID, Patient: m.Patient, Clinic: m.Clinic,
		After: Told{Purpose: m.Purpose, Occurrence: m.Occurrence, Subject: m.Subject, Channel: m.Channel}})
}

// Stop keeps a message from being sent. Faults: MessageNotFound, NotNow.
func (s *Service) Stop(ctx context.Context, id string) (Shown, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := lockedFor(tx, id, Stop)
		if err != nil {
			return err
		}
		if err := s.takeBack(tx, m, ReasonStopped); err != nil {
			return err
		}
		return s.tellResolved(tx, m, Stop)
	})
	if err != nil {
		return Shown{}, err
	}
	return s.Show(ctx, id)
}

// remindMost is how often WeCom lets a colleague be reminded of a task in 24 hours.
const remindMost = 3

// Remind has the colleague reminded who must tap. Faults: MessageNotFound, NotNow,
// RemindedEnough.
func (s *Service) Remind(ctx context.Context, id string) (Shown, error) {
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := lockedFor(tx, id, Remind)
		if err != nil {
			return err
		}
		day := tx.Now() - (24 * time.Hour).Milliseconds()
		m.Why.Reminded = slices.DeleteFunc(m.Why.Reminded, func(at int64) bool { return at <= day })
		if len(m.Why.Reminded) >= remindMost {
			return RemindedEnough.With()
		}
		m.Why.Reminded = append(m.Why.Reminded, tx.Now())
		if err := saveAll(tx, []Message{m}); err != nil {
			return err
		}
		if err := s.tellResolved(tx, m, Remind); err != nil {
			return err
		}
		return s.jobs.Enqueue(tx, remindKind, jobArgs{m.ID}, jobs.Unique(m.ID))
	})
	if err != nil {
		return Shown{}, err
	}
	return s.Show(ctx, id)
}

// remind reminds the colleague of a task.
func (s *Service) remind(ctx context.Context, id string) error {
	c, found, err := s.waiting(ctx, id)
	if err != nil || !found {
		return err
	}
	list := []calling{c}
	s.outside(ctx, list, func(ctx context.Context, c *calling) reply { return wecomRemind(ctx, c.line, c.send.Ref) })
	err = s.db.Write(ctx, func(tx *db.Tx) error { return s.insertLog(tx, list) })
	if w := list[0].reply.Said; err == nil && (w == saidUnreached || w == saidSilent) {
		err = errNotReminded
	}
	return err
}
