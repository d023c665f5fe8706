package messages

import (
	"context"
	"fmt"
	"slices"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// batchMost is how many messages are decided in one transaction.
const batchMost = 40

// calling is a send on its way to its provider.
type calling struct {
	msg   Message
	send  Send
	out   outgoing
	acct  Account
	line  *line
	reply reply
}

// decideDue decides what is due: the messages named, or whatever is due first. What
// is to go is written as sending, with what it uses up. It tells how many were
// decided.
func (s *Service) decideDue(ctx context.Context, ids []string) (n int, out []calling, err error) {
	if err := s.warm(ctx); err != nil {
		return 0, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, out = 0, nil
		// One decides at a time: counts of the day and pots are read before they are used.
		if err := tx.Lock("messages.decide"); err != nil {
			return err
		}
		var list []Message
		var err error
		if ids != nil {
			list, err = dueByID(tx, ids)
		} else {
			list, err = duePlanned(tx, batchMost)
		}
		if err != nil || len(list) == 0 {
			return err
		}
		n = len(list)
		d, err := s.gather(tx, list)
		if err != nil {
			return err
		}
		if out, err = d.decideAll(); err != nil {
			return err
		}
		return d.write(out)
	})
	return n, out, err
}

// decideAll decides the messages one after the other: what one uses up the next
// does not find any more.
func (d *desk) decideAll() ([]calling, error) {
	var out []calling
	for i := range d.list {
		m := &d.list[i]
		c, err := d.caseOf(*m)
		if err != nil {
			return nil, err
		}
		v := decide(c)
		m.Why, m.Reason, m.Asks = v.why, v.reason, 0
		switch v.do {
		case Go:
			call, err := d.begin(m, c, v.way)
			if err != nil {
				return nil, err
			}
			out = append(out, call)
		case Later:
			m.WakeAt = v.at
		case Drop, Expire:
			d.release(*m)
			if m.State, m.DoneAt, m.WakeAt = endOf(v, m.Rung), d.tx.Now(), 0; m.State != Failed {
				m.sealed = "" // of one that failed somebody may want it to go again
			}
		}
	}
	return out, nil
}

// release takes a message back out of the counts of the day where none of its
// attempts went.
func (d *desk) release(m Message) {
	earlier := d.sends[m.ID]
	if len(earlier) == 0 || civil.Of(earlier[0].SentAt, d.zone(m.Clinic)) != d.day(m.Clinic) {
		return
	}
	for _, t := range d.touchesOf(m) {
		d.heard[t]--
		d.counted[t]--
	}
}

// endOf is where a message ends that does not go, or not any further. It has failed
// where every way was tried; what forbids it altogether is no failure.
func endOf(v verdict, rung int) State {
	switch {
	case v.do == Expire:
		return ExpiredNow
	case rung > 0 && v.reason == ReasonUnreachable:
		return Failed
	}
	return Dropped
}

// begin makes the send of a message, and takes what it uses up from what is known.
func (d *desk) begin(m *Message, c Case, w choice) (calling, error) {
	now := d.tx.Now()
	if m.Rung == 0 {
		for _, t := range d.touchesOf(*m) {
			d.heard[t]++
			d.counted[t]++
		}
	}
	m.State, m.Channel, m.Rung, m.WakeAt = Sending, w.Channel, m.Rung+1, now+sendGrace.Milliseconds()
	id := d.tx.NewID()
	send := Send{ID: id, Message: m.ID, Rung: m.Rung, Number: numberOf(id), Clinic: m.Clinic, Purpose: m.Purpose, Channel: w.Channel, Account: w.Account.ID,
		Address: w.Address.ID, Template: w.Template.ID, Revision: w.Template.Version, Provider: w.Template.Provider, Sender: w.Address.FriendOf,
		State: SendSending, Parts: w.Parts, Credit: w.Credit, Tries: 1, SentAt: now}
	if w.Credit {
		d.credits[creditKey{w.Address.ID, w.Template.Provider}]--
	}
	d.quota[m.Clinic] -= w.Parts
	if w.Channel == WeComTask {
		t := touch{"a:" + w.Address.ID, "wecom", d.month(m.Clinic)}
		d.heard[t]++
		d.counted[t]++
	}
	if w.Channel == WeComApp {
		t := d.appTouch(*m)
		d.heard[t]++
		d.counted[t]++
	}
	out := outgoing{Number: send.Number, Channel: w.Channel, Address: w.To, Sender: send.Sender, Template: send.Provider, Values: w.Filled.values,
		Text: w.Filled.text, Link: c.Known.Values["link"], Page: m.Page, Welcome: c.Known.Welcome, SentAt: now}
	if w.Channel == WeComApp && len(out.Values) > 0 {
		out.Template = CardTemplate
	}
	if m.Page != "" {
		out.App = d.miniApp(m.Clinic)
	}
	var err error
	send.to, err = d.s.sealJSON(whitherPlace(d.tx, id), out)
	return calling{msg: *m, send: send, out: out, acct: w.Account}, err
}

