package fake

import (
	"encoding/json"
	"strconv"
)

// What one may ask about group messages. There are no callbacks: one has to.

type askIn struct {
	Number  string `json:"msgid"`
	User    string `json:"userid"`
	Chat    string `json:"chat_type"`
	Start   int64  `json:"start_time"`
	End     int64  `json:"end_time"`
	Creator string `json:"creator"`
	Filter  int    `json:"filter_type"` // 0 of the corp, 1 personal, 2 all
	Limit   int    `json:"limit"`
	Cursor  string `json:"cursor"`
}

func (w *World) taskOf(q asked) (*Task, askIn) {
	var in askIn
	_ = json.Unmarshal(q.body, &in)
	if t := w.t.tasks[in.Number]; t != nil && t.Scope == q.a.scope() {
		return t, in
	}
	return nil, in
}

// page cuts a part out of a list; next "" = it was the last.
func page[T any](list []T, cursor string, limit int) (part []T, next string) {
	from, _ := strconv.Atoi(cursor)
	from = max(0, min(from, len(list)))
	to := min(from+limit, len(list))
	if to < len(list) {
		next = strconv.Itoa(to)
	}
	return list[from:to], next
}

var noTask = errcode(40058, "invalid args: msgid")

func (w *World) askTask(q asked) reply {
	t, in := w.taskOf(q)
	if t == nil {
		return noTask
	}
	type row struct {
		User   string `json:"userid"`
		Status int    `json:"status"` // 0 not sent, 2 sent
		At     int64  `json:"send_time,omitempty"`
	}
	rows := []*row{}
	of := map[string]*row{}
	for _, x := range t.Targets {
		r := of[x.User]
		if r == nil {
			r = &row{User: x.User}
			of[x.User] = r
			rows = append(rows, r)
		}
		if x.Status != 0 {
			r.Status, r.At = 2, x.At/second
		}
	}
	limit := in.Limit
	if limit <= 0 || limit > 1000 {
		limit = 500
	}
	part, next := page(rows, in.Cursor, limit)
	return errcode(0, "ok", "task_list", part, "next_cursor", next)
}

func (w *World) askResult(q asked) reply {
	t, in := w.taskOf(q)
	switch {
	case t == nil:
		return noTask
	case t.Cancelled:
		return errAs("41093")
	}
	rows := []map[string]any{}
	for _, x := range t.Targets {
		if x.User != in.User {
			continue
		}
		r := map[string]any{"external_userid": x.External, "userid": x.User, "status": x.Status}
		if x.Status != 0 {
			r["send_time"] = x.At / second
		}
		rows = append(rows, r)
	}
	limit := in.Limit
	if limit <= 0 || limit > 1000 {
		limit = 500
	}
	part, next := page(rows, in.Cursor, limit)
	return errcode(0, "ok", "send_list", part, "next_cursor", next)
}

// listTasks lists group messages of at most a month, personal ones as well. What was
// made by API has no creator, so that a filter by creator does not find it.
func (w *World) listTasks(q asked) reply {
	var in askIn
	_ = json.Unmarshal(q.body, &in)
	if in.Chat != "single" && in.Chat != "group" || in.Start <= 0 || in.End < in.Start || in.End-in.Start > 31*day/second || in.Limit > 100 || in.Filter < 0 || in.Filter > 2 {
		return errAs("40058")
	}
	rows := []map[string]any{}
	for _, id := range w.t.taskList {
		t := w.t.tasks[id]
		at := t.At / second
		if t.Scope != q.a.scope() || in.Chat != "single" || at < in.Start || at > in.End || in.Creator != "" && t.Creator != in.Creator ||
			in.Filter == 0 && t.Personal || in.Filter == 1 && !t.Personal {
			continue
		}
		r := map[string]any{"msgid": t.Number, "create_time": strconv.FormatInt(at, 10), "create_type": 0, "text": map[string]any{"content": t.Text},
			"attachments": t.Attachments}
		if t.Personal {
			r["create_type"] = 1
		}
		if t.Creator != "" {
			r["creator"] = t.Creator
		}
		rows = append(rows, r)
	}
	limit := in.Limit
	if limit <= 0 {
		limit = 50
	}
	part, next := page(rows, in.Cursor, limit)
	return errcode(0, "ok", "next_cursor", next, "group_msg_list", part)
}

// remindTask reminds whoever has not tapped: three times in 24 hours.
func (w *World) remindTask(q asked) reply {
	t, _ := w.taskOf(q)
	switch {
	case t == nil || t.Personal:
		return noTask
	case t.Cancelled:
		return errAs("41093")
	}
	recent := 0
	for _, at := range t.Reminds {
		if w.now()-at < day {
			recent++
		}
	}
	if recent >= 3 {
		return errAs("41094")
	}
	t.Reminds = append(t.Reminds, w.now())
	t.Ignored = nil
	w.save(t)
	return errOK
}

// cancelTask stops what was not sent yet.
func (w *World) cancelTask(q asked) reply {
	t, _ := w.taskOf(q)
	if t == nil || t.Personal {
		return noTask
	}
	t.Cancelled = true
	w.save(t)
	for _, x := range t.Targets {
		if s, err := w.message(x.Seq); err == nil && x.Status == 0 {
			s.State, s.Why = failed, "已取消"
			w.save(s)
		}
	}
	return errOK
}
