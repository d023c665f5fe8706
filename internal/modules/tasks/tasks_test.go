package tasks

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

// desk is a clinic with a front desk and a manager, and what happens in it.
type desk struct {
	*testkit.World
	s      *Service
	org    *org.Service
	bus    *events.Bus
	ticker *jobs.Ticker
	clinic string
	he     string // 何迎, front desk
	shi    string // 石定海, manager
	t      *testing.T
}

// missed is the kind that the schedule declares.
const missed = "visits.no_show_call"

func each(t *testing.T, fn func(*testing.T, *desk)) {
	testkit.Each(t, ground.Tables((&Service{}).Module(), (&org.Service{}).Module()), func(t *testing.T, w *testkit.World) { fn(t, open(t, w)) })
}

func open(t *testing.T, w *testkit.World) *desk {
	t.Helper()
	g := ground.Lay(t, w)
	if _, err := g.Auth.CreateGroup(t.Context(), auth.GroupInput{ID: w.Tenant, Code: "toys", Name: "积木口腔"}); err != nil {
		t.Fatal(err)
	}
	d := &desk{World: w, t: t, org: org.New(org.Deps{DB: w.DB, Auth: g.Auth, Audit: g.Audit, Facts: g.Facts})}
	d.s = Make(Deps{DB: w.DB, Org: d.org, Audit: g.Audit, Facts: g.Facts})
	if err := g.Facts.Add(d.s.Module().Events...); err != nil {
		t.Fatal(err)
	}
	d.bus = g.Facts
	if err := d.s.Add(Kind{Key: missed, Call: true, Outcomes: CallOutcomes, Ladder: []string{org.RoleFrontDesk, org.RoleManager, org.RoleOwner}}); err != nil {
		t.Fatal(err)
	}
	d.ticker = jobs.NewTicker(w.DB, slog.New(slog.DiscardHandler))
	if err := d.ticker.Add(d.s.Module().Wakers...); err != nil {
		t.Fatal(err)
	}
	d.clinic = d.newClinic("fengche", "FC")
	d.he, d.shi = d.newStaff("何迎", "heying", org.RoleFrontDesk, d.clinic), d.newStaff("石定海", "shidinghai", org.RoleManager, d.clinic)
	return d
}

func (d *desk) newClinic(code, prefix string) string {
	d.t.Helper()
	c, err := d.org.OpenClinic(d.program(), org.Clinic{Code: code, Name: code, ShortName: code, Kind: org.Own, NumberPrefix: prefix})
	if err != nil {
		d.t.Fatal(err)
	}
	return c.ID
}

func (d *desk) newStaff(name, login, role, clinic string) string {
	d.t.Helper()
	who := org.Staff{Name: name, EmployedFrom: "2020-01-01", Holdings: []org.Holding{{Role: role, Clinic: clinic}}}
	out, _, err := d.org.Invite(d.program(), org.NewStaff{Login: login, Staff: who})
	if err != nil {
		d.t.Fatal(err)
	}
	return out.ID
}

func (d *desk) program() context.Context { return auth.AsProgram(d.t.Context(), d.Tenant, "test") }

// as is a context in which somebody acts who may do the keys in the clinics.
func (d *desk) as(who string, clinics []string, keys ...string) context.Context {
	g := auth.Grants{Clinic: map[string]auth.Keys{}}
	for _, c := range clinics {
		g.Clinic[c] = auth.KeysOf(keys...)
	}
	ctx := auth.With(d.t.Context(), auth.Actor{ID: who, Tenant: d.Tenant, Grants: g})
	return db.With(ctx, db.Scope{Tenant: d.Tenant, Clinics: clinics, Actor: who})
}

func (d *desk) desk() context.Context { return d.as(d.he, []string{d.clinic}, MayView, MayWork) }
func (d *desk) manager() context.Context {
	return d.as(d.shi, []string{d.clinic}, MayView, MayWork, MayCancel)
}

func (d *desk) actor(ctx context.Context) auth.Actor {
	a, _ := auth.From(ctx)
	return a
}

func (d *desk) write(fn func(*db.Tx) error) {
	d.t.Helper()
	if err := d.DB.Write(d.Ctx(), fn); err != nil {
		d.t.Fatal(err)
	}
}