// write writes what was decided: a handful of statements, however many messages.
func (d *desk) write(out []calling) error {
	tx := d.tx
	if err := insertTemplates(tx, d.fresh); err != nil {
		return err
	}
	if err := saveAll(tx, d.list); err != nil {
		return err
	}
	sends := make([]Send, len(out))
	var credits []Send
	for i, c := range out {
		sends[i] = c.send
		if c.send.Credit {
			credits = append(credits, c.send)
		}
	}
	if err := insertSends(tx, sends); err != nil {
		return err
	}
	if err := d.s.openDoors(tx, out); err != nil {
		return err
	}
	if err := takeCredits(tx, credits); err != nil {
		return err
	}
	if err := d.takeQuota(sends); err != nil {
		return err
	}
	if err := addTouches(tx, d.counted); err != nil {
		return err
	}
	return d.tellEnds()
}

// takeQuota takes the parts of SMS from the clinics' pots, and lets somebody know
// whose fell low.
func (d *desk) takeQuota(sends []Send) error {
	used := map[string]int{}
	var lines []QuotaLine
	for _, x := range sends {
		if x.Parts > 0 {
			used[x.Clinic] += x.Parts
			lines = append(lines, QuotaLine{Pot: x.Clinic, Kind: quotaTaken, Amount: -x.Parts, Send: x.ID})
		}
	}
	for clinic, n := range used {
		enough, err := moveQuota(d.tx, clinic, -n)
		if err == nil && !enough {
			err = errShort
		}
		if err == nil {
			err = d.s.lookLow(d.tx, clinic, d.quota[clinic]+n, d.quota[clinic])
		}
		if err != nil {
			return err
		}
	}
	return insertQuotaLines(d.tx, lines...)
}

// tellEnds tells of the messages that end here, and lets screens and ticker know.
func (d *desk) tellEnds() error {
	clinics := make([]string, 0, len(d.list))
	var facts []events.Fact
	wake := int64(0)
	for _, m := range d.list {
		clinics = append(clinics, m.Clinic)
		if fact := factOf[m.State]; fact != "" && m.State.Over() {
			facts = append(facts, told(fact, m))
		}
		if m.WakeAt != 0 && (wake == 0 || m.WakeAt < wake) {
			wake = m.WakeAt
		}
	}
	if err := d.s.facts.PublishAll(d.tx, facts); err != nil {
		return err
	}
	if wake != 0 {
		if err := jobs.Lower(d.tx, wakeTopic, wake); err != nil {
			return err
		}
	}
	return d.s.touch(d.tx, clinics...)
}

// touchesOf lists where a message counts on its day.
func (d *desk) touchesOf(m Message) []touch {
	if m.Patient == "" {
		return nil
	}
	day := string(d.day(m.Clinic))
	out := []touch{{"p:" + m.Patient, string(m.Class), day}}
	// Who belongs to no household is counted with those who are reached by one number.
	home := "h:" + d.people[m.Patient].Household
	if n := d.numbers[m.Patient]; home == "h:" && n != "" {
		home = d.s.mark(d.tx, n)
	}
	if home != "h:" {
		out = append(out, touch{home, string(m.Class), day})
	}
	return out
}

// appTouch is where a message to a colleague counts, by the minute.
func (d *desk) appTouch(m Message) touch {
	return touch{"s:" + m.Staff, string(WeComApp), time.UnixMilli(d.tx.Now()).UTC().Format("2006-01-02T15:04")}
}

func (d *desk) day(clinic string) civil.Day { return civil.Of(d.tx.Now(), d.zone(clinic)) }

// month is that of the clinic's day, as WeCom counts.
func (d *desk) month(clinic string) string { return string(d.day(clinic))[:7] }

// miniApp is the app id of the mini-program that a clinic uses.
func (d *desk) miniApp(clinic string) string {
	i := slices.IndexFunc(d.accounts, func(a Account) bool { return a.Kind == Mini && a.Enabled && (a.Clinic == clinic || a.Clinic == "") })
	if i < 0 {
		return ""
	}
	return d.accounts[i].AppID
}

// lookLow lets somebody know once when a pot falls below the clinic's setting.
func (s *Service) lookLow(tx *db.Tx, clinic string, before, after int) error {
	if s.QuotaLow == nil {
		return nil
	}
	low, err := QuotaLow.Int(tx, clinic)
	if err != nil || before < low || after >= low {
		return err
	}
	if err := s.QuotaLow(tx, clinic, after); err != nil {
		return fmt.Errorf("messages: low quota: %w", err)
	}
	return nil
}
