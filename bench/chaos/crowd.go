package main

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
)

// crowd is who messages are for: they permit some by a tap, want none any more,
// complain, die. The owner writes that down.
type crowd struct {
	trial    *trial
	rnd      *rand.Rand
	boss     caller
	cookie   string
	seq      int
	silenced map[string]silence // acknowledged
	counts   map[string]int
}

// silence is what is not to go to somebody any more, and since when that was
// acknowledged.
type silence struct {
	class string // "" = nothing of any
	why   string
	at    int64
}

func newCrowd(t *trial) *crowd {
	return &crowd{trial: t, rnd: rand.New(rand.NewPCG(t.seed, 0x9e09)), silenced: map[string]silence{}, counts: map[string]int{}}
}

func (p *crowd) sitDown(url string) (err error) {
	if p.cookie == "" {
		if p.cookie, err = stage.LogIn(url, org.DemoOwner); err != nil {
			return err
		}
	}
	p.boss = caller{url: url, cookie: p.cookie, client: &http.Client{Timeout: 30 * time.Second}}
	return nil
}

// decide sets what is set for the clinic: messages go at any hour and any number of
// them, reminders at the next whole minute.
func (p *crowd) decide() error {
	at := time.Now().In(p.trial.clinic.zone).Add(65 * time.Second)
	values := map[string]any{"visits.remind_clock": at.Format("15:04")}
	if len(p.trial.outside.accounts) == 0 {
		for key, v := range map[string]any{"messages.service_from": "00:00", "messages.service_to": "00:00", "messages.smear_minutes": 0, "messages.service_day": 0,
			"messages.service_household": 0, "messages.care_day": 0, "messages.care_household": 0, "visits.remind_days": remindDays, "visits.remind_lead_minutes": 0} {
			values[key] = v
		}
	}
	for key, v := range values {
		text, _ := json.Marshal(map[string]any{"clinic_id": p.trial.clinic.id, "value": v})
		if err := got(p.boss.send("PUT", "/settings/"+key, text), nil); err != nil {
			return fmt.Errorf("%s: %w", key, err)
		}
	}
	return nil
}

// remindDays is how long before its day a visit is reminded of; near is the day
// whose reminders are due today.
const remindDays = 14

func (c clinic) near() civil.Day { return civil.Of(time.Now().UnixMilli(), c.zone).AddDays(remindDays) }

// live goes on until the program is gone.
func (p *crowd) live(ctx context.Context) {
	restart := -1
	if p.rnd.IntN(3) == 0 {
		restart = p.rnd.IntN(12)
	}
	for i := 0; !p.trial.killed.Load(); i++ {
		if i == restart {
			if err := p.trial.outside.restart(ctx); err != nil {
				p.trial.violated("the double: %v", err)
				return
			}
		}
		if !p.step() {
			return
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// step lets somebody do something, and tells whether the program still answers.
func (p *crowd) step() bool {
	who := p.trial.clinic.patients[p.rnd.IntN(len(p.trial.clinic.patients))]
	n := p.rnd.IntN(40)
	if n < 5 && (p.silenced[who] != silence{} || len(p.silenced)*3 > len(p.trial.clinic.patients)) {
		n = 39
	}
	switch {
	case n == 0:
		return p.die(who)
	case n < 4:
		return p.write("opted out", who, "service", "/messages/patients/"+who+"/optouts", map[string]any{"class": "service"})
	case n < 5:
		return p.write("complained", who, "relation", "/complaints", map[string]any{"clinic_id": p.trial.clinic.id, "patient_id": who, "about": "waiting", "words": "等太久",
			"way": "phone"})
	case n < 8:
		p.outsideAct("dup_callback", map[string]any{"times": 1 + p.rnd.IntN(3)})
	default:
		p.tap()
	}
	return true
}

// tap permits a message of a template, at the double.
func (p *crowd) tap() {
	o := p.trial.outside
	c := o.people[p.rnd.IntN(len(o.people))]
	p.outsideAct("tap_subscribe", map[string]any{"account": o.account(c.account).app, "person": c.value, "template": []string{"TPL_visits_booked", "TPL_visits_reminder"}[p.rnd.IntN(2)]})
}

// outsideAct does something at the double, which may be away or have nothing to
// repeat.
func (p *crowd) outsideAct(path string, body any) {
	if p.trial.outside.tell(path, body) == nil {
		p.counts[path]++
	}
}

// write writes down what somebody wants.
func (p *crowd) write(what, who, class, path string, body map[string]any) bool {
	p.seq++
	text, _ := json.Marshal(body)
	return p.noted(what, who, class, p.boss.send("POST", path, text, header{"Idempotency-Key", fmt.Sprintf("chaos-people-%d-%d", p.trial.seed, p.seq)}))
}

// noted takes an answer for true from now on.
func (p *crowd) noted(what, who, class string, a answer) bool {
	switch {
	case a.lost():
		if !p.trial.killed.Load() {
			p.trial.violated("the program went away before it was killed: %v", a.err)
		}
		return false
	case a.status < 300:
		p.counts[what]++
		p.silenced[who] = silence{class: class, why: what, at: time.Now().UnixMilli()}
	case !a.refused() && a.status != http.StatusPreconditionFailed:
		p.trial.violated("that %s %s was answered %d: %.300s", who, what, a.status, a.body)
	}
	return true
}

func (p *crowd) die(who string) bool {
	var now struct {
		Patient struct {
			Version int64 `json:"version"`
		} `json:"patient"`
	}
	a := p.boss.send("GET", "/patients/"+who, nil)
	if a.lost() {
		return p.noted("", who, "", a)
	}
	if err := got(a, &now); err != nil {
		p.trial.violated("the record of %s: %v", who, err)
		return true
	}
	yesterday := civil.Of(time.Now().UnixMilli(), p.trial.clinic.zone).AddDays(-1)
	text, _ := json.Marshal(map[string]any{"deceased_day": yesterday})
	return p.noted("died", who, "", p.boss.send("PATCH", "/patients/"+who, text, header{"If-Match", fmt.Sprint(now.Patient.Version)}))
}
