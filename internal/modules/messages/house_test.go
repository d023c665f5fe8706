package messages

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/fault"
	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
	"archwire/internal/platform/events"
	"archwire/internal/platform/ground"
	"archwire/internal/platform/testkit"
)

var stack = ground.Tables((&org.Service{}).Module(), (&patients.Service{}).Module(), (&Service{}).Module())

// reminder is a purpose as a module of appointments would declare it.
var reminder = Purpose{Key: "test.reminder", Class: ServiceClass, Channels: []Channel{MiniSubscribe, OfficialTemplate, WeComTask, SMS},
	Fields: []Field{{"time", "2026年11月23日 09:00"}, {"doctor", "程弓远"}},
	Text:   "{who}在{clinic}的就诊时间：{time}，{doctor}医生。{link}", Words: "{who}您好，{time} {doctor}医生在{clinic}等您。",
	Slots: []Slot{{"thing1", "{who}"}, {"time2", "{time}"}, {"thing3", "{doctor}"}}}

// others are purposes of the other classes.
var others = []Purpose{
	{Key: "test.care", Class: Care, Channels: []Channel{SMS}, Text: "{who}今天感觉怎么样？"},
	{Key: "test.birthday", Class: Relation, Channels: []Channel{SMS}, Text: "{who}生日快乐。"},
	{Key: "test.card", Class: Relation, Channels: []Channel{WeComTask}, Text: "{who}节日快乐。"},
	{Key: "test.offer", Class: Marketing, Channels: []Channel{SMS}, Text: "{clinic}邀请您。"},
	{Key: "test.news", Class: Marketing, Channels: []Channel{WeComTask}, Text: "{clinic}请您来看看。"},
	{Key: "test.alarm", Class: Staff, Urgent: true, Channels: []Channel{WeComApp}, Text: "请处理异常反馈。", Buttons: []Slot{{"seen", "我来处理"}}},
	{Key: "test.note", Class: Staff, Channels: []Channel{WeComApp}, Text: "晨报。"},
}

// house is a clinic with accounts of all five kinds at a provider of its own.
type house struct {
	*testkit.World
	t       *testing.T
	g       ground.Ground
	s       *Service
	people  *patients.Service
	clinic  string
	other   string
	doctor  string
	group   string
	zone    *time.Location
	world   *demo.World
	outside *provider
	acct    map[Kind]string
	hearing sync.Mutex
	told    []string // facts, "kind occurrence reason"
}

func each(t *testing.T, fn func(t *testing.T, h *house)) {
	t.Helper()
	testkit.Each(t, stack, func(t *testing.T, w *testkit.World) { fn(t, open(t, w)) })
}

func open(t *testing.T, w *testkit.World) *house {
	t.Helper()
	h := &house{World: w, t: t, g: ground.Lay(t, w), acct: map[Kind]string{}}
	group := org.New(org.Deps{DB: w.DB, Auth: h.g.Auth, Audit: h.g.Audit, Facts: h.g.Facts})
	h.people = patients.New(patients.Deps{DB: w.DB, Auth: h.g.Auth, Org: group, Vault: h.g.Vault, Audit: h.g.Audit, Facts: h.g.Facts, Jobs: h.g.Jobs})
	group.Declare(slices.Concat(org.Permissions, h.people.Module().Permissions, permissions()))
	h.s = New(Deps{DB: w.DB, Org: group, Patients: h.people, Auth: h.g.Auth, Vault: h.g.Vault, Audit: h.g.Audit, Facts: h.g.Facts, Jobs: h.g.Jobs})
	ok(t, h.s.Add(append([]Purpose{reminder}, others...)...))
	ok(t, h.g.Jobs.Add(slices.Concat(h.s.jobList(), h.people.Module().Jobs)...))
	ok(t, h.g.Facts.Add(h.people.Module().Events...))
	ok(t, h.g.Facts.Add(h.s.Module().Events...))
	ok(t, h.g.Facts.Add(events.Subscription{Name: "messages.test_hears", Kinds: []string{FactAccepted, FactDelivered, FactFailed, FactDropped, FactHeard, FactBound, FactUnbound},
		Now: func(_ *db.Tx, f events.Fact) error {
			var x Told
			if err := f.Decode(&x); err != nil {
				return err
			}
			h.hearing.Lock()
			defer h.hearing.Unlock()
			h.told = append(h.told, strings.TrimSpace(strings.Join([]string{f.Kind, x.Occurrence, x.Reason}, " ")))
			return nil
		}}))
	var err error
	h.zone, err = time.LoadLocation(org.HomeZone)
	ok(t, err)
	day := civil.Of(testkit.Start, h.zone)
	h.world = &demo.World{Tenant: w.Tenant, Seed: 1, Zone: h.zone, Today: day, From: day.AddDays(-90), To: day.AddDays(30), Patients: 12}
	ok(t, group.Module().Demo(h.program(), h.world))
	clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
	h.clinic, h.other = clinics[org.DemoWindmill].ID, clinics[org.DemoPaperBoat].ID
	h.doctor = demo.Get[map[string]org.Staff](h.world, org.DemoStaff)[org.DemoDoctor].ID
	known, found, err := h.g.Auth.Group(t.Context(), w.Tenant)
	if ok(t, err); found {
		h.group = known.PublicCode
	}
	h.outside = newProvider(t, w.Clock)
	h.accounts()
	return h
}

