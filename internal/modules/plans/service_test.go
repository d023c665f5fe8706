package plans

import (
	"errors"
	"fmt"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// From two alternatives to the last session: what was agreed is executed piece by
// piece, each execution tells what follows from it, and one that was wrong is
// undone.
func TestAPlanFromDraftToItsEnd(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		canal := h.line("E04", "46")
		canal.Sessions = 3
		cheap := h.make(h.draft(who, canal, h.line("R02", "46mod")))
		in := h.draft(who, canal, h.line("R05", "46"), h.line("S02", "48 18"))
		in.Set = cheap.Set
		in.Offer.Plan = Discount{DiscountRate, 9500}
		good := h.make(in)
		if good.Kind != General || good.State != Draft || good.List != 148000+198000+52000 || good.Amount != 388100 || good.Items[2].Quantity != 2 {
			t.Fatalf("%+v", good)
		}
		good, err := h.s.Present(h.dentist(), good.ID, good.Version)
		ok(t, err)
		good, err = h.s.Accept(h.dentist(), good.ID, good.Version, good.Amount)
		ok(t, err)
		if good.State != Accepted || good.Revision != 1 || len(good.Items[0].Steps) != 3 || len(good.Items[2].Steps) != 2 {
			t.Fatalf("%+v", good)
		}
		list, err := h.s.OfPatient(h.dentist(), who)
		ok(t, err)
		for _, p := range list {
			if p.ID == cheap.ID && p.State != Declined {
				t.Errorf("the other is %s", p.State)
			}
		}
		_, err = h.s.Accept(h.dentist(), cheap.ID, cheap.Version+1, cheap.Amount)
		want(t, "the declined one", err, NotNow)
		_, err = h.s.Revive(h.dentist(), cheap.ID, cheap.Version+1)
		want(t, "revived beside an accepted one", err, OtherAccepted)

		good, done, err := h.s.Execute(h.dentist(), good.ID, good.Version, Executing{Note: " 开髓 "}, []Doing{{Item: good.Items[0].ID, Number: 1}})
		ok(t, err)
		if len(done) != 1 || done[0].Amount != good.Items[0].Steps[0].Amount || done[0].Quantity != 0 || done[0].Doctor != h.doctor || done[0].Day != today || done[0].Note != "开髓" {
			t.Fatalf("%+v", done)
		}
		good, done, err = h.s.Execute(h.dentist(), good.ID, good.Version, Executing{}, []Doing{
			{Item: good.Items[0].ID, Number: 2}, {Item: good.Items[2].ID, Steps: []string{good.Items[2].Steps[1].ID}}})
		ok(t, err)
		facts := bodies[ExecutedBody](h, FactItemExecuted)
		if len(facts) != 3 || !facts[0].First || facts[0].Last || facts[1].First || !facts[1].Last || facts[1].Quantity != 1 || facts[1].Class != "root_canal" ||
			facts[2].Site != "48" || facts[2].Code != "S02" || fmt.Sprint(facts[0].Steps, facts[1].Steps) != "[session] [session session]" {
			t.Fatalf("%+v", facts)
		}
		h.whole()

		_, err = h.s.Undo(h.dentist(), done[1].ID, "wrong_item", "拔错了记录")
		ok(t, err)
		_, err = h.s.Undo(h.dentist(), done[1].ID, "wrong_item", "")
		want(t, "undone twice", err, AlreadyUndone)
		undone := bodies[UndoneBody](h, FactExecutionUndone)
		if len(undone) != 1 || undone[0].Execution != done[1].ID || undone[0].Amount != done[1].Amount || undone[0].Reason != "wrong_item" {
			t.Fatalf("%+v", undone)
		}
		good, err = h.s.Show(h.dentist(), good.ID)
		ok(t, err)
		if len(good.Items[2].open()) != 2 {
			t.Fatal("what was undone is not free again")
		}
		good, done, err = h.s.Execute(h.dentist(), good.ID, good.Version, Executing{}, []Doing{{Item: good.Items[1].ID, Number: 1}, {Item: good.Items[2].ID, Number: 2}})
		ok(t, err)
		if good.State != Completed || good.Executed() != good.Amount {
			t.Fatalf("%s, %d of %d", good.State, good.Executed(), good.Amount)
		}
		_, err = h.s.Undo(h.dentist(), done[0].ID, "other", "")
		want(t, "other without a word", err, ReasonMissing)
		_, err = h.s.Undo(h.dentist(), done[0].ID, "not_done", "")
		ok(t, err)
		good, err = h.s.Show(h.dentist(), good.ID)
		ok(t, err)
		if good.State != Accepted || good.EndedAt != 0 {
			t.Errorf("not open again: %s", good.State)
		}
		good, err = h.s.End(h.dentist(), good.ID, good.Version, "moved_away", "")
		ok(t, err)
		_, err = h.s.Undo(h.dentist(), done[1].ID, "not_done", "")
		want(t, "of an ended plan", err, NotNow)
		if got := fmt.Sprint(h.facts()); got != "map[accepted:1 completed:1 declined:1 ended:1 execution_undone:2 item_executed:5 presented:1 reopened:1]" {
			t.Error(got)
		}
		h.whole()
	})
}

