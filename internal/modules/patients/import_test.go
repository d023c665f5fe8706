package patients

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/testkit"
)

// excel writes rows into a file as a clinic would bring it.
func excel(t testing.TB, rows [][]any) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	must(t, err)
	for i, r := range rows {
		must(t, w.SetRow("A"+strconv.Itoa(i+1), r))
	}
	must(t, w.Flush())
	var b bytes.Buffer
	must(t, f.Write(&b))
	return b.Bytes()
}

// working starts the jobs of the desk.
func (d *desk) working() {
	d.t.Helper()
	must(d.t, d.queue.Start(d.Ctx()))
	d.t.Cleanup(func() {
		ctx, cancel := context.WithTimeout(context.Background(), 10*time.Second)
		defer cancel()
		_ = d.queue.Stop(ctx)
	})
}

// until waits for an import to reach a state.
func (d *desk) until(id string, want ImportState) importRow {
	d.t.Helper()
	for end := time.Now().Add(5 * time.Minute); time.Now().Before(end); time.Sleep(20 * time.Millisecond) {
		r, err := d.s.ImportByID(d.Ctx(), id)
		must(d.t, err)
		if r.State == want {
			return r
		}
		if r.State == ImportFailed {
			d.t.Fatalf("the import failed: %s", r.Problem)
		}
	}
	d.t.Fatal("the import does not come to an end")
	return importRow{}
}

var brought = [][]any{
	{"患者姓名", "性别", "出生日期", "手机号", "身份证号", "病历号", "来源", "备注", "颜色"},
	{"李积木", "男", "2013-05-01", "128 0000 0001", "000000201305010017", "", "老带新", "怕疼", "红"},
	{"王风筝", "女", 41395, 12800000002, "", "OLD-17", "报纸广告", "", ""},
	{"赵小雪人", "F", "2013年5月1日", "12800000002", "", "", "", "", ""},
	{"", "", "", "", "", "", "", "", ""},
	{strings.Repeat("长", 10000), "男", "", "", "", "", "", "", ""},
	{"陈彩虹", "不明", "2013-02-30", "12345", "110101199003070019", "", "", "", ""},
	{"王风筝", "", "", "12800000002", "", "", "", "", ""},
	{"李旧", "", "", "12800000005", "", "", "", "", ""},
	{"", "女", "", "12800000006", "", "", "", "", ""},
}

