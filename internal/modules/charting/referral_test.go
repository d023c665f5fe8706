package charting

import (
	"context"
	"errors"
	"strings"
	"sync"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/modules/tasks"
	"archwire/internal/platform/db"
)

func TestReferralSteps(t *testing.T) {
	for _, x := range []struct {
		from  ReferralState
		step  ReferralStep
		by    string
		holds bool
		text  string
		want  ReferralState
		code  string
	}{
		{ReferralAsked, TakeReferral, "colleague", false, "", ReferralTaken, ""},
		{ReferralAsked, TakeReferral, "sender", true, "", "", "charting.not_your_referral"},
		{ReferralAsked, TakeReferral, "other", false, "", "", "charting.not_your_referral"},
		{ReferralAsked, DeclineReferral, "colleague", false, "休假", ReferralDeclined, ""},
		{ReferralAsked, DeclineReferral, "colleague", false, " ", "", "charting.referral_text"},
		{ReferralAsked, AnswerReferral, "colleague", false, "拔了", "", "charting.referral_standing"},
		{ReferralAsked, WithdrawReferral, "sender", false, "改方案", ReferralWithdrawn, ""},
		{ReferralAsked, WithdrawReferral, "colleague", false, "改方案", "", "charting.not_your_referral"},
		{ReferralTaken, TakeReferral, "colleague", false, "", "", "charting.referral_standing"},
		{ReferralTaken, AnswerReferral, "taker", false, "拔除顺利", ReferralDone, ""},
		{ReferralTaken, AnswerReferral, "colleague", false, "拔除顺利", "", "charting.not_your_referral"},
		{ReferralTaken, AnswerReferral, "taker", false, strings.Repeat("牙", 1001), "", "charting.referral_text"},
		{ReferralTaken, DeclineReferral, "taker", false, "血压高", ReferralDeclined, ""},
		{ReferralTaken, DeclineReferral, "colleague", false, "血压高", "", "charting.not_your_referral"},
		{ReferralDone, ReadReferral, "sender", false, "", ReferralDone, ""},
		{ReferralDone, ReadReferral, "taker", false, "", "", "charting.not_your_referral"},
		{ReferralDeclined, ReadReferral, "sender", false, "", ReferralDeclined, ""},
		{ReferralWithdrawn, ReadReferral, "sender", false, "", "", "charting.referral_standing"},
		{ReferralDone, WithdrawReferral, "sender", false, "x", "", "charting.referral_standing"},
	} {
		r := Referral{State: x.from, Sender: "sender", ToStaff: "colleague"}
		if x.from != ReferralAsked {
			r.Taker = "taker"
		}
		got, no := r.after(ReferralMove{Step: x.step, Text: x.text, At: 7, By: x.by, Holds: x.holds})
		if no != nil {
			if no.Code != x.code {
				t.Errorf("%s %s by %s: %s, want %q", x.from, x.step, x.by, no.Code, x.code)
			}
			continue
		}
		if got.State != x.want || x.code != "" {
			t.Errorf("%s %s by %s: %s", x.from, x.step, x.by, got.State)
		}
	}
	role := Referral{State: ReferralAsked, Sender: "sender", ToRole: org.RoleDoctor}
	if _, no := role.after(ReferralMove{Step: TakeReferral, By: "other", Holds: true}); no != nil {
		t.Error(no)
	}
	if _, no := role.after(ReferralMove{Step: TakeReferral, By: "other"}); no == nil {
		t.Error("taken by somebody without the role")
	}
	read := Referral{State: ReferralDone, Sender: "sender", ReadAt: 3}
	if _, no := read.after(ReferralMove{Step: ReadReferral, By: "sender"}); no == nil || no.Code != "charting.referral_standing" {
		t.Error("read twice")
	}
}