// Of twenty people who accept plans of one set, one comes through.
func TestOneOfASetIsAccepted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		first := h.make(h.draft(who, h.line("P01", "")))
		plans := []Plan{first}
		for range 4 {
			in := h.draft(who, h.line("P02", ""))
			in.Set = first.Set
			plans = append(plans, h.make(in))
		}
		won := 0
		for _, err := range testkit.Race(t, 20, func(n int) error {
			p := plans[n%len(plans)]
			_, err := h.s.Accept(h.dentist(), p.ID, p.Version, p.Amount)
			return err
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, db.Stale) && !errors.Is(err, NotNow) && !errors.Is(err, OtherAccepted):
				t.Error(err)
			}
		}
		if f := h.facts(); won != 1 || f["accepted"] != 1 || f["declined"] != 4 {
			t.Errorf("%d won, %v", won, f)
		}
		// The index holds it without the lock as well.
		err := h.DB.Write(h.Program(), func(tx *db.Tx) error {
			return tx.Update("plans_plans").Set("state = 'accepted'").Set("accepted_at = 1").Where("set_id = ? AND accepted_at IS NULL", first.Set).Must()
		})
		if db.Violated(err) != "plans_plans_one_of_a_set" {
			t.Error(err)
		}
	})
}

// However many execute at once, never more is executed than was agreed.
func TestExecuteRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.draft(h.patient(h.mill), h.line("R01", "16,26,36,46,11"))
		p := h.agree(in)
		item := p.Items[0]
		execute := func(n int) error {
			for {
				now, err := h.s.Show(h.dentist(), p.ID)
				if err != nil {
					return err
				}
				_, _, err = h.s.Execute(h.dentist(), p.ID, now.Version, Executing{}, []Doing{{Item: item.ID, Steps: []string{item.Steps[n%5].ID}}})
				if !errors.Is(err, db.Stale) {
					return err
				}
			}
		}
		won := 0
		for _, err := range testkit.Race(t, 20, execute) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, StepTaken) && !errors.Is(err, NotNow): // the last one completes the plan
				t.Error(err)
			}
		}
		if f := h.facts(); won != 5 || f["item_executed"] != 5 || f["completed"] != 1 {
			t.Errorf("%d won, %v", won, f)
		}
		h.whole()
	})
}

