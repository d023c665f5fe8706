package journeys

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/content"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

// occurrence names a message of a journey for good: enrolment, step, version, node and
// rung, so that whoever asks later finds where it came from.
func occurrence(d did) string {
	return strings.Join([]string{d.Enrolment, strconv.FormatInt(d.Seq, 10), strconv.FormatInt(d.Version, 10), d.Node, strconv.Itoa(d.Rung)}, ":")
}

// deeds gathers what a batch of steps does, so that it is done in a few statements.
type deeds struct {
	w         *walkers
	rows      []did
	wishes    []messages.Wish
	tasks     []tasks.New
	taskRows  []int // of rows
	exposures []exposureRow
	withdraw  []*go1
	calls     []*go1
	today     map[string]int          // done, by what is bounded
	texts     map[string]content.Text // as they are now, by key
	bySMS     map[string]bool         // of whom a message would go by SMS
}

// act does what some steps want done.
func (w *walkers) act(list []*go1) error {
	d := &deeds{w: w, today: map[string]int{}, texts: map[string]content.Text{}, bySMS: map[string]bool{}}
	if err := w.bounded(list); err != nil {
		return err
	}
	teams, err := w.teams(list)
	if err != nil {
		return err
	}
	if err := d.foresee(list); err != nil {
		return err
	}
	for _, g := range list {
		for _, e := range g.out.Effects {
			if e.Kind == EffectWithdraw {
				if !slices.Contains(d.withdraw, g) {
					d.withdraw = append(d.withdraw, g)
				}
				continue
			}
			if err := d.one(g, e, teams[g.e.Patient]); err != nil {
				return err
			}
		}
	}
	return d.write()
}

// teams reads who cares for the patients of whom a task asks for it.
func (w *walkers) teams(list []*go1) (map[string]map[patients.Part]string, error) {
	var ids []string
	for _, g := range list {
		for _, e := range g.out.Effects {
			if t := g.p.task(e.Node, e.Rung); e.Kind == EffectTask && t != nil && t.Member != "" {
				ids = append(ids, g.e.Patient)
			}
		}
	}
	if len(ids) == 0 {
		return nil, nil
	}
	return w.s.d.Patients.CareTeams(w.tx, ids)
}

// one takes up one effect.
func (d *deeds) one(g *go1, e Effect, team map[patients.Part]string) error {
	now := d.w.tx.Now()
	row := did{Enrolment: g.e.ID, Seq: g.e.Seq, Node: e.Node, Rung: e.Rung, Clinic: g.e.Clinic, Kind: e.Kind, State: DidDone, Journey: g.e.Journey, Version: g.e.Version,
		At: now, Day: string(d.w.day(g.e.Clinic, now))}
	if e.Kind == EffectMessage {
		d.expose(g, row)
	}
	switch {
	case e.Held:
		row.State = DidHeld
	case e.Skipped:
		row.State = DidSkipped
	default:
		return d.do(g, row, team)
	}
	d.rows = append(d.rows, row)
	return nil
}

// do does what neither an experiment nor its lateness stands against.
func (d *deeds) do(g *go1, row did, team map[patients.Part]string) (err error) {
	n := g.p.Node(row.Node)
	switch row.Kind {
	case EffectMessage:
		err = d.message(g, &row)
	case EffectTask:
		if err = d.task(g, &row, team); err == nil {
			d.taskRows = append(d.taskRows, len(d.rows))
		}
	case EffectTag:
		row.What = strings.Join(append(slices.Clone(n.Tag.Add), n.Tag.Remove...), " ")
		err = d.w.s.d.Audience.SetTags(d.w.tx, g.e.Patient, n.Tag.Add, n.Tag.Remove, "journey")
	case EffectGrant:
		row.What = n.Grant.Coupon
		err = d.grant(g, &row)
	case EffectCall:
		row.What = n.Call.Journey
		d.calls = append(d.calls, g)
	}
	d.rows = append(d.rows, row)
	return err
}

