package patients

import "archwire/internal/kit/civil"

// Purpose is what a consent is for.
type Purpose string

// The purposes, each asked by itself.
const (
	ForTreatment Purpose = "treatment"
	ForMarketing Purpose = "marketing"
	ForPhotos    Purpose = "photos"
	ForSharing   Purpose = "sharing" // with clinics of other legal persons
)

// Purposes lists them in the order of the screens.
var Purposes = []Purpose{ForTreatment, ForMarketing, ForPhotos, ForSharing}

// Consent is one event: given or withdrawn.
type Consent struct {
	ID       string
	Patient  string // the record it was noted in; a merge leaves it there
	Purpose  Purpose
	Given    bool
	By       string // self, guardian
	Relation string // the guardian's relation
	Means    string // paper, screen, app, verbal
	At       int64  // epoch milliseconds
	Staff    string
	Note     string
}

// Standing is what a purpose's events come to.
type Standing string

// The standings. Only ConsentGiven allows anything.
const (
	ConsentMissing   Standing = "missing"
	ConsentGiven     Standing = "given"
	ConsentWithdrawn Standing = "withdrawn"
	ConsentAskAgain  Standing = "ask_again" // given for a child, or by one, who has reached the age to be asked anew
)

// standingOf folds the events of one purpose, in any order. What was given
// before the patient turned 14 or 18 counts no longer once they have: a
// guardian spoke for the child, and the person is asked again.
func standingOf(purpose Purpose, events []Consent, born, today civil.Day, dayOf func(int64) civil.Day) Standing {
	var last *Consent
	for i, e := range events {
		if e.Purpose == purpose && (last == nil || e.At > last.At || e.At == last.At && e.ID > last.ID) {
			last = &events[i]
		}
	}
	switch {
	case last == nil:
		return ConsentMissing
	case !last.Given:
		return ConsentWithdrawn
	case born != "" && stage(dayOf(last.At).Age(born)) != stage(today.Age(born)):
		return ConsentAskAgain
	}
	return ConsentGiven
}

// stage tells the three ages of consent apart.
func stage(age int) int {
	switch {
	case age < ownConsentAge:
		return 0
	case age < adultAge:
		return 1
	}
	return 2
}
