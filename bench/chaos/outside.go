package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net"
	"net/http"
	"os/exec"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"syscall"
	"time"

	"archwire/internal/fake"
)

// outside is the double of the providers of messages: a process of its own, which
// misbehaves by the seed and is killed now and then as well.
type outside struct {
	trial *trial
	rnd   *rand.Rand
	url   string
	file  string
	cmd   *exec.Cmd
	done  chan error

	accounts []account
	people   []contact
	kills    int
	rules    int
}

// account is one of the clinic's at a provider, with keys of the trial's own.
type account struct {
	id, kind string
	app      string // as the provider calls it
	there    fake.Account
	version  int64
}

// contact is an address that the clinic knows.
type contact struct {
	account, value string
	follows        bool
	credits        map[string]int
}

func (t *trial) newOutside(ctx context.Context, b *books, dir string) (*outside, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, err
	}
	address := l.Addr().String()
	l.Close()
	o := &outside{trial: t, rnd: rand.New(rand.NewPCG(t.seed, 0x0517)), url: "http://" + address, file: filepath.Join(dir, string(t.data.Dialect)+"-double.json")}
	if err := o.read(ctx, b); err != nil {
		return nil, err
	}
	return o, o.start(ctx)
}

// read finds whom the clinic reaches by which account.
func (o *outside) read(ctx context.Context, b *books) error {
	kinds, at := map[string]string{}, map[string]int{}
	return errors.Join(
		b.each(ctx, "SELECT id, kind FROM messages_accounts ORDER BY kind", func(r []string) error { kinds[r[0]] = r[1]; return nil }),
		b.each(ctx, "SELECT id, account_id, value, CASE WHEN following THEN '1' ELSE '' END FROM messages_addresses ORDER BY id", func(r []string) error {
			if kinds[r[1]] == fake.OfficialKind || kinds[r[1]] == fake.MiniKind {
				at[r[0]] = len(o.people)
				o.people = append(o.people, contact{account: r[1], value: r[2], follows: r[3] != "", credits: map[string]int{}})
			}
			return nil
		}),
		b.each(ctx, "SELECT address_id, template, amount FROM messages_credits WHERE amount > 0 ORDER BY address_id, template", func(r []string) error {
			if i, found := at[r[0]]; found {
				o.people[i].credits[r[1]] = int(number(r[2]))
			}
			return nil
		}))
}

// start starts the double where it was before, and waits until it answers.
func (o *outside) start(ctx context.Context) error {
	cmd := exec.CommandContext(ctx, o.trial.binary, "fake", "--listen", strings.TrimPrefix(o.url, "http://"), "--state", o.file)
	cmd.Stdout, cmd.Stderr = o.trial.log, o.trial.log
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	if err := cmd.Start(); err != nil {
		return err
	}
	o.cmd, o.done = cmd, make(chan error, 1)
	go func() { o.done <- cmd.Wait() }()
	for began := time.Now(); time.Since(began) < 10*time.Second; time.Sleep(5 * time.Millisecond) {
		if _, err := o.ask("GET", "/__ctl/state", nil); err == nil {
			return nil
		}
	}
	o.stop()
	return errors.New("the double did not answer within 10 s")
}

func (o *outside) stop() {
	_ = o.cmd.Process.Kill()
	<-o.done
}

// restart kills the double, and starts it again with what it had in its file.
func (o *outside) restart(ctx context.Context) error {
	o.stop()
	o.kills++
	return o.start(ctx)
}

// ask makes a control call.
func (o *outside) ask(method, path string, body any) ([]byte, error) {
	text, err := json.Marshal(body)
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequest(method, o.url+path, bytes.NewReader(text))
	if err != nil {
		return nil, err
	}
	in, err := (&http.Client{Timeout: 20 * time.Second}).Do(r)
	if err != nil {
		return nil, err
	}
	defer in.Body.Close()
	out, err := io.ReadAll(in.Body)
	if err == nil && in.StatusCode >= 300 {
		err = fmt.Errorf("the double answers %s with %d: %.200s", path, in.StatusCode, out)
	}
	return out, err
}

func (o *outside) tell(path string, body any) error {
	_, err := o.ask("POST", "/__ctl/"+path, body)
	return err
}

// keyOf makes a key of the trial's own: the double's known ones are refused
// elsewhere.
func keyOf(kind, what string) []byte {
	sum := sha256.Sum256([]byte("chaos " + kind + " " + what))
	return sum[:]
}

func (o *outside) keysOf(kind, sign string) fake.Account {
	short := func(what string, n int) string { return fmt.Sprintf("%x", keyOf(kind, what))[:n] }
	a := fake.Account{Kind: kind, ID: "chaos" + short("id", 12), Secret: short("secret", 32), Token: short("token", 16), Sign: sign,
		AESKey: base64.RawStdEncoding.EncodeToString(keyOf(kind, "aes")), Raw: "gh_" + short("raw", 10), Limits: [3]int{-1, -1, -1}, PerMinute: 1_000_000}
	switch kind {
	case fake.WeComKind:
		a.Agent = 1000009
	case fake.TencentKind:
		a.App, a.Region = "1400000099", "ap-guangzhou"
	}
	return a
}

