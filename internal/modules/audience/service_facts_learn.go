package audience

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/complaints"
	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/plans"
	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
)

// learns are the facts from which the audience learns, with who writes down what they
// say, in the transaction of the fact.
func (s *Service) learns() map[string]func(*db.Tx, events.Fact) error {
	out := map[string]func(*db.Tx, events.Fact) error{
		patients.FactMerged: s.learnMerge, patients.FactMergeUndone: s.learnUnmerge, patients.FactRegistered: s.learnNew,
		plans.FactItemExecuted: s.learnDone, plans.FactExecutionUndone: s.learnUndone, visits.FactUndone: s.learnStepBack,
		messages.FactHeard: s.learnHeard, complaints.FactRaised: s.learnComplaint, followup.FactReached: s.learnResult,
		followup.FactRecalls: func(tx *db.Tx, f events.Fact) error {
			return s.refresh(tx, causeOf(f), f.Patient, (*reader).recalls, []string{"recall_due"})
		},
	}
	for f, kinds := range map[*func(*db.Tx, events.Fact) error][]string{
		ptr(s.learnRecord): {patients.FactChanged, patients.FactIntroducerSet, patients.FactConsent, patients.FactWithdrawn, patients.FactHandedOver},
		ptr(s.learnVisit):  {visits.FactBooked, visits.FactMoved, visits.FactRescheduled, visits.FactParked, visits.FactTreated, visits.FactLeft, visits.FactNoShow, visits.FactCancelled, visits.FactArrived},
		ptr(s.learnPlan):   {plans.FactPresented, plans.FactAccepted, plans.FactDeclined, plans.FactChanged, plans.FactCompleted, plans.FactReopened, plans.FactEnded},
		ptr(s.learnMoney):  {"billing.charged", "billing.received", "billing.credited", "billing.refunded", "billing.receipt_voided"},
		ptr(s.learnClosed): {complaints.FactClosed, complaints.FactReopened},
		ptr(s.learnSend):   {messages.FactAccepted, messages.FactDelivered, messages.FactFailed},
		ptr(s.learnCheck):  {"checkin.joined", "checkin.due", "checkin.done", "checkin.missed", "checkin.paused", "checkin.resumed", "checkin.left"},
		ptr(s.learnCoupon): {"content.granted", "content.used"},
		ptr(s.learnBound):  {messages.FactBound, messages.FactUnbound},
	} {
		for _, k := range kinds {
			out[k] = *f
		}
	}
	return out
}

func ptr[T any](v T) *T { return &v }

// learner is the subscription by which the audience learns.
func (s *Service) learner() events.Subscription {
	by := s.learns()
	return events.Subscription{Name: "audience.learn", Kinds: sortedKeys(by), Backfill: true, Now: func(tx *db.Tx, f events.Fact) error {
		if f.Backfill && (f.Kind == patients.FactRegistered || moduleOf(f.Kind) == "visits") {
			return nil // told in bulk, by an import or the demo: everybody is gathered at its end
		}
		return by[f.Kind](tx, f)
	}}
}

// importer gathers everybody after an import, or after one was undone.
func (s *Service) importer() events.Subscription {
	return events.Subscription{Name: "audience.after_import", Kinds: []string{patients.FactImported, patients.FactImportUndone},
		Later: func(ctx context.Context, _ []events.Fact) error {
			_, err := s.GatherAll(ctx, false)
			return err
		}}
}

// starter gives a group that opens its first clinic the segments that ship.
func (s *Service) starter() events.Subscription {
	return events.Subscription{Name: "audience.start", Kinds: []string{org.ClinicOpened}, Later: func(ctx context.Context, _ []events.Fact) error {
		if err := s.Arrive(ctx); err != nil {
			return err
		}
		_, err := s.Install(ctx) // nobody is known yet
		return err
	}}
}

// dayOf is the day on which a fact happened, at its clinic or, of the whole group, at
// the person's.
func (s *Service) dayOf(tx *db.Tx, f events.Fact) (civil.Day, error) {
	if f.Clinic != "" {
		zone, err := s.d.Org.Zone(tx, f.Clinic)
		return civil.Of(f.At, zone), err
	}
	list, err := peopleOf(tx, []string{f.Patient})
	if err != nil || len(list) == 0 {
		return "", err
	}
	zone, err := s.d.Org.Zone(tx, list[0].HomeID)
	return civil.Of(f.At, zone), err
}

// happen writes down that a fact happened to its patient.
func (s *Service) happen(tx *db.Tx, f events.Fact, word, other string, amount int64) error {
	if f.Patient == "" {
		return nil
	}
	day, err := s.dayOf(tx, f)
	if err != nil || day == "" {
		return err
	}
	return s.saw(tx, causeOf(f), []Happening{{Patient: f.Patient, Kind: f.Kind, Subject: f.Subject, At: f.At, Day: day, Word: word, Other: other, Amount: amount}})
}

