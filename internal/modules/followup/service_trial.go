package followup

import (
	"context"

	"archwire/internal/platform/db"
)

// Trial is what answers would come to if they were recorded now, so that a caller
// sees it while they ask.
type Trial struct {
	Verdict  Verdict
	Asked    []string // keys of the questions that these answers ask for
	Due      int64    // by when the doctor would have to call, 0 = nobody has to
	OnCall   bool     // whoever is on call would
	Referral bool     // is to be asked for
}

// Try judges answers without recording them; of a contact that has a result, as of
// the time of that result. Fault: ContactNotFound.
func (s *Service) Try(ctx context.Context, contact string, a Answers, satisfaction int) (Trial, error) {
	var out Trial
	err := s.db.Read(ctx, func(tx *db.Tx) error {
		b, err := s.book(tx, contact)
		if err != nil {
			return err
		}
		now := tx.Now()
		results, err := resultsOf(tx, []string{contact})
		if err != nil {
			return err
		}
		if last, there := latestOf(results); there {
			now = last.At
		}
		out = b.try(now, a, satisfaction)
		return nil
	})
	return out, err
}

// try judges answers at an instant. What is no answer of its question holds
// nothing: it is being typed.
func (b book) try(now int64, a Answers, satisfaction int) Trial {
	whole := Answers{}
	out := Trial{}
	for _, q := range b.asked {
		if given := a[q.Key]; given != "" && q.Check(given) == nil {
			whole[q.Key] = given
		}
	}
	for _, q := range b.asked {
		for n := range b.contact.Parts {
			if q.asked(whole, b.situation(n, now, whole)) {
				out.Asked = append(out.Asked, q.Key)
				break
			}
		}
	}
	out.Verdict = b.judge(now, whole)
	if out.Verdict.Level != Green {
		out.Due, out.OnCall = DoctorDue(out.Verdict.Level, now, b.contact.Family() == Surgical, b.hours)
	}
	out.Referral = offersReferral(out.Verdict, max(satisfaction, stars(whole)))
	return out
}
