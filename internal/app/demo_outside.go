package app

import (
	"context"
	"fmt"
	"sync/atomic"
	"time"

	"archwire/internal/fake"
	"archwire/internal/kit/money"
	"archwire/internal/modules/billing"
	"archwire/internal/modules/gateways"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// outsideDemo lets the desk of one clinic ask the outside world for something of
// every kind, through the use cases and the double, so that what both know of it
// agrees.
type outsideDemo struct {
	house  *House
	world  *fake.World
	now    *atomic.Int64 // the demo's clock
	tenant string
	clinic string
	till   string            // account of the cashier
	people []string          // who comes next
	items  map[string]string // of the catalogue, by code
	mark   int               // of the clinic, in codes and cards
	count  int
}

// outsidePeople is how many come to the desk with something for outside.
const outsidePeople = 11

// furnishOutside gives each clinic a handful of requests in every state. A clinic
// that has some, or hardly any patients, is left alone.
func (a *App) furnishOutside(ctx context.Context, outside *fake.World, w *demo.World, now *atomic.Int64) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	clinics := demo.Get[map[string]org.Clinic](w, org.DemoClinics)
	staff := demo.Get[map[string]org.Staff](w, org.DemoStaff)
	for i, x := range [][2]string{{org.DemoWindmill, "qianfenming"}, {org.DemoPaperBoat, "zhangxiaoling"}} {
		d := &outsideDemo{house: &a.House, world: outside, now: now, tenant: w.Tenant, clinic: clinics[x[0]].ID, till: staff[x[1]].ID,
			items: map[string]string{}, mark: i + 1}
		d.people = lastSeen(demo.Get[[]plans.DemoPlan](w, plans.DemoPlans), d.clinic, w)
		there, err := a.House.Gateways.Open(ctx, d.clinic)
		if err != nil {
			return err
		}
		if len(d.people) < outsidePeople || len(there.Open)+len(there.Over) > 0 {
			continue
		}
		err = a.DB.Read(ctx, func(tx *db.Tx) error {
			list, err := a.House.Catalog.List(tx, d.clinic, w.Today)
			for _, p := range list {
				d.items[p.Code] = p.ID
			}
			return err
		})
		if err != nil {
			return err
		}
		if err := d.play(ctx); err != nil {
			return fmt.Errorf("outside: %w", err)
		}
	}
	return nil
}

// lastSeen lists who was seen before today without a contract, the latest first.
func lastSeen(list []plans.DemoPlan, clinic string, w *demo.World) []string {
	var out []string
	seen := map[string]bool{}
	for i := len(list) - 1; i >= 0; i-- {
		d := list[i]
		if d.Clinic == clinic && !d.Agreed.Contract && d.Agreed.Day < w.Today && !seen[d.Patient] {
			seen[d.Patient] = true
			out = append(out, d.Patient)
		}
	}
	return out
}

// play lets everything happen, one patient after the other.
func (d *outsideDemo) play(ctx context.Context) error {
	for _, act := range []func(context.Context) error{d.unknown, d.wait, d.closed, d.returned, d.reddened, d.settled, d.reversed, d.noInsurance,
		d.redeemed, d.undone, d.noVoucher} {
		if err := act(ctx); err != nil {
			return err
		}
	}
	return nil
}

// desk lets the cashier act; what the double answers is booked by the program.
func (d *outsideDemo) desk(ctx context.Context) context.Context {
	ctx = auth.With(ctx, auth.Actor{ID: d.till, Tenant: d.tenant})
	return db.With(ctx, db.Scope{Tenant: d.tenant, Clinics: []string{d.clinic}, Actor: d.till})
}

// bill charges the next patient an item.
func (d *outsideDemo) bill(ctx context.Context, code, site string, quantity int) (billing.Bill, error) {
	patient := d.people[0]
	d.people = d.people[1:]
	return d.house.Billing.Charge(d.desk(ctx), billing.NewBill{Clinic: d.clinic, Patient: patient,
		Lines: []billing.NewLine{{Item: d.items[code], Site: site, Quantity: quantity}}})
}