func TestReferralCheck(t *testing.T) {
	good := Referral{Sender: "me", ToStaff: "you", Why: "拥挤", Asked: "拔除 14 24", Urgency: Routine, Site: at(t, "14,24"), Treatment: Extracted}
	for name, x := range map[string]struct {
		change func(*Referral)
		want   string
	}{
		"good":         {func(*Referral) {}, ""},
		"no why":       {func(r *Referral) { r.Why = "" }, "charting.referral_text"},
		"long":         {func(r *Referral) { r.Asked = strings.Repeat("𠮷", 1001) }, "charting.referral_text"},
		"invisible":    {func(r *Referral) { r.Asked = "a\x00b" }, "charting.bad_text"},
		"nobody":       {func(r *Referral) { r.ToStaff = "" }, "charting.bad_receiver"},
		"both":         {func(r *Referral) { r.ToRole = org.RoleDoctor }, "charting.bad_receiver"},
		"oneself":      {func(r *Referral) { r.ToStaff = "me" }, "charting.bad_receiver"},
		"cashier":      {func(r *Referral) { r.ToStaff, r.ToRole = "", org.RoleCashier }, "charting.bad_receiver"},
		"whenever":     {func(r *Referral) { r.Urgency = "whenever" }, "charting.bad_choice"},
		"not done":     {func(r *Referral) { r.Treatment = Caries }, "charting.wrong_place"},
		"nowhere":      {func(r *Referral) { r.Site = at(t, "") }, "charting.wrong_place"},
		"whole mouth":  {func(r *Referral) { r.Site = at(t, "FM") }, "charting.wrong_place"},
		"no treatment": {func(r *Referral) { r.Site, r.Treatment = at(t, "FM"), "" }, ""},
		"attached":     {func(r *Referral) { r.Attached = []Reference{{RefImage, "x"}} }, ""},
		"what":         {func(r *Referral) { r.Attached = []Reference{{"letter", "x"}} }, "charting.bad_attachment"},
		"many":         {func(r *Referral) { r.Attached = make([]Reference, 21) }, "charting.bad_attachment"},
	} {
		r := good
		x.change(&r)
		var codes []string
		for _, f := range r.check() {
			codes = append(codes, f.Code)
		}
		if got := strings.Join(codes, " "); got != x.want {
			t.Errorf("%s: %q, want %q", name, got, x.want)
		}
	}
}

// orthodontist sends, general treats: both are doctors of the mill.
func (h *house) orthodontist() context.Context { return h.as(org.DemoDoctor, MayView, MayRefer) }
func (h *house) surgeon() context.Context      { return h.as("dougenguan", MayView, MayRefer) }

// sent refers a new patient of the mill for the extraction of four teeth.
func (h *house) sent(change func(*Referral)) Referral {
	h.t.Helper()
	r := Referral{FromClinic: h.mill, ToClinic: h.mill, Patient: h.enter(h.mill, patients.Male, "2009-05-01"), ToStaff: h.staff["dougenguan"].ID,
		Site: at(h.t, "14,24,34,44"), Treatment: Extracted, Why: "牙列重度拥挤，减数矫治", Asked: "拔除 14 24 34 44", Urgency: Soon}
	if change != nil {
		change(&r)
	}
	r, err := h.s.Refer(h.orthodontist(), r, nothing[Referral])
	ok(h.t, err)
	return r
}

func (h *house) task(kind tasks.Kind, r Referral) (out tasks.Task, open bool) {
	h.t.Helper()
	ok(h.t, h.DB.Write(h.program(), func(tx *db.Tx) (err error) { out, open, err = h.todo.Find(tx, kind.Key+":"+r.ID); return err }))
	return out, open
}

func (h *house) mouth(patient string) map[string]Presence {
	h.t.Helper()
	var m Mouth
	h.read(func(tx *db.Tx) (err error) { m, err = h.s.Mouth(tx, patient, civil.Of(tx.Now(), shanghai)); return err })
	out := map[string]Presence{}
	for _, n := range m.Teeth {
		out[string(n.Tooth)] = n.Presence
		for _, k := range n.Marks {
			if k.State == Intended && k.What == Extracted {
				out[string(n.Tooth)] = "planned"
			}
		}
	}
	return out
}

