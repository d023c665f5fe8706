package visits

import (
	"context"
	"errors"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
)

// refused ends a transaction because of the clashes of the last placing; what is
// told of it is looked up afterwards.
type refused struct {
	why error // ReasonMissing; nil: the first clash is told
}

// Error makes it an error; no user ever sees it.
func (r *refused) Error() string { return "visits: refused" }

// Refusal is what a refused booking carries for programs.
type Refusal struct {
	Clashes []ToldClash `json:"clashes"`
	Fits    []ToldFit   `json:"fits"`
}

// ToldClash is a clash with the names of things.
type ToldClash struct {
	Kind        ClashKind `json:"kind" enum:"place_taken,place_blocked,doctor_taken,pool_exhausted,outside_shift,closed,day_template,wrong_place,start_past,appliance_missing,patient_elsewhere"`
	Overridable bool      `json:"overridable" doc:"a person with the right may override it with a reason"`
	Warning     bool      `json:"warning" doc:"refuses nothing"`
	Resource    string    `json:"resource" doc:"place:<id>, doctor:<id>, pool:A or clinic:<id>"`
	Name        string    `json:"name" doc:"what the resource is called"`
	Holder      string    `json:"holder" doc:"id of the visit or block that has it"`
	HolderName  string    `json:"holder_name"`
	Start       int64     `json:"start"`
	End         int64     `json:"end"`
	Rule        string    `json:"rule" doc:"key of the rule of the day template, or the reason of a block or closed day"`
	RuleName    string    `json:"rule_name"`
}

// ToldFit is one way out.
type ToldFit struct {
	Day     civil.Day `json:"day"`
	Start   int64     `json:"start"`
	End     int64     `json:"end"`
	Doctor  string    `json:"doctor_id"`
	Places  []string  `json:"places"`
	Pattern string    `json:"pattern"`
	Score   int       `json:"score"`
	Reasons []Reason  `json:"reasons"`
}

func toldFit(f Fit) ToldFit {
	return ToldFit{Day: f.Date, Start: f.Plan.Start, End: f.Plan.End(), Doctor: f.Plan.DoctorID, Places: f.Plan.Places,
		Pattern: f.Plan.Pattern.String(), Score: f.Score, Reasons: f.Reasons}
}

func toldFits(list []Fit) []ToldFit {
	out := make([]ToldFit, len(list))
	for i, f := range list {
		out[i] = toldFit(f)
	}
	return out
}

// explainDays and explainFits are how far a refusal looks for ways out, and how
// many it names.
const (
	explainDays = 14
	explainFits = 3
)

// tries is how often a booking is tried before its desk is told that others
// were faster.
const tries = 5

// placed does a use case that places visits in one transaction, and explains why
// it refused. Two clinics book one doctor under two locks, so that one of them may
// meet the other's claim on a hand of several that it took for free: it looks
// again and finds the next one.
func (s *Service) placed(ctx context.Context, place func(*db.Tx) ([]placing, error)) error {
	for try := 1; ; try++ {
		var tried []placing
		err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
			tried, err = place(tx)
			return err
		})
		err = s.explained(ctx, tried, err)
		if try == tries || !errors.Is(err, ChairTaken) {
			return err
		}
	}
}

// explained turns the end of a booking into what the user reads. A constraint
// that spoke is looked at again, because the one who was faster is in the data
// now.
func (s *Service) explained(ctx context.Context, tried []placing, err error) error {
	var r *refused
	spoke := db.Violated(err)
	constraint := spoke == claimsOverlap || spoke == "visits_claims_pkey"
	if len(tried) == 0 || (!errors.As(err, &r) && !constraint) {
		return err
	}
	p := tried[len(tried)-1]
	var out *fault.Fault
	readErr := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = s.refusal(tx, p, constraint)
		return err
	})
	if readErr != nil {
		return readErr
	}
	if r != nil && r.why != nil {
		if why, ok := fault.As(r.why); ok {
			return why.WithDetails(out.Details)
		}
	}
	return out
}

