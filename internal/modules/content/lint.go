package content

import (
	"regexp"
	"slices"
	"strings"
	"unicode"

	"archwire/internal/modules/messages"
)

// Severity says what a finding means. Its text is "content.severity.<severity>".
type Severity string

// The severities.
const (
	Forbid Severity = "block" // it is not saved
	Warn   Severity = "warn"  // somebody has to look at it
)

// Finding is what law or a channel holds against some words. Its texts are
// "content.lint.<rule>" (what is wrong), "….why" and "….instead"; that of its law is
// "content.law.<law>".
type Finding struct {
	Rule     string   `json:"rule"`
	Law      string   `json:"law"`
	Severity Severity `json:"severity"`
	Quote    string   `json:"quote"` // the words, as they were written; "" = something is missing
	At       int      `json:"at"`    // characters before them
}

// Circumstance is what a judgement needs beside the words.
type Circumstance struct {
	Class messages.Class
	// Channel on which they go; "" = any.
	Channel messages.Channel
	// Certificate is the number of the 《医疗广告审查证明》 under which the clinic
	// advertises; "" = none. Asked for of marketing, where Certified is not set.
	Certificate string
	Certified   bool // what is judged needs no certificate of its own: a part of something
	// Allowed are words that a clinic may use although a rule speaks against them:
	// the registered name of a technique.
	Allowed []string
	// Signed says that sender and the words about stopping are added by who sends.
	Signed bool
}

// Lint tells what law holds against some words of a class, in the order of the words.
// It knows no channel and asks for no certificate; LintIn does.
func Lint(class messages.Class, words string) []Finding {
	return LintIn(Circumstance{Class: class, Certified: true, Signed: true}, words)
}

// LintIn is Lint with all that is known of where the words go.
func LintIn(c Circumstance, words string) []Finding {
	if strings.TrimSpace(words) == "" {
		return nil
	}
	p := plainOf(words)
	var out []Finding
	for _, r := range rules {
		severity := r.severity(c)
		if severity == "" {
			continue
		}
		out = append(out, r.findIn(p, severity, c.Allowed)...)
	}
	out = append(out, missing(c, p)...)
	slices.SortStableFunc(out, func(a, b Finding) int { return a.At - b.At })
	return out
}

// Forbids tells whether one of the findings forbids.
func Forbids(list []Finding) bool {
	return slices.ContainsFunc(list, func(f Finding) bool { return f.Severity == Forbid })
}

// rule is one thing that is held against words.
type rule struct {
	key   string
	law   string
	find  *regexp.Regexp // over plain words
	allow *regexp.Regexp // what lies within a match of it is well; nil = nothing
	once  bool           // one finding is enough: it is about the whole

	// What it means by class, "" = nothing: in advertisement, in a greeting, in what
	// is said of a treatment or an appointment.
	ad, greeting, care Severity
	// On the templates of WeChat alone.
	template Severity
}

// severity is what the rule means under a circumstance.
func (r rule) severity(c Circumstance) Severity {
	if r.template != "" {
		if templated(c.Channel) {
			return r.template
		}
		return ""
	}
	switch c.Class {
	case messages.Marketing:
		return r.ad
	case messages.Relation:
		return r.greeting
	case messages.Care, messages.ServiceClass:
		return r.care
	}
	return "" // what colleagues write to each other is no advertisement
}

func templated(c messages.Channel) bool {
	return c == messages.OfficialTemplate || c == messages.OfficialSubscribe || c == messages.MiniSubscribe
}

// findIn finds what a rule is about, without what is allowed.
func (r rule) findIn(p plain, severity Severity, allowed []string) []Finding {
	var free [][]int
	if r.allow != nil {
		free = r.allow.FindAllStringIndex(p.words, -1)
	}
	for _, word := range allowed {
		w := plainOf(word).words
		if w == "" {
			continue
		}
		for at := 0; ; {
			i := strings.Index(p.words[at:], w)
			if i < 0 {
				break
			}
			free = append(free, []int{at + i, at + i + len(w)})
			at += i + len(w)
		}
	}
	var out []Finding
	for _, m := range r.find.FindAllStringIndex(p.words, -1) {
		if slices.ContainsFunc(free, func(f []int) bool { return f[0] <= m[0] && m[1] <= f[1] }) {
			continue
		}
		at, quote := p.original(m[0], m[1])
		out = append(out, Finding{Rule: r.key, Law: r.law, Severity: severity, Quote: quote, At: at})
		if r.once {
			break
		}
	}
	return out
}

