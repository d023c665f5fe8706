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

func (s *Service) dayRoutes(a *httpapi.API) {
	httpapi.Handle(a, httpapi.Route{ID: "billing.day", Method: http.MethodGet, Path: "/billing/day", Permission: MaySeeAll,
		Summary: "What a clinic's day came to, with its closings", Faults: []*fault.Def{BadDay, db.OutOfScope, org.ClinicNotFound}}, s.getDay)
	httpapi.Handle(a, httpapi.Route{ID: "billing.note_statement", Method: http.MethodPost, Path: "/billing/statements", Permission: MaySeeAll, Idempotent: true,
		Summary: "Put what a bank or platform says of a day beside the books", Faults: []*fault.Def{BadMeans, BadAmount, BadDay, WhyDifferent, ReasonTooLong,
			BooksMoved, db.OutOfScope, org.ClinicNotFound}}, s.postStatement)
}

type dayIn struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
	Day    string `query:"day" maxLength:"10" doc:"absent = today"`
}

type potBody struct {
	Pot  Pot       `json:"pot" enum:"prepaid,contract,principal,gift"`
	In   money.Fen `json:"in" doc:"received"`
	Used money.Fen `json:"used" doc:"spent on lines"`
	Back money.Fen `json:"back" doc:"stands again"`
	Out  money.Fen `json:"out" doc:"given back or voided"`
	Net  money.Fen `json:"net" doc:"more stands, or less"`
}

type statementBody struct {
	ID     string    `json:"id" format:"uuid"`
	Means  Means     `json:"means" enum:"cash,card,wechat,alipay,transfer"`
	Booked money.Fen `json:"booked" doc:"by the books when it was noted"`
	Stated money.Fen `json:"stated"`
	Reason string    `json:"reason"`
	At     int64     `json:"noted_at"`
	By     string    `json:"noted_by"`
}

func statementOf(s Statement) statementBody {
	return statementBody{s.ID, s.Means, s.Booked, s.Stated, s.Reason, s.At, s.By}
}

type cashierBody struct {
	ID   string `json:"id" format:"uuid"`
	Name string `json:"name"`
}

type dayClosingBody struct {
	Closing closingBody `json:"closing"`
	Name    string      `json:"name" doc:"of the cashier"`
}

type dayBody struct {
	Day         string           `json:"day"`
	Desk        money.Fen        `json:"charged_desk"`
	Executed    money.Fen        `json:"charged_executed"`
	Credited    money.Fen        `json:"credited" doc:"taken back of either"`
	Charged     money.Fen        `json:"charged" doc:"what is left of it"`
	MoneyIn     money.Fen        `json:"money_in"`
	Refunded    money.Fen        `json:"refunded"`
	Voided      money.Fen        `json:"voided"`
	Received    money.Fen        `json:"received" doc:"money in, less refunded and voided"`
	Prepaid     money.Fen        `json:"prepaid" doc:"more stands than the day before, or less; gifts apart"`
	Owed        money.Fen        `json:"owed" doc:"more is owed than the day before, or less"`
	GiftsUsed   money.Fen        `json:"gifts_used" doc:"of stored value, spent on lines"`
	Unexplained money.Fen        `json:"unexplained" doc:"received - (charged - owed - gifts_used + prepaid): nothing in books that balance"`
	Pots        []potBody        `json:"pots"`
	Counts      []countBody      `json:"counts" doc:"counted: by tills that were closed on the day"`
	Statements  []statementBody  `json:"statements"`
	Closings    []dayClosingBody `json:"closings"`
	Open        []cashierBody    `json:"open" doc:"cashiers whose tills are not closed"`
}

func dayOf(d DayBook) dayBody {
	f := d.Flow
	out := dayBody{Day: string(d.Day), Desk: f.Desk, Executed: f.Executed, Credited: f.Credited, Charged: d.Axes.Charged, MoneyIn: f.Received,
		Refunded: f.Refunded, Voided: f.Voided, Received: d.Axes.Received, Prepaid: d.Axes.Prepaid, Owed: d.Axes.Owed, GiftsUsed: f.GiftsUsed(),
		Unexplained: d.Unexplained(), Counts: countsOf(d.Counts)}
	for _, p := range f.Pots {
		out.Pots = append(out.Pots, potBody{p.Pot, p.In, p.Used, p.Back, p.Out, p.Net()})
	}
	for _, s := range d.Statements {
		out.Statements = append(out.Statements, statementOf(s))
	}
	for _, c := range d.Closings {
		out.Closings = append(out.Closings, dayClosingBody{closingOf(c), d.Names[c.Cashier]})
	}
	for _, who := range d.Open {
		out.Open = append(out.Open, cashierBody{who, d.Names[who]})
	}
	return out
}

func (s *Service) getDay(ctx context.Context, in *dayIn) (*httpapi.Body[dayBody], error) {
	day, err := onDay(in.Day)
	if err != nil {
		return nil, err
	}
	d, err := s.Day(ctx, in.Clinic, day)
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[dayBody]{Body: dayOf(d)}, nil
}

type statementIn struct {
	Body struct {
		Clinic string    `json:"clinic_id" format:"uuid" maxLength:"36"`
		Day    string    `json:"day" minLength:"10" maxLength:"10"`
		Means  Means     `json:"means" enum:"cash,card,wechat,alipay,transfer"`
		Booked money.Fen `json:"booked" minimum:"-10000000000" maximum:"10000000000" doc:"as it was shown; anything else is refused"`
		Stated money.Fen `json:"stated" minimum:"-10000000000" maximum:"10000000000"`
		Reason string    `json:"reason,omitempty" maxLength:"200" doc:"of a difference"`
	}
}

func (s *Service) postStatement(ctx context.Context, in *statementIn) (*httpapi.Body[statementBody], error) {
	b := in.Body
	day, err := civil.Parse(b.Day)
	if err != nil {
		return nil, BadDay.At("day")
	}
	done, err := s.NoteStatement(ctx, Statement{Clinic: b.Clinic, Day: day, Means: b.Means, Booked: b.Booked, Stated: b.Stated, Reason: b.Reason})
	if err != nil {
		return nil, err
	}
	return &httpapi.Body[statementBody]{Body: statementOf(done)}, nil
}
