package journeys

import "math"

// What a journey changes is the difference between those who got it and those who were
// held back by lot. Everybody who would have got it counts where the lot put them
// (intention to treat), whether the message arrived or not. People of one household
// share a phone and a lot, so the household is the unit; its spread, not its people's,
// says how sure one can be.

// Moments are the sums over the units (households) of one arm, which is all that the
// statistics need: of people n, outcomes y, and what they did before, x.
type Moments struct {
	Units      int64
	People     float64
	Y, X       float64
	NN, YN, XN float64
	YY, XY, XX float64
}

// Add counts one unit: how many people it has, the sum of their outcomes, and the sum
// of the same measure from before they were drawn (0 where none is known).
func (m *Moments) Add(people int, outcome, before float64) {
	n := float64(people)
	m.Units++
	m.People, m.Y, m.X = m.People+n, m.Y+outcome, m.X+before
	m.NN, m.YN, m.XN = m.NN+n*n, m.YN+outcome*n, m.XN+before*n
	m.YY, m.XY, m.XX = m.YY+outcome*outcome, m.XY+outcome*before, m.XX+before*before
}

// Mean is the outcome per person.
func (m Moments) Mean() float64 {
	if m.People == 0 {
		return 0
	}
	return m.Y / m.People
}

// variance is that of the mean: of a ratio of sums over units (Cochran, Sampling
// Techniques, 3rd ed., 1977, formula 6.13, without the finite population). A yes or
// no is never surer than one more of each would make it (Agresti and Caffo, The
// American Statistician 54, 2000), else five of five would be certain.
func (m Moments) variance(yesNo bool) float64 {
	if m.Units < 2 {
		return math.Inf(1)
	}
	p, u := m.Mean(), float64(m.Units)
	v := (m.YY - 2*p*m.YN + p*p*m.NN) / (m.People * m.People) * u / (u - 1)
	if yesNo {
		q := (m.Y + 1) / (m.People + 2)
		v = math.Max(v, q*(1-q)/m.People)
	}
	return math.Max(v, 0)
}

// less takes the share of the outcome away that was to be foreseen from before.
func (m Moments) less(theta float64) Moments {
	m.YY += theta * (theta*m.XX - 2*m.XY)
	m.YN -= theta * m.XN
	m.Y -= theta * m.X
	return m
}

// Stratum is one clinic: what was drawn there is compared there, so that a clinic with
// harder patients is not taken for a weak journey.
type Stratum struct {
	Clinic           string
	Treated, Control Moments
}

// Question says what is asked of the numbers.
type Question struct {
	YesNo bool    // the outcome of a person is 0 or 1; else an amount
	Worth float64 // the smallest difference that would matter, in the outcome's unit: above 0
	Alpha float64 // how often one may be wrong, over all looks together; 0 = 5 %
}

// Verdict is what can be said.
type Verdict string

// The verdicts.
const (
	NotYetKnown Verdict = "unknown" // the interval holds both nothing and something that matters
	Helps       Verdict = "helps"   // better with the journey
	Harms       Verdict = "harms"   // worse with it
	TooLittle   Verdict = "little"  // whatever it is, less than would matter
)

// Judgement is the answer. Means, difference and bounds are per person: a share of 1, or
// fen.
type Judgement struct {
	Treated, Control          float64 // means as they were counted
	TreatedPeople, CtrlPeople int64
	Difference, Low, High     float64
	Verdict                   Verdict
	OneIn                     int64 // so many patients with the journey for one more outcome; 0 = not known
	Missing                   int64 // about so many more people, in both arms, until the answer is known; 0 = it is, or no guess
	Exact                     bool  // the interval holds for any number of people
}

const (
	enough    = 30  // people in each arm below which nothing is claimed
	covariate = 100 // units from which what was before is taken into account
	power     = 0.8416212335729143
)

// Measure answers the question. The interval may be looked at every day: it holds over
// all looks together, so that stopping at a lucky moment gains nothing. One clinic's yes
// or no is judged exactly (effect_exact.go); everything else by the normal mixture of
// Robbins (1970) as given by Johari, Pekelis and Walsh, "Always Valid Inference", 2017,
// which is the asymptotic confidence sequence of Waudby-Smith, Arbour, Sinha, Kennedy
// and Ramdas, 2021.
func Measure(strata []Stratum, q Question) Judgement {
	if q.Alpha == 0 {
		q.Alpha = 0.05
	}
	both := usable(strata)
	e := count(strata)
	if len(both) == 0 {
		e.Verdict, e.Low, e.High = NotYetKnown, math.Inf(-1), math.Inf(1)
		if q.YesNo {
			e.Low, e.High = -1, 1
		}
		return e
	}
	if single(both) && q.YesNo {
		t, c := both[0].Treated, both[0].Control
		e.Difference, e.Exact = t.Mean()-c.Mean(), true
		e.Low, e.High = exactDifference(tally(t), tally(c), q.Alpha)
	} else {
		var v float64
		e.Difference, v = pooled(foreseen(both), q.YesNo)
		half := halfWidth(v, q.Worth, q.Alpha)
		e.Low, e.High = e.Difference-half, e.Difference+half
		if q.YesNo {
			e.Low, e.High = math.Max(e.Low, -1), math.Min(e.High, 1)
		}
	}
	e.say(both, q)
	return e
}

