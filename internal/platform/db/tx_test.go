package db_test

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

var errTest = errors.New("a test's own error")

func TestAnErrorUndoesEverything(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		after := false
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			tx.AfterCommit(func() { after = true })
			if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "gone"}); err != nil {
				return err
			}
			return errTest
		})
		if err != errTest || after || len(names(t, w)) != 0 {
			t.Fatalf("%v, after %v, left %v", err, after, names(t, w))
		}
	})
}

// TestAPanicUndoesEverything: the connection must come back as well, or the
// single writer of SQLite is lost.
func TestAPanicUndoesEverything(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		for what, end := range map[string]func(){"panic": func() { panic(errTest) }, "goexit": runtime.Goexit} {
			var got any
			var done sync.WaitGroup
			done.Go(func() {
				defer func() { got = recover() }()
				_ = w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
					if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "gone"}); err != nil {
						return err
					}
					end()
					return nil
				})
			})
			done.Wait()
			if what == "panic" && got != errTest {
				t.Errorf("the panic came out as %v", got)
			}
			insert(t, w, w.IDs(), "after "+what)
		}
		if got := names(t, w); !slices.Equal(got, []string{"after goexit", "after panic"}) {
			t.Fatal(got)
		}
	})
}

func TestNestedTransactionsAreRefused(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		none := func(*db.Tx) error { t.Error("the inner function ran"); return nil }
		inner := func(tx *db.Tx) error {
			for what, err := range map[string]error{
				"Write":  w.DB.Write(tx.Context(), none),
				"Read":   w.DB.Read(tx.Context(), none),
				"System": w.DB.System(tx.Context(), "a test", none),
			} {
				if !errors.Is(err, db.ErrNested) {
					t.Errorf("%s inside: %v", what, err)
				}
			}
			return nil
		}
		write(t, w, inner)
		read(t, w, inner)
	})
}

// TestAFailedStatementEndsTheTransaction: PostgreSQL would turn the commit into
// a silent rollback, SQLite would commit the rest.
func TestAFailedStatementEndsTheTransaction(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "first")
		hooked := 0
		w.DB.BeforeCommit(func(*db.Tx) error { hooked++; return nil })
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "second"}); err != nil {
				return err
			}
			if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "first"}); err == nil {
				t.Error("the same name twice")
			}
			if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "third"}); err == nil {
				t.Error("a statement after a failed one")
			}
			return nil
		})
		if db.Violated(err) != "t_things_name" || hooked != 0 {
			t.Errorf("Write gives %v, hooks ran %d times", err, hooked)
		}
		if got := names(t, w); !slices.Equal(got, []string{"first"}) {
			t.Error(got)
		}
	})
}

func TestBeforeCommit(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		var fail error
		w.DB.BeforeCommit(func(tx *db.Tx) error {
			if fail != nil {
				return fail
			}
			return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: fmt.Sprint("by the hook ", tx.NewID())})
		})
		insert(t, w, w.IDs(), "a")
		if got := names(t, w); len(got) != 2 {
			t.Fatalf("a Write with a hook left %v", got)
		}
		fail = errTest
		err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
			return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "b"})
		})
		if err != errTest || len(names(t, w)) != 2 {
			t.Fatalf("a refusing hook gives %v and leaves %v", err, names(t, w))
		}
	})
}

func TestReadsDoNotWrite(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		err := w.DB.Read(w.Ctx(), func(tx *db.Tx) error {
			return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "x"})
		})
		if err == nil || len(names(t, w)) != 0 {
			t.Fatal("a Read wrote", err)
		}
	})
}

func TestAReadSeesOneState(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "before")
		read(t, w, func(tx *db.Tx) error {
			before, err := tx.From("t_things").Count()
			if err != nil {
				return err
			}
			insert(t, w, w.IDs(), "meanwhile")
			after, err := tx.From("t_things").Count()
			if before != 1 || after != 1 {
				t.Errorf("saw %d, then %d", before, after)
			}
			return err
		})
	})
}

func TestACancelledRequestLeavesNothing(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		for range 20 { // more often than there are connections
			ctx, cancel := context.WithCancel(w.Ctx())
			err := w.DB.Write(ctx, func(tx *db.Tx) error {
				if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "gone"}); err != nil {
					return err
				}
				cancel()
				return nil
			})
			if !errors.Is(err, context.Canceled) {
				t.Fatalf("Write gives %v", err)
			}
			if err := w.DB.Read(ctx, func(*db.Tx) error { return nil }); !errors.Is(err, context.Canceled) {
				t.Fatalf("Read gives %v", err)
			}
		}
		insert(t, w, w.IDs(), "after")
		if got := names(t, w); !slices.Equal(got, []string{"after"}) {
			t.Fatal(got)
		}
	})
}

// TestALongStatementIsInterrupted: the caller who went away does not hold the
// writer.
func TestALongStatementIsInterrupted(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		ctx, cancel := context.WithTimeout(w.Ctx(), 100*time.Millisecond)
		defer cancel()
		began := time.Now()
		err := w.DB.Write(ctx, func(tx *db.Tx) error {
			_, err := tx.RawExec(`INSERT INTO t_words (word) WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 100000000)
				SELECT 'w' || max(i) || :tenant FROM n`)
			return err
		})
		if !errors.Is(err, context.DeadlineExceeded) || time.Since(began) > 5*time.Second {
			t.Fatalf("%v after %v", err, time.Since(began))
		}
		insert(t, w, w.IDs(), "after")
	})
}

