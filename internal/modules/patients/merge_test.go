package patients

import (
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"archwire/internal/kit/civil"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// twoRecords enters one person twice, with something of everything in each.
func (d *desk) twoRecords() (from, into Patient) {
	d.t.Helper()
	into = d.enter(d.a, "李积木", "12800000001")
	in := d.person(d.b, "李积木", "12800000001", "12800000002")
	in.Entry.Birth, in.Entry.IDNumber, in.Entry.Wishes = ptr(civil.Day("2013-05-01")), ptr("000000201305010017"), ptr("周六上午")
	r, err := d.s.Register(d.Ctx(), in)
	must(d.t, err)
	from = r.Patient
	must(d.t, d.s.SetCare(d.Ctx(), from.ID, TheDoctor, d.doctor))
	must(d.t, d.s.SetCare(d.Ctx(), into.ID, TheDoctor, d.assistant))
	must(d.t, d.s.SetCare(d.Ctx(), from.ID, TheAssistant, d.assistant))
	tag, err := d.s.AddTag(d.Ctx(), Tag{Name: "怕疼", Colour: "#aa3322"})
	must(d.t, err)
	must(d.t, d.s.SetTags(d.Ctx(), from.ID, []string{tag.ID}))
	must(d.t, d.s.SetWechats(d.Ctx(), from.ID, []Wechat{{Nick: "积木妈妈", Whose: "mother"}}))
	must(d.t, d.s.SetWechats(d.Ctx(), into.ID, []Wechat{{Nick: "风筝爸", Whose: "father"}}))
	_, err = d.s.NoteAlert(d.Ctx(), from.ID, Alert{Kind: "allergy", Text: "青霉素"})
	must(d.t, err)
	g, err := d.s.Relate(d.Ctx(), from.ID, Relation{Kind: Guardian, Relation: "mother", Name: "李风筝"})
	must(d.t, err)
	_, err = d.s.NoteConsent(d.Ctx(), from.ID, Consent{Purpose: ForPhotos, Given: true, By: "guardian", Relation: g.ID, Means: "paper"})
	must(d.t, err)
	brought := d.person(d.a, "赵小雪人")
	brought.Entry.Introducer = &Introducer{Kind: ByPatient, ID: from.ID}
	_, err = d.s.Register(d.Ctx(), brought)
	must(d.t, err)
	return from, into
}

// picture writes down all tables of the module that a merge touches.
func (d *desk) picture() string {
	d.t.Helper()
	out := ""
	tables := map[string][]string{
		"patients_patients": {"id", "name", "birth_day", "sex", "wishes", "id_mac", "state", "merged_into", "introducer_patient_id", "household_id", "alerts_active", "search_keys"},
		"patients_clinics":  {"patient_id", "clinic_id", "basis"}, "patients_keys": {"search_key", "clinic_id", "patient_id"},
		"patients_contacts": {"id", "patient_id", "phone_mac", "is_default"}, "patients_relations": {"id", "patient_id", "person_patient_id"},
		"patients_care_team": {"id", "patient_id", "part", "to_at"}, "patients_tagged": {"patient_id", "tag_id"},
		"patients_alerts": {"id", "patient_id"}, "patients_consents": {"id", "patient_id"}, "patients_days": {"id", "patient_id"}, "patients_wechats": {"id", "patient_id"},
	}
	for _, table := range slices.Sorted(maps.Keys(tables)) {
		cols := tables[table]
		var rows []string
		must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error {
			expr := "''"
			for _, c := range cols {
				expr += " || '|' || coalesce(CAST(" + c + " AS TEXT), '-')"
			}
			return tx.From(table).Pluck(expr, &rows)
		}))
		slices.Sort(rows)
		text, _ := json.MarshalIndent(rows, "", " ")
		out += table + " " + string(text) + "\n"
	}
	return out
}