func TestAnImportIsCheckedRunAndUndone(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		d.working()
		old := d.enter(d.a, "李旧", "12800000005")
		before, facts := d.picture(), len(d.facts())
		r, err := d.s.UploadImport(d.Ctx(), Upload{d.a, "老系统.xlsx", excel(t, brought)})
		must(t, err)
		if r.Form != "xlsx" || fmt.Sprint(r.Columns) != "[name sex birth phone id_number record_no source note ]" {
			t.Fatalf("%+v", r)
		}
		if hit := d.holds("patients_import_parts", "李积木", "12800000002"); hit != "" {
			t.Error("the file lies in the clear")
		}
		_, err = d.s.RunImport(d.Ctx(), r.ID, false)
		wantFault(t, err, ImportNotReady)
		_, err = d.s.CheckImport(d.Ctx(), r.ID, []Column{"name", "name"})
		wantFault(t, err, ColumnsMissing)
		_, err = d.s.CheckImport(d.Ctx(), r.ID, nil)
		must(t, err)
		r = d.until(r.ID, ImportChecked)
		if r.Total != 8 || r.Wrong != 5 || r.Twice != 2 || d.picture() != before {
			t.Fatalf("%+v", r)
		}
		d.checkFaultFile(r.ID, old)
		_, err = d.s.RunImport(d.Ctx(), r.ID, false)
		wantFault(t, err, ImportHasFaults)
		_, err = d.s.RunImport(d.Ctx(), r.ID, true)
		must(t, err)
		r = d.until(r.ID, ImportDone)
		if r.Made != 3 || r.Done != 8 {
			t.Errorf("%+v", r)
		}
		kite := d.page(d.must1("fengzheng"))
		if kite.Patient.Birth != "2013-05-01" || kite.Patient.RecordNo != "OLD-17" || !strings.Contains(kite.Patient.Note, "报纸广告") || kite.Patient.Import != r.ID {
			t.Errorf("%+v", kite.Patient)
		}
		if brick := d.page(d.must1("jimu")); brick.Patient.RecordNo != "FC000002" || brick.Patient.Source != "referral" || brick.Patient.IDNumber == "" {
			t.Errorf("%+v", brick.Patient)
		}
		must(t, d.s.Mark(d.Ctx(), kite.Patient.ID, true, "试试"))
		_, err = d.s.UndoImport(d.Ctx(), r.ID)
		wantFault(t, err, ImportUsed)
		must(t, d.s.Mark(d.Ctx(), kite.Patient.ID, false, "还原"))
		_, err = d.s.UndoImport(d.Ctx(), r.ID)
		must(t, err)
		d.until(r.ID, ImportUndone)
		if after := d.picture(); after != before {
			t.Errorf("not as before:\n%s\n%s", before, after)
		}
		if next := d.enter(d.a, "孙弹珠"); next.RecordNo != "FC000002" {
			t.Errorf("a gap in the numbers: %s", next.RecordNo)
		}
		kinds := d.facts()[facts:]
		wantList(t, "facts", kinds, FactRegistered, FactRegistered, FactRegistered, FactImported, FactChanged, FactChanged, FactImportUndone, FactRegistered)
	})
}

// must1 gives the id of the only hit.
func (d *desk) must1(typed string) string {
	d.t.Helper()
	hits, err := d.s.Search(d.Ctx(), typed, 10)
	must(d.t, err)
	if len(hits) != 1 {
		d.t.Fatalf("%s finds %d", typed, len(hits))
	}
	return hits[0].ID
}

func (d *desk) checkFaultFile(id string, old Patient) {
	d.t.Helper()
	content, err := d.s.FaultFile(d.Ctx(), id, i18n.ZhCN)
	must(d.t, err)
	f, err := excelize.OpenReader(bytes.NewReader(content))
	must(d.t, err)
	rows, err := f.GetRows(f.GetSheetList()[0])
	must(d.t, err)
	var said []string
	for _, r := range rows {
		said = append(said, r[len(r)-1])
	}
	for i, want := range []string{"需要更正", "患者姓名：请填写姓名", "身份证号：证件号码不正确", "与第 3 行重复", old.RecordNo, "患者姓名：请填写姓名"} {
		if i >= len(said) || !strings.Contains(said[i], want) {
			d.t.Errorf("row %d: %q, want %q", i, said, want)
		}
	}
}

