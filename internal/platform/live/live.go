// Package live keeps open screens true: a use case touches what it changed, and
// every open screen of the group that may see it hears (topic, id, version)
// after the commit and reads again under its own rights. Frames carry no
// contents.
//
// A screen that was away resumes by the number of the last frame it saw; where
// the gap is longer than the memory (or the program was restarted) it is told
// to read everything again. With several processes on PostgreSQL the frames
// travel by NOTIFY, in the transaction of the change; when the connection that
// hears them was lost, every screen reads again once it stands.
package live

import (
	"context"
	"encoding/json"
	"log/slog"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"

	"archwire/internal/kit/id"
	"archwire/internal/platform/db"
)

// Change is what happened to a thing on a screen.
type Change struct {
	Topic   string `json:"topic"`             // "visits", "patients", "waitlist": what the screen shows
	Clinic  string `json:"clinic,omitempty"`  // only screens of those who may see this clinic hear it; "" = all of the group
	Key     string `json:"key,omitempty"`     // narrows the topic: the day of a board
	ID      string `json:"id,omitempty"`      // the thing
	Version int64  `json:"version,omitempty"` // its version after the change
}

// frame is a numbered change.
type frame struct {
	seq int64
	Change
}

// remember is how many frames of a group are kept for screens that come back.
const remember = 2000

// room is one group's listeners and memory.
type room struct {
	seq    int64
	past   []frame
	people map[*Listener]struct{}
}

// Hub passes changes on. It is safe for concurrent use.
type Hub struct {
	db    *db.DB
	log   *slog.Logger
	epoch string // changes with each start: numbers of another start mean nothing
	mu    sync.Mutex
	rooms map[string]*room
	over  chan struct{} // closed by End
	end   sync.Once
}

// New makes a hub.
func New(d *db.DB, log *slog.Logger) *Hub {
	return &Hub{db: d, log: log, epoch: id.New(), rooms: map[string]*room{}, over: make(chan struct{})}
}

// End ends every stream, for a server that stops: a screen comes back by itself,
// and a stream would keep the server waiting for as long as the screen is open.
func (h *Hub) End() { h.end.Do(func() { close(h.over) }) }

// channel is PostgreSQL's name for the frames.
const channel = "archwire_live"

type notice struct {
	Tenant string `json:"tenant"`
	From   string `json:"from"`
	Change
}

// Touch tells every open screen after the commit. A nil hub (a test, a
// command without a server) does nothing.
func (h *Hub) Touch(tx *db.Tx, c Change) error {
	if h == nil {
		return nil
	}
	tenant := tx.Tenant()
	tx.AfterCommit(func() { h.pass(tenant, c) })
	if tx.Dialect() != db.Postgres {
		return nil
	}
	b, err := json.Marshal(notice{tenant, h.epoch, c})
	if err != nil {
		return err
	}
	return tx.Notify(channel, string(b))
}

func (h *Hub) roomOf(tenant string) *room {
	r := h.rooms[tenant]
	if r == nil {
		r = &room{people: map[*Listener]struct{}{}}
		h.rooms[tenant] = r
	}
	return r
}

func (h *Hub) pass(tenant string, c Change) {
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.roomOf(tenant)
	r.seq++
	f := frame{r.seq, c}
	r.past = append(r.past, f)
	if len(r.past) > 2*remember {
		r.past = append([]frame{}, r.past[len(r.past)-remember:]...)
	}
	for l := range r.people {
		l.hear(f)
	}
}

// Listen follows other processes' changes on PostgreSQL until the context ends.
// On SQLite there are none and it returns at once.
func (h *Hub) Listen(ctx context.Context) {
	if h.db.Dialect != db.Postgres {
		return
	}
	for ctx.Err() == nil {
		if err := h.follow(ctx); err != nil && ctx.Err() == nil {
			h.log.Warn("live: lost the connection to other processes", slog.String("error", err.Error()))
			select {
			case <-ctx.Done():
			case <-time.After(time.Second):
			}
		}
	}
}

// forget makes every screen read again, and those that come back later as well:
// frames of other processes may have been missed.
func (h *Hub) forget() {
	h.mu.Lock()
	defer h.mu.Unlock()
	for _, r := range h.rooms {
		r.seq++ // a number that nobody has seen, with no memory of what led to it
		r.past = nil
		for l := range r.people {
			l.reset()
		}
	}
}

func (h *Hub) follow(ctx context.Context) error {
	conn, err := pgx.Connect(ctx, h.db.Config().App)
	if err != nil {
		return err
	}
	defer conn.Close(context.WithoutCancel(ctx))
	if _, err := conn.Exec(ctx, "LISTEN "+channel); err != nil {
		return err
	}
	// Only now: a screen told earlier would have read again too soon.
	h.forget()
	for {
		n, err := conn.WaitForNotification(ctx)
		if err != nil {
			return err
		}
		var m notice
		if json.Unmarshal([]byte(n.Payload), &m) == nil && m.From != h.epoch {
			h.pass(m.Tenant, m.Change)
		}
	}
}

// Listener is one open stream.
type Listener struct {
	hub    *Hub
	tenant string
	sees   func(clinic string) bool
	mu     sync.Mutex
	queue  []frame
	lost   bool
	wake   chan struct{}
}

// maxQueue is how far a slow screen may lag before it must read again.
const maxQueue = 500

func (l *Listener) hear(f frame) {
	if f.Clinic != "" && !l.sees(f.Clinic) {
		return
	}
	l.mu.Lock()
	if len(l.queue) >= maxQueue {
		l.queue, l.lost = nil, true
	} else if !l.lost {
		l.queue = append(l.queue, f)
	}
	l.mu.Unlock()
	l.ring()
}

func (l *Listener) reset() {
	l.mu.Lock()
	l.queue, l.lost = nil, true
	l.mu.Unlock()
	l.ring()
}

func (l *Listener) ring() {
	select {
	case l.wake <- struct{}{}:
	default:
	}
}

func (l *Listener) take() (list []frame, lost bool) {
	l.mu.Lock()
	defer l.mu.Unlock()
	list, lost = l.queue, l.lost
	l.queue, l.lost = nil, false
	return list, lost
}

// open joins the room; after is the number of the last frame seen, in epoch.
func (h *Hub) open(tenant, epoch string, after int64, sees func(string) bool) *Listener {
	l := &Listener{hub: h, tenant: tenant, sees: sees, wake: make(chan struct{}, 1)}
	h.mu.Lock()
	defer h.mu.Unlock()
	r := h.roomOf(tenant)
	r.people[l] = struct{}{}
	switch {
	case epoch == "":
	case epoch != h.epoch || after > r.seq || (len(r.past) > 0 && after < r.past[0].seq-1) || (len(r.past) == 0 && after < r.seq):
		l.lost = true
	default:
		for _, f := range r.past {
			if f.seq > after && (f.Clinic == "" || sees(f.Clinic)) {
				l.queue = append(l.queue, f)
			}
		}
	}
	return l
}

func (l *Listener) close() {
	l.hub.mu.Lock()
	delete(l.hub.roomOf(l.tenant).people, l)
	l.hub.mu.Unlock()
}
