package messages

import (
	"context"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"time"
)

// How an SMS is looked for at Tencent.
const (
	tencentPage  = 100 // the most
	tencentNear  = 10 * time.Minute
	tencentLate  = 72 * time.Hour     // a carrier's receipt comes by then, or never
	tencentSpan  = 7 * 24 * time.Hour // what can be asked about
	tencentEarly = time.Minute        // clocks differ
)

const tencentType = "application/json; charset=utf-8"

// tencentSign signs a call by TC3-HMAC-SHA256. stamp is in seconds; the day in it is
// that of UTC.
func tencentSign(id, secret, service, host string, stamp int64, body []byte) string {
	sum := func(b []byte) string { s := sha256.Sum256(b); return hex.EncodeToString(s[:]) }
	mac := func(key []byte, text string) []byte {
		h := hmac.New(sha256.New, key)
		h.Write([]byte(text))
		return h.Sum(nil)
	}
	const names = "content-type;host"
	day := time.Unix(stamp, 0).UTC().Format(time.DateOnly)
	scope := day + "/" + service + "/tc3_request"
	canonical := "POST\n/\n\ncontent-type:" + tencentType + "\nhost:" + host + "\n\n" + names + "\n" + sum(body)
	key := mac(mac(mac([]byte("TC3"+secret), day), service), "tc3_request")
	signature := mac(key, "TC3-HMAC-SHA256\n"+strconv.FormatInt(stamp, 10)+"\n"+scope+"\n"+sum([]byte(canonical)))
	return "TC3-HMAC-SHA256 Credential=" + id + "/" + scope + ", SignedHeaders=" + names + ", Signature=" + hex.EncodeToString(signature)
}

type (
	tencentFault struct {
		Code    string
		Message string
	}
	tencentTaken struct {
		SerialNo       string
		Fee            int
		SessionContext string
		Code           string
		Message        string
	}
	tencentState struct {
		UserReceiveTime loose // s; earlier versions wrote a day and an hour
		SerialNo        string
		ReportStatus    string
		Description     string
		SessionContext  string // only where Tencent has switched it on for the account
	}
	tencentAnswer struct {
		Response *struct {
			Error                *tencentFault
			SendStatusSet        []tencentTaken
			PullSmsSendStatusSet []tencentState
		}
	}
)

func (l *line) tencentCall(ctx context.Context, action string, body any) (tencentAnswer, reply) {
	var out tencentAnswer
	host := ""
	if base, err := url.Parse(l.acct.BaseURL); err == nil {
		host = base.Host
	}
	text, stamp := wireJSON(body), l.now()/1000
	a, err := l.do(ctx, wireRequest{method: http.MethodPost, path: "/", what: "POST / " + action, body: text, header: http.Header{
		"Content-Type":   {tencentType},
		"Authorization":  {tencentSign(l.acct.SecretID, l.acct.Secret, "sms", host, stamp, text)},
		"X-Tc-Action":    {action},
		"X-Tc-Version":   {"2021-01-11"},
		"X-Tc-Timestamp": {strconv.FormatInt(stamp, 10)},
		"X-Tc-Region":    {l.acct.Region},
	}})
	switch {
	case err != nil:
		return out, silence(err)
	case json.Unmarshal(a.body, &out) != nil || out.Response == nil:
		return out, unclearReply("http_"+strconv.Itoa(a.status), "")
	case out.Response.Error != nil:
		return out, tencentSays(out.Response.Error.Code, out.Response.Error.Message, l.now())
	}
	return out, reply{}
}

// tencentSays reads a code, of a call or of one number in it.
func tencentSays(code, words string, now int64) reply {
	switch code {
	case "Ok":
		return reply{}
	case "LimitExceeded.PhoneNumberThirtySecondLimit":
		return busyReply(code, words, 30*time.Second)
	case "LimitExceeded.DeliveryFrequencyLimit":
		return busyReply(code, words, time.Minute)
	case "LimitExceeded.PhoneNumberOneHourLimit":
		return busyReply(code, words, time.Hour)
	case "LimitExceeded.AppDailyLimit", "LimitExceeded.DailyLimit": // the account's own day
		return busyReply(code, words, untilMidnight(now))
	case "FailedOperation.PhoneNumberInBlacklist", "InvalidParameterValue.IncorrectPhoneNumber":
		return reply{Said: saidNotFriend, Code: code, Words: words}
	case "InternalError.RequestTimeException", "InternalError.RestApiInterfaceNotExist", "InternalError.SigFieldMissing",
		"InternalError.SigVerificationFail", "InternalError.JsonParseFail":
		return reply{Said: saidRefused, Code: code, Words: words}
	}
	switch kind, _, _ := strings.Cut(code, "."); kind {
	case "RequestLimitExceeded":
		return busyReply(code, words, 5*time.Second)
	case "InternalError", "ServiceUnavailable", "":
		return unclearReply(code, words) // a time-out on their side, or worse
	}
	return reply{Said: saidRefused, Code: code, Words: words}
}

