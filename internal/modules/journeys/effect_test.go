package journeys

import (
	"math"
	"math/rand/v2"
	"testing"
)

// arm counts n people who live alone, of whom yes did it.
func arm(n, yes int) (m Moments) {
	for i := range n {
		m.Add(1, one(i < yes), 0)
	}
	return m
}

func one(yes bool) float64 {
	if yes {
		return 1
	}
	return 0
}

func near(t *testing.T, what string, got, want, by float64) {
	t.Helper()
	if math.Abs(got-want) > by || math.IsNaN(got) {
		t.Errorf("%s: %v, want %v", what, got, want)
	}
}

// The bounds were found apart from this program, by walking a grid of 4,000 × 4,000
// pairs of shares.
func TestTheExactBoundsAreThoseOfTheGrid(t *testing.T) {
	for _, c := range []struct{ n1, k1, n2, k2, low, high float64 }{
		{100, 60, 100, 40, -0.0830, 0.4620},
		{20, 20, 20, 10, 0.0713, 0.8510},
	} {
		low, high := exactDifference(trialsOf(c.n1, c.k1), trialsOf(c.n2, c.k2), 0.05)
		near(t, "low", low, c.low, 0.001)
		near(t, "high", high, c.high, 0.001)
		back, forth := exactDifference(trialsOf(c.n2, c.k2), trialsOf(c.n1, c.k1), 0.05)
		near(t, "the other way round", back+high, 0, 1e-9)
		near(t, "the other way round", forth+low, 0, 1e-9)
	}
}

func TestTheMixtureHasTheWidthOfItsFormula(t *testing.T) {
	// sqrt(2 V (V+τ²)/τ² · ln(sqrt((V+τ²)/V)/α)) with V = 0.0004, τ = 0.05
	near(t, "half width", halfWidth(0.0004, 0.05, 0.05), 0.06082124819018596, 1e-12)
	if halfWidth(0.0004, 0.05, 0.05) <= 1.96*math.Sqrt(0.0004) {
		t.Error("an interval that may be looked at every day is not wider than one that may be looked at once")
	}
}

// Two clinics: in the hard one most are treated, in the easy one few. Thrown together
// the journey looks harmful; compared clinic by clinic it helps by a tenth.
func TestAClinicWithHarderPatientsIsNotTakenForAWeakJourney(t *testing.T) {
	hard := Stratum{"hard", arm(900, 450), arm(100, 40)}
	easy := Stratum{"easy", arm(100, 90), arm(900, 720)}
	e := Measure([]Stratum{hard, easy}, Question{YesNo: true, Worth: 0.05})
	near(t, "difference", e.Difference, 0.1, 1e-9) // 90·0.1 + 90·0.1 over 180
	near(t, "counted with", e.Treated, 0.54, 1e-9)
	near(t, "counted without", e.Control, 0.76, 1e-9)
	if e.Exact || e.Low >= 0.1 || e.High <= 0.1 {
		t.Errorf("%+v", e)
	}
	// each clinic: 0.25/900 and 0.24/100, 0.09/100 and 0.16/900, with n/(n-1)
	_, got := pooled([]Stratum{hard, easy}, false)
	want := (0.25/899 + 0.24/99 + 0.09/99 + 0.16/899) / 4
	near(t, "variance", got, want, 1e-12)
}

// A mother's phone that speaks for three children is one lot, not three.
func TestChildrenOfOneHouseholdAreNotThreeWitnesses(t *testing.T) {
	var alone, families Moments
	for i := range 300 {
		alone.Add(1, one(i%2 == 0), 0)
	}
	for i := range 100 {
		families.Add(3, 3*one(i%2 == 0), 0)
	}
	near(t, "mean", families.Mean(), alone.Mean(), 1e-12)
	near(t, "times as unsure", families.variance(true)/alone.variance(true), 3, 0.05)
}

// What the same people did before makes the answer surer and does not move it.
func TestWhatWasBeforeMakesTheAnswerSurer(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 7))
	var with, without, bare, other Moments
	for i := range 2000 {
		habit := r.Float64()
		did := habit*10 + r.NormFloat64()
		if i%2 == 0 {
			with.Add(1, did+1, habit)
			bare.Add(1, did+1, 0)
		} else {
			without.Add(1, did, habit)
			other.Add(1, did, 0)
		}
	}
	q := Question{Worth: 0.5}
	known, blind := Measure([]Stratum{{"", with, without}}, q), Measure([]Stratum{{"", bare, other}}, q)
	if known.High-known.Low > 0.6*(blind.High-blind.Low) {
		t.Errorf("with what was before %v … %v, without %v … %v", known.Low, known.High, blind.Low, blind.High)
	}
	near(t, "difference", known.Difference, 1, 0.15)
	if known.Verdict != Helps {
		t.Errorf("said %s", known.Verdict)
	}
}

