package fake

import (
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"unicode/utf8"
)

// What becomes of a customer on the way to another colleague, as WeCom numbers it.
const (
	moveDone    = 1
	moveWaits   = 2
	moveRefused = 3
	moveFull    = 4
)

// transfer is a customer on the way from one colleague to another (客户继承). The customer
// has a day to refuse.
type transfer struct {
	Number   string `json:"number"`
	Scope    string `json:"scope"`
	Account  string `json:"account"`
	Address  string `json:"address"`
	From     string `json:"handover_userid"`
	To       string `json:"takeover_userid"`
	Resigned bool   `json:"resigned,omitempty"`
	Words    string `json:"words,omitempty"`
	Status   int    `json:"status"`
	Made     int64  `json:"made"`
	Due      int64  `json:"due"` // when the taker gets them, or did, or when it ended
}

func (m *transfer) kind() string { return "transfer" }

func (m *transfer) id() string { return m.Number }

// transferDay is how long the customer may refuse; transferTimes is how often one is moved
// on the job in transferWithin.
const (
	transferDay    = 24 * hour
	transferTimes  = 2
	transferWithin = 90 * 24 * hour
	transferPage   = 100 // records of transfer_result in one answer
)

// moveCustomer begins moves: of who is here (resigned false), or of who left.
func (w *World) moveCustomer(resigned bool) func(asked) reply {
	return func(q asked) reply {
		var in struct {
			From  string   `json:"handover_userid"`
			To    string   `json:"takeover_userid"`
			IDs   []string `json:"external_userid"`
			Words string   `json:"transfer_success_msg"`
		}
		if json.Unmarshal(q.body, &in) != nil || len(in.IDs) == 0 || len(in.IDs) > 100 || utf8.RuneCountInString(in.Words) > 200 {
			return errAs("40058")
		}
		from, to := w.who(q.a, in.From), w.who(q.a, in.To)
		switch {
		case in.From == in.To:
			return errcode(40130, "handover user is the same as takeover user")
		case to == nil || to.User == "" || to.Left || from == nil || from.User == "" || from.Left && !resigned:
			return errcode(60111, "userid not found")
		case resigned && !from.Left:
			return errcode(40097, "handover user not resigned")
		}
		list := []map[string]any{}
		for _, id := range in.IDs {
			list = append(list, map[string]any{"external_userid": id, "errcode": w.moveOne(q.a, id, in.From, in.To, in.Words, resigned)})
		}
		return errcode(0, "ok", "customer", list)
	}
}

// moveOne begins the move of one customer, and gives the code of what it says of them.
func (w *World) moveOne(a *Account, id, from, to, words string, resigned bool) int {
	t := w.t.ties[a.scope()+"|"+id]
	if t == nil {
		return 40096
	}
	if !t.tied(from) {
		return 40131
	}
	times := 0
	for _, m := range w.t.transfers {
		if m.Scope != a.scope() || m.Address != id {
			continue
		}
		if m.Status == moveWaits && m.From == from {
			return 40129
		}
		if !m.Resigned && (m.Status == moveWaits || m.Status == moveDone && m.Due > w.now()-transferWithin) {
			times++
		}
	}
	if !resigned && times >= transferTimes {
		return 40128
	}
	m := &transfer{Number: rand.Text(), Scope: a.scope(), Account: a.Key(), Address: id, From: from, To: to, Resigned: resigned, Words: words,
		Status: moveWaits, Made: w.now(), Due: w.now() + transferDay}
	w.place(m)
	w.save(m)
	return 0
}

// moveResult tells what came of all moves from one colleague to another.
func (w *World) moveResult(resigned bool) func(asked) reply {
	return func(q asked) reply {
		var in struct {
			From   string `json:"handover_userid"`
			To     string `json:"takeover_userid"`
			Cursor string `json:"cursor"`
		}
		if json.Unmarshal(q.body, &in) != nil || in.From == "" || in.To == "" {
			return errAs("40058")
		}
		var all []*transfer
		for _, m := range w.t.transfers {
			if m.Scope == q.a.scope() && m.From == in.From && m.To == in.To && m.Resigned == resigned {
				all = append(all, m)
			}
		}
		at, _ := strconv.Atoi(in.Cursor)
		list := []map[string]any{}
		for _, m := range all[min(at, len(all)):min(at+transferPage, len(all))] {
			list = append(list, map[string]any{"external_userid": m.Address, "status": m.Status, "takeover_time": m.Due / second})
		}
		next := ""
		if at+transferPage < len(all) {
			next = strconv.Itoa(at + transferPage)
		}
		return errcode(0, "ok", "customer", list, "next_cursor", next)
	}
}

