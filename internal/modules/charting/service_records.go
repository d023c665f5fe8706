package charting

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/modules/visits"
	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// NewRecord begins a record.
type NewRecord struct {
	Visit    string
	Kind     Kind   // "" = what the visit suggests
	Author   string // "" = the actor; otherwise the visit's doctor, for whom the actor writes
	Template string // fills it; "" = empty
}

// Begin begins a record of a visit whose patient has come; a note needs no such
// visit. last runs at the end of the transaction. Faults: visits.NotFound,
// VisitNotBegun, BadChoice, BadAuthor, TemplateNotFound, RecordExists with the id
// as details.
func (s *Service) Begin(ctx context.Context, n NewRecord, last func(*db.Tx, Record) error) (Record, error) {
	var r Record
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		v, err := s.visits.ByID(tx, n.Visit)
		if err != nil {
			return err
		}
		if r, err = begun(tx, v, n); err != nil {
			return err
		}
		if n.Template != "" {
			t, err := s.usable(tx, n.Template)
			if err != nil {
				return err
			}
			r.Content = t.Content
		}
		if err := insertRecord(tx, r); err != nil {
			return err
		}
		if err := s.tell(tx, told{record: r, fact: FactRecordBegun, after: map[string]any{"kind": r.Kind, "visit": r.Visit, "author": r.Author}}); err != nil {
			return err
		}
		return last(tx, r)
	})
	if db.Violated(err) != "charting_records_author" {
		return r, err
	}
	return r, s.exists(ctx, n.Visit, r.Author)
}

// exists is the fault of a second record, with the first one's id.
func (s *Service) exists(ctx context.Context, visit, author string) error {
	var other string
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		other, err = recordOfAuthor(tx, visit, author)
		return err
	})
	if err != nil {
		return err
	}
	return RecordExists.With().WithDetails(map[string]string{"id": other})
}

// begun is a new record as it would be stored.
func begun(tx *db.Tx, v visits.Visit, n NewRecord) (Record, error) {
	r := Record{
		ID: tx.NewID(), Version: 1, Clinic: v.Clinic, Patient: v.Patient, Visit: v.ID, Day: v.Day, Kind: n.Kind, State: Draft,
		Author: n.Author, Writer: tx.Actor(), CreatedAt: tx.Now(), ChangedAt: tx.Now(),
	}
	if r.Kind == "" {
		r.Kind = visitKind(v)
	}
	if !slices.Contains(Kinds, r.Kind) {
		return r, BadChoice.At("kind")
	}
	if r.Kind != Note && !came(v.Progress.State) {
		return r, VisitNotBegun.With()
	}
	if r.Author == "" {
		r.Author = tx.Actor()
	}
	if r.Author == "" || r.Author != tx.Actor() && r.Author != v.Plan.DoctorID {
		return r, BadAuthor.At("author_id")
	}
	if r.Writer == "" {
		r.Writer = r.Author
	}
	return r, nil
}

// came tells whether the patient has been there.
func came(s visits.State) bool {
	return s == visits.Arrived || s == visits.Waiting || s == visits.InPlace || s == visits.Treated || s == visits.Left
}

// visitKind is what a visit suggests.
func visitKind(v visits.Visit) Kind {
	switch v.Category {
	case "emergency":
		return Emergency
	case "records", "start", "active", "early", "retention":
		return Orthodontic
	}
	if v.First || v.Category == "consultation" {
		return FirstVisit
	}
	return ReturnVisit
}

// Draught is what is saved of a draft; nil leaves it as it is.
type Draught struct {
	Kind  *Kind
	Parts *[]Section
}

// Save keeps a draft as it is being written, and tells what the rules of quality
// find so far. Faults: RecordNotFound, db.Stale, NotDraft, AlreadySigned,
// NotAuthor, RecordExists and those of the values. A draft's keystrokes are not
// in the audit: what is submitted is kept whole.
func (s *Service) Save(ctx context.Context, record string, version int64, d Draught) (Record, []Finding, error) {
	var r Record
	var found []Finding
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if r, err = recordToChange(tx, record, version); err != nil {
			return err
		}
		if err := r.mayEdit(tx.Actor()); err != nil {
			return err
		}
		if d.Kind != nil {
			if r.Kind = *d.Kind; !slices.Contains(Kinds, r.Kind) {
				return BadChoice.At("kind")
			}
		}
		if d.Parts != nil {
			if r.Content, err = tidy(*d.Parts); err != nil {
				return err
			}
		}
		r.ChangedAt = tx.Now()
		if err := updateRecord(tx, &r); err != nil {
			return err
		}
		found, err = s.findings(tx, r)
		return err
	})
	if db.Violated(err) == "charting_records_author" {
		err = s.exists(ctx, r.Visit, r.Author)
	}
	return r, found, err
}

func (s *Service) findings(tx *db.Tx, r Record) ([]Finding, error) {
	v, err := settings.Of(tx, r.Clinic)
	if err != nil {
		return nil, err
	}
	return s.quality(tx, r, v)
}