// An orthodontic extraction there and back.
func TestReferralThereAndBack(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.sent(nil)
		if r.State != ReferralAsked || len(r.Planned) != 1 || h.mouth(r.Patient)["24"] != "planned" {
			t.Fatalf("%+v", r)
		}
		task, open := h.task(referralToTake, r)
		if !open || task.Owner != h.staff["dougenguan"].ID || task.Due != h.Clock.Now()+24*hour || task.Title.Args["site"] != "14,24,44,34" {
			t.Errorf("the task %+v", task)
		}
		box := func(ctx context.Context, b Box) int {
			t.Helper()
			list, err := h.s.ReferralsIn(ctx, h.mill, b)
			ok(t, err)
			return len(list.List)
		}
		if a, b, c, d := box(h.surgeon(), BoxToMe), box(h.orthodontist(), BoxToMe), box(h.orthodontist(), BoxSent), box(h.surgeon(), BoxClinic); a != 1 || b != 0 || c != 1 || d != 1 {
			t.Errorf("boxes: %d %d %d %d", a, b, c, d)
		}
		// Neither the sender nor another colleague takes it.
		for _, who := range []string{org.DemoDoctor, "xuwuzhu"} {
			_, err := h.s.MoveReferral(h.as(who, MayRefer), r.ID, 1, ReferralAct{Step: TakeReferral})
			refused(t, err, NotYourReferral)
		}
		r = h.move(h.surgeon(), r, ReferralAct{Step: TakeReferral})
		_, err := h.s.MoveReferral(h.surgeon(), r.ID, 1, ReferralAct{Step: TakeReferral})
		refused(t, err, db.Stale)
		if _, open := h.task(referralToTake, r); open {
			t.Error("still to take")
		}
		if task, open := h.task(referralToDo, r); !open || task.Owner != h.staff["dougenguan"].ID {
			t.Errorf("the task %+v", task)
		}
		r = h.move(h.surgeon(), r, ReferralAct{Step: AnswerReferral, Text: "14 24 34 44 拔除顺利，1 周拆线", Did: at(t, "14,24,34,44")})
		if m := h.mouth(r.Patient); r.State != ReferralDone || m["14"] != Drawn || m["44"] != Drawn || m["15"] == Drawn {
			t.Errorf("%+v, %v", r, m["14"])
		}
		task, open = h.task(referralToRead, r)
		if !open || task.Owner != h.staff[org.DemoDoctor].ID {
			t.Errorf("the task %+v", task)
		}
		r = h.move(h.orthodontist(), r, ReferralAct{Step: ReadReferral})
		if _, open := h.task(referralToRead, r); open || r.ReadAt != h.Clock.Now() || box(h.orthodontist(), BoxSent) != 0 {
			t.Errorf("read %+v", r)
		}
		_, err = h.s.MoveReferral(h.orthodontist(), r.ID, r.Version, ReferralAct{Step: WithdrawReferral, Text: "x"})
		refused(t, err, ReferralStanding)
		h.toldOf(t, r)
		h.referralUnchangeable(t, r)
	})
}

func (h *house) move(ctx context.Context, r Referral, a ReferralAct) Referral {
	h.t.Helper()
	r, err := h.s.MoveReferral(ctx, r.ID, r.Version, a)
	ok(h.t, err)
	return r
}

