package messages

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// A promotion carries the way to stop it; who follows it reads why it came, stops it
// with one tap, and takes that back.
func TestWhyDidIGetThis(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李小木", "12800010001")
		h.bind(WeCom, "wm_li", p)
		_, err := h.people.NoteConsent(h.program(), p, patients.Consent{Purpose: patients.ForMarketing, Given: true, By: "self", Means: "paper"})
		ok(t, err)
		ok(t, h.s.Explain("test", func(_ *db.Tx, list []Message) (map[string]Sentence, error) {
			return map[string]Sentence{list[0].ID: {Zh: "您半年没有洗牙了", En: "You have had no cleaning for six months"}}, nil
		}, nil))
		h.at(1, "10:00")
		h.wish(Wish{Purpose: "test.news", Occurrence: "a", Patient: p})
		h.drain()
		m := h.shown("a")
		if len(m.Sends) != 1 || !strings.Contains(m.Sends[0].Text, "/m/w/"+h.group+"/") {
			t.Fatalf("no way to stop it: %+v", m.Sends)
		}
		if m.Why.Consent == "" {
			t.Error("the consent on which it went is not noted")
		}
		_, token, _ := strings.Cut(m.Sends[0].Text, "/m/w/"+h.group+"/")
		d, err := h.s.Door(t.Context(), h.group, token)
		ok(t, err)
		if d.Name != "李*木" || d.Class != Marketing || d.Basis != "consent" || d.Consent == nil || d.Reason.Zh == "" || len(d.Stops) != len(doorClasses) {
			t.Fatalf("the page says %+v", d)
		}
		stop := DoorChoice{Class: Marketing}
		d, err = h.s.Choose(t.Context(), h.group, token, stop)
		ok(t, err)
		if !d.Stops[0].All || d.Stops[0].By != "page" || d.Stops[1].All {
			t.Fatalf("stopped: %+v", d.Stops)
		}
		h.at(2, "10:00")
		h.wish(Wish{Purpose: "test.news", Occurrence: "b", Patient: p})
		h.drain()
		if got := h.message("b"); got.State != Dropped || got.Reason != ReasonOptedOut {
			t.Errorf("a promotion after the stop is %s %s", got.State, got.Reason)
		}
		h.wish(Wish{Purpose: "test.care", Occurrence: "c", Patient: p})
		h.drain()
		if got := h.message("c"); got.State != Accepted {
			t.Errorf("care after treatment was silenced: %s %s", got.State, got.Reason)
		}
		d, err = h.s.Choose(t.Context(), h.group, token, DoorChoice{Class: Marketing, Wanted: true})
		ok(t, err)
		if d.Stops[0].All || d.Stops[0].By != "" {
			t.Errorf("wanted again, it is still stopped: %+v", d.Stops[0])
		}
	})
}

// Links that nobody was given lead nowhere, and what one told the clinic oneself is
// not taken back by whoever has a link.
func TestDoorsAreNotGuessed(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李小木", "12800010001")
		h.bind(WeCom, "wm_li", p)
		_, err := h.people.NoteConsent(h.program(), p, patients.Consent{Purpose: patients.ForMarketing, Given: true, By: "self", Means: "paper"})
		ok(t, err)
		h.at(1, "10:00")
		h.wish(Wish{Purpose: "test.news", Occurrence: "a", Patient: p})
		h.drain()
		_, token, _ := strings.Cut(h.shown("a").Sends[0].Text, "/m/w/"+h.group+"/")
		for _, bad := range []string{token[1:] + "a", strings.Repeat("a", 16), token + token} {
			_, err := h.s.Door(t.Context(), h.group, bad)
			want(t, err, DoorNotFound)
			_, err = h.s.Choose(t.Context(), h.group, bad, DoorChoice{Class: Marketing})
			want(t, err, DoorNotFound)
		}
		_, err = h.s.Door(t.Context(), "nobody", token)
		want(t, err, DoorNotFound)
		_, err = h.s.Choose(t.Context(), h.group, token, DoorChoice{Class: Staff})
		want(t, err, BadClass)
		_, err = h.s.OptOutOf(h.program(), OptOut{Patient: p, Class: Marketing, Source: "hand"})
		ok(t, err)
		d, err := h.s.Choose(t.Context(), h.group, token, DoorChoice{Class: Marketing, Wanted: true})
		ok(t, err)
		if !d.Stops[0].All || d.Stops[0].By != "hand" {
			t.Errorf("what was told the clinic was taken back: %+v", d.Stops[0])
		}
		ok(t, h.people.EraseData(h.program(), p, "本人要求"))
		_, err = h.s.Door(t.Context(), h.group, token)
		want(t, err, DoorNotFound)
	})
}

// Twenty taps at once stop once.
func TestDoorRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient("李小木", "12800010001")
		h.bind(WeCom, "wm_li", p)
		_, err := h.people.NoteConsent(h.program(), p, patients.Consent{Purpose: patients.ForMarketing, Given: true, By: "self", Means: "paper"})
		ok(t, err)
		h.at(1, "10:00")
		h.wish(Wish{Purpose: "test.news", Occurrence: "a", Patient: p})
		h.drain()
		_, token, _ := strings.Cut(h.shown("a").Sends[0].Text, "/m/w/"+h.group+"/")
		var all sync.WaitGroup
		for range 20 {
			all.Go(func() {
				ctx, cancel := context.WithTimeout(context.Background(), 30*time.Second)
				defer cancel()
				if _, err := h.s.Choose(ctx, h.group, token, DoorChoice{Class: Marketing}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		r, err := h.s.ReachOf(auth.AsProgram(t.Context(), h.Tenant, "test"), p)
		ok(t, err)
		if len(r.OptOuts) != 2 {
			t.Errorf("twenty taps left %d opt-outs, want one of the patient and one of the address", len(r.OptOuts))
		}
	})
}
