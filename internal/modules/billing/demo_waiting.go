package billing

import (
	"context"
	"fmt"
	"slices"

	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// demoAsked are the bills that the desk may not charge by itself and that wait for
// the manager this morning.
var demoAsked = []struct {
	lines []demoLine
	share int64 // that is paid, in parts of ten thousand
	why   string
}{
	{[]demoLine{{"P02", ""}, {"P06", ""}}, 8000, "介绍了三位朋友来看牙，店长电话里答应过八折"},
	{[]demoLine{{"S05", "48"}}, 8500, "员工家属，按八五折"},
}

// demoLine is an item of the price list, and where.
type demoLine struct{ code, site string }

// wait asks for these bills as the front desk does, for the last grown-ups who came
// without a contract.
func (p *demoDesk) wait(ctx context.Context, mine []plans.DemoPlan) error {
	people, err := p.lastGrownUps(ctx, mine, len(demoAsked))
	if err != nil {
		return err
	}
	desk := demo.Get[map[string]org.Staff](p.w, org.DemoStaff)["heying"]
	who := db.With(auth.With(ctx, auth.Actor{ID: desk.ID, Tenant: p.w.Tenant}), db.Scope{Tenant: p.w.Tenant, Actor: desk.ID})
	for i, patient := range people {
		a := demoAsked[i]
		in := NewBill{Clinic: p.clinic.ID, Patient: patient, Order: plans.Discount{Kind: plans.DiscountRate, Value: a.share}}
		for _, l := range a.lines {
			in.Lines = append(in.Lines, NewLine{Item: p.codes[l.code].ID, Site: l.site, Quantity: 1})
		}
		if _, err := p.s.AskBill(who, in, a.why); err != nil {
			return fmt.Errorf("billing: a bill that waits: %w", err)
		}
	}
	return nil
}

func (p *demoDesk) lastGrownUps(ctx context.Context, mine []plans.DemoPlan, n int) (out []string, err error) {
	err = p.s.db.Read(ctx, func(tx *db.Tx) error {
		for _, d := range slices.Backward(mine) {
			if len(out) == n {
				return nil
			}
			if d.Agreed.Contract || slices.Contains(out, d.Patient) {
				continue
			}
			cards, err := p.s.patients.Cards(tx, []string{d.Patient})
			if err != nil {
				return err
			}
			if c, seen := cards[d.Patient]; seen && c.Birth != "" && c.Birth < p.w.Today.AddMonths(-20*12) {
				out = append(out, d.Patient)
			}
		}
		return nil
	})
	return out, err
}
