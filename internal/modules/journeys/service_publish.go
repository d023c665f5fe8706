package journeys

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"hash/fnv"
	"maps"
	"slices"
	"strings"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/settings"
)

// Overdue says what becomes of waiters who are overdue in the new version. Its text is
// "journeys.overdue.<overdue>".
type Overdue string

// The choices.
const (
	SkipOverdue  Overdue = "skip"  // they go on, and what they would have got by now is not made up for
	SmearOverdue Overdue = "smear" // they go on one after the other, over SmearMinutes
	SendOverdue  Overdue = "send"  // they go on at once
)

// The settings of publishing.
var (
	SmearMinutes = settings.Setting{Key: "journeys.smear_minutes", Kind: settings.Minutes, Default: 240, Unit: "min", Min: 10, Max: 2880, Source: settings.House}
	MustRehearse = settings.Setting{Key: "journeys.must_rehearse", Kind: settings.Bool, Default: true, Source: settings.House}
)

// Publishing is how a draft goes live.
type Publishing struct {
	Mode    Mode
	Map     map[string]string // of migrate: node of the version before → node of the draft; "" = leaves
	Overdue Overdue
	Until   int64  // of drain, epoch milliseconds
	Seen    string // mark of the preview that was looked at; "" = none was asked for
}

// Mover is what becomes of one waiter.
type Mover struct {
	Enrolment, Patient, From, To string
	Was, Wake                    int64 // when it goes on; 0 = leaves
	Overdue                      bool
	Cancelled                    int // messages and tasks of theirs that are taken back
}

// Preview is what publishing would do. Mark names it: what is published is what was
// seen, or nothing.
type Preview struct {
	Flaws     []Flaw
	Rehearsed bool
	Waiting   map[string]int // by node of the versions before
	Unmapped  []string       // occupied nodes of which nobody said where they lead
	Moves     []Mover
	Leave     int
	Overdue   int
	Cancelled int
	Added     int // people who will get something that they would not have got: whose next wait is new
	Busiest   int // most who go on within one minute
	Mark      string
}

// Foresee tells what publishing the draft would do; nothing is changed. Faults:
// NotFound, NoDraft, UnknownNode.
func (s *Service) Foresee(ctx context.Context, journey string, h Publishing) (Preview, error) {
	var v Preview
	err := s.d.DB.Read(ctx, func(tx *db.Tx) error {
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		m, err := s.moving(tx, &j, h, false)
		if err == nil {
			v = m.preview
		}
		return err
	})
	return v, err
}

// moving is a draft on its way to going live.
type moving struct {
	w       *walkers
	j       *Journey
	h       Publishing
	plan    *Plan // of the draft
	before  []standing
	steps   []*go1
	leave   []*enrolment
	back    []did // what is taken back
	preview Preview
}

// moving works out what becomes of whom, the same for a preview and in earnest.
func (s *Service) moving(tx *db.Tx, j *Journey, h Publishing, lock bool) (*moving, error) {
	if j.Draft == nil {
		return nil, NoDraft.With()
	}
	m := &moving{j: j, h: h, plan: Ready(*j.Draft)}
	m.plan.Journey = j.No
	var err error
	if m.preview.Flaws, err = s.flaws(tx, *j); err != nil {
		return nil, err
	}
	if Stands(m.preview.Flaws) {
		return m, nil
	}
	if m.preview.Rehearsed, err = s.rehearsed(tx, *j); err != nil {
		return nil, err
	}
	if m.w, err = s.walkers(tx); err != nil {
		return nil, err
	}
	all, err := inUse(tx)
	for _, v := range all {
		if v.Journey == j.No && v.State != VersionDraining {
			m.before = append(m.before, v)
		}
	}
	if err != nil || len(m.before) == 0 {
		return m, err
	}
	return m, m.look(lock)
}

// flaws checks the draft.
func (s *Service) flaws(tx *db.Tx, j Journey) ([]Flaw, error) {
	w, err := s.world(tx, j.ID, *j.Draft)
	if err != nil {
		return nil, err
	}
	return Check(*j.Draft, w), nil
}

// rehearsed tells whether this very draft was rehearsed.
func (s *Service) rehearsed(tx *db.Tx, j Journey) (bool, error) {
	return s.Rehearsed(tx, j.ID, HashOf(*j.Draft))
}