// A journey that does nothing is looked at every day for 100 days, 400 times. Whoever
// looks with the usual interval finds an effect in a good part of them; this one may in
// one of twenty.
func TestLookingEveryDayFindsNoEffectWhereThereIsNone(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	fooled := map[string]int{}
	const runs = 400
	for range runs {
		found := map[string]bool{}
		var s [1]Stratum
		for day := range 100 {
			for i := range 20 {
				y, n := one(r.IntN(100) < 40), i%2
				if n == 0 {
					s[0].Treated.Add(1, y, 0)
				} else {
					s[0].Control.Add(1, y, 0)
				}
			}
			if day < 3 {
				continue
			}
			mixed := Measure(s[:], Question{Worth: 0.05})
			d, v := pooled(s[:], false)
			found["exact"] = found["exact"] || without(s[0])
			found["mixed"] = found["mixed"] || mixed.Low > 0 || mixed.High < 0
			found["usual"] = found["usual"] || math.Abs(d) > 1.96*math.Sqrt(v)
		}
		for k, yes := range found {
			if yes {
				fooled[k]++
			}
		}
	}
	t.Logf("fooled of %d: %v", runs, fooled)
	if fooled["exact"] > runs/20 || fooled["mixed"] > runs/20 {
		t.Errorf("fooled too often: %v", fooled)
	}
	if fooled["usual"] < 2*runs/20 {
		t.Errorf("the usual interval was fooled %d times only: this test proves nothing", fooled["usual"])
	}
}

// A difference that is there is found, and of about as many people as were foretold.
func TestADifferenceThatMattersIsFound(t *testing.T) {
	need := PeopleNeeded(0.6, 0.1, 0.5, 0.05)
	r := rand.New(rand.NewPCG(3, 4))
	found := 0
	for range 50 {
		var s [2]Stratum
		for k := range s {
			for i := range int(need) / 2 {
				if i%2 == 0 {
					s[k].Treated.Add(1, one(r.Float64() < 0.7), 0)
				} else {
					s[k].Control.Add(1, one(r.Float64() < 0.6), 0)
				}
			}
		}
		if e := Measure(s[:], Question{YesNo: true, Worth: 0.1}); e.Verdict == Helps && e.OneIn > 5 && e.OneIn < 25 {
			found++
		}
	}
	t.Logf("of %d people, found %d of 50", need, found)
	if need < 800 || need > 6000 || found < 30 {
		t.Errorf("of %d people, found %d of 50", need, found)
	}
}

func TestLittleIsKnownToBeLittle(t *testing.T) {
	s := []Stratum{{"a", arm(40000, 24000), arm(40000, 24010)}, {"b", arm(40000, 24000), arm(40000, 24000)}}
	if e := Measure(s, Question{YesNo: true, Worth: 0.05}); e.Verdict != TooLittle || e.Missing != 0 || e.OneIn != 0 {
		t.Errorf("%+v", e)
	}
}

func TestNothingIsClaimedOfFew(t *testing.T) {
	for _, s := range [][]Stratum{nil, {{}}, {{"a", arm(5, 5), arm(0, 0)}}, {{"a", arm(5, 5), arm(5, 0)}}, {{"a", arm(29, 29), arm(500, 0)}}} {
		e := Measure(s, Question{YesNo: true, Worth: 0.05})
		if e.Verdict != NotYetKnown || e.Low < -1 || e.High > 1 || e.Low > e.High {
			t.Errorf("of %+v: %+v", s, e)
		}
	}
	// five of five on either side: no variance is seen, and none is believed
	two := []Stratum{{"a", arm(5, 5), arm(5, 5)}, {"b", arm(5, 5), arm(5, 5)}}
	if e := Measure(two, Question{YesNo: true, Worth: 0.05}); e.High-e.Low < 0.3 || e.Missing == 0 {
		t.Errorf("%+v", e)
	}
}

// without tells whether the exact interval leaves out that there is no difference: the
// bets on the one share that fits both arms best have won the purse.
func without(s Stratum) bool {
	t, c := tally(s.Treated), tally(s.Control)
	p := (t.yes + c.yes) / (t.n + c.n)
	return t.against(p)+c.against(p) > math.Log(20)
}