// message plans a message; what is beyond the day's budget goes on a later day.
func (d *deeds) message(g *go1, row *did) error {
	m := g.p.message(row.Node, row.Rung)
	now := d.w.tx.Now()
	at, err := d.budget(g, row, g.p.Budget.Messages, "")
	if err != nil {
		return err
	}
	row.What = m.purposeOf()
	if at, err = d.parts(g, row, m, at); err != nil {
		return err
	}
	link, err := d.link(g, m, *row)
	if err != nil {
		return err
	}
	if link == "" && m.Opens == PageCheckIn {
		row.State = DidSkipped
		return nil
	}
	hours := cmp.Or(m.Hours, 24)
	d.wishes = append(d.wishes, messages.Wish{Purpose: row.What, Occurrence: occurrence(*row), Clinic: g.e.Clinic, Patient: g.e.Patient, Subject: g.e.ID,
		Fields: map[string]string{"words": "", "short": "", "sms": ""}, Link: link, Only: m.Channels, At: at, Until: max(at, now) + int64(hours)*3_600_000})
	return nil
}

// link is where a tap on a message leads: to the page that it opens or the article that
// its text speaks of, by an address of the patient's own; "" where there is none.
func (d *deeds) link(g *go1, m *MessageDo, row did) (string, error) {
	if m.Opens == PageCheckIn {
		return d.w.s.d.Checkin.LinkOf(d.w.tx, g.e.Patient, "")
	}
	t, err := d.text(m.Text)
	if err != nil || t.Article == "" {
		return "", err
	}
	link, err := d.w.s.d.Content.ShareWith(d.w.tx, t.Article, g.e.Patient, "journey:"+g.e.ID, "journeys:"+occurrence(row))
	if _, told := fault.As(err); told { // withdrawn since: the text goes without it
		return "", nil
	}
	return link, err
}

// text reads a text as it is now; what is not there any more is empty.
func (d *deeds) text(key string) (content.Text, error) {
	t, known := d.texts[key]
	if known {
		return t, nil
	}
	t, err := d.w.s.d.Content.TextOf(d.w.tx, key, 0)
	if _, told := fault.As(err); err != nil && !told {
		return t, err
	}
	d.texts[key] = t
	return t, nil
}

// way is what the way of a message hangs on.
func way(m *MessageDo, patient string) string {
	return fmt.Sprint(m.purposeOf(), m.Channels, " ", patient)
}

// foresee finds out who would be written to by SMS, as things stand now, for journeys
// whose day has a bound of them.
func (d *deeds) foresee(list []*go1) error {
	type kind struct{ purpose, only string }
	want, does, order := map[kind][]string{}, map[kind]*MessageDo{}, []kind{}
	for _, g := range list {
		for _, e := range g.out.Effects {
			if g.p.Budget.Parts == 0 || e.Kind != EffectMessage || e.Held || e.Skipped {
				continue
			}
			m := g.p.message(e.Node, e.Rung)
			k := kind{m.purposeOf(), fmt.Sprint(m.Channels)}
			if want[k] == nil {
				does[k], order = m, append(order, k)
			}
			want[k] = append(want[k], g.e.Patient)
		}
	}
	for _, k := range order {
		slices.Sort(want[k])
		ways, err := d.w.s.d.Messages.Ways(d.w.tx, k.purpose, slices.Compact(want[k]), does[k].Channels...)
		if err != nil {
			return err
		}
		for patient, w := range ways {
			d.bySMS[way(does[k], patient)] = w.Reason == "" && w.Channel == messages.SMS
		}
	}
	return nil
}

// parts finds the day on which there is room for an SMS, not before at.
func (d *deeds) parts(g *go1, row *did, m *MessageDo, at int64) (int64, error) {
	most := g.p.Budget.Parts
	if most == 0 || !d.bySMS[way(m, g.e.Patient)] {
		return at, nil
	}
	t, err := d.text(m.Text)
	if err != nil {
		return 0, err
	}
	key := row.bound("parts")
	n, known := d.today[key]
	if !known {
		if n, err = partsToday(d.w.tx, row.Journey, row.Day); err != nil {
			return 0, err
		}
	}
	row.Parts = messages.Parts(m.Class, cmp.Or(t.SMS, t.Words))
	d.today[key] = n + row.Parts
	if n+row.Parts <= most {
		return at, nil
	}
	row.State = DidPutOff
	return max(at, Delay{Amount: max(1, n/most), Unit: Days}.after(d.w.tx.Now(), d.w.zone(g.e.Clinic))), nil
}

