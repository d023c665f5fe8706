package app

// tieContent gives content and the modules below what they need of each other.
func (a *App) tieContent() error { return nil }
