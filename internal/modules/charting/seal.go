package charting

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// Seal is a patient's record as it was frozen (封存): one file that holds
// everything and a list of it, with who was present and why.
type Seal struct {
	ID       string
	Clinic   string
	Patient  string
	Reason   string
	Present  []string // who was there when it was sealed, as they said who they are
	At       int64
	By       string // account
	Files    int
	Size     int64  // of the whole, bytes
	Contents string // SHA-256 of the list of hashes
	Blob     string // SHA-256 of the whole, its name in the store
	Events   []SealEvent
}

// SealStep is what was done with a seal. Its text is "charting.seal_step.<step>".
type SealStep string

// The steps.
const (
	SealMade    SealStep = "sealed"
	SealChecked SealStep = "checked"
	SealOpened  SealStep = "unsealed"
)

// SealEvent is one step. Nothing of it is ever changed.
type SealEvent struct {
	Step    SealStep
	At      int64
	By      string
	Reason  string
	Present []string
	Intact  bool // of a check
}

// Opened tells whether the seal was broken.
func (s Seal) Opened() bool {
	return slices.ContainsFunc(s.Events, func(e SealEvent) bool { return e.Step == SealOpened })
}

// The bounds of what people write about a seal, in characters.
const (
	maxSealReason = 400
	maxPresent    = 10
	maxPresence   = 60
)

// sealReason tells what is wrong with a reason and those present, and trims them. At
// least one must be present beside who seals.
func sealReason(reason string, present []string) (string, []string, error) {
	var wrong []*fault.Fault
	reason = strings.TrimSpace(reason)
	if reason == "" || utf8.RuneCountInString(reason) > maxSealReason {
		wrong = append(wrong, ReasonMissing.At("reason", "max", maxSealReason))
	}
	var out []string
	for i, p := range present {
		if p = strings.TrimSpace(p); p != "" {
			out = append(out, p)
		}
		if utf8.RuneCountInString(p) > maxPresence {
			wrong = append(wrong, BadText.At(fmt.Sprintf("present[%d]", i), "max", maxPresence))
		}
	}
	if len(out) == 0 || len(out) > maxPresent {
		wrong = append(wrong, NobodyPresent.At("present", "max", maxPresent))
	}
	return reason, out, fault.Join(wrong)
}

// SealPiece is a file of a sealed record: its content, or the name of a blob that is
// in the store already.
type SealPiece struct {
	Name    string // "images/2026-11-22-oral_front-1.jpg"
	What    string // key of a text that says what it is
	Content []byte
	Blob    string
	Size    int64
}

// hash is the SHA-256 of a piece.
func (p SealPiece) hash() string {
	if p.Blob != "" {
		return p.Blob
	}
	sum := sha256.Sum256(p.Content)
	return hex.EncodeToString(sum[:])
}

func (p SealPiece) size() int64 {
	if p.Blob != "" {
		return p.Size
	}
	return int64(len(p.Content))
}

// asJSON is a piece of what values say.
func asJSON(name, what string, v any) (SealPiece, error) {
	b, err := json.MarshalIndent(v, "", "  ")
	return SealPiece{Name: name, What: what, Content: append(b, '\n')}, err
}

// sums lists the pieces as sha256sum does, so that anybody can prove them without
// this program.
func sums(list []SealPiece) []byte {
	var b bytes.Buffer
	for _, p := range list {
		fmt.Fprintf(&b, "%s  %s\n", p.hash(), p.Name)
	}
	return b.Bytes()
}

// manifest is what a sealed record says about itself.
type manifest struct {
	Form     string         `json:"form"`
	Seal     string         `json:"seal"`
	Clinic   string         `json:"clinic"`
	Patient  string         `json:"patient"`
	Name     string         `json:"name"`
	RecordNo string         `json:"record_no"`
	SealedAt string         `json:"sealed_at"`
	SealedBy string         `json:"sealed_by"`
	Reason   string         `json:"reason"`
	Present  []string       `json:"present"`
	Drafts   int            `json:"drafts_left_out"` // nobody's word yet
	Contents string         `json:"contents_sha256"`
	Files    []manifestFile `json:"files"`
}

type manifestFile struct {
	Name   string `json:"name"`
	Size   int64  `json:"size"`
	SHA256 string `json:"sha256"`
}

// listed sets the list of a sealed record, to be signed by who is present.
func (m manifest) listed(w i18n.Words, what map[string]string) paper.Document {
	t := paper.Table{Size: 8, Columns: []paper.Column{{Title: "#", Share: 0.6, Align: paper.Right}, {Title: w.Say("charting.seal.file"), Share: 4},
		{Title: w.Say("charting.seal.bytes"), Share: 1.5, Align: paper.Right}, {Title: "SHA-256", Share: 5.2}}}
	for i, f := range m.Files {
		t.Rows = append(t.Rows, paper.Row{Rule: true, Cells: []string{fmt.Sprint(i + 1), w.Say(what[f.Name]) + "\n" + f.Name, fmt.Sprint(f.Size), f.SHA256}})
	}
	body := paper.Head(m.Clinic, nil, w.Say("charting.seal.title"), w.Other("charting.seal.title"))
	body = append(body, paper.Pairs{Columns: 2, Items: []paper.Pair{{Label: w.Say("charting.paper.name"), Value: m.Name}, {Label: w.Say("charting.paper.number"), Value: m.RecordNo},
		{Label: w.Say("charting.seal.at"), Value: m.SealedAt}, {Label: w.Say("charting.seal.by"), Value: m.SealedBy}}},
		paper.Pairs{Columns: 1, Items: []paper.Pair{{Label: w.Say("charting.seal.reason"), Value: m.Reason}, {Label: w.Say("charting.seal.present"), Value: paper.Joined("、", m.Present...)},
			{Label: w.Say("charting.seal.contents"), Value: m.Contents}}}, paper.Gap(1), t)
	signs := []string{}
	for _, p := range m.Present {
		signs = append(signs, p)
	}
	body = append(body, paper.Text{S: w.Say("charting.seal.note", "drafts", m.Drafts), Size: 8, Pale: true}, paper.Together{paper.Gap(2), paper.Sign{Labels: append(signs, m.SealedBy)}})
	return paper.Document{Format: paper.A4, Title: w.Say("charting.seal.title") + " " + m.RecordNo, Lang: string(w.Locale), Foot: w.Raw("charting.paper.pages"),
		Running: paper.Joined("  ", m.Clinic, w.Say("charting.seal.title"), m.RecordNo), Body: body}
}
