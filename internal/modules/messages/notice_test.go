package messages

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The keys of the worked example that WeCom's and WeChat's sample programs carry.
const (
	sampleToken = "QDG6eK"
	sampleKey   = "jWmYm7qr5nMoAUwZRjGtBxmz3KA1tkAj3ykkR6q2B2C"
	sampleCorp  = "wx5823bf96d3bd56c7"
)

func sampleAccount(kind Kind) Account {
	return Account{Kind: kind, Keys: Keys{CorpID: sampleCorp, AppID: sampleCorp, Token: sampleToken, AESKey: sampleKey, NoticeKey: "0f3a"}}
}

func TestProofOfTheAddress(t *testing.T) {
	q := url.Values{"msg_signature": {"5c45ff5e21c57e6ad56bac8758b79b1d9ac89fd3"}, "timestamp": {"1409659589"}, "nonce": {"263014780"},
		"echostr": {"P9nAzCzyDtyTWESHep1vC5X9xho/qYX3Zpb4yKa9SKld1DsH3Iyt3tP3zNdtp+4RPcs8TgAE7OaBO+FZXvnaqQ=="}}
	_, answer, kind, err := parseNotice(sampleAccount(WeCom), http.MethodGet, q, nil, wireAt)
	if err != nil || string(answer) != "1616140317555161061" || !strings.HasPrefix(kind, "text/plain") {
		t.Fatalf("%q %s %v", answer, kind, err)
	}
	for _, name := range []string{"msg_signature", "timestamp", "nonce", "echostr"} {
		wrong := url.Values{}
		for k, v := range q {
			wrong[k] = v
		}
		wrong.Set(name, q.Get(name)+"0")
		if _, answer, _, err := parseNotice(sampleAccount(WeCom), http.MethodGet, wrong, nil, wireAt); err == nil {
			t.Errorf("%s does not matter: %q", name, answer)
		}
	}

	plain := url.Values{"timestamp": {"1409659589"}, "nonce": {"263014780"}, "echostr": {"5927782489442352469"}}
	plain.Set("signature", noticeSignature(sampleToken, "1409659589", "263014780"))
	for _, kind := range []Kind{Official, Mini} {
		if _, answer, _, err := parseNotice(sampleAccount(kind), http.MethodGet, plain, nil, wireAt); err != nil || string(answer) != "5927782489442352469" {
			t.Errorf("%s: %q %v", kind, answer, err)
		}
		other := sampleAccount(kind)
		other.Token = "another"
		if _, answer, _, err := parseNotice(other, http.MethodGet, plain, nil, wireAt); err == nil {
			t.Errorf("%s: another's token: %q", kind, answer)
		}
	}
}

const sampleSealed = "RypEvHKD8QQKFhvQ6QleEB4J58tiPdvo+rtK1I9qca6aM/wvqnLSV5zEPeusUiX5L5X/0lWfrf0QADHHhGd3QczcdCUpj911L3vg3W/sYYvuJTs3TUUkSUXxaccAS0qhxchrRYt66wiSpGLYL42aM6A8dTT+6k4aSknmPj48kzJs8qLjvd4Xgpue06DOdnLxAUHzM6+kDZ+HMZfJYuR+LtwGc2hgf5gsijff0ekUNXZiqATP7PF5mZxZ3Izoun1s4zG4LUMnvw2r+KqCKIw+3IQH03v+BCA9nMELNqbSf6tiWSrXJB3LAVGUcallcrw8V2t9EL4EhzJWrQUax5wLVMNS0+rUPA3k22Ncx4XXZS9o0MBH27Bo6BpNelZpS+/uh9KsNlY6bHCmJU9p8g7m3fVKn28H3KDYA5Pl/T8Z1ptDAVe0lXdQ2YoyyH2uyPIGHBZZIs2pDBS8R07+qN+E7Q=="

