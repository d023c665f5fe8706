package journeys

import "math"

// trials are yes and no of one arm.
type trials struct{ n, yes, mixed float64 }

func tally(m Moments) trials { return trialsOf(m.People, m.Y) }

func trialsOf(n, yes float64) trials {
	return trials{n, yes, logBeta(yes+0.5, n-yes+0.5) - logBeta(0.5, 0.5)}
}

// against is the logarithm of what a bet against the share p has won by now: the mixture
// of all shares by Jeffreys' prior over the likelihood of p. It is a martingale if p is
// true, so that (Ville, 1939) it ever passes 1/alpha with a chance of at most alpha: no
// approximation, for any number of people and of looks (Robbins, Annals of Mathematical
// Statistics 41, 1970; Lai, Annals of Statistics 4, 1976).
func (t trials) against(p float64) float64 {
	return t.mixed - times(t.yes, math.Log(p)) - times(t.n-t.yes, math.Log1p(-p))
}

// times leaves out what did not happen: 0 × ln 0.
func times(k, log float64) float64 {
	if k == 0 {
		return 0
	}
	return k * log
}

func logBeta(a, b float64) float64 {
	x, _ := math.Lgamma(a)
	y, _ := math.Lgamma(b)
	z, _ := math.Lgamma(a + b)
	return x + y - z
}

// share is the one counted; the bet against it has won least.
func (t trials) share() float64 { return t.yes / t.n }

// bound is the highest (up) or lowest share against which less than budget was won.
func (t trials) bound(budget float64, up bool) float64 {
	in, out := t.share(), 0.0
	if up {
		out = 1
	}
	if t.against(out) <= budget {
		return out
	}
	for range 40 {
		if mid := (in + out) / 2; t.against(mid) <= budget {
			in = mid
		} else {
			out = mid
		}
	}
	return in
}

// exactDifference gives the bounds of the difference between two shares. Both bets are
// played with one purse: the product of two martingales is one, and the pair of shares
// lies where it stays below 1/alpha; the difference is the shadow of that set.
func exactDifference(a, b trials, alpha float64) (low, high float64) {
	purse := math.Log(1 / alpha)
	return -widest(b, a, purse), widest(a, b, purse)
}

// widest is the greatest x − y of the set. Both bounds bend one way in what is bet on
// them, so that the best division of the purse is found by thirds.
func widest(x, y trials, purse float64) float64 {
	from, to := x.against(x.share()), purse-y.against(y.share())
	at := func(bet float64) float64 { return x.bound(bet, true) - y.bound(purse-bet, false) }
	for range 40 {
		one, two := from+(to-from)/3, to-(to-from)/3
		if at(one) < at(two) {
			from = one
		} else {
			to = two
		}
	}
	return at((from + to) / 2)
}