// ripen lets customers go over whose day is up; the caller holds the lock and tells what
// is staged.
func (w *World) ripen() {
	for _, m := range w.t.transfers {
		if m.Status == moveWaits && m.Due <= w.now() {
			w.goOver(m)
		}
	}
}

// goOver makes a customer the taker's. Of old and new friendship the corp is told, the new
// one first: whoever hears it must not depend on the order.
func (w *World) goOver(m *transfer) {
	t, a := w.t.ties[m.Scope+"|"+m.Address], w.t.accounts[m.Account]
	if t == nil || a == nil || !t.tied(m.From) {
		w.endMove(m, moveRefused, "")
		return
	}
	old, next := t.friend(m.From), t.friend(m.To)
	if next == nil {
		next = &Friend{User: m.To}
		t.Friends = append(t.Friends, next)
	}
	next.Gone, next.Erased, next.Since, next.State, next.Way = false, false, m.Due, old.State, 202
	next.Remark, next.Mobiles = old.Remark, old.Mobiles
	old.Erased = true
	m.Status = moveDone
	w.save(m)
	w.save(t)
	if m.Words != "" {
		w.deliver(&Sent{Provider: WeComKind, Account: a.Key(), Call: "moved", To: t.Address, Person: t.Person, Text: m.Words, From: m.To, State: arrived, SureAt: w.now(), At: w.now()})
	}
	w.tellCorp(a, "friend", cdata("Event", "change_external_contact"), cdata("ChangeType", "add_external_contact"), cdata("UserID", m.To), cdata("ExternalUserID", m.Address))
	w.tellCorp(a, "friend", cdata("Event", "change_external_contact"), cdata("ChangeType", "del_external_contact"), cdata("UserID", m.From), cdata("ExternalUserID", m.Address),
		cdata("Source", "DELETE_BY_TRANSFER"))
}

// endMove ends a move without anybody going over.
func (w *World) endMove(m *transfer, status int, reason string) {
	m.Status, m.Due = status, w.now()
	w.save(m)
	if a := w.t.accounts[m.Account]; a != nil && reason != "" {
		w.tellCorp(a, "friend", cdata("Event", "change_external_contact"), cdata("ChangeType", "transfer_fail"), cdata("FailReason", reason), cdata("UserID", m.To),
			cdata("ExternalUserID", m.Address))
	}
}

// Decline lets a customer refuse to go to another colleague, or (full) lets it end because
// the taker has as many customers as WeCom allows.
func (w *World) Decline(account, person string, full bool) error {
	return w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err != nil {
			return err
		}
		p, err := w.person(person)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(w.t.transfers, func(m *transfer) bool {
			return m.Scope == a.scope() && m.Address == a.address(p) && m.Status == moveWaits
		})
		if i < 0 {
			return fmt.Errorf("%s is not on the way to anybody", person)
		}
		if full {
			w.endMove(w.t.transfers[i], moveFull, "customer_limit_exceed")
		} else {
			w.endMove(w.t.transfers[i], moveRefused, "customer_refused")
		}
		return nil
	})
}

// movingOf tells to whom somebody is on the way, by the colleague who gives them.
func (w *World) movingOf(scope, address string) map[string]string {
	var out map[string]string
	for _, m := range w.t.transfers {
		if m.Scope == scope && m.Address == address && m.Status == moveWaits {
			if out == nil {
				out = map[string]string{}
			}
			out[m.From] = m.To
		}
	}
	return out
}

// Moved tells what came of the moves of somebody, the first first: "from to status".
func (w *World) Moved(account, person string) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(WeComKind, account)
	if err != nil {
		return nil, err
	}
	p, err := w.person(person)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, m := range w.t.transfers {
		if m.Scope == a.scope() && m.Address == a.address(p) {
			out = append(out, fmt.Sprint(m.From, " ", m.To, " ", m.Status))
		}
	}
	return out, nil
}

// controlMoves lets a customer refuse, lets their day be up at once, and tells what came
// of their moves.
func (w *World) controlMoves(mux *http.ServeMux) {
	w.actAt(mux, "decline", func(a args) (any, error) {
		return nil, w.Decline(a.str("account", "corp"), a.str("person"), a.str("reason") == "customer_limit_exceed")
	})
	w.actAt(mux, "moved", func(a args) (any, error) { return w.Moved(a.str("account", "corp"), a.str("person")) })
	w.actAt(mux, "ripen", func(args) (any, error) {
		return nil, w.play(func() error {
			for _, m := range w.t.transfers {
				if m.Status == moveWaits {
					m.Due = min(m.Due, w.now())
				}
			}
			w.ripen()
			return nil
		})
	})
}
