package messages

import (
	"log/slog"
	"strings"
	"testing"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// What is planned is found by the ticker, sent by the queue, and told, with nobody
// doing anything.
func TestTickerAndQueue(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		ticker := jobs.NewTicker(h.DB, slog.New(slog.DiscardHandler))
		ok(t, ticker.Add(h.s.Module().Wakers...))
		ok(t, h.g.Jobs.Start(h.program()))
		defer func() { ok(t, h.g.Jobs.Stop(t.Context())) }()
		await := func(o string, want State) {
			t.Helper()
			for range 100 {
				ok(t, ticker.Run(t.Context()))
				if h.message(o).State == want {
					return
				}
				time.Sleep(50 * time.Millisecond)
			}
			t.Fatalf("%s: %s, want %s", o, h.message(o).State, want)
		}
		h.plan(p, "v1")
		await("v1", Accepted)
		h.wish(Wish{Purpose: "test.alarm", Occurrence: "alarm", Staff: h.doctor})
		await("alarm", Accepted)
		m := h.shown("v1")
		h.write(func(tx *db.Tx) error {
			return h.s.keepNotices(tx, []noticed{{h.acct[Aliyun], "x", notice{Dedupe: "1", Kind: noticeReceipt, Number: m.Sends[0].Number, Said: saidDelivered}}})
		})
		await("v1", Delivered)
	})
}

// A process that died before it called: nothing was sent. An SMS is not sent again by
// itself; a person may want it to go again, by the whole ladder.
func TestDeathBeforeTheCall(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.plan(p, "v1")
		_, _, err := h.s.decideDue(h.program(), nil)
		ok(t, err)
		for range 12 {
			h.Clock.Add(2 * time.Minute)
			h.look()
			h.drain()
		}
		m := h.shown("v1")
		if m.State != Failed || m.Sends[0].Said != saidAbsent || h.left(h.clinic) != 100 || h.outside.count("SendSms") != 0 || h.facts(FactFailed) != 1 {
			t.Fatalf("%+v, %d left", m, h.left(h.clinic))
		}
		x, err := h.s.SendAgain(h.program(), m.ID)
		if ok(t, err); x.State != Planned || x.Link != "/m/x/v1" {
			t.Fatalf("%+v", x)
		}
		h.drain()
		if m := h.shown("v1"); m.State != Accepted || h.outside.count("SendSms") != 1 || len(m.Sends) != 2 {
			t.Errorf("%+v", m)
		}
		h.plan(p, "v2")
		x, err = h.s.Stop(h.program(), h.message("v2").ID)
		if ok(t, err); x.State != Dropped || h.facts(FactDropped+" v2 stopped") != 1 {
			t.Errorf("%+v %v", x, h.told)
		}
		_, err = h.s.Stop(h.program(), x.ID)
		want(t, err, NotNow)
	})
}

// Who belongs to no household is counted with those who are reached by one number.
func TestOneNumberIsOneHome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		for _, o := range []string{"a", "b", "c"} {
			h.wish(Wish{Purpose: "test.birthday", Occurrence: o, Patient: h.patient("李"+o, "12800010001")})
		}
		h.wish(Wish{Purpose: "test.birthday", Occurrence: "d", Patient: h.patient("王", "12800010002")})
		h.drain()
		if m := h.message("c"); m.Reason != ReasonHousehold || h.message("b").State != Accepted || h.message("d").State != Accepted {
			t.Errorf("%s %s, %s", m.State, m.Reason, h.message("b").State)
		}
	})
}

// Callbacks that were worked off are kept for two months, counts of days for six
// weeks.
func TestTidy(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.plan(p, "v1")
		h.drain()
		h.receipt("", h.shown("v1").Sends[0].Number, saidDelivered)
		rows := func() (n, counts int) {
			ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
				if n, err = tx.From("messages_notices").Count(); err != nil {
					return err
				}
				counts, err = tx.From("messages_touches").Count()
				return err
			}))
			return n, counts
		}
		ticker := jobs.NewTicker(h.DB, slog.New(slog.DiscardHandler))
		ok(t, ticker.Add(h.s.Module().Wakers...))
		h.Clock.Add(keepNotices - time.Hour)
		ok(t, ticker.Run(t.Context()))
		if n, counts := rows(); n != 1 || counts == 0 {
			t.Fatalf("%d callbacks, %d counts", n, counts)
		}
		h.Clock.Add(26 * time.Hour)
		ok(t, ticker.Run(t.Context()))
		if n, counts := rows(); n != 0 || counts != 0 {
			t.Errorf("%d callbacks, %d counts are left", n, counts)
		}
	})
}

