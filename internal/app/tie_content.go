package app

import (
	"archwire/internal/modules/billing"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// tieContent gives content and the modules below what they need of each other.
func (a *App) tieContent() error {
	h := &a.House
	h.Billing.Coupons = billing.Coupons{Look: h.Content.Look, Use: h.Content.Use}
	h.Messages.Judge = a.judgeTemplate
	h.Messages.Texts = a.chatTexts
	return nil
}

// judgeTemplate tells the first words of a template that law or its channel forbids.
func (a *App) judgeTemplate(tx *db.Tx, class messages.Class, t messages.Template) (string, error) {
	return a.House.Content.ForbiddenIn(tx, class, t)
}

// chatTexts gives the clinic's own texts for a chat, unfilled.
func (a *App) chatTexts(tx *db.Tx, _, _ string) ([]messages.Ready, error) {
	list, err := a.House.Content.ChatTexts(tx)
	out := make([]messages.Ready, len(list))
	for i, t := range list {
		out[i] = messages.Ready{Key: t.Key, Name: t.Name, Text: t.Words, Class: t.Class}
	}
	return out, err
}
