package app

// tieBinding gives the customer page and the modules below what they need of each other.
func (a *App) tieBinding() error { return nil }
