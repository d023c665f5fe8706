package journeys

import (
	"context"
	"slices"
	"strings"
	"time"

	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/live"
)

// Enrolment is one patient in one journey, as it is shown.
type Enrolment struct {
	ID       string
	Clinic   string
	Patient  string
	Journey  string // id
	Name     string // of the journey
	Number   int    // of the version
	Version  int64  // number of the version in the group
	Key      string
	Node     string
	NodeName string
	NodeKind Kind // "" = the version has it no more
	Rung     int
	Seq      int64
	WakeAt   int64 // when it goes on by itself; 0 = over, or paused
	HeldAt   int64 // when it would have but for a pause
	Entered  int64
	LastAt   int64 // of the last step
	Held     bool  // by an experiment
	Control  bool  // hears no promotions of journeys
	Arms     map[string]string
	Vars     map[string]string
	End      Ending
	Reason   string
	Cause    string // id of the fact that let in, or clock: and its instant
}

// Step1 is a step of an enrolment, as it is shown, with what it did.
type Step1 struct {
	At      int64
	Seq     int64
	Version int64
	Heard   Heard
	Cause   string
	Path    []Pass
	Names   []NodeName // of the nodes of Path
	Did     []Did
}

// Did is an effect, as it is shown.
type Did struct {
	Kind       EffectKind
	Node       string
	Rung       int
	State      DidState
	What       string // purpose of a message, id of a task, …
	Occurrence string // of a message
}

// EnrolmentFilter is which enrolments are listed.
type EnrolmentFilter struct {
	Journey string // id; "" = any
	Patient string
	Clinic  string
	Node    string
	Open    bool // only those that go on
	Before  string
	Limit   int
}

// Enrolments lists enrolments of the clinics in sight, the latest first. Fault:
// NotFound.
func (s *Service) Enrolments(ctx context.Context, f EnrolmentFilter) (out []Enrolment, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		no := int64(0)
		if f.Journey != "" {
			j, err := journeyOne(tx, f.Journey, false)
			if err != nil {
				return err
			}
			no = j.No
		}
		list, err := enrolmentList(tx, f, no)
		if err != nil {
			return err
		}
		out, err = s.shownAll(tx, list)
		return err
	})
	return out, err
}

func (s *Service) shownAll(tx *db.Tx, list []*enrolment) ([]Enrolment, error) {
	all, err := journeyList(tx)
	if err != nil {
		return nil, err
	}
	numbers, err := liveNumbers(tx)
	if err != nil {
		return nil, err
	}
	out := make([]Enrolment, len(list))
	for i, e := range list {
		p, err := s.planOf(tx, e.Version)
		if err != nil {
			return nil, err
		}
		x := Enrolment{ID: e.ID, Clinic: e.Clinic, Patient: e.Patient, Number: numbers[e.Version], Version: e.Version, Key: e.Key, Node: e.Node, Rung: e.Sub, Seq: e.Seq,
			WakeAt: e.WakeAt, HeldAt: e.HeldAt, Entered: e.Entered, LastAt: e.LogAt, Held: e.Held, Control: e.Control, End: e.End, Reason: e.Reason, Cause: e.Cause,
			Arms: map[string]string{}, Vars: map[string]string{}}
		if n := p.Node(e.Node); n != nil {
			x.NodeName, x.NodeKind = n.Name, n.Kind
		}
		if j := slices.IndexFunc(all, func(j Journey) bool { return j.No == e.Journey }); j >= 0 {
			x.Journey, x.Name = all[j].ID, all[j].Name
		}
		x.Key, _, _ = strings.Cut(x.Key, "~")
		for k, v := range e.Vars {
			switch {
			case strings.HasPrefix(k, "@"):
				x.Arms[k[1:]] = v
			case !strings.HasPrefix(k, "~"):
				x.Vars[k] = v
			}
		}
		out[i] = x
	}
	return out, nil
}

// NodeName is what a node is called, or of which kind it is where nobody named it.
type NodeName struct {
	Node string `json:"node"`
	Name string `json:"name"`
	Kind Kind   `json:"kind"`
}

// Trace gives an enrolment with its steps, the latest first, and what each did.
// Fault: EnrolmentNotFound.
func (s *Service) Trace(ctx context.Context, one string) (e Enrolment, steps []Step1, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		x, err := enrolmentSeen(tx, one, false)
		if err != nil {
			return err
		}
		list, err := s.shownAll(tx, []*enrolment{x})
		if err != nil {
			return err
		}
		e = list[0]
		rows, err := stepsOf(tx, x, 1000)
		if err != nil {
			return err
		}
		done, err := effectsOf(tx, []string{x.ID})
		for _, r := range rows {
			p, err := s.planOf(tx, r.Version)
			if err != nil {
				return err
			}
			step := Step1{At: r.At, Seq: r.Seq, Version: r.Version, Heard: r.Heard, Cause: r.Cause, Path: pathOf(r.Path)}
			for _, at := range step.Path {
				if n := p.Node(at.Node); n != nil {
					step.Names = append(step.Names, NodeName{n.ID, n.Name, n.Kind})
				}
			}
			for _, d := range done {
				if d.Seq != r.Seq {
					continue
				}
				one := Did{Kind: d.Kind, Node: d.Node, Rung: d.Rung, State: d.State, What: d.What}
				if d.Kind == EffectMessage {
					one.Occurrence = occurrence(d)
				}
				step.Did = append(step.Did, one)
			}
			steps = append(steps, step)
		}
		return err
	})
	return e, steps, err
}

