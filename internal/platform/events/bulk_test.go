package events_test

import (
	"context"
	"errors"
	"fmt"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// Many facts are stored by a few statements; one that the group has already, or
// that stands twice in the list, nobody hears again.
func TestPublishAll(t *testing.T) {
	each(t, func(k *kit) {
		var now, later ear
		k.add(events.Subscription{Name: "t.now", Kinds: []string{"t.done"}, Now: func(_ *db.Tx, f events.Fact) error { return now.hear([]events.Fact{f}) }},
			events.Subscription{Name: "t.later", Kinds: []string{"t.done"}, Later: func(_ context.Context, list []events.Fact) error { return later.hear(list) }})
		old := fact("t.done", "old")
		old.Dedupe = "d3"
		k.publish(old)
		now.all = nil
		list := make([]events.Fact, 700)
		for i := range list {
			list[i] = fact("t.done", i)
			if i%2 == 1 {
				list[i].Dedupe = fmt.Sprintf("d%d", i)
			}
		}
		list[699].Dedupe = "d5"
		var rec db.Recorder
		if err := k.DB.Write(db.Record(k.Ctx(), &rec), func(tx *db.Tx) error { return k.bus.PublishAll(tx, list) }); err != nil {
			k.t.Fatal(err)
		}
		if len(rec.List) > 8 {
			k.t.Errorf("%d statements for 700 facts", len(rec.List))
		}
		if n := k.count("events_facts"); n != 1+698 {
			k.t.Errorf("%d facts", n)
		}
		if len(now.all) != 698 || now.all[0] != "0" || now.all[3] != "4" || now.all[697] != "698" {
			k.t.Errorf("%d heard at once: %v …", len(now.all), now.all[:4])
		}
		k.start()
		for range 200 {
			if k.count("events_inbox") == 0 {
				break
			}
			time.Sleep(50 * time.Millisecond)
		}
		if len(later.all) != 699 {
			k.t.Errorf("%d heard later", len(later.all))
		}
	})
}

// Who refuses one of many refuses them all, and nonsense is refused before
// anything is written.
func TestPublishAllIsOneAct(t *testing.T) {
	each(t, func(k *kit) {
		stop := errors.New("stop")
		k.add(events.Subscription{Name: "t.refuses", Kinds: []string{"t.wrong"}, Now: func(*db.Tx, events.Fact) error { return stop }})
		err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error {
			return k.bus.PublishAll(tx, []events.Fact{fact("t.done", 1), fact("t.wrong", 2)})
		})
		if !errors.Is(err, stop) || k.count("events_facts") != 0 {
			k.t.Errorf("%v, %d facts", err, k.count("events_facts"))
		}
		for _, bad := range []events.Fact{{Kind: "nonsense"}, {Kind: "t.done", Body: func() {}}} {
			if err := k.DB.Write(k.Ctx(), func(tx *db.Tx) error { return k.bus.PublishAll(tx, []events.Fact{fact("t.done", 1), bad}) }); err == nil {
				k.t.Errorf("%v was taken", bad.Kind)
			}
		}
	})
}
