package fake

import (
	"container/heap"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"
)

// Notice is a callback: what an account is told, and how that went.
type Notice struct {
	Number  string `json:"number"`
	Account string `json:"account"`
	Event   string `json:"event"` // receipt, follow, …: as rules name it
	Text    string `json:"text"`  // as it stands before it is sealed
	State   string `json:"state"` // waiting, held, taken, given_up, muted
	At      int64  `json:"at"`    // when it happened
	Due     int64  `json:"due"`
	Tries   int    `json:"tries"`
	Said    string `json:"said,omitempty"`   // what came of the last try
	Forged  bool   `json:"forged,omitempty"` // with a wrong signature
}

// States of a notice.
const (
	waiting = "waiting"
	held    = "held"
	taken   = "taken"
	givenUp = "given_up"
	muted   = "muted"
)

func (n *Notice) kind() string { return "notice" }

func (n *Notice) id() string { return n.Number }

// atOnce is how many callbacks are under way at once.
const atOnce = 64

// agenda is what is due, the earliest first.
type agenda []*Notice

func (a agenda) Len() int           { return len(a) }
func (a agenda) Less(i, j int) bool { return a[i].Due < a[j].Due }
func (a agenda) Swap(i, j int)      { a[i], a[j] = a[j], a[i] }

// Push is for heap only.
func (a *agenda) Push(x any) { *a = append(*a, x.(*Notice)) }

// Pop is for heap only.
func (a *agenda) Pop() any {
	old := *a
	x := old[len(old)-1]
	*a = old[:len(old)-1]
	return x
}

func (w *World) placeNotice(n *Notice) {
	w.t.notices[n.Number] = n
	w.t.seq = max(w.t.seq, n.place())
	switch n.State {
	case waiting:
		heap.Push(&w.due, n)
	case taken:
		w.t.told = append(w.t.told, n.Number)
	}
}

// notify will tell an account something, as the rules say, once the call under way
// is answered; the caller holds the lock. It gives when the provider itself knows.
func (w *World) notify(a *Account, event, text string) (at int64) {
	rule := w.rule(a.Kind, event, Twice, Mute, Hold, Late, Forge)
	if rule.How != "" {
		w.keep()
	}
	now := w.now()
	n := &Notice{Account: a.Key(), Event: event, Text: text, State: waiting, At: now, Due: now}
	switch rule.How {
	case Mute:
		n.State = muted
	case Hold:
		n.State = held
	case Late:
		n.Due += int64(rule.Millis)
	case Twice, Forge:
		more := *n
		more.Forged = rule.How == Forge
		w.stage(&more)
	}
	w.stage(n)
	return n.Due
}

func (w *World) stage(n *Notice) {
	if w.t.accounts[n.Account].Callback == "" {
		return
	}
	w.t.seq++
	n.Number = fmt.Sprintf("%d-%d", w.o.Clock(), w.t.seq)
	w.t.notices[n.Number] = n
	w.save(n)
	if n.State == waiting {
		w.staged = append(w.staged, n)
	}
}

// tell puts notices on the agenda, and sends what is due.
func (w *World) tell(list []*Notice) {
	w.mu.Lock()
	for _, n := range list {
		heap.Push(&w.due, n)
	}
	w.mu.Unlock()
	w.run()
}

// run sends what is due, and sees to it that somebody looks for the rest.
func (w *World) run() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.staged = nil
	w.ripen()
	for _, n := range w.staged {
		heap.Push(&w.due, n)
	}
	w.staged = nil
	now := w.now()
	for len(w.due) > 0 && w.due[0].Due <= now {
		n := heap.Pop(&w.due).(*Notice)
		w.calls.Go(func() {
			w.slots <- 1
			defer func() { <-w.slots }()
			w.send(n)
		})
	}
	if len(w.due) > 0 && !w.ticking {
		w.ticking = true
		go w.watch()
	}
}

// watch looks at the agenda until it is empty.
func (w *World) watch() {
	t := time.NewTicker(100 * time.Millisecond)
	defer t.Stop()
	for {
		select {
		case <-w.closed:
			return
		case <-t.C:
		}
		w.run()
		w.mu.Lock()
		if len(w.due) == 0 {
			w.ticking = false
			w.mu.Unlock()
			return
		}
		w.mu.Unlock()
	}
}

