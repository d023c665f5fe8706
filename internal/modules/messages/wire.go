package messages

import (
	"context"
	"net/http"
	"time"
)

// outgoing is one message ready for the wire.
type outgoing struct {
	Number   string // our own of the send: OutId, client_msg_id, marker
	Channel  Channel
	Address  string  // phone, openid, external_userid, or a colleague's userid
	Sender   string  // WeCom group task: userid of the colleague who must tap
	Template string  // the provider's id of the template
	Values   []Value // of the template's variables, in its order
	Text     string  // where the channel takes free text; for SMS the text as it will read
	Link     string  // absolute address that a tap opens, "" = none
	Page     string  // page of the mini-program, "" = none
	App      string  // app id of the mini-program that the link opens, "" = none
	Welcome  string  // welcome code
	SentAt   int64   // epoch ms of the first byte, for asking
}

// Value is one variable of a template, filled.
type Value struct{ Name, Text string }

// said is what came of one call. Its text is "messages.said.<said>".
type said string

// What may come.
const (
	saidAccepted  said = "accepted"  // taken; a receipt may follow
	saidDelivered said = "delivered" // known to have arrived
	saidWaits     said = "waits"     // a colleague must tap first
	saidRefused   said = "refused"   // certain: nothing was or will be sent; Code says why
	saidNoCredit  said = "no_credit" // 43101: the person's permission is used up or withdrawn
	saidNotFriend said = "gone"      // unfollowed, blocked, no friend: the address is dead
	saidBusy      said = "busy"      // certain: nothing was sent; rate limit, try after Wait
	saidUnreached said = "unreached" // the connection never stood: nothing left the house
	saidSilent    said = "silent"    // it left the house and nobody answered understandably
	saidAbsent    said = "absent"    // asked: they know nothing of it (and would, had it arrived)
)

// reply is what came of one call, in our words.
type reply struct {
	Said  said
	Ref   string // the provider's number (msgid, BizId, SerialNo)
	Code  string
	Words string
	Parts int           // SMS parts billed
	Wait  time.Duration // of busy
	At    int64         // of delivered, 0 = not said
}

// line is an open connection to one account.
type line struct {
	acct   Account // kind, base URL (the double's already resolved), keys
	http   *http.Client
	now    func() int64 // epoch ms
	tokens *tokens      // shared cache of access tokens, by account
	heard  []exchange   // every exchange as it came, for the log
}

// exchange is one answer as it came.
type exchange struct {
	what   string // method and path, without keys and tokens
	status int    // of HTTP; 0 = silence
	body   []byte
}

// client speaks one channel. Nothing in it touches the database.
type client struct {
	send func(ctx context.Context, l *line, o outgoing) reply
	ask  func(ctx context.Context, l *line, o outgoing) reply // nil = nobody can be asked
	key  time.Duration                                        // how long sending the same Number again is harmless; 0 = it is not
}

// clientOf gives the client of a channel at a kind of account. Those of SMS hang
// on the kind, since either provider serves the one channel; the lists are in
// wire_clients.go.
func clientOf(c Channel, of Kind) (client, bool) {
	if c == SMS {
		out, ok := smsClients[of]
		return out, ok
	}
	out, ok := clients[c]
	return out, ok
}