func TestSampleNotice(t *testing.T) {
	body := []byte("<xml><ToUserName><![CDATA[wx5823bf96d3bd56c7]]></ToUserName><Encrypt><![CDATA[" + sampleSealed + "]]></Encrypt><AgentID><![CDATA[218]]></AgentID></xml>")
	q := url.Values{"msg_signature": {"477715d11cdb4164915debcba66cb864d751f3e6"}, "timestamp": {"1409659813"}, "nonce": {"1372623149"}}
	told, answer, _, err := parseNotice(sampleAccount(WeCom), http.MethodPost, q, body, wireAt)
	if err != nil || len(answer) != 0 || len(told) != 1 {
		t.Fatalf("%+v %q %v", told, answer, err)
	}
	if n := told[0]; n.Kind != noticeText || n.User != "mycreate" || n.Text != "hello" || n.At != 1409659813000 {
		t.Errorf("%+v", n)
	}
	for name, spoil := range map[string]func(*Account, url.Values, []byte) []byte{
		"another token": func(a *Account, _ url.Values, b []byte) []byte { a.Token = "x"; return b },
		"another corp":  func(a *Account, _ url.Values, b []byte) []byte { a.CorpID = "ww2"; return b },
		"another key":   func(a *Account, _ url.Values, b []byte) []byte { a.AESKey = "A" + a.AESKey[1:]; return b },
		"a short key":   func(a *Account, _ url.Values, b []byte) []byte { a.AESKey = a.AESKey[:20]; return b },
		"no key":        func(a *Account, _ url.Values, b []byte) []byte { a.AESKey = ""; return b },
		"another time":  func(_ *Account, q url.Values, b []byte) []byte { q.Set("timestamp", "1409659814"); return b },
		"no signature":  func(_ *Account, q url.Values, b []byte) []byte { q.Del("msg_signature"); return b },
		"another body": func(_ *Account, _ url.Values, b []byte) []byte {
			return bytes.Replace(b, []byte("RypE"), []byte("RypF"), 1)
		},
		"nothing sealed":  func(_ *Account, _ url.Values, _ []byte) []byte { return []byte("<xml></xml>") },
		"no body":         func(_ *Account, _ url.Values, _ []byte) []byte { return nil },
		"no kind we know": func(a *Account, _ url.Values, b []byte) []byte { a.Kind = "post"; return b },
	} {
		a, wrong := sampleAccount(WeCom), url.Values{"msg_signature": q["msg_signature"], "timestamp": {"1409659813"}, "nonce": q["nonce"]}
		b := spoil(&a, wrong, bytes.Clone(body))
		if told, _, _, err := parseNotice(a, http.MethodPost, wrong, b, wireAt); err == nil {
			t.Errorf("%s: %+v", name, told)
		}
	}
}

// noticeSealed writes a callback as the provider does: sealed and signed.
func noticeSealed(t testing.TB, text []byte, whose, form string) (url.Values, []byte) {
	t.Helper()
	key, err := noticeKey(sampleKey)
	if err != nil {
		t.Fatal(err)
	}
	b := append([]byte("0123456789abcdef"), binary.BigEndian.AppendUint32(nil, uint32(len(text)))...)
	b = append(append(b, text...), whose...)
	fill := noticeBlock - len(b)%noticeBlock
	b = append(b, bytes.Repeat([]byte{byte(fill)}, fill)...)
	block, err := aes.NewCipher(key)
	if err != nil {
		t.Fatal(err)
	}
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(b, b)
	s := base64.StdEncoding.EncodeToString(b)
	q := url.Values{"timestamp": {"1546937050"}, "nonce": {"n"}, "msg_signature": {noticeSignature(sampleToken, "1546937050", "n", s)}}
	return q, fmt.Appendf(nil, form, s)
}

const (
	inXML  = "<xml><ToUserName><![CDATA[gh]]></ToUserName><Encrypt><![CDATA[%s]]></Encrypt></xml>"
	inJSON = `{"ToUserName":"gh","Encrypt":"%s"}`
)

