package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"time"

	"archwire/bench/stage"
	"archwire/internal/kit/civil"
)

// desk is one front desk: it owns the visits that it books, so that it knows
// what must have become of each.
type desk struct {
	trial  *trial
	number int
	rnd    *rand.Rand
	call   caller
	cookie string
	seq    int

	visits []*visit   // acknowledged
	unsure []*booking // sent, and the answer was lost
	counts
}

// counts are what the desks did.
type counts struct {
	booked, moved, cancelled, refused, repeated, lost, recovered int
}

func (c *counts) add(o counts) {
	c.booked += o.booked
	c.moved += o.moved
	c.cancelled += o.cancelled
	c.refused += o.refused
	c.repeated += o.repeated
	c.lost += o.lost
	c.recovered += o.recovered
}

func (c counts) String() string {
	return fmt.Sprintf("%d bookings, %d moves, %d cancellations acknowledged, %d refused, %d answers asked for again, %d answers lost, of which %d acts had been done",
		c.booked, c.moved, c.cancelled, c.refused, c.repeated, c.lost, c.recovered)
}

// booking is a request to book: key and body stay the same when it is repeated.
type booking struct {
	key    string
	body   []byte
	answer []byte // nil: never acknowledged
}

// visit is what the desk knows of one of its visits.
type visit struct {
	id      string
	version int64
	start   int64
	over    bool // cancelled, or moved to another day
	tag     string
	by      *booking
	try     *try // a change whose answer was lost
}

// try is a change under way: a cancellation, or a move to start.
type try struct {
	cancel bool
	start  int64
}

// placed is what the program answers.
type placed struct {
	ID      string `json:"id"`
	Version int64  `json:"version"`
	Start   int64  `json:"starts_at"`
	State   string `json:"state"`
}

func newDesk(t *trial, number int) *desk {
	return &desk{trial: t, number: number, rnd: rand.New(rand.NewPCG(t.seed, uint64(number)+1))}
}

// sitDown begins work at a program that was just started. Who logged in before
// a kill still is.
func (d *desk) sitDown(url string) (err error) {
	d.call = caller{url: url, client: &http.Client{Timeout: 30 * time.Second, Transport: &http.Transport{MaxIdleConnsPerHost: 2}}}
	if d.cookie == "" {
		logins := []string{"heying", "jiyue"}
		d.cookie, err = stage.LogIn(url, logins[d.number%len(logins)])
	}
	d.call.cookie = d.cookie
	return err
}

// work goes on until the program is gone.
func (d *desk) work() {
	for !d.trial.killed.Load() {
		v := d.standing()
		n := d.rnd.IntN(10)
		var up bool
		switch {
		case v == nil || n < 5:
			up = d.book(d.newBooking())
		case n < 7:
			up = d.move(v)
		case n < 9:
			up = d.cancel(v)
		default:
			up = d.repeat(v)
		}
		if !up {
			return
		}
	}
}

// standing picks a visit that may still be changed.
func (d *desk) standing() *visit {
	for range 10 {
		if len(d.visits) == 0 {
			return nil
		}
		if v := d.visits[d.rnd.IntN(len(d.visits))]; !v.over && v.try == nil {
			return v
		}
	}
	return nil
}

// start picks a moment of the days beyond those that the demo has filled.
func (d *desk) start() int64 {
	c := d.trial.clinic
	day := c.from.AddDays(d.rnd.IntN(c.days))
	if d.rnd.IntN(4) == 0 {
		day = c.near()
	}
	return day.At(civil.Clock(9*60+d.rnd.IntN(8*12)*5), c.zone)
}

func (d *desk) newBooking() *booking {
	c := d.trial.clinic
	d.seq++
	kind := c.kinds[d.rnd.IntN(len(c.kinds))]
	b := &booking{key: fmt.Sprintf("chaos-%d-%d-%d", d.trial.seed, d.number, d.seq)}
	body := map[string]any{
		"clinic_id": c.id, "patient_id": c.patients[d.rnd.IntN(len(c.patients))], "template_id": kind.template,
		"starts_at": d.start(), "note": b.key,
	}
	if kind.doctors != nil {
		body["doctor_id"] = kind.doctors[d.rnd.IntN(len(kind.doctors))]
	}
	b.body, _ = json.Marshal(body)
	return b
}

// book sends a booking, for the first time or again, and tells whether the
// program still answers.
func (d *desk) book(b *booking) bool {
	a := d.call.send("POST", "/visits/bookings", b.body, header{"Idempotency-Key", b.key})
	switch {
	case a.lost():
		d.lose(a.err)
		d.unsure = append(d.unsure, b)
	case a.status == http.StatusCreated:
		p := a.placed()
		b.answer = a.body
		d.booked++
		d.visits = append(d.visits, &visit{id: p.ID, version: p.Version, start: p.Start, tag: b.key, by: b})
	case a.refused():
		d.refused++
	default:
		d.trial.violated("booking %s was answered %d: %.300s", b.key, a.status, a.body)
	}
	return !a.lost()
}