func (h *house) toldOf(t *testing.T, r Referral) {
	t.Helper()
	_, events, err := h.s.Referral(h.orthodontist(), r.ID)
	ok(t, err)
	var steps []string
	for _, e := range events {
		steps = append(steps, string(e.Step))
	}
	if got := strings.Join(steps, " "); got != "send take answer read" {
		t.Errorf("the history: %s", got)
	}
	for _, kind := range []string{FactReferralSent, FactReferralTaken, FactReferralAnswered, FactReferralRead} {
		if h.facts(kind) != 1 {
			t.Errorf("%s was told %d times", kind, h.facts(kind))
		}
	}
	if h.facts(FactReferralDeclined)+h.facts(FactReferralWithdrawn) != 0 || h.facts(FactFindings) != 2 || h.facts(FactStruck) != 0 {
		t.Error("more was told than happened")
	}
	if n := h.count("audit_entries", "subject_id = ? AND subject_kind = 'referral'", r.ID); n < 4 {
		t.Errorf("the audit has %d lines", n)
	}
}

// referralUnchangeable tries what no use case does.
func (h *house) referralUnchangeable(t *testing.T, r Referral) {
	t.Helper()
	ctx := db.With(t.Context(), db.Scope{Tenant: h.Tenant})
	for what, act := range map[string]func(tx *db.Tx) error{
		"what was asked": func(tx *db.Tx) error {
			_, err := tx.Update("charting_referrals").Set("asked = ?", "拔除 15").Where("id = ?", r.ID).Exec()
			return err
		},
		"the answer": func(tx *db.Tx) error {
			_, err := tx.Update("charting_referrals").Set("answer = ?", "没有拔").Where("id = ?", r.ID).Exec()
			return err
		},
		"who took it": func(tx *db.Tx) error {
			_, err := tx.Update("charting_referrals").Set("taken_by = ?", r.Sender).Where("id = ?", r.ID).Exec()
			return err
		},
		"the history": func(tx *db.Tx) error {
			_, err := tx.Update("charting_referral_events").Set("text = ?", "").Where("referral_id = ?", r.ID).Exec()
			return err
		},
		"a line of it": func(tx *db.Tx) error {
			_, err := tx.Delete("charting_referral_events").Where("referral_id = ?", r.ID).Exec()
			return err
		},
		"all of it": func(tx *db.Tx) error {
			_, err := tx.Delete("charting_referrals").Where("id = ?", r.ID).Exec()
			return err
		},
	} {
		if got := db.Violated(h.DB.Write(ctx, act)); got != "charting_referrals_append_only" {
			t.Errorf("%s can be changed: %q", what, got)
		}
	}
}

// What is called back is no longer planned; what is declined comes back with why.
func TestReferralDeclinedAndWithdrawn(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.sent(nil)
		r = h.move(h.surgeon(), r, ReferralAct{Step: DeclineReferral, Text: "本周休假，请转许医生"})
		if task, open := h.task(referralToRead, r); !open || task.Owner != h.staff[org.DemoDoctor].ID || h.mouth(r.Patient)["14"] != "planned" {
			t.Errorf("%+v", task)
		}
		r = h.move(h.orthodontist(), r, ReferralAct{Step: ReadReferral})
		if r.State != ReferralDeclined {
			t.Error(r.State)
		}
		again := h.sent(nil)
		again = h.move(h.surgeon(), again, ReferralAct{Step: TakeReferral})
		again = h.move(h.orthodontist(), again, ReferralAct{Step: WithdrawReferral, Text: "改为非拔牙方案"})
		if _, open := h.task(referralToDo, again); open || h.mouth(again.Patient)["14"] == "planned" || h.facts(FactStruck) != 1 {
			t.Error("still planned")
		}
	})
}

