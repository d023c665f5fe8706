package followup

import "slices"

// The protocols that the program brings. A clinic changes them; what it has not
// changed stands as it is here.
var Defaults = slices.Concat(surgical, endodontic, restorative, orthodontic, retention, relations)

// DefaultOf finds one by its key.
func DefaultOf(key string) (Protocol, bool) {
	i := slices.IndexFunc(Defaults, func(p Protocol) bool { return p.Key == key })
	if i < 0 {
		return Protocol{}, false
	}
	return Defaults[i], true
}

// The offsets of the defaults. "2–3 h" is two and a half, in time until three.
var (
	soon  = Offset{Minutes: 150}
	third = Offset{Minutes: 180}
)

func inDays(n int) Offset   { return Offset{Days: n} }
func inMonths(n int) Offset { return Offset{Months: n} }

// call, form, either and message are steps that contact.
func call(key string, after Offset, say ...string) Step {
	return Step{Key: key, Deed: Contacts, Way: Call, After: after, Until: untilOf(after), Say: say}
}

func form(key string, after Offset, say ...string) Step {
	return Step{Key: key, Deed: Contacts, Way: Form, After: after, Until: untilOf(after), Say: say}
}

func either(key string, after Offset, say ...string) Step {
	return Step{Key: key, Deed: Contacts, After: after, Until: untilOf(after), Say: say}
}

func message(key string, after Offset, w Words) Step {
	return Step{Key: key, Deed: Comforts, Way: Form, After: after, Until: untilOf(after), Words: w}
}

func untilOf(after Offset) Offset {
	if after == soon {
		return third
	}
	return Offset{}
}

func (s Step) when(c Condition) Step         { s.When = &c; return s }
func (s Step) ask(list ...string) Step       { return s.plus(asksOf(list...)...) }
func (s Step) plus(list ...Ask) Step         { s.Asks = append(slices.Clone(s.Asks), list...); return s }
func (s Step) only(list ...string) Step      { s.Asks, s.Only = always(list...), true; return s }
func (s Step) at(slot Slot) Step             { s.Slot = slot; return s }
func (s Step) until(o Offset) Step           { s.Until = o; return s }
func (s Step) words(zh, en string) Step      { s.Words = Words{zh, en}; return s }
func (s Step) again(n int, c Condition) Step { s.Every, s.While = n, &c; return s }

// asksOf are questions under the condition that they bring themselves.
func asksOf(keys ...string) []Ask {
	out := make([]Ask, len(keys))
	for i, k := range keys {
		out[i] = Ask{Question: k}
	}
	return out
}

// always are the questions that every clinical contact asks, around its own. Two
// of them bring a condition: the trend is asked from the next day on, the
// painkiller where it hurts.
func always(own ...string) []Ask {
	return asksOf(slices.Concat([]string{"pain", "pain_trend", "painkiller"}, own, []string{"eating", "next_visit", "note"})...)
}

// provided asks a question under one more condition than it brings itself.
func provided(c Condition, question string) Ask { return Ask{Question: question, When: &c} }

// The questions that hang on something else: of a rash where a medicine is new, or
// where nickel or latex may be the reason; of the breath where a part was swallowed;
// of a lip that stays numb unless the tooth stood in the upper jaw.
var (
	newMedicine = provided(fact(FactMedicine), "rash")
	metalDoubt  = provided(anyOf(fact(FactDoubt), fact(FactMedicine)), "rash")
	breathToo   = provided(is("swallowed", "swallowed", "breathing"), "airway")
	lowerLip    = provided(anyOf(fact(FactLower), not(fact(FactUpper))), "numbness")
)

func rule(key, zh, en string, c Condition) Rule { return Rule{Key: key, Words: Words{zh, en}, When: c} }

// General are the thresholds that are red in every protocol.
var General = []Rule{
	rule("airway", "呼吸或吞咽困难", "Breathing or swallowing is hard", is("airway", "yes")),
	rule("swelling_spreads", "肿胀扩散到眼、颈或口底", "Swelling spreads to eye, neck or floor of the mouth", is("swelling", "spreading")),
	rule("allergy", "皮疹伴嘴唇肿或胸闷", "Rash with swollen lips or a tight chest", is("rash", "lips", "chest")),
	rule("breathed_in", "误吸零件", "A part was breathed in", is("swallowed", "breathing")),
	rule("high_fever", "体温 ≥ 39.0", "Fever of 39.0 or more", atLeast("fever", 39)),
	rule("hard_to_wake", "镇静后叫不醒", "Hard to wake after sedation", is("awake", "hard")),
}

// goalsCare are what a talk after treatment is for.
var goalsCare = []Words{
	{"先让患者放心，再问问题", "Reassure first, then ask"},
	{"把医嘱再说一遍，确认听懂", "Say the advice again and hear that it was understood"},
	{"确认下次到店时间", "Confirm the next visit"},
}