func (d *desk) move(v *visit) bool {
	to := d.start()
	if d.rnd.IntN(2) == 0 { // on its own day
		day := civil.Of(v.start, d.trial.clinic.zone)
		to = day.At(civil.Clock(9*60+d.rnd.IntN(8*12)*5), d.trial.clinic.zone)
	}
	v.try = &try{start: to}
	body, _ := json.Marshal(map[string]any{"starts_at": to, "choose_places": true})
	a := d.call.send("POST", "/visits/bookings/"+v.id+"/move", body, header{"If-Match", fmt.Sprint(v.version)})
	if d.settled(v, a, "move") {
		d.moved++
		d.arrive(v, a.placed())
	}
	return !a.lost()
}

// arrive is the visit after a move; on another day another visit follows it.
func (d *desk) arrive(v *visit, p placed) {
	if p.ID == v.id {
		if p.Start != v.start {
			d.trial.leaves(v.id, v.start, p.Start)
		}
		v.version, v.start = p.Version, p.Start
		return
	}
	d.trial.leaves(v.id, v.start, 0)
	v.over = true
	v.version++
	d.visits = append(d.visits, &visit{id: p.ID, version: p.Version, start: p.Start, tag: v.tag, by: v.by})
}

func (d *desk) cancel(v *visit) bool {
	v.try = &try{cancel: true, start: v.start}
	a := d.call.send("POST", "/visits/bookings/"+v.id+"/steps", []byte(`{"step":"cancel","party":"patient"}`), header{"If-Match", fmt.Sprint(v.version)})
	if d.settled(v, a, "cancellation") {
		d.cancelled++
		d.trial.leaves(v.id, v.start, 0)
		v.over, v.version = true, a.placed().Version
	}
	return !a.lost()
}

// settled tells whether a change was acknowledged; a change without an answer
// stays a try.
func (d *desk) settled(v *visit, a answer, what string) bool {
	if a.lost() {
		d.lose(a.err)
		return false
	}
	v.try = nil
	switch {
	case a.status == http.StatusOK:
		return true
	case a.refused():
		d.refused++
	default:
		d.trial.violated("the %s of %s was answered %d: %.300s", what, v.id, a.status, a.body)
	}
	return false
}

// repeat asks for the answer of a booking again.
func (d *desk) repeat(v *visit) bool {
	a := d.call.send("POST", "/visits/bookings", v.by.body, header{"Idempotency-Key", v.by.key})
	if a.lost() {
		d.lose(a.err)
		return false
	}
	d.repeated++
	if a.status != http.StatusCreated || !bytes.Equal(a.body, v.by.answer) {
		d.trial.violated("booking %s answers %d %.300s when it is repeated, at first %.300s", v.by.key, a.status, a.body, v.by.answer)
	}
	return true
}

func (d *desk) lose(err error) {
	if !d.trial.killed.Load() {
		d.trial.violated("the program went away before it was killed: %v", err)
	}
	d.lost++
}

// askAgain repeats the bookings whose answer was lost, and some of the others.
func (d *desk) askAgain() {
	unsure := d.unsure
	d.unsure = nil
	for i, b := range unsure {
		if !d.book(b) {
			d.unsure = append(d.unsure, unsure[i+1:]...)
			return
		}
	}
	for range min(3, len(d.visits)) {
		if !d.repeat(d.visits[d.rnd.IntN(len(d.visits))]) {
			return
		}
	}
}

// reconcile holds what the desk knows against the books: what was acknowledged
// is there; what was not may be, once.
func (d *desk) reconcile(b *books) {
	for _, u := range d.unsure {
		if n := len(b.tagged[u.key]); n > 0 {
			d.recovered++
		}
	}
	for _, v := range d.visits { // grows where a move turns out to be done
		row, there := b.visits[v.id]
		if !there {
			d.trial.violated("visit %s (%s) was acknowledged and is gone", v.id, v.tag)
			continue
		}
		if v.try != nil && row.version == v.version+1 {
			d.recovered++
			d.believe(b, v, row)
		}
		v.try = nil
		if row.version != v.version || row.start != v.start || v.over != (row.state == "cancelled") {
			d.trial.violated("visit %s (%s) should be at version %d, start %d, over %v; the books say version %d, start %d, %s",
				v.id, v.tag, v.version, v.start, v.over, row.version, row.start, row.state)
			v.version, v.start, v.over = row.version, row.start, row.state == "cancelled"
		}
	}
}

// believe takes over a change that was done although its answer was lost.
func (d *desk) believe(b *books, v *visit, row visitRow) {
	switch {
	case v.try.cancel:
		v.over, v.version = true, row.version
	case row.ended == "rescheduled":
		next, there := b.following[v.id]
		if !there || next.start != v.try.start {
			d.trial.violated("visit %s was moved to another day and nothing follows it", v.id)
			return
		}
		d.arrive(v, placed{ID: next.id, Version: next.version, Start: next.start})
	default:
		d.arrive(v, placed{ID: v.id, Version: row.version, Start: v.try.start})
	}
}

// kindOfVisit is what the desks book.
type kindOfVisit struct {
	template string
	doctors  []string // nil: none is needed
}

// clinic is where they book.
type clinic struct {
	id       string
	zone     *time.Location
	from     civil.Day // the first day that the demo has left empty
	days     int
	kinds    []kindOfVisit
	patients []string
	items    []string // of the price list, that need no tooth
}

// ahead is how many days the desks book; few enough that they meet.
const ahead = 40
