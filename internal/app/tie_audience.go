package app

// tieAudience gives the audience and the modules below what they need of each other.
func (a *App) tieAudience() error {
	a.House.Messages.NeverMarketed = a.House.Audience.Never
	return nil
}
