package content

import (
	"strings"
	"testing"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

func (h *house) follow(path string) (opened, error) {
	parts := strings.Split(strings.TrimPrefix(path, pagePath), "/")
	return h.s.follow(h.t.Context(), parts[0], parts[1])
}

func TestATextIsRevisedAndKept(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		key := "care.root_canal"
		first := h.text(key, 0)
		if first.Revision != 1 || first.Article != "guide.root_canal" {
			t.Fatalf("as the program brings it: %+v", first)
		}
		second := first
		second.Words = "{who}您好，根管治疗后请勿用这颗牙咬硬物。{link}"
		l, err := h.s.SaveText(h.program(), 0, second, "短一点")
		ok(t, err)
		if l.Revision != 2 || l.Version != 1 || !l.Shipped {
			t.Errorf("%+v", l)
		}
		_, err = h.s.SaveText(h.program(), 0, second, "")
		want(t, "a second who read the program's", err, db.Stale)
		if got := h.text(key, 1); got.Words != first.Words {
			t.Errorf("revision 1 now reads %q", got.Words)
		}
		if got := h.text(key, 0); got.Words != second.Words || got.Revision != 2 {
			t.Errorf("the newest reads %+v", got)
		}
		_, past, err := h.s.TextShown(h.program(), key)
		ok(t, err)
		if len(past) != 2 || past[0].Number != 2 || past[0].Note != "短一点" || past[1].At != 0 {
			t.Errorf("revisions %+v", past)
		}
		l, err = h.s.RetireText(h.program(), key, 1, true)
		ok(t, err)
		if l.Retired == 0 || h.text(key, 0).Revision != 2 {
			t.Error("a retired text is gone, or not retired")
		}
		err = h.s.read(h.program(), func(tx *db.Tx) error { _, err := h.s.TextOf(tx, "care.nothing", 0); return err })
		want(t, "a text that is not there", err, NotFound)
		err = h.s.read(h.program(), func(tx *db.Tx) error { _, err := h.s.TextOf(tx, key, 9); return err })
		want(t, "a revision that never was", err, NotFound)
	})
}

func (h *house) text(key string, revision int) (out Text) {
	h.t.Helper()
	ok(h.t, h.s.read(h.program(), func(tx *db.Tx) (err error) { out, err = h.s.TextOf(tx, key, revision); return err }))
	return out
}

func TestHostileTextsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		good := Text{Key: "own.text", Name: "自己的", Class: messages.Care, Words: "{who}您好"}
		for what, change := range map[string]func(*Text){
			"script":              func(x *Text) { x.Words = "您好<script>alert(1)</script>" },
			"markup":              func(x *Text) { x.SMS = "<a href=x>点我</a>" },
			"an event":            func(x *Text) { x.Words = `" onerror=alert(1)` },
			"a scheme":            func(x *Text) { x.Words = "javascript:alert(1)" },
			"a link":              func(x *Text) { x.Words = "请点 https://evil.example.com/x" },
			"a bare place":        func(x *Text) { x.Words = "请点 evil.top/x" },
			"an unknown field":    func(x *Text) { x.Words = "{password}" },
			"an open brace":       func(x *Text) { x.Words = "{who" },
			"no words":            func(x *Text) { x.Words = "  " },
			"no name":             func(x *Text) { x.Name = "" },
			"an odd key":          func(x *Text) { x.Key = "Own Text" },
			"to colleagues":       func(x *Text) { x.Class = messages.Staff },
			"21 characters":       func(x *Text) { x.Short = strings.Repeat("长", 21) },
			"4000 bytes":          func(x *Text) { x.Words = strings.Repeat("长", 1334) },
			"six parts":           func(x *Text) { x.SMS = strings.Repeat("长", 336) },
			"no such article":     func(x *Text) { x.Article = "guide.nothing" },
			"no such face":        func(x *Text) { x.Coupon = "gift.nothing" },
			"a promise":           func(x *Text) { x.Words = "包治好" },
			"an ad in disguise":   func(x *Text) { x.Words = "顺便告诉您限时秒杀" },
			"broken UTF-8":        func(x *Text) { x.Words = "您好\xff" },
			"a long note of name": func(x *Text) { x.Name = strings.Repeat("名", 61) },
		} {
			bad := good
			change(&bad)
			if _, err := h.s.SaveText(h.program(), 0, bad, ""); err == nil {
				t.Errorf("%s was taken", what)
			}
		}
		l, err := h.s.SaveText(h.program(), 0, good, "")
		ok(t, err)
		if l.Shipped || l.Revision != 1 {
			t.Errorf("%+v", l)
		}
	})
}

func TestALinkOpensItsArticleAlone(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		p := h.patient(h.mill)
		var path, again, other string
		ok(t, h.write(func(tx *db.Tx) (err error) {
			if path, err = h.s.ShareWith(tx, "guide.retainer", p, "journey:1", "m1"); err != nil {
				return err
			}
			if again, err = h.s.ShareWith(tx, "guide.retainer", p, "journey:1", "m1"); err != nil {
				return err
			}
			other, err = h.s.ShareWith(tx, "guide.fluoride", "", "desk", "open")
			return err
		}))
		if path != again || path == other {
			t.Errorf("%s, %s, %s", path, again, other)
		}
		o, err := h.follow(path)
		ok(t, err)
		if o.article.Key != "guide.retainer" || o.share.Patient != p {
			t.Errorf("%+v", o)
		}
		token := path[strings.LastIndex(path, "/")+1:]
		for i := range token {
			changed := []byte(path)
			at := len(path) - len(token) + i
			if changed[at] = 'a'; path[at] == 'a' {
				changed[at] = 'b'
			}
			if _, err := h.follow(string(changed)); err == nil {
				t.Errorf("opened with character %d changed", i)
			}
		}
		mixed := path[:len(path)-macLength] + other[len(other)-macLength:]
		_, err = h.follow(mixed)
		want(t, "the seal of another link", err, LinkBroken)
		for range 2 {
			ok(t, h.s.note(o))
		}
		if got := h.facts(o.share.ID); got != "opened" {
			t.Errorf("opened twice in a day: told %q", got)
		}
		h.pass(1)
		ok(t, h.s.note(o))
		if got := h.facts(o.share.ID); got != "opened opened" {
			t.Errorf("and on the next day: told %q", got)
		}
		h.pass(180)
		_, err = h.follow(path)
		want(t, "after its last day", err, LinkOver)
	})
}
