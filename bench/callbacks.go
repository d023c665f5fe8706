package main

import (
	"bytes"
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"crypto/sha256"
	"database/sql"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/fake"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// callbackRate is how many callbacks come in a second: what providers send when a
// campaign arrives.
const callbackRate = 500

// callbacks lets providers tell the built program what became of messages.
func callbacks(ctx context.Context, r *run) (*table, error) {
	t := &table{
		title: "Callbacks of providers at the built program",
		note: fmt.Sprintf("%d a second at random moments for %s on 64 connections: receipts of SMS (the secret of the address) and of an official account (signed and sealed), about the "+
			"messages of the demo's three months. A tenth comes again as it was, a tenth says that something failed after it said that it arrived, one in fifty has a wrong "+
			"signature or secret. Answered: from the moment it came until it is durable. Worked off: from the last callback until nothing waits. A customer is added in the middle "+
			"of it, and must be greeted within 20 s. Raw: the same inserts, each in a transaction of its own, through prepared database/sql. Asked for: each within 5 s, none lost, none doubled.",
			callbackRate, r.callbackTime()),
		head: []string{"database", "callbacks", "p50", "p99", "worst", "lost", "doubled", "refused as forged", "set aside", "worked off after", "greeted after", "raw inserts/s"},
	}
	for _, d := range r.dialects {
		mine, err := r.copied(ctx, d)
		if err == nil {
			err = r.callbacksOn(ctx, t, mine)
		}
		if err == nil {
			err = mine.Drop()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

func (r *run) callbackTime() time.Duration { return time.Duration(r.pick(60, 5)) * time.Second }

// callerAccount is a provider's account with keys of the measurement's own, and where it
// calls back.
type callerAccount struct {
	there fake.Account
	id    string
	path  string // with the secret of the address, of SMS
	known []string
}

func (r *run) callbacksOn(ctx context.Context, t *table, d *stage.Database) error {
	pool, err := openPast(d)
	if err != nil {
		return err
	}
	defer pool.Close()
	// The demo's past bears no numbers of providers: they are made up here.
	if _, err := pool.ExecContext(ctx, "UPDATE messages_sends SET ref = 'job-' || CAST(id AS text) WHERE ref = ''"); err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(r.place.Dir, "callbacks.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s, err := stage.Serve(ctx, r.binary, d, log)
	if err != nil {
		return err
	}
	defer s.Kill()
	world, err := fake.New(fake.Options{})
	if err != nil {
		return err
	}
	double, stop, err := world.Serve("127.0.0.1:0")
	if err != nil {
		return err
	}
	defer stop()
	accounts, err := callersOf(ctx, d, s.URL, double, pool)
	if err != nil {
		return err
	}
	list := makeCallbacks(accounts, int(1.2*callbackRate*r.callbackTime().Seconds())+200)
	greeted := make(chan time.Duration, 1)
	go func() {
		time.Sleep(r.callbackTime() / 2)
		greeted <- greet(world, accounts[fake.WeComKind], s.URL)
	}()
	load, err := arrivals(64, callbackRate, r.callbackTime(), func() (func(int) error, error) {
		w, err := dial(s.URL)
		return func(i int) error { return w.do(list[i].ask) }, err
	})
	if err != nil {
		return err
	}
	ended := time.Now()
	kept, aside, err := workedOff(ctx, pool, accounts)
	if err != nil {
		return err
	}
	after, welcome := time.Since(ended), <-greeted
	want, forged := map[string]bool{}, 0
	for _, c := range list[:load.done] {
		if c.forged {
			forged++
		} else {
			want[c.what] = true
		}
	}
	if err := s.Stop(); err != nil {
		return err
	}
	raw, err := r.rawNotices(ctx, d)
	if err != nil {
		return err
	}
	worst := load.each[len(load.each)-1]
	lost, doubled := max(0, len(want)-kept), max(0, kept-len(want))
	t.add(stage.Name(d.Dialect), load.done, load.at(.5), load.at(.99), met(worst <= 5*time.Second, stage.Round(worst)), met(lost == 0, fmt.Sprint(lost)), met(doubled == 0, fmt.Sprint(doubled)),
		forged, aside, after, met(welcome > 0 && welcome <= 20*time.Second, stage.Round(welcome)), raw.rate())
	return nil
}

// openPast opens the tables past the program's door and walls.
func openPast(d *stage.Database) (*sql.DB, error) {
	if d.Dialect == db.Postgres {
		return sql.Open("pgx", d.Config.DatabaseSystem+" default_query_exec_mode=exec")
	}
	return sql.Open("sqlite", "file:"+d.Config.File()+"?_pragma=busy_timeout(10000)")
}

// callersOf puts the accounts at the double with keys of their own, and finds where
// they call back and about what.
func callersOf(ctx context.Context, d *stage.Database, at, double string, pool *sql.DB) (map[string]*callerAccount, error) {
	cookie, err := stage.LogIn(at, org.DemoOwner)
	if err != nil {
		return nil, err
	}
	var in struct {
		Accounts []struct {
			ID      string `json:"id"`
			Version int64  `json:"version"`
			Kind    string `json:"kind"`
			Name    string `json:"name"`
			Sign    string `json:"sign_name"`
			Notice  string `json:"notice"`
		} `json:"accounts"`
	}
	if err := speak(at, cookie, "GET", "/messages/accounts", 0, nil, &in); err != nil {
		return nil, err
	}
	out := map[string]*callerAccount{}
	for _, x := range in.Accounts {
		word := func(what string, n int) string {
			return fmt.Sprintf("%x", sha256.Sum256([]byte("bench "+x.Kind+what)))[:n]
		}
		key := sha256.Sum256([]byte("bench aes " + x.Kind))
		a := &callerAccount{id: x.ID, there: fake.Account{Kind: x.Kind, ID: "bench" + word("id", 12), Secret: word("secret", 32), Token: word("token", 16), Sign: x.Sign,
			AESKey: base64.RawStdEncoding.EncodeToString(key[:]), Raw: "gh_bench"}}
		body := map[string]any{"name": x.Name, "base_url": double + "/" + x.Kind, "enabled": true, "sign_name": x.Sign, "secret": a.there.Secret}
		switch x.Kind {
		case fake.WeComKind:
			a.there.Agent = 1000008
			body["corp_id"], body["agent_id"], body["token"], body["aes_key"] = a.there.ID, "1000008", a.there.Token, a.there.AESKey
		case fake.OfficialKind:
			body["app_id"], body["token"], body["aes_key"] = a.there.ID, a.there.Token, a.there.AESKey
		case fake.AliyunKind:
			body["access_key_id"] = a.there.ID
		default:
			continue
		}
		if x.Kind != fake.AliyunKind {
			if err := speak(at, cookie, "PUT", "/messages/accounts/"+x.ID, x.Version, body, nil); err != nil {
				return nil, err
			}
		}
		if x.Kind == fake.AliyunKind { // one of its own, with a secret in its address, and sends that are under way
			body["access_key_id"], body["kind"], body["name"] = a.there.ID+"2", x.Kind, "bench"
			if err := speak(at, cookie, "POST", "/messages/accounts", 0, body, &x); err != nil {
				return nil, err
			}
			if err := sendsThrough(ctx, pool, d, x.ID); err != nil {
				return nil, err
			}
			a.id = x.ID
		}
		_, path, _ := strings.Cut(x.Notice, "/api/v1/")
		a.path = "/api/v1/" + path
		column := map[string]string{fake.AliyunKind: "number"}[x.Kind]
		if column == "" {
			column = "ref"
		}
		if a.known, err = column1(ctx, pool, "SELECT "+column+" FROM messages_sends WHERE account_id = '"+x.ID+"' ORDER BY id"); err != nil {
			return nil, err
		}
		out[x.Kind] = a
	}
	return out, nil
}

// sendsThrough lets every SMS of the past be sent once more through an account, and
// wait for its receipt.
func sendsThrough(ctx context.Context, pool *sql.DB, d *stage.Database, account string) error {
	whose := "CAST('" + account + "' AS uuid)"
	if d.Dialect == db.SQLite {
		whose = "'" + account + "'"
	}
	_, err := pool.ExecContext(ctx, `INSERT INTO messages_sends (tenant_id, id, message_id, rung, number, clinic_id, purpose, channel, account_id, address_id, template_id, revision, provider,
		sender, state, said, code, words, ref, parts, credit, tries, whither, sent_at, said_at)
		SELECT tenant_id, `+freshID(d.Dialect)+`, message_id, rung + 100, 'b' || number, clinic_id, purpose, channel, `+whose+`, address_id, template_id, revision, provider,
		sender, 'accepted', said, code, words, '', parts, credit, tries, whither, sent_at, said_at FROM messages_sends WHERE channel = 'sms'`)
	return err
}

// freshID makes a new id for each row.
func freshID(d db.Dialect) string {
	if d == db.Postgres {
		return "gen_random_uuid()"
	}
	return "lower(hex(randomblob(4)) || '-' || hex(randomblob(2)) || '-7' || substr(hex(randomblob(2)), 2) || '-8' || substr(hex(randomblob(2)), 2) || '-' || hex(randomblob(6)))"
}

func column1(ctx context.Context, pool *sql.DB, text string) (out []string, err error) {
	rows, err := pool.QueryContext(ctx, text)
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var v string
		if err := rows.Scan(&v); err != nil {
			return nil, err
		}
		out = append(out, v)
	}
	return out, rows.Err()
}

// speak sends a request of somebody who is logged in.
func speak(at, cookie, method, path string, version int64, body, into any) error {
	text, err := json.Marshal(body)
	if err != nil {
		return err
	}
	q, err := http.NewRequest(method, at+"/api/v1"+path, bytes.NewReader(text))
	if err != nil {
		return err
	}
	q.Header.Set("Cookie", sessionCookie(cookie))
	q.Header.Set("Content-Type", "application/json")
	if method == http.MethodPost {
		q.Header.Set("Idempotency-Key", id.New())
	}
	if version > 0 {
		q.Header.Set("If-Match", strconv.FormatInt(version, 10))
	}
	res, err := http.DefaultClient.Do(q)
	if err != nil {
		return err
	}
	defer res.Body.Close()
	said, err := io.ReadAll(res.Body)
	switch {
	case err != nil:
		return err
	case res.StatusCode >= 300:
		return fmt.Errorf("%s %s was answered %s: %.300s", method, path, res.Status, said)
	case into == nil:
		return nil
	}
	return json.Unmarshal(said, into)
}

// callback is one that comes: what it tells is the same when it comes again.
type callback struct {
	ask    ask
	what   string
	forged bool
}

// makeCallbacks makes them, half of each kind.
func makeCallbacks(accounts map[string]*callerAccount, n int) []callback {
	out := make([]callback, n)
	for i := range out {
		kind := []string{fake.AliyunKind, fake.OfficialKind}[i%2]
		a := accounts[kind]
		c := callback{what: fmt.Sprint(kind, i), forged: i%50 == 7}
		about := a.known[i/2%len(a.known)]
		ok := true
		switch {
		case i%10 == 9:
			out[i] = out[i-4] // as it was
			continue
		case i%10 == 6 && i >= 20: // of one that has arrived
			about, ok = a.known[(i/2-7)%len(a.known)], false
		}
		if kind == fake.AliyunKind {
			c.ask = a.ofSMS(i, about, ok, c.forged)
		} else {
			c.ask = a.ofOfficial(i, about, ok, c.forged)
		}
		out[i] = c
	}
	return out
}

func (a *callerAccount) ofSMS(i int, number string, ok, forged bool) ask {
	now := time.Now().UTC().Add(8 * time.Hour).Format(time.DateTime)
	body, _ := json.Marshal([]map[string]any{{"phone_number": fmt.Sprintf("128%08d", i), "send_time": now, "report_time": now, "success": ok, "err_code": "DELIVERED",
		"err_msg": "", "sms_size": "1", "biz_id": fmt.Sprintf("biz-%d", i), "out_id": number}})
	path := a.path
	if forged {
		path, _, _ = strings.Cut(path, "?")
		path += "?key=forged"
	}
	return calling(path, body, forged)
}

func (a *callerAccount) ofOfficial(i int, job string, ok, forged bool) ask {
	status := map[bool]string{true: "success", false: "failed: system failed"}[ok]
	text := fmt.Sprintf("<xml><ToUserName>%s</ToUserName><FromUserName>o%d</FromUserName><CreateTime>%d</CreateTime><MsgType>event</MsgType>"+
		"<Event>TEMPLATESENDJOBFINISH</Event><MsgID>%s</MsgID><Status>%s</Status></xml>", a.there.Raw, i, time.Now().Unix(), job, status)
	sealed := seal(a.there.AESKey, text, a.there.ID)
	stamp, nonce := strconv.FormatInt(time.Now().Unix(), 10), strconv.Itoa(i)
	parts := []string{a.there.Token, stamp, nonce, sealed}
	if forged {
		parts[0] = "forged"
	}
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	q := url.Values{"timestamp": {stamp}, "nonce": {nonce}, "encrypt_type": {"aes"}, "msg_signature": {hex.EncodeToString(sum[:])}}
	return calling(a.path+"?"+q.Encode(), []byte("<xml><ToUserName>"+a.there.Raw+"</ToUserName><Encrypt>"+sealed+"</Encrypt></xml>"), forged)
}

// seal seals a text as WeChat does: AES-256-CBC in blocks of 32.
func seal(letters, text, whose string) string {
	key, err := base64.StdEncoding.DecodeString(letters + "=")
	if err != nil {
		panic(err) // made above
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		panic(err)
	}
	plain := make([]byte, 16)
	_, _ = rand.Read(plain)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(text)))
	plain = append(append(plain, text...), whose...)
	fill := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(fill)}, fill)...)
	cipher.NewCBCEncrypter(block, key[:16]).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain)
}