// suspect opens the call to a patient who should be here since nine.
func (d *desk) suspect(visit string) string {
	d.t.Helper()
	var id string
	d.write(func(tx *db.Tx) (err error) {
		id, err = d.s.Open(tx, d.call(visit))
		return err
	})
	return id
}

func (d *desk) call(visit string) New {
	return New{Kind: missed, Clinic: d.clinic, Patient: d.World.Actor, Subject: visit, Role: org.RoleFrontDesk,
		Title: Title{"visits.task.no_show_call", map[string]any{"time": "09:00"}}, Due: testkit.Start + 60*minute, Dedupe: missed + ":" + visit}
}

func (d *desk) get(task string) Task {
	d.t.Helper()
	t, _, err := d.s.Show(d.Ctx(), task)
	if err != nil {
		d.t.Fatal(err)
	}
	return t
}

// facts lists the kinds of fact that were published, oldest first.
func (d *desk) facts() string {
	d.t.Helper()
	var list []events.Fact
	err := d.DB.Read(d.Ctx(), func(tx *db.Tx) (err error) {
		list, err = events.List(tx, events.Filter{})
		return err
	})
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, f := range slices.Backward(list) {
		if what, mine := strings.CutPrefix(f.Kind, "tasks."); mine {
			out = append(out, what)
		}
	}
	return strings.Join(out, " ")
}

func (d *desk) history(task string) string {
	d.t.Helper()
	_, steps, err := d.s.Show(d.Ctx(), task)
	if err != nil {
		d.t.Fatal(err)
	}
	var out []string
	for _, one := range steps {
		out = append(out, string(one.What))
	}
	return strings.Join(out, " ")
}

func (d *desk) tick() {
	d.t.Helper()
	if err := d.ticker.Run(d.t.Context()); err != nil {
		d.t.Fatal(err)
	}
}

func ids(list []Task) []string {
	var out []string
	for _, t := range list {
		out = append(out, t.ID)
	}
	return out
}

func (d *desk) list(ctx context.Context, q Query) []Task {
	d.t.Helper()
	if q.Limit == 0 {
		q.Limit = 50
	}
	if q.State == "" {
		q.State = Open
	}
	out, err := d.s.List(ctx, q)
	if err != nil {
		d.t.Fatal(err)
	}
	return out
}

// A patient does not come: the desk is told, calls in vain, the manager hears of
// it when it is late, and the second call finds a new time.
func TestMissedVisit(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		visit := d.IDs()
		task := d.suspect(visit)
		if again := d.suspect(visit); again != task {
			t.Errorf("a second task about the same: %s and %s", task, again)
		}
		if got := ids(d.list(d.desk(), Query{Whose: Roles})); !slices.Equal(got, []string{task}) {
			t.Errorf("the desk sees %v", got)
		}
		if got := d.list(d.manager(), Query{Whose: Roles}); len(got) != 0 {
			t.Errorf("the manager sees %v before it is late", ids(got))
		}
		d.Clock.Add(59 * time.Minute)
		d.tick()
		if one := d.get(task); one.EscalatedTo != "" || one.Colour(d.Clock.Now(), 30) != Amber {
			t.Errorf("a minute before: %+v", one)
		}
		d.Clock.Add(time.Minute)
		d.tick()
		d.tick()
		one := d.get(task)
		if one.EscalatedTo != org.RoleManager || one.Colour(d.Clock.Now(), 30) != Red {
			t.Errorf("late: %+v", one)
		}
		if got := ids(d.list(d.manager(), Query{Whose: Roles})); !slices.Equal(got, []string{task}) {
			t.Errorf("the manager sees %v when it is late", got)
		}
		one, err := d.s.Record(d.desk(), task, one.Version, Result{Outcome: NoAnswer, Note: "响了很久"})
		if err != nil || one.State != Open || one.Attempts != 1 || one.EscalatedTo != "" || one.Due != d.Clock.Now()+60*minute {
			t.Fatalf("no answer: %+v, %v", one, err)
		}
		d.tick()
		one, err = d.s.Record(d.desk(), task, one.Version, Result{Outcome: Rebooked})
		if err != nil || one.State != Done || one.ClosedBy != d.he || one.ClosedAt != d.Clock.Now() {
			t.Fatalf("rebooked: %+v, %v", one, err)
		}
		d.Clock.Add(24 * time.Hour)
		d.tick()
		if got := d.facts(); got != "opened escalated tried done" {
			t.Errorf("facts: %s", got)
		}
		if got := d.history(task); got != "opened escalated tried done" {
			t.Errorf("history: %s", got)
		}
		if again := d.suspect(visit); again == task {
			t.Error("a closed task stands against a new one")
		}
	})
}

