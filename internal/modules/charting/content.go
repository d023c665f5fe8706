package charting

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/tooth"
)

// Part is a part of the dental record. Its text is "charting.part.<part>".
type Part string

// The parts.
const (
	Complaint   Part = "complaint"   // 主诉
	Illness     Part = "illness"     // 现病史
	History     Part = "history"     // 既往史
	Examination Part = "examination" // 检查
	Diagnosis   Part = "diagnosis"   // 诊断
	Planned     Part = "plan"        // 治疗计划
	Treatment   Part = "treatment"   // 处置
	Advice      Part = "advice"      // 医嘱
)

// Parts lists them in the order of the record.
var Parts = []Part{Complaint, Illness, History, Examination, Diagnosis, Planned, Treatment, Advice}

// Line is one statement of a part.
type Line struct {
	Text string `json:"text"`
	Site string `json:"site,omitempty"` // tooth.Site as text; "" = names no place
}

// Section is a part with its lines.
type Section struct {
	Part  Part   `json:"part"`
	Lines []Line `json:"lines"`
}

// Content is what a record says: the parts that have lines, in the order of Parts.
type Content []Section

// The bounds of a record, in characters and lines.
const (
	maxLine  = 1000
	maxLines = 60 // of a part
	maxWhole = 20_000
)

// Lines gives the lines of a part.
func (c Content) Lines(p Part) []Line {
	for _, s := range c {
		if s.Part == p {
			return s.Lines
		}
	}
	return nil
}

// Text is a part in one piece, for rules that look for words.
func (c Content) Text(p Part) string {
	var b strings.Builder
	for _, l := range c.Lines(p) {
		b.WriteString(l.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// Empty tells whether nothing is written.
func (c Content) Empty() bool { return len(c) == 0 }

// tidy brings what was written into its stored form: parts in their order, each
// once, without empty lines; a tooth named in a text stands in the line's site.
// It tells everything that is wrong.
func tidy(sections []Section) (Content, error) {
	var out Content
	var wrong []*fault.Fault
	whole := 0
	for _, p := range Parts {
		var lines []Line
		for i, s := range sections {
			if s.Part != p {
				continue
			}
			for j, l := range s.Lines {
				l, f := l.tidy(fmt.Sprintf("parts[%d].lines[%d]", i, j))
				if f != nil {
					wrong = append(wrong, f)
				}
				if l.Text != "" || l.Site != "" {
					lines = append(lines, l)
					whole += utf8.RuneCountInString(l.Text)
				}
			}
		}
		if len(lines) > maxLines {
			wrong = append(wrong, TooManyLines.At("parts", "max", maxLines))
		}
		if len(lines) > 0 {
			out = append(out, Section{p, lines})
		}
	}
	for i, s := range sections {
		if !slices.Contains(Parts, s.Part) {
			wrong = append(wrong, BadChoice.At(fmt.Sprintf("parts[%d].part", i)))
		}
	}
	if whole > maxWhole {
		wrong = append(wrong, TooLong.At("parts", "max", maxWhole))
	}
	return out, fault.Join(wrong)
}

// tidy brings a line into its stored form.
func (l Line) tidy(field string) (Line, *fault.Fault) {
	l.Text = strings.TrimSpace(l.Text)
	if f := checkText(field+".text", l.Text, maxLine); f != nil {
		return l, f
	}
	named, err := tooth.ParseSite(l.Site)
	if err != nil {
		return l, BadSite.At(field+".site", "part", short(l.Site))
	}
	all := strings.Join(append([]string{named.String()}, marks(l.Text)...), ",")
	if len(all) > tooth.MaxText {
		return l, BadSite.At(field+".site", "part", short(all))
	}
	site, err := tooth.ParseSite(all)
	if err != nil {
		return l, BadSite.At(field+".site", "part", short(all))
	}
	l.Site = site.String()
	return l, nil
}

var markForm = regexp.MustCompile(`#([1-8][1-8]s?)([:：]?[MODBLmodbl]+)?`)

// marks finds the teeth that a text names as "#46" or "#46mo".
func marks(text string) []string {
	var out []string
	for _, at := range markForm.FindAllStringSubmatchIndex(text, -1) {
		m, tail := text[at[2]:at[3]], text[at[1]:]
		if at[4] >= 0 && !continues(tail) {
			m = text[at[2]:at[5]]
		} else if at[4] < 0 && continues(tail) {
			continue // "#461" is no tooth
		}
		if _, err := tooth.ParseSite(m); err == nil {
			out = append(out, m)
		}
	}
	return out
}

// continues tells whether a word goes on.
func continues(tail string) bool {
	r, _ := utf8.DecodeRuneInString(tail)
	return r >= '0' && r <= '9' || r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
}

// checkText refuses a text longer than max characters or with invisible ones;
// line breaks may stand in it.
func checkText(field, s string, max int) *fault.Fault {
	bad := func(r rune) bool {
		return r == utf8.RuneError || unicode.IsControl(r) && r != '\n' && r != '\r' && r != '\t'
	}
	if utf8.RuneCountInString(s) > max || strings.ContainsFunc(s, bad) {
		return BadText.At(field, "max", max)
	}
	return nil
}

// short cuts what somebody wrote to what fits into a sentence.
func short(s string) string {
	if r := []rune(s); len(r) > 20 {
		return string(r[:20]) + "…"
	}
	return s
}
