package plans

import (
	"context"

	"archwire/internal/kit/money"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// stairBody is what a contract item is executed by, in fen.
type stairBody struct {
	Item       int       `json:"item" doc:"place of the item in the plan, from 0"`
	Fitting    money.Fen `json:"fitting" doc:"fen"`
	Reviews    int       `json:"reviews" doc:"how many"`
	Review     money.Fen `json:"review" doc:"fen of each but the last"`
	LastReview money.Fen `json:"last_review" doc:"fen"`
	Debond     money.Fen `json:"debond" doc:"fen"`
	Retention  money.Fen `json:"retention" doc:"fen"`
}

type quoteBody struct {
	Plan   planBody    `json:"plan"`
	Limit  int         `json:"limit" doc:"share of discount that the reader may give, in 1/10000"`
	Shares []stairBody `json:"shares" doc:"how the contracts among the items are executed"`
	Diff   []diffBody  `json:"diff" doc:"from the accepted plan that it would change"`
}

type quoteIn struct {
	Body struct {
		Clinic string      `json:"clinic_id" format:"uuid" maxLength:"36"`
		Of     string      `json:"plan_id,omitempty" format:"uuid" maxLength:"36" doc:"the accepted plan whose next version it would be; absent = today's prices"`
		Plan   contentBody `json:"plan"`
	}
}

func (s *Service) postQuote(ctx context.Context, in *quoteIn) (*httpapi.Body[quoteBody], error) {
	d := in.Body.Plan.draft()
	d.Clinic = in.Body.Clinic
	q, err := s.Quote(ctx, in.Body.Of, d)
	if err != nil {
		return nil, err
	}
	out := quoteBody{Limit: q.Limit, Shares: stairsOf(q.Plan), Diff: diffOf(q.Diff)}
	for n := range q.Plan.Items { // a quote names no steps
		q.Plan.Items[n].Steps = nil
	}
	out.Plan = bodyOf(q.Plan, nil)
	return &httpapi.Body[quoteBody]{Body: out}, nil
}

// stairsOf tells how the contracts of a cut plan are executed.
func stairsOf(p Plan) []stairBody {
	out := []stairBody{}
	for n, i := range p.live() {
		if !i.Contract() {
			continue
		}
		b := stairBody{Item: n}
		for _, s := range i.Steps {
			switch s.Kind {
			case StepFitting:
				b.Fitting = s.Amount
			case StepReview:
				if b.Reviews++; b.Reviews == 1 {
					b.Review = s.Amount
				}
				b.LastReview = s.Amount
			case StepDebond:
				b.Debond = s.Amount
			case StepRetention:
				b.Retention = s.Amount
			}
		}
		out = append(out, b)
	}
	return out
}

func (s *Service) getChange(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[changeBody], error) {
	c, err := s.Change(ctx, in.ID)
	if err != nil {
		return nil, err
	}
	var out changeBody
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		people, err := s.org.StaffByIDs(tx, []string{c.AskedBy, c.SettledBy})
		out = proposedOf(c, people)
		return err
	})
	return &httpapi.Body[changeBody]{Body: out}, err
}
