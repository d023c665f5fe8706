package messages

import (
	"context"
	"slices"
	"time"

	"archwire/internal/platform/db"
)

// asking is a message that hangs, and what is done about it.
type asking struct {
	calling
	how howAsk
}

type howAsk int

const (
	askIt howAsk = iota
	resendIt
	cancelIt // its time to be tapped is over
)

// askLease is when a message is looked at again should the process die that asks.
const askLease = 2 * time.Minute

// look asks about what hangs, batch by batch, until nothing is due.
func (s *Service) look(ctx context.Context, halfWay func() bool) error {
	for {
		n, list, err := s.takeHanging(ctx)
		if err != nil || n == 0 {
			return err
		}
		calls := make([]calling, len(list))
		how := map[string]howAsk{}
		for i, a := range list {
			calls[i], how[a.send.ID] = a.calling, a.how
		}
		s.outside(ctx, calls, func(ctx context.Context, c *calling) reply {
			switch how[c.send.ID] {
			case resendIt:
				return sendOut(ctx, c)
			case cancelIt:
				return cancelOut(ctx, c)
			}
			return askOut(ctx, c)
		})
		if err := s.took(ctx, calls); err != nil {
			return err
		}
		if halfWay() {
			return nil // the ticker calls again
		}
	}
}

// takeHanging locks what is due to be asked about, notes that it is, and says how.
// A send that lost its process becomes unknown here, and is asked about next time.
func (s *Service) takeHanging(ctx context.Context) (n int, out []asking, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, out = 0, nil
		list, err := dueToAsk(tx, batchMost)
		if err != nil || len(list) == 0 {
			return err
		}
		n = len(list)
		ids := make([]string, n)
		for i, m := range list {
			ids[i] = m.ID
		}
		// Should this process die as well, it is looked at again then.
		if err := lease(tx, ids, tx.Now()+askLease.Milliseconds()); err != nil {
			return err
		}
		sends, err := latestSends(tx, ids)
		if err != nil {
			return err
		}
		out, err = s.sortHanging(tx, list, sends)
		return err
	})
	return n, out, err
}

// sortHanging says what is done about each message, and notes it.
func (s *Service) sortHanging(tx *db.Tx, list []Message, sends map[string]Send) ([]asking, error) {
	accounts, err := s.accountList(tx)
	if err != nil {
		return nil, err
	}
	byAccount := map[string]Account{}
	for _, a := range accounts {
		byAccount[a.ID] = a
	}
	tap, err := s.tapMillis(tx, list)
	if err != nil {
		return nil, err
	}
	left, err := leftOf(tx, sends)
	if err != nil {
		return nil, err
	}
	against, err := s.objections(tx, list, sends)
	if err != nil {
		return nil, err
	}
	var out []asking
	var lost []word
	for _, m := range list {
		x := sends[m.ID]
		if m.State == Sending {
			lost = append(lost, word{x.ID, m.ID, reply{Said: saidSilent, Code: "lost"}})
			continue
		}
		o := against[m.ID]
		if m.State == Waits && o.ends {
			if err := s.takeBack(tx, m, o.reason); err != nil {
				return nil, err
			}
			continue
		}
		a := asking{calling: calling{msg: m, send: x, acct: byAccount[x.Account]}}
		if err := s.openJSON(whitherPlace(tx, x.ID), x.to, &a.out); err != nil {
			return nil, err
		}
		a.how = howTo(m, x, hanging{a.acct.Kind, tx.Now(), tap[m.Clinic], left[creditKey{x.Address, x.Provider}], o.reason})
		out = append(out, a)
	}
	if err := noteAsking(tx, out); err != nil || len(lost) == 0 {
		return out, err
	}
	_, err = s.settle(tx, lost)
	return out, err
}

