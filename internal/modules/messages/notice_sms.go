package messages

import (
	"bytes"
	"encoding/json"
	"strconv"

	"archwire/internal/kit/phone"
)

// smsPhone is a telephone number as the house keeps it; what is none stays as it came.
func smsPhone(text string) string {
	if n, err := phone.Parse(text); err == nil {
		return n
	}
	return text
}

// aliyunNotice is either of what Aliyun pushes: a receipt (SmsReport) or what
// somebody wrote back (SmsUp).
type aliyunNotice struct {
	Phone    loose  `json:"phone_number"`
	Sent     string `json:"send_time"`
	Reported string `json:"report_time"`
	Success  *bool  `json:"success"`
	Code     string `json:"err_code"`
	Words    string `json:"err_msg"`
	Parts    loose  `json:"sms_size"`
	BizID    loose  `json:"biz_id"`
	Number   loose  `json:"out_id"`

	Text     *string `json:"content"`
	Sequence loose   `json:"sequence_id"`
}

// aliyunNotices reads a push of Aliyun: a list of receipts, or of replies. What is
// neither is let go.
func aliyunNotices(body []byte) ([]notice, error) {
	var list []aliyunNotice
	if json.Unmarshal(body, &list) != nil {
		return nil, errNotice
	}
	var out []notice
	for _, x := range list {
		switch {
		case x.Success != nil:
			n := notice{Kind: noticeReceipt, Address: smsPhone(string(x.Phone)), Ref: string(x.BizID), Number: string(x.Number), At: beijingTime(x.Reported),
				Said: saidDelivered, Dedupe: dedupeOf("receipt", string(x.BizID), string(x.Phone), strconv.FormatBool(*x.Success), x.Code)}
			n.Parts, _ = strconv.Atoi(string(x.Parts))
			if !*x.Success {
				n.Said, n.Code, n.Words = saidRefused, x.Code, x.Words
			}
			out = append(out, n)
		case x.Text != nil:
			out = append(out, notice{Kind: noticeSMSReply, Address: smsPhone(string(x.Phone)), Text: *x.Text, At: beijingTime(x.Sent),
				Dedupe: dedupeOf("reply", string(x.Phone), string(x.Sequence), x.Sent, *x.Text)})
		}
	}
	return out, nil
}

// tencentNotice is either of what Tencent calls back with. Receipts come in a list,
// a reply alone.
type tencentNotice struct {
	Country loose  `json:"nationcode"`
	Phone   loose  `json:"mobile"`
	At      string `json:"user_receive_time"`
	Status  string `json:"report_status"`
	Code    string `json:"errmsg"`
	Words   string `json:"description"`
	ID      loose  `json:"sid"`

	Text *string `json:"text"`
	Time loose   `json:"time"` // s
}

func (x tencentNotice) phone() string {
	if x.Country == "" || x.Country == "86" {
		return smsPhone(string(x.Phone))
	}
	return smsPhone("+" + string(x.Country) + string(x.Phone))
}

// tencentNotices reads a callback of Tencent.
func tencentNotices(body []byte) ([]notice, error) {
	var list []tencentNotice
	if isJSON(body) {
		body = bytes.Join([][]byte{[]byte("["), body, []byte("]")}, nil)
	}
	if json.Unmarshal(body, &list) != nil {
		return nil, errNotice
	}
	var out []notice
	for _, x := range list {
		switch {
		case x.Status != "":
			n := notice{Kind: noticeReceipt, Address: x.phone(), Ref: string(x.ID), At: beijingTime(x.At), Said: saidDelivered,
				Dedupe: dedupeOf("receipt", string(x.ID), string(x.Phone), x.Status)}
			if x.Status != "SUCCESS" {
				n.Said, n.Code, n.Words = saidRefused, x.Code, x.Words
			}
			out = append(out, n)
		case x.Text != nil:
			n := notice{Kind: noticeSMSReply, Address: x.phone(), Text: *x.Text, Dedupe: dedupeOf("reply", string(x.Phone), string(x.Time), *x.Text)}
			if s, err := strconv.ParseInt(string(x.Time), 10, 64); err == nil && s > 0 && s < 1<<40 {
				n.At = s * 1000
			}
			out = append(out, n)
		}
	}
	return out, nil
}