// bounded takes the locks of the journeys whose day has a bound: who counts what was
// done today must see what others do at the same time.
func (w *walkers) bounded(list []*go1) error {
	var names []string
	for _, g := range list {
		if g.p.Budget != (Budget{}) {
			names = append(names, "journeys.budget/"+strconv.FormatInt(g.p.Journey, 10))
		}
	}
	return w.tx.Lock(names...)
}

// budget finds the day on which there is room for one more of whom a bound is, "" = the
// journey itself, and puts off till the same hour there.
func (d *deeds) budget(g *go1, row *did, most int, who string) (int64, error) {
	now := d.w.tx.Now()
	if most == 0 {
		return now, nil
	}
	if err := d.count(row); err != nil {
		return 0, err
	}
	key := row.bound(who)
	n := d.today[key]
	d.today[key]++
	if n < most {
		return now, nil
	}
	row.State = DidPutOff
	return Delay{Amount: n / most, Unit: Days}.after(now, d.w.zone(g.e.Clinic)), nil
}

// bound names what has a bound on a day.
func (r *did) bound(who string) string {
	if r.Kind == EffectTask {
		who = r.Clinic + " " + who
	}
	return fmt.Sprint(r.Journey, " ", r.Day, " ", r.Kind, " ", who)
}

// count reads what a journey did on a day, by whom it is bounded, the first time that
// somebody asks.
func (d *deeds) count(row *did) error {
	all := row.bound("*")
	if _, known := d.today[all]; known {
		return nil
	}
	d.today[all] = 0
	if row.Kind == EffectMessage {
		n, err := doneToday(d.w.tx, row.Journey, row.Day, row.Kind)
		d.today[row.bound("")] = n
		return err
	}
	list, err := tasksToday(d.w.tx, row.Journey, row.Day, row.Clinic)
	if err != nil {
		return err
	}
	who, err := d.w.s.d.Tasks.Whose(d.w.tx, list)
	for _, id := range list {
		d.today[row.bound(who[id])]++
	}
	return err
}

// parts are who of the care team a task may be for.
var parts = map[string]patients.Part{"doctor": patients.TheDoctor, "assistant": patients.TheAssistant, "coordinator": patients.TheCoordinator,
	"follow_up": patients.TheFollowUp}

func (d *deeds) task(g *go1, row *did, team map[patients.Part]string) error {
	t := g.p.task(row.Node, row.Rung)
	zone := d.w.zone(g.e.Clinic)
	n := tasks.New{Kind: kindsOf[t.What].Key, Clinic: g.e.Clinic, Patient: g.e.Patient, Subject: g.e.ID, Dedupe: "journeys:" + occurrence(*row),
		Title: tasks.Title{Key: "journeys.task.do", Args: map[string]any{"title": t.Title}}}
	if len(t.List) > 0 {
		n.Title.Args["list"] = strings.Join(t.List, "\n")
	}
	if t.Text != "" {
		n.Title.Args["text"] = t.Text
	}
	if n.Owner = team[parts[t.Member]]; n.Owner == "" {
		n.Role = t.Role
	}
	at, err := d.budget(g, row, g.p.Budget.Tasks, n.Owner+n.Role)
	if err != nil {
		return err
	}
	if n.Due = t.Due.after(at, zone); n.Due <= d.w.tx.Now() {
		n.Due = d.w.tx.Now() + 3_600_000
	}
	if t.Urgent {
		n.Priority = tasks.Urgent
	}
	d.tasks = append(d.tasks, n)
	return nil
}

// expose notes that somebody came to what an experiment is about: at the instant at
// which something is sent, or would have been.
func (d *deeds) expose(g *go1, row did) {
	add := func(journey int64, node, arm string) {
		d.exposures = append(d.exposures, exposureRow{ID: d.w.tx.NewID(), Journey: journey, Node: node, Enrolment: g.e.ID, Clinic: g.e.Clinic, Patient: g.e.Patient,
			Home: g.e.Home, Arm: arm, At: row.At})
	}
	for name, arm := range g.e.Vars {
		if node, is := strings.CutPrefix(name, "@"); is {
			add(g.e.Journey, node, arm)
		}
	}
	if m := g.p.message(row.Node, row.Rung); m.Class == messages.Marketing {
		arm := ArmGiven
		if g.e.Control {
			arm = ArmHeld
		}
		add(0, "", arm)
	}
}