// look reads who waits, and moves them in mind.
func (m *moving) look(lock bool) error {
	var nos []int64
	for _, v := range m.before {
		nos = append(nos, v.No)
	}
	list, err := openOfVersions(m.w.tx, nos, lock)
	if err != nil {
		return err
	}
	m.preview.Waiting = map[string]int{}
	for _, e := range list {
		m.preview.Waiting[e.Node]++
	}
	if m.h.Mode != Migrate {
		return m.mark(nil)
	}
	for _, node := range slices.Sorted(maps.Keys(m.preview.Waiting)) {
		to, said := m.h.Map[node]
		switch {
		case !said:
			m.preview.Unmapped = append(m.preview.Unmapped, node)
		case to != "" && m.plan.Node(to) == nil:
			return UnknownNode.At("map."+node, "node", to)
		}
	}
	if len(m.preview.Unmapped) > 0 {
		return nil
	}
	return m.move(list)
}

// move takes everybody to where the map says, and times them anew.
func (m *moving) move(list []*enrolment) error {
	was := map[string]*enrolment{}
	for _, e := range list {
		old := *e
		was[e.ID] = &old
		to := m.h.Map[e.Node]
		if to == "" {
			m.leave = append(m.leave, e)
			continue
		}
		if e.HeldAt != 0 {
			e.WakeAt = e.HeldAt
		}
		if from := m.plan.Node(to); from.Kind != KindLadder {
			e.Sub = 0
		}
		e.Node = to
		m.steps = append(m.steps, &go1{e: e, p: m.plan, in: Input{What: HeardMoved, Skip: m.h.Overdue == SkipOverdue}})
	}
	if err := m.w.decide(m.steps); err != nil {
		return err
	}
	smear, err := SmearMinutes.Int(m.w.tx, "")
	if err != nil {
		return err
	}
	now := m.w.tx.Now()
	for _, g := range m.steps {
		x := Mover{Enrolment: g.e.ID, Patient: g.e.Patient, From: was[g.e.ID].Node, To: g.e.Node, Was: was[g.e.ID].WakeAt, Wake: g.out.State.WakeAt}
		if g.out.State.End == "" && g.out.State.WakeAt <= now || g.skipped() {
			x.Overdue = true
			m.preview.Overdue++
		}
		if g.out.State.End == "" && g.out.State.WakeAt <= now && m.h.Overdue != SendOverdue {
			g.out.State.WakeAt = now + spreadOver(g.e.ID, smear)
			x.Wake = g.out.State.WakeAt
		}
		m.preview.Moves = append(m.preview.Moves, x)
	}
	return m.mark(was)
}

func (g *go1) skipped() bool {
	return slices.ContainsFunc(g.out.Effects, func(e Effect) bool { return e.Skipped })
}

// spreadOver is a delay within some minutes that belongs to an enrolment: a thousand
// who are overdue go on one after the other.
func spreadOver(id string, minutes int) int64 {
	h := fnv.New64a()
	_, _ = h.Write([]byte(id))
	return int64(h.Sum64() % uint64(int64(max(minutes, 1))*time.Minute.Milliseconds()))
}

