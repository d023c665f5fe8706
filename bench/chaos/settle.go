package main

import (
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
	list := "/messages/messages?clinic_id=" + t.clinic.id
	for began := time.Now(); ; time.Sleep(250 * time.Millisecond) {
		var now openMessages
		if err := got(t.people.boss.send("GET", list+"&limit=1", nil), &now); err != nil {
			return err
		}
		if passed := time.Since(began); passed > long || passed > 3*time.Second && now.Open["sending"] == 0 {
			break
		}
	}
	for cursor := ""; ; {
		var page openMessages
		if err := got(t.people.boss.send("GET", list+"&state=unknown&limit=100&cursor="+cursor, nil), &page); err != nil {
			return err
		}
		for i, m := range page.Items {
			text, _ := json.Marshal(m.May)
			t.visible[m.ID] = string(text) == `["take_sent","send_again"]`
			if i%2 == 0 {
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
