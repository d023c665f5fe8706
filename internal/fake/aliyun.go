package fake

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"
)

// aliyun is the RPC interface dysmsapi, version 2017-05-25. It knows no doubles: who
// sends twice has sent twice.
func (w *World) aliyun() map[string]call {
	c := call{light: true, nameOf: aliyunName, do: w.aliyunCall,
		fault: reply{http.StatusInternalServerError, map[string]any{"Code": "InternalError", "Message": "The request processing has failed due to some unknown error.", "RequestId": rand.Text()}},
		no:    aliyunNo("isv.OUT_OF_SERVICE"), noAs: aliyunNo}
	return map[string]call{"GET ": c, "GET /{$}": c, "POST ": c, "POST /{$}": c}
}

var aliyunWords = map[string]string{
	"isv.OUT_OF_SERVICE": "业务停机", "isv.BUSINESS_LIMIT_CONTROL": "触发分钟级流控Permits:1", "isv.DAY_LIMIT_CONTROL": "触发日发送限额",
	"isv.SMS_SIGNATURE_ILLEGAL": "该账号下找不到对应签名", "isv.SMS_TEMPLATE_ILLEGAL": "该账号下找不到对应模板", "isv.MOBILE_NUMBER_ILLEGAL": "非法手机号",
	"isv.TEMPLATE_MISSING_PARAMETERS": "模板缺少变量", "isv.INVALID_JSON_PARAM": "参数超出长度限制或格式错误", "isv.AMOUNT_NOT_ENOUGH": "账户余额不足",
	"isv.MOBILE_COUNT_OVER_LIMIT": "手机号码数量超过限制", "isv.PARAM_LENGTH_LIMIT": "参数超出长度限制", "isp.SYSTEM_ERROR": "系统错误",
}

// aliyunNo is how the service itself refuses: by its code, with status 200.
func aliyunNo(code string) reply {
	words := aliyunWords[code]
	if words == "" {
		words = code
	}
	return reply{http.StatusOK, map[string]any{"Code": code, "Message": words, "RequestId": rand.Text()}}
}

// gateNo is how the gate before the service refuses.
func gateNo(status int, code, words string) reply {
	return reply{status, map[string]any{"Code": code, "Message": words, "RequestId": rand.Text(), "HostId": "dysmsapi.aliyuncs.com",
		"Recommend": "https://api.aliyun.com/troubleshoot?q=" + code}}
}

func aliyunValues(r *http.Request, body []byte) url.Values {
	q := r.URL.Query()
	if form, err := url.ParseQuery(string(body)); err == nil {
		maps.Copy(q, form)
	}
	return q
}

func aliyunName(r *http.Request, body []byte) string {
	switch aliyunValues(r, body).Get("Action") {
	case "SendSms":
		return "send"
	case "QuerySendDetails":
		return "ask"
	}
	return "other"
}

// percent escapes as RFC 3986 has it.
func percent(s string) string {
	return strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~").Replace(url.QueryEscape(s))
}

// aliyunSignature signs the parameters of a call.
func aliyunSignature(method, secret string, q url.Values) string {
	var list []string
	for _, k := range slices.Sorted(maps.Keys(q)) {
		if k != "Signature" {
			list = append(list, percent(k)+"="+percent(q.Get(k)))
		}
	}
	h := hmac.New(sha1.New, []byte(secret+"&"))
	h.Write([]byte(method + "&" + percent("/") + "&" + percent(strings.Join(list, "&"))))
	return base64.StdEncoding.EncodeToString(h.Sum(nil))
}

// aliyunProof tells whose call it is: signed, within 15 minutes, and never seen
// before.
func (w *World) aliyunProof(method string, q url.Values) (*Account, reply) {
	a, err := w.account(AliyunKind, q.Get("AccessKeyId"))
	if err != nil || q.Get("AccessKeyId") == "" {
		return nil, gateNo(http.StatusNotFound, "InvalidAccessKeyId.NotFound", "Specified access key is not found.")
	}
	at, err := time.Parse("2006-01-02T15:04:05Z", q.Get("Timestamp"))
	off := at.UnixMilli() - w.o.Clock()
	switch {
	case err != nil || off > 15*minute || off < -15*minute:
		return nil, gateNo(http.StatusBadRequest, "InvalidTimeStamp.Expired", "Specified time stamp or date value is expired.")
	case q.Get("SignatureMethod") != "HMAC-SHA1" || q.Get("SignatureVersion") != "1.0" ||
		!hmac.Equal([]byte(q.Get("Signature")), []byte(aliyunSignature(method, a.Secret, q))):
		return nil, gateNo(http.StatusBadRequest, "SignatureDoesNotMatch", "Specified signature is not matched with our calculation.")
	case q.Get("SignatureNonce") == "" || w.t.nonces[q.Get("SignatureNonce")]:
		return nil, gateNo(http.StatusBadRequest, "SignatureNonceUsed", "Specified signature nonce was used already.")
	case q.Get("Version") != "2017-05-25":
		return nil, gateNo(http.StatusBadRequest, "InvalidVersion", "Specified parameter Version is not valid.")
	}
	if len(w.t.nonces) > 1_000_000 {
		clear(w.t.nonces)
	}
	w.t.nonces[q.Get("SignatureNonce")] = true
	return a, reply{}
}

