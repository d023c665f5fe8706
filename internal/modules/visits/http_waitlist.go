package visits

import (
	"context"
	"net/http"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/span"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// waiterBody is an entry of the waitlist.
type waiterBody struct {
	ID        string        `json:"id"`
	Version   int64         `json:"version"`
	Clinic    string        `json:"clinic_id"`
	Patient   BoardPatient  `json:"patient"`
	Template  BoardTemplate `json:"template"`
	Visit     string        `json:"visit_id" doc:"the visit that would move forward"`
	VisitAt   int64         `json:"visit_starts_at"`
	AddOns    []string      `json:"addons"`
	Doctors   []string      `json:"doctors"`
	From      civil.Day     `json:"from_day"`
	To        civil.Day     `json:"to_day"`
	Parts     []partBody    `json:"parts"`
	Reach     int           `json:"reach_minutes"`
	Urgent    bool          `json:"urgent"`
	Appliance bool          `json:"appliance_arrived"`
	Note      string        `json:"note"`
	State     WaiterState   `json:"state" enum:"open,offered,booked,withdrawn"`
	Offered   int64         `json:"offered_start" doc:"of the slot that the patient was asked about and has not answered, 0: none"`
	Until     int64         `json:"offered_until" doc:"when the offer runs out"`
	OfferDoc  string        `json:"offered_doctor_id"`
	OfferBy   string        `json:"offered_by" doc:"name of who asked"`
	Gone      bool          `json:"offered_gone" doc:"somebody else has the offered time meanwhile"`
	Since     int64         `json:"since"`
}

// wireWaiter is an entry without the names around it.
func wireWaiter(w Waiter) waiterBody {
	out := waiterBody{
		ID: w.ID, Version: w.Version, Clinic: w.Clinic, Patient: BoardPatient{ID: w.Patient, Age: -1}, Template: BoardTemplate{ID: w.TemplateID},
		Visit: w.Visit, AddOns: emptyIfNil(w.AddOns), Doctors: emptyIfNil(w.Doctors), From: w.Days.From, To: w.Days.To, Parts: []partBody{},
		Reach: w.Reach, Urgent: w.Urgent, Appliance: w.Appliance, Note: w.Note, State: w.State, Since: w.Since,
		Offered: w.Offer.Start, Until: w.Offer.Until, OfferDoc: w.Offer.Doctor,
	}
	for _, p := range w.Parts {
		out.Parts = append(out.Parts, partBody{int(p.From), int(p.To)})
	}
	return out
}

// waiterBodies adds the names to entries.
func (s *Service) waiterBodies(tx *db.Tx, list []Waiter, today civil.Day) ([]waiterBody, error) {
	var people, booked, asked []string
	for _, w := range list {
		people, booked, asked = append(people, w.Patient), append(booked, w.Visit), append(asked, w.Offer.By)
	}
	staff, err := s.org.StaffByIDs(tx, distinct(asked))
	if err != nil {
		return nil, err
	}
	cards, err := s.patients.Cards(tx, distinct(people))
	if err != nil {
		return nil, err
	}
	templates, err := templatesByID(tx, nil)
	if err != nil {
		return nil, err
	}
	visits, err := visitsByID(tx, distinct(booked))
	if err != nil {
		return nil, err
	}
	out := make([]waiterBody, len(list))
	for i, w := range list {
		out[i] = wireWaiter(w)
		out[i].Patient = patientCard(cards[w.Patient], Visit{Patient: w.Patient}, today)
		t := templates[w.TemplateID]
		out[i].Template = t.templateCard(t.Colour)
		out[i].OfferBy = staff[w.Offer.By].Name
		for _, v := range visits {
			if v.ID == w.Visit {
				out[i].VisitAt = v.Plan.Start
			}
		}
	}
	return out, nil
}

type waiterItems struct {
	Items []waiterBody `json:"items"`
}

type newWaiterBody struct {
	Clinic    string     `json:"clinic_id" format:"uuid" maxLength:"36"`
	Patient   string     `json:"patient_id" format:"uuid" maxLength:"36"`
	Visit     string     `json:"visit_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$" doc:"the visit that would move forward"`
	Template  string     `json:"template_id" format:"uuid" maxLength:"36"`
	AddOns    []string   `json:"addons,omitempty" maxItems:"8" nullable:"false"`
	Doctors   []string   `json:"doctors,omitempty" maxItems:"20" nullable:"false"`
	From      string     `json:"from_day,omitempty" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	To        string     `json:"to_day,omitempty" maxLength:"10" pattern:"^([0-9]{4}-[0-9]{2}-[0-9]{2})?$"`
	Parts     []partBody `json:"parts,omitempty" maxItems:"6" nullable:"false"`
	Reach     int        `json:"reach_minutes,omitempty" minimum:"0" maximum:"1440" doc:"how long the patient needs to get here"`
	Urgent    bool       `json:"urgent,omitempty"`
	Appliance bool       `json:"appliance_arrived,omitempty"`
	Note      string     `json:"note,omitempty" maxLength:"500"`
}

func (b newWaiterBody) waiter() (NewWaiter, error) {
	for _, d := range []string{b.From, b.To} {
		if _, err := civil.Parse(d); d != "" && err != nil {
			return NewWaiter{}, DayWrong.At("from_day")
		}
	}
	return NewWaiter{Clinic: b.Clinic, Patient: b.Patient, Visit: b.Visit, Template: b.Template, AddOns: b.AddOns, Doctors: b.Doctors,
		Days: Days{civil.Day(b.From), civil.Day(b.To)}, Parts: partsOf(b.Parts), Reach: b.Reach, Urgent: b.Urgent, Appliance: b.Appliance,
		Note: b.Note}, nil
}

type rankedItems struct {
	Items []rankedBody `json:"items"`
}

type rankedBody struct {
	Waiter  waiterBody   `json:"waiter"`
	Fit     ToldFit      `json:"fit"`
	Score   int          `json:"score"`
	Reasons []WaitReason `json:"reasons"`
}

type freedItems struct {
	Items []freedBody `json:"items"`
}

type freedBody struct {
	Visit   BoardVisit `json:"visit" doc:"the visit that had the time"`
	Start   int64      `json:"start"`
	End     int64      `json:"end"`
	Doctor  string     `json:"doctor_id"`
	Waiters int        `json:"waiters" doc:"how many of the waitlist it could serve"`

	Invited []waiterBody `json:"invited" doc:"who was asked about it and has not answered yet"`
}

type clinicOnly struct {
	Clinic string `query:"clinic_id" required:"true" format:"uuid" maxLength:"36"`
}

func (s *Service) routesWaitlist(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.wait", Method: http.MethodPost, Path: "/visits/waitlist", Permission: MayBook, Idempotent: true, Status: http.StatusCreated,
		Summary: "Put somebody on the waitlist, or on the list of those who would come earlier",
		Faults:  []*fault.Def{TemplateUnknown, TemplateOff, WaiterDays, DayWrong, NotFound, FollowsWrong},
	}, func(ctx context.Context, in *struct{ Body newWaiterBody }) (*httpapi.Body[waiterBody], error) {
		w, err := in.Body.waiter()
		if err != nil {
			return nil, err
		}
		out, err := s.Wait(ctx, w)
		return &httpapi.Body[waiterBody]{Body: wireWaiter(out)}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.waitlist", Method: http.MethodGet, Path: "/visits/waitlist", Permission: MayView, Summary: "Who waits, the oldest first",
	}, func(ctx context.Context, in *clinicOnly) (*httpapi.Body[waiterItems], error) {
		var out waiterItems
		err := s.inClinic(ctx, in.Clinic, func(tx *db.Tx, today civil.Day, n Numbers) error {
			list, err := waiters(tx, in.Clinic)
			if err != nil {
				return err
			}
			gone, err := s.goneOffers(tx, in.Clinic, list, n)
			if err != nil {
				return err
			}
			out.Items, err = s.waiterBodies(tx, list, today)
			for i := range out.Items {
				out.Items[i].Gone = gone[out.Items[i].ID]
			}
			return err
		})
		return &httpapi.Body[waiterItems]{Body: out}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.freed", Method: http.MethodGet, Path: "/visits/freed", Permission: MayView,
		Summary: "What came free in the next week and is free still",
	}, func(ctx context.Context, in *clinicOnly) (*httpapi.Body[freedItems], error) {
		out, err := s.freedBodies(ctx, in.Clinic)
		return &httpapi.Body[freedItems]{Body: freedItems{out}}, err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.rank_waitlist", Method: http.MethodPost, Path: "/visits/waitlist/rank", Permission: MayView,
		Summary: "Who could use a stretch that came free, the best first; stores nothing", Faults: []*fault.Def{RangeTooLong},
	}, func(ctx context.Context, in *struct {
		Body struct {
			Clinic string `json:"clinic_id" format:"uuid" maxLength:"36"`
			Start  int64  `json:"start" minimum:"0" maximum:"8000000000000"`
			End    int64  `json:"end" minimum:"0" maximum:"8000000000000"`
			Doctor string `json:"doctor_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
			Place  string `json:"place_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
		}
	}) (*httpapi.Body[rankedItems], error) {
		b := in.Body
		freed := Freed{Span: span.Span{Start: b.Start, End: b.End}, DoctorID: b.Doctor, PlaceID: b.Place}
		if freed.Span.Empty() || b.End-b.Start > span.Day {
			return nil, RangeTooLong.At("end", "max", 1)
		}
		out, err := s.rankedBodies(ctx, b.Clinic, freed)
		return &httpapi.Body[rankedItems]{Body: rankedItems{out}}, err
	})
	s.routesWaiter(api)
}

// waiterFaults are what putting somebody of the list into a slot may answer.
var waiterFaults = append([]*fault.Def{WaiterNotFound, WaiterClosed, OfferNone, MoveEnded, staleFault}, bookFaults...)

// slotBody is where somebody of the list is booked, or what they are offered.
type slotBody struct {
	Start    int64    `json:"starts_at,omitempty" minimum:"0" maximum:"8000000000000" doc:"when booking, 0: the slot that was offered"`
	Doctor   string   `json:"doctor_id,omitempty" maxLength:"36" pattern:"^([0-9a-f-]{36})?$"`
	Places   []string `json:"places,omitempty" maxItems:"20" nullable:"false" doc:"empty: the clinic chooses"`
	Override string   `json:"override_reason,omitempty" maxLength:"200"`
}

func (b slotBody) slot() Slot { return Slot{b.Start, b.Doctor, b.Places, b.Override} }

// routesWaiter are the changes of one entry.
func (s *Service) routesWaiter(api *httpapi.API) {
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.withdraw", Method: http.MethodPost, Path: "/visits/waitlist/{id}/withdraw", Permission: MayBook,
		Summary: "End an entry without a visit", Faults: []*fault.Def{WaiterNotFound, WaiterClosed, staleFault},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
	}) (*httpapi.Versioned[waiterBody], error) {
		w, err := s.Withdraw(ctx, in.ID, in.At())
		return httpapi.Tagged(wireWaiter(w), w.Version), err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.offer", Method: http.MethodPost, Path: "/visits/waitlist/{id}/offer", Permission: MayBook,
		Summary: "Note that somebody was asked about a slot; it holds nothing", Faults: waiterFaults,
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body slotBody
	}) (*httpapi.Versioned[waiterBody], error) {
		w, err := s.Offer(ctx, in.ID, in.At(), in.Body.slot())
		return httpapi.Tagged(wireWaiter(w), w.Version), err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.decline", Method: http.MethodPost, Path: "/visits/waitlist/{id}/decline", Permission: MayBook,
		Summary: "End an offer without a visit; the entry waits on", Faults: []*fault.Def{WaiterNotFound, WaiterClosed, OfferNone, CancelParty, staleFault},
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body struct {
			Party Party `json:"party" enum:"patient,clinic" doc:"patient: said no, and is not asked about this time again; clinic: took the offer back"`
		}
	}) (*httpapi.Versioned[waiterBody], error) {
		w, err := s.Decline(ctx, in.ID, in.At(), in.Body.Party)
		return httpapi.Tagged(wireWaiter(w), w.Version), err
	})
	httpapi.Handle(api, httpapi.Route{
		ID: "visits.book_waiter", Method: http.MethodPost, Path: "/visits/waitlist/{id}/book", Permission: MayBook,
		Summary: "Book somebody of the waitlist, into the slot that was offered or another one", Faults: waiterFaults,
	}, func(ctx context.Context, in *struct {
		httpapi.ByID
		httpapi.IfMatch
		Body slotBody
	}) (*httpapi.Body[placedBody], error) {
		p, err := s.BookWaiter(ctx, in.ID, in.At(), in.Body.slot())
		if err != nil {
			return nil, err
		}
		return &httpapi.Body[placedBody]{Body: wirePlaced(p)}, nil
	})
}

func (s *Service) freedBodies(ctx context.Context, clinic string) ([]freedBody, error) {
	list, err := s.FreedSlots(ctx, clinic)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out := make([]freedBody, len(list))
	err = s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, n Numbers) error {
		visits := make([]Visit, len(list))
		for i, f := range list {
			visits[i] = f.Visit
		}
		cards, err := s.cards(tx, visits, n, today)
		for i := range cards {
			f := list[i].Freed
			out[i] = freedBody{cards[i], f.Span.Start, f.Span.End, f.DoctorID, list[i].Waiters, []waiterBody{}}
			if len(list[i].Invited) > 0 && err == nil {
				out[i].Invited, err = s.waiterBodies(tx, list[i].Invited, today)
			}
		}
		return err
	})
	return out, err
}

func (s *Service) rankedBodies(ctx context.Context, clinic string, freed Freed) ([]rankedBody, error) {
	list, err := s.Rank(ctx, clinic, freed)
	if err != nil || len(list) == 0 {
		return nil, err
	}
	out := make([]rankedBody, len(list))
	err = s.inClinic(ctx, clinic, func(tx *db.Tx, today civil.Day, _ Numbers) error {
		who := make([]Waiter, len(list))
		for i, r := range list {
			who[i] = r.Waiter
		}
		bodies, err := s.waiterBodies(tx, who, today)
		for i := range bodies {
			o := list[i].Offer
			out[i] = rankedBody{bodies[i], toldFit(o.Fit), o.Score, o.Reasons}
		}
		return err
	})
	return out, err
}
