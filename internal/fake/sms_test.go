package fake

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"
	"time"
)

// aliyun makes a signed call.
func (g *ground) aliyun(action string, more map[string]string) object {
	g.Helper()
	q := g.form(action, more)
	q.Set("Signature", aliyunSignature("POST", Aliyun.Secret, q))
	return g.post("/aliyun", q)
}

func (g *ground) post(path string, q url.Values) object {
	g.Helper()
	res, err := http.PostForm(g.url+path, q)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	out := object{}
	if err := json.NewDecoder(res.Body).Decode(&out); err != nil {
		g.Fatal(err)
	}
	out["status"] = res.StatusCode
	return out
}

func (g *ground) short(phone, key string) object {
	g.Helper()
	return g.aliyun("SendSms", map[string]string{"PhoneNumbers": phone, "SignName": "牙程口腔", "TemplateCode": "SMS_1", "TemplateParam": `{"name":"林妈妈","time":"9点"}`, "OutId": key})
}

// tencentCall makes a signed call.
func (g *ground) tencentCall(action string, in object, change ...func(*http.Request)) object {
	g.Helper()
	b, _ := json.Marshal(in)
	req, err := http.NewRequest("POST", g.url+"/tencent/", strings.NewReader(string(b)))
	if err != nil {
		g.Fatal(err)
	}
	stamp := g.now.Load() / 1000
	date := time.Unix(stamp, 0).UTC().Format(time.DateOnly)
	for k, v := range map[string]string{"Content-Type": "application/json; charset=utf-8", "X-TC-Action": action, "X-TC-Version": "2021-01-11", "X-TC-Region": "ap-guangzhou",
		"X-TC-Timestamp": strconv.FormatInt(stamp, 10)} {
		req.Header.Set(k, v)
	}
	const signed = "content-type;host;x-tc-action"
	req.Header.Set("Authorization", "TC3-HMAC-SHA256 Credential="+Tencent.ID+"/"+date+"/sms/tc3_request, SignedHeaders="+signed+", Signature="+
		tc3Signature(req, b, Tencent.Secret, date, "sms", signed))
	for _, f := range change {
		f(req)
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		g.Fatal(err)
	}
	defer res.Body.Close()
	text, _ := io.ReadAll(res.Body)
	var out struct{ Response object }
	if err := json.Unmarshal(text, &out); err != nil || res.StatusCode != 200 {
		g.Fatal(res.StatusCode, string(text))
	}
	return out.Response
}

func (g *ground) tencentShort(phone, key string) object {
	g.Helper()
	o := g.tencentCall("SendSms", object{"PhoneNumberSet": []string{"+86" + phone}, "SmsSdkAppId": Tencent.App, "TemplateId": "100", "SignName": "牙程口腔",
		"TemplateParamSet": []string{"林妈妈", "9点"}, "SessionContext": key})
	if o["Error"] != nil {
		return o
	}
	return o["SendStatusSet"].([]any)[0].(object)
}

// The providers' own examples.
func TestSignaturesOfTheProviders(t *testing.T) {
	q := url.Values{"Timestamp": {"2016-02-23T12:46:24Z"}, "Format": {"XML"}, "AccessKeyId": {"testid"}, "Action": {"DescribeRegions"}, "SignatureMethod": {"HMAC-SHA1"},
		"SignatureNonce": {"3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"}, "Version": {"2014-05-26"}, "SignatureVersion": {"1.0"}}
	if got := aliyunSignature("GET", "testsecret", q); got != "OLeaidS1JvxuMvnyHOwuJ+uX5qY=" {
		t.Error(got)
	}
	body := `{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`
	r, _ := http.NewRequest("POST", "https://cvm.tencentcloudapi.com/", strings.NewReader(body))
	r.Header.Set("Content-Type", "application/json; charset=utf-8")
	r.Header.Set("X-TC-Timestamp", "1551113065")
	got := tc3Signature(r, []byte(body), "Gu5t9xGARNpq86cd98joQYCN3*******", "2019-02-25", "cvm", "content-type;host")
	if got != "2230eefd229f582d8b1b891af7107b91597240707d778ab3738f756258d7652c" {
		t.Error(got)
	}
}

func TestParts(t *testing.T) {
	for n, want := range map[int]int{1: 1, 70: 1, 71: 2, 134: 2, 135: 3, 201: 3, 202: 4} {
		if got := parts(strings.Repeat("字", n)); got != want {
			t.Errorf("%d characters are %d, not %d", n, got, want)
		}
	}
}