// TestADeadlockIsRetriedOnce crosses two transactions; on SQLite they follow one
// another.
func TestADeadlockIsRetriedOnce(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		ids := insert(t, w, w.IDs(), "a", "b")
		var runs atomic.Int64
		var met sync.WaitGroup
		met.Add(2)
		errs := testkit.Race(t, 2, func(i int) error {
			first := true
			return w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
				runs.Add(1)
				bump := func(id string) error {
					return tx.Update("t_things").Set("amount = amount + 1").Where("id = ?", id).Must()
				}
				if err := bump(ids[i]); err != nil {
					return err
				}
				if first && tx.Dialect() == db.Postgres {
					first = false
					met.Done()
					met.Wait()
				}
				return bump(ids[1-i])
			})
		})
		want := int64(2)
		if w.DB.Dialect == db.Postgres {
			want = 3 // one of them twice
		}
		if errs[0] != nil || errs[1] != nil || runs.Load() != want {
			t.Fatalf("%v after %d runs, want %d", errs, runs.Load(), want)
		}
		var sum int64
		read(t, w, func(tx *db.Tx) error { _, err := tx.From("t_things").Get("sum(amount)", &sum); return err })
		if sum != 4 {
			t.Fatalf("the amounts sum to %d", sum)
		}
	})
}

func TestTwentyWriters(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		id := insert(t, w, w.IDs(), "counter")[0]
		const each = 10
		errs := testkit.Race(t, 20, func(i int) error {
			for n := range each {
				err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
					if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: fmt.Sprint(i, "/", n)}); err != nil {
						return err
					}
					return tx.Update("t_things").Set("amount = amount + 1").Where("id = ?", id).Must()
				})
				if err != nil {
					return err
				}
				if err := w.DB.Read(w.Ctx(), func(tx *db.Tx) error { _, err := tx.From("t_things").Count(); return err }); err != nil {
					return err
				}
			}
			return nil
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		var got thing
		read(t, w, func(tx *db.Tx) error { _, err := tx.From("t_things").Where("id = ?", id).One(&got); return err })
		if n := len(names(t, w)); got.Amount != 20*each || n != 1+20*each {
			t.Fatalf("counted %d, rows %d", got.Amount, n)
		}
	})
}

// TestLockMakesReadThenWriteSafe counts under a lock, which PostgreSQL would not
// do right without.
func TestLockMakesReadThenWriteSafe(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		errs := testkit.Race(t, 20, func(i int) error {
			return w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
				// Two days, named in either order.
				days := []string{"clinic/2026-11-22", "clinic/2026-11-23"}
				if i%2 == 0 {
					slices.Reverse(days)
				}
				if err := tx.Lock(days...); err != nil {
					return err
				}
				n, err := tx.From("t_things").Count()
				if err != nil || n >= 3 {
					return err
				}
				return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: fmt.Sprint(i)})
			})
		})
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if n := len(names(t, w)); n != 3 {
			t.Fatalf("%d rows, the pool holds 3", n)
		}
	})
}

// TestStatementsAreKept runs one text often enough to be prepared, in both
// pools, and more texts than are kept.
func TestStatementsAreKept(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		ids := insert(t, w, w.IDs(), "a", "b", "c")
		for range 3 {
			for i, id := range ids {
				var got thing
				read(t, w, func(tx *db.Tx) error { _, err := tx.From("t_things").Where("id = ?", id).One(&got); return err })
				if got.ID != id || got.Name != string(rune('a'+i)) {
					t.Fatalf("read %v for %s", got, id)
				}
				write(t, w, func(tx *db.Tx) error {
					return tx.Update("t_things").Set("version = version + 1").Where("id = ?", id).Must()
				})
			}
		}
		read(t, w, func(tx *db.Tx) error {
			for i := range 2100 {
				n, err := tx.From("t_things").Where(fmt.Sprintf("amount < %d", i+1)).Count()
				if err != nil || n != 3 {
					return fmt.Errorf("text %d: %d rows, %w", i, n, err)
				}
			}
			return nil
		})
	})
}

func TestRecorderHearsEveryStatement(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		var r db.Recorder
		ctx := db.Record(w.Ctx(), &r)
		err := w.DB.Write(ctx, func(tx *db.Tx) error {
			if err := tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "a"}); err != nil {
				return err
			}
			_, err := tx.From("t_things").Count()
			return err
		})
		if err != nil || len(r.List) != 2 || r.List[0].Query || !r.List[1].Query || len(r.List[1].Args) != 1 {
			t.Fatal(err, r.List)
		}
		wrote := r.List[0].In
		if wrote != r.List[1].In || wrote.Pool != db.Writers || !wrote.Committed {
			t.Errorf("one committed writing transaction was recorded as %+v and %+v", wrote, r.List[1].In)
		}
		if opens := strings.HasPrefix(wrote.Begin, "BEGIN; SET LOCAL app.tenant"); opens != (w.DB.Dialect == db.Postgres) {
			t.Errorf("it was opened by %q", wrote.Begin)
		}
		broken := errors.New("broken")
		if err := w.DB.Read(ctx, func(tx *db.Tx) error {
			if _, err := tx.From("t_things").Count(); err != nil {
				return err
			}
			return broken
		}); !errors.Is(err, broken) {
			t.Fatal(err)
		}
		if read := r.List[2].In; read == wrote || read.Pool != db.Readers || read.Committed {
			t.Errorf("a read that was rolled back was recorded as %+v", read)
		}
	})
}
