package app

import (
	"context"
	"time"

	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

// outsideExamples are what billing asks of the outside world.
var outsideExamples = book{
	"billing.outside": func(w *world) example {
		p := w.patient()
		w.paying(p)
		return example{path: about(p)}
	},
	"billing.ask_payment": func(w *world) example {
		w.account()
		p := w.patient()
		bill := w.bill(p)
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": p, "bill_ids": []any{bill["id"]}, "owed": 20000, "amount": 15000}}
	},
	"billing.ask_insurance": func(w *world) example {
		w.accountAt(gateways.Account{Provider: gateways.Insurance, BaseURL: gateways.DoubleURL, Merchant: "H1"})
		p := w.patient()
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": p, "bill_id": w.insuredBill(p), "card": "A0000001"}}
	},
	"billing.redeem_voucher": func(w *world) example {
		w.accountAt(gateways.Account{Provider: gateways.Vouchers, Platform: "meituan", BaseURL: gateways.DoubleURL, Merchant: "shop1"})
		p := w.patient()
		bill := w.bill(p)
		return example{body: map[string]any{"clinic_id": w.one, "patient_id": p, "bill_ids": []any{bill["id"]}, "platform": "meituan", "code": "6000000001"}}
	},
	"billing.invoice": func(w *world) example {
		w.taxAccount()
		return example{path: about(w.prepaid(w.patient())), body: map[string]any{"buyer": "积木科技", "tax_no": "91000000000000000X"}}
	},
	"billing.red_invoice": func(w *world) example {
		return example{path: about(w.invoiced()), body: map[string]any{"amount": 500, "reason": "other"}}
	},
	"billing.undo_insurance": func(w *world) example {
		w.accountAt(gateways.Account{Provider: gateways.Insurance, BaseURL: gateways.DoubleURL, Merchant: "H1"})
		p := w.patient()
		r := w.post(w.here, "/billing/outside/insurance", map[string]any{"clinic_id": w.one, "patient_id": p, "bill_id": w.insuredBill(p), "card": "A0000001"})
		w.doneAs(r["id"].(string))
		return example{path: about(r["id"].(string)), body: map[string]any{"reason": "other"}}
	},
	"billing.book_by_hand": func(w *world) example {
		return example{path: about(w.hanging(gateways.SaidSilent)), body: map[string]any{"slip": "4200-1"}}
	},
}

// paying asks for a payment of a bill.
func (w *world) paying(patient string) string {
	w.T.Helper()
	w.account()
	bill := w.bill(patient)
	return w.post(w.here, "/billing/outside/payments", map[string]any{"clinic_id": w.one, "patient_id": patient, "bill_ids": []any{bill["id"]},
		"owed": 20000, "amount": 20000})["id"].(string)
}

func (w *world) taxAccount() {
	w.T.Helper()
	w.accountAt(gateways.Account{Provider: gateways.Tax, BaseURL: gateways.DoubleURL, Merchant: "91000001"})
}

func (w *world) invoiced() string {
	w.T.Helper()
	w.taxAccount()
	receipt := w.prepaid(w.patient())
	id := w.post(w.here, "/billing/receipts/"+receipt+"/invoice", map[string]any{"buyer": "积木科技"})["id"].(string)
	w.doneAs(id)
	return id
}

// doneAs lets what was asked be done, as the module tells it.
func (w *world) doneAs(request string) {
	w.T.Helper()
	err := w.DB.Write(w.acting(), func(tx *db.Tx) error {
		for _, table := range []string{"gateways_requests", "billing_outside"} {
			set := "state = 'done'"
			if table == "billing_outside" {
				set = "over = TRUE, booked_at = asked_at"
			}
			if _, err := tx.Update(table).Set(set).Where("id = ?", request).Exec(); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
}

// insuredBill charges an item that is insured.
func (w *world) insuredBill(patient string) string {
	w.T.Helper()
	item := w.item()
	ctx, cancel := context.WithTimeout(w.acting(), 5*time.Second)
	defer cancel()
	err := w.DB.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Update("catalog_items").Set("insured = ?", true).Where("id = ?", item).Exec()
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return w.post(w.here, "/billing/bills", map[string]any{"clinic_id": w.one, "patient_id": patient,
		"lines": []any{map[string]any{"item_id": item, "quantity": 1, "site": "36"}}})["id"].(string)
}
