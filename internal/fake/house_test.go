package fake

import (
	"bytes"
	"crypto/cipher"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"encoding/xml"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
)

// ground is a double, a clock, and somebody who is told.
type ground struct {
	*testing.T
	w    *World
	url  string
	now  atomic.Int64
	mu   sync.Mutex
	told []told
	// answer is what whoever is told says; nil = what each provider wants.
	answer func(told) (int, string)
	hear   string
	nonce  atomic.Int64
}

// told is one callback as it came, its text opened.
type told struct {
	query url.Values
	raw   string
	text  string
	right bool // its signature is right
}

// at is when tests begin: a Monday in Beijing.
const at = int64(1795392000000)

func newGround(t *testing.T, file string) *ground {
	g := &ground{T: t}
	g.now.Store(at)
	w, err := New(Options{File: file, Clock: g.now.Load, Forward: g.pass})
	if err != nil {
		t.Fatal(err)
	}
	g.w = w
	s := httptest.NewServer(w.Handler())
	g.url = s.URL
	hear := httptest.NewServer(http.HandlerFunc(g.take))
	g.hear = hear.URL
	t.Cleanup(func() { w.Close(); s.Close(); hear.Close() })
	return g
}

// listen has an account tell this test.
func (g *ground) listen(a Account) Account {
	a.Callback = g.hear + "/" + a.Key()
	g.w.Open(a)
	return a
}

func (g *ground) take(out http.ResponseWriter, r *http.Request) {
	b, _ := io.ReadAll(r.Body)
	x := told{query: r.URL.Query(), raw: string(b), text: string(b), right: true}
	if strings.HasPrefix(r.Header.Get("Content-Type"), "text/xml") {
		g.w.mu.Lock()
		a := *g.w.t.accounts[strings.TrimPrefix(r.URL.Path, "/")]
		g.w.mu.Unlock()
		var in struct {
			Encrypt string `xml:"Encrypt"`
		}
		_ = xml.Unmarshal(b, &in)
		if in.Encrypt != "" {
			x.text = unwrap(g.T, a.AESKey, a.ID, in.Encrypt)
			x.right = stamped(a.Token, x.query.Get("timestamp"), x.query.Get("nonce"), in.Encrypt) == x.query.Get("msg_signature")
		} else {
			x.right = stamped(a.Token, x.query.Get("timestamp"), x.query.Get("nonce")) == x.query.Get("signature")
		}
	}
	g.mu.Lock()
	g.told = append(g.told, x)
	answer := g.answer
	g.mu.Unlock()
	if answer == nil {
		_, _ = io.WriteString(out, `{"code" : 0, "msg" : "接收成功", "result":0,"errmsg":"OK"}`)
		return
	}
	code, text := answer(x)
	out.WriteHeader(code)
	_, _ = io.WriteString(out, text)
}

// unwrap opens a sealed text, as its receiver does.
func unwrap(t *testing.T, key, receiver, sealed string) string {
	t.Helper()
	block, iv, err := cipherOf(key)
	if err != nil {
		t.Error(err)
		return ""
	}
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b)%32 != 0 || len(b) == 0 {
		t.Errorf("%d bytes, %v", len(b), err)
		return ""
	}
	cipher.NewCBCDecrypter(block, iv).CryptBlocks(b, b)
	b = b[:len(b)-int(b[len(b)-1])]
	n := binary.BigEndian.Uint32(b[16:])
	if got := string(b[20+n:]); got != receiver {
		t.Errorf("for %q, not %q", got, receiver)
	}
	return string(b[20 : 20+n])
}

// events gives the texts of all callbacks until now, and forgets them.
func (g *ground) events() []string {
	g.w.Wait()
	g.mu.Lock()
	defer g.mu.Unlock()
	var out []string
	for _, x := range g.told {
		out = append(out, x.text)
	}
	g.told = nil
	return out
}

// one is the only callback until now.
func (g *ground) one(want ...string) string {
	g.Helper()
	list := g.events()
	if len(list) != 1 {
		g.Fatalf("told %d times: %v", len(list), list)
	}
	for _, x := range want {
		if !strings.Contains(list[0], x) {
			g.Errorf("%s\nlacks %s", list[0], x)
		}
	}
	return list[0]
}

func (g *ground) pass(d time.Duration) { g.now.Add(d.Milliseconds()) }

type object = map[string]any

// call makes a call and reads its answer.
func (g *ground) call(method, path string, body any) object {
	g.Helper()
	out, err := g.tryCall(method, path, body)
	if err != nil {
		g.Fatal(err)
	}
	return out
}

func (g *ground) tryCall(method, path string, body any) (object, error) {
	b, _ := json.Marshal(body)
	req, err := http.NewRequest(method, g.url+path, bytes.NewReader(b))
	if err != nil {
		return nil, err
	}
	res, err := http.DefaultClient.Do(req)
	if err != nil {
		return nil, err
	}
	defer res.Body.Close()
	out := object{"status": res.StatusCode}
	d := json.NewDecoder(res.Body)
	d.UseNumber()
	if err := d.Decode(&out); err != nil && err != io.EOF && res.StatusCode < 300 {
		return nil, err
	}
	return out, nil
}

// code is the errcode of an answer.
func code(o object) int {
	n, _ := o["errcode"].(json.Number)
	v, _ := n.Int64()
	return int(v)
}

// want fails unless an answer has a code.
func (g *ground) want(o object, want int) object {
	g.Helper()
	if code(o) != want || o["status"] != 200 {
		g.Fatalf("%v, not %d", o, want)
	}
	return o
}

// corp gives a token of WeCom.
func (g *ground) corp(a Account) string {
	g.Helper()
	return g.want(g.call("GET", "/wecom/cgi-bin/gettoken?corpid="+a.ID+"&corpsecret="+a.Secret, nil), 0)["access_token"].(string)
}

// stable gives a token of an official account or a mini-program.
func (g *ground) stable(a Account) string {
	g.Helper()
	o := g.call("POST", "/"+a.Kind+"/cgi-bin/stable_token", object{"grant_type": "client_credential", "appid": a.ID, "secret": a.Secret})
	return g.want(o, 0)["access_token"].(string)
}

func (g *ground) wecom(path string, body any) object {
	g.Helper()
	return g.call("POST", "/wecom/cgi-bin/"+path+"?access_token="+g.corp(WeCom), body)
}

func (g *ground) ok(err error) {
	g.Helper()
	if err != nil {
		g.Fatal(err)
	}
}

// with what is in the world of most tests: a patient, another, two colleagues.
func (g *ground) peopled() *ground {
	g.w.Meet(Person{Key: "lin", Name: "林妈妈", Phone: "13800000001"}, Person{Key: "chen", Name: "陈爸爸", Phone: "13800000002"},
		Person{Key: "nurse", Name: "护士小周", User: "zhouzhou"}, Person{Key: "desk", Name: "前台小吴", User: "wuwu"})
	return g
}

// seen is what a telephone shows.
func (g *ground) seen(person string) []Sent {
	g.w.mu.Lock()
	defer g.w.mu.Unlock()
	var out []Sent
	for _, s := range g.w.t.byPerson[person] {
		if visible(s) {
			out = append(out, *s)
		}
	}
	return out
}
