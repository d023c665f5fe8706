package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

func (s *Service) routes(a *httpapi.API) {
	s.deskRoutes(a)
	s.billRoutes(a)
	s.backRoutes(a)
	s.agreementRoutes(a)
	s.tillRoutes(a)
	s.clearingRoutes(a)
	s.imagingAmountRoutes(a)
	s.paperRoutes(a)
	s.outsideRoutes(a)
	s.signalRoutes(a)
}

var tenderFaults = []*fault.Def{PatientNotFound, PayerNotFound, NothingPaid, BadMeans, BadAmount, GivenTooLittle, TooManyTenders, BadReference,
	db.OutOfScope, org.ClinicNotFound}

func (s *Service) deskRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.desk", Method: http.MethodGet, Path: "/billing/desk", Permission: MayView,
		Summary: "Who is here today, who owes something in a clinic, and what waits for an approval",
		Faults:  []*fault.Def{db.OutOfScope, org.ClinicNotFound}}, s.getDesk)
	httpapi.Handle(a, httpapi.Route{ID: "billing.account", Method: http.MethodGet, Path: "/billing/patients/{id}", Permission: MayView,
		Summary: "A patient's money: paid, executed, standing, owed, refundable today", Faults: []*fault.Def{PatientNotFound}}, s.getAccount)
	httpapi.Handle(a, httpapi.Route{ID: "billing.pay", Method: http.MethodPost, Path: "/billing/payments", Permission: MayCharge, Idempotent: true,
		Summary: "Take a payment for what is owed, by several means and from what stands",
		Faults:  append([]*fault.Def{Settling, BillNotFound, LineNotFound, OwedChanged, PaidTooMuch, NotEnough}, tenderFaults...)}, s.postPayment)
	httpapi.Handle(a, httpapi.Route{ID: "billing.prepay", Method: http.MethodPost, Path: "/billing/prepayments", Permission: MayPrepay, Idempotent: true,
		Summary: "Take money that stands: for an agreement, for anything, or as stored value",
		Faults:  append([]*fault.Def{AgreementNotFound, AgreementOver}, tenderFaults...)}, s.postPrepayment)
}

type lineBody struct {
	ID               string    `json:"id" format:"uuid"`
	Item             string    `json:"item_id"`
	Code             string    `json:"code"`
	NameZh           string    `json:"name_zh"`
	NameEn           string    `json:"name_en"`
	Site             string    `json:"site"`
	Quantity         int       `json:"quantity" doc:"0 = a part of one, as a session"`
	List             money.Fen `json:"list" doc:"before discounts"`
	Discount         money.Fen `json:"discount"`
	Net              money.Fen `json:"net"`
	Off              offBody   `json:"off" doc:"how the discount of a desk bill came about"`
	Credited         money.Fen `json:"credited" doc:"taken back of net"`
	CreditedQuantity int       `json:"credited_quantity"`
	Paid             money.Fen `json:"paid"`
	Owed             money.Fen `json:"owed"`
	Agreement        string    `json:"agreement_id" doc:"of the plan; empty = none"`
	Execution        string    `json:"execution_id" doc:"empty on a desk bill"`
	Doctor           string    `json:"doctor_id"`
	Insured          bool      `json:"insured" doc:"for the insurance to settle"`
	SelfPay          string    `json:"self_pay" doc:"key of the reason why an insured item is not; empty = none was registered"`
}

type billBody struct {
	ID         string     `json:"id" format:"uuid"`
	Clinic     string     `json:"clinic_id" format:"uuid"`
	Patient    string     `json:"patient_id" format:"uuid"`
	Kind       BillKind   `json:"kind" enum:"desk,execution"`
	Visit      string     `json:"visit_id"`
	Day        string     `json:"day"`
	At         int64      `json:"created_at"`
	By         string     `json:"created_by"`
	Voided     bool       `json:"voided"`
	VoidReason string     `json:"void_reason"`
	Owed       money.Fen  `json:"owed"`
	Lines      []lineBody `json:"lines"`
}

func billOf(b Bill) billBody {
	out := billBody{ID: b.ID, Clinic: b.Clinic, Patient: b.Patient, Kind: b.Kind, Visit: b.Visit, Day: string(b.Day), At: b.At, By: b.By,
		Voided: b.VoidedAt != 0, VoidReason: b.VoidReason, Owed: b.Owed()}
	for _, l := range b.Lines {
		out.Lines = append(out.Lines, lineOf(l))
	}
	return out
}

func lineOf(l Line) lineBody {
	return lineBody{ID: l.ID, Item: l.Item, Code: l.Code, NameZh: l.NameZh, NameEn: l.NameEn, Site: l.Site, Quantity: l.Quantity, List: l.List,
		Discount: l.Discount, Net: l.Net, Off: offBody(l.Off), Credited: l.Credited, CreditedQuantity: l.CreditedQuantity, Paid: l.Paid,
		Owed: l.Owed(), Agreement: l.Agreement, Execution: l.Execution, Doctor: l.Doctor, Insured: l.Insured, SelfPay: l.SelfPay}
}

type tenderBody struct {
	Means     Means     `json:"means" enum:"cash,card,wechat,alipay,transfer,gift,online,fund,personal,voucher"`
	Pot       Pot       `json:"pot" enum:"prepaid,contract,principal,gift"`
	Reference string    `json:"reference"`
	Amount    money.Fen `json:"amount"`
	Standing  money.Fen `json:"standing"`
	Spent     money.Fen `json:"spent"`
	Refunded  money.Fen `json:"refunded"`
}