// accounts opens one of each kind, with templates for every purpose.
func (h *house) accounts() {
	h.t.Helper()
	aes := "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	for kind, k := range map[Kind]Keys{
		WeCom:    {CorpID: "corp1", AgentID: "1000002", Secret: "secret-wecom", Token: "t", AESKey: aes},
		Official: {AppID: "wxofficial", Secret: "secret-official", Token: "t", AESKey: aes},
		Mini:     {AppID: "wxmini", Secret: "secret-mini", Token: "t", AESKey: aes},
		Aliyun:   {AccessKeyID: "key1", Secret: "secret-aliyun", SignName: "牙程口腔", NoticeKey: "nk"},
	} {
		a, err := h.s.AddAccount(h.program(), Account{Kind: kind, Name: string(kind), BaseURL: h.outside.url + "/" + string(kind), Enabled: true, Keys: k})
		ok(h.t, err)
		h.acct[kind] = a.ID
		for _, p := range h.s.Purposes() {
			for _, x := range p.defaults(a, "TPL_"+strings.ReplaceAll(p.Key, ".", "_")) {
				if !x.Channel.free() && (x.Channel == SMS || len(x.Slots) > 0) {
					_, err := h.s.SetTemplate(h.program(), x)
					ok(h.t, err)
				}
			}
		}
	}
	ok(h.t, h.s.SetUserid(h.program(), Userid{h.acct[WeCom], h.doctor, "chenggongyuan"}))
	_, err := h.s.BuyQuota(h.program(), 1000, "")
	ok(h.t, err)
	_, err = h.s.AllotQuota(h.program(), h.clinic, 100, "")
	ok(h.t, err)
}

func ok(t testing.TB, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func want(t testing.TB, err error, f *fault.Def) {
	t.Helper()
	if !errors.Is(err, f) {
		t.Errorf("got %v, want %s", err, f.Code)
	}
}

func (h *house) program() context.Context { return auth.AsProgram(h.t.Context(), h.Tenant, "test") }

func (h *house) write(fn func(tx *db.Tx) error) {
	h.t.Helper()
	ok(h.t, h.DB.Write(h.program(), fn))
}

// patient registers somebody with a number, in a household where one is named.
func (h *house) patient(name, number string) string {
	h.t.Helper()
	sex, born, source := patients.Female, civil.Day("1990-01-01"), "other"
	r, err := h.people.Register(db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor}), patients.NewPatient{Clinic: h.clinic,
		Entry:    patients.Entry{Name: &name, Sex: &sex, Birth: &born, Source: &source},
		Contacts: []patients.Contact{{Label: "mobile", Whose: "self", Number: number, Default: true}}, ConfirmNew: true})
	ok(h.t, err)
	return r.Patient.ID
}