// move lets the owner put every account at the double's address, and the double
// know the same accounts, templates and people.
func (o *outside) move(boss caller) error {
	var in struct {
		Accounts []struct {
			ID      string `json:"id"`
			Version int64  `json:"version"`
			Kind    string `json:"kind"`
			Name    string `json:"name"`
			Enabled bool   `json:"enabled"`
			Sign    string `json:"sign_name"`
		} `json:"accounts"`
	}
	if err := got(boss.send("GET", "/messages/accounts", nil), &in); err != nil {
		return err
	}
	for _, x := range in.Accounts {
		there := o.keysOf(x.Kind, x.Sign)
		there.Name = x.Name
		body := map[string]any{"name": x.Name, "base_url": o.url + "/" + x.Kind, "enabled": x.Enabled, "sign_name": x.Sign, "secret": there.Secret}
		switch x.Kind {
		case fake.WeComKind:
			body["corp_id"], body["agent_id"], body["token"], body["aes_key"] = there.ID, strconv.Itoa(there.Agent), there.Token, there.AESKey
		case fake.OfficialKind, fake.MiniKind:
			body["app_id"], body["token"], body["aes_key"] = there.ID, there.Token, there.AESKey
		case fake.AliyunKind:
			body["access_key_id"] = there.ID
		case fake.TencentKind:
			body["secret_id"], body["sdk_app_id"], body["region"] = there.ID, there.App, there.Region
		}
		text, _ := json.Marshal(body)
		if err := got(boss.send("PUT", "/messages/accounts/"+x.ID, text, header{"If-Match", fmt.Sprint(x.Version)}), nil); err != nil {
			return fmt.Errorf("%s: %w", x.Kind, err)
		}
		if err := o.tell("account", there); err != nil {
			return err
		}
		o.accounts = append(o.accounts, account{id: x.ID, kind: x.Kind, app: there.ID, there: there})
	}
	if err := o.teach(boss); err != nil {
		return err
	}
	return o.introduce()
}

func (o *outside) account(id string) *account {
	for i := range o.accounts {
		if o.accounts[i].id == id {
			return &o.accounts[i]
		}
	}
	return nil
}

var fieldInText = regexp.MustCompile(`\{([a-z_]+)\}`)

// teach lets the double know the approved templates.
func (o *outside) teach(boss caller) error {
	var in struct {
		Purposes []struct {
			Key       string `json:"key"`
			Templates []struct {
				Account  string `json:"account_id"`
				Provider string `json:"provider"`
				Text     string `json:"text"`
				Slots    []struct {
					Name string `json:"name"`
					Text string `json:"text"`
				} `json:"slots"`
			} `json:"templates"`
		} `json:"purposes"`
	}
	if err := got(boss.send("GET", "/messages/purposes", nil), &in); err != nil {
		return err
	}
	var list []fake.Template
	for _, p := range in.Purposes {
		for _, t := range p.Templates {
			a := o.account(t.Account)
			if t.Provider == "" || a == nil {
				continue
			}
			one := fake.Template{Account: a.there.Key(), Code: t.Provider, Title: p.Key}
			n := 0
			one.Text = fieldInText.ReplaceAllStringFunc(t.Text, func(field string) string {
				if n++; a.kind == fake.TencentKind {
					return "{" + strconv.Itoa(n) + "}"
				}
				return "$" + field
			})
			for _, s := range t.Slots {
				one.Fields = append(one.Fields, fake.Value{Name: s.Name, Label: s.Text})
			}
			list = append(list, one)
		}
	}
	return o.tell("template", list)
}

