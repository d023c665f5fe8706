package messages

import (
	"context"
	"errors"
	"fmt"
	"net/url"
	"sync"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// Twenty at once, ten parts: ten get one, and the journal agrees with the pot.
func TestQuotaRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.AllotQuota(h.program(), h.clinic, -90, "")
		ok(t, err)
		errs := testkit.Race(t, 20, func(int) error {
			_, err := h.s.AllotQuota(h.program(), h.clinic, -1, "")
			return err
		})
		refused := 0
		for _, err := range errs {
			var f *fault.Fault
			if errors.As(err, &f) && errors.Is(err, QuotaShort) {
				refused++
			} else if err != nil {
				t.Error(err)
			}
		}
		if refused != 10 || h.left(h.clinic) != 0 || h.left("") != 1000 {
			t.Errorf("%d refused, %d and %d left", refused, h.left(h.clinic), h.left(""))
		}
		var sum int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) error {
			_, err := tx.From("messages_quota_lines").Where("pot = ?", h.clinic).Get("CAST(sum(amount) AS bigint)", &sum)
			return err
		}))
		if sum != 0 {
			t.Errorf("the journal comes to %d", sum)
		}
	})
}

// Twenty at once, ten credits: none is used twice.
func TestCreditRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		mini := h.bind(Mini, "openid-mini", p)
		h.credit(mini, reminder.Key, 10)
		errs := testkit.Race(t, 20, func(i int) error {
			return h.DB.Write(h.program(), func(tx *db.Tx) error {
				return takeCredits(tx, []Send{{ID: tx.NewID(), Address: mini, Provider: "TPL_test_reminder"}})
			})
		})
		short := 0
		for _, err := range errs {
			if errors.Is(err, errShort) {
				short++
			} else if err != nil {
				t.Error(err)
			}
		}
		r, err := h.s.ReachOf(h.program(), p)
		if ok(t, err); short != 10 || len(r.Credits) != 0 {
			t.Errorf("%d short, %+v left", short, r.Credits)
		}
	})
}

// Drains at once decide each message once, and a household's cap holds among them.
func TestTwoDrains(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var wishes []Wish
		for i := range 100 {
			p := h.patient(fmt.Sprintf("患者%d", i), fmt.Sprintf("128000%05d", i))
			wishes = append(wishes, Wish{Purpose: "test.birthday", Occurrence: fmt.Sprint(i), Clinic: h.clinic, Patient: p})
		}
		h.write(func(tx *db.Tx) error { return h.s.Plan(tx, wishes...) })
		_, err := h.s.AllotQuota(h.program(), h.clinic, -40, "")
		ok(t, err)
		for _, err := range testkit.Race(t, 4, func(int) error { return h.s.drain(h.program(), func() bool { return false }) }) {
			ok(t, err)
		}
		if n := h.outside.count("SendSms"); n != 60 || h.left(h.clinic) != 0 || h.facts(FactAccepted) != 60 {
			t.Errorf("%d sent, %d left, %d told", n, h.left(h.clinic), h.facts(FactAccepted))
		}
		waits := 0
		for i := range 100 {
			if m := h.message(fmt.Sprint(i)); m.State == Planned && m.Reason == ReasonNoQuota {
				waits++
			}
		}
		if waits != 40 {
			t.Errorf("%d wait for quota", waits)
		}
	})
}

