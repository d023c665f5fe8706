package billing

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/modules/gateways"
	"archwire/internal/platform/db"
)

// Invoice asks for a tax invoice over what a receipt took and did not give back.
// Needs MayCharge. Faults: ReceiptNotFound, BadBuyer, NothingToInvoice,
// gateways.NoAccount, gateways.AlreadyAsked.
func (s *Service) Invoice(ctx context.Context, receipt string, to Buyer) (gateways.Request, error) {
	if err := to.check(); err != nil {
		return gateways.Request{}, err
	}
	var r Receipt
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { r, err = receiptOne(tx, receipt); return err })
	if err != nil {
		return gateways.Request{}, err
	}
	return s.askOutside(ctx, r.Clinic, r.Patient, func(tx *db.Tx, _ desk) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.Invoice, Subject: r.Number, Once: r.ID, Person: to.Name + "\n" + to.TaxNo}
		amount, err := invoiceable(tx, r.ID)
		if err != nil {
			return n, Outside{}, err
		}
		if r.VoidedAt != 0 || amount <= 0 {
			return n, Outside{}, NothingToInvoice.With()
		}
		n.Ask.Lines = []gateways.AskLine{{Ref: r.Number, Code: "3070202", Name: "医疗服务", Quantity: 1, Amount: amount}}
		return n, Outside{Amount: amount, Receipt: r.ID}, nil
	})
}

// invoiceable is what a receipt took and did not give back, gifts apart. The
// insurance's fund is not the patient's money.
func invoiceable(tx *db.Tx, receipt string) (sum money.Fen, err error) {
	list, err := tendersOfReceipt(tx, receipt)
	for _, t := range list {
		if t.Pot != Gift && t.Means != Fund {
			sum += t.Amount - t.Refunded
		}
	}
	return sum, err
}

// RedInvoice asks for a red invoice over a part of one. Needs MayRefund. Faults:
// OutsideNotFound, BadReason, BadAmount where it is more than is left of it.
func (s *Service) RedInvoice(ctx context.Context, invoice string, amount money.Fen, reason string) (gateways.Request, error) {
	return s.backOf(ctx, invoice, reason, gateways.Invoice, func(tx *db.Tx, o Outside) (gateways.NewRequest, Outside, error) {
		n := gateways.NewRequest{Kind: gateways.InvoiceRed, Of: o.ID, Subject: o.ID, Amount: amount, Ask: gateways.Ask{Reason: reason}}
		already, err := reds(tx, o.ID)
		if err == nil && (amount <= 0 || amount > o.Amount-already) {
			err = BadAmount.At("amount")
		}
		return n, Outside{Amount: amount, Reason: reason, Receipt: o.Receipt}, err
	})
}
