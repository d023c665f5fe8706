package billing

import (
	"time"

	"archwire/internal/platform/i18n"
	"archwire/internal/platform/paper"
)

// speak says the module's sentences on paper.
var speak = i18n.Speaker(i18n.Source{Module: "billing", Files: texts})

// head is the clinic, and what the paper is in both languages.
func (n SlipNames) head(w i18n.Words, title string) []paper.Block {
	return paper.Head(n.Clinic, []string{n.Legal, paper.Joined("  ", n.Address, n.Phone)}, w.Say(title), w.Other(title))
}

// clock writes an instant in a zone.
func clock(at int64, zone *time.Location) string {
	return time.UnixMilli(at).In(zone).Format("2006-01-02 15:04")
}
