package messages

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/db"
)

// tag makes a tag of the group's list.
func (h *house) tag(name string) string {
	h.t.Helper()
	x, err := h.people.AddTag(h.program(), patients.Tag{Name: name, Colour: "#2f6f5e"})
	ok(h.t, err)
	return x.ID
}

// hang makes the tags of a patient what they are.
func (h *house) hang(patient string, tags ...string) {
	h.t.Helper()
	ok(h.t, h.people.SetTags(db.With(h.program(), db.Scope{Tenant: h.Tenant, Actor: h.doctor}), patient, tags))
}

// mirror lets the ticker call, and the jobs that it would add run.
func (h *house) mirror() {
	h.t.Helper()
	ok(h.t, h.s.tagMarker().Due(h.program(), h.Clock.Now()))
	for _, a := range h.tagAccounts() {
		ok(h.t, h.s.carryTags(h.program(), a, func() bool { return false }))
	}
}

func (h *house) tagAccounts() (out []string) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { out, err = accountsDue(tx); return err }))
	return out
}

// added lets somebody add colleagues at WeCom, and gives the address.
func (x *stand) added(person string, users ...string) string {
	x.t.Helper()
	value := ""
	for _, u := range users {
		v, err := x.w.Befriend("", person, u, "")
		ok(x.t, err)
		value = v
	}
	x.settle()
	var id string
	ok(x.t, x.DB.Read(x.program(), func(tx *db.Tx) error {
		_, err := tx.From("messages_addresses").Where("value = ?", value).Get("id", &id)
		return err
	}))
	ok(x.t, x.s.nameContact(x.program(), id))
	return id
}

// carries checks which tags WeCom shows of somebody, by colleague, and that our copy
// says the same.
func (x *stand) carries(person, address, want string) {
	x.t.Helper()
	got, err := x.w.Tagged("", person)
	ok(x.t, err)
	var own, parts []string
	for _, u := range sortedKeys(got) {
		parts = append(parts, u+": "+strings.Join(got[u], " "))
	}
	if is := strings.Join(parts, "; "); is != want {
		x.t.Errorf("WeCom shows %q, want %q", is, want)
	}
	ok(x.t, x.DB.Read(x.program(), func(tx *db.Tx) error {
		have, err := edgeTagsOf(tx, []string{address})
		if err != nil {
			return err
		}
		names, err := x.people.TagNames(tx)
		for _, u := range sortedKeys(got) {
			var list []string
			for tag, sure := range have[edgeKey{address, u}] {
				mark := "?"
				if sure {
					mark = ""
				}
				list = append(list, tagGroup+"/"+names[tag]+mark)
			}
			slices.Sort(list)
			own = append(own, u+": "+strings.Join(list, " "))
		}
		return err
	}))
	if is := strings.Join(own, "; "); is != want {
		x.t.Errorf("our copy says %q, want %q", is, want)
	}
}

// waits tells how many customers wait to be compared.
func (h *house) waits() (n int) {
	h.t.Helper()
	ok(h.t, h.DB.Read(h.program(), func(tx *db.Tx) (err error) { n, err = tx.From("messages_tags_due").Count(); return err }))
	return n
}

// A tag that is mirrored hangs at WeCom on each colleague's friendship with whoever
// speaks for somebody who carries it, and on no other.
func TestTagsAtWeCom(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		x.w.Meet(fake.Person{Key: "护士", User: "luxiaohuang"}, fake.Person{Key: "爸爸", Phone: "13800010002"})
		afraid, talks := x.tag("怕疼"), x.tag("爱沟通")
		elder, younger := x.patient("李积木", "13800010001"), x.patient("李小二", "13800010001")
		x.hang(elder, afraid)
		mother := x.added("妈妈", "chenggongyuan", "luxiaohuang")
		father := x.added("爸爸", "chenggongyuan")
		ok(t, x.s.Bind(x.program(), mother, elder, "mother"))
		x.mirror()
		if x.waits() != 0 {
			t.Error("something waits though no tag is mirrored")
		}

		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼; luxiaohuang: 牙程/怕疼")
		x.carries("爸爸", father, "chenggongyuan: ")

		// What the younger one carries is shown as well, once it is mirrored.
		ok(t, x.s.Bind(x.program(), mother, younger, "mother"))
		x.hang(younger, talks, afraid)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼; luxiaohuang: 牙程/怕疼")
		ok(t, x.s.MirrorTag(x.program(), talks, true))
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼 牙程/爱沟通; luxiaohuang: 牙程/怕疼 牙程/爱沟通")

		// One child loses it, the other has it still; then neither has.
		x.hang(elder)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼 牙程/爱沟通; luxiaohuang: 牙程/怕疼 牙程/爱沟通")
		x.hang(younger, talks)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/爱沟通; luxiaohuang: 牙程/爱沟通")

		// The father is bound, and unbound.
		ok(t, x.s.Bind(x.program(), father, younger, "father"))
		x.mirror()
		x.carries("爸爸", father, "chenggongyuan: 牙程/爱沟通")
		ok(t, x.s.Unbind(x.program(), father, younger))
		x.mirror()
		x.carries("爸爸", father, "chenggongyuan: ")

		// A colleague who comes later shows them too.
		x.w.Meet(fake.Person{Key: "咨询", User: "wenyan"})
		x.added("妈妈", "wenyan")
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/爱沟通; luxiaohuang: 牙程/爱沟通; wenyan: 牙程/爱沟通")

		list, err := x.s.MirroredTags(x.program())
		ok(t, err)
		if is := fmt.Sprint(len(list), list[0].Mirrored, list[1].Mirrored); is != "2 true true" {
			t.Error(is, list)
		}
		r, err := x.s.ReachOf(x.program(), younger)
		if ok(t, err); fmt.Sprint(r.Tags[mother]) != "[爱沟通]" {
			t.Error(r.Tags)
		}

		// It is switched off: nobody shows it, and nothing else is touched.
		x.hang(elder, afraid)
		ok(t, x.s.MirrorTag(x.program(), talks, false))
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼; luxiaohuang: 牙程/怕疼; wenyan: 牙程/怕疼")
		if all, err := x.w.CorpTags(""); err != nil || !slices.Equal(all, []string{"牙程/怕疼", "牙程/爱沟通"}) {
			t.Error(all, err)
		}
		if x.waits() != 0 {
			t.Error("something waits for ever")
		}
		want(t, x.s.MirrorTag(x.program(), x.tag(strings.Repeat("长", 31)), true), TagNameLong)
		want(t, x.s.MirrorTag(x.program(), younger, true), patients.TagNotFound)
	})
}

