package messages

import (
	"testing"
	"time"

	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// The demo's accounts, addresses, quotas and history are there, a second run changes
// nothing, and nothing of the past is sent.
func TestDemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		h.write(func(tx *db.Tx) error {
			for _, table := range []string{"messages_templates", "messages_staff", "messages_quota", "messages_accounts"} {
				if _, err := tx.Delete(table).Where("tenant_id IS NOT NULL").Exec(); err != nil {
					return err
				}
			}
			return nil
		})
		aes := "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
		h.s.double = map[Kind]Keys{WeCom: {CorpID: "c", AgentID: "1", Secret: "12345678", Token: "t", AESKey: aes}, Official: {AppID: "o", Secret: "12345678", Token: "t", AESKey: aes},
			Mini: {AppID: "m", Secret: "12345678", Token: "t", AESKey: aes}, Aliyun: {AccessKeyID: "a", Secret: "12345678", SignName: "牙程口腔"},
			Tencent: {SecretID: "t", SDKAppID: "1", Secret: "12345678", SignName: "牙程口腔", Region: "ap-guangzhou"}}
		h.world.Patients = 300
		ok(t, h.people.Module().Demo(h.program(), h.world))
		began := time.Now()
		var before map[string]int
		for range 2 {
			ok(t, h.s.demo(h.program(), h.world))
			now := h.counted()
			for table, n := range now {
				if before != nil && before[table] != n {
					t.Errorf("%s: %d rows, then %d", table, before[table], n)
				}
				if n == 0 {
					t.Errorf("%s is empty", table)
				}
			}
			before = now
		}
		t.Logf("%s: %v", time.Since(began), before)
		contacts := demo.Get[[]DemoContact](h.world, DemoContacts)
		wecom, official, mini := 0, 0, 0
		for _, c := range contacts {
			wecom, official, mini = wecom+one(c.External), official+one(c.Official), mini+one(c.Mini)
		}
		if n := len(contacts); n < 200 || wecom*100/n < 65 || official*100/n < 45 || mini*100/n < 25 {
			t.Errorf("of %d: %d, %d, %d", n, wecom, official, mini)
		}
		clinics := demo.Get[map[string]org.Clinic](h.world, org.DemoClinics)
		if h.left("") != 50_000 || h.left(clinics[org.DemoPaperBoat].ID) != 400 {
			t.Errorf("%d, %d", h.left(""), h.left(clinics[org.DemoPaperBoat].ID))
		}
		codes, err := h.s.Codes(h.program(), h.clinic)
		ok(t, err)
		for _, c := range codes {
			if c.Added == 0 || c.Bound == 0 || c.Added != c.Friends {
				t.Errorf("by %s came %+v", c.Name, c.CodeCounts)
			}
		}
		h.drain()
		h.look()
		if len(h.outside.sent) != 0 || len(h.told) != 0 {
			t.Errorf("the past was sent, or told: %v", h.told)
		}
	})
}

func one(s string) int {
	if s == "" {
		return 0
	}
	return 1
}

// counted counts the rows of the tables that the demo fills.
func (h *house) counted() map[string]int {
	out := map[string]int{}
	for _, table := range []string{"messages_accounts", "messages_templates", "messages_addresses", "messages_bindings", "messages_credits", "messages_quota_lines",
		"messages_messages", "messages_sends", "messages_staff", "messages_optouts", "messages_codes", "messages_mirrored", "messages_tags_work"} {
		ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { out[table], err = tx.From(table).Count(); return err }))
	}
	return out
}
