package charting

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// Rule is one rule of quality. Its text is "charting.rule.<rule>".
type Rule string

// The rules. They look for words, so that each clinic decides how hard they are;
// only Unwritten always stands against a signature.
const (
	Unwritten        Rule = "missing"           // nothing is written where something must be
	ComplaintSite    Rule = "complaint_site"    // the chief complaint names where
	ComplaintSymptom Rule = "complaint_symptom" // … what
	ComplaintTime    Rule = "complaint_time"    // … since when
	AllergyStated    Rule = "allergy_stated"    // an allergy is recorded or denied
	ToothNamed       Rule = "tooth_named"       // a tooth where a line speaks of one
	Alternatives     Rule = "alternatives"      // other ways were told before consent
)

// Rules lists those that a clinic decides on.
var Rules = []Rule{ComplaintSite, ComplaintSymptom, ComplaintTime, AllergyStated, ToothNamed, Alternatives}

// Severity is how hard a rule is.
type Severity string

// The severities.
const (
	Blocks Severity = "error"   // no signature
	Warns  Severity = "warning" // a signature with a reason
	Silent Severity = "off"
)

// Finding is a rule that a record does not keep.
type Finding struct {
	Rule     Rule
	Severity Severity
	Part     Part
	Line     int // in the part; -1 = the whole part
}

// Known is what is known of a patient besides the record.
type Known struct {
	Allergies int  // in force, among the patient's alerts
	Stated    bool // an earlier signed record states or denies an allergy
}

var (
	siteWords    = regexp.MustCompile(`(?i)#[1-8][1-8]|牙|齿|龈|颌|唇|舌|颊|腭|口|咬合|面部|左|右|上|下|前|后|下巴|tooth|teeth|gum|jaw|lip|tongue|cheek|mouth|bite|upper|lower|left|right`)
	symptomWords = regexp.MustCompile(`(?i)痛|疼|肿|胀|酸|麻|血|松动|脱落|缺损|缺失|缺|断|折|裂|洞|黑|黄|渍|结石|牙石|敏感|不齐|拥挤|突|前突|地包天|反|稀疏|间隙|缝|歪|偏|异味|口臭|溃疡|嵌塞|咬|磨|掉|要求|检查|复查|洁|洗|美白|矫|正畸|拔|种|镶|修复|pain|ache|swell|bleed|loose|broken|missing|crowd|sensitive|wish|check|clean|extract|braces|decay`)
	timeWords    = regexp.MustCompile(`(?i)[0-9０-９一二两三四五六七八九十半数几多]+\s*(?:余|多|来|个)?\s*(?:年|月|周|星期|天|日|小时|时|分钟|min|hour|day|week|month|year)|今|昨|前天|近日|近期|刚|自幼|从小|换牙|出生|长期|多年|since|ago|today|yesterday`)
	allergyWords = regexp.MustCompile(`(?i)过敏|allerg|NKDA`)
	toothWords   = regexp.MustCompile(`(?i)龋|牙髓|根管|根尖|充填|补牙|拔除|拔牙|残根|残冠|牙冠|冠修复|嵌体|贴面|隐裂|楔状缺损|阻生|开髓|盖髓|牙体缺损|牙外伤|补粘|种植体植入|窝沟封闭|caries|pulpitis|root canal|apical|filling|extract|crown|inlay|veneer|impacted|sealant`)
	grossWords   = regexp.MustCompile(`(?i)随诊|定期|必要时|建议|预防|宣教|今后|recommend|if needed`)
	actWords     = regexp.MustCompile(`(?i)拔除|拔牙|根管治疗|种植|手术|正畸治疗|矫治|矫正|冠修复|全瓷冠|支抗钉|翻瓣|extract|root canal|implant|surgery|orthodontic treatment|crown`)
	choiceWords  = regexp.MustCompile(`(?i)方案\s*[一二三1-3①②③ABab]|备选|替代|其他方案|其它方案|多种方案|两种方案|三种方案|可选|或者|[，、,；;]\s*或(?:[是行做]|拔|种植|修复|正畸|矫|保留|根管|冠|充填|不)|不治疗|观察|保守|选择|利弊|alternativ|option|choice|no treatment`)
)

