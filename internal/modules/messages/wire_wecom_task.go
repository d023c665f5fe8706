package messages

import (
	"context"
	"strings"
	"time"
)

// How a group task is looked for.
const (
	taskBefore  = 10 * time.Minute // clocks differ
	taskAfter   = 30 * time.Minute // what left the house is worked on by then
	taskSettled = 2 * time.Minute  // a task is listed by then [to be checked with a real account]
	taskPage    = 50               // of at most 100
	taskPages   = 40
)

type (
	wecomListed struct {
		Message string    `json:"msgid"`
		Text    wecomText `json:"text"`
	}
	wecomList struct {
		wireStatus
		Next  string        `json:"next_cursor"`
		Tasks []wecomListed `json:"group_msg_list"`
	}
	wecomResult struct {
		Patient string `json:"external_userid"`
		User    string `json:"userid"`
		State   int    `json:"status"`
		At      int64  `json:"send_time"` // s
	}
	wecomResults struct {
		wireStatus
		Next string        `json:"next_cursor"`
		Sent []wecomResult `json:"send_list"`
	}
)

// What became of a group message for one patient.
const (
	taskWaiting = 0
	taskSent    = 1
	taskNoOne   = 2 // no customer of hers any more
	taskCapped  = 3 // the patient had as many as a month allows
)

// wecomTaskAsk asks what became of a group task: whether its colleague tapped, and
// whether it then went. WeCom calls nobody back about it. Without the task's msgid
// the task is looked for by the marker in its text; where none is listed two
// minutes after, it was never made.
func wecomTaskAsk(ctx context.Context, l *line, o outgoing, ref string) reply {
	if ref == "" {
		found, r := wecomTaskFind(ctx, l, o)
		if found == "" {
			return r
		}
		ref = found
	}
	cursor := ""
	for range taskPages {
		var out wecomResults
		r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_groupmsg_send_result", nil, struct {
			Message string `json:"msgid"`
			User    string `json:"userid"`
			Limit   int    `json:"limit"`
			Cursor  string `json:"cursor,omitempty"`
		}{ref, o.Sender, 500, cursor}, &out)
		switch {
		case r.Code == "41093": // cancelled before she tapped
			return reply{Said: saidRefused, Ref: ref, Code: r.Code, Words: r.Words}
		case r.Code == "41063": // it is being handed out
			return reply{Said: saidWaits, Ref: ref, Code: r.Code}
		case !fine:
			r.Ref = ref
			return askedReply(r)
		}
		for _, s := range out.Sent {
			if s.Patient == o.Address {
				return s.reply(ref)
			}
		}
		if cursor = out.Next; cursor == "" {
			break
		}
	}
	return reply{Said: saidWaits, Ref: ref}
}

func (s wecomResult) reply(ref string) reply {
	switch s.State {
	case taskSent:
		return reply{Said: saidDelivered, Ref: ref, At: s.At * 1000}
	case taskNoOne:
		return reply{Said: saidNotFriend, Ref: ref, Code: "not_friend"}
	case taskCapped:
		return reply{Said: saidRefused, Ref: ref, Code: "cap"}
	case taskWaiting:
		return reply{Said: saidWaits, Ref: ref}
	}
	return reply{Said: saidSilent, Ref: ref, Code: "status"}
}

// wecomTaskFind looks for our marker among the tasks made about then, whoever is
// named as their maker: of tasks made through the interface that is not promised.
// The list spans a month at most.
func wecomTaskFind(ctx context.Context, l *line, o outgoing) (msgid string, r reply) {
	now, cursor, want := l.now(), "", wecomMarker(o.Number)
	from, to := o.SentAt-taskBefore.Milliseconds(), min(o.SentAt+taskAfter.Milliseconds(), now+taskBefore.Milliseconds())
	for range taskPages {
		var out wecomList
		r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_groupmsg_list_v2", nil, struct {
			Chat   string `json:"chat_type"`
			From   int64  `json:"start_time"` // s
			To     int64  `json:"end_time"`
			Maker  int    `json:"filter_type"` // 2 = all
			Limit  int    `json:"limit"`
			Cursor string `json:"cursor,omitempty"`
		}{"single", from / 1000, to / 1000, 2, taskPage, cursor}, &out)
		if !fine {
			return "", askedReply(r)
		}
		for _, t := range out.Tasks {
			if strings.Contains(t.Text.Content, want) {
				return t.Message, reply{}
			}
		}
		if cursor = out.Next; cursor == "" {
			if now-o.SentAt < taskSettled.Milliseconds() {
				return "", reply{Said: saidSilent, Code: "not_yet"}
			}
			return "", reply{Said: saidAbsent}
		}
	}
	return "", reply{Said: saidSilent, Code: "too_many"}
}

type wecomOf struct {
	Message string `json:"msgid"`
}

// wecomRemind reminds the colleague of a task, at most three times in 24 h: what is
// beyond is busy until tomorrow. Accepted = she was reminded.
func wecomRemind(ctx context.Context, l *line, msgid string) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/remind_groupmsg_send", nil, wecomOf{msgid}, &out)
	switch {
	case fine:
		return reply{Said: saidAccepted, Ref: msgid}
	case r.Code == "41094":
		return busyReply(r.Code, r.Words, 24*time.Hour)
	}
	return r
}

// wecomCancel takes a task back from who has not tapped yet. What has gone has
// gone: ask for the result afterwards. Accepted = it stands no more.
func wecomCancel(ctx context.Context, l *line, msgid string) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/cancel_groupmsg_send", nil, wecomOf{msgid}, &out)
	if fine || r.Code == "41093" {
		return reply{Said: saidAccepted, Ref: msgid, Code: r.Code}
	}
	return r
}

// wecomTapped tells whether the colleagues of a task have tapped, by userid.
func wecomTapped(ctx context.Context, l *line, msgid string) (map[string]bool, reply) {
	tapped, cursor := map[string]bool{}, ""
	for range taskPages {
		var out struct {
			wireStatus
			Next  string `json:"next_cursor"`
			Tasks []struct {
				User  string `json:"userid"`
				State int    `json:"status"` // 0 not yet, 2 sent [to be checked with a real account]
			} `json:"task_list"`
		}
		r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_groupmsg_task", nil, struct {
			Message string `json:"msgid"`
			Limit   int    `json:"limit"`
			Cursor  string `json:"cursor,omitempty"`
		}{msgid, 500, cursor}, &out)
		if !fine {
			return nil, askedReply(r)
		}
		for _, t := range out.Tasks {
			tapped[t.User] = t.State == 2
		}
		if cursor = out.Next; cursor == "" {
			break
		}
	}
	return tapped, reply{Said: saidAccepted, Ref: msgid}
}
