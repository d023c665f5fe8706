package app

import (
	"context"
	"net/http"
	"net/url"

	"archwire/internal/fake"
	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// gatewaysExamples are the requests of module gateways.
var gatewaysExamples = book{
	"gateways.uses": func(w *world) example {
		w.asked()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"gateways.open": func(w *world) example {
		w.asked()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"gateways.show":  func(w *world) example { return example{path: about(w.asked())} },
	"gateways.log":   func(w *world) example { return example{path: about(w.asked())} },
	"gateways.close": func(w *world) example { return example{path: about(w.asked())} },
	"gateways.again": func(w *world) example { return example{path: about(w.hanging(gateways.SaidSilent))} },
	"gateways.take_not_done": func(w *world) example {
		return example{path: about(w.hanging(gateways.SaidAbsent))}
	},
	"gateways.accounts": func(w *world) example {
		w.account()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"gateways.add_account": func(w *world) example { return example{body: w.newAccount()} },
	"gateways.change_account": func(w *world) example {
		return example{path: about(w.newlyAdded()), match: 1, body: map[string]any{"base_url": "https://pay.example/v1", "merchant": "190001", "app": "wx1",
			"enabled": true, "secret": "0123456789abcdef"}}
	},
	"gateways.test_account": func(w *world) example { return example{path: about(w.newlyAdded())} },
	"gateways.notice": func(w *world) example {
		id := w.asked()
		r, err := w.app.House.Gateways.Show(w.acting(), id)
		if err != nil {
			w.T.Fatal(err)
		}
		outside, err := fake.New(fake.Options{Clock: w.Clock.Now})
		if err != nil {
			w.T.Fatal(err)
		}
		h, body := outside.Notice(w.fresh("notice-"), "TRANSACTION.SUCCESS", "transaction",
			map[string]any{"out_trade_no": r.Number, "trade_state": "NOTPAY"})
		g, _, err := w.app.Auth.Group(context.Background(), w.Tenant)
		if err != nil {
			w.T.Fatal(err)
		}
		return example{path: map[string]string{"group": g.PublicCode, "account": r.Account}, raw: body, media: "application/octet-stream", head: heads(h)}
	},
}

func heads(h http.Header) map[string]string {
	out := map[string]string{}
	for k := range h {
		out[k] = h.Get(k)
	}
	return out
}

func (w *world) acting() context.Context {
	return auth.AsProgram(context.Background(), w.Tenant, "test")
}

func (w *world) newAccount() map[string]any {
	w.T.Helper()
	return map[string]any{"clinic_id": w.one, "provider": "invoice", "base_url": "https://tax.example/api", "merchant": "91000001", "enabled": true,
		"secret": "0123456789abcdef"}
}

// newlyAdded gives the clinic an account of its own for invoices.
func (w *world) newlyAdded() string {
	w.T.Helper()
	return w.accountAt(gateways.Account{Provider: gateways.Insurance, BaseURL: "https://insurance.example", Merchant: "H1",
		Keys: gateways.Keys{Secret: "0123456789abcdef"}})
}

// account gives the clinic an account for payments, which is the double's.
func (w *world) account() string {
	w.T.Helper()
	return w.accountAt(gateways.Account{Provider: gateways.WeChatPay, BaseURL: gateways.DoubleURL, Merchant: "1900000001", App: "wx1"})
}

func (w *world) accountAt(a gateways.Account) string {
	w.T.Helper()
	list, err := w.app.House.Gateways.Accounts(w.acting(), w.one)
	if err != nil {
		w.T.Fatal(err)
	}
	for _, x := range list {
		if x.Provider == a.Provider {
			return x.ID
		}
	}
	a.Clinic, a.Enabled = w.one, true
	made, err := w.app.House.Gateways.AddAccount(w.acting(), a)
	if err != nil {
		w.T.Fatal(err)
	}
	return made.ID
}

// asked asks for a payment of 10 yuan, which nobody sends.
func (w *world) asked() string {
	w.T.Helper()
	w.account()
	var r gateways.Request
	p := w.patient()
	err := w.DB.Write(w.acting(), func(tx *db.Tx) (err error) {
		r, err = w.app.House.Gateways.Ask(tx, gateways.NewRequest{Clinic: w.one, Patient: p, Kind: gateways.Payment, Subject: p, Amount: money.Yuan(10)})
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return r.ID
}

// hanging is a payment of which nobody knows what became of it.
func (w *world) hanging(said gateways.Said) string {
	w.T.Helper()
	id := w.asked()
	err := w.DB.Write(w.acting(), func(tx *db.Tx) error {
		_, err := tx.Update("gateways_requests").Set("state = 'unknown'").Set("said = ?", said).Set("sending_at = ?", tx.Now()).Where("id = ?", id).Exec()
		return err
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return id
}