// look lets a request be sent, or asked about.
func (d *outsideDemo) look(ctx context.Context, r gateways.Request, err error) (gateways.Request, error) {
	if err != nil {
		return r, err
	}
	if err := d.house.Gateways.Look(ctx, r.ID); err != nil {
		return r, err
	}
	return d.house.Gateways.Show(ctx, r.ID)
}

// code shows a patient the code for a bill.
func (d *outsideDemo) code(ctx context.Context, b billing.Bill) (gateways.Request, error) {
	r, err := d.house.Billing.AskPayment(d.desk(ctx), billing.OnlinePayment{Clinic: d.clinic, Patient: b.Patient, Bills: []string{b.ID}, Owed: b.Owed(), Amount: b.Owed()})
	return d.look(ctx, r, err)
}

// unknown: paid last evening, and nobody answered since. Who asks again today is
// told.
func (d *outsideDemo) unknown(ctx context.Context) error {
	began := d.now.Load()
	defer func() { d.now.Store(began); d.world.Clear() }()
	d.now.Store(began - (17 * time.Hour).Milliseconds())
	b, err := d.bill(ctx, "R02", "36", 1)
	if err != nil {
		return err
	}
	d.world.Add(fake.Rule{Provider: "wechatpay", Call: "order", How: fake.After, Times: 1})
	d.world.Add(fake.Rule{Provider: "wechatpay", Call: "ask", How: fake.Silent})
	r, err := d.code(ctx, b)
	if err != nil {
		return err
	}
	if err := d.world.Pay(r.Number, false); err != nil {
		return err
	}
	for err == nil && r.WakeAt != 0 {
		d.now.Store(r.WakeAt)
		r, err = d.look(ctx, r, nil)
	}
	return err
}

// wait: the code is on the screen.
func (d *outsideDemo) wait(ctx context.Context) error {
	b, err := d.bill(ctx, "P01", "", 1)
	if err != nil {
		return err
	}
	_, err = d.code(ctx, b)
	return err
}

// closed: the patient went to find the telephone.
func (d *outsideDemo) closed(ctx context.Context) error {
	b, err := d.bill(ctx, "R03", "75", 1)
	if err != nil {
		return err
	}
	r, err := d.code(ctx, b)
	if err != nil {
		return err
	}
	r, err = d.house.Gateways.Close(d.desk(ctx), r.ID)
	_, err = d.look(ctx, r, err)
	return err
}

// invoiced pays a bill of sealants by code and has an invoice issued over it; then
// so many of them go back, so that a red invoice is due.
func (d *outsideDemo) invoiced(ctx context.Context, site string, quantity, back int) (gateways.Request, error) {
	var none gateways.Request
	b, err := d.bill(ctx, "P05", site, quantity)
	if err != nil {
		return none, err
	}
	paid, err := d.code(ctx, b)
	if err != nil {
		return none, err
	}
	if err := d.world.Pay(paid.Number, false); err != nil {
		return none, err
	}
	if paid, err = d.look(ctx, paid, nil); err != nil {
		return none, err
	}
	receipt, err := d.receipt(ctx, paid)
	if err != nil {
		return none, err
	}
	invoice, err := d.house.Billing.Invoice(d.desk(ctx), receipt, billing.Buyer{Name: "个人"})
	if invoice, err = d.look(ctx, invoice, err); err != nil {
		return none, err
	}
	return invoice, d.back(ctx, b, back, gateways.PaymentReturn)
}

// receipt finds the receipt of what came in by a request.
func (d *outsideDemo) receipt(ctx context.Context, r gateways.Request) (string, error) {
	v, err := d.house.Billing.Account(ctx, r.Patient)
	if err != nil {
		return "", err
	}
	for _, x := range v.Receipts {
		for _, t := range x.Tenders {
			if t.Reference == r.Number {
				return x.ID, nil
			}
		}
	}
	return "", fmt.Errorf("%s has no receipt", r.Number)
}

// back takes so many of a bill's first line back, and carries its money back the
// way it came.
func (d *outsideDemo) back(ctx context.Context, b billing.Bill, quantity int, kind gateways.Kind) error {
	_, err := d.house.Billing.RefundLine(d.desk(ctx), billing.TakeBack{Line: b.Lines[0].ID, Quantity: quantity, Reason: "not_done"})
	if err != nil {
		return err
	}
	v, err := d.house.Billing.OutsideOf(ctx, b.Patient)
	if err != nil {
		return err
	}
	for _, r := range v.Requests {
		if r.Kind == kind {
			_, err := d.look(ctx, r, nil)
			return err
		}
	}
	return fmt.Errorf("no %s was asked for", kind)
}

