package content

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/modules/messages"
)

// BlockKind is a sort of block. Its text is "content.block.<kind>".
type BlockKind string

// The kinds of block.
const (
	Heading BlockKind = "heading"
	Para    BlockKind = "text"    // paragraphs; lines that begin with "· " are a list
	Picture BlockKind = "picture" // File, and its words as caption
	Video   BlockKind = "video"   // File, and its words as caption
	Book    BlockKind = "book"    // a button that calls the clinic to book
)

// BlockKinds lists them all.
var BlockKinds = []BlockKind{Heading, Para, Picture, Video, Book}

// Block is a piece of an article.
type Block struct {
	Kind BlockKind `json:"kind"`
	Zh   string    `json:"zh,omitempty"`
	En   string    `json:"en,omitempty"` // "" = as in Chinese
	File string    `json:"file,omitempty"`
}

// Article is a page that patients read.
type Article struct {
	Key      string         `json:"key"`
	Revision int            `json:"-"` // 1 = as the program brings it
	Class    messages.Class `json:"class"`
	TitleZh  string         `json:"title_zh"`
	TitleEn  string         `json:"title_en,omitempty"` // "" = there is no English
	LeadZh   string         `json:"lead_zh,omitempty"`  // a sentence below the title
	LeadEn   string         `json:"lead_en,omitempty"`
	Blocks   []Block        `json:"blocks"`
}

// The bounds of an article: its page stays light on a telephone.
const (
	MaxTitle  = 40
	MaxLead   = 120
	MaxBlocks = 60
	MaxPara   = 1500
	MaxWhole  = 4000 // characters of all blocks, in one language
)

// trimmed takes what nobody sees off the ends.
func (a Article) trimmed() Article {
	for _, p := range []*string{&a.TitleZh, &a.TitleEn, &a.LeadZh, &a.LeadEn} {
		*p = strings.TrimSpace(*p)
	}
	a.Blocks = slices.Clone(a.Blocks)
	for i := range a.Blocks {
		a.Blocks[i].Zh, a.Blocks[i].En = strings.TrimSpace(a.Blocks[i].Zh), strings.TrimSpace(a.Blocks[i].En)
	}
	return a
}

// check tells what is wrong with an article by its form.
func (a Article) check() error {
	var wrong []*fault.Fault
	if len(a.Key) > MaxKey || !keyForm.MatchString(a.Key) {
		wrong = append(wrong, BadKey.At("key"))
	}
	if a.TitleZh == "" {
		wrong = append(wrong, BadName.At("title_zh", "max", MaxTitle))
	}
	if !slices.Contains(readers, a.Class) {
		wrong = append(wrong, BadClass.At("class"))
	}
	if len(a.Blocks) == 0 || len(a.Blocks) > MaxBlocks {
		wrong = append(wrong, BadBlocks.At("blocks", "max", MaxBlocks))
	}
	for _, w := range a.worded() {
		if utf8.RuneCountInString(w.words) > w.most {
			wrong = append(wrong, TooLong.At(w.field, "max", w.most))
		}
		wrong = append(wrong, foreign(w.field, w.words)...)
		if len(NamedIn(w.words)) > 0 {
			wrong = append(wrong, UnknownPlaceholder.At(w.field, "name", NamedIn(w.words)[0]))
		}
	}
	zh, en := 0, 0
	for i, b := range a.Blocks {
		zh, en = zh+utf8.RuneCountInString(b.Zh), en+utf8.RuneCountInString(b.En)
		if f := b.check(i); f != nil {
			wrong = append(wrong, f)
		}
	}
	if max(zh, en/2) > MaxWhole {
		wrong = append(wrong, TooLong.At("blocks", "max", MaxWhole))
	}
	return fault.Join(wrong)
}

func (b Block) check(i int) *fault.Fault {
	field := fieldOf(i)
	switch b.Kind {
	case Heading, Para:
		if b.Zh == "" {
			return NoWords.At(field)
		}
	case Picture, Video:
		if !id.Valid(b.File) {
			return UnknownFile.At(field)
		}
	case Book:
	default:
		return BadBlocks.At(field, "max", MaxBlocks)
	}
	if b.File != "" && b.Kind != Picture && b.Kind != Video {
		return UnknownFile.At(field)
	}
	return nil
}

type worded struct {
	field, words string
	most         int
}

// worded lists all words of an article, in their order.
func (a Article) worded() []worded {
	out := []worded{{"title_zh", a.TitleZh, MaxTitle}, {"title_en", a.TitleEn, MaxTitle * 2}, {"lead_zh", a.LeadZh, MaxLead}, {"lead_en", a.LeadEn, MaxLead * 2}}
	for i, b := range a.Blocks {
		out = append(out, worded{fmt.Sprintf("blocks[%d].zh", i), b.Zh, MaxPara}, worded{fmt.Sprintf("blocks[%d].en", i), b.En, MaxPara * 2})
	}
	return out
}

// judged are the words of an article as the law looks at them.
func (a Article) judged() []judged {
	var out []judged
	for _, w := range a.worded() {
		if w.words != "" {
			out = append(out, judged{w.field, w.words, Circumstance{Class: a.Class, Signed: true}})
		}
	}
	return out
}

// files lists the files that an article shows.
func (a Article) files() []string {
	var out []string
	for _, b := range a.Blocks {
		if b.File != "" && !slices.Contains(out, b.File) {
			out = append(out, b.File)
		}
	}
	return out
}

// fieldOf names a block in a fault.
func fieldOf(i int) string { return fmt.Sprintf("blocks[%d]", i) }

// instantOf writes an instant for a seal.
func instantOf(ms int64) string { return strconv.FormatInt(ms, 10) }