// Submit ends the writing: the record is kept as a version, and a reviewer may be
// asked. Faults: RecordNotFound, db.Stale, NotDraft, AlreadySigned, NotAuthor,
// BadReviewer, QualityErrors where nothing is written.
func (s *Service) Submit(ctx context.Context, record string, version int64, reviewer string) (Record, error) {
	return s.change(ctx, record, version, func(tx *db.Tx, r *Record) (told, error) {
		if err := r.mayEdit(tx.Actor()); err != nil {
			return told{}, err
		}
		if r.Content.Empty() {
			return told{}, qualityFault(QualityErrors, []Finding{{Unwritten, Blocks, Complaint, -1}})
		}
		if reviewer != "" {
			if err := s.checkReviewer(tx, *r, reviewer); err != nil {
				return told{}, err
			}
		}
		r.Review = Review{Reviewer: reviewer}
		if reviewer != "" {
			r.Review.State = Asked
		}
		if err := s.submitted(tx, r); err != nil {
			return told{}, err
		}
		return told{fact: FactRecordSubmitted, after: map[string]any{"reviewer": reviewer, "late": r.Late}}, s.keep(tx, r, r.version(DidSubmit, tx.Actor(), tx.Now()))
	})
}

// checkReviewer accepts somebody else who signs records in the clinic.
func (s *Service) checkReviewer(tx *db.Tx, r Record, reviewer string) error {
	if reviewer == r.Author {
		return BadReviewer.At("reviewer_id")
	}
	list, err := s.org.StaffOf(tx, r.Clinic)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.ID == reviewer && one.MayDoLicensedActs {
			return nil
		}
	}
	return BadReviewer.At("reviewer_id")
}

// submitted marks a record as written, and as late where it is so.
func (s *Service) submitted(tx *db.Tx, r *Record) error {
	r.State = Submitted
	if r.SubmittedAt > 0 {
		return nil
	}
	v, err := s.visits.ByID(tx, r.Visit)
	if err != nil {
		return err
	}
	end := v.Plan.End()
	if at := v.Progress.Actual.TreatedAt; at > 0 {
		end = at
	}
	numbers, err := settings.Of(tx, r.Clinic)
	if err != nil {
		return err
	}
	r.SubmittedAt, r.Late = tx.Now(), late(end, tx.Now(), allowed(numbers, r.Kind))
	return nil
}

// keep adds a version to a record.
func (s *Service) keep(tx *db.Tx, r *Record, v Version) error {
	hash, err := insertVersion(tx, v)
	r.Seq, r.Hash = v.Seq, hash
	return err
}

// change is the frame of every act upon a record: read at a version, act, store,
// tell.
func (s *Service) change(ctx context.Context, record string, version int64, act func(*db.Tx, *Record) (told, error)) (Record, error) {
	var r Record
	err := s.db.Write(ctx, func(tx *db.Tx) (err error) {
		if r, err = recordToChange(tx, record, version); err != nil {
			return err
		}
		seq := r.Seq
		t, err := act(tx, &r)
		if err != nil {
			return err
		}
		r.ChangedAt = tx.Now()
		if err := updateRecord(tx, &r); err != nil {
			return err
		}
		t.record = r
		if r.Seq != seq {
			t.after["seq"], t.after["sha256"] = r.Seq, r.Hash
		}
		return s.tell(tx, t)
	})
	return r, err
}

// TakeBack makes a submitted record a draft again, and no reviewer is asked any
// more. Faults: RecordNotFound, db.Stale, NotSubmitted, AlreadySigned, NotAuthor.
func (s *Service) TakeBack(ctx context.Context, record string, version int64) (Record, error) {
	return s.change(ctx, record, version, func(tx *db.Tx, r *Record) (told, error) {
		if err := r.mayTakeBack(tx.Actor()); err != nil {
			return told{}, err
		}
		r.State, r.Review = Draft, Review{}
		return told{fact: FactRecordTakenBack}, nil
	})
}

// Answer is what a reviewer says.
type Answer struct {
	Approve bool
	Note    string // needed where the record is given back
}

// AnswerReview approves a submitted record, or gives it back as a draft with a
// word. Faults: RecordNotFound, db.Stale, NotSubmitted, NotReviewer,
// ReasonMissing, BadText.
func (s *Service) AnswerReview(ctx context.Context, record string, version int64, a Answer) (Record, error) {
	return s.change(ctx, record, version, func(tx *db.Tx, r *Record) (told, error) {
		if err := r.mayReview(tx.Actor()); err != nil {
			return told{}, err
		}
		a.Note = strings.TrimSpace(a.Note)
		if f := checkText("note", a.Note, maxLine); f != nil {
			return told{}, f
		}
		if a.Note == "" && !a.Approve {
			return told{}, ReasonMissing.At("note")
		}
		r.Review.State, r.Review.Note, r.Review.At = Approved, a.Note, tx.Now()
		if !a.Approve {
			r.Review.State, r.State = GivenUp, Draft
		}
		return told{fact: FactRecordReviewed, reason: a.Note, after: map[string]any{"approved": a.Approve}}, nil
	})
}