// mark finds what is taken back, counts, and gives the preview its mark.
func (m *moving) mark(was map[string]*enrolment) error {
	ids := make([]string, 0, len(was))
	for id := range was {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	done, err := effectsOf(m.w.tx, ids)
	if err != nil {
		return err
	}
	back := map[string]int{}
	for _, d := range done {
		if m.obsolete(d, was[d.Enrolment]) {
			m.back = append(m.back, d)
			back[d.Enrolment]++
		}
	}
	minute := map[int64]int{}
	for i := range m.preview.Moves {
		x := &m.preview.Moves[i]
		x.Cancelled = back[x.Enrolment]
		if x.Wake != x.Was {
			m.preview.Added++
		}
		minute[x.Wake/60_000]++
		m.preview.Busiest = max(m.preview.Busiest, minute[x.Wake/60_000])
	}
	m.preview.Leave, m.preview.Cancelled = len(m.leave), len(m.back)
	m.preview.Mark = m.fingerprint()
	return nil
}

// obsolete tells whether something that was planned stands in the new version no more.
// Whether it is still to be taken back is for who has it to say.
func (m *moving) obsolete(d did, was *enrolment) bool {
	if d.Kind != EffectMessage && d.Kind != EffectTask || d.State != DidDone && d.State != DidPutOff {
		return false
	}
	if m.h.Map[was.Node] == "" {
		return true
	}
	if d.Kind == EffectMessage {
		return m.plan.message(d.Node, d.Rung) == nil
	}
	return m.plan.task(d.Node, d.Rung) == nil
}

// fingerprint names what would happen: who stands where, and what the map says.
func (m *moving) fingerprint() string {
	h := sha256.New()
	fmt.Fprintln(h, HashOf(*m.j.Draft), m.h.Mode, m.h.Overdue, m.h.Until)
	for _, k := range slices.Sorted(maps.Keys(m.h.Map)) {
		fmt.Fprintln(h, k, m.h.Map[k])
	}
	for _, k := range slices.Sorted(maps.Keys(m.preview.Waiting)) {
		fmt.Fprintln(h, k, m.preview.Waiting[k])
	}
	for _, x := range m.preview.Moves {
		fmt.Fprintln(h, x.Enrolment, x.From, x.To, x.Was)
	}
	return hex.EncodeToString(h.Sum(nil)[:12])
}

// Publish lets the draft go live as the next version, and does with those who are in
// the one before what its preview said. Faults: NotFound, NoDraft, NotReady,
// NotRehearsed, Unmapped, PreviewOld, DrainMissing, UnknownNode, NotNow, db.Stale.
func (s *Service) Publish(ctx context.Context, journey string, version int64, h Publishing, last func(*db.Tx, Journey) error) (Journey, Preview, error) {
	var v Preview
	j, err := s.change(ctx, journey, version, func(tx *db.Tx, j *Journey) error {
		m, err := s.moving(tx, j, h, true)
		if err != nil {
			return err
		}
		if err := s.mayPublish(tx, m); err != nil {
			return err
		}
		if err := m.publish(); err != nil {
			return err
		}
		v = m.preview
		return last(tx, *j)
	})
	return j, v, err
}

// mayPublish tells what stands against it.
func (s *Service) mayPublish(tx *db.Tx, m *moving) error {
	must, err := MustRehearse.Bool(tx, "")
	switch {
	case err != nil:
		return err
	case Stands(m.preview.Flaws):
		return NotReady.With("n", len(m.preview.Flaws)).WithDetails(m.preview.Flaws)
	case must && !m.preview.Rehearsed:
		return NotRehearsed.With()
	case m.j.State == Paused:
		return NotNow.With()
	case len(m.preview.Unmapped) > 0:
		return Unmapped.With("nodes", strings.Join(m.preview.Unmapped, ", "))
	case m.h.Mode == Drain && m.h.Until <= tx.Now():
		return DrainMissing.At("until")
	case m.h.Mode == Migrate && len(m.preview.Moves)+m.preview.Leave > 0 && m.h.Seen != m.preview.Mark:
		return PreviewOld.With()
	}
	return nil
}

// publish writes the version and moves who is to be moved.
func (m *moving) publish() error {
	tx, j := m.w.tx, m.j
	next := int64(0)
	if e := m.plan.nodes[m.plan.entry].Entry; e.How == BySchedule {
		next = e.At.after(tx.Now(), m.w.house())
	}
	v := Written{Journey: j.No, Graph: *j.Draft, Hash: HashOf(*j.Draft), State: VersionLive, Mode: cmp.Or(m.h.Mode, NewOnly), At: tx.Now(), By: tx.Actor()}
	if err := insertVersion(tx, &v, next); err != nil {
		return err
	}
	m.plan.No = v.No
	if next != 0 {
		if err := jobs.Lower(tx, wakeTopic, next); err != nil {
			return err
		}
	}
	if err := m.turnOver(v.No); err != nil {
		return err
	}
	j.State, j.LiveNo, j.Draft, j.DraftAt, j.DraftBy = Live, v.No, nil, tx.Now(), tx.Actor()
	if err := updateJourney(tx, j); err != nil {
		return err
	}
	return m.w.s.note(tx, "journeys.published", *j, map[string]any{"mode": v.Mode, "number": v.Number, "moved": len(m.preview.Moves), "left": m.preview.Leave,
		"cancelled": m.preview.Cancelled, "overdue": m.h.Overdue})
}

// turnOver does with the versions before, and who is in them, what the mode says.
func (m *moving) turnOver(no int64) error {
	tx := m.w.tx
	for _, b := range m.before {
		state, until, next := VersionDraining, int64(0), lookAgain(tx.Now())
		switch m.h.Mode {
		case Migrate:
			state, next = VersionRetired, 0
		case Drain:
			until, next = m.h.Until, m.h.Until
		}
		if err := setVersion(tx, b.No, state, until, 0, next); err != nil {
			return err
		}
		if next == 0 {
			continue
		}
		if err := jobs.Lower(tx, wakeTopic, next); err != nil {
			return err
		}
	}
	if m.h.Mode != Migrate {
		return nil
	}
	if err := m.w.s.recall(tx, m.back, "changed"); err != nil {
		return err
	}
	if err := markEffects(tx, m.back, DidWithdrawn); err != nil {
		return err
	}
	if err := m.w.end(m.leave, EndExit, "changed"); err != nil {
		return err
	}
	m.w.plans[no] = m.plan
	for _, g := range m.steps {
		g.e.Version, g.e.HeldAt, g.out.Idle = no, 0, false
		if g.out.State.Seq == g.was {
			g.out.State.Seq++
		}
	}
	return m.w.keep(m.steps)
}
