package followup

import (
	"regexp"

	"archwire/internal/modules/patients"
)

// What a patient's record says in words, as far as a protocol asks for it. Words are
// looked for, not understood: what they come to is a question more or a call more,
// never one less.
var (
	thinners = regexp.MustCompile(`(?i)抗凝|抗血小板|华法林|阿司匹林|氯吡格雷|波立维|替格瑞洛|倍林达|利伐沙班|拜瑞妥|达比加群|泰毕全|阿哌沙班|艾多沙班|肝素|` +
		`anticoag|warfarin|aspirin|clopidogrel|ticagrelor|rivaroxaban|dabigatran|apixaban|edoxaban|heparin`)
	contacts = regexp.MustCompile(`(?i)镍|乳胶|橡胶|金属|nickel|latex|rubber|metal`)
	reacts   = regexp.MustCompile(`(?i)(?:有|出现|诉).{0,8}反应|反应(?:明显|较?重|强烈|较?大)|急性反应|reaction`)
	reactNot = regexp.MustCompile(`(?i)(?:无|未见|没有|未诉)[^，。；,.;\n]{0,8}反应|反应(?:良好|正常)|no (?:\w+ )?reaction`)
)

// knownOf are the facts that a patient's alerts bring along: medicines that let them
// bleed, allergies to what is worn in the mouth.
func knownOf(alerts []patients.Alert) map[string]bool {
	out := map[string]bool{}
	for _, a := range alerts {
		if a.EndedAt > 0 {
			continue
		}
		if a.Kind == "medicine" && thinners.MatchString(a.Text) {
			out[FactAnticoagulant] = true
		}
		if a.Kind == "allergy" && contacts.MatchString(a.Text) {
			out[FactDoubt] = true
		}
	}
	return out
}

// saysReaction tells whether the record of a treatment notes that there was a
// reaction.
func saysReaction(text string) bool { return reacts.MatchString(reactNot.ReplaceAllString(text, "")) }

// with is the series with what else is known of its case. What somebody set by hand
// stays as they set it.
func (s Series) with(known map[string]bool) Series {
	flags := make(map[string]bool, len(s.Flags)+len(known))
	for k, so := range known {
		flags[k] = so
	}
	for k, so := range s.Flags {
		flags[k] = so
	}
	s.Flags = flags
	return s
}

// looksAt tells whether a step of the protocol hangs on a fact.
func (p Protocol) looksAt(fact string) bool {
	for _, s := range p.Steps {
		if s.When != nil && s.When.speaksOf(fact) || s.While != nil && s.While.speaksOf(fact) {
			return true
		}
	}
	return false
}