func TestAliyunIsProven(t *testing.T) {
	g := newGround(t, "")
	bad := func(want string, change func(url.Values)) {
		t.Helper()
		q := g.form("SendSms", map[string]string{"PhoneNumbers": "13800000001"})
		change(q)
		if q.Get("Signature") == "" {
			q.Set("Signature", aliyunSignature("POST", Aliyun.Secret, q))
		}
		if o := g.post("/aliyun/", q); o["Code"] != want || o["status"] == 200 {
			t.Errorf("%v, not %s", o, want)
		}
	}
	bad("SignatureDoesNotMatch", func(q url.Values) { q.Set("Signature", "wrong") })
	bad("InvalidAccessKeyId.NotFound", func(q url.Values) { q.Set("AccessKeyId", "nobody") })
	bad("InvalidTimeStamp.Expired", func(q url.Values) { q.Set("Timestamp", "2016-02-23T12:46:24Z") })
	bad("InvalidAction.NotFound", func(q url.Values) { q.Set("Action", "SendPigeon") })
	q := g.form("QuerySendDetails", nil)
	q.Set("Signature", aliyunSignature("POST", Aliyun.Secret, q))
	if o := g.post("/aliyun", q); o["Code"] != "isv.INVALID_PARAMETERS" {
		t.Error(o)
	}
	if o := g.post("/aliyun", q); o["Code"] != "SignatureNonceUsed" {
		t.Error(o)
	}
}

func TestAliyun(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Aliyun)
	o := g.short("13800000001", "N-1")
	if o["Code"] != "OK" || o["BizId"] == "" || o["status"] != 200 {
		t.Fatal(o)
	}
	var receipts []map[string]any
	g.ok(json.Unmarshal([]byte(g.one()), &receipts))
	want := map[string]any{"phone_number": "13800000001", "send_time": "2026-11-23 08:00:00", "report_time": "2026-11-23 08:00:00", "success": true,
		"err_code": "DELIVERED", "err_msg": "用户接收成功", "sms_size": "1", "biz_id": o["BizId"], "out_id": "N-1"}
	if fmt.Sprint(receipts[0]) != fmt.Sprint(want) {
		t.Error(receipts)
	}
	for code, change := range map[string]map[string]string{
		"isv.SMS_SIGNATURE_ILLEGAL": {"SignName": "别家"}, "isv.MOBILE_NUMBER_ILLEGAL": {"PhoneNumbers": "12345"}, "isv.INVALID_JSON_PARAM": {"TemplateParam": "{"},
		"isv.SMS_TEMPLATE_ILLEGAL": {"TemplateCode": ""},
	} {
		in := map[string]string{"PhoneNumbers": "13800000001", "SignName": "牙程口腔", "TemplateCode": "SMS_1", "TemplateParam": "{}"}
		for k, v := range change {
			in[k] = v
		}
		if o := g.aliyun("SendSms", in); o["Code"] != code || o["status"] != 200 {
			t.Error(code, o)
		}
	}
	g.w.Teach(Template{Account: Aliyun.Key(), Code: "SMS_1", Text: "${name}，请于${time}复诊。" + strings.Repeat("好", 60)})
	g.short("13800000001", "N-2")
	s := g.seen("lin")
	if last := s[len(s)-1]; !strings.HasPrefix(last.Text, "【牙程口腔】林妈妈，请于9点复诊。") || last.Parts != 2 {
		t.Error(last)
	}
	if o := g.aliyun("SendSms", map[string]string{"PhoneNumbers": "13800000001", "SignName": "牙程口腔", "TemplateCode": "SMS_1", "TemplateParam": "{}"}); o["Code"] != "isv.TEMPLATE_MISSING_PARAMETERS" {
		t.Error(o)
	}
	// It knows no doubles: who sends twice has sent twice.
	g.short("13800000001", "N-2")
	if list := g.w.SentTwice(); len(list) != 1 || list[0].Key != "N-2" {
		t.Error(list)
	}
	g.events()
	g.w.Meet(Person{Key: "chen", Phone: "13800000002", Off: true})
	g.short("13800000002", "N-3")
	if text := g.one(); !strings.Contains(text, `"success":false`) || !strings.Contains(text, `"err_code":"UNDELIVRD"`) {
		t.Error(text)
	}
}

func TestAliyunFlowControl(t *testing.T) {
	g := newGround(t, "")
	for i := range 50 {
		if o := g.short("13800000001", fmt.Sprint(i)); o["Code"] != "OK" {
			t.Fatal(i, o)
		}
	}
	if o := g.short("13800000001", "50"); o["Code"] != "isv.BUSINESS_LIMIT_CONTROL" {
		t.Error(o)
	}
	if o := g.short("13800000002", "51"); o["Code"] != "OK" {
		t.Error(o)
	}
	g.pass(24*time.Hour + time.Second)
	if o := g.short("13800000001", "52"); o["Code"] != "OK" {
		t.Error(o)
	}
	g.w.Teach(Template{Account: Aliyun.Key(), Code: "SMS_1", OTP: true})
	if o := g.short("13800000001", "53"); o["Code"] != "isv.BUSINESS_LIMIT_CONTROL" {
		t.Error(o)
	}
	g.pass(61 * time.Second)
	if o := g.short("13800000001", "54"); o["Code"] != "OK" {
		t.Error(o)
	}
}