// The patient arrives, or gets another time, before anybody has called.
func TestClosedAndMovedByItsModule(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		visit := d.IDs()
		task := d.suspect(visit)
		d.Clock.Add(2 * time.Hour)
		d.tick()
		due := d.Clock.Now() + 30*minute
		d.write(func(tx *db.Tx) error {
			moved, err := d.s.Move(tx, missed+":"+visit, due)
			if !moved {
				t.Error("the open task was not found")
			}
			return err
		})
		if one := d.get(task); one.Due != due || one.EscalatedTo != "" || one.Climbed != 0 {
			t.Errorf("moved: %+v", one)
		}
		d.write(func(tx *db.Tx) error {
			if _, err := d.s.Close(tx, missed+":"+visit, NoAnswer, ""); err == nil {
				t.Error("closed by an outcome that asks for another try")
			}
			closed, err := d.s.Close(tx, missed+":"+visit, Came, "")
			if !closed {
				t.Error("the open task was not found")
			}
			return err
		})
		d.write(func(tx *db.Tx) error {
			closed, err1 := d.s.Close(tx, missed+":"+visit, Came, "")
			moved, err2 := d.s.Move(tx, missed+":"+visit, due)
			if closed || moved {
				t.Error("a closed task was changed")
			}
			return errors.Join(err1, err2)
		})
		d.Clock.Add(time.Hour)
		d.tick()
		if one := d.get(task); one.State != Cancelled || one.Outcome != Came {
			t.Errorf("came: %+v", one)
		}
		if got := d.facts(); got != "opened escalated moved cancelled" {
			t.Errorf("facts: %s", got)
		}
	})
}

// A task that nobody cares for climbs rung by rung, the role that has it passed
// over, each rung once.
func TestLadder(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		task := d.suspect(d.IDs())
		var seen []string
		for range 6 {
			d.Clock.Add(time.Hour)
			d.tick()
			seen = append(seen, d.get(task).EscalatedTo)
		}
		want := []string{"manager", "owner", "owner", "owner", "owner", "owner"}
		if !slices.Equal(seen, want) || d.facts() != "opened escalated escalated" {
			t.Errorf("%v, facts %s", seen, d.facts())
		}
	})
}

func TestHandOverSnoozeComment(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		task := d.suspect(d.IDs())
		one, err := d.s.HandOver(d.desk(), task, 1, d.he, "", "我来打")
		if err != nil || one.Owner != d.he || one.Role != "" {
			t.Fatalf("%+v, %v", one, err)
		}
		if _, err := d.s.HandOver(d.manager(), task, 1, d.shi, "", ""); !errors.Is(err, db.Stale) {
			t.Errorf("with an old version: %v", err)
		}
		until := d.Clock.Now() + 20*minute
		if one, err = d.s.Snooze(d.desk(), task, one.Version, until); err != nil {
			t.Fatal(err)
		}
		if got := d.list(d.desk(), Query{Whose: Mine}); len(got) != 0 {
			t.Errorf("snoozed, and still in the list: %v", ids(got))
		}
		if got := d.list(d.desk(), Query{Whose: Clinic}); len(got) != 1 {
			t.Error("a snoozed task is hidden from the clinic's list")
		}
		d.Clock.Set(until)
		if got := d.list(d.desk(), Query{Whose: Mine}); len(got) != 1 {
			t.Error("the snooze is over, and the task is not there")
		}
		if _, err := d.s.Snooze(d.desk(), task, one.Version, one.Due+1); !errors.Is(err, SnoozeBeyondDue) {
			t.Errorf("beyond the due time: %v", err)
		}
		if _, err := d.s.Comment(d.manager(), task, "  母亲的号码也试一下 𠮷 "); err != nil {
			t.Fatal(err)
		}
		if got := d.history(task); got != "opened handed_over snoozed commented" {
			t.Errorf("history: %s", got)
		}
		if got := d.facts(); got != "opened handed_over" {
			t.Errorf("facts: %s", got)
		}
		if n, err := d.s.Counts(d.desk()); err != nil || n != (Counts{Desk: Count{1, 0}, Mine: Count{1, 0}}) {
			t.Errorf("counts %v %v", n, err)
		}
		other := d.newStaff("隔壁的人", "gebi", org.RoleFrontDesk, d.newClinic("zhichuan", "ZC"))
		if _, err := d.s.HandOver(d.desk(), task, one.Version, other, "", ""); !errors.Is(err, NotHere) {
			t.Errorf("to somebody of another clinic: %v", err)
		}
	})
}

