package charting

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"archwire/internal/kit/civil"
)

// Kind says what a record is about. Its text is "charting.kind.<kind>".
type Kind string

// The kinds.
const (
	FirstVisit  Kind = "first"
	ReturnVisit Kind = "return"
	Orthodontic Kind = "orthodontic"
	Emergency   Kind = "emergency"
	Note        Kind = "note"
)

// Kinds lists them in the order of the screens.
var Kinds = []Kind{FirstVisit, ReturnVisit, Orthodontic, Emergency, Note}

// State of a record. Its text is "charting.state.<state>".
type State string

// The states.
const (
	Draft     State = "draft"
	Submitted State = "submitted"
	Signed    State = "signed"
)

// ReviewState is how far a review has come.
type ReviewState string

// The states of a review; "" is none.
const (
	NoReview ReviewState = ""
	Asked    ReviewState = "asked"
	Approved ReviewState = "approved"
	GivenUp  ReviewState = "returned" // given back to the author
)

// Review is what a senior doctor (上级医师) says before the author signs.
type Review struct {
	Reviewer string
	State    ReviewState
	Note     string
	At       int64 // of the answer, epoch milliseconds; 0 = none yet
}

// Record is what one author writes about one visit.
type Record struct {
	ID          string
	Version     int64 // of the row, for If-Match
	Clinic      string
	Patient     string
	Visit       string
	Day         civil.Day // of the visit
	Kind        Kind
	State       State
	Author      string // who answers for it and signs
	Writer      string // who began it: the author, or an assistant at the keyboard
	Content     Content
	Review      Review
	Late        bool  // 补记
	Allergy     bool  // the signed text states or denies an allergy
	Seq         int64 // of its last version, 0 = none
	Hash        string
	CreatedAt   int64
	ChangedAt   int64
	SubmittedAt int64 // for the first time
	SignedAt    int64
	RetainedAt  int64 // in storage only, since the person was erased; 0 = in use
}

// mine tells whether somebody writes the record: its author, or who began it.
func (r Record) mine(actor string) bool {
	return actor != "" && (actor == r.Author || actor == r.Writer)
}

// mayEdit refuses a change of the text.
func (r Record) mayEdit(actor string) error {
	switch {
	case r.State == Signed:
		return AlreadySigned.With()
	case r.State != Draft:
		return NotDraft.With()
	case !r.mine(actor):
		return NotAuthor.With()
	}
	return nil
}

// mayTakeBack refuses to make a submitted record a draft again.
func (r Record) mayTakeBack(actor string) error {
	switch {
	case r.State == Signed:
		return AlreadySigned.With()
	case r.State != Submitted:
		return NotSubmitted.With()
	case !r.mine(actor):
		return NotAuthor.With()
	}
	return nil
}

// maySign refuses a signature: of another than the author, of what is signed,
// and of what a reviewer has not yet approved.
func (r Record) maySign(actor string) error {
	switch {
	case r.State == Signed:
		return AlreadySigned.With()
	case actor == "" || actor != r.Author:
		return NotAuthor.With()
	case r.State == Submitted && r.Review.State == Asked:
		return ReviewOpen.With()
	}
	return nil
}

// mayReview refuses an answer of who was not asked.
func (r Record) mayReview(actor string) error {
	if r.State != Submitted || r.Review.State != Asked {
		return NotSubmitted.With()
	}
	if actor == "" || actor != r.Review.Reviewer {
		return NotReviewer.With()
	}
	return nil
}

// mayAmend refuses to amend what is not signed, or by what changes nothing.
func (r Record) mayAmend(content Content) error {
	if r.State != Signed {
		return NotSigned.With()
	}
	if content.Empty() || !slices.ContainsFunc(Diff(r.Content, content), func(p PartDiff) bool { return p.Changed }) {
		return Unchanged.With()
	}
	return nil
}

// Act is what made a version.
type Act string

// The acts.
const (
	DidSubmit Act = "submitted"
	DidSign   Act = "signed"
	DidAmend  Act = "amended"
)

// Method is how somebody proved at a signature who they are.
type Method string

// The methods; "" where nothing was signed.
const (
	ByPassword Method = "password"
	ByCode     Method = "code"
)

// Waived is a warning that the author answered with a reason.
type Waived struct {
	Rule   Rule   `json:"rule"`
	Reason string `json:"reason"`
}

// Version is a record as it was submitted, signed or amended. Its JSON is the
// canonical form: the bytes that are hashed.
type Version struct {
	Record   string    `json:"record"`
	Seq      int64     `json:"seq"`
	Act      Act       `json:"act"`
	By       string    `json:"by"`
	At       int64     `json:"at"` // epoch milliseconds, by the server's clock
	Method   Method    `json:"method,omitempty"`
	Reason   string    `json:"reason,omitempty"`
	Clinic   string    `json:"clinic"`
	Patient  string    `json:"patient"` // whose record it was then: a merge moves the record and no version
	Visit    string    `json:"visit"`
	Day      civil.Day `json:"day"`
	Kind     Kind      `json:"kind"`
	Author   string    `json:"author"`
	Writer   string    `json:"writer"`
	Reviewer string    `json:"reviewer,omitempty"` // who approved
	Late     bool      `json:"late,omitempty"`
	Waived   []Waived  `json:"waived,omitempty"`
	Parts    Content   `json:"parts"`
	Previous string    `json:"previous,omitempty"` // hash of the version before
}

// sealed gives the canonical bytes of a version and their SHA-256 in hex.
func (v Version) sealed() (content, hash string, err error) {
	b, err := json.Marshal(v)
	return string(b), hashOf(string(b)), err
}

func hashOf(content string) string {
	sum := sha256.Sum256([]byte(content))
	return hex.EncodeToString(sum[:])
}

// version is the record as it stands, as a version made by an act.
func (r Record) version(act Act, by string, at int64) Version {
	v := Version{
		Record: r.ID, Seq: r.Seq + 1, Act: act, By: by, At: at, Clinic: r.Clinic, Patient: r.Patient, Visit: r.Visit, Day: r.Day,
		Kind: r.Kind, Author: r.Author, Writer: r.Writer, Late: r.Late, Parts: r.Content, Previous: r.Hash,
	}
	if r.Review.State == Approved {
		v.Reviewer = r.Review.Reviewer
	}
	return v
}

// late tells whether something submitted at an instant was written too long
// after the visit ended.
func late(visitEnd, at int64, hours int) bool { return at-visitEnd > int64(hours)*60*60*1000 }
