package app

// tieAudience gives the audience and the modules below what they need of each other.
func (a *App) tieAudience() error {
	h := &a.House
	h.Messages.NeverMarketed = h.Audience.Never
	h.Messages.MoreTags, h.Audience.Tagged = h.Audience.GivenTags, h.Messages.Retag
	return nil
}
