package patients

import (
	"regexp"
	"strings"
	"testing"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// small are the tables of a group that stay small however many people it has.
var small = regexp.MustCompile(`patients_(tags|sources|counters|imports|merges)|org_|settings_|secrets_|audit_|events_|json_each|found|arm|hit|tree|up\b`)

// walks is a plan that reads all rows of a tenant, or of the table.
var walks = regexp.MustCompile(`^SCAN (\w+)|^SEARCH (\w+) .*\(tenant_id=\?\)`)

// What the desk does must not become slower with every patient: on SQLite,
// which plans without statistics on a fresh installation, no statement walks a
// large table.
func TestNoStatementWalksTheGroup(t *testing.T) {
	d := open(t, testkit.OpenSQLite(t, stack))
	rec := &db.Recorder{}
	ctx := db.Record(d.Ctx(), rec)
	from, into := d.twoRecords()
	in := d.person(d.a, "孙弹珠", "12800000009")
	in.ConfirmNew, in.Entry.IDNumber, in.Entry.Birth = false, ptr("000000201305010033"), ptr(civil.Day("2013-05-01"))
	_, err := d.s.Register(ctx, in)
	must(t, err)
	for _, q := range []string{"ljm", "李", "0001", "12800000001", "F000001"} {
		_, err := d.s.Search(ctx, q, 20)
		must(t, err)
		_, err = d.s.Search(db.Record(d.Ctx(d.a), rec), q, 20)
		must(t, err)
	}
	for _, number := range []string{"12800000001", into.RecordNo} {
		_, err = d.s.KnownElsewhere(db.Record(d.Ctx(d.a), rec), d.a, number)
		must(t, err)
	}
	_, err = d.s.TakeIn(ctx, d.b, "李积木", "12800000001")
	must(t, err)
	must(t, d.s.SetWechats(ctx, into.ID, []Wechat{{Nick: "风筝爸"}}))
	_, err = d.s.Page(ctx, into.ID)
	must(t, err)
	_, err = d.s.Timeline(ctx, into.ID, "", 0, 50)
	must(t, err)
	_, err = d.s.Card(ctx, into.ID)
	must(t, err)
	_, err = d.s.Referrals(ctx, into.ID)
	must(t, err)
	_, err = d.s.Change(ctx, into.ID, into.Version, Entry{Name: ptr("李铁桶"), Introducer: &Introducer{Kind: ByPatient, ID: from.ID}})
	must(t, err)
	_, err = d.s.Change(ctx, into.ID, into.Version+1, Entry{Introducer: &Introducer{}})
	must(t, err)
	_, _, err = d.s.SetContacts(ctx, into.ID, into.Version+2, []Contact{{Number: "12800000008"}})
	must(t, err)
	must(t, d.s.SetCare(ctx, into.ID, TheDoctor, d.assistant))
	_, err = d.s.HandOver(ctx, Handing{Part: TheDoctor, From: d.assistant, To: d.doctor, Reason: "x"})
	must(t, err)
	_, err = d.s.PreviewMerge(ctx, from.ID, into.ID)
	must(t, err)
	m, err := d.s.MergeInto(ctx, from.ID, into.ID, "x")
	must(t, err)
	_, err = d.s.UndoMerge(ctx, m.ID, "x")
	must(t, err)
	upload, err := d.s.UploadImport(ctx, Upload{d.a, "x.csv", []byte("姓名,手机,身份证\n周陀螺,12800000077,000000201305010033\n")})
	must(t, err)
	must(t, d.s.checkFile(ctx, upload, onward))
	d.explain(rec)
}

// A page of the list is read in the order of an index, wherever it begins: a sort
// would read the whole clinic for each.
func TestAPageOfTheListIsNotSorted(t *testing.T) {
	d := open(t, testkit.OpenSQLite(t, stack))
	d.enter(d.a, "李积木")
	rec := &db.Recorder{}
	for _, f := range []ListFilter{
		{Clinic: d.a}, {Clinic: d.a, Below: "FC000009"}, {}, {Clinic: d.a, AgeTo: 17, Source: "referral", EnteredFrom: 1, Important: true},
	} {
		f.Limit = 50
		_, err := d.s.List(db.Record(d.Ctx(), rec), f)
		must(t, err)
	}
	pages := 0
	for _, st := range rec.List {
		if !strings.Contains(st.Text, "ORDER BY p.record_no") {
			continue
		}
		pages++
		for _, s := range d.plan(st) {
			if strings.Contains(s.Detail, "ORDER BY") {
				t.Errorf("%s\n%s", s.Detail, st.Text)
			}
		}
	}
	if pages != 4 {
		t.Errorf("%d pages were looked at", pages)
	}
}

// step is a line of a plan.
type step struct {
	ID     int    `db:"id"`
	Parent int    `db:"parent"`
	Unused int    `db:"notused"`
	Detail string `db:"detail"`
}

func (d *desk) plan(st db.Statement) (steps []step) {
	d.t.Helper()
	must(d.t, d.DB.System(d.Ctx(), "explain", func(tx *db.Tx) error { return tx.Raw(&steps, "EXPLAIN QUERY PLAN "+st.Text, st.Args...) }))
	return steps
}

// explain fails for every recorded statement whose plan walks a large table.
func (d *desk) explain(rec *db.Recorder) {
	seen := map[string]bool{}
	for _, st := range rec.List {
		if seen[st.Text] || !strings.Contains(st.Text, "patients_") || strings.HasPrefix(st.Text, "INSERT") {
			continue
		}
		seen[st.Text] = true
		for _, s := range d.plan(st) {
			if walks.MatchString(s.Detail) && !small.MatchString(s.Detail) {
				d.t.Errorf("%s\n%s", s.Detail, st.Text)
			}
		}
	}
	if len(seen) < 40 {
		d.t.Errorf("only %d statements were looked at", len(seen))
	}
}
