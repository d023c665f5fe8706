package messages

import (
	"context"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

// Every code that the providers name, and what it means for the message.

func TestCodesOfWeChat(t *testing.T) {
	day := 7*time.Hour + 16*time.Minute + 50*time.Second // until a minute after midnight in Beijing
	for _, x := range []struct {
		code int
		said said
		wait time.Duration
	}{
		{-1, saidSilent, 0},
		{40003, saidNotFriend, 0}, {43004, saidNotFriend, 0}, {43019, saidNotFriend, 0}, {50005, saidNotFriend, 0},
		{43101, saidNoCredit, 0},
		{45009, saidBusy, day}, {45011, saidBusy, time.Minute},
		{40037, saidRefused, 0}, {41030, saidRefused, 0}, {45015, saidRefused, 0}, {45047, saidRefused, 0}, {45109, saidRefused, 0},
		{47003, saidRefused, 0}, {48001, saidRefused, 0}, {50002, saidRefused, 0}, {43107, saidRefused, 0},
		{40001, saidBusy, time.Minute}, {40014, saidBusy, time.Minute}, {42001, saidBusy, time.Minute}, // with a new token as well
	} {
		for _, kind := range []Kind{Official, Mini} {
			l := lineTo(kind, tokensAnd(`{"errcode":`+strconv.Itoa(x.code)+`,"errmsg":"w"}`))
			send := officialTemplateSend
			if kind == Mini {
				send = miniSubscribeSend
			}
			if r := send(t.Context(), l, outgoing{}); r.Said != x.said || r.Wait != x.wait || r.Code != strconv.Itoa(x.code) || r.Words != "w" {
				t.Errorf("%s %d: %s", kind, x.code, wireShow(r))
			}
		}
	}
}

func TestFieldOfAFault(t *testing.T) {
	for words, want := range map[string]string{
		"argument invalid! data.thing3.value is emtpy rid: 5f":        "thing3: ",
		"argument invalid! data.phone_number6.value invalid rid: 66":  "phone_number6: ",
		"argument invalid! data.character_string1.value over rid: 66": "character_string1: ",
		"argument invalid!": "",
	} {
		if got := fieldOf(words); got != want+words {
			t.Errorf("%q", got)
		}
	}
}

func TestCodesOfWeCom(t *testing.T) {
	for _, x := range []struct {
		code int
		app  said // to a colleague
		task said // of a group task
		hail said // of a welcome
	}{
		{-1, saidSilent, saidSilent, saidSilent},
		{45009, saidBusy, saidBusy, saidBusy},
		{45033, saidBusy, saidBusy, saidBusy},
		{6000, saidBusy, saidBusy, saidBusy},
		{40096, saidNotFriend, saidNotFriend, saidNotFriend},
		{84061, saidNotFriend, saidNotFriend, saidNotFriend},
		{60111, saidNotFriend, saidRefused, saidRefused}, // of a task it is the colleague's name that is wrong
		{81013, saidNotFriend, saidRefused, saidRefused},
		{40031, saidNotFriend, saidRefused, saidRefused},
		{41048, saidRefused, saidRefused, saidRefused},
		{41050, saidRefused, saidRefused, saidRefused}, // the 20 s are over
		{41051, saidRefused, saidRefused, saidAccepted},
		{41096, saidRefused, saidRefused, saidBusy},
		{48002, saidRefused, saidRefused, saidRefused},
		{60020, saidRefused, saidRefused, saidRefused},
		{301007, saidRefused, saidRefused, saidRefused},
	} {
		body := fmt.Sprintf(`{"errcode":%d,"errmsg":"w"}`, x.code)
		for _, y := range []struct {
			name string
			send func(context.Context, *line, outgoing) reply
			want said
		}{{"app", wecomAppSend, x.app}, {"task", wecomTaskSend, x.task}, {"welcome", wecomWelcomeSend, x.hail}} {
			r := y.send(t.Context(), lineTo(WeCom, wireAlways(200, body)).tokened(), outgoing{Sender: "s"})
			if r.Said != y.want || r.Code != strconv.Itoa(x.code) || (r.Said == saidBusy) != (r.Wait > 0) {
				t.Errorf("%s %d: %s", y.name, x.code, wireShow(r))
			}
		}
	}
	r := wecomTaskSend(t.Context(), lineTo(WeCom, wireAlways(200, `{}`)), outgoing{})
	if r.Said != saidRefused || r.Code != "no_sender" {
		t.Errorf("nobody to tap: %s", wireShow(r))
	}
}

// 45009 of WeCom does not say whether the minute's limit is meant or the hour's.
func TestWeComBlocks(t *testing.T) {
	now := int64(wireAt)
	l := lineTo(WeCom, wireAlways(200, `{"errcode":45009,"errmsg":"api freq out of limit"}`)).tokened()
	l.now = func() int64 { return now }
	l.tokens.held[keyOf(l.acct)].until = wireAt + 10*3600_000
	for _, x := range []struct {
		after time.Duration
		want  time.Duration
	}{{0, time.Minute}, {5 * time.Second, time.Minute}, {65 * time.Second, time.Hour}, {70 * time.Second, time.Hour}, {2 * time.Hour, time.Minute}} {
		now = wireAt + x.after.Milliseconds()
		if r := wecomAppSend(t.Context(), l, outgoing{}); r.Said != saidBusy || r.Wait != x.want {
			t.Errorf("after %s: %s", x.after, wireShow(r))
		}
	}
}

func TestCodesOfAliyun(t *testing.T) {
	day := untilMidnight(wireAt)
	for _, x := range []struct {
		code, words string
		http        int
		said        said
		wait        time.Duration
	}{
		{"isv.BUSINESS_LIMIT_CONTROL", "触发分钟级流控Permits:1", 200, saidBusy, time.Minute},
		{"isv.BUSINESS_LIMIT_CONTROL", "触发小时级流控Permits:5", 200, saidBusy, time.Hour},
		{"isv.BUSINESS_LIMIT_CONTROL", "触发天级流控Permits:40", 200, saidRefused, 0},
		{"isv.DAY_LIMIT_CONTROL", "w", 200, saidBusy, day},
		{"isv.MONTH_LIMIT_CONTROL", "w", 200, saidRefused, 0},
		{"isv.OUT_OF_SERVICE", "w", 200, saidRefused, 0}, {"isv.AMOUNT_NOT_ENOUGH", "w", 200, saidRefused, 0},
		{"isv.MOBILE_NUMBER_ILLEGAL", "w", 200, saidNotFriend, 0},
		{"isv.TEMPLATE_MISSING_PARAMETERS", "w", 200, saidRefused, 0}, {"isv.SMS_SIGNATURE_ILLEGAL", "w", 200, saidRefused, 0},
		{"isv.SMS_TEMPLATE_ILLEGAL", "w", 200, saidRefused, 0}, {"isv.INVALID_JSON_PARAM", "w", 200, saidRefused, 0},
		{"isv.BLACK_KEY_CONTROL_LIMIT", "w", 200, saidRefused, 0}, {"isv.PARAM_NOT_SUPPORT_URL", "w", 200, saidRefused, 0},
		{"isp.RAM_PERMISSION_DENY", "w", 200, saidRefused, 0}, {"isp.SYSTEM_ERROR", "w", 200, saidSilent, 0}, {"isp.GATEWAY_ERROR", "w", 200, saidSilent, 0},
		{"SignatureDoesNotMatch", "w", 400, saidRefused, 0}, {"InvalidTimeStamp.Expired", "w", 400, saidRefused, 0},
		{"SignatureNonceUsed", "w", 400, saidSilent, 0}, // the first with this nonce may have been taken
		{"Throttling.User", "w", 400, saidBusy, 5 * time.Second}, {"ServiceUnavailable", "w", 503, saidSilent, 0}, {"InternalError", "w", 500, saidSilent, 0},
		{"Whatever", "w", 502, saidSilent, 0},
	} {
		l := lineTo(Aliyun, wireAlways(x.http, `{"Code":"`+x.code+`","Message":"`+x.words+`"}`))
		if r := aliyunSend(t.Context(), l, outgoing{}); r.Said != x.said || r.Wait != x.wait || r.Code != x.code {
			t.Errorf("%s %s: %s", x.code, x.words, wireShow(r))
		}
		if r := aliyunAsk(t.Context(), l, outgoing{SentAt: wireAt}, ""); r.Said != saidSilent {
			t.Errorf("asked, %s: %s", x.code, wireShow(r))
		}
	}
}

func TestCodesOfTencent(t *testing.T) {
	day := untilMidnight(wireAt)
	for _, x := range []struct {
		code string
		said said
		wait time.Duration
	}{
		{"LimitExceeded.PhoneNumberThirtySecondLimit", saidBusy, 30 * time.Second},
		{"LimitExceeded.DeliveryFrequencyLimit", saidBusy, time.Minute},
		{"LimitExceeded.PhoneNumberOneHourLimit", saidBusy, time.Hour},
		{"LimitExceeded.PhoneNumberDailyLimit", saidRefused, 0},
		{"LimitExceeded.PhoneNumberSameContentDailyLimit", saidRefused, 0},
		{"LimitExceeded.AppDailyLimit", saidBusy, day},
		{"FailedOperation.PhoneNumberInBlacklist", saidNotFriend, 0},
		{"FailedOperation.InsufficientBalanceInSmsPackage", saidRefused, 0},
		{"FailedOperation.TemplateIncorrectOrUnapproved", saidRefused, 0},
		{"FailedOperation.SignatureIncorrectOrUnapproved", saidRefused, 0},
		{"FailedOperation.MarketingSendTimeConstraint", saidRefused, 0},
		{"InvalidParameterValue.IncorrectPhoneNumber", saidNotFriend, 0},
		{"InvalidParameterValue.TemplateParameterLengthLimit", saidRefused, 0},
		{"UnauthorizedOperation.SmsSdkAppIdVerifyFail", saidRefused, 0},
		{"AuthFailure.SignatureFailure", saidRefused, 0},
		{"RequestLimitExceeded", saidBusy, 5 * time.Second}, {"RequestLimitExceeded.UinLimitExceeded", saidBusy, 5 * time.Second},
		{"InternalError.Timeout", saidSilent, 0}, {"InternalError.SendAndRecvFail", saidSilent, 0}, {"InternalError.OtherError", saidSilent, 0},
		{"InternalError", saidSilent, 0}, {"ServiceUnavailable", saidSilent, 0},
		{"InternalError.RequestTimeException", saidRefused, 0}, {"InternalError.SigVerificationFail", saidRefused, 0},
	} {
		whole := `{"Response":{"Error":{"Code":"` + x.code + `","Message":"w"},"RequestId":"r"}}`
		one := `{"Response":{"SendStatusSet":[{"Code":"` + x.code + `","Message":"w"}],"RequestId":"r"}}`
		for _, body := range []string{whole, one} {
			r := tencentSend(t.Context(), lineTo(Tencent, wireAlways(200, body)), outgoing{})
			if r.Said != x.said || r.Wait != x.wait || r.Code != x.code {
				t.Errorf("%s: %s", x.code, wireShow(r))
			}
		}
		if r := tencentAsk(t.Context(), lineTo(Tencent, wireAlways(200, whole)), outgoing{SentAt: wireAt}, ""); r.Said != saidSilent {
			t.Errorf("asked, %s: %s", x.code, wireShow(r))
		}
	}
}

// What is asked about too early, or cannot be told from another's, stays open.
func TestAskingTellsNoMoreThanIsKnown(t *testing.T) {
	ours := `{"SerialNo":"b","ReportStatus":"SUCCESS","UserReceiveTime":1546937100,"SessionContext":"n"}`
	others := `{"SerialNo":"c","ReportStatus":"SUCCESS","UserReceiveTime":1546937100,"SessionContext":"m"}`
	old := `{"SerialNo":"a","ReportStatus":"SUCCESS","UserReceiveTime":"2019-01-08 16:45:00"}`
	report := func(serial string, after time.Duration) string {
		return fmt.Sprintf(`{"SerialNo":"%s","ReportStatus":"SUCCESS","UserReceiveTime":%d}`, serial, wireAt/1000+int64(after.Seconds()))
	}
	for _, x := range []struct {
		name    string
		ago     time.Duration // since it was sent
		ref     string
		reports []string
		want    said
		code    string
	}{
		{"nothing yet", time.Minute, "", nil, saidSilent, "not_yet"},
		{"one near", time.Hour, "", []string{report("a", time.Minute)}, saidDelivered, ""},
		{"one far", time.Hour, "", []string{report("a", 20*time.Minute)}, saidSilent, "not_yet"},
		{"one before", time.Hour, "", []string{report("a", -time.Hour)}, saidSilent, "not_yet"},
		{"two near", time.Hour, "", []string{report("a", time.Minute), report("b", 2*time.Minute)}, saidSilent, "several"},
		{"two near, ours by number", time.Hour, "b", []string{report("a", time.Minute), report("b", 2*time.Minute)}, saidDelivered, ""},
		{"one near, another's number", time.Hour, "b", []string{report("a", time.Minute)}, saidSilent, "not_yet"},
		{"two near, ours by our number", time.Hour, "", []string{report("a", time.Minute), others, ours}, saidDelivered, ""},
		{"one near, another's by our number", time.Hour, "", []string{others}, saidSilent, "not_yet"},
		{"one near, as earlier versions write it", time.Hour, "", []string{old}, saidDelivered, ""},
		{"three days without a word", 73 * time.Hour, "", nil, saidAbsent, ""},
		{"three days, but it was taken", 73 * time.Hour, "b", nil, saidSilent, "not_yet"},
		{"beyond what is kept", 8 * 24 * time.Hour, "", nil, saidSilent, "not_yet"},
	} {
		l := lineTo(Tencent, wireAlways(200, `{"Response":{"PullSmsSendStatusSet":[`+strings.Join(x.reports, ",")+`]}}`))
		l.now = func() int64 { return wireAt + x.ago.Milliseconds() }
		if r := tencentAsk(t.Context(), l, outgoing{Number: "n", SentAt: wireAt}, x.ref); r.Said != x.want || r.Code != x.code {
			t.Errorf("%s: %s", x.name, wireShow(r))
		}
	}
	for _, x := range []struct {
		ago  time.Duration
		task said
		sms  said
	}{{time.Minute, saidSilent, saidSilent}, {3 * time.Minute, saidAbsent, saidSilent}, {11 * time.Minute, saidAbsent, saidAbsent}} {
		o := outgoing{Number: "n", Sender: "s", SentAt: wireAt - x.ago.Milliseconds()}
		if r := clients[WeComTask].ask(t.Context(), lineTo(WeCom, wireAlways(200, `{"errcode":0,"group_msg_list":[]}`)).tokened(), o); r.Said != x.task {
			t.Errorf("a task after %s: %s", x.ago, wireShow(r))
		}
		if r := smsClients[Aliyun].ask(t.Context(), lineTo(Aliyun, wireAlways(200, `{"Code":"OK","TotalCount":0,"SmsSendDetailDTOs":{"SmsSendDetailDTO":[]}}`)), o); r.Said != x.sms {
			t.Errorf("an SMS after %s: %s", x.ago, wireShow(r))
		}
	}
}

// An SMS that was sent just before midnight may be listed under the next day.
func TestAliyunIsAskedOfBothDays(t *testing.T) {
	var days []string
	midnight := beijingTime("2019-01-09 00:00:00")
	l := lineTo(Aliyun, func(r *http.Request) (*http.Response, error) {
		days = append(days, r.URL.Query().Get("SendDate"))
		return wireAnswering(200, `{"Code":"OK","TotalCount":"0","SmsSendDetailDTOs":{}}`), nil
	})
	l.now = func() int64 { return midnight + 3600_000 }
	r := aliyunAsk(t.Context(), l, outgoing{Number: "n", SentAt: midnight - 1000}, "")
	if r.Said != saidAbsent || strings.Join(days, " ") != "20190108 20190109" {
		t.Errorf("%v %s", days, wireShow(r))
	}
}
