package journeys

import (
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/settings"
)

// The smallest differences that are worth knowing.
var (
	WorthPercent = settings.Setting{Key: "journeys.worth_percent", Kind: settings.Int, Default: 5, Unit: "%", Min: 1, Max: 30, Source: settings.House}
	WorthAmount  = settings.Setting{Key: "journeys.worth_amount", Kind: settings.Int, Default: 100, Unit: "CNY", Min: 1, Max: 10000, Source: settings.House}
)

// daysOfResult are the days within which an outcome counts, from the drawing of the
// lot: fixed beforehand, so that nobody waits for a better figure.
var daysOfResult = map[Result]int{ResultCheckin: 1, ResultVisit: 30, ResultPlan: 30, ResultPaid: 30}

// Trial is one experiment of a journey: a holdout or a split, by one outcome.
type Trial struct {
	Journey int64
	Node    string
	Kind    Kind
	Result  Result
	Days    int    // within which the outcome counts
	With    string // arm that is judged
	Without string // arm that it is compared with
	Young   int    // exposed too lately to count
	Worth   float64
	Judgement
}

// Trials judges the experiments of a journey by every outcome, those of the version
// that is live or was last. Fault: NotFound.
func (s *Service) Trials(ctx context.Context, journey string) (out []Trial, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		out = nil
		j, err := journeyOne(tx, journey, false)
		if err != nil {
			return err
		}
		list, err := versionsOf(tx, j.No)
		if err != nil || len(list) == 0 {
			return err
		}
		out, err = s.trialsOf(tx, j.No, list[0].Graph)
		return err
	})
	return out, err
}

// PromotionsWorth judges what promotions of journeys are worth altogether: against the
// households that hear none.
func (s *Service) PromotionsWorth(ctx context.Context) (out []Trial, err error) {
	err = s.d.DB.Read(ctx, func(tx *db.Tx) error {
		out = nil
		for _, r := range Results {
			t, err := s.trial(tx, Trial{Kind: KindHoldout, Result: r, With: ArmGiven, Without: ArmHeld})
			if err != nil {
				return err
			}
			out = append(out, t)
		}
		return nil
	})
	return out, err
}

func (s *Service) trialsOf(tx *db.Tx, journey int64, g Graph) ([]Trial, error) {
	var out []Trial
	for i := range g.Nodes {
		for _, pair := range g.Nodes[i].arms() {
			for _, r := range Results {
				t, err := s.trial(tx, Trial{Journey: journey, Node: g.Nodes[i].ID, Kind: g.Nodes[i].Kind, Result: r, With: pair[0], Without: pair[1]})
				if err != nil {
					return nil, err
				}
				out = append(out, t)
			}
		}
	}
	return out, nil
}

// arms lists which arms of a node are compared: those who got it with those held back,
// every way of a split with its first.
func (n *Node) arms() [][2]string {
	switch n.Kind {
	case KindHoldout:
		return [][2]string{{ArmGiven, ArmHeld}}
	case KindSplit:
		var out [][2]string
		for _, w := range n.Split.Ways[1:] {
			out = append(out, [2]string{w.Key, n.Split.Ways[0].Key})
		}
		return out
	}
	return nil
}

// trial judges one experiment by one outcome.
func (s *Service) trial(tx *db.Tx, t Trial) (Trial, error) {
	t.Days = daysOfResult[t.Result]
	rows, err := momentsOf(tx, t.Journey, t.Node, t.Result, t.Days)
	if err != nil {
		return t, err
	}
	if t.Young, err = exposedLately(tx, t.Journey, t.Node, t.Days); err != nil {
		return t, err
	}
	if t.Worth, err = worthOf(tx, t.Result); err != nil {
		return t, err
	}
	t.Judgement = Measure(strataOf(rows, t.With, t.Without), Question{YesNo: t.Result != ResultPaid, Worth: t.Worth})
	return t, nil
}

// worthOf is the smallest difference that matters: a share, or fen.
func worthOf(tx *db.Tx, r Result) (float64, error) {
	if r == ResultPaid {
		yuan, err := WorthAmount.Int(tx, "")
		return float64(yuan) * 100, err
	}
	percent, err := WorthPercent.Int(tx, "")
	return float64(percent) / 100, err
}

// strataOf puts the sums of two arms together, clinic by clinic.
func strataOf(rows []momentsRow, with, without string) []Stratum {
	var out []Stratum
	for _, r := range rows {
		if len(out) == 0 || out[len(out)-1].Clinic != r.Clinic {
			out = append(out, Stratum{Clinic: r.Clinic})
		}
		switch last := &out[len(out)-1]; r.Arm {
		case with:
			last.Treated = r.moments()
		case without:
			last.Control = r.moments()
		}
	}
	return out
}
