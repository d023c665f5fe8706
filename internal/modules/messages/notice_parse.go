package messages

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/hex"
	"net/url"
	"strings"
)

// noticeKind is what a callback tells.
type noticeKind string

// What callbacks tell. Those that the house has no use for are noticeOther: they
// are proven, kept and let go.
const (
	noticeReceipt         noticeKind = "receipt"          // of one send: Said, by Ref or Number
	noticeSubscribed      noticeKind = "subscribed"       // in a dialogue somebody gave (Yes) or refused permission for one message of Template
	noticeSubscription    noticeKind = "subscription"     // in the settings somebody took permission for Template back, or (Yes) gave it for good
	noticeFollow          noticeKind = "follow"           // State: of the code by which they came
	noticeUnfollow        noticeKind = "unfollow"         //
	noticeScan            noticeKind = "scan"             // a follower scanned a code: State
	noticeText            noticeKind = "text_in"          // somebody wrote Text, or sent what is no text: Key says what
	noticeMenu            noticeKind = "menu_click"       // Key
	noticeContactAdded    noticeKind = "contact_added"    // a patient (Address) and a colleague (User): State, Welcome
	noticeContactDeleted  noticeKind = "contact_deleted"  // the colleague removed the patient
	noticeFollowerDeleted noticeKind = "follower_deleted" // the patient removed the colleague
	noticeContactEdited   noticeKind = "contact_edited"   // the colleague changed the remark or the tags
	noticeTransferFailed  noticeKind = "transfer_failed"  // a customer did not go over to User: Code says why
	noticeCard            noticeKind = "card_click"       // a colleague (User) pressed Key on the card of Number
	noticeSMSReply        noticeKind = "sms_reply"        // Text from the telephone Address
	noticeOther           noticeKind = "other"
)

// notice is one thing that a callback tells. A callback may tell several.
type notice struct {
	Dedupe  string // the same thing told again has the same, within its account
	Kind    noticeKind
	At      int64  // when it happened, epoch ms, by the provider's clock, or when it came
	Address string // openid, external_userid or telephone of whom it tells
	User    string // userid of the colleague
	Ref     string // the provider's number of the send
	Number  string // our own of the send
	Said    said   // of a receipt: saidDelivered, saidRefused, saidNotFriend
	Code    string // why not
	Words   string
	Parts   int // SMS parts billed, 0 = not said

	Template string // the provider's id
	Yes      bool   // permission is given
	State    string // what the code carried by which somebody came
	Half     bool   // the customer has not said yes
	Welcome  string // code of the welcome, good for 20 s
	Text     string
	Key      string // of the menu or of the card's button
	Card     string // the code by which that card may be changed, once, within 72 h
}

// parseNotice proves and reads a callback of the account's provider, and says what
// to answer it. It decides by the account's kind:
//   - WeCom: signed and sealed, both its GET of proof and its POST;
//   - official account and mini-program: the GET is signed; the POST is signed and
//     sealed, as XML or as JSON. A POST in plain words is signed without its body,
//     so it is believed only where the account has no AES key to seal with;
//   - SMS: no provider signs. Their address carries a secret of the account
//     (NoticeKey), which the query gives as "key".
//
// Whether a callback is fresh and came before is the caller's: it keeps each Dedupe
// once. now is epoch ms. The error is errNotice whatever is wrong.
func parseNotice(a Account, method string, query url.Values, body []byte, now int64) (told []notice, answer []byte, contentType string, err error) {
	const plain = "text/plain; charset=utf-8"
	switch a.Kind {
	case WeCom, Official, Mini:
		if method == "GET" {
			answer, err = noticeEcho(a, query)
			return nil, answer, plain, err
		}
		told, err = wechatNotices(a, query, body)
		if a.Kind != WeCom {
			answer = []byte("success")
		}
		return dated(told, now), answer, plain, err
	case Aliyun, Tencent:
		if a.NoticeKey == "" || subtle.ConstantTimeCompare([]byte(query.Get("key")), []byte(a.NoticeKey)) != 1 {
			return nil, nil, "", errNotice
		}
		read, yes := aliyunNotices, `{"code":0,"msg":"接收成功"}`
		if a.Kind == Tencent {
			read, yes = tencentNotices, `{"result":0,"errmsg":"OK"}`
		}
		told, err = read(body)
		return dated(told, now), []byte(yes), "application/json; charset=utf-8", err
	}
	return nil, nil, "", errNotice
}

// dated gives what says no time, or one that is not yet, the time of now.
func dated(told []notice, now int64) []notice {
	for i := range told {
		if told[i].At == 0 || told[i].At > now {
			told[i].At = now
		}
	}
	return told
}

// noticeEcho answers the GET by which a provider proves that the address is ours.
func noticeEcho(a Account, query url.Values) ([]byte, error) {
	echo := query.Get("echostr")
	if a.Kind != WeCom {
		if echo == "" || !provenBy(query.Get("signature"), a.Token, query.Get("timestamp"), query.Get("nonce")) {
			return nil, errNotice
		}
		return []byte(echo), nil
	}
	if !provenBy(query.Get("msg_signature"), a.Token, query.Get("timestamp"), query.Get("nonce"), echo) {
		return nil, errNotice
	}
	return openNotice(a.AESKey, echo, a.CorpID)
}

// dedupeOf makes one key of what tells a callback from another.
func dedupeOf(parts ...string) string {
	sum := sha256.Sum256([]byte(strings.Join(parts, "\n")))
	return hex.EncodeToString(sum[:16])
}
