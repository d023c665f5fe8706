package messages

import (
	"context"
	"strconv"
)

// Moving customers between colleagues at WeCom (客户继承), of who is still there and of who
// left. What the documentation of 2023 says, and what is not certain:
//   - one call takes 100 customers, and answers with a code for each; 0 says that it began,
//     not that it will be done: the customer has 24 hours to refuse;
//   - on the job a customer is moved at most twice in 90 days (40128); of those who left
//     no such number is known;
//   - what the customer reads afterwards (transfer_success_msg, 200 characters) is taken
//     on the job alone;
//   - whose customers are moved must have left within the year, where they left;
//   - how many records transfer_result gives at once, and for how long it keeps them, is
//     nowhere said: it is read to the end of its pages.
//
// It is not idempotent: of who is on the way already it says 40129 or 40100, whoever asked.

// wecomMoved is what came of a move, as WeCom tells when asked.
type wecomMoved struct {
	ID     string `json:"external_userid"`
	Status int    `json:"status"`
	At     int64  `json:"takeover_time"` // s: when the taker got them, or will
}

// What came of a move.
const (
	movedDone    = 1
	movedWaits   = 2
	movedRefused = 3 // by the customer
	movedFull    = 4 // the taker has as many customers as WeCom allows
	movedNone    = 5 // it knows of none
)

func movePath(kind MoveKind, what string) string {
	if kind == MoveResigned {
		return "/cgi-bin/externalcontact/resigned/" + what
	}
	return "/cgi-bin/externalcontact/" + what
}

// wecomMoveCustomers asks WeCom to move customers, at most 100 of them, and gives what it
// said of each, as a code. Who is missing there it said nothing of.
func wecomMoveCustomers(ctx context.Context, l *line, kind MoveKind, from, to string, ids []string, words string) (map[string]string, reply) {
	var out struct {
		wireStatus
		Customers []struct {
			ID   string `json:"external_userid"`
			Code int    `json:"errcode"`
		} `json:"customer"`
	}
	if kind == MoveResigned {
		words = ""
	}
	r, fine := l.call(ctx, movePath(kind, "transfer_customer"), nil, struct {
		From  string   `json:"handover_userid"`
		To    string   `json:"takeover_userid"`
		IDs   []string `json:"external_userid"`
		Words string   `json:"transfer_success_msg,omitempty"`
	}{from, to, ids, words}, &out)
	if !fine {
		return nil, r
	}
	said := map[string]string{}
	for _, c := range out.Customers {
		said[c.ID] = strconv.Itoa(c.Code)
	}
	return said, reply{Said: saidAccepted}
}

// movePagesMost ends the reading of pages whose cursor never ends.
const movePagesMost = 500

// wecomMoveResults reads what came of all moves from one colleague to another; of a
// customer who was moved so more than once, the latest.
func wecomMoveResults(ctx context.Context, l *line, kind MoveKind, from, to string) (map[string]wecomMoved, reply) {
	found := map[string]wecomMoved{}
	cursor := ""
	for range movePagesMost {
		var out struct {
			wireStatus
			Customers []wecomMoved `json:"customer"`
			Next      string       `json:"next_cursor"`
		}
		r, fine := l.call(ctx, movePath(kind, "transfer_result"), nil, struct {
			From   string `json:"handover_userid"`
			To     string `json:"takeover_userid"`
			Cursor string `json:"cursor,omitempty"`
		}{from, to, cursor}, &out)
		if !fine {
			return nil, r
		}
		for _, c := range out.Customers {
			if old, there := found[c.ID]; !there || c.At >= old.At {
				found[c.ID] = c
			}
		}
		if out.Next == "" || out.Next == cursor {
			break
		}
		cursor = out.Next
	}
	return found, reply{Said: saidAccepted}
}