func TestCancelAndReopen(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		visit := d.IDs()
		task := d.suspect(visit)
		if _, err := d.s.Record(d.desk(), task, 1, Result{Outcome: Withdrawn}); !errors.Is(err, auth.Forbidden) {
			t.Errorf("the desk cancels: %v", err)
		}
		one, err := d.s.Record(d.manager(), task, 1, Result{Outcome: Withdrawn, Note: "重复"})
		if err != nil || one.State != Cancelled {
			t.Fatalf("%+v, %v", one, err)
		}
		if _, err := d.s.Record(d.manager(), task, one.Version, Result{Outcome: Reached}); !errors.Is(err, Closed) {
			t.Errorf("a cancelled task was done: %v", err)
		}
		second := d.suspect(visit)
		if _, err := d.s.Reopen(d.manager(), task, one.Version); !errors.Is(err, AnotherOpen) {
			t.Errorf("two open tasks about the same: %v", err)
		}
		if _, err := d.s.Record(d.manager(), second, 1, Result{Outcome: Withdrawn}); err != nil {
			t.Fatal(err)
		}
		if one, err = d.s.Reopen(d.manager(), task, one.Version); err != nil || one.State != Open || one.ClosedAt != 0 {
			t.Fatalf("%+v, %v", one, err)
		}
		d.Clock.Add(2 * time.Hour)
		d.tick()
		if d.get(task).EscalatedTo != org.RoleManager {
			t.Error("a task opened again is not escalated")
		}
	})
}

// Who sees one clinic knows nothing of another's tasks, nor of another group's.
func TestScope(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		task := d.suspect(d.IDs())
		elsewhere := d.newClinic("zhichuan", "ZC")
		stranger := d.as(d.newStaff("隔壁", "gebi", org.RoleManager, elsewhere), []string{elsewhere}, MayView, MayWork, MayCancel)
		other := d.World.Other()
		for name, ctx := range map[string]context.Context{"another clinic": stranger, "another group": other.Ctx()} {
			if _, err := d.s.Record(ctx, task, 1, Result{Outcome: Reached}); !errors.Is(err, NotFound) {
				t.Errorf("%s: %v", name, err)
			}
			for _, w := range []Whose{Mine, Roles, Clinic} {
				if got := d.list(ctx, Query{Whose: w}); len(got) != 0 {
					t.Errorf("%s sees %v", name, ids(got))
				}
			}
		}
		if _, err := d.s.OpenByHand(stranger, ByHand{Kind: Todo, Clinic: d.clinic, Text: "x", Due: d.Clock.Now() + minute, Role: "manager"}); !errors.Is(err, db.OutOfScope) {
			t.Errorf("opened in another clinic: %v", err)
		}
		program := auth.AsProgram(t.Context(), other.Tenant, "test")
		if _, err := d.s.OpenByHand(program, ByHand{Kind: Todo, Clinic: d.clinic, Text: "x", Due: d.Clock.Now() + minute, Role: "manager"}); !errors.Is(err, org.ClinicNotFound) {
			t.Errorf("opened by another group: %v", err)
		}
		if d.get(task).State != Open || d.facts() != "opened" {
			t.Error("something happened all the same")
		}
	})
}