func (s *Service) learnNew(tx *db.Tx, f events.Fact) error {
	if err := s.gather(tx, causeOf(f), []string{f.Patient}, false); err != nil {
		return err
	}
	var b struct {
		Source string `json:"source"`
	}
	if err := f.Decode(&b); err != nil {
		return err
	}
	return s.happen(tx, f, b.Source, "", 0)
}

func (s *Service) learnRecord(tx *db.Tx, f events.Fact) error {
	err := s.refresh(tx, causeOf(f), f.Patient, func(r *reader, p map[string]*Profile, w map[string]map[string][]string) error {
		return r.records(p, w)
	}, recordColumns)
	if err != nil {
		return err
	}
	return s.mirrorTags(tx, causeOf(f), f.Patient)
}

// learnMerge gives what happened to the record that goes to the one that stays, and
// takes the former out.
func (s *Service) learnMerge(tx *db.Tx, f events.Fact) error {
	var b struct {
		From string `json:"from"`
		Into string `json:"into"`
	}
	if err := f.Decode(&b); err != nil {
		return err
	}
	if err := s.join(tx, causeOf(f), b.From, b.Into); err != nil {
		return err
	}
	if err := s.forget(tx, b.From); err != nil {
		return err
	}
	return s.gather(tx, causeOf(f), []string{b.Into}, true)
}

// learnUnmerge reads both records anew: the rows of the modules went back to where
// they were, and facts stay with the record of their time.
func (s *Service) learnUnmerge(tx *db.Tx, f events.Fact) error {
	var b struct {
		From string `json:"from"`
		Into string `json:"into"`
	}
	if err := f.Decode(&b); err != nil {
		return err
	}
	both := []string{b.From, b.Into}
	for _, p := range both {
		no, err := numberOf(tx, p)
		if err != nil {
			return err
		}
		if err := emptyHappened(tx, no); err != nil {
			return err
		}
	}
	if err := s.gather(tx, causeOf(f), both, true); err != nil {
		return err
	}
	for _, p := range both {
		if err := s.rehear(tx, p); err != nil {
			return err
		}
	}
	return nil
}

// rehear learns once more from the facts about somebody of which no module below
// keeps more.
func (s *Service) rehear(tx *db.Tx, patient string) error {
	by := s.learns()
	kinds := slices.DeleteFunc(sortedKeys(by), func(k string) bool {
		m := moduleOf(k)
		return m != "messages" && m != "checkin" && m != "content" && m != "followup" && k != patients.FactRegistered
	})
	list, err := events.List(tx, events.Filter{Patient: patient, Kinds: kinds, Limit: 5000})
	if err != nil {
		return err
	}
	for _, f := range list {
		f.Backfill = true
		if err := by[f.Kind](tx, f); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) learnVisit(tx *db.Tx, f events.Fact) error {
	if err := s.refresh(tx, causeOf(f), f.Patient, (*reader).comings, comingColumns); err != nil {
		return err
	}
	var b visits.FactBody
	if err := f.Decode(&b); err != nil {
		return err
	}
	if f.Kind == visits.FactBooked {
		return s.happen(tx, f, b.Code, b.Category, 0)
	}
	if b.Category == "consultation" && f.Kind == visits.FactTreated {
		if err := s.refresh(tx, causeOf(f), f.Patient, (*reader).plans, orthoColumns, planAttrs...); err != nil {
			return err
		}
	}
	if !slices.Contains(ended, f.Kind) {
		return nil
	}
	return s.saw(tx, causeOf(f), []Happening{{Patient: f.Patient, Kind: f.Kind, Subject: b.Visit, At: b.Start, Day: b.Day, Word: b.Code, Other: b.Category}})
}

// learnStepBack takes back how a visit ended.
func (s *Service) learnStepBack(tx *db.Tx, f events.Fact) error {
	for _, k := range ended {
		if err := s.unsaw(tx, causeOf(f), f.Patient, k, f.Subject); err != nil {
			return err
		}
	}
	if err := s.refresh(tx, causeOf(f), f.Patient, (*reader).comings, comingColumns); err != nil {
		return err
	}
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).plans, orthoColumns, planAttrs...)
}

func (s *Service) learnPlan(tx *db.Tx, f events.Fact) error {
	if err := s.refresh(tx, causeOf(f), f.Patient, (*reader).plans, orthoColumns, planAttrs...); err != nil {
		return err
	}
	if f.Kind != plans.FactPresented && f.Kind != plans.FactAccepted && f.Kind != plans.FactDeclined {
		return nil
	}
	items, err := s.d.Plans.OfferedTo(tx, []string{f.Patient})
	if err != nil {
		return err
	}
	day, err := s.dayOf(tx, f)
	if err != nil {
		return err
	}
	var list []Happening
	for _, o := range items {
		if o.Plan != f.Subject {
			continue
		}
		for _, t := range teeth(o.Site) {
			list = append(list, Happening{Patient: f.Patient, Kind: f.Kind, Subject: o.Plan, Part: len(list), At: f.At, Day: day, Word: o.Code, Other: t})
		}
	}
	return s.saw(tx, causeOf(f), list)
}