// A referral to another clinic of the group lets it see the patient; a role's is
// taken by who holds the role there.
func TestReferralToAnotherClinic(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		boat := h.at(h.boat, "tongxiaoya", MayView, MayRefer)
		to, err := h.s.Receivers(boat)
		if ok(t, err); len(to) != 2 || len(to[0].Dentists) != 4 || len(to[1].Dentists) != 2 {
			t.Errorf("to whom: %+v", to)
		}
		him := h.enter(h.mill, patients.Male, "2016-05-01")
		if _, err := h.s.ReferralsOf(boat, him); !errors.Is(err, patients.NotFound) {
			t.Errorf("the boat sees him: %v", err)
		}
		r := h.sent(func(r *Referral) {
			r.Patient, r.ToClinic, r.ToStaff, r.ToRole, r.Site, r.Treatment, r.Asked = him, h.boat, "", org.RoleDoctor, at(t, "55"), Filling, "55 充填"
		})
		list, err := h.s.ReferralsIn(boat, h.boat, BoxToMe)
		ok(t, err)
		if len(list.List) != 1 || list.People[him].Name == "" || list.Clinics[h.mill] == "" {
			t.Fatalf("%+v", list)
		}
		_, err = h.s.MoveReferral(h.at(h.boat, "lushukou", MayView, MayRefer), r.ID, 1, ReferralAct{Step: TakeReferral})
		refused(t, err, NotYourReferral) // a nurse
		r = h.move(boat, r, ReferralAct{Step: TakeReferral})
		r = h.move(boat, r, ReferralAct{Step: AnswerReferral, Text: "55 树脂充填", Did: at(t, "55")})
		r = h.move(h.orthodontist(), r, ReferralAct{Step: ReadReferral})

		for name, x := range map[string]struct {
			change func(*Referral)
			want   error
		}{
			"a clinic of nobody":   {func(r *Referral) { r.ToClinic = h.IDs() }, BadReceiver},
			"somebody from there":  {func(r *Referral) { r.ToStaff = h.staff["tongxiaoya"].ID }, BadReceiver},
			"a nurse":              {func(r *Referral) { r.ToStaff = h.staff["jiangmianqiu"].ID }, BadReceiver},
			"from where one isn't": {func(r *Referral) { r.FromClinic = h.boat }, db.OutOfScope},
			"a patient of nobody":  {func(r *Referral) { r.Patient = h.IDs() }, patients.NotFound},
			"another's visit":      {func(r *Referral) { r.Visit = h.visit.ID }, VisitOfAnother},
			"another's image":      {func(r *Referral) { r.Attached = []Reference{{RefImage, h.IDs()}} }, BadAttachment},
			"another's record":     {func(r *Referral) { r.Origin = Reference{RefRecord, h.IDs()} }, BadAttachment},
			"a kind of nobody":     {func(r *Referral) { r.Template = h.IDs() }, UnknownKind},
		} {
			bad := Referral{FromClinic: h.mill, ToClinic: h.mill, Patient: him, ToStaff: h.staff["dougenguan"].ID, Why: "w", Asked: "a"}
			x.change(&bad)
			if _, err := h.s.Refer(h.orthodontist(), bad, nothing[Referral]); !errors.Is(err, x.want) {
				t.Errorf("%s: %v, want %v", name, err, x.want)
			}
		}
		if n := h.facts(FactReferralSent); n != 1 {
			t.Errorf("%d were sent", n)
		}
	})
}

// Twenty take one referral to a role at once: one has it.
func TestReferralRace(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		r := h.sent(func(r *Referral) { r.ToStaff, r.ToRole = "", org.RoleDoctor })
		takers := []context.Context{h.surgeon(), h.as("xuwuzhu", MayView, MayRefer)}
		var done sync.WaitGroup
		won := make(chan string, 20)
		for i := range 20 {
			done.Go(func() {
				switch got, err := h.s.MoveReferral(takers[i%2], r.ID, 1, ReferralAct{Step: TakeReferral}); {
				case err == nil:
					won <- got.Taker
				case !errors.Is(err, db.Stale):
					t.Error(err)
				}
			})
		}
		done.Wait()
		if n := h.facts(FactReferralTaken); len(won) != 1 || n != 1 {
			t.Fatalf("taken %d times, told %d times", len(won), n)
		}
		if task, open := h.task(referralToDo, r); !open || task.Owner != <-won {
			t.Errorf("the task %+v", task)
		}
	})
}
