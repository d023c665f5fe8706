package app

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// course agrees with a patient on fixed appliances, and gives the plan.
func (w *town) course(patient string) plans.Plan {
	w.t.Helper()
	item := ""
	fine(w.t, w.DB.Read(w.program(), func(tx *db.Tx) error {
		var list []string
		err := tx.From("catalog_items").Where("code = 'O02'").Pluck("id", &list)
		item = list[0]
		return err
	}))
	p, err := w.a.House.Plans.Make(w.dentist(), plans.DraftIn{Clinic: w.mill, Patient: patient, Title: "传统金属托槽", Doctor: w.staff["chenggongyuan"].ID,
		Items: []plans.ItemIn{{Catalog: item}}})
	fine(w.t, err)
	p, err = w.a.House.Plans.Accept(w.dentist(), p.ID, p.Version, p.Amount)
	fine(w.t, err)
	return p
}

func (w *town) dentist() context.Context {
	who := w.staff["chenggongyuan"].ID
	ctx := auth.With(w.t.Context(), auth.Actor{ID: who, Tenant: w.Tenant, Grants: auth.Grants{Clinic: map[string]auth.Keys{
		w.mill: auth.KeysOf(plans.MayView, plans.MayEdit, plans.MayAccept, plans.MayExecute, plans.MayUndo)}}})
	return db.With(ctx, db.Scope{Tenant: w.Tenant, Clinics: []string{w.mill}, Actor: who})
}

// leap lets only happen what is due then.
func (w *town) leap(day civil.Day, clock civil.Clock) {
	w.t.Helper()
	w.Clock.Set(day.At(clock, w.zone))
	w.tick()
}

// does executes the step of a kind of a course on a day.
func (w *town) does(plan string, kind plans.StepKind) plans.Execution {
	w.t.Helper()
	p, err := w.a.House.Plans.Show(w.dentist(), plan)
	fine(w.t, err)
	at := slices.IndexFunc(p.Items[0].Steps, func(s plans.Step) bool { return s.Kind == kind })
	_, done, err := w.a.House.Plans.Execute(w.dentist(), p.ID, p.Version, plans.Executing{Anyway: "同意书已签在纸上"}, []plans.Doing{{Item: p.Items[0].ID, Steps: []string{p.Items[0].Steps[at].ID}}})
	fine(w.t, err)
	w.tick()
	return done[0]
}

// publish makes a live journey of a graph.
func (w *town) publish(g journeys.Graph) journeys.Journey {
	w.t.Helper()
	nothing := func(*db.Tx, journeys.Journey) error { return nil }
	j, err := w.a.House.Journeys.Make(w.program(), journeys.Making{Name: fmt.Sprintf("复诊提醒 %d", w.entered), Graph: g}, nothing)
	fine(w.t, err)
	_, err = w.a.House.Journeys.Rehearse(w.program(), j.ID, g, journeys.Replay, 1)
	fine(w.t, err)
	j, _, err = w.a.House.Journeys.Publish(w.program(), j.ID, j.Version, journeys.Publishing{Mode: journeys.NewOnly}, nothing)
	fine(w.t, err)
	return j
}

// enters lets a patient into a journey of a graph, and gives the enrolment.
func (w *town) enters(g journeys.Graph, patient string) string {
	w.t.Helper()
	e, err := w.a.House.Journeys.EnterByHand(w.program(), w.publish(g).ID, patient, "", func(*db.Tx, journeys.Enrolment) error { return nil })
	fine(w.t, err)
	return e.ID
}

// Waits that are tied to the treatment follow it: an appliance that is fitted, taken
// back and fitted on another day, and one that comes off.
func TestWaitsFollowTheTreatment(t *testing.T) {
	testkit.Each(t, scratch(t).Migrations(), func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := openTown(t, k)
		patient, _ := w.child()
		plan := w.course(patient)
		w.leap("2026-11-22", 10*60)
		first := w.does(plan.ID, plans.StepFitting)
		wait := func(a journeys.Anchor, n int, at string) *journeys.Delay {
			return &journeys.Delay{Anchor: a, Amount: n, Unit: journeys.Days, At: at}
		}
		e := w.enters(journeys.Graph{Nodes: []journeys.Node{
			{ID: "in", Kind: journeys.KindEntry, To: map[string]string{"next": "fitted"}, Entry: &journeys.Entry{How: journeys.ByHand}},
			{ID: "fitted", Kind: journeys.KindWait, To: map[string]string{"next": "off"}, Wait: wait(journeys.AtCourse, 14, "10:00")},
			{ID: "off", Kind: journeys.KindWait, To: map[string]string{"next": "end"}, Wait: wait(journeys.AtRetention, 3, "09:00")},
			{ID: "end", Kind: journeys.KindGoal}}}, patient)
		is := func(node string, day civil.Day, clock civil.Clock) {
			t.Helper()
			got, _, err := w.a.House.Journeys.Trace(w.program(), e)
			fine(t, err)
			if want := day.At(clock, w.zone); got.Node != node || got.WakeAt != want {
				t.Errorf("waits at %q until %s, not at %q until %s %s", got.Node, time.UnixMilli(got.WakeAt).In(w.zone), node, day, clock)
			}
		}
		is("fitted", "2026-12-06", 10*60)
		_, err := w.a.House.Plans.Undo(w.dentist(), first.ID, "other", "记错了日子")
		fine(t, err)
		w.tick()
		if got, _, err := w.a.House.Journeys.Trace(w.program(), e); err != nil || got.WakeAt < civil.Day("2027-11-22").At(0, w.zone) {
			t.Errorf("without a fitting it waits until %d: %v", got.WakeAt, err)
		}
		w.leap("2026-11-24", 10*60)
		w.does(plan.ID, plans.StepFitting)
		is("fitted", "2026-12-08", 10*60)
		w.leap("2026-12-08", 9*60)
		w.does(plan.ID, plans.StepDebond)
		w.leap("2026-12-08", 11*60)
		is("off", "2026-12-11", 9*60)
		w.leap("2026-12-11", 10*60)
		if got, _, err := w.a.House.Journeys.Trace(w.program(), e); err != nil || got.End != journeys.EndGoal {
			t.Errorf("it ended as %q: %v", got.End, err)
		}
	})
}