// missing finds what is not there and must be.
func missing(c Circumstance, p plain) []Finding {
	var out []Finding
	ad := c.Class == messages.Marketing
	if ad && !c.Certified && c.Certificate == "" {
		out = append(out, Finding{Rule: "certificate", Law: "ad_law_46", Severity: Warn})
	}
	if ad && c.Channel == messages.SMS {
		out = append(out, Finding{Rule: "sms_topic", Law: "sms_providers", Severity: Warn})
		if !c.Signed && !stopForm.MatchString(p.words) {
			out = append(out, Finding{Rule: "no_stop", Law: "sms_rules_20", Severity: Forbid})
		}
	}
	if ad && templated(c.Channel) {
		out = append(out, Finding{Rule: "template_ad", Law: "wechat_templates", Severity: Forbid})
	}
	return out
}

// plain is words as rules look at them: without the tricks by which a forbidden word
// is written so that no machine finds it.
type plain struct {
	words string
	at    []int // of each byte of words: the character of the original that it came from
	runes []rune
}

// plainOf makes full-width letters half, traditional characters simplified, capitals
// small, and drops what stands between two characters to part them.
func plainOf(words string) plain {
	p := plain{runes: []rune(words)}
	var b strings.Builder
	for i, r := range p.runes {
		if r >= '！' && r <= '～' {
			r -= '！' - '!'
		}
		if s, ok := simplified[r]; ok {
			r = s
		}
		r = unicode.ToLower(r)
		if parts(r) && i > 0 && i+1 < len(p.runes) && together(p.runes[:i], p.runes[i+1:]) {
			continue
		}
		n, _ := b.WriteRune(r)
		for range n {
			p.at = append(p.at, i)
		}
	}
	p.words = b.String()
	return p
}

// parts tells of signs with which words are parted to be hidden.
func parts(r rune) bool {
	return r == ' ' || r == '\u3000' || r == '·' || r == '*' || r == '-' || r == '_' || r == '.' || r == '|' || r == '/' ||
		r == '\u200b' || r == '\u200c' || r == '\u200d' || r == '\ufeff'
}

// together tells whether the characters around some parting signs are both Chinese.
func together(before, after []rune) bool {
	for len(before) > 0 && parts(before[len(before)-1]) {
		before = before[:len(before)-1]
	}
	for len(after) > 0 && parts(after[0]) {
		after = after[1:]
	}
	return len(before) > 0 && len(after) > 0 && unicode.Is(unicode.Han, before[len(before)-1]) && unicode.Is(unicode.Han, after[0])
}

// original gives where in the original some plain bytes stand, and how they read there.
func (p plain) original(from, to int) (int, string) {
	first, last := p.at[from], p.at[to-1]
	return first, string(p.runes[first : last+1])
}

// simplified are the traditional characters that the rules speak of.
var simplified = map[rune]rune{
	'證': '证', '無': '无', '療': '疗', '癒': '愈', '復': '复', '發': '发', '專': '专', '權': '权', '領': '领', '極': '极', '級': '级', '價': '价',
	'費': '费', '種': '种', '矯': '矫', '絕': '绝', '對': '对', '術': '术', '後': '后', '個': '个', '軍': '军', '國': '国', '認': '认', '贈': '赠', '優': '优',
	'創': '创', '傷': '伤', '風': '风', '險': '险', '藥': '药', '業': '业', '頂': '顶', '選': '选', '獎': '奖', '頭': '头', '轉': '转',
	'確': '确', '諾': '诺', '終': '终', '齒': '齿', '兒': '儿', '見': '见', '評': '评', '時': '时', '間': '间', '買': '买', '顧': '顾', '體': '体',
}
