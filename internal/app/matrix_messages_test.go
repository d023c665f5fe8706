package app

import (
	"crypto/sha1"
	"encoding/hex"
	"net/url"

	"archwire/internal/modules/followup"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// messagesExamples are the requests of module messages.
var messagesExamples = book{
	"messages.list": func(w *world) example {
		w.message()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.show":       func(w *world) example { return example{path: about(w.message())} },
	"messages.log":        func(w *world) example { return example{path: about(w.message())} },
	"messages.stop":       func(w *world) example { return example{path: about(w.message())} },
	"messages.take_sent":  func(w *world) example { return example{path: about(w.messageIn("unknown"))} },
	"messages.send_again": func(w *world) example { return example{path: about(w.messageIn("unknown"))} },
	"messages.remind":     func(w *world) example { return example{path: about(w.messageIn("waits_staff"))} },
	"messages.history": func(w *world) example {
		p := w.patient()
		w.messageTo(p)
		return example{path: about(p)}
	},
	"messages.reach": func(w *world) example {
		p := w.patient()
		w.bound(p)
		return example{path: about(p)}
	},
	"messages.would": func(w *world) example {
		p := w.patient()
		return example{path: about(p), query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.opt_out": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"class": "relation", "channel": "sms", "note": "请不要打扰"}}
	},
	"messages.opt_in": func(w *world) example {
		p := w.patient()
		o := w.post(w.here, "/messages/patients/"+p+"/optouts", map[string]any{"class": "relation"})["id"].(string)
		return example{path: map[string]string{"id": p, "optout": o}}
	},
	"messages.unbound": func(w *world) example {
		w.contactOf()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.suggest": func(w *world) example { return example{path: about(w.contactOf()), wide: true} },
	"messages.bind": func(w *world) example {
		return example{path: about(w.patient()), body: map[string]any{"contact_id": w.contactOf(), "whose": "mother"}}
	},
	"messages.unbind": func(w *world) example {
		p := w.patient()
		return example{path: map[string]string{"id": p, "contact": w.bound(p)}}
	},
	"messages.accounts": func(w *world) example {
		w.channel(messages.WeCom)
		return example{}
	},
	"messages.add_account": func(w *world) example { return example{body: w.newChannel()} },
	"messages.change_account": func(w *world) example {
		id := w.post(w.owner, "/messages/accounts", w.newChannel())["id"].(string)
		b := w.newChannel()
		delete(b, "kind")
		return example{path: about(id), match: 1, body: b}
	},
	"messages.test_account": func(w *world) example { return example{path: about(w.channel(messages.WeCom))} },
	"messages.try_account": func(w *world) example {
		id, who := w.channel(messages.WeCom), w.here.id
		if err := w.app.House.Messages.SetUserid(w.acting(), messages.Userid{Account: id, Staff: who, Userid: w.fresh("u")}); err != nil {
			w.T.Fatal(err)
		}
		return example{path: about(id), body: map[string]any{"purpose": followup.PurposeAlarm, "channel": "wecom_app", "to": who}}
	},
	"messages.userids": func(w *world) example {
		w.post(w.owner, "/messages/accounts", w.newChannel())
		return example{}
	},
	"messages.set_userid": func(w *world) example {
		return example{path: about(w.channel(messages.WeCom)), body: map[string]any{"staff_id": w.here.id, "userid": w.fresh("u")}}
	},
	"messages.purposes": func(w *world) example { return example{} },
	"messages.set_template": func(w *world) example {
		w.channel(messages.WeCom)
		id := w.post(w.owner, "/messages/accounts", w.newChannel())["id"].(string)
		return example{body: map[string]any{"version": 0, "purpose": "visits.reminder", "channel": "sms", "account_id": id, "provider": "SMS_1",
			"slots": []map[string]any{{"name": "who", "text": "{who}"}}, "text": "{who}", "enabled": true}}
	},
	"messages.codes": func(w *world) example {
		w.contactCode()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.code_owners": func(w *world) example {
		w.coded()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.add_code": func(w *world) example { return example{body: w.newCode()} },
	"messages.change_code": func(w *world) example {
		b := w.newCode()
		id := w.contactCode()
		delete(b, "clinic_id")
		delete(b, "account_id")
		return example{path: about(id), match: 1, body: b}
	},
	"messages.end_code": func(w *world) example { return example{path: about(w.contactCode())} },
	"messages.make_code_anew": func(w *world) example {
		id := w.contactCode()
		w.writes(func(tx *db.Tx) error {
			_, err := tx.Update("messages_codes").Set("state = 'unknown'").Where("id = ?", id).Exec()
			return err
		})
		return example{path: about(id)}
	},
	"messages.movers": func(w *world) example {
		w.customer()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.move_customers": func(w *world) example {
		account, user, _ := w.customer()
		return example{query: url.Values{"clinic_id": {w.one}, "account_id": {account}, "userid": {user}}}
	},
	"messages.ask_moves": func(w *world) example { return example{body: w.newMove()} },
	"messages.moves": func(w *world) example {
		w.moved()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.ask_move_again": func(w *world) example {
		id := w.moved()
		w.writes(func(tx *db.Tx) error {
			_, err := tx.Update("messages_moves").Set("state = 'failed'").Where("id = ?", id).Exec()
			return err
		})
		return example{path: about(id)}
	},
	"messages.quota": func(w *world) example {
		w.bought()
		return example{}
	},
	"messages.quota_journal": func(w *world) example {
		w.bought()
		return example{query: url.Values{"clinic_id": {w.one}}}
	},
	"messages.use": func(w *world) example {
		w.messageIn("unknown")
		return example{query: url.Values{"from": {"0"}, "to": {"31536000000"}}}
	},
	"messages.buy_quota": func(w *world) example { return example{body: map[string]any{"amount": 100, "note": "采购"}} },
	"messages.allot_quota": func(w *world) example {
		w.bought()
		return example{body: map[string]any{"clinic_id": w.one, "amount": 5, "note": "分配"}}
	},
	"messages.prove": func(w *world) example {
		sum := sha1.Sum([]byte("1n" + "tok")) // timestamp, nonce and token, sorted
		return example{path: w.noticeAt(messages.Official), query: url.Values{"signature": {hex.EncodeToString(sum[:])}, "timestamp": {"1"}, "nonce": {"n"}, "echostr": {"e"}}}
	},
	"messages.notice": func(w *world) example {
		return example{path: w.noticeAt(messages.Aliyun), query: url.Values{"key": {noticeKey}}, media: "application/json",
			raw: []byte(`[{"phone_number":"12800010001","success":true,"err_code":"DELIVERED","biz_id":"` + w.fresh("b") + `","out_id":"` + w.fresh("o") + `"}]`)}
	},
}

// noticeKey is the secret in the address to which receipts of SMS come.
const noticeKey = "a-secret-of-the-address"

// message plans a reminder to a new patient.
func (w *world) message() string {
	w.T.Helper()
	return w.messageTo(w.patient())
}

func (w *world) messageTo(patient string) string {
	w.T.Helper()
	o := w.fresh("v")
	w.writes(func(tx *db.Tx) error {
		return w.app.House.Messages.Plan(tx, messages.Wish{Purpose: "visits.reminder", Occurrence: o, Clinic: w.one, Patient: patient,
			At: tx.Now() + 3600_000, Fields: map[string]string{"time": "11月23日 09:00", "doctor": "程弓远", "kind": "复诊"}, Link: "/m/x"})
	})
	list := w.get(w.here, "/messages/patients/"+patient)["items"].([]any)
	return list[0].(map[string]any)["id"].(string)
}

// messageIn is a message that stands where one send left it.
func (w *world) messageIn(state messages.State) string {
	w.T.Helper()
	id, patient, account := w.IDs(), w.patient(), w.channel(messages.WeCom)
	w.writes(func(tx *db.Tx) error {
		return w.app.House.Messages.Past(tx, []messages.PastMessage{{ID: id, Purpose: "visits.reminder", Occurrence: id, Clinic: w.one, Patient: patient,
			Channel: messages.WeComTask, Account: account, State: state, At: tx.Now(), Text: "复诊"}})
	})
	return id
}

func (w *world) writes(do func(*db.Tx) error) {
	w.T.Helper()
	if err := w.DB.Write(w.acting(), do); err != nil {
		w.T.Fatal(err)
	}
}

// channel gives the group an account of a kind.
func (w *world) channel(k messages.Kind) string {
	w.T.Helper()
	list, err := w.app.House.Messages.Accounts(w.acting())
	if err != nil {
		w.T.Fatal(err)
	}
	for _, a := range list {
		if a.Kind == k && a.Name == "matrix" {
			return a.ID
		}
	}
	aes := "abcdefghijklmnopqrstuvwxyz0123456789ABCDEFG"
	keys := messages.Keys{CorpID: "corp", AgentID: "1", AppID: "wx1", AccessKeyID: "ak", Secret: "0123456789abcdef", Token: "tok", AESKey: aes, SignName: "牙程",
		NoticeKey: noticeKey}
	a, err := w.app.House.Messages.AddAccount(w.acting(), messages.Account{Kind: k, Name: "matrix", BaseURL: "https://channel.example", Enabled: true, Keys: keys})
	if err != nil {
		w.T.Fatal(err)
	}
	return a.ID
}

func (w *world) newChannel() map[string]any {
	return map[string]any{"kind": "aliyun", "name": "短信", "base_url": "https://sms.example", "enabled": true, "access_key_id": w.fresh("k"),
		"secret": "0123456789abcdef", "sign_name": "牙程"}
}

func (w *world) noticeAt(k messages.Kind) map[string]string {
	w.T.Helper()
	g, _, err := w.app.Auth.Group(w.acting(), w.Tenant)
	if err != nil {
		w.T.Fatal(err)
	}
	return map[string]string{"group": g.PublicCode, "account": w.channel(k)}
}

// contactOf is somebody at WeCom of whom nobody knows yet for whom they speak.
func (w *world) contactOf() string {
	w.T.Helper()
	account, id := w.channel(messages.WeCom), ""
	w.writes(func(tx *db.Tx) (err error) {
		id, err = w.app.House.Messages.Know(tx, messages.Address{Account: account, Value: w.fresh("wm"), Nick: "风车妈妈", Following: true})
		return err
	})
	return id
}

func (w *world) bound(patient string) string {
	w.T.Helper()
	id := w.contactOf()
	if err := w.app.House.Messages.Bind(w.acting(), id, patient, "self"); err != nil {
		w.T.Fatal(err)
	}
	return id
}

// customer is a friend of somebody at WeCom who may go to a colleague of the clinic.
func (w *world) customer() (account, user, contact string) {
	w.T.Helper()
	account, _ = w.coded()
	user, contact = w.fresh("left"), w.contactOf()
	w.writes(func(tx *db.Tx) error {
		return tx.Insert("messages_edges", struct {
			Address string `db:"address_id"`
			User    string `db:"userid"`
			Account string `db:"account_id"`
			State   string `db:"state"`
			At      int64  `db:"state_at"`
			CameBy  string `db:"came_by"`
			Way     int    `db:"way"`
		}{contact, user, account, "friend", tx.Now(), "", 1})
	})
	return account, user, contact
}

func (w *world) newMove() map[string]any {
	_, staff := w.coded()
	account, user, contact := w.customer()
	return map[string]any{"clinic_id": w.one, "account_id": account, "from_userid": user, "to_staff_id": staff, "kind": "on_job", "contact_ids": []string{contact},
		"words": "以后由我为您服务"}
}

func (w *world) moved() string {
	w.T.Helper()
	w.post(w.owner, "/messages/moves", w.newMove())
	return w.get(w.owner, "/messages/moves?clinic_id="+w.one)["moves"].([]any)[0].(map[string]any)["id"].(string)
}

// coded gives the group an account at WeCom that knows a colleague.
func (w *world) coded() (account, staff string) {
	w.T.Helper()
	account, staff = w.channel(messages.WeCom), w.here.id
	if err := w.app.House.Messages.SetUserid(w.acting(), messages.Userid{Account: account, Staff: staff, Userid: w.fresh("u")}); err != nil {
		w.T.Fatal(err)
	}
	return account, staff
}

func (w *world) newCode() map[string]any {
	w.T.Helper()
	account, staff := w.coded()
	return map[string]any{"clinic_id": w.one, "account_id": account, "name": "前台立牌", "owners": []string{staff}, "source": "walk_in"}
}

// contactCode is asked for, and not made yet.
func (w *world) contactCode() string {
	w.T.Helper()
	account, staff := w.coded()
	c, err := w.app.House.Messages.AddCode(w.acting(), messages.Code{Clinic: w.one, Account: account, Name: "前台立牌", Owners: []string{staff}})
	if err != nil {
		w.T.Fatal(err)
	}
	return c.ID
}

// bought fills the pots.
func (w *world) bought() {
	w.T.Helper()
	if _, err := w.app.House.Messages.BuyQuota(w.acting(), 100, "采购"); err != nil {
		w.T.Fatal(err)
	}
	if _, err := w.app.House.Messages.AllotQuota(w.acting(), w.one, 10, "分配"); err != nil {
		w.T.Fatal(err)
	}
}