// Planning a thousand, deciding forty and settling forty are a handful of statements
// each.
func TestStatements(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var wishes []Wish
		for i := range 1000 {
			wishes = append(wishes, Wish{Purpose: "test.birthday", Occurrence: fmt.Sprint(i), Clinic: h.clinic, Patient: h.Tenant})
		}
		count := func(what string, most int, do func(context.Context) error) {
			t.Helper()
			var rec db.Recorder
			ok(t, do(db.Record(h.program(), &rec)))
			t.Logf("%s: %d statements", what, len(rec.List))
			if n := len(rec.List); n > most {
				t.Errorf("%s: %d statements", what, n)
				for _, s := range rec.List {
					t.Log(s.Text)
				}
			}
		}
		count("planning 1,000", 6, func(ctx context.Context) error {
			return h.DB.Write(ctx, func(tx *db.Tx) error { return h.s.Plan(tx, wishes...) })
		})
		h.write(func(tx *db.Tx) error {
			_, err := tx.Update("messages_messages").Set("state = 'dropped'").Set("wake_at = NULL").Where("id IS NOT NULL").Exec()
			return err
		})
		wishes = nil
		for i := range batchMost {
			p := h.patient(fmt.Sprintf("患者%d", i), fmt.Sprintf("128000%05d", i))
			wishes = append(wishes, Wish{Purpose: reminder.Key, Occurrence: fmt.Sprint("r", i), Clinic: h.clinic, Patient: p, Link: "/m/x",
				Fields: map[string]string{"time": "2026年11月23日 09:00", "doctor": "程弓远"}})
		}
		h.write(func(tx *db.Tx) error { return h.s.Plan(tx, wishes...) })
		var list []calling
		count("deciding 40", 24, func(ctx context.Context) (err error) { _, list, err = h.s.decideDue(ctx, nil); return err })
		if len(list) != batchMost {
			t.Fatalf("%d to send", len(list))
		}
		h.s.outside(h.program(), list, sendOut)
		count("settling 40", 12, func(ctx context.Context) error { return h.s.took(ctx, list) })
	})
}

// Callbacks by the hundred share transactions, and each counts once however often it
// is told.
func TestCallbacksAtOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		for i := range 5 {
			h.plan(p, fmt.Sprint(i))
		}
		h.drain()
		var bodies []string
		for i := range 5 {
			m := h.shown(fmt.Sprint(i))
			bodies = append(bodies, fmt.Sprintf(`[{"phone_number":"12800010001","send_time":"2026-11-22 09:00:00","report_time":"2026-11-22 09:00:05","success":true,
"err_code":"DELIVERED","err_msg":"","sms_size":"1","biz_id":%q,"out_id":%q}]`, m.Sends[0].Ref, m.Sends[0].Number))
		}
		var mu sync.Mutex
		answers := map[string]int{}
		for _, err := range testkit.Race(t, 20, func(i int) error {
			b, err := h.s.Notice(t.Context(), h.group, h.acct[Aliyun], "POST", url.Values{"key": {"nk"}}, []byte(bodies[i%5]))
			mu.Lock()
			defer mu.Unlock()
			answers[string(b)]++
			return err
		}) {
			ok(t, err)
		}
		if answers[`{"code":0,"msg":"接收成功"}`] != 20 {
			t.Errorf("%v", answers)
		}
		ok(t, h.s.hear(h.program()))
		if h.facts(FactDelivered) != 5 {
			t.Errorf("%d told, %v", h.facts(FactDelivered), h.told)
		}
		var rows int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { rows, err = tx.From("messages_notices").Count(); return err }))
		if rows != 5 {
			t.Errorf("%d rows", rows)
		}
		for _, bad := range []struct{ group, account, key string }{{"nobody", h.acct[Aliyun], "nk"}, {h.group, h.Tenant, "nk"}, {h.group, h.acct[Aliyun], "x"},
			{h.group, "x", "nk"}, {h.group, h.acct[WeCom], "nk"}} {
			_, err := h.s.Notice(t.Context(), bad.group, bad.account, "POST", url.Values{"key": {bad.key}}, []byte(bodies[0]))
			want(t, err, BadSignature)
		}
	})
}

// A receipt that overtakes the answer waits for it; one about nothing is set aside.
func TestReceiptOvertakesTheAnswer(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李积木", "12800010001")
		h.plan(p, "v1")
		h.receipt("ref-1", "", saidDelivered) // the provider's number alone, which is not known yet
		_, list, err := h.s.decideDue(h.program(), nil)
		ok(t, err)
		list[0].line, list[0].reply = &line{}, reply{Said: saidAccepted, Ref: "ref-1"}
		ok(t, h.s.took(h.program(), list))
		h.Clock.Add(time.Minute)
		ok(t, h.s.hear(h.program()))
		if h.message("v1").State != Delivered {
			t.Errorf("%+v", h.message("v1"))
		}
		h.receipt("ref-2", "", saidDelivered)
		for range hearTries {
			h.Clock.Add(2 * time.Minute)
			ok(t, h.s.hear(h.program()))
		}
		var aside int
		ok(t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) {
			aside, err = tx.From("messages_notices").Where("state = 'aside'").Count()
			return err
		}))
		if aside != 1 {
			t.Errorf("%d set aside", aside)
		}
	})
}
