package messages

import (
	"context"
	"fmt"
	"strings"
	"testing"
)

func TestOAuthOnTheWire(t *testing.T) {
	who := func(ctx context.Context, l *line) string {
		openid, union, r := officialWho(ctx, l, "CODE")
		return strings.TrimSpace(fmt.Sprintf("%s %s %s", wireShow(r), openid, union))
	}
	wirePlay(t, "official_oauth", Official, who)
	wirePlay(t, "official_oauth_used", Official, who)
	wirePlay(t, "official_oauth_snapshot", Official, who)
	follows := func(ctx context.Context, l *line) string {
		yes, union, r := officialFollows(ctx, l, "OPENID")
		return strings.TrimSpace(fmt.Sprintf("%s %v %s", wireShow(r), yes, union))
	}
	wirePlay(t, "official_follows", Official, follows)
	wirePlay(t, "official_follows_not", Official, follows)
}

func TestOwnURL(t *testing.T) {
	got := ownURL(enterAddress, Account{Keys: Keys{AppID: "wx520c15f417810387"}}, "https://m.example.cn/m/b/alpha/back", "k7q2m9")
	want := "https://open.weixin.qq.com/connect/oauth2/authorize?appid=wx520c15f417810387&redirect_uri=https%3A%2F%2Fm.example.cn%2Fm%2Fb%2Falpha%2Fback&response_type=code&scope=snsapi_base&state=k7q2m9#wechat_redirect"
	if got != want {
		t.Error(got)
	}
}

func TestOfficialOf(t *testing.T) {
	group, own, off := Account{ID: "g", Kind: Official, Enabled: true}, Account{ID: "c", Kind: Official, Clinic: "1", Enabled: true}, Account{ID: "o", Kind: Official, Clinic: "1"}
	double := Account{ID: "d", Kind: Official, BaseURL: DoubleURL, Enabled: true}
	for _, x := range []struct {
		list   []Account
		double bool
		want   string
	}{
		{nil, true, ""}, {[]Account{off}, true, ""}, {[]Account{group, own}, false, "c"}, {[]Account{off, group}, false, "g"},
		{[]Account{{ID: "x", Kind: Official, Clinic: "2", Enabled: true}, {ID: "m", Kind: Mini, Enabled: true}}, true, ""}, {[]Account{double}, false, ""}, {[]Account{double}, true, "d"},
	} {
		if a, found := officialOf(x.list, "1", x.double); a.ID != x.want || found != (x.want != "") {
			t.Errorf("%+v: %s", x.list, a.ID)
		}
	}
}
