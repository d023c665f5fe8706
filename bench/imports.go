package main

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"github.com/xuri/excelize/v2"

	"archwire/bench/stage"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// imports brings very many people from an Excel file into the built program, and
// takes them back.
func imports(ctx context.Context, r *run) (*table, error) {
	n := r.pick(50_000, 3_000)
	t := &table{
		title: fmt.Sprintf("Import of %s patients from Excel", thousands(float64(n))),
		note: "The built program on the demo clinic gets the file by HTTP, checks it (the dry run), enters it and takes it back; name, sex, birth date, telephone and note in each row. " +
			"Memory is the greatest resident set of the process since its start; progress is how many different counts a screen saw that asked ten times a second. " +
			"Left over are rows of the patients' tables after the undo that were not there before. Asked for: ≤ 60 s, < 300 MB, undone completely.",
		head: []string{"database", "file", "dry run", "entered in", "both", "peak memory", "progress", "undone in", "left over"},
	}
	file, err := workbook(n)
	if err != nil {
		return nil, err
	}
	for _, d := range r.dialects {
		mine, err := r.copied(ctx, d)
		if err == nil {
			err = r.importOn(ctx, t, mine, file, n)
		}
		if err == nil {
			err = mine.Drop()
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", stage.Name(d), err)
		}
	}
	return t, nil
}

// workbook is an Excel file of n people.
func workbook(n int) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close()
	w, err := f.NewStreamWriter("Sheet1")
	if err != nil {
		return nil, err
	}
	if err := w.SetRow("A1", []any{"姓名", "性别", "出生日期", "手机号", "备注"}); err != nil {
		return nil, err
	}
	surnames, given := []rune("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"), []rune("一乐云凡佳依俊信倩健元军冰凯利勇华博卓卫可国坤天奇娜婷子宇安")
	for i := range n {
		name := string([]rune{surnames[i%20], given[i/20%30], given[i/600%30]})
		birth := time.Date(1960+i%60, time.Month(1+i%12), 1+i%28, 0, 0, 0, 0, time.UTC).Format(time.DateOnly)
		row := []any{name, []string{"男", "女"}[i%2], birth, fmt.Sprintf("127%08d", i), "从旧系统转入"}
		if err := w.SetRow(fmt.Sprintf("A%d", i+2), row); err != nil {
			return nil, err
		}
	}
	if err := w.Flush(); err != nil {
		return nil, err
	}
	var out bytes.Buffer
	err = f.Write(&out)
	return out.Bytes(), err
}

// importer asks the served program about one import.
type importer struct {
	url, cookie string
	id          string
	seen        map[int]bool // counts of rows done
}

func (r *run) importOn(ctx context.Context, t *table, d *stage.Database, file []byte, n int) error {
	before, err := peopleRows(ctx, d)
	if err != nil {
		return err
	}
	log, err := os.Create(filepath.Join(r.place.Dir, "import.log"))
	if err != nil {
		return err
	}
	defer log.Close()
	s, err := stage.Serve(ctx, r.binary, d, log)
	if err != nil {
		return err
	}
	defer s.Kill()
	im := importer{url: s.URL, seen: map[int]bool{}}
	if im.cookie, err = stage.LogIn(s.URL, org.DemoOwner); err != nil {
		return err
	}
	clinic, err := clinicOf(s.URL, im.cookie)
	if err != nil {
		return err
	}
	began := time.Now()
	up, err := im.send(http.MethodPost, "?file_name=people.xlsx&clinic_id="+clinic, "application/octet-stream", file)
	if err != nil {
		return err
	}
	im.id = up.ID
	checked, err := im.step(ctx, "/check", "checked")
	if err != nil {
		return err
	}
	if checked.Wrong > 0 {
		return fmt.Errorf("%d rows are called wrong", checked.Wrong)
	}
	dry := time.Since(began)
	done, err := im.step(ctx, "/run", "done")
	if err != nil {
		return err
	}
	both := time.Since(began)
	if done.Made != n {
		return fmt.Errorf("%d of %d were entered", done.Made, n)
	}
	_, peak, err := s.Resident()
	if err != nil {
		return err
	}
	steps := len(im.seen)
	undo := time.Now()
	if _, err := im.step(ctx, "/undo", "undone"); err != nil {
		return err
	}
	undone := time.Since(undo)
	if err := s.Stop(); err != nil {
		return err
	}
	after, err := peopleRows(ctx, d)
	if err != nil {
		return err
	}
	t.add(stage.Name(d.Dialect), fmt.Sprintf("%.1f MB", float64(len(file))/(1<<20)), dry, both-dry, met(both <= time.Minute, stage.Round(both)),
		met(peak < 300<<20, megabytes(peak)), fmt.Sprintf("%d counts", steps), undone, met(after == before, fmt.Sprint(after-before)))
	return nil
}

type importState struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Done  int    `json:"rows_done"`
	Made  int    `json:"made"`
	Wrong int    `json:"rows_wrong"`
	Why   string `json:"problem"`
}

// step begins a step of the import and waits for its end.
func (im *importer) step(ctx context.Context, path, state string) (importState, error) {
	if _, err := im.send(http.MethodPost, "/"+im.id+path, "application/json", []byte("{}")); err != nil {
		return importState{}, err
	}
	for end := time.Now().Add(10 * time.Minute); time.Now().Before(end) && ctx.Err() == nil; time.Sleep(100 * time.Millisecond) {
		s, err := im.send(http.MethodGet, "/"+im.id, "application/json", nil)
		if err != nil || s.State == state {
			return s, err
		}
		if s.State == "failed" {
			return s, fmt.Errorf("the import failed: %s", s.Why)
		}
		im.seen[s.Done] = true
	}
	return importState{}, fmt.Errorf("it does not become %s", state)
}

func (im *importer) send(method, path, kind string, body []byte) (s importState, err error) {
	r, err := http.NewRequest(method, im.url+"/api/v1/patients/import/files"+path, bytes.NewReader(body))
	if err != nil {
		return s, err
	}
	r.Header.Set("Cookie", sessionCookie(im.cookie))
	r.Header.Set("Content-Type", kind)
	r.Header.Set("Idempotency-Key", "bench-import")
	in, err := http.DefaultClient.Do(r)
	if err != nil {
		return s, err
	}
	defer in.Body.Close()
	text, err := io.ReadAll(in.Body)
	if err != nil || in.StatusCode >= 300 {
		return s, fmt.Errorf("answered %s: %.400s (%v)", in.Status, text, err)
	}
	return s, json.Unmarshal(text, &s)
}

// peopleRows counts the rows of everything that an import writes of people.
func peopleRows(ctx context.Context, d *stage.Database) (int, error) {
	door, err := db.Open(ctx, d.Door())
	if err != nil {
		return 0, err
	}
	defer door.Close()
	sum := 0
	err = door.System(ctx, "count what an import leaves", func(tx *db.Tx) error {
		sum = 0
		for _, table := range []string{"patients_patients", "patients_contacts", "patients_clinics", "patients_keys", "patients_import_parts"} {
			n, err := tx.From(table).Count()
			if err != nil {
				return err
			}
			sum += n
		}
		return nil
	})
	return sum, err
}