// say finds the words and what is missing for better ones.
func (e *Judgement) say(both []Stratum, q Question) {
	switch {
	case e.TreatedPeople < enough || e.CtrlPeople < enough:
		e.Verdict = NotYetKnown
	case e.Low > 0:
		e.Verdict = Helps
	case e.High < 0:
		e.Verdict = Harms
	case e.Low > -q.Worth && e.High < q.Worth:
		e.Verdict = TooLittle
	default:
		e.Verdict = NotYetKnown
	}
	if e.Verdict == Helps && q.YesNo {
		e.OneIn = int64(math.Ceil(1/e.Difference - 1e-9))
	}
	if e.Verdict == NotYetKnown {
		_, v := pooled(foreseen(both), q.YesNo)
		e.Missing = missing(v, float64(e.TreatedPeople+e.CtrlPeople), q)
	}
}

func usable(list []Stratum) (out []Stratum) {
	for _, s := range list {
		if s.Treated.Units > 1 && s.Control.Units > 1 {
			out = append(out, s)
		}
	}
	return out
}

func count(list []Stratum) (e Judgement) {
	var t, c Moments
	for _, s := range list {
		t.People, t.Y = t.People+s.Treated.People, t.Y+s.Treated.Y
		c.People, c.Y = c.People+s.Control.People, c.Y+s.Control.Y
	}
	e.Treated, e.Control, e.TreatedPeople, e.CtrlPeople = t.Mean(), c.Mean(), int64(t.People), int64(c.People)
	return e
}

// single tells whether the exact rule holds: one clinic, and nobody shares a lot.
func single(list []Stratum) bool {
	if len(list) != 1 {
		return false
	}
	t, c := list[0].Treated, list[0].Control
	return t.People == float64(t.Units) && c.People == float64(c.Units)
}

// pooled gives the difference over all clinics, each with the weight of Mantel and
// Haenszel, and its variance (Sato, Biometrics 45, 1989, with the variance of units).
func pooled(list []Stratum, yesNo bool) (difference, variance float64) {
	var w float64
	for _, s := range list {
		k := s.Treated.People * s.Control.People / (s.Treated.People + s.Control.People)
		w += k
		difference += k * (s.Treated.Mean() - s.Control.Mean())
		variance += k * k * (s.Treated.variance(yesNo) + s.Control.variance(yesNo))
	}
	return difference / w, variance / (w * w)
}

// foreseen takes away what was to be expected of each person anyway (CUPED: Deng, Xu,
// Kohavi and Walker, WSDM 2013). It is taken only where enough is known from before.
func foreseen(list []Stratum) []Stratum {
	var xy, xx float64
	var units int64
	for _, s := range list {
		for _, m := range []Moments{s.Treated, s.Control} {
			p, q := m.Mean(), m.X/m.People
			xy += m.XY - p*m.XN - q*m.YN + p*q*m.NN
			xx += m.XX - 2*q*m.XN + q*q*m.NN
			units += m.Units
		}
	}
	if units < covariate || xx <= 0 {
		return list
	}
	out := make([]Stratum, len(list))
	for i, s := range list {
		out[i] = Stratum{s.Clinic, s.Treated.less(xy / xx), s.Control.less(xy / xx)}
	}
	return out
}

// halfWidth is that of the interval around an estimate of variance v, tightest where
// the true difference is about as large as matters.
func halfWidth(v, worth, alpha float64) float64 {
	if math.IsInf(v, 1) || worth <= 0 {
		return math.Inf(1)
	}
	if v == 0 {
		return 0
	}
	t := worth * worth
	return math.Sqrt(v * (v + t) / t * (2*math.Log(1/alpha) + math.Log((v+t)/v)))
}

// missing guesses how many more people it takes to know a difference that matters with
// a chance of 80 %, if they spread as those did who are there.
func missing(v, people float64, q Question) int64 {
	if math.IsInf(v, 1) || v <= 0 || q.Worth <= 0 {
		return 0
	}
	return int64(math.Ceil(people*timesMore(v, q.Worth, q.Alpha) - people))
}

// timesMore tells how many times as many people are needed.
func timesMore(v, worth, alpha float64) float64 {
	known := func(f float64) bool { return halfWidth(v/f, worth, alpha)+power*math.Sqrt(v/f) <= worth }
	low, high := 1.0, 1.0
	for !known(high) {
		low, high = high, high*2
	}
	for range 60 {
		if mid := (low + high) / 2; known(mid) {
			high = mid
		} else {
			low = mid
		}
	}
	return high
}

// PeopleNeeded tells how many people a comparison takes, in both arms, before it can be
// expected (80 %) to show a difference that matters: base is the share of yes without
// the journey, held the share that is held back.
func PeopleNeeded(base, worth, held, alpha float64) int64 {
	if worth <= 0 || held <= 0 || held >= 1 {
		return 0
	}
	with := math.Min(base+worth, 1)
	one := with*(1-with)/(1-held) + base*(1-base)/held // the variance times the people
	return int64(math.Ceil(1000 * timesMore(one/1000, worth, alpha)))
}
