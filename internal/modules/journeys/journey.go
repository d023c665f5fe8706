package journeys

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
	"unicode/utf8"
)

// Standing is where a journey stands. Its text is "journeys.state.<state>".
type Standing string

// The states.
const (
	Draft  Standing = "draft"  // never went live
	Live   Standing = "live"   // lets people in
	Paused Standing = "paused" // nobody moves
	Ended  Standing = "ended"  // lets nobody in; who is in it goes on to the end
)

// Journey is a plan for patients of one sort.
type Journey struct {
	ID       string
	Version  int64 // of the row, for optimistic locking
	No       int64 // in the group
	Name     string
	Note     string
	Template string // key of the template that it was made from, "" = none
	State    Standing
	Owner    string // id of the colleague who answers for it, "" = nobody
	LiveNo   int64  // number of the version that lets people in; 0 = none
	Draft    *Graph // what is being written; nil = nothing
	DraftAt  int64
	DraftBy  string
	MadeAt   int64
	MadeBy   string
}

// Written is a version of a journey.
type Written struct {
	No         int64 // in the group
	Journey    int64 // number of the journey
	Number     int   // of the journey's versions
	Graph      Graph
	Hash       string
	State      VersionState
	Mode       Mode
	DrainUntil int64 // epoch milliseconds; 0 = without end
	PausedAt   int64
	At         int64
	By         string
}

// VersionState is where a version stands. Its text is "journeys.version.<state>".
type VersionState string

// The states of a version.
const (
	VersionLive     VersionState = "live"
	VersionPaused   VersionState = "paused"
	VersionDraining VersionState = "draining" // lets nobody in; who is in it goes on
	VersionRetired  VersionState = "retired"
)

// Mode is what becomes of those who are in the versions before. Its text is
// "journeys.mode.<mode>".
type Mode string

// The modes of publishing.
const (
	NewOnly Mode = "new_only" // they stay with their version
	Migrate Mode = "migrate"  // they are moved through a map of nodes
	Drain   Mode = "drain"    // they stay until a day, then leave
)

// HashOf is the fingerprint of a graph: what is drawn where does not count.
func HashOf(g Graph) string {
	nodes := make([]Node, len(g.Nodes))
	for i, n := range g.Nodes {
		n.X, n.Y = 0, 0
		nodes[i] = n
	}
	g.Nodes = nodes
	body, err := json.Marshal(g)
	if err != nil {
		return ""
	}
	sum := sha256.Sum256(body)
	return hex.EncodeToString(sum[:])
}

const maxName, maxNote = 60, 500

// checkName refuses a name that says nothing or too much.
func checkName(name, note string) error {
	switch {
	case strings.TrimSpace(name) == "":
		return NameMissing.At("name")
	case utf8.RuneCountInString(name) > maxName:
		return NameTooLong.At("name", "max", maxName)
	case utf8.RuneCountInString(note) > maxNote:
		return NameTooLong.At("note", "max", maxNote)
	}
	return nil
}