func TestPages(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for i := range 7 {
			n := d.call(d.IDs())
			n.Due += int64(i%3) * minute
			n.Priority = Priority(i%3 + 1)
			d.write(func(tx *db.Tx) error { _, err := d.s.Open(tx, n); return err })
		}
		all := d.list(d.desk(), Query{Whose: Clinic})
		var got []string
		var at Place
		for range 10 {
			page := d.list(d.desk(), Query{Whose: Clinic, After: at, Limit: 3})
			if len(page) == 0 {
				break
			}
			got = append(got, ids(page)...)
			last := page[len(page)-1]
			at = Place{last.Priority, last.Due, last.ID}
		}
		if !slices.Equal(got, ids(all)) || len(got) != 7 {
			t.Errorf("pages %v, all %v", got, ids(all))
		}
	})
}

// Twenty openers at once: one task. Twenty who finish it at once: one does.
func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		visit := d.IDs()
		seen := make([]string, 20)
		errs := testkit.Race(t, 20, func(i int) error {
			return d.DB.Write(d.Ctx(), func(tx *db.Tx) (err error) {
				seen[i], err = d.s.Open(tx, d.call(visit))
				return err
			})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		slices.Sort(seen)
		if got := slices.Compact(seen); len(got) != 1 {
			t.Fatalf("%d tasks", len(got))
		}
		task := seen[0]
		if d.facts() != "opened" || d.history(task) != "opened" {
			t.Errorf("facts %s, history %s", d.facts(), d.history(task))
		}
		done := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := d.s.Record(d.desk(), task, 1, Result{Outcome: Reached})
			return err
		}) {
			switch {
			case err == nil:
				done++
			case !errors.Is(err, db.Stale):
				t.Error(err)
			}
		}
		if done != 1 || d.facts() != "opened done" {
			t.Errorf("done %d times, facts %s", done, d.facts())
		}
	})
}

// Twenty tickers at once escalate each late task once.
func TestEscalationRace(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		for range 5 {
			d.suspect(d.IDs())
		}
		d.Clock.Add(time.Hour)
		now := d.Clock.Now()
		errs := testkit.Race(t, 20, func(int) error { return d.s.escalateDue(d.Ctx(), now) })
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if got := strings.Count(d.facts(), "escalated"); got != 5 {
			t.Errorf("%d escalations of 5 tasks", got)
		}
	})
}