// A double click executes once, whichever key it comes with: the second names a
// version that is gone.
func TestADoubleClickExecutesOnce(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.agree(h.draft(h.patient(h.mill), h.line("R01", "16,26,36")))
		won := 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[0].ID, Number: 1}})
			return err
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, db.Stale):
				t.Error(err)
			}
		}
		if won != 1 || h.facts()["item_executed"] != 1 {
			t.Errorf("%d won", won)
		}
		now, err := h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		undo := bodies[ExecutedBody](h, FactItemExecuted)[0].Execution
		won = 0
		for _, err := range testkit.Race(t, 20, func(int) error {
			_, err := h.s.Undo(h.dentist(), undo, "not_done", "")
			return err
		}) {
			switch {
			case err == nil:
				won++
			case !errors.Is(err, AlreadyUndone):
				t.Error(err)
			}
		}
		if now.Version != p.Version+1 || won != 1 || h.facts()["execution_undone"] != 1 {
			t.Errorf("undone %d times", won)
		}
		h.whole()
	})
}

// A change of the price list touches what nobody agreed to, and nothing else.
func TestPricesMoveUntilAccepted(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		agreed := h.agree(h.draft(who, h.line("R05", "11")))
		open := h.make(h.draft(who, h.line("R05", "21")))
		var item catalog.Item
		h.read(func(tx *db.Tx) (err error) { item, err = h.catalog.ItemByCode(tx, "R05"); return err })
		_, err := h.catalog.SetPrice(h.Program(), item.ID, item.Version, catalog.NewPrice{Clinic: h.mill, Amount: 250000})
		ok(t, err)
		for _, c := range []struct {
			plan  Plan
			want  money.Fen
			price money.Fen
		}{{agreed, 198000, 198000}, {open, 250000, 250000}} {
			p, err := h.s.Show(h.dentist(), c.plan.ID)
			ok(t, err)
			if p.Amount != c.want || p.Items[0].Price != c.price || p.List != 198000 {
				t.Errorf("%s: %d, %d, list %d", p.State, p.Amount, p.Items[0].Price, p.List)
			}
		}
		_, err = h.s.Accept(h.dentist(), open.ID, open.Version, open.Amount)
		want(t, "at the price of before", err, PriceMoved)
		p, err := h.s.Accept(h.dentist(), open.ID, open.Version, 250000)
		ok(t, err)
		if p.Amount != 250000 || p.Items[0].Steps[0].Amount != 250000 {
			t.Errorf("%+v", p)
		}
		_, done, err := h.s.Execute(h.dentist(), agreed.ID, agreed.Version, Executing{}, []Doing{{Item: agreed.Items[0].ID, Number: 1}})
		ok(t, err)
		if done[0].Amount != 198000 {
			t.Errorf("executed at %d", done[0].Amount)
		}
	})
}