func (s *Service) learnDone(tx *db.Tx, f events.Fact) error {
	var b plans.ExecutedBody
	if err := f.Decode(&b); err != nil {
		return err
	}
	err := s.saw(tx, causeOf(f), doneOf(plans.Executed{Execution: b.Execution, Patient: f.Patient, Code: b.Code, Site: b.Site, Day: b.Day, At: f.At}))
	if err != nil || b.PlanKind == plans.Direct {
		return err
	}
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).plans, orthoColumns, planAttrs...)
}

func (s *Service) learnUndone(tx *db.Tx, f events.Fact) error {
	if err := s.unsaw(tx, causeOf(f), f.Patient, plans.FactItemExecuted, f.Subject); err != nil {
		return err
	}
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).plans, orthoColumns, planAttrs...)
}

// learnMoney reads somebody's charges anew: which of them are settled may have changed
// with any payment.
func (s *Service) learnMoney(tx *db.Tx, f events.Fact) error {
	if err := s.refresh(tx, causeOf(f), f.Patient, (*reader).purses, purseColumns); err != nil {
		return err
	}
	no, err := numberOf(tx, f.Patient)
	if err != nil || no == 0 {
		return err
	}
	day, err := s.dayOf(tx, f)
	if err != nil {
		return err
	}
	from := day.AddMonths(-12 * knownYears)
	now, err := s.reads(tx, []string{f.Patient}).charges(from)
	if err != nil {
		return err
	}
	was, err := amountsOf(tx, no, chargedKind, from)
	if err != nil {
		return err
	}
	var fresh []Happening
	for _, h := range now {
		amount, there := was[h.Subject]
		if there && amount == h.Amount {
			delete(was, h.Subject)
			continue
		}
		fresh = append(fresh, h)
	}
	for _, bill := range sortedKeys(was) {
		if err := s.unsaw(tx, causeOf(f), f.Patient, chargedKind, bill); err != nil {
			return err
		}
	}
	return s.saw(tx, causeOf(f), fresh)
}

func (s *Service) learnComplaint(tx *db.Tx, f events.Fact) error {
	var b complaints.Told
	if err := f.Decode(&b); err != nil {
		return err
	}
	if err := s.happen(tx, f, string(b.About), string(b.Severity), 0); err != nil {
		return err
	}
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).complains, []string{"complaint"})
}

func (s *Service) learnClosed(tx *db.Tx, f events.Fact) error {
	if f.Kind == complaints.FactClosed {
		if err := s.happen(tx, f, "", "", 0); err != nil {
			return err
		}
	}
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).complains, []string{"complaint"})
}

func (s *Service) learnResult(tx *db.Tx, f events.Fact) error {
	var b followup.FactBody
	if err := f.Decode(&b); err != nil {
		return err
	}
	return s.happen(tx, f, string(b.Level), "", int64(b.Satisfaction))
}

func (s *Service) learnSend(tx *db.Tx, f events.Fact) error {
	var b messages.Told
	if err := f.Decode(&b); err != nil || b.Staff != "" {
		return err
	}
	return s.happen(tx, f, b.Purpose, string(b.Channel), 0)
}

// learnHeard writes a word down for everybody for whom its address speaks.
func (s *Service) learnHeard(tx *db.Tx, f events.Fact) error {
	var b messages.Word
	if err := f.Decode(&b); err != nil {
		return err
	}
	for _, p := range b.Of {
		f.Patient = p
		if err := s.happen(tx, f, b.What, "", 0); err != nil {
			return err
		}
	}
	return nil
}

func (s *Service) learnCheck(tx *db.Tx, f events.Fact) error {
	var b struct {
		Programme string    `json:"programme"`
		Day       civil.Day `json:"day"`
	}
	if err := f.Decode(&b); err != nil || f.Patient == "" {
		return err
	}
	if b.Day == "" {
		return s.happen(tx, f, b.Programme, "", 0)
	}
	return s.saw(tx, causeOf(f), []Happening{{Patient: f.Patient, Kind: f.Kind, Subject: f.Subject, At: f.At, Day: b.Day, Word: b.Programme}})
}

func (s *Service) learnCoupon(tx *db.Tx, f events.Fact) error {
	var b struct {
		Face string `json:"face"`
	}
	if err := f.Decode(&b); err != nil {
		return err
	}
	return s.happen(tx, f, b.Face, "", 0)
}

func (s *Service) learnBound(tx *db.Tx, f events.Fact) error {
	return s.refresh(tx, causeOf(f), f.Patient, (*reader).bound, []string{"wechat"})
}