func TestFilesAsTheyCome(t *testing.T) {
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String("姓名;手机\n李积木;12800000001\n")
	must(t, err)
	for name, c := range map[string]struct {
		content string
		want    string
	}{
		"utf-8":      {"姓名,手机\n李积木,12800000001\n\n,\n", "[[李积木 12800000001]]"},
		"mark, tabs": {"\xef\xbb\xbf姓名\t手机\r\n李积木\t12800000001", "[[李积木 12800000001]]"},
		"gbk":        {gbk, "[[李积木 12800000001]]"},
		"quotes":     {"姓名,备注\n李积木,\"a,\nb\"\n", "[[李积木 a,\nb]]"},
		"empty":      {"", "patients.file_empty"},
		"no rows":    {"姓名\n", "patients.file_empty"},
		"zeros":      {"姓名\x00\n", "patients.file_unreadable"},
		"a zip":      {"PK\x03\x04nonsense", "patients.file_unreadable"},
		"too long":   {"姓名\n" + strings.Repeat("李\n", maxImportRows+1), "patients.file_too_long"},
	} {
		var rows [][]string
		_, err := walkSheet([]byte(c.content), func(_ int, cells []string) error {
			if len(rows) < 10 {
				rows = append(rows, slices.Clone(cells))
			}
			return nil
		})
		got := fmt.Sprint(rows)
		if err != nil {
			got = err.Error()
		}
		if !strings.HasPrefix(got, c.want) {
			t.Errorf("%s: %s, want %s", name, got, c.want)
		}
	}
	for text, want := range map[string]string{
		"2013-5-1": "2013-05-01", "2013/05/01": "2013-05-01", "2013.5.1": "2013-05-01", "20130501": "2013-05-01", "2013年5月1日": "2013-05-01",
		"2013-05-01 00:00:00": "2013-05-01", "41395": "2013-05-01", "41395.5": "2013-05-01", "2013-13-01": "", "1": "1899-12-31", "-3": "", "1e300": "", "五月": "", "NaN": "",
	} {
		if got, _ := parseBirth(text); string(got) != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
	if got := plainNumber("1.2800000002E+10"); got != "12800000002" {
		t.Error(got)
	}
}

// A job that died after a batch goes on behind it.
func TestAnImportGoesOnWhereItLeftOff(t *testing.T) {
	each(t, func(t *testing.T, d *desk) {
		rows := [][]any{{"姓名", "手机"}}
		for i := range importBatch + 200 {
			rows = append(rows, []any{fmt.Sprintf("李%c%c", '一'+rune(i%50), '丁'+rune(i/50)), fmt.Sprintf("128%08d", i)})
		}
		rows[7][1] = "12" // one that is wrong, told once
		r, err := d.s.UploadImport(d.Ctx(), Upload{d.a, "x.xlsx", excel(t, rows)})
		must(t, err)
		_, err = d.s.CheckImport(d.Ctx(), r.ID, nil)
		must(t, err)
		at := func() importRow { r, err := d.s.ImportByID(d.Ctx(), r.ID); must(t, err); return r }
		killed := fmt.Errorf("killed")
		must(t, inSteps(killed, at, func(r importRow, rest func() error) error { return d.s.checkFile(d.Ctx(), r, rest) }))
		if got := at(); got.State != ImportChecked || got.Total != importBatch+200 || got.Wrong != 1 {
			t.Errorf("%+v", got)
		}
		_, err = d.s.RunImport(d.Ctx(), r.ID, true)
		must(t, err)
		must(t, inSteps(killed, at, func(r importRow, rest func() error) error { return d.s.runFile(d.Ctx(), r, rest) }))
		if got := at(); got.Made != importBatch+199 || d.count("patients_patients") != importBatch+199 || got.State != ImportDone || got.Wrong != 1 {
			t.Errorf("%+v", got)
		}
		var last string
		must(t, d.DB.Read(d.Ctx(), func(tx *db.Tx) error {
			_, err := tx.From("patients_patients").OrderBy("record_no DESC").Limit(1).Get("record_no", &last)
			return err
		}))
		if last != fmt.Sprintf("FC%06d", importBatch+199) {
			t.Errorf("the last number is %s", last)
		}
		_, err = d.s.UndoImport(d.Ctx(), r.ID)
		must(t, err)
		undo := func(rest func() error) error { return d.s.undoFile(d.Ctx(), at(), rest) }
		cut := func() error { return killed }
		for _, left := range []int{199, 0} {
			if err := undo(cut); err != killed || at().State != ImportUndoing || d.count("patients_patients") != left {
				t.Fatalf("cut off with %d left: %v, %+v", d.count("patients_patients"), err, at())
			}
		}
		must(t, undo(cut))
		must(t, undo(onward)) // the one that was taken for dead lives after all
		told := 0
		for _, action := range d.audited() {
			if action == "patients.import_undone" {
				told++
			}
		}
		if got := at(); got.State != ImportUndone || d.count("patients_keys") != 0 || told != 1 {
			t.Errorf("%+v, told %d times", got, told)
		}
	})
}

// No attempt of these jobs is longer than the time after which the queue takes
// it for dead.
func TestADeadImportIsNoticedSoon(t *testing.T) {
	for _, j := range new(Service).jobList() {
		if j.Timeout > jobs.RescueAfter {
			t.Errorf("%s is taken for dead after %s only", j.Kind, j.Timeout)
		}
	}
}

// inSteps runs the work on an import that is cut off after each batch, until it
// is done.
func inSteps(killed error, at func() importRow, work func(importRow, func() error) error) error {
	for cuts := 0; ; cuts++ {
		done := at().Done
		err := work(at(), func() error { return killed })
		switch {
		case err != killed:
			return err
		case at().Done != done+importBatch && at().Done != importBatch+200:
			return fmt.Errorf("cut %d: from %d it came to %d", cuts, done, at().Done)
		case cuts > 2:
			return fmt.Errorf("it does not come further than %d", at().Done)
		}
	}
}

// onward is the rest of work that nobody interrupts.
func onward() error { return nil }

// BenchmarkImport brings 50,000 people from Excel (BENCH_ROWS) through the job
// queue: the dry run, the run and the undo, with the peak of the heap.
func BenchmarkImport(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) { benchImport(b, testkit.OpenSQLite(b, stack)) })
	if os.Getenv("TEST_POSTGRES") != "" {
		b.Run("postgres", func(b *testing.B) { benchImport(b, testkit.OpenPostgres(b, stack)) })
	}
}

