package gateways

import (
	"context"
	"errors"
	"fmt"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// The kinds of job, and the topic of waiting.
const (
	sendKind  = "gateways.send"
	askKind   = "gateways.ask"
	hearKind  = "gateways.hear"
	handKind  = "gateways.by_hand"
	testKind  = "gateways.test"
	wakeTopic = "gateways.look"
)

type jobArgs struct {
	ID string `json:"id"`
}

func (s *Service) jobList() []jobs.Job {
	one := func(kind string, timeout time.Duration, do func(context.Context, string) error) jobs.Job {
		return jobs.Job{Kind: kind, Timeout: timeout, Work: func(ctx context.Context, in jobs.Input) error {
			var a jobArgs
			if err := in.Args(&a); err != nil {
				return err
			}
			return do(ctx, a.ID)
		}}
	}
	return []jobs.Job{
		one(sendKind, 90*time.Second, s.send), one(askKind, 30*time.Second, s.ask), one(handKind, 30*time.Second, s.byHand),
		one(testKind, 30*time.Second, s.test),
		{Kind: hearKind, Timeout: 30 * time.Second, Work: s.hear},
	}
}

// call is one request on its way to its provider.
type call struct {
	*Request
	acct   Account
	base   string // address of the provider
	notice string // where the provider calls back, "" = nowhere
	person string // what names a person
	now    int64
	keep   func(Answer) error // keeps what is known so far, before the step that counts
	s      *Service
	heard  []exchange
}

// exchange is one answer as it came.
type exchange struct {
	what   string
	status int // 0 = silence
	body   []byte
}

// adapter speaks to one sort of provider. Nothing in it writes to the database.
type adapter struct {
	send  func(context.Context, *call) Reply
	ask   func(context.Context, *call) Reply
	close func(context.Context, *call) Reply // payments only
	test  func(context.Context, *call) Reply
}

var adapters = map[Provider]adapter{
	WeChatPay: {wechatSend, wechatAsk, wechatClose, wechatTest},
	Insurance: {insuranceSend, insuranceAsk, nil, insuranceTest},
	Tax:       {invoiceSend, invoiceAsk, nil, invoiceTest},
	Vouchers:  {voucherSend, voucherAsk, nil, voucherTest},
}

var errNoDouble = errors.New("gateways: no stand-in is running")

// prepare opens account and secrets for a call.
func (s *Service) prepare(ctx context.Context, r *Request) (*call, error) {
	c := &call{Request: r, s: s}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		c.now = tx.Now()
		if c.acct, err = s.accountOne(tx, r.Account); err != nil {
			return err
		}
		if r.sealed == "" {
			return nil
		}
		b, err := s.vault.Open(personPlace(tx, r.ID), r.sealed)
		c.person = string(b)
		return err
	})
	if err != nil {
		return nil, err
	}
	c.base = c.acct.BaseURL
	if c.base == DoubleURL {
		c.base = s.Double + "/" + string(c.acct.Provider)
	}
	if s.Public != "" {
		g, found, err := s.auth.Group(ctx, tenantOf(ctx))
		if err == nil && found {
			c.notice = s.Public + noticePath(g.PublicCode, c.acct.ID)
		}
	}
	return c, nil
}

func tenantOf(ctx context.Context) string { s, _ := db.From(ctx); return s.Tenant }

// send lets a request leave the house, once. The row says so before the first
// byte leaves: who finds that note and no answer asks, and does not send.
func (s *Service) send(ctx context.Context, id string) error {
	mine := false
	r, err := s.change(ctx, id, func(tx *db.Tx, r *Request) error {
		mine = r.State == Asked && r.SendingAt == 0
		if mine {
			r.SendingAt = tx.Now()
		}
		return nil
	})
	if err != nil || !mine {
		return err
	}
	c, err := s.prepare(ctx, &r)
	if err != nil {
		return err
	}
	c.keep = func(a Answer) error {
		_, err := s.change(ctx, id, func(_ *db.Tx, now *Request) error { now.Answer = merged(now.Answer, a); return nil })
		return err
	}
	reply := adapters[c.acct.Provider].send(ctx, c)
	return s.took(ctx, c, reply)
}

