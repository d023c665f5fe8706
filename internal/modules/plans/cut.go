package plans

import (
	"archwire/internal/kit/money"
	"archwire/internal/kit/tooth"
)

// Part is a share of a contract: an amount where it is set, otherwise parts of
// ten thousand of the contract.
type Part struct {
	Share  int       `json:"share,omitempty"`
	Amount money.Fen `json:"amount,omitempty"`
}

func (p Part) of(amount money.Fen) money.Fen {
	if p.Amount > 0 {
		return p.Amount
	}
	return share(amount, int64(p.Share))
}

// Shares say how an orthodontic contract is executed. What fitting, debonding
// and retention leave is the reviews'.
type Shares struct {
	Fitting   Part `json:"fitting"`
	Debond    Part `json:"debond"`
	Retention Part `json:"retention"`
	Reviews   int  `json:"reviews"` // how many
	// Review is the amount of each review but the last, which takes the rest; 0 =
	// all alike, rounded down to whole fen.
	Review money.Fen `json:"review,omitempty"`
}

// text writes the shares for a comparison: "40% / 5% / 5%" are fitting, debonding
// and retention; an amount for each review follows where one is set.
func (s Shares) text() string {
	one := func(p Part) string {
		if p.Amount > 0 {
			return p.Amount.String()
		}
		return shownPercent(p.Share) + "%"
	}
	out := one(s.Fitting) + " / " + one(s.Debond) + " / " + one(s.Retention)
	if s.Review > 0 {
		out += " / × " + s.Review.String()
	}
	return out
}

// MaxSteps bounds the steps of one item.
const MaxSteps = 200

// Cuttable is what of an item decides its steps.
type Cuttable struct {
	Site     tooth.Site
	Quantity int
	Sessions int     // of one unit; 0 and 1 are the same
	Shares   *Shares // not nil: a contract
	List     money.Fen
	Net      money.Fen
}

// Step is what of an item is executed at once.
type Step struct {
	ID     string
	Item   string // id of the plan's item
	Kind   StepKind
	Unit   int // which of the item's units, from 1
	Number int // place among the item's steps, from 1
	Site   string
	List   money.Fen
	Amount money.Fen
	// Execution holds the step; "" = it is still to be done.
	Execution string
}

// Cut cuts an item into its steps. Their amounts sum to the item's to the fen:
// equal units and sessions share in whole fen with the rest on the last; a
// contract by its shares. Faults: BadShares, TooManySteps.
func Cut(c Cuttable) ([]Step, error) {
	steps, err := c.cut()
	if err != nil {
		return nil, err
	}
	weights := make([]money.Fen, len(steps))
	for i := range steps {
		weights[i] = steps[i].Amount
	}
	if sum(weights) == 0 {
		for i := range weights {
			weights[i] = 1
		}
	}
	for i, list := range Spread(c.List, weights) {
		steps[i].List, steps[i].Number = list, i+1
	}
	return steps, nil
}

func (c Cuttable) cut() ([]Step, error) {
	if c.Shares != nil {
		return c.Shares.cut(c.Net, c.Site.String())
	}
	sessions := max(c.Sessions, 1)
	if c.Quantity*sessions > MaxSteps {
		return nil, TooManySteps.At("quantity", "max", MaxSteps)
	}
	sites := unitSites(c.Site, c.Quantity)
	var out []Step
	for u, amount := range equal(c.Net, c.Quantity) {
		kind := StepWhole
		if sessions > 1 {
			kind = StepSession
		}
		for _, part := range equal(amount, sessions) {
			out = append(out, Step{Kind: kind, Unit: u + 1, Site: sites[u], Amount: part})
		}
	}
	return out, nil
}

// equal shares an amount in n parts alike, the rest on the last.
func equal(amount money.Fen, n int) []money.Fen {
	out := make([]money.Fen, n)
	for i := range out {
		out[i] = amount / money.Fen(n)
	}
	if n > 0 {
		out[n-1] += amount % money.Fen(n)
	}
	return out
}

// unitSites names the place of each unit: where as many places are named as
// there are units, each has its own; otherwise all have the whole site.
func unitSites(s tooth.Site, quantity int) []string {
	places := places(s)
	out := make([]string, quantity)
	for i := range out {
		if len(places) == quantity {
			out[i] = places[i]
		} else {
			out[i] = s.String()
		}
	}
	return out
}