// tencentPhone is a number as E.164 has it.
func tencentPhone(n string) string {
	if strings.HasPrefix(n, "+") {
		return n
	}
	return "+86" + n
}

// tencentSend sends one SMS of an approved template.
//
// Tencent promises nothing against a second one: after silence it is asked, never
// sent again. SessionContext carries our Number, which comes back in the answer, and
// to a question where Tencent has switched that on: the receipt knows SerialNo alone. 3,000 calls a second. The answer
// says how many parts are billed.
func tencentSend(ctx context.Context, l *line, o outgoing) reply {
	values := make([]string, len(o.Values))
	for i, v := range o.Values {
		values[i] = v.Text
	}
	out, r := l.tencentCall(ctx, "SendSms", struct {
		PhoneNumberSet   []string
		SmsSdkAppId      string
		TemplateId       string
		SignName         string
		TemplateParamSet []string
		SessionContext   string
	}{[]string{tencentPhone(o.Address)}, l.acct.SDKAppID, o.Template, l.acct.SignName, values, o.Number})
	if r.Said != "" {
		return r
	}
	if len(out.Response.SendStatusSet) != 1 {
		return unclearReply("no_status", "")
	}
	s := out.Response.SendStatusSet[0]
	if r := tencentSays(s.Code, s.Message, l.now()); r.Said != "" {
		r.Ref = s.SerialNo
		return r
	}
	return reply{Said: saidAccepted, Ref: s.SerialNo, Parts: s.Fee}
}

// tencentAsk asks for the receipts of a number. By the SerialNo (ref), or by our
// Number where Tencent gives it back, one of them is ours; without either only one
// within ten minutes after, where there is no other: two leave it open, and a person
// must look. Only what the carrier has reported on is
// listed, so nothing is known to be absent before 72 h; seven days can be asked about.
func tencentAsk(ctx context.Context, l *line, o outgoing, ref string) reply {
	now := l.now()
	from, to := o.SentAt-tencentEarly.Milliseconds(), min(now, o.SentAt+tencentLate.Milliseconds())
	out, r := l.tencentCall(ctx, "PullSmsSendStatusByPhoneNumber", struct {
		BeginTime   int64
		EndTime     int64
		Offset      int
		Limit       int
		PhoneNumber string
		SmsSdkAppId string
	}{from / 1000, to/1000 + 1, 0, tencentPage, tencentPhone(o.Address), l.acct.SDKAppID})
	if r.Said != "" {
		return askedReply(r)
	}
	var near []tencentState
	for _, s := range out.Response.PullSmsSendStatusSet {
		if ref != "" && s.SerialNo == ref || s.SessionContext != "" && s.SessionContext == o.Number {
			return s.reply()
		}
		if at := s.at(); s.SessionContext == "" && at >= from && at <= o.SentAt+tencentNear.Milliseconds() {
			near = append(near, s)
		}
	}
	switch since := now - o.SentAt; {
	case ref == "" && len(near) == 1:
		return near[0].reply()
	case ref == "" && len(near) > 1:
		return reply{Said: saidSilent, Code: "several"}
	case ref == "" && since > tencentLate.Milliseconds() && since < tencentSpan.Milliseconds():
		return reply{Said: saidAbsent}
	}
	return reply{Said: saidSilent, Ref: ref, Code: "not_yet"}
}

func (s tencentState) at() int64 {
	if n, err := strconv.ParseInt(string(s.UserReceiveTime), 10, 64); err == nil && n > 0 && n < 1<<40 {
		return n * 1000
	}
	return beijingTime(string(s.UserReceiveTime))
}

func (s tencentState) reply() reply {
	if s.ReportStatus == "SUCCESS" {
		return reply{Said: saidDelivered, Ref: s.SerialNo, At: s.at()}
	}
	return reply{Said: saidRefused, Ref: s.SerialNo, Code: "report_fail", Words: s.Description}
}