func TestDiscountsBeyondTheLimitWait(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.draft(h.patient(h.mill), h.line("R06", "11"))
		in.Offer.Plan = Discount{DiscountRate, 8000}
		p := h.make(in)
		_, err := h.s.Present(h.dentist(), p.ID, p.Version)
		want(t, "presented", err, DiscountWaits)
		_, err = h.s.Accept(h.dentist(), p.ID, p.Version, p.Amount)
		want(t, "accepted", err, DiscountWaits)
		_, err = h.s.AskDiscount(h.dentist(), p.ID, p.Version, "  ")
		want(t, "no reason", err, ReasonMissing)
		_, err = h.s.AskDiscount(h.dentist(), p.ID, p.Version, "老患者介绍")
		ok(t, err)
		_, err = h.s.AskDiscount(h.dentist(), p.ID, p.Version, "再问一次")
		want(t, "asked twice", err, tasks.AlreadyAsked)
		a := h.waiting(ApprovalDiscount, p.ID)
		if a.Amount != 73600 || a.Args["percent"] != "20" {
			t.Errorf("%+v", a)
		}
		_, err = h.tasks.Decide(h.as(h.doctor, h.mill, MayApprove), a.ID, a.Version, true, "")
		want(t, "by who asked", err, tasks.OwnApproval)
		_, err = h.tasks.Decide(h.manager(), a.ID, a.Version, true, "")
		ok(t, err)
		p, err = h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		p, err = h.s.Accept(h.dentist(), p.ID, p.Version, p.Amount)
		ok(t, err)
		if p.Amount != 294400 || p.Covered != 2000 {
			t.Errorf("%d %d", p.Amount, p.Covered)
		}
		// Beyond what the clinic may approve the group decides.
		in.Offer.Plan = Discount{DiscountRate, 5000}
		deep := h.make(in)
		_, err = h.s.AskDiscount(h.dentist(), deep.ID, deep.Version, "员工家属")
		ok(t, err)
		a = h.waiting(ApprovalDiscount, deep.ID)
		_, err = h.tasks.Decide(h.manager(), a.ID, a.Version, true, "")
		want(t, "by the clinic", err, LimitTooLow)
		_, err = h.s.Rewrite(h.dentist(), deep.ID, deep.Version, h.draft(deep.Patient, h.line("R06", "11")))
		ok(t, err)
		h.read(func(tx *db.Tx) error {
			_, found, err := h.tasks.Waiting(tx, ApprovalDiscount, deep.ID)
			if found {
				t.Error("a rewritten plan still waits")
			}
			return err
		})
		// A manager's own hand reaches further.
		in.Offer.Plan = Discount{DiscountRate, 7500}
		m, err := h.s.Make(h.manager(), in)
		ok(t, err)
		if _, err := h.s.Present(h.dentist(), m.ID, m.Version); err != nil {
			t.Error(err)
		}
	})
}

func (h *house) waiting(kind, subject string) (a tasks.Approval) {
	h.t.Helper()
	h.read(func(tx *db.Tx) error {
		got, found, err := h.tasks.Waiting(tx, kind, subject)
		if a = got; err == nil && !found {
			h.t.Errorf("no %s waits", kind)
		}
		return err
	})
	return a
}

// What was agreed changes by approval, and keeps what was executed.
func TestAnAcceptedPlanChangesByApproval(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		p := h.agree(h.draft(who, h.line("R05", "11,21"), h.line("P01", ""), h.line("S02", "48")))
		_, err := h.s.Rewrite(h.dentist(), p.ID, p.Version, h.draft(who, h.line("P01", "")))
		want(t, "rewritten", err, NotNow)
		p, done, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[0].ID, Number: 1}})
		ok(t, err)
		crowns, cleaning := h.line("R05", "11,21,22"), h.line("P01", "")
		crowns.ID, cleaning.ID = p.Items[0].ID, p.Items[1].ID
		same := h.line("S02", "48")
		same.ID = p.Items[2].ID
		old := crowns
		old.Site = "11,21"
		_, err = h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, old, cleaning, same), "没有变化")
		want(t, "nothing changes", err, NothingChanges)
		_, err = h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, cleaning), "少做")
		want(t, "without what was done", err, BelowExecuted)
		c, err := h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, crowns, cleaning, h.line("I02", "")), "多做一颗")
		ok(t, err)
		if len(c.Diff) != 3 || c.Diff[0].Sort != LineChanged || c.Diff[1].Sort != LineDropped || c.Diff[2].Sort != LineAdded || c.Amount != 3*198000+22000+12000 {
			t.Fatalf("%+v", c)
		}
		p, err = h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		_, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[1].ID, Number: 1}})
		want(t, "executed while it waits", err, ChangeWaits)
		_, err = h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, crowns), "再改")
		want(t, "another one", err, ChangeWaits)
		a := h.waiting(ApprovalChange, c.ID)
		_, err = h.tasks.Decide(h.manager(), a.ID, a.Version, true, "同意")
		ok(t, err)
		p, err = h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		if p.Revision != 2 || p.Amount != c.Amount || len(p.live()) != 3 || p.Executed() != done[0].Amount || len(p.Items) != 4 {
			t.Fatalf("%+v", p)
		}
		h.whole()
		changed := bodies[ChangedBody](h, FactChanged)
		if len(changed) != 1 || changed[0].Before != 2*198000+22000+26000 || changed[0].Amount != p.Amount || changed[0].Revision != 2 {
			t.Errorf("%+v", changed)
		}
		list, err := h.s.Changes(h.dentist(), p.ID)
		ok(t, err)
		if len(list) != 1 || list[0].State != tasks.ApprovalApproved || list[0].SettledBy != h.boss || len(list[0].Diff) != 3 {
			t.Errorf("%+v", list)
		}
		// One that is refused leaves all as it is.
		crowns.Discount = Discount{DiscountOff, 100}
		film := h.line("I02", "")
		film.ID = p.live()[2].ID
		c, err = h.s.Propose(h.dentist(), p.ID, p.Version, h.draft(who, crowns, cleaning, film), "便宜些")
		ok(t, err)
		a = h.waiting(ApprovalChange, c.ID)
		_, err = h.tasks.Decide(h.manager(), a.ID, a.Version, false, "不行")
		ok(t, err)
		now, err := h.s.Show(h.dentist(), p.ID)
		ok(t, err)
		if now.Amount != p.Amount || now.Revision != 2 || h.facts()["changed"] != 1 {
			t.Errorf("a refused change did something: %+v", now)
		}
		h.whole()
	})
}

