package messages

import (
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
)

// CodeState is how far a code came. Its text is "messages.code.<state>".
type CodeState string

// The states.
const (
	CodeAsked   CodeState = "asked"   // it is to be made soon
	CodeMaking  CodeState = "making"  // WeCom is being asked
	CodeMade    CodeState = "made"    // it hangs, or may
	CodeUnknown CodeState = "unknown" // nobody answered: WeCom may have made one; a person decides
	CodeFailed  CodeState = "failed"
	CodeEnded   CodeState = "ended"
)

// Code is a code by which people add one of some colleagues at WeCom (渠道活码): it hangs
// at a place, and who comes by it is known to come from there.
type Code struct {
	ID      string
	Version int64
	Clinic  string
	Account string
	Name    string   // where it hangs
	Owners  []string // staff ids; WeCom picks one of them
	Key     string   // what those who come carry: it says nothing by itself
	Config  string   // WeCom's id, without which the code cannot be changed or ended
	Picture string   // address at WeCom
	Source  string   // of patients who come by it, as module patients keys sources; "" = none
	State   CodeState
	Reason  string // of what failed
	Untold  bool   // WeCom does not know yet what was decided here
	At      int64  // since when it stands so
	Made    int64  // when it was asked for
	By      string
}

// CodeCounts is what came of a code.
type CodeCounts struct {
	Added   int // who ever added a colleague by it
	Friends int // of them, who are friends still
	Bound   int // of them, who speak for a patient
	Came    int // patients for whom they speak who were here since
}

// CodePictures are the origins from which WeCom serves the pictures of codes.
var CodePictures = []string{"https://wework.qpic.cn", "https://p.qpic.cn", "http://p.qpic.cn"}

const (
	codeNameMost   = 30  // characters: WeCom keeps the name as the remark of the way
	codeOwnersMost = 100 // of one way
	// codeLease is when a making whose process died is no longer waited for: several
	// times what a call may take.
	codeLease = 2 * time.Minute
)

// check tells what is wrong with a code as it is typed.
func (c *Code) check() error {
	var wrong []*fault.Fault
	c.Name = strings.TrimSpace(c.Name)
	if n := utf8.RuneCountInString(c.Name); n < 1 || n > codeNameMost {
		wrong = append(wrong, BadCodeName.At("name"))
	}
	slices.Sort(c.Owners)
	c.Owners = slices.Compact(c.Owners)
	if len(c.Owners) == 0 || len(c.Owners) > codeOwnersMost || slices.ContainsFunc(c.Owners, func(x string) bool { return !id.Valid(x) }) {
		wrong = append(wrong, BadOwners.At("owners"))
	}
	return fault.Join(wrong)
}

// codeDo is what is to be done at WeCom about a code.
type codeDo int

const (
	codeNothing codeDo = iota
	codeMake           // not idempotent: asked twice it makes two
	codeTell           // its colleagues
	codeEnd
	codeWait // for somebody else who is making it
	codeLost // who was making it is gone
)

// due tells what is to be done about the code at an instant.
func (c Code) due(now int64) codeDo {
	switch {
	case c.State == CodeAsked:
		return codeMake
	case c.State == CodeMaking && now < c.At+codeLease.Milliseconds():
		return codeWait
	case c.State == CodeMaking:
		return codeLost
	case c.Untold && c.State == CodeMade:
		return codeTell
	case c.Untold && c.State == CodeEnded:
		return codeEnd
	}
	return codeNothing
}

// made takes what WeCom answered to being asked for the code. What was certainly not
// made is asked for again; where nobody knows, a person decides.
func (c *Code) made(config, picture string, r reply, now int64) {
	c.At = now
	switch r.Said {
	case saidAccepted:
		c.State, c.Config, c.Picture, c.Reason = CodeMade, config, picture, ""
	case saidSilent:
		c.State, c.Reason = CodeUnknown, r.Code
	case saidUnreached, saidBusy:
		c.State, c.Reason = CodeAsked, r.Code
	default:
		c.State, c.Reason = CodeFailed, strings.TrimSpace(r.Code+" "+bytesCut(r.Words, 200))
	}
}