func TestTwoRecordsOfOnePersonAreMergedAndTakenApart(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		from, into := d.twoRecords()
		before := d.picture()
		p, err := d.s.PreviewMerge(d.Ctx(), from.ID, into.ID)
		must(t, err)
		if got := fmt.Sprint(p.Moves, p.Fill, p.Consents); got != "[{patients_contacts 2} {patients_tagged 1} {patients_relations 1} {patients_care_team 2} {patients_wechats 1} {patients_alerts 1} {patients_patients 1}] [birth_day sex wishes identity] 1" {
			t.Errorf("preview %s", got)
		}
		if d.picture() != before {
			t.Error("the preview changed something")
		}
		m, err := d.s.MergeInto(d.Ctx(), from.ID, into.ID, "同一人重复建档")
		must(t, err)
		page := d.page(from.ID)
		if page.Patient.ID != into.ID || page.Patient.Wishes != "周六上午" || page.Patient.IDNumber == "" || page.Patient.Alerts != 1 ||
			len(page.Contacts) != 2 || len(page.Tags) != 1 || len(page.Clinics) != 2 || page.Standings[ForPhotos] != ConsentGiven {
			t.Errorf("%+v", page)
		}
		wantList(t, "old numbers", page.OldNumber, from.RecordNo)
		wantList(t, "one hit", d.find(d.Ctx(), "ljm"), "李积木")
		wantList(t, "by the old number", d.find(d.Ctx(), from.RecordNo), "李积木")
		wantList(t, "where the other was", d.find(d.Ctx(d.b), "0002"), "李积木")
		_, err = d.s.Change(d.Ctx(), from.ID, 2, Entry{Note: ptr("x")})
		wantFault(t, err, Closed)
		_, err = d.s.MergeInto(d.Ctx(), from.ID, into.ID, "again")
		wantFault(t, err, Closed)
		id, err := d.s.ByRecordNo(d.Ctx(), from.RecordNo)
		must(t, err)
		if id != into.ID {
			t.Error("the old number leads nowhere")
		}
		_, err = d.s.UndoMerge(d.Ctx(), m.ID, "两个人")
		must(t, err)
		if after := d.picture(); after != before {
			t.Errorf("not as before:\n%s\n%s", before, after)
		}
		_, err = d.s.UndoMerge(d.Ctx(), m.ID, "again")
		wantFault(t, err, MergeUndone)
		kinds := d.facts()
		wantList(t, "facts", kinds[len(kinds)-2:], FactMerged, FactMergeUndone)
	})
}

func TestWhatIsNotMerged(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, b, c := d.enter(d.a, "李积木"), d.enter(d.a, "李积木木"), d.enter(d.a, "王风筝")
		must(t, d.s.JoinHousehold(d.Ctx(), a.ID, b.ID))
		_, err := d.s.Relate(d.Ctx(), a.ID, Relation{Kind: Payer, Relation: "father", Person: c.ID})
		must(t, err)
		refuse := func(what string, from, into string, want error) {
			t.Helper()
			before := d.picture()
			_, err := d.s.MergeInto(d.Ctx(), from, into, "试试")
			if fmt.Sprint(err) == "<nil>" || !errors.Is(err, want) || d.picture() != before {
				t.Errorf("%s: %v", what, err)
			}
			if _, err := d.s.PreviewMerge(d.Ctx(), from, into); !errors.Is(err, want) {
				t.Errorf("%s, preview: %v", what, err)
			}
		}
		refuse("oneself", a.ID, a.ID, MergeSelf)
		refuse("household", a.ID, b.ID, MergeRelatives)
		refuse("payer", c.ID, a.ID, MergeRelatives)
		refuse("a stranger", d.Tenant, a.ID, NotFound)
		p, q := d.person(d.a, "赵雪"), d.person(d.a, "赵雪")
		p.Entry.IDNumber, q.Entry.IDNumber = ptr("000000201305010017"), ptr("000000201305010033")
		x, err := d.s.Register(d.Ctx(), p)
		must(t, err)
		y, err := d.s.Register(d.Ctx(), q)
		must(t, err)
		refuse("two cards", x.Patient.ID, y.Patient.ID, MergeDiffers)
		_, err = d.s.MergeInto(d.Ctx(), b.ID, c.ID, " ")
		wantFault(t, err, ReasonMissing)
		m, err := d.s.MergeInto(d.Ctx(), b.ID, x.Patient.ID, "同一人")
		must(t, err)
		_, err = d.s.MergeInto(d.Ctx(), x.Patient.ID, d.enter(d.a, "赵雪雪").ID, "同一人")
		must(t, err)
		_, err = d.s.UndoMerge(d.Ctx(), m.ID, "不是")
		wantFault(t, err, MergeBuriedDeeper)
		n, err := d.s.MergeInto(d.Ctx(), a.ID, d.enter(d.a, "李积木").ID, "同一人")
		must(t, err)
		d.Clock.Add(31 * 24 * time.Hour)
		_, err = d.s.UndoMerge(d.Ctx(), n.ID, "晚了")
		wantFault(t, err, MergeOver)
	})
}