// An orthodontic contract is executed by its shares, and its first and last step
// ask for what must stand before.
func TestAContract(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		in := h.draft(h.patient(h.mill), h.line("O05", ""))
		in.Offer.Plan = Discount{DiscountOff, int64(money.Yuan(1300))}
		p := h.agree(in)
		if p.Kind != Contract || p.Amount != money.Yuan(25500) || len(p.Items[0].Steps) != 23 || p.Items[0].Steps[1].Amount != 63750 {
			t.Fatalf("%+v", p)
		}
		item := p.Items[0].ID
		one := []Doing{{Item: item, Number: 1}}
		_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, one)
		want(t, "without records", err, GateCloses)
		if f, _ := fault.As(err); fmt.Sprint(f.Details) != "map[blocks:false missing:[{records [plans.gate.records.item]}]]" {
			t.Errorf("%+v", f)
		}
		_, _, err = h.s.ExecuteDirect(h.dentist(), h.draft(p.Patient, h.line("O01", "")), Executing{})
		ok(t, err)
		p, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, one)
		ok(t, err)
		p, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: item, Number: 6}})
		ok(t, err)
		if p.Executed() != money.Yuan(14025) {
			t.Errorf("at month 8 %s is executed", p.Executed())
		}
		facts := bodies[ExecutedBody](h, FactItemExecuted)
		if last := facts[len(facts)-1]; len(last.Steps) != 6 || last.Steps[0] != string(StepReview) || !last.Contract || last.Amount != 6*63750 {
			t.Errorf("%+v", last)
		}
		_, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: item, Number: 17}})
		want(t, "more than is left", err, MoreThanAgreed)
		h.whole()
	})
}

func (h *house) gate(what string) {
	h.t.Helper()
	ok(h.t, h.settings.Change(h.Program(), RecordsGate.Key, h.mill, what))
}

// Where images are kept the set of records is asked of them: what is missing is
// told, and the whole set opens the gate.
func TestRecordsAreAskedOfTheImages(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		var have []string
		var since civil.Day
		h.s.Slots = func(_ *db.Tx, _ string, day civil.Day) ([]string, error) { since = day; return have, nil }
		p := h.agree(h.draft(h.patient(h.mill), h.line("O02", "")))
		one := []Doing{{Item: p.Items[0].ID, Number: 1}}
		ok(t, h.settings.Change(h.Program(), RecordsSlots.Key, h.mill, "oral_front， film_ceph film_pano"))
		have = []string{"film_pano", "oral_left"}
		_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, one)
		want(t, "two are missing", err, GateCloses)
		if f, _ := fault.As(err); fmt.Sprint(f.Details.(map[string]any)["missing"]) != "[{records [imaging.slot.oral_front imaging.slot.film_ceph]}]" || since != today.AddMonths(-12) {
			t.Errorf("%+v since %s", f, since)
		}
		have = append(have, "film_ceph", "oral_front")
		p, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, one)
		ok(t, err)
		// Reviews ask for nothing, the end of active treatment does again.
		have = nil
		p, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[0].ID, Number: 20}})
		ok(t, err)
		_, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, one)
		want(t, "at the end", err, GateCloses)
	})
}