func (w *World) aliyunCall(r *http.Request, body []byte) reply {
	q := aliyunValues(r, body)
	a, no := w.aliyunProof(r.Method, q)
	if a == nil {
		return no
	}
	switch q.Get("Action") {
	case "SendSms":
		return w.aliyunSend(a, q)
	case "QuerySendDetails":
		return w.aliyunAsk(a, q)
	}
	return gateNo(http.StatusNotFound, "InvalidAction.NotFound", "Specified api is not found, please check your url and method.")
}

// aliyunCheck says by which code a message is refused, "" = it is not.
func (w *World) aliyunCheck(a *Account, q url.Values, phones []string) (text string, values []Value, code string) {
	t, ok := w.template(a, q.Get("TemplateCode"))
	var in map[string]any
	given := q.Get("TemplateParam")
	if given != "" && json.Unmarshal([]byte(given), &in) != nil {
		return "", nil, "isv.INVALID_JSON_PARAM"
	}
	for _, name := range slices.Sorted(maps.Keys(in)) {
		values = append(values, Value{Name: name, Text: fmt.Sprint(in[name])})
	}
	text, missing := t.read(q.Get("SignName"), q.Get("TemplateCode"), values)
	switch {
	case q.Get("SignName") != a.Sign:
		return "", nil, "isv.SMS_SIGNATURE_ILLEGAL"
	case !ok:
		return "", nil, "isv.SMS_TEMPLATE_ILLEGAL"
	case len(missing) > 0:
		return "", nil, "isv.TEMPLATE_MISSING_PARAMETERS"
	case len(phones) > 1000:
		return "", nil, "isv.MOBILE_COUNT_OVER_LIMIT"
	}
	for _, phone := range phones {
		if !mobile.MatchString(phone) {
			return "", nil, "isv.MOBILE_NUMBER_ILLEGAL"
		}
		list, now := w.t.times["flow|"+a.Key()+"|"+q.Get("TemplateCode")+"|"+phone], w.now()
		if t != nil && t.OTP && (recent(list, now-minute) >= 1 || recent(list, now-hour) >= 5 || recent(list, now-day) >= 10) || recent(list, now-day) >= 50 {
			return "", nil, "isv.BUSINESS_LIMIT_CONTROL"
		}
	}
	return text, values, ""
}

func (w *World) aliyunSend(a *Account, q url.Values) reply {
	var phones []string
	for phone := range strings.SplitSeq(q.Get("PhoneNumbers"), ",") {
		phones = append(phones, bare(strings.TrimSpace(phone)))
	}
	text, values, code := w.aliyunCheck(a, q, phones)
	if code != "" {
		return aliyunNo(code)
	}
	biz := ref("", w)
	for _, phone := range phones {
		s := w.short(a, Sent{Key: q.Get("OutId"), Template: q.Get("TemplateCode"), Text: text, Values: values, Ref: biz}, phone)
		s.SureAt = w.notify(a, "receipt", jsonOf([]map[string]any{{"phone_number": phone, "send_time": clock(s.At), "report_time": clock(w.now()),
			"success": s.State != failed, "err_code": s.Why, "err_msg": map[bool]string{true: "用户接收失败", false: "用户接收成功"}[s.State == failed],
			"sms_size": strconv.Itoa(s.Parts), "biz_id": biz, "out_id": s.Key}}))
		w.save(s)
	}
	return reply{http.StatusOK, map[string]any{"Code": "OK", "Message": "OK", "BizId": biz, "RequestId": rand.Text()}}
}

// aliyunAsk lists what was sent to a number on a day.
func (w *World) aliyunAsk(a *Account, q url.Values) reply {
	size, _ := strconv.Atoi(q.Get("PageSize"))
	at, _ := strconv.Atoi(q.Get("CurrentPage"))
	if q.Get("PhoneNumber") == "" || len(q.Get("SendDate")) != 8 || size < 1 || size > 50 || at < 1 {
		return aliyunNo("isv.INVALID_PARAMETERS")
	}
	found := []map[string]any{}
	for _, s := range w.t.byPhone[a.Key()+"|"+bare(q.Get("PhoneNumber"))] {
		if strings.ReplaceAll(clock(s.At)[:10], "-", "") != q.Get("SendDate") || q.Get("BizId") != "" && q.Get("BizId") != s.Ref {
			continue
		}
		state := w.knownOf(s)
		row := map[string]any{"PhoneNum": s.To, "TemplateCode": s.Template, "Content": s.Text, "OutId": s.Key, "SendDate": clock(s.At), "SendStatus": state}
		if state != 1 {
			row["ErrCode"], row["ReceiveDate"] = s.Why, clock(s.SureAt)
		}
		found = append(found, row)
	}
	slices.Reverse(found) // the latest first
	part, _ := page(found, strconv.Itoa((at-1)*size), size)
	return reply{http.StatusOK, map[string]any{"Code": "OK", "Message": "OK", "RequestId": rand.Text(), "TotalCount": len(found),
		"SmsSendDetailDTOs": map[string]any{"SmsSendDetailDTO": part}}}
}

func jsonOf(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		panic(err) // plain values
	}
	return string(b)
}