func calling(path string, body []byte, forged bool) ask {
	want := http.StatusOK
	if forged {
		want = http.StatusUnauthorized
	}
	head := fmt.Sprintf("POST %s HTTP/1.1\r\nHost: bench\r\nContent-Type: text/xml\r\nContent-Length: %d\r\n\r\n", path, len(body))
	return ask{append([]byte(head), body...), want}
}

// greet lets a customer add a colleague, and tells after how long they were
// greeted; 0 = never.
func greet(world *fake.World, corp *callerAccount, at string) time.Duration {
	a := corp.there
	a.Callback = at + corp.path
	world.Open(a)
	world.Meet(fake.Person{Key: "colleague", User: "luxiaohuang", Corp: a.ID}, fake.Person{Key: "customer", Name: "customer"})
	began := time.Now()
	if _, err := world.Befriend(a.Key(), "customer", "luxiaohuang", ""); err != nil {
		return 0
	}
	for time.Since(began) < 25*time.Second {
		for _, s := range world.AllSent() {
			if s.Account == a.Key() && s.Person == "customer" {
				return time.Since(began)
			}
		}
		time.Sleep(5 * time.Millisecond)
	}
	return 0
}

// workedOff waits until no callback waits, and tells how many receipts were kept,
// and how many of them set aside.
func workedOff(ctx context.Context, pool *sql.DB, accounts map[string]*callerAccount) (kept, aside int, err error) {
	of := fmt.Sprintf(" FROM messages_notices WHERE account_id IN ('%s', '%s')", accounts[fake.AliyunKind].id, accounts[fake.OfficialKind].id)
	for began := time.Now(); ; time.Sleep(20 * time.Millisecond) {
		var waiting int
		if err := pool.QueryRowContext(ctx, "SELECT count(*)"+of+" AND state = 'new'").Scan(&waiting); err != nil {
			return 0, 0, err
		}
		if waiting == 0 {
			break
		}
		if time.Since(began) > 4*time.Minute {
			return 0, 0, fmt.Errorf("%d callbacks still wait", waiting)
		}
	}
	err = pool.QueryRowContext(ctx, "SELECT count(*), COALESCE(sum(CASE WHEN state = 'aside' THEN 1 ELSE 0 END), 0)"+of).Scan(&kept, &aside)
	return kept, aside, err
}

