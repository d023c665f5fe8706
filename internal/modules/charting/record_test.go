package charting

import (
	"errors"
	"testing"

	"archwire/internal/kit/fault"
)

func TestWhoMayDoWhat(t *testing.T) {
	const author, writer, other = "a", "w", "o"
	for _, c := range []struct {
		state  State
		review ReviewState
		actor  string
		edit   *fault.Def
		back   *fault.Def
		sign   *fault.Def
	}{
		{Draft, NoReview, author, nil, NotSubmitted, nil},
		{Draft, NoReview, writer, nil, NotSubmitted, NotAuthor},
		{Draft, NoReview, other, NotAuthor, NotSubmitted, NotAuthor},
		{Draft, GivenUp, author, nil, NotSubmitted, nil},
		{Submitted, NoReview, author, NotDraft, nil, nil},
		{Submitted, NoReview, writer, NotDraft, nil, NotAuthor},
		{Submitted, NoReview, other, NotDraft, NotAuthor, NotAuthor},
		{Submitted, Asked, author, NotDraft, nil, ReviewOpen},
		{Submitted, Approved, author, NotDraft, nil, nil},
		{Signed, NoReview, author, AlreadySigned, AlreadySigned, AlreadySigned},
		{Draft, NoReview, "", NotAuthor, NotSubmitted, NotAuthor},
	} {
		r := Record{State: c.state, Author: author, Writer: writer, Review: Review{State: c.review}}
		for what, got := range map[string][2]error{
			"edit": {r.mayEdit(c.actor), def(c.edit)}, "take back": {r.mayTakeBack(c.actor), def(c.back)}, "sign": {r.maySign(c.actor), def(c.sign)},
		} {
			if !errors.Is(got[0], got[1]) {
				t.Errorf("%s by %s of %s %s: %v, want %v", what, c.actor, c.state, c.review, got[0], got[1])
			}
		}
	}
	asked := Record{State: Submitted, Author: author, Review: Review{Reviewer: other, State: Asked}}
	if err := asked.mayReview(other); err != nil {
		t.Error(err)
	}
	if err := asked.mayReview(author); !errors.Is(err, NotReviewer) {
		t.Error(err)
	}
}

func def(d *fault.Def) error {
	if d == nil {
		return nil
	}
	return d
}

func TestLate(t *testing.T) {
	const hour = int64(3_600_000)
	if late(0, 24*hour, 24) || !late(0, 24*hour+1, 24) || late(10*hour, hour, 24) {
		t.Error("late after more than the hours allowed, and not before")
	}
}

// The canonical form may grow, but what was signed must hash as it did.
func TestTheCanonicalForm(t *testing.T) {
	v := Version{Record: "r", Seq: 2, Act: DidSign, By: "a", At: 5, Method: ByPassword, Clinic: "c", Patient: "p", Visit: "v", Day: "2026-11-22",
		Kind: FirstVisit, Author: "a", Writer: "w", Waived: []Waived{{ToothNamed, "全口"}}, Parts: Content{{Advice, []Line{{"复诊", "46"}}}}, Previous: "x"}
	content, hash, err := v.sealed()
	want := `{"record":"r","seq":2,"act":"signed","by":"a","at":5,"method":"password","clinic":"c","patient":"p","visit":"v","day":"2026-11-22",` +
		`"kind":"first","author":"a","writer":"w","waived":[{"rule":"tooth_named","reason":"全口"}],` +
		`"parts":[{"part":"advice","lines":[{"text":"复诊","site":"46"}]}],"previous":"x"}`
	if err != nil || content != want || hash != hashOf(want) || len(hash) != 64 {
		t.Errorf("%s\n%s %v", content, hash, err)
	}
}