// introduce lets the double know the people, what they follow and what they permit.
func (o *outside) introduce() error {
	var list []fake.Person
	for _, p := range o.people {
		list = append(list, fake.Person{Key: p.value, Addresses: map[string]string{o.account(p.account).app: p.value}})
	}
	if err := o.tell("person", list); err != nil {
		return err
	}
	for _, p := range o.people {
		a := o.account(p.account)
		if a.kind == fake.OfficialKind && p.follows {
			if err := o.tell("follow", map[string]any{"account": a.app, "person": p.value}); err != nil {
				return err
			}
		}
		for template, n := range p.credits {
			for range n {
				if err := o.tell("tap_subscribe", map[string]any{"account": a.app, "person": p.value, "template": template}); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// callBack tells the double where the program is called back, after each start.
func (o *outside) callBack(boss caller) error {
	var in struct {
		Accounts []struct {
			ID     string `json:"id"`
			Notice string `json:"notice"`
		} `json:"accounts"`
	}
	if err := got(boss.send("GET", "/messages/accounts", nil), &in); err != nil {
		return err
	}
	for _, x := range in.Accounts {
		a := o.account(x.ID)
		_, path, found := strings.Cut(x.Notice, "/api/v1/")
		if a == nil || !found {
			return fmt.Errorf("the account %s is called back at %q", x.ID, x.Notice)
		}
		a.there.Callback = boss.url + "/api/v1/" + path
		if err := o.tell("account", a.there); err != nil {
			return err
		}
	}
	return nil
}

// got reads an answer that must be one.
func got(a answer, into any) error {
	switch {
	case a.lost():
		return a.err
	case a.status >= 300:
		return fmt.Errorf("answered %d: %.300s", a.status, a.body)
	case into == nil:
		return nil
	}
	return json.Unmarshal(a.body, into)
}

// mishaps are what the double does wrong. Calls of tokens fail as well: nothing
// goes out without one.
var mishaps = []fake.Rule{
	{Provider: fake.OfficialKind, Call: "template", How: fake.After, Times: 3},
	{Provider: fake.OfficialKind, Call: "template", How: fake.Silent, Times: 3},
	{Provider: fake.OfficialKind, Call: "template", How: fake.Late, Millis: 400, Times: 6},
	{Provider: fake.OfficialKind, Call: "template", How: fake.Late, Millis: 9000, Times: 1},
	{Provider: fake.OfficialKind, Call: "template", How: fake.Refuse, Code: "45009", Times: 3},
	{Provider: fake.OfficialKind, Call: "template", How: fake.Refuse, Code: "43004", Times: 1},
	{Provider: fake.OfficialKind, Call: "token", How: fake.Silent, Times: 1},
	{Provider: fake.MiniKind, Call: "subscribe", How: fake.After, Times: 3},
	{Provider: fake.MiniKind, Call: "subscribe", How: fake.Late, Millis: 400, Times: 4},
	{Provider: fake.MiniKind, Call: "subscribe", How: fake.Refuse, Code: "45009", Times: 2},
	{Provider: fake.MiniKind, Call: "subscribe", How: fake.Broken, Times: 2},
	{Provider: fake.AliyunKind, Call: "send", How: fake.After, Times: 4},
	{Provider: fake.AliyunKind, Call: "send", How: fake.Silent, Times: 2},
	{Provider: fake.AliyunKind, Call: "send", How: fake.Late, Millis: 500, Times: 4},
	{Provider: fake.AliyunKind, Call: "send", How: fake.Refuse, Code: "isv.BUSINESS_LIMIT_CONTROL", Times: 2},
	{Provider: fake.OfficialKind, Call: "receipt", How: fake.Twice, Times: 10},
	{Provider: fake.OfficialKind, Call: "receipt", How: fake.Hold, Times: 10},
	{Provider: fake.OfficialKind, Call: "receipt", How: fake.Forge, Times: 5},
	{Provider: fake.OfficialKind, Call: "receipt", How: fake.Refuse, Times: 2},
	{Provider: fake.MiniKind, Call: "receipt", How: fake.Twice, Times: 10},
	{Provider: fake.MiniKind, Call: "receipt", How: fake.Forge, Times: 5},
	{Provider: fake.MiniKind, Call: "permit", How: fake.Twice, Times: 5},
	{Provider: fake.AliyunKind, Call: "receipt", How: fake.Twice, Times: 10},
	{Provider: fake.AliyunKind, Call: "receipt", How: fake.Hold, Times: 10},
}

// misbehave chooses what goes wrong in this round. What was held comes now and then,
// the last first.
func (o *outside) misbehave() error {
	if o.rnd.IntN(3) == 0 {
		if err := errors.Join(o.tell("release", nil), o.tell("clear", nil)); err != nil {
			return err
		}
	}
	for range 2 + o.rnd.IntN(3) {
		o.rules++
		if err := o.tell("rules", mishaps[o.rnd.IntN(len(mishaps))]); err != nil {
			return err
		}
	}
	return nil
}

// behave ends all mishaps.
func (o *outside) behave() error { return errors.Join(o.tell("clear", nil), o.tell("release", nil)) }

// took is what the double accepted.
func (o *outside) took() (list []fake.Sent, err error) {
	var in struct {
		Sent []fake.Sent `json:"sent"`
	}
	text, err := o.ask("GET", "/__ctl/sent", nil)
	if err == nil {
		err = json.Unmarshal(text, &in)
	}
	return in.Sent, err
}

// told is what the double called back with.
func (o *outside) told() (list []fake.Notice, err error) {
	var in struct {
		Notices []fake.Notice `json:"notices"`
	}
	text, err := o.ask("GET", "/__ctl/notices", nil)
	if err == nil {
		err = json.Unmarshal(text, &in)
	}
	return in.Notices, err
}