// noteAsking notes, before anything leaves the house, that it is asked, and which
// sends go once more.
func noteAsking(tx *db.Tx, list []asking) error {
	var again []Send
	var asked []Message
	for _, a := range list {
		if a.how == resendIt {
			a.send.Tries++
			again = append(again, a.send)
		}
		a.msg.Asks++
		a.msg.WakeAt = tx.Now() + askLease.Milliseconds()
		asked = append(asked, a.msg)
	}
	if err := saveAll(tx, asked); err != nil {
		return err
	}
	return saveSends(tx, again)
}

// tapMillis reads how long colleagues may take to tap, by clinic.
func (s *Service) tapMillis(tx *db.Tx, list []Message) (map[string]int64, error) {
	out := map[string]int64{}
	for _, m := range list {
		if _, read := out[m.Clinic]; read || m.State != Waits {
			continue
		}
		minutes, err := TapMinutes.Int(tx, m.Clinic)
		if err != nil {
			return nil, err
		}
		out[m.Clinic] = int64(minutes) * 60_000
	}
	return out, nil
}

// leftOf reads how many credits are left where the sends took theirs.
func leftOf(tx *db.Tx, sends map[string]Send) (map[creditKey]int, error) {
	var addresses []string
	for _, x := range sends {
		if x.Channel.takesCredit() {
			addresses = append(addresses, x.Address)
		}
	}
	out := map[creditKey]int{}
	if len(addresses) == 0 {
		return out, nil
	}
	slices.Sort(addresses)
	rows, err := creditsSeen(tx, slices.Compact(addresses))
	for _, r := range rows {
		out[creditKey{r.Address, r.Template}] = r.Amount
	}
	return out, err
}

// hanging is what the question about a hanging message depends on.
type hanging struct {
	kind     Kind
	now, tap int64  // tap is how long a colleague may take, in milliseconds
	left     int    // credits
	against  string // what has come to stand against it, "" = nothing
}

// howTo says what is done about a message that hangs.
func howTo(m Message, x Send, h hanging) howAsk {
	client, _ := clientOf(x.Channel, h.kind)
	switch {
	case m.State == Unknown && h.against == "" && h.now < m.Until && x.mayResend(client.key, h.left, h.now):
		return resendIt
	case m.State == Waits && (h.against != "" || h.now >= x.SentAt+h.tap || h.now >= m.Until):
		return cancelIt
	}
	return askIt
}

// cancelOut takes a task back from who has not tapped, and asks what became of it:
// what has gone has gone.
func cancelOut(ctx context.Context, c *calling) reply {
	if r := wecomCancel(ctx, c.line, c.send.Ref); r.Said != saidAccepted {
		return askedReply(r)
	}
	r := askOut(ctx, c)
	if r.Said == saidWaits || r.Said == saidRefused {
		return reply{Said: saidRefused, Ref: c.send.Ref, Code: ReasonNotTapped}
	}
	return r
}

// waiting opens the attempt of a message that waits for a colleague's tap; found is
// false where it does not.
func (s *Service) waiting(ctx context.Context, id string) (c calling, found bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		m, err := messageOne(tx, id, false)
		if err != nil {
			return err
		}
		sends, err := latestSends(tx, []string{id})
		if err != nil {
			return err
		}
		c = calling{msg: m, send: sends[id]}
		if found = c.send.State == SendWaits; !found {
			return nil
		}
		if c.acct, err = s.accountOne(tx, c.send.Account); err != nil {
			return err
		}
		return s.openJSON(whitherPlace(tx, c.send.ID), c.send.to, &c.out)
	})
	return c, found, err
}

// cancelTask takes back a task whose message was stopped.
func (s *Service) cancelTask(ctx context.Context, id string) error {
	c, found, err := s.waiting(ctx, id)
	if err != nil || !found {
		return err
	}
	list := []calling{c}
	s.outside(ctx, list, cancelOut)
	if err := s.took(ctx, list); err != nil {
		return err
	}
	if w := list[0].reply.Said; w == saidUnreached || w == saidSilent || w == saidBusy {
		return errNotCancelled
	}
	return nil
}