// Wait sends what is due and waits for callbacks under way: for tests.
func (w *World) Wait() {
	for {
		w.run()
		w.calls.Wait()
		w.mu.Lock()
		none := len(w.due) == 0 || w.due[0].Due > w.now()
		w.mu.Unlock()
		if none {
			return
		}
	}
}

// Advance puts the double's clock of messages forward, and sends what is due then.
func (w *World) Advance(d time.Duration) {
	w.shift.Add(d.Milliseconds())
	w.run()
}

// send tries once to tell. WeCom, official accounts and mini-programs try three
// times more, five seconds apart; SMS after 1, 5 and 10 minutes, then never.
func (w *World) send(n *Notice) {
	w.mu.Lock()
	known := w.t.accounts[n.Account]
	if known == nil || n.State != waiting {
		w.mu.Unlock()
		return
	}
	a, sealed := *known, *n
	w.mu.Unlock()
	said, err := w.post(a, sealed)
	w.mu.Lock()
	defer w.mu.Unlock()
	n.Tries++
	n.Said = said
	wait := []int64{5 * second, 5 * second, 5 * second}
	if a.Kind == AliyunKind || a.Kind == TencentKind {
		wait = []int64{minute, 5 * minute, 10 * minute}
	}
	switch {
	case err == nil:
		n.State = taken
		w.t.told = append(w.t.told, n.Number)
	case n.Forged, n.Tries > len(wait):
		n.State, n.Said = givenUp, err.Error()
	default:
		n.Said, n.Due = err.Error(), w.now()+wait[n.Tries-1]
		heap.Push(&w.due, n)
	}
	w.save(n)
}

// post makes the call, sealed as the account has it.
func (w *World) post(a Account, n Notice) (said string, err error) {
	to, body, kind := a.Callback, n.Text, "application/json; charset=utf-8"
	if a.Kind != AliyunKind && a.Kind != TencentKind {
		to, body = w.envelope(a, n)
		kind = "text/xml"
	}
	res, err := w.client.Post(to, kind, strings.NewReader(body))
	if err != nil {
		return "", err
	}
	defer res.Body.Close()
	text, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	said = strconv.Itoa(res.StatusCode) + " " + string(text)
	squeezed := strings.Join(strings.Fields(string(text)), "")
	switch {
	case err != nil:
		return said, err
	case res.StatusCode != http.StatusOK,
		a.Kind == AliyunKind && !strings.Contains(squeezed, `"code":0`),
		a.Kind == TencentKind && !strings.Contains(squeezed, `"result":0`):
		return said, errors.New(said)
	}
	return said, nil
}

// releaseNotices puts what was held on the agenda, the last first: one after the
// other, so that it arrives in that order.
func (w *World) releaseNotices() {
	w.mu.Lock()
	var list []*Notice
	for _, n := range w.t.notices {
		if n.State == held {
			list = append(list, n)
		}
	}
	sortBy(list, func(n *Notice) int64 { return -n.place() })
	for _, n := range list {
		n.State, n.Due = waiting, w.now()
		w.save(n)
	}
	w.mu.Unlock()
	w.calls.Go(func() {
		for _, n := range list {
			w.send(n)
		}
	})
}

// place is where a notice stands in the order in which things happened.
func (n *Notice) place() int64 {
	_, seq, _ := strings.Cut(n.Number, "-")
	v, _ := strconv.ParseInt(seq, 10, 64)
	return v
}

// TellAgain repeats the last callbacks that an account took, as a provider does
// that did not hear the answer. "" = of any account.
func (w *World) TellAgain(account string, times int) error {
	return w.play(func() error {
		for i := len(w.t.told) - 1; i >= 0 && times > 0; i-- {
			n := w.t.notices[w.t.told[i]]
			if account != "" && n.Account != account {
				continue
			}
			again := Notice{Account: n.Account, Event: n.Event, Text: n.Text, State: waiting, At: n.At, Due: w.now()}
			w.stage(&again)
			times--
		}
		if times > 0 {
			return fmt.Errorf("there are %d callbacks too few to repeat", times)
		}
		return nil
	})
}

// play is something that happens outside, of itself.
func (w *World) play(do func() error) error {
	w.mu.Lock()
	w.staged = nil
	err := do()
	staged := w.staged
	w.staged = nil
	w.version++
	w.mu.Unlock()
	w.tell(staged)
	return err
}
