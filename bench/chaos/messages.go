package main

import (
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
)

// messageBooks are what the program and the double wrote down about messages.
type messageBooks struct {
	zone     *time.Location
	now      int64 // when they were read
	last     bool  // by a program that was stopped in good order, after it had time
	messages map[string]messageRow
	sends    []sendRow
	starts   map[string][]standing // of each visit, in order
	pots     []pot
	unheard  []string // callbacks that were due long ago
	notices  map[string]int
	again    int // messages that came twice to who had given two permissions

	took []fake.Sent
	told []fake.Notice

	left     map[string]int64   // occurrence → since when it was acknowledged that the visit is not there any more
	silenced map[string]silence // patient
	visible  map[string]bool    // unknown messages about which a person was let decide
}

type messageRow struct {
	id, purpose, occurrence, class, patient, subject, state string
	rung, wake                                              int64
}

type sendRow struct {
	id, message, number, channel, account, kind, address, provider, state, ref string
	rung, tries, at, said                                                      int64
}

// standing says at which start a visit stood from an instant on; 0 = it did not.
type standing struct{ at, start int64 }

// pot is what is left of a credit or a quota, and what its journal says.
type pot struct {
	name          string
	left, journal int64
}

// What a trial takes for certain of the clock: transactions note when they began,
// and a send that has lost its process is found after a while.
const (
	slack = 2 * time.Second
	grace = 40*time.Second + 15*time.Second
)

// readMessages reads them. The demo's past is left out.
func (b *books) readMessages(ctx context.Context, t *trial) (*messageBooks, error) {
	m := &messageBooks{zone: t.clinic.zone, now: time.Now().UnixMilli(), messages: map[string]messageRow{}, starts: map[string][]standing{}, notices: map[string]int{},
		left: t.left, silenced: t.people.silenced, visible: t.visible}
	for _, read := range []func(context.Context, *messageBooks) error{b.readSends, b.readStarts, b.readPots} {
		if err := read(ctx, m); err != nil {
			return nil, err
		}
	}
	var err error
	if m.took, err = t.outside.took(); err == nil {
		m.told, err = t.outside.told()
	}
	return m, err
}

