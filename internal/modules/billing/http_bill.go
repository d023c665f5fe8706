package billing

import (
	"context"
	"net/http"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/money"
	"archwire/internal/modules/catalog"
	"archwire/internal/modules/org"
	"archwire/internal/modules/plans"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// billRoutes are those of desk bills before they are paid.
func (s *Service) billRoutes(a *httpapi.API) {
	priced := []*fault.Def{PatientNotFound, NoLines, BadQuantity, BadAmount, BadSite, BadReason, NotDiscountable, PriceFixed, NotInsured,
		catalog.ItemNotFound, catalog.NoPrice, db.OutOfScope, org.ClinicNotFound, CouponUnknown, CouponSpent, CouponOver, CouponNotFor}
	httpapi.Handle(a, httpapi.Route{ID: "billing.quote", Method: http.MethodPost, Path: "/billing/quotes", Permission: MayCharge,
		Summary: "What a desk bill would come to, in the order of discounts; nothing is stored", Faults: priced}, s.postQuote)
	httpapi.Handle(a, httpapi.Route{ID: "billing.charge", Method: http.MethodPost, Path: "/billing/bills", Permission: MayCharge, Idempotent: true,
		Summary: "Make a desk bill at the prices of the day", Faults: append([]*fault.Def{DiscountTooBig}, priced...)}, s.postBill)
	httpapi.Handle(a, httpapi.Route{ID: "billing.ask_bill", Method: http.MethodPost, Path: "/billing/asked-bills", Permission: MayCharge, Idempotent: true,
		Summary: "Ask for a desk bill whose discount is beyond one's limit; it is charged once it is approved",
		Faults:  append([]*fault.Def{WhyMissing, ReasonTooLong, NothingToApprove}, priced...)}, s.postAskedBill)
	httpapi.Handle(a, httpapi.Route{ID: "billing.asked_bill", Method: http.MethodGet, Path: "/billing/asked-bills/{id}", Permission: MayView,
		Summary: "A desk bill that was asked for, with its lines and what is taken off", Faults: []*fault.Def{BillNotFound}}, s.getAskedBill)
	httpapi.Handle(a, httpapi.Route{ID: "billing.register_visit", Method: http.MethodPost, Path: "/billing/registrations", Permission: MayCharge, Idempotent: true,
		Summary: "Charge the registration fee of the day", Faults: []*fault.Def{PatientNotFound, AlreadyRegistered, NoRegistration, catalog.NoPrice,
			db.OutOfScope, org.ClinicNotFound}}, s.postRegistration)
}

// offBody is Off on the wire.
type offBody struct {
	Clinic money.Fen `json:"clinic" doc:"the clinic is below the group's price list"`
	Member money.Fen `json:"member"`
	Line   money.Fen `json:"line"`
	Coupon money.Fen `json:"coupon"`
	Order  money.Fen `json:"order" doc:"of the discount on the whole"`
	Round  money.Fen `json:"round"`
}

// NewLineIn is a line of a desk bill on the wire.
type NewLineIn struct {
	Item     string    `json:"item_id" format:"uuid" maxLength:"36"`
	Site     string    `json:"site,omitempty" maxLength:"200"`
	Quantity int       `json:"quantity" minimum:"1" maximum:"1000"`
	Discount money.Fen `json:"discount,omitempty" minimum:"0" maximum:"10000000000" doc:"fen, on the whole line"`
	SelfPay  string    `json:"self_pay,omitempty" maxLength:"40" doc:"why an insured item is paid by the patient: key of a reason"`
}

// OrderIn is a discount on the whole bill, on the wire.
type OrderIn struct {
	Kind  plans.DiscountKind `json:"kind" enum:"rate,off,to"`
	Value int64              `json:"value" minimum:"0" maximum:"10000000000" doc:"rate: what is paid, in parts of ten thousand; off, to: fen"`
}

// NewBillIn is a desk bill on the wire.
type NewBillIn struct {
	Clinic  string      `json:"clinic_id" format:"uuid" maxLength:"36"`
	Patient string      `json:"patient_id" format:"uuid" maxLength:"36"`
	Lines   []NewLineIn `json:"lines" minItems:"1" maxItems:"100"`
	Member  bool        `json:"member,omitempty" doc:"at the price of members"`
	Coupon  money.Fen   `json:"coupon,omitempty" minimum:"0" maximum:"10000000000"`
	Code    string      `json:"code,omitempty" maxLength:"20" doc:"of a coupon that was issued here"`
	Order   *OrderIn    `json:"order,omitempty" doc:"on the whole"`
	Round   bool        `json:"round,omitempty" doc:"down to what the clinic rounds to"`
}

func (b NewBillIn) bill() NewBill {
	n := NewBill{Clinic: b.Clinic, Patient: b.Patient, Member: b.Member, Coupon: b.Coupon, Code: b.Code, Round: b.Round}
	if b.Order != nil {
		n.Order = plans.Discount(*b.Order)
	}
	for _, l := range b.Lines {
		n.Lines = append(n.Lines, NewLine(l))
	}
	return n
}

type newBillIn struct{ Body NewBillIn }

func (s *Service) postBill(ctx context.Context, in *newBillIn) (*httpapi.Body[billBody], error) {
	b, err := s.Charge(ctx, in.Body.bill())
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[billBody]{Body: billOf(b)}, nil
}

type quotedLineBody struct {
	Item     string    `json:"item_id"`
	Code     string    `json:"code"`
	NameZh   string    `json:"name_zh"`
	NameEn   string    `json:"name_en"`
	Site     string    `json:"site"`
	Quantity int       `json:"quantity"`
	List     money.Fen `json:"list"`
	Net      money.Fen `json:"net"`
	Off      offBody   `json:"off"`
	Insured  bool      `json:"insured"`
	SelfPay  string    `json:"self_pay"`
}

func quotedLines(lines []Line) []quotedLineBody {
	out := make([]quotedLineBody, len(lines))
	for i, l := range lines {
		out[i] = quotedLineBody{l.Item, l.Code, l.NameZh, l.NameEn, l.Site, l.Quantity, l.List, l.Net, offBody(l.Off), l.Insured, l.SelfPay}
	}
	return out
}

type quoteBody struct {
	Day   string           `json:"day"`
	Lines []quotedLineBody `json:"lines"`
	List  money.Fen        `json:"list"`
	Net   money.Fen        `json:"net"`
	Given money.Fen        `json:"given" doc:"what the desk takes off: of lines, of the whole, by coupons of others"`
	Code  money.Fen        `json:"code_off" doc:"what the coupon of the code takes off"`
	Share int              `json:"share" doc:"given as a part of the price, in parts of ten thousand"`
	Limit int              `json:"limit" doc:"what one may take off, in parts of ten thousand"`
	Waits bool             `json:"waits" doc:"somebody else has to approve it"`
}

func (s *Service) postQuote(ctx context.Context, in *newBillIn) (*httpapi.Body[quoteBody], error) {
	q, err := s.QuoteBill(ctx, in.Body.bill())
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[quoteBody]{Body: quoteBody{string(q.Day), quotedLines(q.Lines), q.List, q.Net, q.Given, q.Issued.Off, q.Share, q.Limit, q.Waits()}}, nil
}

type askedBillIn struct {
	Body struct {
		Bill NewBillIn `json:"bill"`
		Why  string    `json:"why" maxLength:"200" doc:"read by who decides"`
	}
}

type askedBody struct {
	ID        string           `json:"id" format:"uuid" doc:"of the bill, once it is approved"`
	Clinic    string           `json:"clinic_id" format:"uuid"`
	Patient   string           `json:"patient_id" format:"uuid"`
	State     AskedState       `json:"state" enum:"waiting,approved,refused,withdrawn"`
	Day       string           `json:"day" doc:"whose prices it has"`
	Lines     []quotedLineBody `json:"lines"`
	List      money.Fen        `json:"list"`
	Net       money.Fen        `json:"net"`
	Given     money.Fen        `json:"given"`
	Share     int              `json:"share" doc:"given as a part of the price, in parts of ten thousand"`
	Why       string           `json:"why"`
	AskedAt   int64            `json:"asked_at"`
	AskedBy   string           `json:"asked_by"`
	SettledAt int64            `json:"settled_at" doc:"0 = it waits"`
	SettledBy string           `json:"settled_by"`
	Note      string           `json:"note" doc:"of who settled it"`
}

func askedOf(b AskedBill) askedBody {
	return askedBody{b.ID, b.Clinic, b.Patient, b.State, string(b.Day), quotedLines(b.Lines), b.List, b.Net, b.Given, b.Share, b.Why,
		b.AskedAt, b.AskedBy, b.SettledAt, b.SettledBy, b.Note}
}

func (s *Service) postAskedBill(ctx context.Context, in *askedBillIn) (*httpapi.Body[askedBody], error) {
	b, err := s.AskBill(ctx, in.Body.Bill.bill(), in.Body.Why)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[askedBody]{Body: askedOf(b)}, nil
}

func (s *Service) getAskedBill(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[askedBody], error) {
	b, err := s.Asked(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[askedBody]{Body: askedOf(b)}, nil
}

type registrationIn struct {
	Body struct {
		Clinic  string `json:"clinic_id" format:"uuid" maxLength:"36"`
		Patient string `json:"patient_id" format:"uuid" maxLength:"36"`
		Again   bool   `json:"again,omitempty" doc:"once more on the same day"`
	}
}

func (s *Service) postRegistration(ctx context.Context, in *registrationIn) (*httpapi.Body[billBody], error) {
	b, err := s.RegisterVisit(ctx, in.Body.Clinic, in.Body.Patient, in.Body.Again)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[billBody]{Body: billOf(b)}, nil
}