func benchImport(b *testing.B, w *testkit.World) {
	n, _ := strconv.Atoi(os.Getenv("BENCH_ROWS"))
	if n == 0 {
		n = 50_000
	}
	rows := [][]any{{"姓名", "性别", "出生日期", "手机", "身份证号", "来源", "地址", "备注"}}
	for i := range n {
		p := demoSurnames[i%len(demoSurnames)] + demoGiven[i/7%len(demoGiven)]
		rows = append(rows, []any{p, []string{"男", "女"}[i%2], 36526 + i%7000, fmt.Sprintf("128%08d", i), "", "老带新", "积木市风车区纸船街 " + strconv.Itoa(i) + " 号", "旧系统编号 " + strconv.Itoa(i)})
	}
	content := excel(b, rows)
	rows = nil
	d := open(b, w)
	d.working()
	runtime.GC()
	peak, stop := make(chan uint64), make(chan bool)
	go func() {
		top := uint64(0)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapInuse+m.StackInuse)
			select {
			case <-stop:
				peak <- top
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	for b.Loop() {
		at := time.Now()
		lap := func(what string) {
			b.ReportMetric(time.Since(at).Seconds(), what)
			at = time.Now()
		}
		r, err := d.s.UploadImport(d.Ctx(), Upload{d.a, "x.xlsx", content})
		must(b, err)
		lap("upload-s")
		_, err = d.s.CheckImport(d.Ctx(), r.ID, nil)
		must(b, err)
		if r = d.until(r.ID, ImportChecked); r.Wrong > 0 {
			b.Fatalf("%+v", r)
		}
		lap("check-s")
		_, err = d.s.RunImport(d.Ctx(), r.ID, false)
		must(b, err)
		if r = d.until(r.ID, ImportDone); r.Made != n {
			b.Fatalf("%+v", r)
		}
		lap("run-s")
		_, err = d.s.UndoImport(d.Ctx(), r.ID)
		must(b, err)
		d.until(r.ID, ImportUndone)
		if d.count("patients_patients")+d.count("patients_keys")+d.count("patients_contacts") != 0 {
			b.Fatal("something is left")
		}
		lap("undo-s")
	}
	close(stop)
	b.ReportMetric(float64(<-peak)/(1<<20), "heap-MB")
}