// EnterByHand lets a patient into a live journey whose entry is by hand or through the
// interface. Faults: NotFound, NotNow, AlreadyIn, PatientUnknown.
func (s *Service) EnterByHand(ctx context.Context, journey, patient, key string, last func(*db.Tx, Enrolment) error) (Enrolment, error) {
	var out Enrolment
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		if err := s.checkPatient(tx, patient); err != nil {
			return err
		}
		if _, err := holdInUse(tx); err != nil {
			return err
		}
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		if j.State != Live {
			return NotNow.With()
		}
		w, err := s.walkers(tx)
		if err != nil {
			return err
		}
		p, err := w.plan(j.LiveNo)
		if err != nil {
			return err
		}
		if key == "" {
			key = tx.NewID()
		}
		in, err := w.enter(p, []entrant{{patient: patient, key: key}})
		if err != nil {
			return err
		}
		if len(in) == 0 {
			return AlreadyIn.With()
		}
		list, err := s.shownAll(tx, in)
		if err != nil {
			return err
		}
		out = list[0]
		if err := s.noteEnrolment(tx, "journeys.entered", in[0], ""); err != nil {
			return err
		}
		return last(tx, out)
	})
	return out, err
}

// checkPatient refuses somebody whom the actor does not see. Fault: PatientUnknown.
func (s *Service) checkPatient(tx *db.Tx, patient string) error {
	if !id.Valid(patient) { // PostgreSQL would refuse the comparison
		return PatientUnknown.At("patient_id")
	}
	cards, err := s.d.Patients.Cards(tx, []string{patient})
	if _, seen := cards[patient]; err == nil && !seen {
		err = PatientUnknown.At("patient_id")
	}
	return err
}

// Remove takes a patient out of a journey; what is not sent or done yet is taken back.
// Faults: EnrolmentNotFound, ReasonMissing, Over.
func (s *Service) Remove(ctx context.Context, one, reason string) (Enrolment, error) {
	if strings.TrimSpace(reason) == "" {
		return Enrolment{}, ReasonMissing.At("reason")
	}
	var out Enrolment
	err := s.d.DB.Write(ctx, func(tx *db.Tx) error {
		e, err := enrolmentSeen(tx, one, true)
		if err != nil {
			return err
		}
		if e.End != "" {
			return Over.With()
		}
		w, err := s.walkers(tx)
		if err != nil {
			return err
		}
		if err := w.end([]*enrolment{e}, EndRemoved, "removed"); err != nil {
			return err
		}
		if err := s.noteEnrolment(tx, "journeys.removed", e, strings.TrimSpace(reason)); err != nil {
			return err
		}
		list, err := s.shownAll(tx, []*enrolment{e})
		if err == nil {
			out = list[0]
		}
		return err
	})
	return out, err
}

// noteEnrolment records what a person did to an enrolment.
func (s *Service) noteEnrolment(tx *db.Tx, action string, e *enrolment, reason string) error {
	err := s.d.Audit.Record(tx, audit.Entry{Action: action, SubjectKind: "journey_enrolment", SubjectID: e.ID, Patient: e.Patient, Clinic: e.Clinic, Reason: reason,
		After: map[string]any{"journey": e.Journey, "version": e.Version, "node": e.Node}})
	if err != nil {
		return err
	}
	return s.d.Live.Touch(tx, live.Change{Topic: "journeys", Clinic: e.Clinic, Key: e.Patient, ID: e.ID})
}

// Counts is how a journey stands, in the clinics in sight.
type Counts struct {
	In      int            // who is in it now
	Nodes   map[string]int // by node of the live version
	Others  int            // in versions before
	Entered int            // within the last 30 days
	Ended   map[Ending]int // of those
}

// Standing counts who is where in a journey. Fault: NotFound.
func (s *Service) Standing(ctx context.Context, journey string) (c Counts, err error) {
	c = Counts{Nodes: map[string]int{}, Ended: map[Ending]int{}}
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		all, err := inUse(tx)
		if err != nil {
			return err
		}
		var nos []int64
		for _, v := range all {
			if v.Journey == j.No {
				nos = append(nos, v.No)
			}
		}
		rows, err := waiting(tx, nos)
		if err != nil {
			return err
		}
		for _, r := range rows {
			c.In += r.N
			if r.Version == j.LiveNo {
				c.Nodes[r.Node] += r.N
			} else {
				c.Others += r.N
			}
		}
		ends, err := endings(tx, j.No, tx.Now()-30*24*time.Hour.Milliseconds())
		for _, r := range ends {
			c.Entered += r.N
			if r.End != "" {
				c.Ended[r.End] += r.N
			}
		}
		return err
	})
	return c, err
}