func TestGateThatWarnsOrBlocks(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.agree(h.draft(h.patient(h.mill), h.line("O02", "")))
		one := []Doing{{Item: p.Items[0].ID, Number: 1}}
		h.gate(GateBlocks)
		_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{Anyway: "急"}, one)
		want(t, "blocked", err, GateCloses)
		h.gate(GateWarns)
		p, _, err = h.s.Execute(h.dentist(), p.ID, p.Version, Executing{Anyway: "资料在外院"}, one)
		ok(t, err)
		if p.Executed() != 512000 {
			t.Error(p.Executed())
		}
	})
}

func TestWhatIsRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		who := h.patient(h.mill)
		line := func(code, site string, change func(*ItemIn)) []ItemIn {
			i := h.line(code, site)
			if change != nil {
				change(&i)
			}
			return []ItemIn{i}
		}
		for name, c := range map[string]struct {
			in   DraftIn
			want *fault.Def
		}{
			"no tooth":            {h.draft(who, line("R05", "", nil)...), SiteNeeded},
			"strange tooth":       {h.draft(who, line("R05", "99", nil)...), BadSite},
			"long site":           {h.draft(who, line("R05", strings.Repeat("𠮷", 10_000), nil)...), BadSite},
			"quadrant for tooth":  {h.draft(who, line("R05", "Q1", nil)...), SiteMismatch},
			"too many":            {h.draft(who, line("I01", "", func(i *ItemIn) { i.Quantity = 100 })...), BadQuantity},
			"too many sessions":   {h.draft(who, line("E04", "46", func(i *ItemIn) { i.Sessions = 21 })...), BadQuantity},
			"discount":            {h.draft(who, line("R05", "11", func(i *ItemIn) { i.Discount = Discount{"free", 1} })...), BadDiscount},
			"shares":              {h.draft(who, line("O05", "", func(i *ItemIn) { i.Shares = &Shares{Fitting: Part{Share: Whole}, Debond: Part{Share: 1}} })...), BadShares},
			"unknown item":        {h.draft(who, ItemIn{Catalog: h.IDs()}), catalog.ItemNotFound},
			"an item of another":  {h.draft(who, line("P01", "", func(i *ItemIn) { i.ID = h.IDs() })...), ItemNotFound},
			"long note":           {h.draft(who, line("P01", "", func(i *ItemIn) { i.Note = strings.Repeat("䶮", 10_000) })...), TextTooLong},
			"long title":          {DraftIn{Clinic: h.mill, Patient: who, Title: strings.Repeat("长", 61)}, TextTooLong},
			"nobody":              {h.draft(h.IDs(), line("P01", "", nil)...), patients.NotFound},
			"no such doctor":      {DraftIn{Clinic: h.mill, Patient: who, Doctor: h.IDs()}, org.StaffNotFound},
			"another clinic":      {DraftIn{Clinic: h.boat, Patient: who}, db.OutOfScope},
			"no such set":         {DraftIn{Clinic: h.mill, Patient: who, Set: h.IDs()}, PlanNotFound},
			"set that is no id":   {DraftIn{Clinic: h.mill, Patient: who, Set: "x"}, PlanNotFound},
			"a set of another's":  {DraftIn{Clinic: h.mill, Patient: h.patient(h.mill), Set: h.make(h.draft(who)).Set}, MixedPatients},
			"a coupon below zero": {DraftIn{Clinic: h.mill, Patient: who, Offer: Offer{Coupon: -1}}, BadDiscount},
		} {
			_, err := h.s.Make(h.dentist(), c.in)
			want(t, name, err, c.want)
		}
		empty := h.make(h.draft(who))
		_, err := h.s.Accept(h.dentist(), empty.ID, 1, 0)
		want(t, "nothing in it", err, NoItems)
		p := h.agree(h.draft(who, h.line("R01", "16,26")))
		one := []Doing{{Item: p.Items[0].ID, Number: 1}}
		for name, c := range map[string]struct {
			in   Executing
			list []Doing
			want *fault.Def
		}{
			"tomorrow":          {Executing{Day: today.AddDays(1)}, one, BadDay},
			"long ago":          {Executing{Day: today.AddDays(-4)}, one, BadDay},
			"no day":            {Executing{Day: civil.Day("soon")}, one, BadDay},
			"nothing":           {Executing{}, nil, NothingToDo},
			"none of it":        {Executing{}, []Doing{{Item: p.Items[0].ID}}, NothingToDo},
			"three of two":      {Executing{}, []Doing{{Item: p.Items[0].ID, Number: 3}}, MoreThanAgreed},
			"another's step":    {Executing{}, []Doing{{Item: p.Items[0].ID, Steps: []string{h.IDs()}}}, StepTaken},
			"an item twice":     {Executing{}, []Doing{one[0], one[0]}, ItemNotFound},
			"another's item":    {Executing{}, []Doing{{Item: h.IDs(), Number: 1}}, ItemNotFound},
			"in another clinic": {Executing{Clinic: h.boat}, one, db.OutOfScope},
			"by nobody we know": {Executing{Doctor: h.IDs()}, one, org.StaffNotFound},
		} {
			_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, c.in, c.list)
			want(t, name, err, c.want)
		}
		elsewhere := h.as(h.doctor, h.boat, MayView, MayEdit, MayExecute, MayUndo, MayAccept)
		_, _, err = h.s.Execute(elsewhere, p.ID, p.Version, Executing{}, one)
		want(t, "by another clinic", err, PlanNotFound)
		if f := h.facts(); f["item_executed"] != 0 || f["accepted"] != 1 {
			t.Errorf("something happened: %v", f)
		}
	})
}

