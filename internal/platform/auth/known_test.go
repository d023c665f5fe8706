package auth

import (
	"context"
	"testing"
	"time"

	"archwire/internal/platform/db"
)

// The second request of a second costs no statement; what this process changes
// counts at the next request all the same; what somebody else writes into the
// database, a second later.
func TestALoginIsRememberedForASecond(t *testing.T) {
	each(t, func(t *testing.T, h *hall) {
		asked := func(cookie string) (int, error) {
			var r db.Recorder
			_, err := h.s.Session(db.Record(context.Background(), &r), cookie)
			return len(r.List), err
		}
		owner, _ := h.in("Owner", pass)
		id := h.account("周宁", Grants{Clinic: map[string]Keys{"c1": KeysOf(book)}}, false)
		_, ticket := h.in("周宁", pass)
		if n, err := asked(ticket.Cookie); n != 0 || err != nil {
			t.Errorf("within the second: %d statements, %v", n, err)
		}
		h.Clock.Add(knownFor + time.Millisecond)
		if n, err := asked(ticket.Cookie); n == 0 || err != nil {
			t.Errorf("after the second: %d statements, %v", n, err)
		}
		a, err := h.s.Session(context.Background(), ticket.Cookie)
		if err != nil {
			t.Fatal(err)
		}
		h.expect(h.s.Revoke(owner, a.Session), nil, "revoke")
		if h.alive(ticket.Cookie) {
			t.Error("an ended session served once more")
		}

		_, ticket = h.in("周宁", pass)
		h.expect(h.DB.Write(h.Ctx(), func(tx *db.Tx) error { return h.s.DisableIn(tx, id) }), nil, "disable")
		if h.alive(ticket.Cookie) {
			t.Error("a closed account served once more")
		}
	})
}

func TestWhatWasReadBeforeAWriteIsNotBelievedAfterIt(t *testing.T) {
	var k knownLogins
	l, ok := k.get("a", 1000)
	if ok {
		t.Fatal("known before it was looked up")
	}
	l.until = 1500
	k.forget([]string{"visits_visits", "org_holdings"})
	k.put("a", l)
	if _, ok := k.get("a", 1000); ok {
		t.Error("a look-up from before the write is believed")
	}
	l, _ = k.get("a", 1000)
	l.until = 1500
	k.put("a", l)
	k.forget([]string{"visits_visits"})
	if _, ok := k.get("a", 1500); !ok {
		t.Error("forgotten for a visit")
	}
	if _, ok := k.get("a", 1501); ok {
		t.Error("believed for longer than promised")
	}
	if _, ok := k.get("a", 400); ok {
		t.Error("believed though the clock was set back")
	}
}
