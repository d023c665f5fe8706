package messages

import (
	"bytes"
	"testing"
)

// Whatever stands in an answer, a client says something of it, waits where it says
// that it is busy, and takes nothing for sent that does not say so.
func FuzzAnswer(f *testing.F) {
	for _, body := range []string{
		``, `{}`, `[]`, `null`, `{"errcode":0}`, `{"errcode":"0"}`, `{"errcode":0,"msgid":1.5e300}`, `{"errcode":45009,"errmsg":"x"}`, `{"errcode":-1}`,
		`{"errcode":0,"errmsg":"ok","msgid":"m","fail_list":["a"],"invaliduser":"a|b"}`, `{"errcode":0,"send_list":[{"external_userid":"a","status":9}],"next_cursor":"c"}`,
		`{"errcode":0,"group_msg_list":[{"text":{}}],"next_cursor":"c"}`, `{"Code":"OK","BizId":"1"}`, `{"Code":"OK","TotalCount":"x","SmsSendDetailDTOs":{"SmsSendDetailDTO":[{"OutId":"n","SendStatus":7}]}}`,
		`{"Code":"isv.DAY_LIMIT_CONTROL"}`, `{"Response":null}`, `{"Response":{}}`, `{"Response":{"SendStatusSet":[{"Code":"Ok","Fee":1}]}}`,
		`{"Response":{"PullSmsSendStatusSet":[{"UserReceiveTime":1546937060,"ReportStatus":"SUCCESS"}]}}`, `{"Response":{"Error":{"Code":"."}}}`,
	} {
		f.Add(200, []byte(body))
	}
	f.Add(502, []byte(`{"errcode":0}`))
	f.Fuzz(func(t *testing.T, status int, body []byte) {
		if status < 100 || status > 599 || len(body) > 1<<16 {
			return
		}
		o := outgoing{Number: "n", Address: "a", Sender: "s", SentAt: wireAt}
		for name, c := range allSends() {
			r := c.send(t.Context(), lineTo(c.kind, wireAlways(status, string(body))).tokened(), o)
			switch r.Said {
			case saidAccepted, saidDelivered, saidWaits:
				if !bytes.ContainsAny(body, "0Ook4") { // errcode 0, OK, Ok; of a welcome 41051
					t.Errorf("%s: %s out of %q", name, wireShow(r), body)
				}
			case saidBusy:
				if r.Wait <= 0 {
					t.Errorf("%s: busy without end: %q", name, body)
				}
			case saidRefused, saidNotFriend, saidNoCredit:
				if r.Code == "" {
					t.Errorf("%s: refused without a reason: %q", name, body)
				}
			case saidSilent:
			default:
				t.Errorf("%s: %q out of %q", name, r.Said, body)
			}
			if c.ask == nil {
				continue
			}
			if r := c.ask(t.Context(), lineTo(c.kind, wireAlways(status, string(body))).tokened(), o); r.Said == "" || r.Said == saidBusy || r.Said == saidUnreached {
				t.Errorf("%s, asked: %s out of %q", name, wireShow(r), body)
			}
		}
	})
}