// plan plans a reminder in an hour's time.
func (h *house) plan(patient, occurrence string) {
	h.t.Helper()
	h.wish(Wish{Purpose: reminder.Key, Occurrence: occurrence, Clinic: h.clinic, Patient: patient, Subject: "v1",
		Fields: map[string]string{"time": "2026年11月23日 09:00", "doctor": "程弓远"}, Link: "/m/x/" + occurrence})
}

func (h *house) wish(w Wish) {
	h.t.Helper()
	if w.Clinic == "" {
		w.Clinic = h.clinic
	}
	h.write(func(tx *db.Tx) error { return h.s.Plan(tx, w) })
}

// drain lets the job decide and send what is due.
func (h *house) drain() {
	h.t.Helper()
	ok(h.t, h.s.drain(h.program(), func() bool { return false }))
}

// look lets the job ask about what hangs.
func (h *house) look() {
	h.t.Helper()
	ok(h.t, h.s.look(h.program(), func() bool { return false }))
}

// message finds a message by its occurrence.
func (h *house) message(occurrence string) Message {
	h.t.Helper()
	return h.shown(occurrence).Message
}

func (h *house) shown(occurrence string) Shown {
	h.t.Helper()
	var ids []string
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error {
		return tx.From("messages_messages").Where("occurrence = ?", occurrence).Pluck("id", &ids)
	}))
	if len(ids) != 1 {
		h.t.Fatalf("%d messages for %s", len(ids), occurrence)
	}
	x, err := h.s.Show(h.program(), ids[0])
	ok(h.t, err)
	return x
}

// bind makes an address that speaks for patients.
func (h *house) bind(kind Kind, value string, ids ...string) string {
	h.t.Helper()
	var a Address
	h.write(func(tx *db.Tx) (err error) {
		if a, err = knowAddress(tx, h.acct[kind], value); err != nil {
			return err
		}
		a.Following = true
		if kind == WeCom {
			a.FriendOf = "chenggongyuan"
		}
		return saveAddress(tx, a)
	})
	for _, p := range ids {
		ok(h.t, h.s.Bind(db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor}), a.ID, p, "self"))
	}
	return a.ID
}

// credit gives an address credits for a purpose's template.
func (h *house) credit(address, purpose string, n int) {
	h.t.Helper()
	h.write(func(tx *db.Tx) error {
		return addCredits(tx, creditKey{address, "TPL_" + strings.ReplaceAll(purpose, ".", "_")}, n, creditGiven, "")
	})
}

func (h *house) left(clinic string) int {
	h.t.Helper()
	var n int
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) error { p, err := h.s.pot(tx, clinic); n = p.Left; return err }))
	return n
}

func (h *house) facts(kind string) int {
	n := 0
	for _, x := range h.told {
		if strings.HasPrefix(x, kind+" ") || x == kind {
			n++
		}
	}
	return n
}

// at moves the clock to a time of day of the first day, or of a later one.
func (h *house) at(days int, clock string) {
	h.t.Helper()
	c, err := civil.ParseClock(clock)
	ok(h.t, err)
	h.Clock.Set(civil.Of(testkit.Start, h.zone).AddDays(days).At(c, h.zone))
}

// provider answers as the providers do, as far as the stories need it: it keeps what
// it took, and does what it is told with the next call of a path.
type provider struct {
	url  string
	mu   sync.Mutex
	sent []wired
	next map[string][]func(w http.ResponseWriter, r *http.Request) bool // by the end of the path; true = answered
	tap  map[string]int                                                 // status of group tasks
	seen map[string]string
}

// wired is a message that the provider took.
type wired struct{ path, body, key string }

func newProvider(t *testing.T, clock *testkit.Clock) *provider {
	p := &provider{next: map[string][]func(http.ResponseWriter, *http.Request) bool{}, tap: map[string]int{}, seen: map[string]string{}}
	server := httptest.NewServer(p)
	t.Cleanup(server.Close)
	p.url = server.URL
	return p
}

// do lets something else happen at the next call of a path.
func (p *provider) do(path string, f func(w http.ResponseWriter, r *http.Request) bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.next[path] = append(p.next[path], f)
}

func answers(body string) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, _ *http.Request) bool { _, _ = io.WriteString(w, body); return true }
}

