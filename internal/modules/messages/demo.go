package messages

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"

	"archwire/internal/kit/id"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/demo"
)

// DemoContacts is the key under which the demo leaves []DemoContact: who holds the
// telephones of the demo, for the stand-in that plays them.
const DemoContacts = "messages.contacts"

// DemoContact is one telephone of the demo.
type DemoContact struct {
	Phone    string
	Nick     string
	External string         // at WeCom, "" = not added
	FriendOf string         // userid of the colleague
	Official string         // openid at the official account, "" = does not follow
	Mini     string         // openid at the mini-program, "" = never opened it
	Credits  map[string]int // of the mini-program, by the provider's template
	Patients []string       // for whom they speak, the first one's own
	Whose    string
	Clinic   string // code
}

// The shares of telephones, in percent, that use a channel.
const (
	demoOfficial = 60
	demoMini     = 35
)

// demoFriends are who patients add at WeCom, by clinic.
var demoFriends = map[string][]string{org.DemoWindmill: {"luxiaohuang", "yejieza", "wenyan", "anhuifang"}, org.DemoPaperBoat: {"xiewenxin", "zhangxiaoling"}}

// demoProvider is the id of a template at the stand-in.
func demoProvider(purpose string) string { return "TPL_" + strings.ReplaceAll(purpose, ".", "_") }

// demo gives the group an account of each kind, all of which are the stand-in's,
// templates, addresses, quotas, and three months of messages.
func (s *Service) demo(ctx context.Context, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	accounts, err := s.demoAccounts(ctx)
	if err != nil {
		return err
	}
	if err := s.demoUserids(ctx, accounts[WeCom], demo.Get[map[string]org.Staff](w, org.DemoStaff)); err != nil {
		return err
	}
	if err := s.demoCodes(ctx, w, accounts[WeCom]); err != nil {
		return err
	}
	contacts := s.demoCast(w)
	w.Put(DemoContacts, contacts)
	if err := s.demoReach(ctx, w, accounts, contacts); err != nil {
		return err
	}
	if err := s.demoMoves(ctx, w, accounts[WeCom], contacts); err != nil {
		return err
	}
	if err := s.demoQuota(ctx, demo.Get[map[string]org.Clinic](w, org.DemoClinics)); err != nil {
		return err
	}
	if err := s.demoTags(ctx); err != nil {
		return err
	}
	return s.demoPast(ctx, w, accounts, contacts)
}

// demoMirrored are the tags of the demo that colleagues are to see in the chat.
var demoMirrored = []string{"怕疼", "爱沟通"}

// demoTags has WeCom show two tags.
func (s *Service) demoTags(ctx context.Context) error {
	list, err := s.patients.TagList(ctx)
	if err != nil {
		return err
	}
	for _, t := range list {
		if slices.Contains(demoMirrored, t.Name) {
			if err := s.MirrorTag(ctx, t.ID, true); err != nil {
				return err
			}
		}
	}
	return nil
}

// demoAccounts opens the accounts that are not there yet, with their templates.
func (s *Service) demoAccounts(ctx context.Context) (map[Kind]Account, error) {
	for _, k := range Kinds {
		a := Account{Kind: k, Name: "牙程口腔", BaseURL: DoubleURL, Enabled: k != Tencent}
		if _, err := s.AddAccount(ctx, a); err != nil && !errors.Is(err, AccountTaken) {
			return nil, fmt.Errorf("%s: %w", k, err)
		}
	}
	list, err := s.Accounts(ctx)
	if err != nil {
		return nil, err
	}
	out := map[Kind]Account{}
	for _, a := range list {
		out[a.Kind] = a
	}
	return out, s.db.Write(ctx, func(tx *db.Tx) error {
		var all []Template
		for _, a := range list {
			for _, p := range s.Purposes() {
				for _, t := range p.defaults(a, demoProvider(p.Key)) {
					t.ID, t.Version = tx.NewID(), 1
					all = append(all, t)
				}
			}
		}
		return insertTemplates(tx, all)
	})
}

// demoUserids names colleagues at WeCom as they log in here.
func (s *Service) demoUserids(ctx context.Context, a Account, staff map[string]org.Staff) error {
	there, err := s.Userids(ctx)
	if err != nil || len(there) > 0 {
		return err
	}
	for _, login := range sortedKeys(staff) {
		if err := s.SetUserid(ctx, Userid{a.ID, staff[login].ID, login}); err != nil {
			return err
		}
	}
	return nil
}

// demoCast says who holds which telephone, and what they use on it.
func (s *Service) demoCast(w *demo.World) []DemoContact {
	rnd := w.Rand("messages")
	at := map[string]int{}
	var out []DemoContact
	for _, p := range demo.Get[[]patients.DemoPatient](w, patients.DemoPeople) {
		if p.Phone == "" {
			continue
		}
		i, there := at[p.Phone]
		if !there {
			i = len(out)
			at[p.Phone] = i
			out = append(out, s.demoHolder(rnd, p))
		}
		out[i].Patients = append(out[i].Patients, p.ID)
		if p.WeCom && out[i].External == "" {
			friends := demoFriends[p.Clinic]
			out[i].External, out[i].FriendOf = "wm"+demoValue(p.Phone, "wecom"), friends[rnd.IntN(len(friends))]
		}
	}
	return out
}

