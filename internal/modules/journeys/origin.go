package journeys

import (
	"strconv"
	"strings"
)

// Origin is where a message of a journey comes from.
type Origin struct {
	Enrolment string
	Seq       int64
	Version   int64 // number in the group
	Node      string
	Rung      int
}

// OriginOf reads the occurrence of a message; false if it is none of a journey.
func OriginOf(occurrence string) (Origin, bool) {
	p := strings.Split(occurrence, ":")
	if len(p) != 5 {
		return Origin{}, false
	}
	seq, e1 := strconv.ParseInt(p[1], 10, 64)
	no, e2 := strconv.ParseInt(p[2], 10, 64)
	rung, e3 := strconv.Atoi(p[4])
	return Origin{p[0], seq, no, p[3], rung}, e1 == nil && e2 == nil && e3 == nil
}