func TestAliyunIsAsked(t *testing.T) {
	g := newGround(t, "")
	g.listen(Aliyun)
	details := func() []any {
		o := g.aliyun("QuerySendDetails", map[string]string{"PhoneNumber": "13800000001", "SendDate": "20261123", "PageSize": "50", "CurrentPage": "1"})
		if o["Code"] != "OK" {
			t.Fatal(o)
		}
		return o["SmsSendDetailDTOs"].(object)["SmsSendDetailDTO"].([]any)
	}
	if len(details()) != 0 {
		t.Error("of nothing")
	}
	g.w.Add(Rule{Provider: AliyunKind, Call: "receipt", How: Late, Millis: 90_000, Times: 1})
	g.short("13800000001", "N-1")
	if d := details()[0].(object); d["SendStatus"] != 1.0 || d["OutId"] != "N-1" || d["ErrCode"] != nil {
		t.Error(d)
	}
	if len(g.events()) != 0 {
		t.Error("too early")
	}
	g.pass(91 * time.Second)
	g.one("DELIVERED")
	if d := details()[0].(object); d["SendStatus"] != 3.0 || d["ErrCode"] != "DELIVERED" || d["ReceiveDate"] != "2026-11-23 08:01:30" {
		t.Error(d)
	}
	// A receipt that nobody was sent is known all the same.
	g.w.Add(Rule{Provider: AliyunKind, Call: "receipt", How: Mute, Times: 1})
	g.short("13800000001", "N-2")
	if d := details(); len(d) != 2 || d[0].(object)["SendStatus"] != 3.0 || len(g.events()) != 0 {
		t.Error(d)
	}
	g.w.Add(Rule{Provider: AliyunKind, Call: "receipt", How: Refuse, Code: "MOBILE_NOT_ON_SERVICE", Times: 1})
	g.short("13800000001", "N-3")
	if d := details()[0].(object); d["SendStatus"] != 2.0 || d["ErrCode"] != "MOBILE_NOT_ON_SERVICE" {
		t.Error(d)
	}
}

func TestReceiptsAreRepeated(t *testing.T) {
	g := newGround(t, "")
	g.listen(Aliyun)
	var tries atomic.Int32
	g.answer = func(told) (int, string) { tries.Add(1); return 200, `{"code":1,"msg":"busy"}` }
	g.short("13800000001", "N-1")
	want := func(n int32) {
		t.Helper()
		if g.w.Wait(); tries.Load() != n {
			t.Errorf("told %d times, not %d", tries.Load(), n)
		}
	}
	want(1)
	for i, wait := range []time.Duration{time.Minute, 5 * time.Minute, 10 * time.Minute} {
		g.pass(wait - time.Second)
		want(int32(i) + 1)
		g.pass(time.Second)
		want(int32(i) + 2)
	}
	g.pass(24 * time.Hour)
	want(4)
	o := g.call("GET", "/__ctl/notices", nil)
	if n := o["notices"].([]any)[0].(object); n["state"] != "given_up" {
		t.Error(n)
	}
}

func TestTencentIsProven(t *testing.T) {
	g := newGround(t, "")
	for want, change := range map[string]func(*http.Request){
		"AuthFailure.SignatureFailure": func(r *http.Request) {
			r.Header.Set("X-TC-Action", "PullSmsSendStatusByPhoneNumber")
		},
		"AuthFailure.SecretIdNotFound": func(r *http.Request) {
			r.Header.Set("Authorization", strings.Replace(r.Header.Get("Authorization"), Tencent.ID, "nobody", 1))
		},
		"AuthFailure.SignatureExpire": func(r *http.Request) { r.Header.Set("X-TC-Timestamp", "1551113065") },
		"MissingParameter":            func(r *http.Request) { r.Header.Del("X-TC-Region") },
		"InvalidParameter":            func(r *http.Request) { r.Header.Set("X-TC-Version", "2019-07-11") },
	} {
		if o := g.tencentCall("SendSms", object{}, change); o["Error"] == nil || o["Error"].(object)["Code"] != want {
			t.Error(want, o)
		}
	}
	if o := g.tencentCall("SendSms", object{"SmsSdkAppId": "1"}); o["Error"].(object)["Code"] != "UnauthorizedOperation.SmsSdkAppIdVerifyFail" {
		t.Error(o)
	}
	if o := g.tencentCall("SendPigeon", object{"SmsSdkAppId": Tencent.App}); o["Error"].(object)["Code"] != "InvalidAction" {
		t.Error(o)
	}
}