// refusal names the first clash and lists all, with the next fits.
func (s *Service) refusal(tx *db.Tx, p placing, again bool) (*fault.Fault, error) {
	days, err := s.LoadDays(tx, p.in.Clinic, p.day, p.day.AddDays(explainDays-1))
	if err != nil {
		return nil, err
	}
	states := make([]*DayState, len(days))
	for i, d := range days {
		states[i] = d.Prepare()
	}
	clashes := p.clashes
	if again {
		clashes, err = Standing(Check(states[0], p.booking), Override{Allowed: true, Reason: "the constraint spoke"})
		if err != nil {
			return nil, err
		}
	}
	names, err := s.namesIn(tx, states[0], clashes)
	if err != nil {
		return nil, err
	}
	details := Refusal{Clashes: toldClashes(clashes, names), Fits: toldFits(Explain(states, p.query(), p.in.Start, explainFits))}
	if len(clashes) == 0 {
		// The one who was faster has given it back already, or left another hand.
		return ChairTaken.With().WithDetails(details), nil
	}
	told := clashes[0]
	told.Rule = names.rules[told.Rule]
	first := told.Fault(names.of(told))
	return first.WithDetails(details), nil
}

// clashNames are the names of what clashes speak of.
type clashNames struct {
	things  map[string]string // by resource
	holders map[string]string // by visit
	rules   map[string]string // by key
	day     *DayState
}

func (n clashNames) of(c Clash) ClashNames {
	return ClashNames{Resource: n.things[c.Resource], Holder: n.holders[c.Holder], Zone: n.day.Zone}
}

func toldClashes(list []Clash, n clashNames) []ToldClash {
	out := make([]ToldClash, len(list))
	for i, c := range list {
		out[i] = ToldClash{
			Kind: c.Kind, Overridable: c.Weight == Reasoned, Warning: c.Weight == Warning, Resource: c.Resource, Name: n.things[c.Resource],
			Holder: c.Holder, HolderName: n.holders[c.Holder], Start: c.Span.Start, End: c.Span.End, Rule: c.Rule,
			RuleName: n.rules[c.Rule],
		}
	}
	return out
}

// namesIn looks up the names of resources and holders. A holder at a clinic that
// the actor does not see is told as somebody there: who is treated in it is no
// business of this desk.
func (s *Service) namesIn(tx *db.Tx, day *DayState, clashes []Clash) (clashNames, error) {
	n := clashNames{things: map[string]string{}, holders: map[string]string{}, rules: map[string]string{}, day: day}
	patientOf := map[string]string{}
	for _, h := range day.Held {
		patientOf[h.VisitID] = h.PatientID
	}
	var doctors, people []string
	if err := s.ownersElsewhere(tx, clashes, patientOf); err != nil {
		return n, err
	}
	for _, c := range clashes {
		n.rules[c.Rule] = word(tx.Context(), "visits.rule.", c.Rule)
		if who, ok := strings.CutPrefix(c.Resource, "pool:"); ok {
			n.things[c.Resource] = word(tx.Context(), "visits.who.", who)
		}
		if id, ok := PlaceOf(c.Resource); ok && day.places[id] != nil {
			n.things[c.Resource] = day.places[id].Name
		}
		if id, ok := doctorResource(c.Resource); ok {
			doctors = append(doctors, id)
		}
		if p := patientOf[c.Holder]; p != "" {
			people = append(people, p)
		}
	}
	staff, err := s.org.StaffByIDs(tx, doctors)
	if err != nil {
		return n, err
	}
	for id, one := range staff {
		n.things["doctor:"+id] = one.Name
	}
	cards, err := s.patients.Cards(tx, people)
	if err != nil {
		return n, err
	}
	for visitID, p := range patientOf {
		if c, ok := cards[p]; ok {
			n.holders[visitID] = c.Name
		}
	}
	for _, c := range clashes {
		if c.Holder != "" && c.Kind != ClashBlock && n.holders[c.Holder] == "" {
			n.holders[c.Holder] = word(tx.Context(), "visits.holder.", "elsewhere")
		}
	}
	return n, nil
}

// ownersElsewhere adds whose the visits of other clinics are that stand against
// something, as far as the actor sees those clinics.
func (s *Service) ownersElsewhere(tx *db.Tx, clashes []Clash, patientOf map[string]string) error {
	var unknown []string
	for _, c := range clashes {
		if c.Holder != "" && c.Kind != ClashBlock && patientOf[c.Holder] == "" {
			unknown = append(unknown, c.Holder)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	list, err := visitsByID(tx, distinct(unknown))
	for _, v := range list {
		patientOf[v.ID] = v.Patient
	}
	return err
}

// doctorResource is the doctor that a clash speaks of, with or without a lane.
func doctorResource(resource string) (string, bool) {
	if id, _, ok := DoctorOf(resource); ok {
		return id, true
	}
	const prefix = "doctor:"
	if len(resource) > len(prefix) && resource[:len(prefix)] == prefix {
		return resource[len(prefix):], true
	}
	return "", false
}
