package messages

import (
	"encoding/json"
	"strings"
	"testing"

	"archwire/internal/fake"
	"archwire/internal/platform/db"
)

// An account is tried by one message to somebody in the house: it goes once, an SMS
// costs the head office's quota what it is billed as, and what came of it is seen on
// the account.
func TestTrial(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		account := func(kind Kind) Account {
			t.Helper()
			list, err := h.s.Accounts(h.program())
			ok(t, err)
			for _, a := range list {
				if a.ID == h.acct[kind] {
					return a
				}
			}
			t.Fatal("no account")
			return Account{}
		}
		sms := Trial{Account: h.acct[Aliyun], Purpose: reminder.Key, Channel: SMS, To: "12800010001"}
		head := h.left("")
		h.try(sms)
		a := account(Aliyun)
		if h.outside.count("SendSms") != 1 || h.left("") != head-1 || !a.TestedOK || !strings.HasPrefix(a.Tested, trialAccepted) {
			t.Fatalf("%d sent, %d left, %v %q", h.outside.count("SendSms"), h.left(""), a.TestedOK, a.Tested)
		}
		h.hears(Aliyun, notice{Dedupe: "1", Kind: noticeReceipt, Ref: strings.TrimPrefix(a.Tested, trialAccepted), Number: "x", Said: saidDelivered})
		if a = account(Aliyun); !a.TestedOK || a.Tested != trialDelivered {
			t.Errorf("%v %q", a.TestedOK, a.Tested)
		}
		h.outside.do("SendSms", answers(`{"Code":"isv.SMS_SIGNATURE_ILLEGAL","Message":"该账号下找不到对应签名"}`))
		h.try(sms)
		if a = account(Aliyun); a.TestedOK || !strings.HasPrefix(a.Tested, "isv.SMS_SIGNATURE_ILLEGAL") || h.left("") != head-1 {
			t.Errorf("%v %q, %d left", a.TestedOK, a.Tested, h.left(""))
		}
		// Worked again after the death of its process, it is not sent again.
		args := h.try(sms)
		h.write(func(tx *db.Tx) error {
			var out outgoing
			ok(t, h.s.openJSON(trialKept+args.ID, args.Sealed, &out))
			return setTested(tx, args.ID, false, trialBegun+out.Number)
		})
		sent := h.outside.count("SendSms")
		ok(t, h.s.trial(h.program(), args))
		if a = account(Aliyun); h.outside.count("SendSms") != sent || a.Tested != "lost" {
			t.Errorf("sent again, or %q", a.Tested)
		}
		note := Trial{Account: h.acct[WeCom], Purpose: "test.note", Channel: WeComApp, To: h.doctor}
		h.try(note)
		if a = account(WeCom); !a.TestedOK || h.outside.count("send") != 1 {
			t.Errorf("%v %q", a.TestedOK, a.Tested)
		}
		contact := h.bind(Official, "openid-official")
		h.try(Trial{Account: h.acct[Official], Purpose: reminder.Key, Channel: OfficialTemplate, To: contact})
		if a = account(Official); !a.TestedOK || h.outside.count("send") != 2 {
			t.Errorf("%v %q", a.TestedOK, a.Tested)
		}
		for to, x := range map[string]Trial{"number": sms, "colleague": note, "contact": {Account: h.acct[Official], Purpose: reminder.Key, Channel: OfficialTemplate}} {
			x.To = h.IDs()
			if to == "number" {
				x.To = "02012345678"
			}
			want(t, h.s.Try(h.program(), x), BadTo)
		}
		want(t, h.s.Try(h.program(), Trial{Account: h.acct[WeCom], Purpose: reminder.Key, Channel: WeComTask, To: contact}), WrongChannel)
		want(t, h.s.Try(h.program(), Trial{Account: h.acct[Aliyun], Purpose: "nobody.knows", Channel: SMS}), PurposeNotFound)
		_, err := h.s.BuyQuota(h.program(), -h.left(""), "")
		ok(t, err)
		want(t, h.s.Try(h.program(), sms), QuotaShort)
	})
}

// try has a trial sent, and gives its job.
func (h *house) try(x Trial) (args trialArgs) {
	h.t.Helper()
	ok(h.t, h.s.Try(h.program(), x))
	h.write(func(tx *db.Tx) error {
		a, err := h.s.accountOne(tx, x.Account)
		if err != nil {
			return err
		}
		out, parts, err := h.s.trialOf(tx, a, h.s.purposes[x.Purpose], x)
		if err != nil {
			return err
		}
		args = trialArgs{ID: a.ID, Parts: parts}
		args.Sealed, err = h.s.sealJSON(trialKept+a.ID, out)
		return err
	})
	if b, err := json.Marshal(args); err != nil || strings.Contains(string(b), x.To) {
		h.t.Errorf("the job names whom it is to: %s", b)
	}
	ok(h.t, h.s.trial(h.program(), args))
	return args
}

// What a new WeCom account lacks is told by the test: another app's number, or an
// address that it does not trust.
func TestDoubleTriesAnApp(t *testing.T) {
	w := wireDouble(t)
	if r := wecomTried(t.Context(), w.line(WeCom)); r.Said != "" {
		t.Fatalf("%+v", r)
	}
	l := w.line(WeCom)
	l.acct.AgentID = "7"
	if r := wecomTried(t.Context(), l); r.Said != saidRefused || r.Code != "301002" {
		t.Errorf("%+v", r)
	}
	w.Add(fake.Rule{Provider: fake.WeComKind, Call: "agent", How: fake.Refuse, Times: 1, Code: "60020"})
	if r := wecomTried(t.Context(), w.line(WeCom)); r.Said == "" || r.Code != "60020" {
		t.Errorf("%+v", r)
	}
	w.Add(fake.Rule{Provider: fake.WeComKind, Call: "follow_users", How: fake.Refuse, Times: 1, Code: "48002"})
	if r := wecomTried(t.Context(), w.line(WeCom)); r.Said == "" || r.Code != "contact_48002" {
		t.Errorf("%+v", r)
	}
}