// shows tells whether any colleague sees a tag on somebody.
func (x *stand) shows(tag, person string) bool {
	x.t.Helper()
	got, err := x.w.Tagged("", person)
	ok(x.t, err)
	for _, list := range got {
		if slices.Contains(list, tag) {
			return true
		}
	}
	return false
}

// What higher floors give counts as well.
func TestTagsOfRules(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		risk := x.tag("流失风险")
		p := x.patient("李积木", "13800010001")
		mother := x.added("妈妈", "chenggongyuan")
		ok(t, x.s.Bind(x.program(), mother, p, "mother"))
		given := map[string][]string{}
		x.s.MoreTags = func(_ *db.Tx, list []string) (map[string][]string, error) {
			out := map[string][]string{}
			for _, id := range list {
				out[id] = slices.Clone(given[id])
			}
			return out, nil
		}
		ok(t, x.s.MirrorTag(x.program(), risk, true))
		x.mirror()
		tell := func(patients []string, tags ...string) {
			t.Helper()
			x.write(func(tx *db.Tx) error { return x.s.Retag(tx, patients, tags...) })
		}
		given[p] = []string{risk}
		tell([]string{p}, x.tag("别的"))
		if x.waits() != 0 {
			t.Error("a tag that is not mirrored is looked at")
		}
		tell([]string{p}, risk)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/流失风险")
		given[p] = nil
		tell(nil, risk)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: ")
	})
}

// What WeCom did not answer is asked again, whatever is wanted by then; what it refused
// is noted and let be.
func TestTagsUnknownAndRefused(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		afraid := x.tag("怕疼")
		p := x.patient("李积木", "13800010001")
		mother := x.added("妈妈", "chenggongyuan")
		ok(t, x.s.Bind(x.program(), mother, p, "mother"))

		// The tag is made and nobody hears of it: it is found, not made again.
		x.w.Add(fake.Rule{Provider: "wecom", Call: "add_tag", How: fake.After, Times: 1})
		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		x.mirror()
		if len(x.tagAccounts()) != 0 {
			t.Error("it is asked again at once")
		}
		x.Clock.Add(time.Minute)
		x.mirror()
		if all, err := x.w.CorpTags(""); err != nil || len(all) != 1 {
			t.Fatal(all, err)
		}

		// It was put on, and nobody heard of it; by then it is not wanted any more.
		x.w.Add(fake.Rule{Provider: "wecom", Call: "tag", How: fake.After, Times: 1})
		x.hang(p, afraid)
		x.mirror()
		if !x.shows("牙程/怕疼", "妈妈") || x.waits() != 1 {
			t.Fatal("the stand-in did not take it, or nothing waits")
		}
		x.hang(p)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: ")

		// And where it is wanted still it is asked again, later each time.
		x.w.Add(fake.Rule{Provider: "wecom", Call: "tag", How: fake.Silent, Times: 2})
		x.hang(p, afraid)
		x.mirror()
		x.mirror()
		x.Clock.Add(time.Minute)
		x.mirror()
		x.Clock.Add(time.Minute)
		x.mirror()
		if x.shows("牙程/怕疼", "妈妈") {
			t.Error("the second pause is no longer than the first")
		}
		x.Clock.Add(time.Minute)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼")

		// She removed the colleague, and the callback was lost.
		x.w.Add(fake.Rule{Provider: "wecom", Call: "friend", How: fake.Mute, Times: 1})
		ok(t, x.w.Unfriend("", "妈妈", "chenggongyuan", false))
		x.settle()
		x.hang(p)
		x.mirror()
		var refusals []edgeRefusalRow
		var state string
		ok(t, x.DB.Read(x.program(), func(tx *db.Tx) error {
			if _, err := tx.From("messages_edges").Where("address_id = ?", mother).Get("state", &state); err != nil {
				return err
			}
			return tx.From("messages_edge_refusals").All(&refusals)
		}))
		if len(refusals) != 1 || refusals[0].Code != "84061" || state != string(EdgeDeleted) || x.waits() != 0 {
			t.Errorf("%+v, %s, %d wait", refusals, state, x.waits())
		}
	})
}