// hangUp takes the call, or not, and says nothing.
func (p *provider) hangUp(take bool) func(http.ResponseWriter, *http.Request) bool {
	return func(w http.ResponseWriter, r *http.Request) bool {
		if take {
			p.take(w, r, true)
		}
		conn, _, err := w.(http.Hijacker).Hijack()
		if err == nil {
			conn.Close()
		}
		return true
	}
}

func (p *provider) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	p.mu.Lock()
	path := what(r)
	var f func(http.ResponseWriter, *http.Request) bool
	if list := p.next[path]; len(list) > 0 {
		f, p.next[path] = list[0], list[1:]
	}
	p.mu.Unlock()
	if f != nil && f(w, r) {
		return
	}
	p.take(w, r, false)
}

// what names a call by the end of its path, or the action of an SMS provider.
func what(r *http.Request) string {
	if a := r.URL.Query().Get("Action"); a != "" {
		return a
	}
	return r.URL.Path[strings.LastIndex(r.URL.Path, "/")+1:]
}

func (p *provider) take(w http.ResponseWriter, r *http.Request, mute bool) {
	raw, _ := io.ReadAll(r.Body)
	body := string(raw)
	p.mu.Lock()
	defer p.mu.Unlock()
	out, path := `{"errcode":0,"errmsg":"ok"}`, what(r)
	var in map[string]any
	_ = json.Unmarshal(raw, &in)
	keep := func(key string) string {
		if ref := p.seen[key]; key != "" && ref != "" {
			return ref
		}
		p.sent = append(p.sent, wired{path, body + r.URL.RawQuery, key})
		ref := "ref-" + id.New()
		if key != "" {
			p.seen[key] = ref
		}
		return ref
	}
	switch path {
	case "gettoken", "stable_token":
		out = `{"errcode":0,"access_token":"tok","expires_in":7200}`
	case "SendSms":
		out = `{"Code":"OK","Message":"OK","RequestId":"r","BizId":"` + keep(r.URL.Query().Get("OutId")) + `"}`
	case "QuerySendDetails":
		out = `{"Code":"OK","Message":"OK","TotalCount":0,"SmsSendDetailDTOs":{"SmsSendDetailDTO":[]}}`
		if ref := r.URL.Query().Get("BizId"); p.tap[ref] == 3 {
			out = `{"Code":"OK","TotalCount":1,"SmsSendDetailDTOs":{"SmsSendDetailDTO":[{"OutId":"x","SendStatus":3,"ErrCode":"DELIVERED","ReceiveDate":"2026-11-22 09:01:00","SendDate":"2026-11-22 09:00:00"}]}}`
		}
	case "add_msg_template":
		out = `{"errcode":0,"errmsg":"ok","fail_list":[],"msgid":"` + keep("") + `"}`
	case "get_groupmsg_send_result":
		ref, _ := in["msgid"].(string)
		b, _ := json.Marshal(map[string]any{"errcode": 0, "send_list": []map[string]any{{"external_userid": "ext1", "userid": "chenggongyuan", "status": p.tap[ref],
			"send_time": 1795309260}}})
		out = string(b)
	case "get_groupmsg_list_v2":
		out = `{"errcode":0,"group_msg_list":[]}`
	default:
		if r.Method == http.MethodPost && strings.Contains(path, "send") {
			key, _ := in["client_msg_id"].(string)
			ref := `"` + keep(key) + `"`
			if !strings.Contains(r.URL.Path, "/wecom/") {
				ref = strings.Trim(strings.TrimLeft(strings.Map(digits, ref), "0"), `"`)[:9] // theirs are numbers
			}
			out = `{"errcode":0,"errmsg":"ok","msgid":` + ref + `}`
		}
	}
	if !mute {
		_, _ = io.WriteString(w, out)
	}
}

// count tells how many messages the provider took on a path.
func (p *provider) count(path string) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	n := 0
	for _, x := range p.sent {
		if x.path == path {
			n++
		}
	}
	return n
}

// consent is what a patient says about promotions.
func consent(given bool) patients.Consent {
	return patients.Consent{Purpose: patients.ForMarketing, Given: given, By: "self", Means: "verbal"}
}

func digits(r rune) rune {
	if r < '0' || r > '9' {
		return '1'
	}
	return r
}
