package fake

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// tencent is the SMS API of 2021-01-11. Its status is 200 whatever happened, and a
// receipt names only the serial number of the answer.
func (w *World) tencent() map[string]call {
	c := call{light: true, nameOf: tencentName, do: w.tencentCall, fault: tencentNo("InternalError", "An internal error has occurred."),
		no:   tencentNo("FailedOperation.InsufficientBalanceInSmsPackage", "package is not enough"),
		noAs: func(code string) reply { return tencentNo(code, code) }}
	return map[string]call{"POST ": c, "POST /{$}": c}
}

func tencentYes(out map[string]any) reply {
	out["RequestId"] = rand.Text()
	return reply{http.StatusOK, map[string]any{"Response": out}}
}

func tencentNo(code, words string) reply {
	return tencentYes(map[string]any{"Error": map[string]any{"Code": code, "Message": words}})
}

func tencentName(r *http.Request, _ []byte) string {
	switch r.Header.Get("X-TC-Action") {
	case "SendSms":
		return "send"
	case "PullSmsSendStatusByPhoneNumber":
		return "ask"
	}
	return "other"
}

var tc3 = regexp.MustCompile(`^TC3-HMAC-SHA256 Credential=([^/]+)/(\d{4}-\d\d-\d\d)/sms/tc3_request, ?SignedHeaders=([a-z0-9;\-]+), ?Signature=([0-9a-f]{64})$`)

