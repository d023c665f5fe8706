package messages

import (
	"context"
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// How an SMS is looked for at Aliyun.
const (
	aliyunPage    = 50 // the most
	aliyunPages   = 4
	aliyunSettled = 10 * time.Minute // what was taken is listed by then [to be checked with a real account]
)

// aliyunEscape writes text as Aliyun's signature wants it: all but letters, digits
// and - _ . ~ as %XY, a space among them.
func aliyunEscape(text string) string {
	text = url.QueryEscape(text)
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(text)
}

// aliyunSign signs a call of Aliyun's RPC interface: HMAC-SHA1 over its parameters
// in the order of their names.
func aliyunSign(method, secret string, query url.Values) string {
	names := make([]string, 0, len(query))
	for name := range query {
		names = append(names, name)
	}
	slices.Sort(names)
	pairs := make([]string, len(names))
	for i, name := range names {
		pairs[i] = aliyunEscape(name) + "=" + aliyunEscape(query.Get(name))
	}
	h := hmac.New(sha1.New, []byte(secret+"&"))
	h.Write([]byte(method + "&%2F&" + aliyunEscape(strings.Join(pairs, "&"))))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

type (
	aliyunDetail struct {
		Code   string `json:"ErrCode"`
		Number string `json:"OutId"`
		At     string `json:"ReceiveDate"`
		State  int    `json:"SendStatus"` // 1 waits for the carrier's receipt, 2 failed, 3 arrived
	}
	aliyunAnswer struct {
		Code    string          `json:"Code"`
		Message string          `json:"Message"`
		BizID   string          `json:"BizId"`
		Total   json.RawMessage `json:"TotalCount"` // a number, or one in quotes
		Details struct {
			List []aliyunDetail `json:"SmsSendDetailDTO"`
		} `json:"SmsSendDetailDTOs"`
	}
)

// aliyunCall makes a call. It is a POST because the network's own machinery may
// repeat a GET whose connection breaks, and a repeated SMS is a second SMS.
func (l *line) aliyunCall(ctx context.Context, action, nonce string, query url.Values) (aliyunAnswer, reply) {
	query.Set("AccessKeyId", l.acct.AccessKeyID)
	query.Set("Action", action)
	query.Set("Format", "JSON")
	query.Set("RegionId", "cn-hangzhou")
	query.Set("SignatureMethod", "HMAC-SHA1")
	query.Set("SignatureNonce", nonce)
	query.Set("SignatureVersion", "1.0")
	query.Set("Timestamp", time.UnixMilli(l.now()).UTC().Format(time.RFC3339))
	query.Set("Version", "2017-05-25")
	query.Set("Signature", aliyunSign(http.MethodPost, l.acct.Secret, query))
	var out aliyunAnswer
	a, err := l.do(ctx, wireRequest{method: http.MethodPost, path: "/", query: query, what: "POST /?Action=" + action})
	if err != nil {
		return out, silence(err)
	}
	if json.Unmarshal(a.body, &out) != nil || out.Code == "" {
		return out, unclearReply("http_"+strconv.Itoa(a.status), "")
	}
	return out, aliyunSays(out.Code, out.Message, a.status, l.now())
}

// aliyunSays reads a code; the zero reply is "OK". Which of a number's limits was met
// stands in the words alone, by the minute, hour or day [to be checked with a real
// account].
func aliyunSays(code, words string, http int, now int64) reply {
	switch {
	case code == "OK":
		return reply{}
	case code == "isv.BUSINESS_LIMIT_CONTROL" && strings.Contains(words, "分钟级"):
		return busyReply(code, words, time.Minute)
	case code == "isv.BUSINESS_LIMIT_CONTROL" && strings.Contains(words, "小时级"):
		return busyReply(code, words, time.Hour)
	case code == "isv.DAY_LIMIT_CONTROL": // the account's own day
		return busyReply(code, words, untilMidnight(now))
	case strings.HasPrefix(code, "Throttling"):
		return busyReply(code, words, 5*time.Second)
	case code == "isv.MOBILE_NUMBER_ILLEGAL":
		return reply{Said: saidNotFriend, Code: code, Words: words}
	case code == "isp.RAM_PERMISSION_DENY":
		return reply{Said: saidRefused, Code: code, Words: words}
	case strings.HasPrefix(code, "isp."), code == "ServiceUnavailable", code == "InternalError", code == "SignatureNonceUsed", http >= 500:
		// Their fault, or a repeat of what may have been taken.
		return unclearReply(code, words)
	}
	return reply{Said: saidRefused, Code: code, Words: words}
}

// aliyunNonce is of one attempt: the same bytes twice, by whomever, are refused.
func aliyunNonce(o outgoing, what string) string {
	sum := sha256.Sum256([]byte(what + "\n" + o.Number + "\n" + strconv.FormatInt(o.SentAt, 10)))
	return hex.EncodeToString(sum[:16])
}

// aliyunPhone is a number as Aliyun has it: eleven digits at home, abroad the
// country's number before it without a sign.
func aliyunPhone(n string) string { return strings.TrimPrefix(n, "+") }

// aliyunSend sends one SMS of an approved template.
//
// Aliyun promises nothing against a second one ("目前均不支持幂等的能力"): after silence
// it is asked, never sent again. OutId carries our Number and comes back in the
// receipt and in the answer to a question. A receipt comes by a callback, tried
// again after 1, 5 and 10 minutes and then never. One number takes 50 notices a day
// per signature and template; 5,000 calls a second. How many parts it was billed as
// is said by the receipt alone.
func aliyunSend(ctx context.Context, l *line, o outgoing) reply {
	out, r := l.aliyunCall(ctx, "SendSms", aliyunNonce(o, "send"), url.Values{"PhoneNumbers": {aliyunPhone(o.Address)}, "SignName": {l.acct.SignName},
		"TemplateCode": {o.Template}, "TemplateParam": {ordered(o.Values)}, "OutId": {o.Number}})
	if r.Said != "" {
		return r
	}
	return reply{Said: saidAccepted, Ref: out.BizID}
}

// ordered writes a template's variables as one JSON object, in their order.
func ordered(values []Value) string {
	var b strings.Builder
	b.WriteByte('{')
	for i, v := range values {
		if i > 0 {
			b.WriteByte(',')
		}
		b.Write(wireJSON(v.Name))
		b.WriteByte(':')
		b.Write(wireJSON(v.Text))
	}
	b.WriteByte('}')
	return b.String()
}

// aliyunAsk looks for the SMS among those sent to the number on its day, by our
// Number. ref (BizId) narrows the search where it is known. Not being listed ten
// minutes after means that it was never taken. The last 30 days can be asked about.
func aliyunAsk(ctx context.Context, l *line, o outgoing, ref string) reply {
	now := l.now()
	sent := time.UnixMilli(o.SentAt).In(beijing)
	days := []time.Time{sent}
	if next := sent.Add(aliyunSettled); next.Day() != sent.Day() && next.UnixMilli() <= now {
		days = append(days, next) // taken after midnight
	}
	for _, day := range days {
		for page := 1; page <= aliyunPages; page++ {
			query := url.Values{"PhoneNumber": {aliyunPhone(o.Address)}, "SendDate": {day.Format("20060102")}, "PageSize": {strconv.Itoa(aliyunPage)},
				"CurrentPage": {strconv.Itoa(page)}}
			if ref != "" {
				query.Set("BizId", ref)
			}
			out, r := l.aliyunCall(ctx, "QuerySendDetails", aliyunNonce(o, "ask "+strconv.FormatInt(now, 10)+day.Format("02")+strconv.Itoa(page)), query)
			if r.Said != "" {
				return askedReply(r)
			}
			for _, d := range out.Details.List {
				if d.Number == o.Number {
					return d.reply(ref)
				}
			}
			total, err := strconv.Atoi(strings.Trim(string(out.Total), `"`))
			if err != nil || total <= page*aliyunPage {
				break
			}
			if page == aliyunPages {
				return reply{Said: saidSilent, Code: "too_many"}
			}
		}
	}
	if now-o.SentAt < aliyunSettled.Milliseconds() {
		return reply{Said: saidSilent, Code: "not_yet"}
	}
	return reply{Said: saidAbsent}
}

func (d aliyunDetail) reply(ref string) reply {
	switch d.State {
	case 3:
		return reply{Said: saidDelivered, Ref: ref, At: beijingTime(d.At)}
	case 2:
		return reply{Said: saidRefused, Ref: ref, Code: d.Code}
	case 1:
		return reply{Said: saidAccepted, Ref: ref}
	}
	return reply{Said: saidSilent, Ref: ref, Code: "status"}
}
