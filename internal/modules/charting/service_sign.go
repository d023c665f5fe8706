package charting

import (
	"context"
	"errors"
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// Proof is how somebody proves at a signature who they are.
type Proof struct{ Password, Code string }

func (p Proof) method() Method {
	if p.Code != "" {
		return ByCode
	}
	return ByPassword
}

// Sign signs a record: its author proves once more who they are, errors of
// quality stand against it and each warning needs a reason. A draft is submitted
// in the same act. Faults: RecordNotFound, db.Stale, AlreadySigned, NotAuthor,
// ReviewOpen, QualityErrors, ReasonsNeeded and those of auth.Confirm.
func (s *Service) Sign(ctx context.Context, record string, version int64, p Proof, reasons map[Rule]string) (Record, error) {
	// Looked at first, so that nobody gives a password for nothing.
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := recordAt(tx, record, version)
		if err != nil {
			return err
		}
		_, err = s.settle(tx, r, reasons)
		return err
	})
	if err != nil {
		return Record{}, err
	}
	if err := s.auth.Confirm(ctx, p.Password, p.Code); err != nil {
		return Record{}, err
	}
	return s.signProved(ctx, record, version, p.method(), reasons)
}

// signProved signs for who has proved who they are.
func (s *Service) signProved(ctx context.Context, record string, version int64, m Method, reasons map[Rule]string) (Record, error) {
	return s.change(ctx, record, version, func(tx *db.Tx, r *Record) (told, error) {
		waived, err := s.settle(tx, *r, reasons)
		if err != nil {
			return told{}, err
		}
		return s.sign(tx, r, m, waived)
	})
}

// sign makes the signed version of a record.
func (s *Service) sign(tx *db.Tx, r *Record, m Method, waived []Waived) (told, error) {
	if r.State == Draft {
		r.Review = Review{}
	}
	if err := s.submitted(tx, r); err != nil {
		return told{}, err
	}
	v := r.version(DidSign, tx.Actor(), tx.Now())
	v.Method, v.Waived = m, waived
	r.State, r.SignedAt, r.Allergy = Signed, tx.Now(), statesAllergy(r.Content)
	return told{fact: FactRecordSigned, after: map[string]any{"method": m, "waived": waived, "late": r.Late}}, s.keep(tx, r, v)
}

// settle gives the warnings with their reasons, or what stands against a signature.
func (s *Service) settle(tx *db.Tx, r Record, reasons map[Rule]string) ([]Waived, error) {
	if err := r.maySign(tx.Actor()); err != nil {
		return nil, err
	}
	found, err := s.findings(tx, r)
	if err != nil {
		return nil, err
	}
	against, open, waived := Settle(found, reasons)
	for _, w := range waived {
		if f := checkText("reasons", w.Reason, maxLine); f != nil {
			return nil, f
		}
	}
	switch {
	case len(against) > 0:
		return nil, qualityFault(QualityErrors, against)
	case len(open) > 0:
		return nil, qualityFault(ReasonsNeeded, open)
	}
	return waived, nil
}

// Amendment changes what was signed, by a new version.
type Amendment struct {
	Parts  []Section
	Reason string
	Proof
}

// Amend adds a version to a signed record: who, when and why stand in it, and the
// versions before stay as they are. Faults: RecordNotFound, db.Stale, NotSigned,
// ReasonMissing, Unchanged, those of the values and of auth.Confirm.
func (s *Service) Amend(ctx context.Context, record string, version int64, a Amendment) (Record, error) {
	a.Reason = strings.TrimSpace(a.Reason)
	if f := checkText("reason", a.Reason, maxLine); f != nil {
		return Record{}, f
	}
	if a.Reason == "" {
		return Record{}, ReasonMissing.At("reason")
	}
	content, err := tidy(a.Parts)
	if err != nil {
		return Record{}, err
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := recordAt(tx, record, version)
		if err != nil {
			return err
		}
		return r.mayAmend(content)
	})
	if err != nil {
		return Record{}, err
	}
	if err := s.auth.Confirm(ctx, a.Password, a.Code); err != nil {
		return Record{}, err
	}
	return s.change(ctx, record, version, func(tx *db.Tx, r *Record) (told, error) {
		if err := r.mayAmend(content); err != nil {
			return told{}, err
		}
		r.Content = content
		v := r.version(DidAmend, tx.Actor(), tx.Now())
		v.Method, v.Reason = a.method(), a.Reason
		return told{fact: FactRecordAmended, reason: a.Reason, after: map[string]any{"method": v.Method}}, s.keep(tx, r, v)
	})
}

// maxAtOnce is how many records are signed with one proof.
const maxAtOnce = 50

// Unsigned is what waits for somebody's hand.
type Unsigned struct {
	List    []Record             // written by them and not signed, the oldest first
	Found   map[string][]Finding // by record: what the rules of quality find
	Reviews []Record             // that wait for their word
	People  map[string]patients.Card
	Names   map[string]org.Staff
}

// UnsignedOf gives what the actor has written and not signed in the clinics in
// sight, and what they are asked to review.
func (s *Service) UnsignedOf(ctx context.Context) (Unsigned, error) {
	var u Unsigned
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if u.List, err = unsignedBy(tx, tx.Actor(), maxAtOnce); err != nil {
			return err
		}
		if u.Reviews, err = reviewsOf(tx, tx.Actor(), maxOpen); err != nil {
			return err
		}
		u.Found = map[string][]Finding{}
		for _, r := range u.List {
			if u.Found[r.ID], err = s.findings(tx, r); err != nil {
				return err
			}
		}
		all := append(append([]Record{}, u.List...), u.Reviews...)
		var people []string
		for _, r := range all {
			people = append(people, r.Patient)
		}
		if u.People, err = s.patients.Cards(tx, people); err != nil {
			return err
		}
		u.Names, err = s.namesOf(tx, all)
		return err
	})
	return u, err
}

// ToSign names a record at the version that was read.
type ToSign struct {
	Record  string
	Version int64
}

// SignedOne is what became of one of several: nil = it is signed.
type SignedOne struct {
	Record string
	Not    *fault.Fault
}

// SignSeveral signs several of one's own records with one proof, each by itself:
// one against which a rule stands, or whose warning wants a reason, is left and the
// others are signed. Faults: RecordNotFound before anybody gives a password, and
// those of auth.Confirm; the list tells the rest.
func (s *Service) SignSeveral(ctx context.Context, list []ToSign, p Proof) ([]SignedOne, error) {
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		for _, one := range list {
			if _, err := recordByID(tx, one.Record); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	if err := s.auth.Confirm(ctx, p.Password, p.Code); err != nil {
		return nil, err
	}
	var out []SignedOne
	for _, one := range list {
		_, err := s.signProved(ctx, one.Record, one.Version, p.method(), nil)
		var no *fault.Fault
		if err != nil && !errors.As(err, &no) {
			return out, err
		}
		out = append(out, SignedOne{one.Record, no})
	}
	return out, nil
}
