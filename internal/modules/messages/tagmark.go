package messages

import "slices"

// Edges carry tags, not customers: who is to show a tag shows it at each colleague.

// edgeKey names an edge.
type edgeKey struct {
	Address string
	User    string // userid
}

// tagMark is what is to be put on an edge and taken off it, by the ids of our tags.
type tagMark struct {
	edgeKey
	Value  string // external_userid
	Add    []string
	Remove []string
}

// tagSteps tells what leads from have, the own copy of what is on an edge, to want. have
// says of each tag whether that is sure: what is not is asked for again, since asking
// twice changes nothing.
func tagSteps(want []string, have map[string]bool) (add, remove []string) {
	for _, t := range want {
		if !have[t] {
			add = append(add, t)
		}
	}
	for t := range have {
		if !slices.Contains(want, t) {
			remove = append(remove, t)
		}
	}
	slices.Sort(add)
	slices.Sort(remove)
	return add, remove
}

// How long what WeCom refused is let be, unless something changes: a colleague may get
// the right to customers, an admin may give way.
const refusedFor int64 = 7 * 24 * 3600_000

// tagPause is how long to wait after the nth attempt that came to nothing, ms: a minute,
// two, four, up to an hour.
func tagPause(n int) int64 { return min(int64(60_000)<<min(max(n, 0), 10), 3600_000) }
