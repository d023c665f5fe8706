package patients

import (
	"archive/zip"
	"bytes"
	"io"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
)

func TestAPersonTakesTheirDataAndIsErased(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		from, into := d.twoRecords()
		mother := d.enter(d.a, "李风筝", "12800000044")
		_, err := d.s.Relate(d.Ctx(), into.ID, Relation{Kind: Guardian, Relation: "mother", Person: mother.ID})
		must(t, err)
		_, err = d.s.Change(d.Ctx(), into.ID, 1, Entry{Address: ptr("=纸船街 7 号"), Note: ptr("怕疼得很")})
		must(t, err)
		_, err = d.s.MergeInto(d.Ctx(), from.ID, into.ID, "同一人")
		must(t, err)
		_, err = d.s.ExportData(d.Ctx(), into.ID, " ")
		wantFault(t, err, ReasonMissing)
		content, err := d.s.ExportData(d.Ctx(), into.ID, "本人申请")
		must(t, err)
		files := unzip(t, content)
		for _, want := range []string{"李积木", "12800000001", "000000201305010017", "纸船街"} {
			if !strings.Contains(files["person.json"], want) || !strings.Contains(files["person.csv"], want) {
				t.Errorf("the export lacks %s", want)
			}
		}
		if !strings.Contains(files["person.csv"], ",'=纸船街") {
			t.Errorf("a formula: %s", files["person.csv"])
		}
		wantFault(t, d.s.EraseData(d.Ctx(), into.ID, ""), ReasonMissing)
		must(t, d.s.EraseData(d.Ctx(), into.ID, "本人申请"))
		wantList(t, "found", d.find(d.Ctx(), "ljm"))
		wantList(t, "by phone", d.find(d.Ctx(), "12800000001"))
		wantList(t, "by number", d.find(d.Ctx(), into.RecordNo))
		d.nothingLeft("李积木", "积木妈妈", "风筝爸", "怕疼得很", "纸船街", "青霉素", "周六上午")
		page := d.page(into.ID)
		if page.Patient.State != Erased || page.Patient.RecordNo != into.RecordNo || len(page.Alerts) != 1 || len(page.Consents) != 1 || page.Patient.Alerts != 1 {
			t.Errorf("%+v", page)
		}
		if p := d.page(mother.ID); p.Patient.Name != "李风筝" {
			t.Error("somebody else was erased")
		}
		_, err = d.s.Change(d.Ctx(), into.ID, page.Patient.Version, Entry{Note: ptr("x")})
		wantFault(t, err, Closed)
		wantFault(t, d.s.EraseData(d.Ctx(), into.ID, "again"), Closed)
		kinds := d.facts()
		wantList(t, "facts", kinds[len(kinds)-1:], FactErased)
		if a := d.audited(); !slices.Contains(a, "patients.erased") || !slices.Contains(a, "patients.exported") {
			t.Errorf("%v", a)
		}
	})
}

// nothingLeft looks through every table for texts in the clear, and through the
// audit for contents that still open.
func (d *desk) nothingLeft(texts ...string) {
	d.t.Helper()
	for table := range d.DB.Columns() {
		if strings.HasPrefix(table, "patients_") || strings.HasPrefix(table, "events_") || strings.HasPrefix(table, "audit_") {
			if hit := d.holds(table, texts...); hit != "" {
				d.t.Errorf("%s.%s still tells", table, hit)
			}
		}
	}
	must(d.t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error {
		list, err := d.s.audit.List(tx, audit.Filter{Limit: 200})
		for _, l := range list {
			for _, text := range texts {
				if strings.Contains(string(l.Before)+string(l.After)+l.Reason, text) {
					d.t.Errorf("the audit still tells %s: %s", l.Action, l.After)
				}
			}
		}
		return err
	}))
}

func unzip(t *testing.T, content []byte) map[string]string {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(content), int64(len(content)))
	must(t, err)
	out := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		must(t, err)
		text, err := io.ReadAll(r)
		must(t, err)
		out[f.Name] = string(text)
	}
	return out
}
