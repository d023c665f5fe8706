package app

import (
	"context"
	"errors"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
)

// failing builds the program with a job and a hearer that fail until they are
// mended, and leaves one of each behind: given up, and set aside.
func failing(t *testing.T, c Config) (a *App, group string, mend func()) {
	t.Helper()
	a, err := Open(t.Context(), c, silent())
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	mended := make(chan struct{})
	work := func() error {
		select {
		case <-mended:
			return nil
		default:
			return errors.New("the insurer is away")
		}
	}
	err = errors.Join(
		a.Queue.Add(jobs.Job{Kind: "test.call", MaxAttempts: 1, Work: func(context.Context, jobs.Input) error { return work() }}),
		a.Facts.Add(events.Subscription{Name: "test.ear", Kinds: []string{"test.done"}, Later: func(context.Context, []events.Fact) error { return work() }}))
	if err != nil {
		t.Fatal(err)
	}
	groups, err := a.Auth.Groups(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	group = groups[0].ID
	err = a.DB.Write(db.With(t.Context(), db.Scope{Tenant: group}), func(tx *db.Tx) error {
		if err := a.Facts.Publish(tx, events.Fact{Kind: "test.done"}); err != nil {
			return err
		}
		if _, err := tx.Update("events_inbox").Set("tries = ?", events.Tries-1).Where("subscriber = ?", "test.ear").Exec(); err != nil {
			return err
		}
		return a.Queue.Enqueue(tx, "test.call", nil)
	})
	if err != nil {
		t.Fatal(err)
	}
	return a, group, func() { close(mended) }
}

// metric reads one line of /metrics, "" if it is not there.
func metric(t *testing.T, url, name string) string {
	t.Helper()
	r, err := http.Get(url + "/metrics")
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	b, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	for line := range strings.Lines(string(b)) {
		if rest, ok := strings.CutPrefix(line, name+" "); ok {
			return strings.TrimSpace(rest)
		}
	}
	return ""
}

func until(t *testing.T, what string, cond func() bool) {
	t.Helper()
	for end := time.Now().Add(30 * time.Second); !cond(); time.Sleep(20 * time.Millisecond) {
		if time.Now().After(end) {
			t.Fatalf("not in 30 s: %s", what)
		}
	}
}

// What fails for good is seen by the metrics and by the doctor, and tried again
// once somebody has mended it.
func TestWhatFailsIsSeenAndRetried(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		a, _, mend := failing(t, c)
		url, _, _ := serving(t, a, ServeConfig{})
		given, aside := `archwire_jobs{kind="test.call",state="discarded"}`, `archwire_facts_aside{hearer="test.ear"}`
		until(t, "both have failed", func() bool { return metric(t, url, given) == "1" && metric(t, url, aside) == "1" })
		for name, want := range map[string]string{
			`archwire_job_seconds_count{kind="test.call",result="given_up"}`:  "1",
			`archwire_facts_total{hearer="test.ear",result="set_aside"}`:      "1",
			`archwire_facts_total{hearer="test.ear",result="heard"}`:          "",
			`archwire_job_seconds_count{kind="events.drain",result="failed"}`: "",
		} {
			if got := metric(t, url, name); got != want {
				t.Errorf("%s: %q, want %q", name, got, want)
			}
		}
		wrong := foundBeside(t, c)
		if len(wrong) != 2 || !strings.Contains(wrong["jobs"].Says, "test.call 1") || !strings.Contains(wrong["facts"].Says, "test.ear 1") ||
			!strings.Contains(wrong["jobs"].Do+wrong["facts"].Do, "archwire retry") {
			t.Errorf("the doctor finds %v", wrong)
		}

		mend()
		other, err := Open(t.Context(), c, silent()) // the command, beside the program that serves
		if err != nil {
			t.Fatal(err)
		}
		defer other.Close()
		var said []string
		say := func(line string) { said = append(said, line) }
		if err := other.Retry(t.Context(), say); err != nil {
			t.Fatal(err)
		}
		if text := strings.Join(said, "\n"); !strings.Contains(text, "alpha: test.ear hears test.done again") ||
			!strings.Contains(text, "the insurer is away") || !strings.Contains(text, "facts 1, jobs 1") {
			t.Errorf("said: %s", text)
		}
		until(t, "both are done", func() bool {
			return metric(t, url, `archwire_job_seconds_count{kind="test.call",result="done"}`) == "1" &&
				metric(t, url, `archwire_facts_total{hearer="test.ear",result="heard"}`) == "1"
		})
		if wrong := foundBeside(t, c); len(wrong) > 0 {
			t.Errorf("mended, and the doctor finds %v", wrong)
		}
		if metric(t, url, given) != "" || metric(t, url, aside) != "" {
			t.Error("the metrics still hold what was mended")
		}
	})
}

// What waits for its time is counted as well.
func TestWakesAreCounted(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		a, err := Open(t.Context(), c, silent())
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		err = a.ticker.Add(jobs.Waker{Topic: "test.due",
			Due:  func(context.Context, int64) error { return errors.New("not today") },
			Next: func(*db.Tx) (int64, bool, error) { return 0, false, nil }})
		if err != nil {
			t.Fatal(err)
		}
		groups, err := a.Auth.Groups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = a.DB.Write(db.With(t.Context(), db.Scope{Tenant: groups[0].ID}), func(tx *db.Tx) error { return jobs.Lower(tx, "test.due", tx.Now()) })
		if err != nil {
			t.Fatal(err)
		}
		url, _, _ := serving(t, a, ServeConfig{})
		until(t, "it was woken", func() bool {
			return metric(t, url, `archwire_wake_seconds_count{result="failed",topic="test.due"}`) == "1"
		})
	})
}