// write does it all.
func (d *deeds) write() error {
	tx, s := d.w.tx, d.w.s
	if len(d.withdraw) > 0 {
		if err := d.takeBack(); err != nil {
			return err
		}
	}
	if err := s.d.Messages.Plan(tx, d.wishes...); err != nil {
		return err
	}
	if len(d.tasks) > 0 {
		ids, err := s.d.Tasks.OpenAll(tx, d.tasks)
		if err != nil {
			return err
		}
		for i, at := range d.taskRows {
			d.rows[at].What = ids[i]
		}
	}
	if err := insertEffects(tx, d.rows); err != nil {
		return err
	}
	if err := insertExposures(tx, d.exposures); err != nil {
		return err
	}
	return d.call()
}

// call lets patients into other journeys.
func (d *deeds) call() error {
	for _, g := range d.calls {
		for _, e := range g.out.Effects {
			if e.Kind != EffectCall || e.Held || e.Skipped {
				continue
			}
			j, err := journeyOne(d.w.tx, g.p.Node(e.Node).Call.Journey, false)
			if err != nil || j.State != Live {
				continue // it was ended since; there is nothing to enter
			}
			p, err := d.w.plan(j.LiveNo)
			if err != nil {
				return err
			}
			// The first step is taken by the engine: journeys that call each other never
			// make one transaction of it.
			x := entrant{patient: g.e.Patient, cause: g.e.ID, key: g.e.ID, wakeAt: d.w.tx.Now() + 1000}
			if _, err := d.w.enter(p, []entrant{x}); err != nil {
				return err
			}
		}
	}
	return nil
}

// takeBack takes back what earlier steps planned and what is not done yet: of the
// whole enrolment, or of one ladder.
func (d *deeds) takeBack() error {
	of := map[string]*go1{}
	ids := make([]string, len(d.withdraw))
	for i, g := range d.withdraw {
		ids[i], of[g.e.ID] = g.e.ID, g
	}
	list, err := effectsOf(d.w.tx, ids)
	if err != nil {
		return err
	}
	byReason := map[string][]did{}
	for _, x := range list {
		if reason := of[x.Enrolment].withdraws(x); reason != "" {
			byReason[reason] = append(byReason[reason], x)
		}
	}
	for reason, some := range byReason {
		if err := d.w.s.recall(d.w.tx, some, reason); err != nil {
			return err
		}
	}
	return nil
}

// withdraws tells for what reason an effect of an earlier step is taken back, "" if
// it stays.
func (g *go1) withdraws(x did) string {
	if x.Seq >= g.e.Seq || x.State != DidDone && x.State != DidPutOff || x.Kind != EffectMessage && x.Kind != EffectTask {
		return ""
	}
	for _, e := range g.out.Effects {
		if e.Kind == EffectWithdraw && (e.Node == "" || e.Node == x.Node) {
			return g.e.reasonOfEnd(e.Node)
		}
	}
	return ""
}

// reasonOfEnd is why something is taken back: the outcome of a ladder (node) is there,
// or the enrolment has ended.
func (e *enrolment) reasonOfEnd(node string) string {
	switch {
	case node != "" || e.End == EndGoal:
		return "goal"
	case e.End == EndRemoved:
		return "removed"
	case e.Reason == "changed" || e.Reason == "drained":
		return e.Reason
	}
	return "exited"
}

// reasonKey is a reason as messages keep it: the key of a text of this module.
func reasonKey(reason string) string { return "journeys.reason." + reason }

// recall takes messages and tasks back that are not sent or done yet.
func (s *Service) recall(tx *db.Tx, list []did, reason string) error {
	by := map[string][]string{}
	for _, x := range list {
		if x.Kind == EffectMessage {
			by[x.What] = append(by[x.What], occurrence(x))
			continue
		}
		outcome := tasks.Withdrawn
		if _, err := s.d.Tasks.Close(tx, "journeys:"+occurrence(x), outcome, ""); err != nil {
			return err
		}
	}
	for purpose, occurrences := range by {
		for part := range slices.Chunk(occurrences, perRead) {
			if _, err := s.d.Messages.DropAll(tx, purpose, part, reasonKey(reason)); err != nil {
				return fmt.Errorf("journeys: %w", err)
			}
		}
	}
	return nil
}
