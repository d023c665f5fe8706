package app

// Floors is the house: a module imports kit, platform and lower floors, never
// its own floor. The test over this map reads the imports and fails with the
// reason; a new module gets its line here first.
var Floors = map[string]int{
	"org":      1,
	"patients": 2,
	"catalog":  2,
	"tasks":    3,
	"gateways": 3,
	"messages": 3,
	"visits":   4,
	"imaging":  5,
	"charting": 5,
	"plans":    6,
	"billing":  7,

	"complaints": 8,
	"followup":   8,
	"audience":   9,
	"checkin":    9,
	"content":    9,
	"journeys":   10,
}