// rawNotices inserts rows as callbacks make them, without the program, in the mode
// in which it writes.
func (r *run) rawNotices(ctx context.Context, d *stage.Database) (out outcome, err error) {
	a, err := d.Open(ctx)
	if err != nil {
		return out, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	name, text := db.Systems, "INSERT INTO messages_notices (tenant_id, id, account_id, dedupe, kind, at, body, hash, state, tries, problem, wake_at) SELECT tenant_id, $1, account_id, $2, kind, at, body, hash, 'new', 0, '', at FROM messages_notices WHERE id = $3"
	if d.Dialect == db.SQLite {
		name = db.Writers
	}
	pool := a.DB.PoolOf(name)
	var sample string
	if err := pool.QueryRowContext(ctx, "SELECT id FROM messages_notices WHERE kind = 'receipt' ORDER BY id LIMIT 1").Scan(&sample); err != nil {
		return out, err
	}
	insert, err := pool.PrepareContext(ctx, text)
	if err != nil {
		return out, err
	}
	defer insert.Close()
	return closed(8, r.pick(10_000, 1000), limit, func() (func(int) error, error) {
		return func(i int) error {
			_, err := insert.ExecContext(ctx, id.New(), fmt.Sprintf("raw %d", i), sample)
			return err
		}, nil
	})
}
