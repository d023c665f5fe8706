package main

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/modules/org"
	"archwire/internal/platform/db"
)

// importTrial follows imports of patients that the program is killed in the
// middle of: a job in the background must go on where the dead one stopped.
type importTrial struct {
	cookie  string
	seq     int
	running string // id of the one that was under way at the last kill
	begun   int
	caught  int // not done yet when the program was killed
	slowest time.Duration
}

// importRows is how many people one import enters.
const importRows = 3000

// patience is how long an import that lost its worker may take: on PostgreSQL a
// job is given to another worker after a minute or so, when its own was not heard
// of; on SQLite the next start knows that its worker is dead.
func (t *trial) patience() time.Duration {
	if t.data.Dialect == db.Postgres {
		return 2 * time.Minute
	}
	return 30 * time.Second
}

func (i importTrial) String() string {
	return fmt.Sprintf("%d imports of %d rows, %d of them cut off by a kill, done at most %s after the next start",
		i.begun, importRows, i.caught, i.slowest.Round(100*time.Millisecond))
}

// importsNow tells whether this round is one with an import: one in ten, and the
// first.
func (t *trial) importsNow() bool { return t.kills%10 == 0 && t.only == "" }

type importState struct {
	ID    string `json:"id"`
	State string `json:"state"`
	Total int    `json:"rows_total"`
	Made  int    `json:"made"`
	Wrong int    `json:"rows_wrong"`
}

// beginImport uploads a file, has it checked and starts it.
func (t *trial) beginImport(ctx context.Context, url string) (err error) {
	i := &t.imports
	if i.cookie == "" {
		if i.cookie, err = stage.LogIn(url, org.DemoOwner); err != nil {
			return err
		}
	}
	i.seq++
	i.begun++
	c := caller{url: url, cookie: i.cookie, client: http.DefaultClient}
	s, err := imported(c.upload("/patients/import/files?file_name=people.csv&clinic_id="+t.clinic.id,
		people(i.seq), header{"Idempotency-Key", fmt.Sprintf("chaos-import-%d", i.seq)}))
	if err != nil {
		return err
	}
	if _, err := imported(c.send("POST", "/patients/import/files/"+s.ID+"/check", []byte("{}"))); err != nil {
		return err
	}
	if s, err = t.until(ctx, c, s.ID, "checked"); err != nil {
		return err
	}
	if s.Total != importRows || s.Wrong != 0 {
		return fmt.Errorf("of %d rows to import %d were found, %d wrong", importRows, s.Total, s.Wrong)
	}
	i.running = s.ID
	_, err = imported(c.send("POST", "/patients/import/files/"+s.ID+"/run", []byte("{}")))
	return err
}

// awaitImport waits until the import that was under way at the last kill is
// done, and counts whom it entered.
func (t *trial) awaitImport(ctx context.Context, url string) {
	i := &t.imports
	if i.running == "" {
		return
	}
	id := i.running
	i.running = ""
	c := caller{url: url, cookie: i.cookie, client: http.DefaultClient}
	began := time.Now()
	if s, err := imported(c.send("GET", "/patients/import/files/"+id, nil)); err == nil && s.State != "done" {
		i.caught++
	}
	s, err := t.until(ctx, c, id, "done")
	if err != nil {
		t.violated("the import that was cut off: %v", err)
		return
	}
	i.slowest = max(i.slowest, time.Since(began))
	b, err := t.openBooks(ctx)
	if err != nil {
		t.violated("%v", err)
		return
	}
	defer b.close()
	var entered, numbers, contacts int64
	err = b.each(ctx, `SELECT count(*), count(DISTINCT p.record_no), (SELECT count(*) FROM patients_contacts c WHERE c.patient_id IN
		(SELECT id FROM patients_patients WHERE import_id = '`+id+`')) FROM patients_patients p WHERE p.import_id = '`+id+`'`, func(r []string) error {
		entered, numbers, contacts = number(r[0]), number(r[1]), number(r[2])
		return nil
	})
	if err != nil || entered != importRows || numbers != importRows || contacts != importRows || s.Made != importRows {
		t.violated("an import of %d rows says it made %d; there are %d people with %d numbers and %d telephones (%v)", importRows, s.Made, entered, numbers, contacts, err)
	}
}

func (t *trial) until(ctx context.Context, c caller, id, state string) (importState, error) {
	end := time.Now().Add(t.patience())
	for {
		s, err := imported(c.send("GET", "/patients/import/files/"+id, nil))
		if err != nil || s.State == state {
			return s, err
		}
		if s.State == "failed" || time.Now().After(end) {
			return s, fmt.Errorf("it is %q after %s, with %d of %d entered", s.State, t.patience(), s.Made, s.Total)
		}
		select {
		case <-ctx.Done():
			return s, ctx.Err()
		case <-time.After(20 * time.Millisecond):
		}
	}
}

func imported(a answer) (s importState, err error) {
	if a.err != nil {
		return s, a.err
	}
	if a.status >= 300 {
		return s, fmt.Errorf("answered %d: %.300s", a.status, a.body)
	}
	return s, json.Unmarshal(a.body, &s)
}

// people is a file of people whom nobody has entered before.
func people(seq int) []byte {
	surnames, given := []rune("王李张刘陈杨黄赵周吴徐孙马朱胡郭何林罗高"), []rune("一乐云凡佳依俊信倩健元军冰凯利勇华博卓卫")
	var b strings.Builder
	b.WriteString("姓名,手机\n")
	for i := range importRows {
		fmt.Fprintf(&b, "%c%c%c,129%03d%05d\n", surnames[i%20], given[i/20%20], given[i/400%20], seq, i)
	}
	return []byte(b.String())
}
