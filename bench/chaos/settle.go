package main

import (
	"context"
	"encoding/json"
	"fmt"
	"time"
)

// leaves notes that it is acknowledged that a visit is not there any more, and to
// where it came; 0 = nowhere.
func (t *trial) leaves(visit string, from, to int64) {
	t.mu.Lock()
	defer t.mu.Unlock()
	t.left[fmt.Sprintf("%s@%d", visit, from)] = time.Now().UnixMilli()
	delete(t.left, fmt.Sprintf("%s@%d", visit, to))
}

// openMessages is what the clinic's list says.
type openMessages struct {
	Open  map[string]int `json:"open"`
	Items []struct {
		ID  string   `json:"id"`
		May []string `json:"may"`
	} `json:"items"`
	Next string `json:"next"`
}

// settle gives a program that is not killed the time to work off what is under way:
// as long as a send may be without a result, in a long trial; in a short one only
// what takes no waiting. Then a person decides about half of what is still unknown.
func (t *trial) settle() error {
	if err := t.outside.behave(); err != nil {
		return err
	}
	long := 5 * time.Second
	if t.options.kills >= 20 {
		long = grace
	}
	var house struct{ Items []struct{ ID string } }
	if err := got(t.people.boss.send("GET", "/org/clinics", nil), &house); err != nil {
		return err
	}
	list := func(clinic string) string { return "/messages/messages?clinic_id=" + clinic }
	for began := time.Now(); ; time.Sleep(250 * time.Millisecond) {
		var now openMessages
		if err := got(t.people.boss.send("GET", list(t.clinic.id)+"&limit=1", nil), &now); err != nil {
			return err
		}
		if passed := time.Since(began); passed > long || passed > 3*time.Second && now.Open["sending"] == 0 {
			break
		}
	}
	if err := t.settleJourneys(); err != nil {
		return err
	}
	// Decisions take their time, and meanwhile what was still on its way becomes unknown:
	// so that is looked up afterwards. What the demo had planned goes in every clinic.
	for _, decide := range []bool{true, false} {
		for _, c := range house.Items {
			if err := t.unknown(list(c.ID), decide); err != nil {
				return err
			}
		}
	}
	return nil
}

// unknown notes about which messages the list lets somebody decide, and decides about
// half of them.
func (t *trial) unknown(list string, decide bool) error {
	for cursor := ""; ; {
		var page openMessages
		if err := got(t.people.boss.send("GET", list+"&state=unknown&limit=100&cursor="+cursor, nil), &page); err != nil {
			return err
		}
		for i, m := range page.Items {
			text, _ := json.Marshal(m.May)
			t.visible[m.ID] = string(text) == `["take_sent","send_again"]`
			if decide && i%2 == 0 {
				if a := t.people.boss.send("POST", "/messages/messages/"+m.ID+"/take-sent", nil); a.status < 300 {
					t.people.counts["decided"]++
				} else if !a.refused() { // meanwhile it may be known
					return fmt.Errorf("a decision about an unknown message was answered %d: %.300s", a.status, a.body)
				}
			}
		}
		if cursor = page.Next; cursor == "" {
			return nil
		}
	}
}

// settleJourneys waits until every fact was heard and nobody's time in a journey is
// over, for stuckFor at most: what is not done then is a broken promise.
func (t *trial) settleJourneys() error {
	ctx := context.Background()
	b, err := t.openBooks(ctx)
	if err != nil {
		return err
	}
	defer b.close()
	for began := time.Now(); time.Since(began) < stuckFor*time.Millisecond; time.Sleep(250 * time.Millisecond) {
		open := 0
		err := b.each(ctx, fmt.Sprintf(`SELECT (SELECT count(*) FROM events_inbox WHERE subscriber = 'journeys.follow') + (SELECT count(*) FROM journeys_enrolments WHERE wake_at < %d)`,
			time.Now().UnixMilli()-1000), func(r []string) error { open = int(number(r[0])); return nil })
		if err != nil || open == 0 {
			return err
		}
	}
	return nil
}