// A tag that an admin took away at WeCom is made again, and hung where it belongs.
func TestTagGoneAtWeCom(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		afraid, talks := x.tag("怕疼"), x.tag("爱沟通")
		p := x.patient("李积木", "13800010001")
		mother := x.added("妈妈", "chenggongyuan")
		ok(t, x.s.Bind(x.program(), mother, p, "mother"))
		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		ok(t, x.s.MirrorTag(x.program(), talks, true))
		x.hang(p, afraid)
		x.mirror()
		ok(t, x.w.DropTag("", "爱沟通"))
		x.hang(p, afraid, talks)
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼 牙程/爱沟通")

		// It is called differently here: by the next morning there as well.
		ok(t, func() error {
			_, err := x.people.ChangeTag(x.program(), patients.Tag{ID: talks, Name: "健谈", Colour: "#2f6f5e", Version: 1})
			return err
		}())
		x.at(1, "03:41")
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/健谈 牙程/怕疼")
	})
}

// The nightly proof finds what was said to nobody, puts it right and tells of it.
func TestTagProof(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		afraid := x.tag("怕疼")
		p := x.patient("李积木", "13800010001")
		mother := x.added("妈妈", "chenggongyuan")
		ok(t, x.s.Bind(x.program(), mother, p, "mother"))
		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		x.mirror()
		healed := func() (n int) {
			t.Helper()
			ok(t, x.DB.Read(x.program(), func(tx *db.Tx) (err error) {
				n, err = tx.From("audit_entries").AcrossClinics("test").Where("action = 'messages.tags_healed'").Count()
				return err
			}))
			return n
		}
		x.at(1, "03:41")
		x.mirror()
		if healed() != 0 {
			t.Error("a proof without a flaw tells of one")
		}
		x.write(func(tx *db.Tx) error { // as if somebody had forgotten to tell
			return tx.Insert("patients_tagged", struct {
				Patient string `db:"patient_id"`
				Tag     string `db:"tag_id"`
				At      int64  `db:"at"`
			}{p, afraid, tx.Now()})
		})
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: ")
		x.at(2, "03:39")
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: ")
		x.at(2, "03:41")
		x.mirror()
		x.carries("妈妈", mother, "chenggongyuan: 牙程/怕疼")
		if healed() != 1 {
			t.Errorf("%d proofs tell of flaws", healed())
		}
	})
}

// Jobs that run at once do everything once, and what changes meanwhile is not lost.
func TestTagRace(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		afraid := x.tag("怕疼")
		var families, addresses []string
		for i := range 12 {
			name := fmt.Sprint("家长", i)
			x.w.Meet(fake.Person{Key: name, Phone: fmt.Sprint(13900010000 + i)})
			p := x.patient(fmt.Sprint("积木", i), fmt.Sprint(13900010000+i))
			a := x.added(name, "chenggongyuan")
			ok(t, x.s.Bind(x.program(), a, p, "mother"))
			families, addresses = append(families, p), append(addresses, a)
		}
		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		account := x.acct[WeCom]
		for round := range 3 {
			var all sync.WaitGroup
			for i, p := range families {
				all.Go(func() {
					var tags []string
					if (i+round)%2 == 0 {
						tags = []string{afraid}
					}
					if err := x.people.SetTags(db.With(x.program(), db.Scope{Tenant: x.Tenant, Actor: x.doctor}), p, tags); err != nil {
						t.Error(err)
					}
				})
			}
			for range 20 {
				all.Go(func() {
					if err := x.s.carryTags(context.WithoutCancel(x.program()), account, func() bool { return false }); err != nil {
						t.Error(err)
					}
				})
			}
			all.Wait()
			x.Clock.Add(time.Hour) // what was put off is due, and whoever held the account is gone
			x.mirror()
			for i := range families {
				want := "chenggongyuan: "
				if (i+round)%2 == 0 {
					want += "牙程/怕疼"
				}
				x.carries(fmt.Sprint("家长", i), addresses[i], want)
			}
		}
		if all, err := x.w.CorpTags(""); err != nil || len(all) != 1 {
			t.Error(all, err)
		}
	})
}