func sha256Hex(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

func hmac256(key []byte, text string) []byte {
	h := hmac.New(sha256.New, key)
	h.Write([]byte(text))
	return h.Sum(nil)
}

// tc3Signature signs a call. The path is "/" always: what stands before it here is
// none of the provider's.
func tc3Signature(r *http.Request, body []byte, secret, date, service, headers string) string {
	var list strings.Builder
	for name := range strings.SplitSeq(headers, ";") {
		value := r.Header.Get(name)
		if name == "host" {
			value = r.Host
		}
		list.WriteString(name + ":" + strings.ToLower(strings.TrimSpace(value)) + "\n")
	}
	canonical := r.Method + "\n/\n" + r.URL.RawQuery + "\n" + list.String() + "\n" + headers + "\n" + sha256Hex(body)
	text := "TC3-HMAC-SHA256\n" + r.Header.Get("X-TC-Timestamp") + "\n" + date + "/" + service + "/tc3_request\n" + sha256Hex([]byte(canonical))
	key := hmac256(hmac256(hmac256([]byte("TC3"+secret), date), service), "tc3_request")
	return hex.EncodeToString(hmac256(key, text))
}

// tencentProof tells whose call it is: signed, within five minutes.
func (w *World) tencentProof(r *http.Request, body []byte) (*Account, reply) {
	m := tc3.FindStringSubmatch(r.Header.Get("Authorization"))
	if m == nil || !strings.Contains(";"+m[3]+";", ";host;") || !strings.Contains(";"+m[3]+";", ";content-type;") {
		return nil, tencentNo("AuthFailure.SignatureFailure", "The provided credentials could not be validated.")
	}
	a, err := w.account(TencentKind, m[1])
	if err != nil {
		return nil, tencentNo("AuthFailure.SecretIdNotFound", "The SecretId is not found, please ensure that your SecretId is correct.")
	}
	stamp, err := strconv.ParseInt(r.Header.Get("X-TC-Timestamp"), 10, 64)
	off := stamp*second - w.o.Clock()
	switch {
	case err != nil || off > 5*minute || off < -5*minute || time.Unix(stamp, 0).UTC().Format(time.DateOnly) != m[2]:
		return nil, tencentNo("AuthFailure.SignatureExpire", "The provided signature has expired.")
	case !hmac.Equal([]byte(m[4]), []byte(tc3Signature(r, body, a.Secret, m[2], "sms", m[3]))):
		return nil, tencentNo("AuthFailure.SignatureFailure", "The provided credentials could not be validated. Please check your signature is correct.")
	case r.Header.Get("X-TC-Version") != "2021-01-11":
		return nil, tencentNo("InvalidParameter", "The request API version is wrong.")
	case r.Header.Get("X-TC-Region") == "":
		return nil, tencentNo("MissingParameter", "The request is missing a required parameter `Region`.")
	}
	return a, reply{}
}

type tencentIn struct {
	Phones   []string `json:"PhoneNumberSet"`
	App      string   `json:"SmsSdkAppId"`
	Template string   `json:"TemplateId"`
	Sign     string   `json:"SignName"`
	Params   []string `json:"TemplateParamSet"`
	Session  string   `json:"SessionContext"`
	Phone    string   `json:"PhoneNumber"`
	Begin    int64    `json:"BeginTime"`
	End      int64    `json:"EndTime"`
	Offset   int      `json:"Offset"`
	Limit    int      `json:"Limit"`
}

func (w *World) tencentCall(r *http.Request, body []byte) reply {
	a, no := w.tencentProof(r, body)
	if a == nil {
		return no
	}
	var in tencentIn
	if json.Unmarshal(body, &in) != nil {
		return tencentNo("InvalidParameter", "The request body is not a valid JSON.")
	}
	if in.App != a.App {
		return tencentNo("UnauthorizedOperation.SmsSdkAppIdVerifyFail", "Verification of SmsSdkAppId failed")
	}
	switch tencentName(r, nil) {
	case "send":
		return w.tencentSend(a, in)
	case "ask":
		return w.tencentAsk(a, in)
	}
	return tencentNo("InvalidAction", "The request interface is not available.")
}

func (w *World) tencentSend(a *Account, in tencentIn) reply {
	switch {
	case len(in.Phones) == 0:
		return tencentNo("MissingParameter", "PhoneNumberSet")
	case len(in.Phones) > 200:
		return tencentNo("LimitExceeded.PhoneNumberCountLimit", "the number of phone numbers exceeds 200")
	case len(in.Session) > 512:
		return tencentNo("InvalidParameterValue.ContentLengthLimit", "SessionContext is longer than 512 bytes")
	}
	out := []map[string]any{}
	for _, phone := range in.Phones {
		row := map[string]any{"PhoneNumber": phone, "SessionContext": in.Session, "Fee": 0, "SerialNo": "", "IsoCode": "CN"}
		s, code := w.tencentOne(a, in, phone)
		if s == nil {
			row["Code"], row["Message"] = code, code[strings.LastIndex(code, ".")+1:]
		} else {
			row["Code"], row["Message"], row["Fee"], row["SerialNo"] = "Ok", "send success", s.Parts, s.Ref
		}
		out = append(out, row)
	}
	return tencentYes(map[string]any{"SendStatusSet": out})
}

// tencentOne sends to one number, or says by which code it does not.
func (w *World) tencentOne(a *Account, in tencentIn, phone string) (*Sent, string) {
	t, ok := w.template(a, in.Template)
	var values []Value
	for i, v := range in.Params {
		values = append(values, Value{Name: strconv.Itoa(i + 1), Text: v})
	}
	text, missing := t.read(in.Sign, in.Template, values)
	number := bare(phone)
	switch {
	case !strings.HasPrefix(phone, "+86") && phone != number, !mobile.MatchString(number):
		return nil, "InvalidParameterValue.IncorrectPhoneNumber"
	case in.Sign != a.Sign:
		return nil, "FailedOperation.SignatureIncorrectOrUnapproved"
	case !ok:
		return nil, "FailedOperation.TemplateIncorrectOrUnapproved"
	case len(missing) > 0 || t != nil && t.Text != "" && len(placeholder.FindAllString(t.Text, -1)) != len(in.Params):
		return nil, "FailedOperation.TemplateParamSetNotMatchApprovedTemplate"
	}
	for i, x := range []struct {
		length int64
		count  int
		code   string
	}{{30 * second, 1, "ThirtySecondLimit"}, {hour, 5, "OneHourLimit"}, {day, 10, "DailyLimit"}} {
		limit := a.Limits[i]
		if limit == 0 {
			limit = x.count
		}
		if limit > 0 && w.since(a, "send", number, w.now()-x.length+1) >= limit {
			return nil, "LimitExceeded.PhoneNumber" + x.code
		}
	}
	s := w.short(a, Sent{Key: in.Session, Template: in.Template, Text: text, Values: values, Ref: ref("2640:", w)}, number)
	if s.Why == "DELIVERED" {
		s.Why = "DELIVRD"
	}
	s.SureAt = w.notify(a, "receipt", jsonOf([]map[string]any{{"user_receive_time": clock(w.now()), "nationcode": "86", "mobile": number,
		"report_status": tencentStatus(s), "errmsg": s.Why, "description": tencentWords(s), "sid": s.Ref}}))
	w.save(s)
	return s, ""
}

func tencentStatus(s *Sent) string {
	if s.State == failed {
		return "FAIL"
	}
	return "SUCCESS"
}

func tencentWords(s *Sent) string {
	if s.State == failed {
		return "用户短信接收失败"
	}
	return "用户短信接收成功"
}

// tencentAsk lists what is known of a number's messages within a time: nothing of
// those of which no receipt has come.
func (w *World) tencentAsk(a *Account, in tencentIn) reply {
	if in.Phone == "" || in.Begin <= 0 || in.Limit < 1 || in.Limit > 100 || in.Offset != 0 {
		return tencentNo("InvalidParameterValue", "BeginTime, Limit (1 to 100), Offset (0), PhoneNumber")
	}
	out := []map[string]any{}
	for _, s := range w.t.byPhone[a.Key()+"|"+bare(in.Phone)] {
		at := s.At / second
		if at < in.Begin || in.End > 0 && at > in.End || w.knownOf(s) == 1 || len(out) == in.Limit {
			continue
		}
		out = append(out, map[string]any{"CountryCode": "86", "SubscriberNumber": s.To, "PhoneNumber": "+86" + s.To, "SerialNo": s.Ref,
			"ReportStatus": tencentStatus(s), "Description": tencentWords(s), "UserReceiveTime": s.SureAt / second, "SessionContext": s.Key})
	}
	return tencentYes(map[string]any{"PullSmsSendStatusSet": out})
}
