package messages

// EdgeState is how a colleague and a customer stand at WeCom. Its text is
// "messages.edge.<state>".
type EdgeState string

// The states.
const (
	EdgeFriend  EdgeState = "friend"
	EdgeHalf    EdgeState = "half"    // added by a link, and not yet said yes
	EdgeDeleted EdgeState = "deleted" // by the colleague
	EdgeLeft    EdgeState = "left"    // the customer removed the colleague
)

// Stands tells whether the two can write to each other.
func (s EdgeState) Stands() bool { return s == EdgeFriend || s == EdgeHalf }

// Edge is what a colleague is to a customer.
type Edge struct {
	Address string
	User    string // userid
	Account string
	State   EdgeState
	Since   int64 // when they became friends; 0 = not known
	At      int64 // since when it stands so
	CameBy  string
	Way     int    // add_way, as WeCom numbers it; 0 = not known
	MovedTo string // userid to whom the customer was moved where it is over by that
}

// edgeStateOf is what a callback makes of an edge; "" = nothing.
func edgeStateOf(k noticeKind, half bool) EdgeState {
	switch k {
	case noticeContactAdded:
		if half {
			return EdgeHalf
		}
		return EdgeFriend
	case noticeContactDeleted:
		return EdgeDeleted
	case noticeFollowerDeleted:
		return EdgeLeft
	}
	return ""
}

// edgesFrom reads the edges of a customer as WeCom tells them.
func edgesFrom(c wecomContact, address, account string, at int64) []Edge {
	out := make([]Edge, 0, len(c.Followers))
	for _, f := range c.Followers {
		if f.User != "" {
			out = append(out, Edge{Address: address, User: f.User, Account: account, State: EdgeFriend, Since: f.At * 1000, At: at, CameBy: f.State, Way: f.AddWay})
		}
	}
	return out
}
