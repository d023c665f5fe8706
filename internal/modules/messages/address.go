package messages

import "archwire/internal/kit/phone"

// Address is an openid, an external_userid or a colleague's userid at one account.
// It is no identity: a mother's WeChat speaks for three children.
type Address struct {
	ID         string
	Account    string
	Value      string
	Nick       string // as the provider names the person
	Following  bool   // follows the official account, or is a friend of a colleague
	FriendOf   string // WeCom: userid of the colleague whose customer it is
	LastWordAt int64  // when the person last wrote or pressed something
	FollowedAt int64  // when Following was last heard of, by the provider's clock
	Seen       int64  // when we first heard of it
	Union      string // unionid, where the provider tells it
	State      string // what the contact code that added it carried
	hints      string // sealed
}

// follows notes that somebody follows, or does not, since an instant, and tells
// whether that is news: callbacks come in any order.
func (a *Address) follows(yes bool, at int64) bool {
	if at < a.FollowedAt {
		return false
	}
	a.Following, a.FollowedAt = yes, at
	return true
}

// Bound is an address that speaks for a patient.
type Bound struct {
	Address
	Patient string
	Whose   string // self, mother, father, …
	At      int64
	By      string
}

// talkWindow is how long after a person's word an official account may answer with
// free text.
const talkWindow int64 = 48 * 3600_000

// OptOut is what somebody does not want.
type OptOut struct {
	ID      string
	Patient string // "" = of the number or address, for whomever it speaks
	Mark    string // "a:<address>" or "p:<digest of a number>"; "" = of the patient
	Class   Class
	Channel Channel // "" = all
	Source  string  // "reply", "hand", "page"
	At      int64
	By      string
	Note    string
	EndedAt int64
	EndedBy string
}

// stopWords are the replies to an SMS by which people opt out; the operators ask
// for R, people write what comes to their mind.
var stopWords = map[string]bool{"R": true, "T": true, "TD": true, "N": true, "退订": true, "退": true, "拒收": true, "取消": true, "不要再发": true, "STOP": true}

// stops tells whether a reply to an SMS opts out.
func stops(text string) bool { return stopWords[folded(text)] }

// chatStops are the words by which people opt out in a chat, where 取消 calls off an
// appointment and one letter is a slip of the finger.
var chatStops = map[string]bool{"TD": true, "退订": true, "拒收": true, "不要再发": true, "STOP": true}

// stopsChat tells whether what somebody wrote in a chat opts out.
func stopsChat(text string) bool { return chatStops[folded(text)] }

// folded is a reply without what fingers add: spaces, stops, small letters, full
// width.
func folded(text string) string {
	out := make([]rune, 0, len(text))
	for _, r := range text {
		if r >= 'Ａ' && r <= 'ｚ' {
			r -= 'Ａ' - 'A'
		}
		switch {
		case r >= 'a' && r <= 'z':
			out = append(out, r-'a'+'A')
		case r == ' ' || r == '　' || r == '.' || r == '。' || r == '!' || r == '！' || r == '\n' || r == '\r' || r == '\t':
		default:
			out = append(out, r)
		}
	}
	return string(out)
}

// textable tells whether an SMS reaches a number.
func textable(number string) bool { return phone.Mobile(number) }