// What was agreed and done stays in the database whatever a program forgets.
func TestTheDatabaseKeepsWhatWasDone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.agree(h.draft(h.patient(h.mill), h.line("R01", "16,26")))
		_, _, err := h.s.Execute(h.dentist(), p.ID, p.Version, Executing{}, []Doing{{Item: p.Items[0].ID, Number: 1}})
		ok(t, err)
		for wantName, change := range map[string]func(*db.Tx) error{
			"plans_executions_kept": func(tx *db.Tx) error { _, err := tx.Delete("plans_executions").Where("1 = 1").Exec(); return err },
			"plans_steps_kept":      func(tx *db.Tx) error { _, err := tx.Delete("plans_steps").Where("1 = 1").Exec(); return err },
			"plans_plans_kept":      func(tx *db.Tx) error { _, err := tx.Delete("plans_plans").Where("1 = 1").Exec(); return err },
			"plans_executions_fixed": func(tx *db.Tx) error {
				_, err := tx.Update("plans_executions").Set("amount = amount + 1").Where("1 = 1").Exec()
				return err
			},
			"plans_steps_fixed": func(tx *db.Tx) error {
				_, err := tx.Update("plans_steps").Set("amount = amount + 1").Where("1 = 1").Exec()
				return err
			},
			"plans_steps_void": func(tx *db.Tx) error {
				_, err := tx.Update("plans_steps").Set("void = ?", true).Where("execution_id IS NOT NULL").Exec()
				return err
			},
		} {
			if err := h.DB.Write(h.Program(), change); db.Violated(err) != wantName {
				t.Errorf("%s: %v", wantName, err)
			}
		}
		h.whole()
	})
}