func TestTencent(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Tencent)
	o := g.tencentShort("13800000001", "N-1")
	if o["Code"] != "Ok" || o["SerialNo"] == "" || o["SessionContext"] != "N-1" || o["Fee"] != 1.0 || o["PhoneNumber"] != "+8613800000001" {
		t.Error(o)
	}
	var receipts []map[string]any
	g.ok(json.Unmarshal([]byte(g.one()), &receipts))
	want := map[string]any{"user_receive_time": "2026-11-23 08:00:00", "nationcode": "86", "mobile": "13800000001", "report_status": "SUCCESS", "errmsg": "DELIVRD",
		"description": "用户短信接收成功", "sid": o["SerialNo"]}
	if fmt.Sprint(receipts[0]) != fmt.Sprint(want) {
		t.Error(receipts)
	}
	// One in 30 seconds, five an hour, ten a day, of whatever content.
	if o := g.tencentShort("13800000001", "N-2"); o["Code"] != "LimitExceeded.PhoneNumberThirtySecondLimit" || o["SerialNo"] != "" {
		t.Error(o)
	}
	g.pass(30 * time.Second)
	for i := range 4 {
		if o := g.tencentShort("13800000001", fmt.Sprint(i)); o["Code"] != "Ok" {
			t.Error(i, o)
		}
		g.pass(30 * time.Second)
	}
	if o := g.tencentShort("13800000001", "N-6"); o["Code"] != "LimitExceeded.PhoneNumberOneHourLimit" {
		t.Error(o)
	}
	a := Tencent
	a.Limits = [3]int{-1, -1, -1}
	g.w.Open(a)
	if o := g.tencentShort("13800000001", "N-7"); o["Code"] != "Ok" {
		t.Error(o)
	}
	if o := g.tencentShort("12345678901", "N-8"); o["Code"] != "InvalidParameterValue.IncorrectPhoneNumber" {
		t.Error(o)
	}
	g.w.Teach(Template{Account: Tencent.Key(), Code: "100", Text: "{1}，请于{2}复诊，{3}。"})
	if o := g.tencentShort("13800000001", "N-9"); o["Code"] != "FailedOperation.TemplateParamSetNotMatchApprovedTemplate" {
		t.Error(o)
	}
	g.w.Teach(Template{Account: Tencent.Key(), Code: "100", Text: "{1}，请于{2}复诊。"})
	g.tencentShort("13800000001", "N-10")
	s := g.seen("lin")
	if last := s[len(s)-1]; last.Text != "【牙程口腔】林妈妈，请于9点复诊。" {
		t.Error(last)
	}
}

func TestTencentIsAsked(t *testing.T) {
	g := newGround(t, "").peopled()
	pull := func() []any {
		o := g.tencentCall("PullSmsSendStatusByPhoneNumber", object{"SmsSdkAppId": Tencent.App, "PhoneNumber": "+8613800000001", "BeginTime": at/1000 - 10,
			"EndTime": at/1000 + 3600, "Offset": 0, "Limit": 100})
		if o["Error"] != nil {
			t.Fatal(o)
		}
		return o["PullSmsSendStatusSet"].([]any)
	}
	g.w.Add(Rule{Provider: TencentKind, Call: "receipt", How: Late, Millis: 60_000, Times: 1})
	o := g.tencentShort("13800000001", "N-1")
	if len(pull()) != 0 {
		t.Error("nothing is known before the receipt")
	}
	g.pass(time.Minute)
	if p := pull(); len(p) != 1 || p[0].(object)["SerialNo"] != o["SerialNo"] || p[0].(object)["ReportStatus"] != "SUCCESS" || p[0].(object)["SubscriberNumber"] != "13800000001" {
		t.Error(p)
	}
}

func TestSMSIsAnswered(t *testing.T) {
	g := newGround(t, "").peopled()
	g.listen(Aliyun)
	g.listen(Tencent)
	if g.w.ReplySMS("", "13800000001", "R") == nil {
		t.Error("there is nothing to answer")
	}
	g.short("13800000001", "N-1")
	g.events()
	g.ok(g.w.ReplySMS("", "13800000001", "R"))
	g.one(`"content":"R"`, `"phone_number":"13800000001"`, `"sign_name":"牙程口腔"`, `"dest_code"`, `"sequence_id"`)
	g.pass(time.Second)
	g.tencentShort("13800000001", "N-2")
	g.events()
	g.ok(g.w.ReplySMS("", "13800000001", "退订"))
	g.one(`"text":"退订"`, `"mobile":"13800000001"`, `"nationcode":"86"`, `"time":`)
}
