package fake

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

func TestMoves(t *testing.T) {
	g := newGround(t, filepath.Join(t.TempDir(), "w.json")).peopled()
	g.listen(WeCom)
	id, err := g.w.Befriend("", "lin", "wuwu", "way-7")
	g.ok(err)
	other, err := g.w.Befriend("", "chen", "wuwu", "")
	g.ok(err)
	g.events()
	ask := func(path string, ids ...string) object {
		return g.wecom("externalcontact/"+path, object{"handover_userid": "wuwu", "takeover_userid": "zhouzhou", "external_userid": ids, "transfer_success_msg": "以后由周周为您服务"})
	}
	codes := func(o object) (out []any) {
		for _, x := range g.want(o, 0)["customer"].([]any) {
			out = append(out, x.(object)["errcode"])
		}
		return out
	}
	result := func(path string) string {
		var out []string
		for _, x := range g.want(g.wecom("externalcontact/"+path, object{"handover_userid": "wuwu", "takeover_userid": "zhouzhou"}), 0)["customer"].([]any) {
			o := x.(object)
			out = append(out, fmt.Sprint(o["external_userid"], " ", o["status"]))
		}
		return strings.Join(out, ", ")
	}
	same := func(got, want string) {
		t.Helper()
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}

	g.want(g.wecom("externalcontact/transfer_customer", object{"handover_userid": "wuwu", "takeover_userid": "wuwu", "external_userid": []string{id}}), 40130)
	g.want(g.wecom("externalcontact/transfer_customer", object{"handover_userid": "wuwu", "takeover_userid": "zhouzhou", "external_userid": make([]string, 101)}), 40058)
	g.want(ask("resigned/transfer_customer", id), 40097)
	same(fmt.Sprint(codes(ask("transfer_customer", id, other, "nobody"))), "[0 0 40096]")
	same(fmt.Sprint(codes(ask("transfer_customer", id))), "[40129]")
	same(result("transfer_result"), id+" 2, "+other+" 2")

	// One refuses, of which the corp is told; the other goes over after a day.
	g.ok(g.w.Decline("", "chen", false))
	g.one("<ChangeType><![CDATA[transfer_fail]]>", "<FailReason><![CDATA[customer_refused]]>", "<UserID><![CDATA[zhouzhou]]>", other)
	g.pass(23 * time.Hour)
	same(result("transfer_result"), id+" 2, "+other+" 3")
	g.pass(time.Hour)
	same(result("transfer_result"), id+" 1, "+other+" 3")
	told := strings.Join(g.events(), "\n")
	if !strings.Contains(told, "add_external_contact") || !strings.Contains(told, "DELETE_BY_TRANSFER") || strings.Contains(told, "WelcomeCode") {
		t.Error(told)
	}
	if s := g.seen("lin"); len(s) != 1 || s[0].Text != "以后由周周为您服务" || s[0].From != "zhouzhou" {
		t.Error(s)
	}
	follow := g.want(g.call("GET", "/wecom/cgi-bin/externalcontact/get?external_userid="+id+"&access_token="+g.corp(WeCom), nil), 0)["follow_user"].([]any)
	if len(follow) != 1 || follow[0].(object)["userid"] != "zhouzhou" || follow[0].(object)["state"] != "way-7" {
		t.Error(follow)
	}
	same(fmt.Sprint(codes(ask("transfer_customer", id))), "[40131]") // wuwu's no more

	// Within 90 days they go once more, and then not again.
	back := func() object {
		return g.wecom("externalcontact/transfer_customer", object{"handover_userid": "zhouzhou", "takeover_userid": "wuwu", "external_userid": []string{id}})
	}
	same(fmt.Sprint(codes(back())), "[0]")
	g.pass(25 * time.Hour)
	same(fmt.Sprint(codes(ask("transfer_customer", id))), "[40128]")

	// Of who left, customers go without that limit.
	g.w.Meet(Person{Key: "desk", Name: "吴吴", User: "wuwu", Left: true})
	g.want(ask("transfer_customer", id), 60111)
	same(fmt.Sprint(codes(ask("resigned/transfer_customer", id))), "[0]")
	same(result("resigned/transfer_result"), id+" 2")
	moved, err := g.w.Moved("", "lin")
	if g.ok(err); strings.Join(moved, ", ") != "wuwu zhouzhou 1, zhouzhou wuwu 1, wuwu zhouzhou 2" {
		t.Error(moved)
	}
}
