package app

import (
	"fmt"
	"net/http"
	"regexp"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// finalModules are those whose routes come near to what is signed and receipted.
var finalModules = []string{"charting", "imaging", "plans", "billing"}

// addTo are the routes that add to what stands and leave it as it was: an amendment
// is a version beside the others, a void is a mark upon a receipt.
var addTo = []string{"charting.amend_record", "billing.void_receipt"}

// final is something that no route may change.
type final struct {
	id      string
	version int64
	by      *person
}

var (
	pathParam = regexp.MustCompile(`\{[a-z_]+\}`)
	idInBody  = regexp.MustCompile(`"(id|record_id|receipt_id|patient_record)":"[0-9a-f-]{36}"`)
)

// A signed record and a receipt are changed by no route, whoever asks and at
// whatever version: every change of the modules about them is tried upon them.
func TestWhatIsSignedIsChangedByNoRoute(t *testing.T) {
	all, migrations := examples(t), scratch(t).Migrations()
	testkit.Each(t, migrations, func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := furnishWorld(t, k)
		doctor := w.hire(w.fresh("final-"), "doctor", w.one)
		record := final{w.submittedBy(doctor), 4, doctor}
		w.writeBy(doctor, http.MethodPost, "/charting/records/"+record.id+"/sign", 3, map[string]any{"password": worldPassword})
		receipt := final{w.prepaid(w.patient()), 1, w.here}
		before := w.finals(record.id, receipt.id)
		if !strings.Contains(before, "signed") || strings.Count(before, "\n") < 4 {
			t.Fatalf("nothing is looked at:\n%s", before)
		}
		tried := 0
		for _, r := range w.app.API.Routes() {
			module, _, _ := strings.Cut(r.ID, ".")
			if r.Method == http.MethodGet || !slices.Contains(finalModules, module) || slices.Contains(addTo, r.ID) || all[r.ID] == nil {
				continue
			}
			for _, what := range []final{record, receipt} {
				ex := all[r.ID](w)
				for _, by := range []*person{what.by, w.here} {
					for _, match := range []int64{what.version, ex.match} {
						q := request{by: by, method: r.Method, path: pathParam.ReplaceAllString(r.Path, what.id), key: w.fresh("final-"),
							match: fmt.Sprintf(`"%d"`, match), media: "application/json", body: ex.raw}
						if ex.raw != nil {
							q.media = ex.media
						} else if ex.body != nil {
							q.body = idInBody.ReplaceAll(encode(ex.body), []byte(`"$1":"`+what.id+`"`))
						}
						w.do(q)
						tried++
					}
				}
			}
			if after := w.finals(record.id, receipt.id); after != before {
				t.Fatalf("%s changed what stands:\n%s\nwas\n%s", r.ID, after, before)
			}
		}
		if tried < 200 {
			t.Errorf("only %d requests were tried", tried)
		}
	})
}

// finals is what of a signed record and a receipt may never be otherwise.
func (w *world) finals(record, receipt string) string {
	w.T.Helper()
	var out strings.Builder
	err := w.DB.Read(db.With(w.T.Context(), db.Scope{Tenant: w.Tenant}), func(tx *db.Tx) error {
		out.Reset()
		for _, q := range []struct{ table, expr, cond, id string }{
			{"charting_records", "state || '|' || parts || '|' || hash || '|' || author_id || '|' || kind || '|' || signed_at || '|' || seq", "id = ?", record},
			{"charting_versions", "seq || '|' || act || '|' || content || '|' || sha256 || '|' || made_at", "record_id = ?", record},
			{"billing_receipts", "number || '|' || total || '|' || given || '|' || patient_id || '|' || day || '|' || created_at", "id = ?", receipt},
			{"billing_tenders", "means || '|' || amount", "receipt_id = ?", receipt},
		} {
			var rows []string
			if err := tx.From(q.table).Where(q.cond, q.id).Pluck(q.expr, &rows); err != nil {
				return err
			}
			fmt.Fprintf(&out, "%s: %s\n", q.table, strings.Join(rows, "; "))
		}
		return nil
	})
	if err != nil {
		w.T.Fatal(err)
	}
	return out.String()
}