// ask asks about a request by our number, and closes a payment that nobody wants
// any more.
func (s *Service) ask(ctx context.Context, id string) error {
	r, err := s.Show(ctx, id)
	if err != nil || r.State == Done || r.State == Refused {
		return err
	}
	if r.State == Asked && r.SendingAt == 0 {
		return s.send(ctx, id)
	}
	c, err := s.prepare(ctx, &r)
	if err != nil {
		return err
	}
	do := adapters[c.acct.Provider]
	reply := do.ask(ctx, c)
	if r.Kind == Payment && !r.State.Over() && (r.Closing || c.now >= r.Ask.Expires) && (reply.Said == SaidWaits || reply.Said == SaidAbsent) {
		reply = do.close(ctx, c)
	}
	return s.took(ctx, c, reply)
}

// took carries what came of a call into the request and keeps what was heard.
func (s *Service) took(ctx context.Context, c *call, reply Reply) error {
	// What the provider did is noted even where the job's own time is over.
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 20*time.Second)
	defer cancel()
	_, err := s.change(ctx, c.ID, func(tx *db.Tx, r *Request) error {
		for _, h := range c.heard {
			if err := s.keepHeard(tx, *r, h); err != nil {
				return err
			}
		}
		r.Asks++
		if reply.Said == SaidUnreached && r.State == Asked {
			r.SendingAt, r.Said, r.Code = 0, SaidUnreached, reply.Code
			if r.Asks >= triesMost {
				r.State, r.SaidAt = Refused, tx.Now()
			}
			return nil
		}
		r.take(reply, tx.Now())
		return nil
	})
	return err
}

func (s *Service) keepHeard(tx *db.Tx, r Request, h exchange) error {
	way := "answer"
	if h.status == 0 {
		way = "silence"
	}
	_, err := s.insertLog(tx, logRow{Clinic: r.Clinic, Account: r.Account, Request: r.ID, Way: way, What: h.what, Status: h.status}, h.body)
	return err
}

// byHand tells of what somebody took as done, as the program: the money is in
// nobody's till.
func (s *Service) byHand(ctx context.Context, id string) error {
	_, err := s.change(ctx, id, func(tx *db.Tx, r *Request) error {
		if r.HandBy != "" {
			r.take(Reply{Said: SaidDone, Code: "by_hand", Amount: r.Amount}, tx.Now())
		}
		return nil
	})
	return err
}

// test tries an account.
func (s *Service) test(ctx context.Context, account string) error {
	c, err := s.prepare(ctx, &Request{Account: account, Number: "T000000000000"})
	if err != nil {
		return err
	}
	reply := adapters[c.acct.Provider].test(ctx, c)
	words := reply.Code
	if reply.Words != "" {
		words = fmt.Sprintf("%s %s", reply.Code, reply.Words)
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := setTested(tx, account, reply.Said == SaidDone, words); err != nil {
			return err
		}
		return s.live.Touch(tx, live.Change{Topic: "gateways", Clinic: c.acct.Clinic, ID: account})
	})
}

// perWake bounds the questions that one look lets loose.
const perWake = 100

// waker lets what is due be asked about.
func (s *Service) waker() jobs.Waker {
	return jobs.Waker{Topic: wakeTopic, Next: nextWake, Due: func(ctx context.Context, now int64) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			ids, err := dueRequests(tx, now, perWake)
			if err != nil || len(ids) == 0 {
				return err
			}
			if err := lease(tx, ids, now+60_000); err != nil {
				return err
			}
			for _, id := range ids {
				if err := s.jobs.Enqueue(tx, askKind, jobArgs{id}, jobs.Unique(id)); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}
