package fake

import (
	"bytes"
	"encoding/json"
	"image"
	"image/color"
	"image/png"
	"net/http"
	"strings"
	"unicode/utf8"
)

// mini is the part of a mini-program's API by which a clinic knows and reaches who
// uses it.
func (w *World) mini() map[string]call {
	return map[string]call{
		"POST /cgi-bin/stable_token":           w.stableToken(MiniKind),
		"GET /cgi-bin/token":                   w.plainToken(MiniKind),
		"POST /cgi-bin/message/subscribe/send": w.chat(MiniKind, "subscribe", w.sendSubscribed),
		"POST /wxa/getwxacodeunlimit":          w.chat(MiniKind, "code", w.miniCode),
		"GET /sns/jscode2session":              {name: "login", light: true, fault: errcode(-1, "system error"), no: errcode(40029, "invalid code"), noAs: errAs, do: w.miniLogin},
	}
}

// sendSubscribed uses up one permission that the person gave for the template. It
// reaches followers and others alike.
func (w *World) sendSubscribed(q asked) reply {
	var in templateIn
	if json.Unmarshal(q.body, &in) != nil {
		return errcode(47001, "data format error")
	}
	if q.a.Kind == MiniKind && strings.Contains(in.Page, "://") { // an official account's opens any address
		return errcode(41030, "invalid page")
	}
	s, p, no := w.shown(q.a, in, "subscribe")
	if p == nil {
		return no
	}
	t := w.tie(q.a, p)
	long := false
	if known, _ := w.template(q.a, in.Template); known != nil {
		long = known.Long
	}
	switch {
	case t.Refuses[in.Template], !long && t.Credits[in.Template] < 1:
		return errAs("43101")
	case !long:
		t.Credits[in.Template]--
		w.save(t)
	}
	code, status := int64(0), "success"
	if w.rule(q.a.Kind, "receipt", Refuse).How == Refuse {
		code, status, s.State = 1, "failed: system failed", failed
		w.keep()
	}
	if s.App == "" && q.a.Kind == MiniKind {
		s.App = q.a.ID
	}
	s.Why, s.SureAt = status, w.now()
	s.Ref = json.Number(w.nextRef()).String()
	w.deliver(&s)
	w.notify(q.a, "receipt", w.happened(q.a.Raw, in.To, "event", cdata("Event", "subscribe_msg_sent_event"), "<SubscribeMsgSentEvent><List>"+
		cdata("TemplateId", in.Template)+cdata("MsgID", s.Ref)+number("ErrorCode", code)+cdata("ErrorStatus", status)+"</List></SubscribeMsgSentEvent>"))
	return errcode(0, "ok", "msgid", json.Number(s.Ref))
}

func (w *World) miniLogin(r *http.Request, _ []byte) reply {
	q := r.URL.Query()
	a, no := w.proven(MiniKind, q.Get("appid"), q.Get("secret"))
	if a == nil {
		return no
	}
	// A telephone's code is its owner's key: no app runs here that could draw one.
	name, found := strings.CutPrefix(q.Get("js_code"), "code-")
	p, err := w.person(name)
	if !found || err != nil {
		return errcode(40029, "invalid code")
	}
	return reply{http.StatusOK, map[string]any{"openid": a.address(p), "unionid": UnionID(p.Key), "session_key": hashed("session", p.Key)[:24]}}
}

// miniCode draws something square; nothing reads it but people.
func (w *World) miniCode(q asked) reply {
	var in struct {
		Scene string `json:"scene"`
		Page  string `json:"page"`
	}
	if json.Unmarshal(q.body, &in) != nil || in.Scene == "" || utf8.RuneCountInString(in.Scene) > 32 {
		return errcode(40169, "invalid length for scene, or the data is not json string")
	}
	bits := hashed(in.Scene, in.Page)
	img := image.NewGray(image.Rect(0, 0, 210, 210))
	for i := range img.Pix {
		img.Pix[i] = 255
	}
	for i := range 36 * 6 {
		if bits[i%len(bits)]>>(i%6)&1 == 1 {
			x, y := 15+i%15*12, 15+i/15*12
			for dx := range 12 {
				for dy := range 12 {
					img.SetGray(x+dx, y+dy, color.Gray{})
				}
			}
		}
	}
	var out bytes.Buffer
	if png.Encode(&out, img) != nil {
		return errAs("-1")
	}
	return reply{http.StatusOK, out.Bytes()}
}
