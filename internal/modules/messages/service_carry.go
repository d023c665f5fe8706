package messages

import (
	"context"
	"net/http"
	"sync"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// The bounds of calls to providers. All rounds of a batch together take less than
// the grace after which a send counts as lost.
const (
	callTimeout = 7 * time.Second
	sideBySide  = 8
)

// newClient makes the client for all providers: it follows nobody elsewhere.
func newClient() *http.Client {
	return &http.Client{Timeout: callTimeout, CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{Proxy: http.ProxyFromEnvironment, MaxIdleConnsPerHost: sideBySide, IdleConnTimeout: time.Minute,
			TLSHandshakeTimeout: 5 * time.Second, ForceAttemptHTTP2: true}}
}

// lineTo opens a line to an account.
func (s *Service) lineTo(a Account) *line {
	if a.BaseURL == DoubleURL {
		a.BaseURL = ""
		if s.Double != "" {
			a.BaseURL = s.Double + "/" + string(a.Kind)
		}
	}
	return &line{acct: a, http: s.http, now: s.db.Now, tokens: s.tokens}
}

// outside lets calls happen, a few at once, and waits for all.
func (s *Service) outside(ctx context.Context, list []calling, do func(context.Context, *calling) reply) {
	lanes := make(chan struct{}, sideBySide)
	var all sync.WaitGroup
	for i := range list {
		c := &list[i]
		lanes <- struct{}{}
		all.Go(func() {
			defer func() { <-lanes }()
			c.line = s.lineTo(c.acct)
			if c.line.acct.BaseURL == "" { // no stand-in is running
				c.reply = reply{Said: saidUnreached, Code: "no_double"}
				return
			}
			ctx, cancel := context.WithTimeout(ctx, callTimeout)
			defer cancel()
			c.reply = do(ctx, c)
		})
	}
	all.Wait()
}

// sendOut sends on the channel's client.
func sendOut(ctx context.Context, c *calling) reply {
	client, ok := clientOf(c.out.Channel, c.acct.Kind)
	if !ok {
		return reply{Said: saidRefused, Code: "no_client"}
	}
	return client.send(ctx, c.line, c.out)
}

// askOut asks what became of a send.
func askOut(ctx context.Context, c *calling) reply {
	ask, ok := askerOf(c.out.Channel, c.acct.Kind)
	if !ok {
		return reply{Said: saidSilent, Code: "nobody_to_ask"}
	}
	return ask(ctx, c.line, c.out, c.send.Ref)
}

// took carries what came of calls into their messages, in one transaction, and
// keeps what was heard. What a provider did is noted even where the job's own time
// is over.
func (s *Service) took(ctx context.Context, list []calling) error {
	if len(list) == 0 {
		return nil
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	return s.db.Write(ctx, func(tx *db.Tx) error {
		words := make([]word, len(list))
		for i, c := range list {
			words[i] = word{c.send.ID, c.msg.ID, c.reply}
		}
		if _, err := s.settle(tx, words); err != nil {
			return err
		}
		return s.insertLog(tx, list)
	})
}

// word is what was said of a send.
type word struct {
	send    string
	message string
	reply   reply
}

// settle carries words about sends into them and their messages, in order, and
// writes and tells what came of it. It tells how many changed something.
func (s *Service) settle(tx *db.Tx, words []word) (int, error) {
	ids, sendIDs := make([]string, len(words)), make([]string, len(words))
	for i, w := range words {
		ids[i], sendIDs[i] = w.message, w.send
	}
	messages, err := messagesLocked(tx, ids)
	if err != nil {
		return 0, err
	}
	sends, err := sendsByID(tx, sendIDs)
	if err != nil {
		return 0, err
	}
	kinds, err := s.kindsByAccount(tx)
	if err != nil {
		return 0, err
	}
	b := &books{s: s, tx: tx, messages: map[string]Message{}, sends: map[string]Send{}}
	for _, w := range words {
		m, known := messages[w.message]
		x, too := sends[w.send]
		if !known || !too {
			continue
		}
		_, askable := askerOf(x.Channel, kinds[x.Account])
		e := m.take(&x, w.reply, tx.Now(), askable)
		messages[m.ID], sends[x.ID] = m, x
		b.enter(m, x, e)
	}
	return b.changed, b.write()
}

// kindsByAccount reads which kind each account is of.
func (s *Service) kindsByAccount(tx *db.Tx) (map[string]Kind, error) {
	list, err := accountKinds(tx)
	out := make(map[string]Kind, len(list))
	for _, a := range list {
		out[a.ID] = a.Kind
	}
	return out, err
}

// books gathers what follows from words, to be written together.
type books struct {
	s        *Service
	tx       *db.Tx
	messages map[string]Message
	sends    map[string]Send
	back     []Send
	void     []creditKey
	dead     []string
	facts    []events.Fact
	changed  int
}

func (b *books) enter(m Message, x Send, e effect) {
	b.messages[m.ID], b.sends[x.ID] = m, x
	if e.changed {
		b.changed++
	}
	if e.back && (x.Parts > 0 || x.Credit && !e.void) {
		b.back = append(b.back, x)
	}
	if e.void {
		b.void = append(b.void, creditKey{x.Address, x.Provider})
	}
	if e.dead && x.Address != "" {
		b.dead = append(b.dead, x.Address)
	}
	if e.fact != "" {
		b.facts = append(b.facts, told(e.fact, m))
	}
}

// write writes it all.
func (b *books) write() error {
	var list []Message
	var sends []Send
	var clinics []string
	wake := int64(0)
	for _, m := range b.messages {
		list, clinics = append(list, m), append(clinics, m.Clinic)
		if m.WakeAt != 0 && (wake == 0 || m.WakeAt < wake) {
			wake = m.WakeAt
		}
	}
	for _, x := range b.sends {
		sends = append(sends, x)
	}
	byID(list, sends)
	if err := saveAll(b.tx, list); err != nil {
		return err
	}
	if err := saveSends(b.tx, sends); err != nil {
		return err
	}
	if err := b.giveBack(); err != nil {
		return err
	}
	if err := notFollowing(b.tx, b.dead); err != nil {
		return err
	}
	if err := b.s.facts.PublishAll(b.tx, b.facts); err != nil {
		return err
	}
	if wake != 0 {
		if err := jobs.Lower(b.tx, wakeTopic, wake); err != nil {
			return err
		}
	}
	if b.changed == 0 {
		return nil // asked again, and heard the same
	}
	return b.s.touch(b.tx, clinics...)
}

// giveBack returns what sends took that never went, and empties the pots of which
// the provider says that they are empty.
func (b *books) giveBack() error {
	parts := map[string]int{}
	var lines []QuotaLine
	for _, x := range b.back {
		if x.Parts > 0 {
			parts[x.Clinic] += x.Parts
			lines = append(lines, QuotaLine{Pot: x.Clinic, Kind: quotaReturned, Amount: x.Parts, Send: x.ID})
		}
		if x.Credit {
			if err := addCredits(b.tx, creditKey{x.Address, x.Provider}, 1, creditReturned, x.ID); err != nil {
				return err
			}
		}
	}
	for _, pot := range sortedKeys(parts) {
		if _, err := moveQuota(b.tx, pot, parts[pot]); err != nil {
			return err
		}
	}
	if err := insertQuotaLines(b.tx, lines...); err != nil {
		return err
	}
	for _, k := range b.void {
		if err := voidCredits(b.tx, k); err != nil {
			return err
		}
	}
	return nil
}