// A colleague presses a button of a card: who planned it hears which.
func TestCardIsPressed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.wish(Wish{Purpose: "test.alarm", Occurrence: "a1", Staff: h.doctor, Subject: "r1"})
		h.drain()
		m := h.shown("a1")
		if m.State != Accepted || m.Sends[0].Text != "请处理异常反馈。" || !strings.Contains(h.outside.sent[0].body, `"template_card"`) ||
			!strings.Contains(h.outside.sent[0].body, "我来处理") {
			t.Fatalf("%+v %+v", m, h.outside.sent)
		}
		var heard []Word
		ok(t, h.g.Facts.Add(events.Subscription{Name: "messages.test_words", Kinds: []string{FactHeard}, Now: func(_ *db.Tx, f events.Fact) error {
			var w Word
			err := f.Decode(&w)
			heard = append(heard, w)
			return err
		}}))
		h.hears(WeCom, notice{Dedupe: "1", Kind: noticeCard, User: "chenggongyuan", Number: m.Sends[0].Number, Key: "seen"})
		if len(heard) != 1 || heard[0].Key != "seen" || heard[0].Staff != h.doctor || heard[0].Subject != "r1" || heard[0].Purpose != "test.alarm" {
			t.Errorf("%+v", heard)
		}
	})
}

// An erased person leaves no word that was sent to them.
func TestErased(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p, brother := h.patient("李积木", "12800010001"), h.patient("李小木", "12800010001")
		alone, shared := h.bind(Official, "openid-1", p), h.bind(Mini, "openid-2", p, brother)
		h.write(func(tx *db.Tx) error {
			_, err := tx.Update("messages_addresses").Set("nick = '积木'").Where("id IN (?)", []string{alone, shared}).Exec()
			return err
		})
		h.plan(p, "v1")
		h.drain()
		if m := h.shown("v1"); m.Sends[0].Text == "" || len(m.Fields) == 0 {
			t.Fatalf("%+v", m)
		}
		log, err := h.s.Log(h.program(), h.message("v1").ID)
		if ok(t, err); len(log) == 0 || log[0].Erased || !log[0].Sound {
			t.Fatalf("%+v", log)
		}
		h.write(func(tx *db.Tx) error {
			if err := h.g.Vault.Drop(tx, p); err != nil {
				return err
			}
			return h.g.Facts.Publish(tx, events.Fact{Kind: patients.FactErased, Patient: p, Subject: p})
		})
		m := h.shown("v1")
		if m.Sends[0].Text != "" || m.Sends[0].To != "" || len(m.Fields) != 0 {
			t.Errorf("%+v", m)
		}
		log, err = h.s.Log(h.program(), m.ID)
		if ok(t, err); len(log) == 0 || !log[0].Erased || log[0].Body != "" {
			t.Errorf("%+v", log)
		}
		var nicks []string
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			return tx.From("messages_addresses").Where("id IN (?)", []string{alone, shared}).OrderBy("value").Pluck("nick", &nicks)
		}))
		r, err := h.s.ReachOf(h.program(), brother)
		if ok(t, err); len(nicks) != 2 || nicks[0] != "" || nicks[1] != "积木" || len(r.Bound) != 1 {
			t.Errorf("%q, %+v", nicks, r.Bound)
		}
	})
}

// Somebody hears once when a clinic's quota falls low, and what was sent is summed up.
func TestLowQuotaAndUse(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.AllotQuota(h.program(), h.clinic, 401, "")
		ok(t, err)
		var low []int
		h.s.QuotaLow = func(_ *db.Tx, clinic string, left int) error {
			if clinic == h.clinic {
				low = append(low, left)
			}
			return nil
		}
		began := h.Clock.Now()
		p := h.patient("李积木", "12800010001")
		for _, o := range []string{"a", "b", "c"} {
			h.plan(p, o)
			h.drain()
		}
		if len(low) != 1 || low[0] != 499 {
			t.Errorf("%v", low)
		}
		use, err := h.s.Use(h.program(), began, h.Clock.Now()+1)
		if ok(t, err); len(use) != 1 || use[0].Sends != 3 || use[0].Parts != 3 || use[0].Purpose != reminder.Key || use[0].Clinic != h.clinic {
			t.Errorf("%+v", use)
		}
		_, err = h.s.Use(h.program(), 5, 5)
		want(t, err, BadPeriod)
		_, err = h.s.AllotQuota(h.program(), h.clinic, -1000, "")
		want(t, err, QuotaShort)
		_, err = h.s.BuyQuota(h.program(), 0, "")
		want(t, err, BadAmount)
		lines, err := h.s.QuotaJournal(h.program(), "", "", 10)
		if ok(t, err); len(lines) != 3 || lines[0].Amount != -401 || lines[0].Kind != quotaAllotted {
			t.Errorf("%+v", lines)
		}
		_, err = h.s.QuotaJournal(h.Ctx(h.clinic), "", "", 10)
		want(t, err, db.OutOfScope)
	})
}

