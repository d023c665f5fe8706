package content

import (
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/messages"
)

// Kind is a sort of thing to read. Its text is "content.kind.<kind>".
type Kind string

// The kinds.
const (
	KindText    Kind = "text"
	KindArticle Kind = "article"
)

// keyForm is how a key reads: "care.root_canal", "journey.after_fitting.1".
var keyForm = regexp.MustCompile(`^[a-z][a-z0-9_]*(\.[a-z0-9_]+)+$`)

// The bounds of what is written.
const (
	MaxKey   = 60
	MaxName  = 60
	MaxShort = 20   // characters: a thing of a template
	MaxChat  = 3900 // bytes of UTF-8: WeCom takes 4000
	MaxSMS   = 335  // characters: five parts
	MaxNote  = 200
)

// Text is what is said in one message.
type Text struct {
	Key      string
	Revision int // 1 = as the program brings it
	Name     string
	Class    messages.Class
	Words    string // of a chat, with {placeholders}
	Short    string // at most 20 characters, for the fields of templates; "" = none
	SMS      string // without signature and without the words about stopping; "" = none
	Article  string // key of the article behind {link}, "" = none
	Coupon   string // key of the face whose coupon it speaks of, "" = none
}

// Placeholder is a name in braces that a text may hold. Its text is
// "content.placeholder.<key>".
type Placeholder struct{ Key, Sample string }

// Placeholders are those that are known, with samples. The first four every message
// fills; the others fill in who sends it, and what they do not know a text of theirs
// must not name.
var Placeholders = []Placeholder{
	{"who", "李*木"}, {"clinic", "风车路"}, {"clinic_phone", "128 0000 9001"}, {"link", "https://m.example.cn/m/a/x9k2"},
	{"doctor", "程果园"}, {"staff", "文燕"}, {"item", "根管治疗"}, {"day", "11月25日"}, {"time", "14:30"}, {"days", "3"},
	{"programme", "隐形换副打卡"}, {"points", "120"}, {"coupon", "儿童涂氟券"}, {"until", "12月31日"},
}

var braces = regexp.MustCompile(`\{[^{}]*\}`)

// Samples gives a sample of each placeholder.
func Samples() map[string]string {
	out := make(map[string]string, len(Placeholders))
	for _, p := range Placeholders {
		out[p.Key] = p.Sample
	}
	return out
}

// Filled puts values in the place of placeholders. missing names those without a
// value, in their order; they stay as they are.
func Filled(words string, values map[string]string) (filled string, missing []string) {
	filled = braces.ReplaceAllStringFunc(words, func(m string) string {
		name := m[1 : len(m)-1]
		v := values[name]
		if v == "" && !slices.Contains(missing, name) {
			missing = append(missing, name)
		}
		if v == "" {
			return m
		}
		return v
	})
	return filled, missing
}

// NamedIn lists the placeholders of some words, each once.
func NamedIn(words string) []string {
	var out []string
	for _, m := range braces.FindAllString(words, -1) {
		if name := m[1 : len(m)-1]; !slices.Contains(out, name) {
			out = append(out, name)
		}
	}
	return out
}

// trimmed takes what nobody sees off the ends.
func (t Text) trimmed() Text {
	for _, p := range []*string{&t.Name, &t.Words, &t.Short, &t.SMS} {
		*p = strings.TrimSpace(*p)
	}
	return t
}

// check tells what is wrong with a text by its form. What law holds against it is
// Lint's matter.
func (t Text) check() error {
	var wrong []*fault.Fault
	if len(t.Key) > MaxKey || !keyForm.MatchString(t.Key) {
		wrong = append(wrong, BadKey.At("key"))
	}
	if n := utf8.RuneCountInString(t.Name); n == 0 || n > MaxName {
		wrong = append(wrong, BadName.At("name", "max", MaxName))
	}
	if !slices.Contains(readers, t.Class) {
		wrong = append(wrong, BadClass.At("class"))
	}
	if t.Words == "" {
		wrong = append(wrong, NoWords.At("words"))
	}
	for _, f := range []struct {
		field, words string
		size, most   int
	}{{"words", t.Words, len(t.Words), MaxChat}, {"short", t.Short, inSamples(t.Short), MaxShort}, {"sms", t.SMS, inSamples(t.SMS), MaxSMS}} {
		if f.size > f.most {
			wrong = append(wrong, TooLong.At(f.field, "max", f.most))
		}
		wrong = append(wrong, foreign(f.field, f.words)...)
	}
	if strings.ContainsAny(t.Short, "\n\r") {
		wrong = append(wrong, TooLong.At("short", "max", MaxShort))
	}
	return fault.Join(wrong)
}

// readers are the classes of what patients read.
var readers = []messages.Class{messages.Care, messages.ServiceClass, messages.Relation, messages.Marketing}

// inSamples is how many characters words come to once they are filled.
func inSamples(words string) int {
	filled, _ := Filled(words, Samples())
	return utf8.RuneCountInString(filled)
}

var (
	scriptForm = regexp.MustCompile(`(?i)<\s*/?\s*[a-z!?][^>]*>?|javascript\s*:|data\s*:\s*text|on(load|error|click)\s*=`)
	placeForm  = regexp.MustCompile(`(?i)\b(?:[a-z][a-z0-9+.-]{1,10}://\S+|www\.\S+|[a-z0-9-]+(?:\.[a-z0-9-]+)*\.(?:com|cn|net|org|top|xyz|vip|cc|io|me|link|shop|site|info|wang)\b\S*)`)
)

// foreign finds what no words may hold: script, addresses of other places, and
// placeholders that nobody fills.
func foreign(field, words string) []*fault.Fault {
	var wrong []*fault.Fault
	if !utf8.ValidString(words) || scriptForm.MatchString(words) {
		wrong = append(wrong, Script.At(field))
	}
	if at := placeForm.FindString(words); at != "" {
		wrong = append(wrong, ForeignLink.At(field, "link", at))
	}
	for _, name := range NamedIn(words) {
		if !slices.ContainsFunc(Placeholders, func(p Placeholder) bool { return p.Key == name }) {
			wrong = append(wrong, UnknownPlaceholder.At(field, "name", name))
		}
	}
	if strings.Count(words, "{") != strings.Count(words, "}") {
		wrong = append(wrong, UnknownPlaceholder.At(field, "name", "{"))
	}
	return wrong
}
