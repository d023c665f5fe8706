package messages

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// Of many messages to one colleague at once those beyond WeCom's limit wait, since it
// would drop them and answer as if they had gone; an alarm waits no longer than others.
func TestAColleagueIsNotFlooded(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		const n = 40
		for i := range n {
			h.wish(Wish{Purpose: "test.alarm", Occurrence: fmt.Sprint("a", i), Staff: h.doctor})
		}
		for minute := range 3 {
			h.drain()
			if sent, want := h.outside.count("send"), min(n, (minute+1)*appMinute); sent != want {
				t.Fatalf("%d sent in minute %d, want %d", sent, minute, want)
			}
			h.drain()
			h.Clock.Add(61 * time.Second)
		}
		for i := range n {
			if m := h.message(fmt.Sprint("a", i)); m.State != Accepted {
				t.Errorf("%s: %s %s", m.Occurrence, m.State, m.Reason)
			}
		}
	})
}

// Twenty clinics ask for the last ten parts at once: ten get one, and the head
// office's pot ends at nothing.
func TestTwentyClinicsAndTenParts(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.BuyQuota(h.program(), 10-h.left(""), "")
		ok(t, err)
		clinics := make([]string, 20)
		for i := range clinics {
			clinics[i] = id.New()
		}
		errs := testkit.Race(t, len(clinics), func(i int) error { // pots alone: that a clinic exists is asked before
			return h.DB.Write(h.program(), func(tx *db.Tx) error {
				if _, err := quotas(tx, []string{clinics[i], headPot}); err != nil {
					return err
				}
				if err := h.s.move(tx, clinics[i], 1, quotaAllotted, ""); err != nil {
					return err
				}
				return h.s.move(tx, "", -1, quotaAllotted, "")
			})
		})
		got := 0
		for _, err := range errs {
			switch {
			case err == nil:
				got++
			case !errors.Is(err, QuotaShort):
				t.Error(err)
			}
		}
		sum := 0
		for _, c := range clinics {
			sum += h.left(c)
		}
		if got != 10 || sum != 10 || h.left("") != 0 {
			t.Errorf("%d got one, they have %d, the head office %d", got, sum, h.left(""))
		}
	})
}

// The last part of a clinic's quota carries one SMS, however many are due and however
// many work at it; the others wait with their reason, and go once there is more.
func TestTheLastPart(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		_, err := h.s.AllotQuota(h.program(), h.clinic, -99, "")
		ok(t, err)
		for i := range 8 {
			h.plan(h.patient("李积木", fmt.Sprintf("128000200%02d", i)), fmt.Sprint("v", i))
		}
		for _, err := range testkit.Race(t, 6, func(int) error { return h.s.drain(h.program(), func() bool { return false }) }) {
			ok(t, err)
		}
		sent, waits := 0, 0
		for i := range 8 {
			switch m := h.message(fmt.Sprint("v", i)); {
			case m.State == Accepted:
				sent++
			case m.State == Planned && m.Reason == ReasonNoQuota:
				waits++
			}
		}
		if sent != 1 || waits != 7 || h.left(h.clinic) != 0 || h.outside.count("SendSms") != 1 {
			t.Errorf("%d sent, %d wait, %d left, %d at the provider", sent, waits, h.left(h.clinic), h.outside.count("SendSms"))
		}
		_, err = h.s.AllotQuota(h.program(), h.clinic, 50, "")
		ok(t, err)
		h.Clock.Add(16 * time.Minute)
		h.drain()
		if h.outside.count("SendSms") != 8 || h.left(h.clinic) != 43 {
			t.Errorf("%d sent, %d left", h.outside.count("SendSms"), h.left(h.clinic))
		}
	})
}