func TestBadInput(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		now := d.Clock.Now()
		good := ByHand{Kind: Todo, Clinic: d.clinic, Text: "给技工所回电 𠮷䶮😀", Due: now + minute, Role: org.RoleFrontDesk}
		for name, c := range map[string]struct {
			change func(*ByHand)
			want   *fault.Def
		}{
			"kind":           {func(b *ByHand) { b.Kind = missed }, UnknownKind},
			"no text":        {func(b *ByHand) { b.Text = " 　" }, TextMissing},
			"call whom":      {func(b *ByHand) { b.Kind = PatientCall }, PatientMissing},
			"nobody":         {func(b *ByHand) { b.Role = "" }, OwnerOrRole},
			"both":           {func(b *ByHand) { b.Owner = d.he }, OwnerOrRole},
			"past":           {func(b *ByHand) { b.Due = now }, DuePast},
			"far":            {func(b *ByHand) { b.Due = now + 401*day }, DueTooFar},
			"no such role":   {func(b *ByHand) { b.Role = "captain" }, UnknownRole},
			"no such person": {func(b *ByHand) { b.Role, b.Owner = "", d.IDs() }, org.StaffNotFound},
			"no such clinic": {func(b *ByHand) { b.Clinic = d.IDs() }, db.OutOfScope},
			"not even an id": {func(b *ByHand) { b.Clinic = "x" }, db.OutOfScope},
		} {
			b := good
			c.change(&b)
			_, err := d.s.OpenByHand(d.desk(), b)
			if err == nil || (c.want != nil && !errors.Is(err, c.want)) {
				t.Errorf("%s: %v", name, err)
			}
		}
		if d.facts() != "" || len(d.list(d.Ctx(), Query{Whose: Clinic})) != 0 {
			t.Errorf("something was stored: %s", d.facts())
		}
		task, err := d.s.OpenByHand(d.desk(), good)
		if err != nil || task.Title.Args["text"] != good.Text {
			t.Fatalf("%+v, %v", task, err)
		}
		for _, c := range []struct {
			task string
			r    Result
			want *fault.Def
		}{
			{task.ID, Result{Outcome: "perhaps"}, UnknownOutcome}, {d.IDs(), Result{Outcome: DoneOutcome}, NotFound},
			{"' OR 1=1", Result{Outcome: DoneOutcome}, NotFound},
		} {
			if _, err := d.s.Record(d.desk(), c.task, 1, c.r); !errors.Is(err, c.want) {
				t.Errorf("%v: %v", c, err)
			}
		}
		call := d.suspect(d.IDs())
		if _, err := d.s.Record(d.desk(), call, 1, Result{Outcome: CallBack, Due: now - 1}); !errors.Is(err, DuePast) {
			t.Errorf("again in the past: %v", err)
		}
		for name, n := range map[string]New{
			"undeclared": {Kind: "visits.what", Clinic: d.clinic, Title: Title{Key: "x"}, Due: 1, Role: "manager"},
			"no owner":   {Kind: missed, Clinic: d.clinic, Title: Title{Key: "x"}, Due: 1},
			"no due":     {Kind: missed, Clinic: d.clinic, Title: Title{Key: "x"}, Role: "manager"},
		} {
			err := d.DB.Write(d.Ctx(), func(tx *db.Tx) error { _, err := d.s.Open(tx, n); return err })
			if _, shown := fault.As(err); err == nil || shown {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

// Somebody has their data erased: what was written about them goes, in every
// clinic, and nobody calls them any more.
func TestForget(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		done, open := d.suspect(d.IDs()), d.suspect(d.IDs())
		if _, err := d.s.Record(d.desk(), done, 1, Result{Outcome: Reached, Note: "她说很疼"}); err != nil {
			t.Fatal(err)
		}
		other := d.call(d.IDs())
		other.Patient, other.Title = d.IDs(), Title{"tasks.title.own", map[string]any{"text": "留着"}}
		var kept string
		d.write(func(tx *db.Tx) (err error) {
			kept, err = d.s.Open(tx, other)
			return err
		})
		d.write(func(tx *db.Tx) error {
			return d.bus.Publish(tx, events.Fact{Kind: patients.FactErased, Patient: d.World.Actor, Subject: d.World.Actor})
		})
		for _, task := range []string{done, open} {
			one, steps, err := d.s.Show(d.Ctx(), task)
			if err != nil || one.State == Open || one.Note != "" || len(one.Title.Args) > 0 {
				t.Errorf("%+v %v", one, err)
			}
			for _, step := range steps {
				if step.Text != "" {
					t.Errorf("still written: %s", step.Text)
				}
			}
		}
		if one := d.get(kept); one.State != Open || one.Title.Args["text"] != "留着" {
			t.Errorf("somebody else's task: %+v", one)
		}
	})
}

func TestPatientMustBeInSight(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		mine := d.IDs()
		d.s.Faces = func(*db.Tx, []string) (map[string]Face, error) {
			return map[string]Face{mine: {Name: "李积木"}}, nil
		}
		b := ByHand{Kind: PatientCall, Clinic: d.clinic, Text: "问候", Due: d.Clock.Now() + minute, Role: org.RoleFrontDesk, Patient: d.IDs()}
		if _, err := d.s.OpenByHand(d.desk(), b); !errors.Is(err, PatientUnknown) {
			t.Error(err)
		}
		b.Patient = mine
		task, err := d.s.OpenByHand(d.desk(), b)
		if err != nil {
			t.Fatal(err)
		}
		list, err := d.s.views(d.desk(), []Task{task})
		if err != nil || list[0].Patient == nil || list[0].Patient.Name != "李积木" {
			t.Errorf("%+v %v", list, err)
		}
	})
}

func TestDemoTwice(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		w := &demo.World{Tenant: d.Tenant, Today: "2026-11-22", Zone: time.UTC}
		w.Put(org.DemoClinics, map[string]org.Clinic{org.DemoWindmill: {ID: d.clinic}})
		people := map[string]org.Staff{}
		for _, one := range demoTasks {
			people[one.login] = org.Staff{ID: d.he}
		}
		delete(people, "")
		w.Put(org.DemoStaff, people)
		for range 2 {
			if err := d.s.demo(t.Context(), w); err != nil {
				t.Fatal(err)
			}
		}
		if got := d.list(d.Ctx(), Query{Whose: Clinic}); len(got) != len(demoTasks) {
			t.Errorf("%d tasks", len(got))
		}
	})
}
