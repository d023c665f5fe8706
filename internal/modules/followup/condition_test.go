package followup

import "testing"

func TestConditionsHold(t *testing.T) {
	s := Situation{Numbers: map[string]float64{FactDay: 4, FactHours: 96}, Flags: map[string]bool{FactChild: true}, Last: Answers{"pain": "3"}}
	for name, c := range map[string]struct {
		c    Condition
		a    Answers
		want bool
	}{
		"nothing asked of it":            {Condition{}, nil, true},
		"an answer at its bound":         {atLeast("pain", 8), Answers{"pain": "8"}, true},
		"an answer below":                {atLeast("pain", 8), Answers{"pain": "7"}, false},
		"no answer holds nothing":        {atLeast("pain", 0), Answers{}, false},
		"a word instead of a number":     {atLeast("fever", 38), Answers{"fever": "not_measured"}, false},
		"one of several words":           {is("rash", "lips", "chest"), Answers{"rash": "itch,chest"}, true},
		"none of several words":          {is("rash", "lips", "chest"), Answers{"rash": "itch"}, false},
		"both":                           {all(atLeast("pain", 5), is("pain_trend", "worse"), days(3, 5)), Answers{"pain": "5", "pain_trend": "worse"}, true},
		"both, on another day":           {all(atLeast("pain", 5), days(5, 9)), Answers{"pain": "5"}, false},
		"one of two":                     {anyOf(is("bite", "high"), fact(FactChild)), Answers{"bite": "normal"}, true},
		"neither of two":                 {anyOf(is("bite", "high"), fact(FactLower)), Answers{"bite": "normal"}, false},
		"not so":                         {not(fact(FactChild)), nil, false},
		"a fact that is not known":       {from(FactTurnsGap, 0), nil, false},
		"hours since":                    {hours(96), nil, true},
		"it rises by two":                {rises("pain", 2), Answers{"pain": "5"}, true},
		"it rises by one":                {rises("pain", 2), Answers{"pain": "4"}, false},
		"it rises, nothing stood before": {rises("swelling", 1), Answers{"swelling": "2"}, false},
	} {
		if got := c.c.holds(c.a, s); got != c.want {
			t.Errorf("%s: %v, want %v", name, got, c.want)
		}
	}
}