// gap is what a template leaves to be filled.
const gap = "__"

// Check looks at a record about to be signed. Severities come from the clinic's
// settings; a rule that is off finds nothing.
func Check(k Kind, c Content, known Known, severity map[Rule]Severity) []Finding {
	var out []Finding
	find := func(r Rule, p Part, line int) {
		s := severity[r]
		if r == Unwritten {
			s = Blocks
		}
		if s == Blocks || s == Warns {
			out = append(out, Finding{r, s, p, line})
		}
	}
	for _, p := range needed(k) {
		if len(c.Lines(p)) == 0 {
			find(Unwritten, p, -1)
		}
	}
	for _, section := range c {
		for i, l := range section.Lines {
			if strings.Contains(l.Text, gap) {
				find(Unwritten, section.Part, i)
			}
		}
	}
	if k == Note {
		if c.Empty() {
			find(Unwritten, Treatment, -1)
		}
		return out
	}
	if k == FirstVisit || k == Emergency {
		checkComplaint(c, find)
	}
	if known.Allergies == 0 && !known.Stated && !statesAllergy(c) {
		find(AllergyStated, History, -1)
	}
	for _, p := range []Part{Diagnosis, Treatment} {
		for i, l := range c.Lines(p) {
			if l.Site == "" && toothWords.MatchString(l.Text) && !grossWords.MatchString(l.Text) {
				find(ToothNamed, p, i)
			}
		}
	}
	if (k == FirstVisit || k == Emergency) && actWords.MatchString(c.Text(Planned)) && !choiceWords.MatchString(c.Text(Planned)) &&
		len(c.Lines(Planned)) > 0 {
		find(Alternatives, Planned, -1)
	}
	return out
}

// needed are the parts without which a record of the kind says nothing.
func needed(k Kind) []Part {
	switch k {
	case FirstVisit, Emergency:
		return []Part{Complaint, Examination, Diagnosis}
	case ReturnVisit, Orthodontic:
		return []Part{Examination, Treatment}
	}
	return nil
}

func checkComplaint(c Content, find func(Rule, Part, int)) {
	text := c.Text(Complaint)
	if text == "" {
		return // Unwritten has said so
	}
	sited := slices.ContainsFunc(c.Lines(Complaint), func(l Line) bool { return l.Site != "" })
	if !sited && !siteWords.MatchString(text) {
		find(ComplaintSite, Complaint, -1)
	}
	if !symptomWords.MatchString(text) {
		find(ComplaintSymptom, Complaint, -1)
	}
	if !timeWords.MatchString(text) {
		find(ComplaintTime, Complaint, -1)
	}
}

// statesAllergy tells whether the record says of allergies that there are some
// or none.
func statesAllergy(c Content) bool {
	return allergyWords.MatchString(c.Text(History)) || allergyWords.MatchString(c.Text(Illness))
}

// qualityFault is a refusal that carries what was found.
func qualityFault(d *fault.Def, list []Finding) error {
	return d.With("count", len(list)).WithDetails(qualityBodies(list))
}

// minReason is the length in characters of a reason that says anything.
const minReason = 2

// Settle sorts findings for a signature: what stands against it, and the
// warnings that have no reason yet. waived are the warnings with their reasons.
func Settle(list []Finding, reasons map[Rule]string) (against, open []Finding, waived []Waived) {
	for _, f := range list {
		reason := strings.TrimSpace(reasons[f.Rule])
		switch {
		case f.Severity == Blocks:
			against = append(against, f)
		case utf8.RuneCountInString(reason) < minReason:
			open = append(open, f)
		case !slices.ContainsFunc(waived, func(w Waived) bool { return w.Rule == f.Rule }):
			waived = append(waived, Waived{f.Rule, reason})
		}
	}
	return against, open, waived
}