type receiptBody struct {
	ID         string       `json:"id"`
	Clinic     string       `json:"clinic_id"`
	Number     string       `json:"number"`
	Day        string       `json:"day"`
	Total      money.Fen    `json:"total"`
	Given      money.Fen    `json:"given" doc:"cash handed over; 0 = not counted"`
	Change     money.Fen    `json:"change"`
	At         int64        `json:"created_at"`
	By         string       `json:"created_by"`
	Voided     bool         `json:"voided"`
	VoidReason string       `json:"void_reason"`
	Payer      *payerBody   `json:"payer,omitempty" doc:"who paid; absent = the patient"`
	Tenders    []tenderBody `json:"tenders"`
}

func receiptOf(r Receipt) receiptBody {
	out := receiptBody{ID: r.ID, Clinic: r.Clinic, Number: r.Number, Day: string(r.Day), Total: r.Total, Given: r.Given, Change: r.Change,
		At: r.At, By: r.By, Voided: r.VoidedAt != 0, VoidReason: r.VoidReason}
	if r.Payer.ID != "" {
		p := payerBody(r.Payer)
		out.Payer = &p
	}
	for _, t := range r.Tenders {
		out.Tenders = append(out.Tenders, tenderBody{t.Means, t.Pot, t.Reference, t.Amount, t.Standing, t.Spent, t.Refunded})
	}
	return out
}

// TenderIn is a tender on the wire.
type TenderIn struct {
	Means     Means     `json:"means" enum:"cash,card,wechat,alipay,transfer"`
	Amount    money.Fen `json:"amount" minimum:"1" maximum:"10000000000"`
	Reference string    `json:"reference,omitempty" maxLength:"60" doc:"of the bank's or platform's slip"`
}

func tendersIn(list []TenderIn) []NewTender {
	out := make([]NewTender, len(list))
	for i, t := range list {
		out[i] = NewTender(t)
	}
	return out
}

type paymentIn struct {
	Body struct {
		Clinic     string     `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient    string     `json:"patient_id" format:"uuid" maxLength:"36"`
		Bills      []string   `json:"bill_ids,omitempty" maxItems:"200" doc:"to be paid; absent = everything owed"`
		Lines      []string   `json:"line_ids,omitempty" maxItems:"500" doc:"to be paid, instead of whole bills"`
		Owed       money.Fen  `json:"owed" minimum:"0" maximum:"10000000000000" doc:"as it was shown; anything else is refused"`
		UsePrepaid money.Fen  `json:"use_prepaid,omitempty" minimum:"0" maximum:"10000000000"`
		UseStored  money.Fen  `json:"use_stored,omitempty" minimum:"0" maximum:"10000000000"`
		Tenders    []TenderIn `json:"tenders,omitempty" maxItems:"10"`
		Given      money.Fen  `json:"given,omitempty" minimum:"0" maximum:"10000000000" doc:"cash handed over; absent = not counted"`
		Payer      string     `json:"payer_id,omitempty" maxLength:"36" doc:"relation of the patient who pays; absent = the patient"`
		KeepRest   bool       `json:"keep_rest,omitempty" doc:"what is paid beyond what is owed stands as prepaid"`
	}
}

type paidBody struct {
	Receipt *receiptBody `json:"receipt,omitempty" doc:"absent where nothing but what stood was used"`
	Covered money.Fen    `json:"covered"`
	Owed    money.Fen    `json:"owed" doc:"still"`
}

func paidOf(p Paid) paidBody {
	out := paidBody{Covered: p.Covered, Owed: p.Owed}
	if p.Receipt.ID != "" {
		r := receiptOf(p.Receipt)
		out.Receipt = &r
	}
	return out
}

func (s *Service) postPayment(ctx context.Context, in *paymentIn) (*httpapi.Body[paidBody], error) {
	b := in.Body
	p, err := s.Pay(ctx, Payment{Clinic: b.Clinic, Patient: b.Patient, Bills: b.Bills, Lines: b.Lines, Owed: b.Owed, UsePrepaid: b.UsePrepaid, UseStored: b.UseStored,
		Tenders: tendersIn(b.Tenders), Given: b.Given, Payer: b.Payer, KeepRest: b.KeepRest})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[paidBody]{Body: paidOf(p)}, nil
}

type prepaymentIn struct {
	Body struct {
		Clinic    string     `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient   string     `json:"patient_id" format:"uuid" maxLength:"36"`
		Agreement string     `json:"agreement_id,omitempty" format:"uuid" maxLength:"36" doc:"of the plan; absent = for anything"`
		Stored    bool       `json:"stored,omitempty" doc:"stored value"`
		Payer     string     `json:"payer_id,omitempty" maxLength:"36" doc:"relation of the patient who pays; absent = the patient"`
		Gift      money.Fen  `json:"gift,omitempty" minimum:"0" maximum:"10000000000" doc:"on top of stored value"`
		Tenders   []TenderIn `json:"tenders" minItems:"1" maxItems:"10"`
		Given     money.Fen  `json:"given,omitempty" minimum:"0" maximum:"10000000000"`
	}
}

func (s *Service) postPrepayment(ctx context.Context, in *prepaymentIn) (*httpapi.Body[receiptBody], error) {
	b := in.Body
	r, err := s.Prepay(ctx, Prepayment{Clinic: b.Clinic, Patient: b.Patient, Agreement: b.Agreement, Stored: b.Stored, Gift: b.Gift, Payer: b.Payer,
		Tenders: tendersIn(b.Tenders), Given: b.Given})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[receiptBody]{Body: receiptOf(r)}, nil
}

// onDay reads a day of a query; empty stays empty.
func onDay(s string) (civil.Day, error) {
	if s == "" {
		return "", nil
	}
	d, err := civil.Parse(s)
	if err != nil {
		return "", BadDay.At("day")
	}
	return d, nil
}