// toldAs writes notices as the golden files have them.
func toldAs(list []notice) string {
	var b strings.Builder
	for _, n := range list {
		fmt.Fprintf(&b, "= %s at=%d", n.Kind, n.At)
		for _, x := range []struct{ name, value string }{{"address", n.Address}, {"user", n.User}, {"ref", n.Ref}, {"number", n.Number}, {"said", string(n.Said)},
			{"code", n.Code}, {"words", n.Words}, {"template", n.Template}, {"state", n.State}, {"welcome", n.Welcome}, {"text", n.Text}, {"key", n.Key}, {"card", n.Card}} {
			if x.value != "" {
				fmt.Fprintf(&b, " %s=%s", x.name, x.value)
			}
		}
		if n.Yes {
			b.WriteString(" yes")
		}
		if n.Parts > 0 {
			fmt.Fprintf(&b, " parts=%d", n.Parts)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// noticeCall seals and signs what a golden file says, as its kind of account does.
func noticeCall(t testing.TB, kind Kind, text []byte) (url.Values, []byte) {
	switch {
	case kind == Aliyun || kind == Tencent:
		return url.Values{"key": {"0f3a"}}, text
	case isJSON(text):
		return noticeSealed(t, text, sampleCorp, inJSON)
	}
	return noticeSealed(t, text, sampleCorp, inXML)
}

// Every callback of the providers' documents: the file says what comes, and below
// "=" what it tells. UPDATE=1 writes the latter anew.
func TestNotices(t *testing.T) {
	files, err := filepath.Glob(filepath.Join("testdata", "notices", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	seen := map[string]string{}
	for _, path := range files {
		name := strings.TrimSuffix(filepath.Base(path), ".txt")
		t.Run(name, func(t *testing.T) {
			b, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			text, want, _ := strings.Cut(string(b), "\n= ")
			kind, _, _ := strings.Cut(name, "_")
			q, body := noticeCall(t, Kind(kind), []byte(text))
			told, answer, _, err := parseNotice(sampleAccount(Kind(kind)), http.MethodPost, q, body, 1<<45)
			if err != nil {
				t.Fatal(err)
			}
			got := toldAs(told)
			if os.Getenv("UPDATE") != "" {
				want = strings.TrimPrefix(got, "= ")
				if err := os.WriteFile(path, []byte(text+"\n= "+want), 0o644); err != nil {
					t.Fatal(err)
				}
			}
			if got != "= "+want {
				t.Errorf("got\n%swant\n= %s", got, want)
			}
			if a := map[Kind]string{WeCom: "", Official: "success", Mini: "success", Aliyun: `{"code":0,"msg":"接收成功"}`, Tencent: `{"result":0,"errmsg":"OK"}`}[Kind(kind)]; string(answer) != a {
				t.Errorf("answered %q", answer)
			}
			again, _, _, _ := parseNotice(sampleAccount(Kind(kind)), http.MethodPost, q, body, 1<<45)
			for i, n := range told {
				if n.Dedupe == "" || n.Dedupe != again[i].Dedupe {
					t.Errorf("%q and %q", n.Dedupe, again[i].Dedupe)
				}
				if other := seen[n.Dedupe]; other != "" {
					t.Errorf("the same key as in %s", other)
				}
				seen[n.Dedupe] = name
			}
		})
	}
}

// In plain words the body is not signed: it is believed only where there is no key
// to seal with, and never of WeCom.
func TestPlainNotices(t *testing.T) {
	body := []byte("<xml><FromUserName>o1</FromUserName><CreateTime>1</CreateTime><MsgType>text</MsgType><Content>hi</Content><MsgId>1</MsgId></xml>")
	q := url.Values{"timestamp": {"1"}, "nonce": {"2"}, "signature": {noticeSignature(sampleToken, "1", "2")}}
	for _, kind := range []Kind{Official, Mini, WeCom} {
		open := sampleAccount(kind)
		open.AESKey = ""
		told, _, _, err := parseNotice(open, http.MethodPost, q, body, wireAt)
		if believed := err == nil && len(told) == 1 && told[0].Text == "hi"; believed != (kind != WeCom) {
			t.Errorf("%s: %+v %v", kind, told, err)
		}
		if _, _, _, err := parseNotice(sampleAccount(kind), http.MethodPost, q, body, wireAt); err == nil {
			t.Errorf("%s: what is not sealed is believed", kind)
		}
		open.Token = "another"
		if _, _, _, err := parseNotice(open, http.MethodPost, q, body, wireAt); err == nil {
			t.Errorf("%s: another's signature", kind)
		}
	}
}

func TestSecretOfSMSAddresses(t *testing.T) {
	body := []byte(`[{"phone_number":"13900000001","success":true,"biz_id":"1"}]`)
	for _, kind := range []Kind{Aliyun, Tencent} {
		for key, want := range map[string]bool{"0f3a": true, "": false, "0f3b": false, "0f3a0": false} {
			_, _, _, err := parseNotice(sampleAccount(kind), http.MethodPost, url.Values{"key": {key}}, body, wireAt)
			if (err == nil) != want {
				t.Errorf("%s %q: %v", kind, key, err)
			}
		}
		none := sampleAccount(kind)
		none.NoticeKey = ""
		if _, _, _, err := parseNotice(none, http.MethodPost, url.Values{"key": {""}}, body, wireAt); err == nil {
			t.Errorf("%s: an account without a secret believes everybody", kind)
		}
		for _, wrong := range []string{"", "x", `{"a":`, `[1]`, `"x"`} {
			if told, _, _, err := parseNotice(sampleAccount(kind), http.MethodPost, url.Values{"key": {"0f3a"}}, []byte(wrong), wireAt); err == nil {
				t.Errorf("%s %q: %+v", kind, wrong, told)
			}
		}
	}
}

// The time of what has none, or has not been yet, is that of its coming.
func TestTimesOfNotices(t *testing.T) {
	for at, want := range map[string]int64{"": wireAt, "x": wireAt, "-5": wireAt, "99999999999999999999": wireAt, "99999999999": wireAt, "1546937000": 1546937000000} {
		q, body := noticeSealed(t, []byte("<xml><FromUserName>o</FromUserName><CreateTime>"+at+"</CreateTime><MsgType>text</MsgType></xml>"), sampleCorp, inXML)
		told, _, _, err := parseNotice(sampleAccount(Official), http.MethodPost, q, body, wireAt)
		if err != nil || len(told) != 1 || told[0].At != want {
			t.Errorf("%q: %+v %v", at, told, err)
		}
	}
}

// Lengths within a sealed callback are the sender's word: none of them leads out
// of it.
func TestSealedLengths(t *testing.T) {
	for _, n := range []int{0, 1, 11, 12, 13, 31, 32, 33, 1000} {
		text := bytes.Repeat([]byte("x"), n)
		q, body := noticeSealed(t, text, "w", inXML)
		s, err := sealedIn(body)
		if err != nil {
			t.Fatal(err)
		}
		if got, err := openNotice(sampleKey, s, "w"); err != nil || !bytes.Equal(got, text) {
			t.Errorf("%d: %q %v", n, got, err)
		}
		if _, err := openNotice(sampleKey, s, ""); err == nil {
			t.Errorf("%d: nobody's is believed", n)
		}
		_ = q
	}
	for _, s := range []string{"", "AAAA", "====", base64.StdEncoding.EncodeToString(make([]byte, 32)), base64.StdEncoding.EncodeToString(make([]byte, 47)),
		base64.StdEncoding.EncodeToString(make([]byte, 64))} {
		if b, err := openNotice(sampleKey, s, ""); err == nil {
			t.Errorf("%q opens as %q", s, b)
		}
	}
}

func FuzzNotice(f *testing.F) {
	files, _ := filepath.Glob(filepath.Join("testdata", "notices", "*.txt"))
	for _, path := range files {
		b, err := os.ReadFile(path)
		if err != nil {
			f.Fatal(err)
		}
		text, _, _ := bytes.Cut(b, []byte("\n= "))
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if len(text) > 1<<16 {
			return
		}
		for _, kind := range Kinds {
			q, body := noticeCall(t, kind, text)
			told, _, _, err := parseNotice(sampleAccount(kind), http.MethodPost, q, body, wireAt)
			if err != nil && told != nil {
				t.Errorf("%s tells and fails: %+v", kind, told)
			}
			for _, n := range told {
				if n.Kind == "" || n.Dedupe == "" || n.At <= 0 || n.At > wireAt {
					t.Errorf("%s: %+v", kind, n)
				}
				if n.Kind == noticeReceipt && n.Said == "" {
					t.Errorf("%s: a receipt that says nothing: %+v", kind, n)
				}
			}
		}
	})
}

func FuzzSealed(f *testing.F) {
	f.Add(sampleSealed, sampleCorp)
	f.Add("", "")
	f.Fuzz(func(t *testing.T, s, whose string) {
		if b, err := openNotice(sampleKey, s, whose); err == nil && len(b) > len(s) {
			t.Errorf("%d bytes out of %d", len(b), len(s))
		}
	})
}