func (b *books) readSends(ctx context.Context, m *messageBooks) error {
	err := b.each(ctx, `SELECT id, purpose, occurrence, class, patient_id, subject, state, rung, COALESCE(wake_at, 0) FROM messages_messages WHERE NOT past`, func(r []string) error {
		m.messages[r[0]] = messageRow{r[0], r[1], r[2], r[3], r[4], r[5], r[6], number(r[7]), number(r[8])}
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each(ctx, `SELECT s.id, s.message_id, s.number, s.channel, s.account_id, a.kind, COALESCE(x.value, ''), s.provider, s.state, s.ref, s.rung, s.tries, s.sent_at, COALESCE(s.said_at, 0)
		FROM messages_sends s JOIN messages_messages m ON m.tenant_id = s.tenant_id AND m.id = s.message_id
		JOIN messages_accounts a ON a.tenant_id = s.tenant_id AND a.id = s.account_id
		LEFT JOIN messages_addresses x ON x.tenant_id = s.tenant_id AND x.id = s.address_id WHERE NOT m.past ORDER BY s.id`, func(r []string) error {
		m.sends = append(m.sends, sendRow{r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7], r[8], r[9], number(r[10]), number(r[11]), number(r[12]), number(r[13])})
		return nil
	})
	if err != nil {
		return err
	}
	err = b.each(ctx, "SELECT state, count(*) FROM messages_notices GROUP BY state", func(r []string) error { m.notices[r[0]] = int(number(r[1])); return nil })
	if err != nil {
		return err
	}
	return b.each(ctx, fmt.Sprintf("SELECT id, kind, tries, problem FROM messages_notices WHERE state = 'new' AND wake_at < %d", m.now-20_000), func(r []string) error {
		m.unheard = append(m.unheard, strings.Join(r, " "))
		return nil
	})
}

// readStarts reads at which starts visits stood, as their facts have it.
func (b *books) readStarts(ctx context.Context, m *messageBooks) error {
	return b.each(ctx, `SELECT kind, recorded_at, body FROM events_facts WHERE kind IN ('visits.booked', 'visits.moved', 'visits.rescheduled', 'visits.parked', 'visits.cancelled',
		'visits.no_show', 'visits.undone') ORDER BY id`, func(r []string) error {
		var f struct {
			Visit string `json:"visit"`
			Start int64  `json:"start"`
			State string `json:"state"`
		}
		if err := json.Unmarshal([]byte(r[2]), &f); err != nil || f.Visit == "" {
			return err
		}
		s := standing{number(r[1]), f.Start}
		if r[0] != "visits.booked" && r[0] != "visits.moved" && r[0] != "visits.undone" || f.State != "booked" && f.State != "confirmed" {
			s.start = 0
		}
		m.starts[f.Visit] = append(m.starts[f.Visit], s)
		return nil
	})
}

// readPots reads every pot beside its journal.
func (b *books) readPots(ctx context.Context, m *messageBooks) error {
	for _, text := range []string{
		`SELECT 'credit ' || p.address_id || ' ' || p.template, p.amount, COALESCE((SELECT sum(l.amount) FROM messages_credit_lines l WHERE l.tenant_id = p.tenant_id
			AND l.address_id = p.address_id AND l.template = p.template), 0) FROM messages_credits p`,
		`SELECT 'quota ' || p.pot, p.amount, COALESCE((SELECT sum(l.amount) FROM messages_quota_lines l WHERE l.tenant_id = p.tenant_id AND l.pot = p.pot), 0) FROM messages_quota p`,
		`SELECT 'the takings of send ' || l.send_id, 0, count(*) - 1 FROM messages_credit_lines l WHERE l.kind = 'taken' AND l.send_id IS NOT NULL GROUP BY l.send_id HAVING count(*) > 1`,
		`SELECT 'the takings of send ' || l.send_id, 0, count(*) - 1 FROM messages_quota_lines l WHERE l.kind = 'taken' AND l.send_id IS NOT NULL GROUP BY l.send_id HAVING count(*) > 1`,
	} {
		err := b.each(ctx, text, func(r []string) error {
			m.pots = append(m.pots, pot{r[0], number(r[1]), number(r[2])})
			return nil
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// release lets what the dead program held for messages and journeys be free, as it is after a
// minute and a half: rounds are shorter than that, and few messages would go.
func (b *books) release(ctx context.Context) error {
	texts := []string{"DELETE FROM jobs_wake_held WHERE topic LIKE 'messages.%' OR topic LIKE 'journeys.%'"}
	if b.dialect == db.Postgres { // an embedded database belongs to one program: it finds its jobs at its start
		texts = append(texts, "UPDATE river_job SET state = 'available' WHERE state = 'running' AND (kind LIKE 'messages.%' OR kind LIKE 'events.%')")
	}
	for _, text := range texts {
		if _, err := b.db.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("%w in %s", err, text)
		}
	}
	return nil
}

// laws hold whatever happened.
func (m *messageBooks) laws(violated func(string, ...any)) {
	m.lawOnce(violated)
	m.lawTrue(violated)
	m.lawSilence(violated)
	m.lawDouble(violated)
	m.lawEnds(violated)
	for _, p := range m.pots {
		if p.left < 0 || p.left != p.journal {
			violated("%s holds %d, and its journal says %d", p.name, p.left, p.journal)
		}
	}
}

// lawOnce: no message is decided twice.
func (m *messageBooks) lawOnce(violated func(string, ...any)) {
	occurrences, numbers, rungs := map[string]string{}, map[string]string{}, map[string]int64{}
	for _, id := range slices.Sorted(maps.Keys(m.messages)) {
		x := m.messages[id]
		key := x.purpose + " of " + x.occurrence
		if other := occurrences[key]; other != "" {
			violated("%s is two messages, %s and %s", key, other, id)
		}
		occurrences[key] = id
	}
	for _, s := range m.sends {
		if other := numbers[s.number]; other != "" {
			violated("the number %s belongs to two sends, %s and %s", s.number, other, s.id)
		}
		numbers[s.number] = s.id
		if rungs[s.message]++; rungs[s.message] != s.rung {
			violated("message %s has send %s on rung %d, as its %d.", s.message, s.id, s.rung, rungs[s.message])
		}
	}
	for id, x := range m.messages {
		if x.rung != rungs[id] {
			violated("message %s stands on rung %d and has %d sends", id, x.rung, rungs[id])
		}
	}
}

// visitAt is the visit and the start that a message names.
func (x messageRow) visitAt() (visit string, start int64) {
	if !strings.HasPrefix(x.purpose, "visits.") {
		return "", 0
	}
	visit, at, _ := strings.Cut(x.occurrence, "@")
	return visit, number(at)
}

// lawTrue: nothing is sent that names a time which the visit did not have when it
// was decided.
func (m *messageBooks) lawTrue(violated func(string, ...any)) {
	for _, s := range m.sends {
		x := m.messages[s.message]
		visit, start := x.visitAt()
		if visit == "" {
			continue
		}
		if gone, known := m.left[x.occurrence]; known && s.at > gone {
			violated("send %s names %s %d ms after it was acknowledged that the visit is not there", s.id, x.occurrence, s.at-gone)
		}
		if !stood(m.starts[visit], start, s.at) {
			violated("send %s names %s at %d, and the visit stood at %v", s.id, x.occurrence, s.at, m.starts[visit])
		}
	}
}

// stood tells whether a visit stood at a start at an instant, as closely as
// transactions note when they were. Of a visit without a history nothing is known.
func stood(history []standing, start, at int64) bool {
	for i, h := range history {
		until := int64(1) << 62
		if i+1 < len(history) {
			until = history[i+1].at
		}
		if h.start == start && h.at <= at+slack.Milliseconds() && at-slack.Milliseconds() <= until {
			return true
		}
	}
	return len(history) == 0
}

// lawSilence: nothing goes to whom nothing may go.
func (m *messageBooks) lawSilence(violated func(string, ...any)) {
	for _, s := range m.sends {
		x := m.messages[s.message]
		q, known := m.silenced[x.patient]
		stops := q.class == "" || q.class == x.class || q.class == "relation" && x.class == "marketing"
		if known && stops && s.at > q.at {
			violated("send %s (%s) was decided %d ms after it was acknowledged that its patient %s", s.id, x.purpose, s.at-q.at, q.why)
		}
	}
}

// lawDouble: what the double accepted and what the books know are the same, each
// once.
func (m *messageBooks) lawDouble(violated func(string, ...any)) {
	byNumber, byRef := map[string]int{}, map[string]int{}
	// Sends on channels without a key whose provider told no number, by account kind,
	// address and template; a template of an account serves several channels.
	open := map[string][]int{}
	for i, s := range m.sends {
		byNumber[s.kind+" "+s.number] = i
		if s.ref != "" {
			byRef[s.kind+" "+s.ref] = i
		} else if s.channel != "official_template" {
			key := s.kind + " " + s.address + " " + s.provider
			open[key] = append(open[key], i)
		}
	}
	accepted, refs, spare, first := map[int]int{}, map[string]bool{}, map[int]bool{}, map[int]fake.Sent{}
	for _, d := range m.took {
		refs[d.Provider+" "+d.Ref] = true
		i, found := byNumber[d.Provider+" "+d.Key]
		if !found {
			i, found = byRef[d.Provider+" "+d.Ref]
		}
		if key := d.Provider + " " + d.To + " " + d.Template; !found {
			at := slices.IndexFunc(open[key], func(i int) bool { return m.says(d, i) })
			if found = at >= 0; found {
				i = open[key][at]
				open[key] = slices.Delete(slices.Clone(open[key]), at, at+1)
			}
		}
		if !found {
			if again := m.sentAgain(d); again >= 0 && !spare[again] {
				spare[again] = true
				m.again++
				continue
			}
			violated("the double accepted %s %s (%s, its %d., number %s) to %s at %d, and the books know no such send: %s; to that address they know %s", d.Provider, d.Call, d.Template, d.Seq, d.Ref, d.To, d.At, wordsOf(d), m.sendsTo(d.To))
			continue
		}
		if accepted[i]++; accepted[i] == 1 {
			first[i] = d
		} else if x, one := m.sends[i], first[i]; accepted[i] == 2 {
			violated("send %s (%s, %s) was accepted twice: %s", x.id, x.channel, m.messages[x.message].purpose, bothOf(x, one, d))
		}
		if !m.says(d, i) {
			violated("send %s is of %s, and the double accepted %q", m.sends[i].id, m.messages[m.sends[i].message].occurrence, wordsOf(d))
		}
	}
	for _, s := range m.sends {
		if s.ref != "" && s.ref != "0" && !refs[s.kind+" "+s.ref] && s.kind != fake.WeComKind {
			violated("send %s is %s with the double's number %s, which the double never gave", s.id, s.state, s.ref)
		}
	}
	for _, n := range m.told {
		if n.Forged && n.State == "taken" {
			violated("the forged callback %s of %s was taken", n.Number, n.Account)
		}
	}
}

// bothOf tells of a send that the double accepted twice, to see what is wrong.
func bothOf(x sendRow, one, two fake.Sent) string {
	of := func(d fake.Sent) string {
		return fmt.Sprintf("its %d. (%s, key %q, number %s) at %d", d.Seq, d.Call, d.Key, d.Ref, d.At)
	}
	return fmt.Sprintf("%s and %s; it is %s with number %s, ref %q, decided at %d, last heard of at %d, %d tries", of(one), of(two), x.state, x.number, x.ref, x.at, x.said, x.tries)
}

// calls are the double's names of what takes a permission, with the channels.
var calls = map[string]string{"subscribe": "mini_subscribe", "bizsend": "official_subscribe"}

// sentAgain finds the send that went once more after silence on a channel where one
// permission carries one message; -1 = none. Who gave two gets it twice.
func (m *messageBooks) sentAgain(d fake.Sent) int {
	for i, s := range m.sends {
		if calls[d.Call] == s.channel && s.kind == d.Provider && s.address == d.To && s.provider == d.Template && s.tries == 2 && m.says(d, i) {
			return i
		}
	}
	return -1
}

// sendsTo lists the sends to an address, to see what is wrong.
func (m *messageBooks) sendsTo(address string) string {
	var out []string
	for _, s := range m.sends {
		if s.address == address {
			out = append(out, fmt.Sprintf("%s %s rung %d %s %s ref %q at %d", m.messages[s.message].occurrence, s.channel, s.rung, s.provider, s.state, s.ref, s.at))
		}
	}
	return strings.Join(out, "; ")
}

// says tells whether what the double accepted names the time of a send.
func (m *messageBooks) says(d fake.Sent, send int) bool {
	_, start := m.messages[m.sends[send].message].visitAt()
	if start == 0 {
		return true
	}
	day := civil.Of(start, m.zone)
	return strings.Contains(wordsOf(d), fmt.Sprintf("%d月%d日 %s", day.Month(), day.DayOfMonth(), civil.ClockOf(start, m.zone)))
}

func wordsOf(d fake.Sent) string {
	out := d.Text
	for _, v := range d.Values {
		out += " " + v.Text
	}
	return out
}

// lawEnds: nothing hangs unseen. What is under way is looked at again; at the end
// nothing is under way for longer than the grace, about each unknown one somebody
// may decide, and each receipt that was taken has its effect.
func (m *messageBooks) lawEnds(violated func(string, ...any)) {
	states := map[string]string{}
	for _, s := range m.sends {
		x := m.messages[s.message]
		if s.kind == fake.AliyunKind {
			states[s.number] = s.state
		}
		if s.state == "sending" && x.wake == 0 {
			violated("send %s of message %s (%s) is under way, and nobody looks at it again", s.id, x.id, x.state)
		}
		if m.last && s.state == "sending" && m.now-s.at > grace.Milliseconds() {
			violated("send %s is under way since %d ms", s.id, m.now-s.at)
		}
		if m.last && x.state == "unknown" && s.rung == x.rung && !m.visible[x.id] && m.now-s.said > grace.Milliseconds() {
			violated("message %s is unknown, and nobody may decide about it; its send %s (%s, %d tries) was last heard of %d ms ago", x.id, s.id, s.channel, s.tries, m.now-s.said)
		}
	}
	if !m.last {
		return
	}
	for _, n := range m.told {
		for number, state := range states {
			if n.State == "taken" && n.Event == "receipt" && m.now-n.Due > 20_000 && state != "delivered" && state != "failed" && strings.Contains(n.Text, number) {
				violated("the receipt of %s was taken, and its send is %s", number, state)
			}
		}
	}
	for _, u := range m.unheard {
		violated("a callback was taken and not worked off: %s", u)
	}
}

// report is the line of the report.
func (m *messageBooks) report(t *trial) string {
	states, sends, tries, receipts, forged := map[string]int{}, map[string]int{}, int64(0), 0, 0
	for _, x := range m.messages {
		if strings.HasPrefix(x.purpose, "visits.") && (x.state != "planned" || x.wake <= m.now) {
			states[x.state]++
		}
	}
	for _, s := range m.sends {
		sends[s.state]++
		tries += s.tries
	}
	for _, n := range m.told {
		switch {
		case n.Forged:
			forged++
		case n.State == "taken":
			receipts++
		}
	}
	p := t.people.counts
	return fmt.Sprintf("messages: %s; sends %s, %d tries, %d accepted by the double (%d twice, by a second permission), %d callbacks taken (kept: %s), %d forged; %d mishaps, double killed %d times; %d opted out, %d complained, %d died, %d taps, %d callbacks repeated, %d decided by hand",
		counted(states), counted(sends), tries, len(m.took), m.again, receipts, counted(m.notices), forged, t.outside.rules, t.outside.kills,
		p["opted out"], p["complained"], p["died"], p["tap_subscribe"], p["dup_callback"], p["decided"])
}

func counted(n map[string]int) string {
	var out []string
	for _, k := range slices.Sorted(maps.Keys(n)) {
		out = append(out, fmt.Sprintf("%s %d", k, n[k]))
	}
	return strings.Join(out, ", ")
}