// demoHolder draws what somebody uses on their telephone.
func (s *Service) demoHolder(rnd *rand.Rand, p patients.DemoPatient) DemoContact {
	c := DemoContact{Phone: p.Phone, Nick: string([]rune(p.Name)[:1]) + "家", Whose: p.PhoneOf, Clinic: p.Clinic, Credits: map[string]int{}}
	if p.PhoneOf == "self" {
		c.Nick = p.Name
	}
	if rnd.IntN(100) < demoOfficial {
		c.Official = "o" + demoValue(p.Phone, "official")
	}
	if rnd.IntN(100) >= demoMini {
		return c
	}
	c.Mini = "o" + demoValue(p.Phone, "mini")
	for _, p := range s.Purposes() {
		if n := rnd.IntN(4); p.goes(MiniSubscribe) && n > 0 {
			c.Credits[demoProvider(p.Key)] = n
		}
	}
	return c
}

// demoValue makes an openid's letters of a number, always the same.
func demoValue(number, kind string) string { return digest([]byte("demo " + kind + " " + number))[:27] }

// demoReach writes addresses with whom they speak for, credits, and a few opt-outs.
func (s *Service) demoReach(ctx context.Context, w *demo.World, accounts map[Kind]Account, list []DemoContact) error {
	ids := id.Seeded(w.Seed^0x6d73, func() int64 { return w.From.At(0, w.Zone) })
	for batch := range slices.Chunk(list, 1000) {
		rows := demoRows{ids: ids, at: w.From.At(10*60, w.Zone)}
		for i, c := range batch {
			bound := len(rows.bound)
			rows.add(accounts[WeCom], c.External, c.FriendOf, c)
			if c.External != "" {
				rows.addresses[len(rows.addresses)-1].AddedBy = demoCameBy(c, i)
			}
			if i%17 == 9 {
				rows.bound = rows.bound[:bound] // of whom nobody has said yet for whom they speak
			}
			rows.add(accounts[Official], c.Official, "", c)
			rows.add(accounts[Mini], c.Mini, "", c)
			if i%190 == 7 {
				rows.optOuts = append(rows.optOuts, OptOut{ID: ids(), Mark: c.Phone, Class: Marketing, Channel: SMS, Source: "reply", Note: "R", At: rows.at})
			}
			if i%310 == 11 {
				rows.optOuts = append(rows.optOuts, OptOut{ID: ids(), Patient: c.Patients[0], Class: Relation, Source: "hand", Note: "请不要打扰", At: rows.at})
			}
		}
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			outs := slices.Clone(rows.optOuts)
			for i := range outs {
				if outs[i].Mark != "" {
					outs[i].Mark = s.mark(tx, outs[i].Mark)
				}
			}
			return demoInsert(tx, rows, outs)
		})
		if err != nil {
			return err
		}
		w.Step("messages", len(batch), len(list))
	}
	return nil
}

// demoRows is what a batch of telephones comes to.
type demoRows struct {
	ids       id.Source
	at        int64
	addresses []addressRow
	bound     []boundRow
	credits   []creditRow
	lines     []creditLine
	optOuts   []OptOut
}

func (r *demoRows) add(a Account, value, friend string, c DemoContact) {
	address := r.ids()
	if value == "" {
		return
	}
	r.addresses = append(r.addresses, addressRow{ID: address, Account: a.ID, Value: value, Nick: c.Nick, Following: true, FriendOf: friend, SeenAt: r.at})
	for i, p := range c.Patients {
		whose := c.Whose
		if i > 0 && whose == "self" {
			whose = "other"
		}
		r.bound = append(r.bound, boundRow{ID: r.ids(), Address: address, Patient: p, Whose: whose, Source: "demo", At: r.at})
	}
	if a.Kind != Mini {
		return
	}
	for _, t := range sortedKeys(c.Credits) {
		r.credits = append(r.credits, creditRow{address, t, c.Credits[t]})
		r.lines = append(r.lines, creditLine{r.ids(), address, t, creditGiven, c.Credits[t], r.at, ""})
	}
}

// demoQuota fills the head office's pot and shares some of it out.
func (s *Service) demoQuota(ctx context.Context, clinics map[string]org.Clinic) error {
	pots, err := s.Quota(ctx)
	if err != nil || slices.ContainsFunc(pots, func(p Pot) bool { return p.Left > 0 }) {
		return err
	}
	if _, err := s.BuyQuota(ctx, 53_400, "年度短信包"); err != nil {
		return err
	}
	for code, n := range map[string]int{org.DemoWindmill: 3000, org.DemoPaperBoat: 400} {
		if _, err := s.AllotQuota(ctx, clinics[code].ID, n, "季度分配"); err != nil {
			return err
		}
	}
	return nil
}