// returned: one of three sealants went back, and a red invoice is due.
func (d *outsideDemo) returned(ctx context.Context) error {
	_, err := d.invoiced(ctx, "16 26 36", 3, 1)
	return err
}

// reddened: all of it went back, the invoice too.
func (d *outsideDemo) reddened(ctx context.Context) error {
	invoice, err := d.invoiced(ctx, "16 26", 2, 2)
	if err != nil {
		return err
	}
	r, err := d.house.Billing.RedInvoice(d.desk(ctx), invoice.ID, invoice.Amount, "not_done")
	_, err = d.look(ctx, r, err)
	return err
}

// insured has the insurance settle an extraction.
func (d *outsideDemo) insured(ctx context.Context, site string) (gateways.Request, error) {
	b, err := d.bill(ctx, "S02", site, 1)
	if err != nil {
		return gateways.Request{}, err
	}
	d.count++
	r, err := d.house.Billing.AskInsurance(d.desk(ctx), billing.NewSettlement{Clinic: d.clinic, Patient: b.Patient, Bill: b.ID,
		Card: fmt.Sprintf("D%08d", d.mark*1000+d.count)})
	return d.look(ctx, r, err)
}

// settled: the insurance paid, and the patient the rest.
func (d *outsideDemo) settled(ctx context.Context) error {
	r, err := d.insured(ctx, "48")
	if err != nil {
		return err
	}
	return d.payRest(ctx, r.Patient, r.Subject, r.Answer.Self)
}

// reversed: the wrong tooth was billed.
func (d *outsideDemo) reversed(ctx context.Context) error {
	r, err := d.insured(ctx, "38")
	if err != nil {
		return err
	}
	r, err = d.house.Billing.UndoInsurance(d.desk(ctx), r.ID, "charged_wrongly")
	_, err = d.look(ctx, r, err)
	return err
}

// noInsurance: the insurance refuses.
func (d *outsideDemo) noInsurance(ctx context.Context) error {
	d.world.Add(fake.Rule{Provider: "insurance", Call: "1101", How: fake.Refuse, Times: 1})
	_, err := d.insured(ctx, "28")
	return err
}

// voucher redeems a voucher on a cleaning, and tells what was paid for it.
func (d *outsideDemo) voucher(ctx context.Context, platform, first string) (billing.Bill, money.Fen, error) {
	b, err := d.bill(ctx, "P01", "", 1)
	if err != nil {
		return b, 0, err
	}
	d.count++
	r, err := d.house.Billing.Redeem(d.desk(ctx), billing.NewVoucher{Clinic: d.clinic, Patient: b.Patient, Bills: []string{b.ID}, Platform: platform,
		Code: fmt.Sprintf("%s%011d", first, d.mark*1000+d.count)})
	r, err = d.look(ctx, r, err)
	return b, r.Answer.Paid, err
}

func (d *outsideDemo) redeemed(ctx context.Context) error {
	b, worth, err := d.voucher(ctx, "meituan", "6")
	if err != nil {
		return err
	}
	return d.payRest(ctx, b.Patient, b.ID, b.Owed()-worth)
}

// payRest takes what is left of a bill in cash.
func (d *outsideDemo) payRest(ctx context.Context, patient, bill string, rest money.Fen) error {
	_, err := d.house.Billing.Pay(d.desk(ctx), billing.Payment{Clinic: d.clinic, Patient: patient, Bills: []string{bill}, Owed: rest,
		Tenders: []billing.NewTender{{Means: billing.Cash, Amount: rest}}})
	return err
}

func (d *outsideDemo) undone(ctx context.Context) error {
	b, _, err := d.voucher(ctx, "douyin", "6")
	if err != nil {
		return err
	}
	return d.back(ctx, b, 1, gateways.VoucherUndo)
}

// noVoucher: nobody sold that code.
func (d *outsideDemo) noVoucher(ctx context.Context) error {
	_, _, err := d.voucher(ctx, "douyin", "5")
	return err
}