// places are the single places of a site: each tooth, quadrant and arch.
func places(s tooth.Site) []string {
	var out []string
	for _, u := range s.Units {
		if len(u.Teeth) == 1 {
			out = append(out, tooth.Site{Units: []tooth.Unit{u}}.String())
			continue
		}
		for _, t := range u.Teeth {
			out = append(out, string(t))
		}
	}
	for _, q := range s.Quadrants {
		out = append(out, tooth.Site{Quadrants: []int{q}}.String())
	}
	if s.Upper {
		out = append(out, tooth.Site{Upper: true}.String())
	}
	if s.Lower {
		out = append(out, tooth.Site{Lower: true}.String())
	}
	return out
}

// cut cuts a contract: first fitting, reviews, end of active treatment,
// retention.
func (s Shares) cut(amount money.Fen, site string) ([]Step, error) {
	if s.Reviews > MaxSteps-3 {
		return nil, TooManySteps.At("shares.reviews", "max", MaxSteps-3)
	}
	for _, p := range []Part{s.Fitting, s.Debond, s.Retention} {
		if p.Share < 0 || p.Share > Whole || p.Amount < 0 {
			return nil, BadShares.At("shares")
		}
	}
	fitting, debond, retention := s.Fitting.of(amount), s.Debond.of(amount), s.Retention.of(amount)
	rest := amount - fitting - debond - retention
	if s.Reviews < 0 || s.Review < 0 || rest < 0 || (s.Reviews == 0 && rest != 0) {
		return nil, BadShares.At("shares")
	}
	each := s.Review
	if each == 0 && s.Reviews > 0 {
		each = rest / money.Fen(s.Reviews)
	}
	out := []Step{{Kind: StepFitting, Unit: 1, Site: site, Amount: fitting}}
	for i := range s.Reviews {
		a := each
		if i == s.Reviews-1 {
			a = rest - each*money.Fen(s.Reviews-1)
		}
		if a < 0 {
			return nil, BadShares.At("shares.review")
		}
		out = append(out, Step{Kind: StepReview, Unit: 1, Site: site, Amount: a})
	}
	return append(out, Step{Kind: StepDebond, Unit: 1, Site: site, Amount: debond},
		Step{Kind: StepRetention, Unit: 1, Site: site, Amount: retention}), nil
}

// Recut gives the steps that are still to be done of an item that changed: those
// of its new cut without what was executed, which keeps its amount. Together they
// sum to the item's new amount. Faults: those of Cut, BelowExecuted.
func Recut(c Cuttable, done []Step) ([]Step, error) {
	fresh, err := Cut(c)
	if err != nil {
		return nil, err
	}
	restNet, restList := c.Net, c.List
	for _, d := range done {
		i := match(fresh, d)
		if i < 0 {
			return nil, BelowExecuted.With()
		}
		fresh = append(fresh[:i:i], fresh[i+1:]...)
		restNet, restList = restNet-d.Amount, restList-d.List
	}
	if restNet < 0 || (len(fresh) == 0 && restNet != 0) {
		return nil, BelowExecuted.With()
	}
	share := func(total money.Fen, weight func(Step) money.Fen) []money.Fen {
		weights := make([]money.Fen, len(fresh))
		for i, s := range fresh {
			weights[i] = weight(s)
		}
		if sum(weights) == 0 {
			for i := range weights {
				weights[i] = 1
			}
		}
		return Spread(total, weights)
	}
	nets := share(restNet, func(s Step) money.Fen { return s.Amount })
	lists := share(max(restList, 0), func(s Step) money.Fen { return s.List })
	for i := range fresh {
		fresh[i].Amount, fresh[i].List, fresh[i].Number = nets[i], lists[i], len(done)+i+1
	}
	return fresh, nil
}

// match finds the step of a fresh cut that an executed one stands for: of its
// kind, at its place if there is one.
func match(fresh []Step, d Step) int {
	found := -1
	for i, f := range fresh {
		if f.Kind != d.Kind {
			continue
		}
		if f.Site == d.Site {
			return i
		}
		if found < 0 {
			found = i
		}
	}
	return found
}
