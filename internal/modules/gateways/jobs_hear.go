package gateways

import (
	"context"
	"errors"
	"net/http"

	"archwire/internal/kit/id"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/jobs"
)

// noticePath is where a provider calls back about an account.
func noticePath(group, account string) string {
	return httpapi.Prefix + "/gateways/notices/" + group + "/" + account
}

type hearArgs struct {
	Request string `json:"request"`
	Reply   Reply  `json:"reply"`
}

// Notice takes a callback: it is proven, kept as it came, and answered at once;
// what it says is carried out by a job. The same callback again changes nothing.
// Faults: BadSignature, whatever of group, account, signature or time is wrong;
// also where the account is the stand-in's and none is running.
func (s *Service) Notice(ctx context.Context, group, account string, h http.Header, body []byte) error {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return err
	}
	if !found || !id.Valid(account) {
		return BadSignature.With()
	}
	ctx = auth.AsProgram(ctx, g.ID, "gateways.notice")
	var a Account
	now := int64(0)
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) { now = tx.Now(); a, err = s.accountOne(tx, account); return err })
	switch {
	case errors.Is(err, AccountNotFound), err == nil && a.BaseURL == DoubleURL && s.Double == "":
		return BadSignature.With()
	case err != nil:
		return err
	}
	number, notice, reply, err := listen(a, h, body, now)
	if err != nil {
		return BadSignature.With()
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		request, ours, err := requestByNumber(tx, account, number)
		if err != nil {
			return err
		}
		isNew, err := s.insertLog(tx, logRow{Clinic: a.Clinic, Account: a.ID, Request: request, Way: "callback", What: notice, Status: 200, Notice: notice}, body)
		if err != nil || !isNew || !ours {
			return err
		}
		return s.jobs.Enqueue(tx, hearKind, hearArgs{request, reply})
	})
}

// listen proves and reads a callback. Providers other than WeChat are asked, and
// call nobody.
func listen(a Account, h http.Header, body []byte, now int64) (number, notice string, r Reply, err error) {
	if a.Provider != WeChatPay {
		return "", "", r, errSignature
	}
	if err := wechatSigned(a.Keys, h, body, now); err != nil {
		return "", "", r, err
	}
	return wechatHear(a.Keys, body)
}

// hear carries a callback into its request.
func (s *Service) hear(ctx context.Context, in jobs.Input) error {
	var a hearArgs
	if err := in.Args(&a); err != nil {
		return err
	}
	_, err := s.change(ctx, a.Request, func(tx *db.Tx, r *Request) error { r.take(a.Reply, tx.Now()); return nil })
	return err
}