func TestTwentyMergeAtOnce(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		a, b := d.enter(d.a, "李积木"), d.enter(d.a, "李积木")
		errs := testkit.Race(t, 20, func(i int) error {
			from, into := a.ID, b.ID
			if i%2 == 1 {
				from, into = into, from
			}
			_, err := d.s.MergeInto(d.Ctx(), from, into, "同一人")
			return err
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else {
				wantFault(t, err, Closed)
			}
		}
		if won != 1 || d.count("patients_merges") != 1 {
			t.Errorf("%d merges", won)
		}
	})
}

// stays is a table of a higher module, as visits has them.
var stays = db.Migrations{Module: "stays", Files: fstest.MapFS{
	"migrations/sqlite/20261122_2000_stays.sql":   {Data: []byte(staysTable)},
	"migrations/postgres/20261122_2000_stays.sql": {Data: []byte(strings.ReplaceAll(staysTable, "TEXT", "uuid"))},
}}

const staysTable = "CREATE TABLE stays_stays (tenant_id TEXT NOT NULL, id TEXT NOT NULL, clinic_id TEXT NOT NULL, patient_id TEXT NOT NULL, PRIMARY KEY (tenant_id, id));"

// A clinic that came with a merge, and where something happened since, goes on
// seeing the patient.
func TestAnUndoneMergeLeavesWhatHappenedSinceInSight(t *testing.T) {
	type stay struct {
		ID      string `db:"id"`
		Clinic  string `db:"clinic_id"`
		Patient string `db:"patient_id"`
	}
	for happened, want := range map[bool][]string{false: nil, true: {"李积木"}} {
		testkit.Each(t, append(slices.Clone(stack), stays), func(t *testing.T, w *testkit.World) {
			d := open(t, w)
			d.s.Moves = []MergeMove{{Table: "stays_stays", Column: "patient_id"}}
			from, into := d.enter(d.b, "李铁桶"), d.enter(d.a, "李积木")
			put := func(patient string) {
				must(t, d.DB.Write(d.Ctx(), func(tx *db.Tx) error { return tx.Insert("stays_stays", stay{tx.NewID(), d.b, patient}) }))
			}
			put(from.ID) // goes back with its own record
			m, err := d.s.MergeInto(d.Ctx(), from.ID, into.ID, "同一人")
			must(t, err)
			if happened {
				put(into.ID)
			}
			_, err = d.s.UndoMerge(d.Ctx(), m.ID, "两个人")
			must(t, err)
			wantList(t, "in sight", d.find(d.Ctx(d.b), "ljm"), want...)
			wantList(t, "the other", d.find(d.Ctx(d.b), "ltt"), "李铁桶")
			wantList(t, "at home", d.find(d.Ctx(d.a), "l"), "李积木")
		})
	}
}
