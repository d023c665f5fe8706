package main

import (
	"archwire/internal/modules/journeys"
	"archwire/internal/modules/messages"
)

// The journeys of a trial. Their waits are minutes, which pass while the program is
// dead: see books.hurry.
const (
	following    = "chaos: after a booking"  // each booking lets its patient in
	accompanying = "chaos: let in by hand"   // by hand, one at a time; it is paused
	welcoming    = "chaos: called"           // by the one before, and by hand
	welcomeADay  = 40                        // messages of it in a day: the others are put off
	gift         = "chaos.gift"              // the coupon that is granted
	tagBooked    = "chaos_booked"            // stays
	tagInside    = "chaos_inside"            // comes off at the end
	ourText      = "journey.after_fitting.2" // content ships it
	careText     = "journey.postop_gum.2"
)

// minutes is a wait of some minutes.
func minutes(n int) journeys.Delay { return journeys.Delay{Amount: n, Unit: journeys.Minutes} }

// keyed are channels on which a message carries a number of ours.
var keyed = []messages.Channel{messages.OfficialTemplate, messages.SMS}

// says is a message by some channels, best first.
func says(text string, class messages.Class, channels ...messages.Channel) *journeys.MessageDo {
	return &journeys.MessageDo{Text: text, Class: class, Channels: channels}
}

// does is a task of the service.
func does(what journeys.TaskWhat) *journeys.TaskDo {
	return &journeys.TaskDo{What: what, Title: "随访一下", Role: "service", Due: journeys.Delay{Amount: 2, Unit: journeys.Days}}
}

func happens(event string) journeys.When { return journeys.When{Event: event} }

// graphOf is how a journey looks after it was changed so many times: waits differ, and
// every other time there is a place more.
func graphOf(name string, change int, called string) journeys.Graph {
	switch name {
	case following:
		return afterBooking(change)
	case accompanying:
		return byHand(change, called)
	}
	return welcome(change)
}

// afterBooking climbs a ladder from a booking on; a cancellation is its success.
func afterBooking(change int) journeys.Graph {
	rungs := []journeys.Rung{
		{Message: says(ourText, messages.ServiceClass, keyed...), NextFail: true},
		{After: minutes(1), Message: says(ourText, messages.ServiceClass, messages.MiniSubscribe, messages.SMS), NextFail: true},
		{After: minutes(1 + change%3), Task: does(journeys.TaskOneToOne)},
	}
	if change%2 == 1 {
		rungs = append(rungs, journeys.Rung{After: minutes(1), Message: says(careText, messages.Care, messages.SMS)})
	}
	rungs = append(rungs, journeys.Rung{After: minutes(2), Task: does(journeys.TaskCall)})
	return journeys.Graph{Reentry: journeys.PerKey, Key: "subject", Exits: []journeys.When{happens("visits.no_show")}, Nodes: []journeys.Node{
		{ID: "in", Kind: journeys.KindEntry, Entry: &journeys.Entry{How: journeys.ByEvent, When: &journeys.When{Event: "visits.booked"}}, To: to("tag")},
		{ID: "tag", Kind: journeys.KindTag, Tag: &journeys.TagDo{Add: []string{tagBooked}}, To: to("ladder")},
		{ID: "ladder", Kind: journeys.KindLadder, Ladder: &journeys.Ladder{Success: []journeys.When{happens("visits.cancelled")}, Rungs: rungs, Last: minutes(1)},
			To: map[string]string{"done": "good", "failed": "out"}},
		{ID: "good", Kind: journeys.KindGoal},
		{ID: "out", Kind: journeys.KindExit, Exit: &journeys.ExitDo{Reason: "not_reached"}},
	}}
}

// byHand splits: some get a message, a coupon and another journey, some a task that is
// waited for; an experiment and a circle follow.
func byHand(change int, called string) journeys.Graph {
	answered := does(journeys.TaskOneToOne)
	answered.Answered, answered.Timeout = true, ptr(minutes(3))
	nodes := []journeys.Node{
		{ID: "in", Kind: journeys.KindEntry, Entry: &journeys.Entry{How: journeys.ByHand}, To: to("inside")},
		{ID: "inside", Kind: journeys.KindTag, Tag: &journeys.TagDo{Add: []string{tagInside}}, To: to("first")},
		{ID: "first", Kind: journeys.KindWait, Wait: ptr(minutes(1 + change%2)), To: to("ways")},
		{ID: "ways", Kind: journeys.KindSplit, Split: &journeys.Split{Ways: []journeys.Way{{Key: "a", Weight: 60}, {Key: "b", Weight: 40}}},
			To: map[string]string{"a": "hello", "b": "ask"}},
		{ID: "hello", Kind: journeys.KindMessage, Message: says(careText, messages.Care, keyed...), To: to("gift")},
		{ID: "gift", Kind: journeys.KindGrant, Grant: &journeys.GrantDo{Coupon: gift}, To: to("call")},
		{ID: "call", Kind: journeys.KindCall, Call: &journeys.CallDo{Journey: called}, To: to("lot")},
		{ID: "ask", Kind: journeys.KindTask, Task: answered, To: map[string]string{"done": "lot", "timeout": "until"}},
		{ID: "until", Kind: journeys.KindWaitFor, WaitFor: &journeys.WaitFor{Any: []journeys.When{happens("visits.booked")}, Timeout: minutes(2)},
			To: map[string]string{"next": "lot", "timeout": "lot"}},
		{ID: "lot", Kind: journeys.KindHoldout, Holdout: &journeys.Holdout{Percent: 20}, To: to("again")},
		{ID: "again", Kind: journeys.KindLoop, Loop: &journeys.Loop{Every: minutes(1), Max: 2}, To: map[string]string{"body": "note", "next": "end"}},
		{ID: "note", Kind: journeys.KindMessage, Message: says(ourText, messages.ServiceClass, keyed...), To: to("again")},
		{ID: "end", Kind: journeys.KindTag, Tag: &journeys.TagDo{Remove: []string{tagInside}}, To: to("good")},
		{ID: "good", Kind: journeys.KindGoal},
	}
	if change%2 == 1 {
		nodes[len(nodes)-2].To = to("extra")
		nodes = append(nodes, journeys.Node{ID: "extra", Kind: journeys.KindWait, Wait: ptr(minutes(2)), To: to("task")},
			journeys.Node{ID: "task", Kind: journeys.KindTask, Task: does(journeys.TaskCall), To: to("good")})
	}
	return journeys.Graph{Reentry: journeys.AfterExit, Nodes: nodes}
}

// welcome is called by another journey.
func welcome(change int) journeys.Graph {
	return journeys.Graph{Reentry: journeys.PerKey, Key: "subject", Budget: journeys.Budget{Messages: welcomeADay}, Nodes: []journeys.Node{
		{ID: "in", Kind: journeys.KindEntry, Entry: &journeys.Entry{How: journeys.ByHand}, To: to("wait")},
		{ID: "wait", Kind: journeys.KindWait, Wait: ptr(minutes(1 + change%2)), To: to("note")},
		{ID: "note", Kind: journeys.KindSet, Set: &journeys.SetDo{Name: "seen", Value: "yes"}, To: to("tell")},
		{ID: "tell", Kind: journeys.KindMessage, Message: says(ourText, messages.ServiceClass, messages.SMS), To: to("out")},
		{ID: "out", Kind: journeys.KindExit, Exit: &journeys.ExitDo{Reason: "told"}},
	}}
}

func to(node string) map[string]string { return map[string]string{"next": node} }

func ptr[T any](v T) *T { return &v }
