package messages

import (
	"slices"

	"archwire/internal/kit/civil"
)

// Known is what is known of one message at the moment of sending, as far as the
// choice of a channel needs it.
type Known struct {
	Now        int64
	Today      civil.Day // in the clinic's zone
	Clinic     string
	Accounts   []Account          // in use, with their kind and whose they are
	Templates  map[route]Template // of the purpose, in use
	Addresses  []Address          // of the person, the likeliest first
	Mobile     string             // whole number, "" = none
	Credits    map[creditKey]int  // of the addresses
	Quota      int                // parts of SMS left
	Month      map[string]int     // WeCom tasks of this month, by address
	MonthBound int                // of them; 0 = none
	Lately     int                // messages of our app to the colleague in this minute
	OptedOut   map[string]bool    // "", or a mark of an address or number, joined with the channel: see optKey
	Tried      map[tryKey]tries   // earlier attempts of the message
	Values     map[string]string  // what fills the braces
	Welcome    string             // welcome code
	MobileMark string             // the number's mark among opt-outs
	Stop       bool               // a free text must carry the way to stop it
}

// route is a channel through an account.
type route struct {
	Channel Channel
	Account string
}

type creditKey struct{ Address, Template string }

type tryKey struct {
	Channel Channel
	Account string
}

// tries is what came of earlier attempts on a route.
type tries struct {
	over bool // certain that it does not go this way
	soft int  // times that it could not be reached, or was too busy
}

// appMinute is how many messages of our app a colleague gets in a minute. WeCom takes
// thirty within any sixty seconds, and drops what is beyond with an answer as if it had
// gone: half of that in each minute of the clock is never beyond.
const appMinute = 15

// softMost is how often a route is tried that cannot be reached or is too busy.
const softMost = 3

// optKey is the key of an opt-out in Known: mark "" is the patient's own, channel ""
// all channels.
func optKey(mark string, c Channel) string { return mark + "|" + string(c) }

// choice is the way that a message takes.
type choice struct {
	Channel  Channel
	Account  Account
	Address  Address // without a value where it is a number
	To       string  // whither: openid, userid, number
	Template Template
	Filled   filled
	Credit   bool
	Parts    int
}

// temporary tells of reasons that may be gone a little later.
func temporary(reason string) bool { return reason == ReasonNoQuota || reason == ReasonBusy }

// choose walks the ladder of a purpose and takes the first way that is open. For
// each channel that it passed over it says why: of several ways the reason of the
// one that came furthest.
func choose(p Purpose, k Known) (c choice, passed []Passed, ok bool) {
	for _, ch := range p.Channels {
		reason := ReasonNoAccount
		for _, a := range k.accounts(ch) {
			got, why := k.try(ch, a)
			if why == "" {
				return got, passed, true
			}
			if depth[why] >= depth[reason] {
				reason = why
			}
		}
		passed = append(passed, Passed{ch, reason})
	}
	return choice{}, passed, false
}

// depth orders reasons by how far a way was open.
var depth = func() map[string]int {
	out := map[string]int{}
	for i, r := range []string{ReasonNoAccount, ReasonNoTemplate, ReasonNoAddress, ReasonNoMobile, ReasonOptedOut, ReasonTried, ReasonBusy, ReasonGone, ReasonNoFriend,
		ReasonWindow, ReasonMonth, ReasonNoWords, ReasonBadValue, ReasonNoCredit, ReasonNoQuota} {
		out[r] = i
	}
	return out
}()

// accounts lists those that a channel goes through, the clinic's own first.
func (k Known) accounts(ch Channel) []Account {
	var own, group []Account
	for _, a := range k.Accounts {
		switch {
		case !a.Enabled || !ch.through(a.Kind):
		case a.Clinic == k.Clinic:
			own = append(own, a)
		case a.Clinic == "":
			group = append(group, a)
		}
	}
	return append(own, group...)
}

// try looks at one route.
func (k Known) try(ch Channel, a Account) (choice, string) {
	before := k.Tried[tryKey{ch, a.ID}]
	if before.over {
		return choice{}, ReasonTried
	}
	if before.soft >= softMost {
		return choice{}, ReasonBusy
	}
	t, ok := k.Templates[route{ch, a.ID}]
	if !ok {
		return choice{}, ReasonNoTemplate
	}
	if k.OptedOut[optKey("", ch)] {
		return choice{}, ReasonOptedOut
	}
	if k.Stop && ch.free() {
		t.Text = withStop(t.Text)
	}
	c := choice{Channel: ch, Account: a, Template: t}
	var why string
	if c.Filled, why = t.in(k.Values, a.SignName, k.Today); why != "" {
		return choice{}, why
	}
	if ch == SMS {
		return k.trySMS(c)
	}
	return k.tryAddresses(c)
}

func (k Known) trySMS(c choice) (choice, string) {
	switch {
	case !textable(k.Mobile):
		return c, ReasonNoMobile
	case k.OptedOut[optKey(k.MobileMark, SMS)] || k.OptedOut[optKey(k.MobileMark, "")]:
		return c, ReasonOptedOut
	case k.Quota < c.Filled.parts:
		return c, ReasonNoQuota
	}
	c.To, c.Parts = k.Mobile, c.Filled.parts
	return c, ""
}

func (k Known) tryAddresses(c choice) (choice, string) {
	reason := ReasonNoAddress
	for _, a := range k.Addresses {
		if a.Account != c.Account.ID {
			continue
		}
		why := k.tryAddress(c, a)
		if why == "" {
			c.Address, c.To, c.Credit = a, a.Value, c.Channel.takesCredit()
			return c, ""
		}
		if depth[why] >= depth[reason] {
			reason = why
		}
	}
	return c, reason
}

// tryAddress tells what stands against an address on the channel.
func (k Known) tryAddress(c choice, a Address) string {
	mark := "a:" + a.ID
	if k.OptedOut[optKey(mark, c.Channel)] || k.OptedOut[optKey(mark, "")] {
		return ReasonOptedOut
	}
	needsFollower := []Channel{WeComTask, OfficialTemplate, OfficialService}
	switch {
	case slices.Contains(needsFollower, c.Channel) && !a.Following:
		return ReasonGone
	case c.Channel == WeComTask && a.FriendOf == "":
		return ReasonNoFriend
	case c.Channel == WeComTask && k.MonthBound > 0 && k.Month[a.ID] >= k.MonthBound:
		return ReasonMonth
	case c.Channel == WeComApp && k.Lately >= appMinute:
		return ReasonBusy
	case c.Channel == OfficialService && a.LastWordAt+talkWindow <= k.Now:
		return ReasonWindow
	case c.Channel == WeComWelcome && k.Welcome == "":
		return ReasonWindow
	case c.Channel.takesCredit() && k.Credits[creditKey{a.ID, c.Template.Provider}] <= 0:
		return ReasonNoCredit
	}
	return ""
}