// Accounts: keys that are left empty stay, those of the stand-in serve nowhere else,
// and a test says what the provider said.
func TestAccounts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.AddAccount(h.program(), Account{Kind: Aliyun, BaseURL: "https://x.example", Keys: Keys{AccessKeyID: "key1", Secret: "12345678", SignName: "牙"}})
		want(t, err, AccountTaken)
		_, err = h.s.AddAccount(h.program(), Account{Kind: Aliyun, BaseURL: "http://x.example", Keys: Keys{AccessKeyID: "k", Secret: "12345678", SignName: "牙"}})
		want(t, err, BadURL)
		_, err = h.s.AddAccount(h.program(), Account{Kind: WeCom, BaseURL: "https://x.example", Keys: Keys{CorpID: "k"}})
		want(t, err, BadKey)
		list, err := h.s.Accounts(h.program())
		ok(t, err)
		for _, a := range list {
			a.Secret, a.Token, a.AESKey, a.Name = "", "", "", "新名字"
			changed, err := h.s.ChangeAccount(h.program(), a)
			if ok(t, err); changed.Secret == "" || changed.Version != a.Version+1 {
				t.Errorf("%+v", changed)
			}
			_, err = h.s.ChangeAccount(h.program(), a)
			want(t, err, db.Stale)
			ok(t, h.s.test(h.program(), a.ID))
		}
		h.outside.do("stable_token", answers(`{"errcode":40125,"errmsg":"invalid appsecret"}`))
		ok(t, h.s.test(h.program(), h.acct[Official]))
		list, err = h.s.Accounts(h.program())
		ok(t, err)
		for _, a := range list {
			if a.TestedOK == (a.Kind == Official) {
				t.Errorf("%s: %v %q", a.Kind, a.TestedOK, a.Tested)
			}
		}
		h.s.double = map[Kind]Keys{Tencent: {SecretID: "double", SDKAppID: "1", Secret: "everybody knows", SignName: "牙", Region: "r"}}
		d, err := h.s.AddAccount(h.program(), Account{Kind: Tencent, BaseURL: DoubleURL})
		ok(t, err)
		d.BaseURL, d.Keys = "https://x.example", Keys{}
		_, err = h.s.ChangeAccount(h.program(), d)
		want(t, err, BadKey)
		d.Keys = Keys{SecretID: "own", SDKAppID: "2", Secret: "a secret of ours", Region: "r"}
		own, err := h.s.ChangeAccount(h.program(), d)
		if ok(t, err); own.NoticeKey == "" || own.Secret != "a secret of ours" {
			t.Errorf("an account that left the stand-in is called back nowhere: %+v", own.Keys)
		}
		_, err = h.s.SetTemplate(h.program(), Template{Purpose: reminder.Key, Channel: WeComTask, Account: h.acct[Aliyun], Text: "x"})
		want(t, err, WrongChannel)
		_, err = h.s.SetTemplate(h.program(), Template{Purpose: "nobody.knows", Channel: SMS, Account: h.acct[Aliyun]})
		want(t, err, PurposeNotFound)
		_, err = h.s.SetTemplate(h.program(), Template{Purpose: reminder.Key, Channel: SMS, Account: h.acct[Aliyun], Provider: "X", Text: "{who}", Version: 7})
		want(t, err, db.Stale)
		want(t, h.s.SetUserid(h.program(), Userid{h.acct[WeCom], h.Tenant, "x"}), StaffNotFound)
		want(t, h.s.SetUserid(h.program(), Userid{h.acct[Mini], h.doctor, "x"}), AccountNotFound)
		want(t, h.s.SetUserid(h.program(), Userid{h.acct[WeCom], h.doctor, "不行"}), BadUserid)
	})
}

// A purpose that is younger than the accounts goes by channels of free text all the
// same.
func TestYoungerPurpose(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		ok(t, h.s.Add(Purpose{Key: "test.younger", Class: Staff, Channels: []Channel{WeComApp}, Text: "新的。"}))
		for _, o := range []string{"a", "b"} {
			h.wish(Wish{Purpose: "test.younger", Occurrence: o, Staff: h.doctor})
			h.drain()
			if m := h.message(o); m.State != Accepted {
				t.Errorf("%s: %s %+v", o, m.State, m.Why)
			}
		}
		list, err := h.s.Templates(h.program())
		ok(t, err)
		n := 0
		for _, x := range list {
			if x.Purpose == "test.younger" {
				n++
			}
		}
		if n != 1 {
			t.Errorf("%d templates", n)
		}
	})
}
