package db_test

import (
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

func TestValuesComeBackAsTheyWere(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		list := []thing{
			{Name: "plain", Tags: []string{}},
			{Name: "𠮷田 䶮 👩‍⚕️ é", Amount: 1<<53 + 1, Flag: true, Ratio: 0.1, Introducer: w.IDs(), Day: "2026-11-22",
				Tags: []string{"种植", `"quoted"`, "\\", "𠮷"}, Body: []byte{0, 1, 0xff}, Version: math.MinInt64},
			{Name: "it's 100% ? $1 :tenant", Amount: math.MaxInt64, Ratio: math.MaxFloat64, Tags: []string{"?"}, Body: []byte("x")},
			{Name: strings.Repeat("长", 10_000), Ratio: -1.5e-9, Tags: []string{""}},
		}
		for i := range list {
			list[i].ID, list[i].Clinic = w.IDs(), w.IDs()
		}
		write(t, w, func(tx *db.Tx) error { return tx.Insert("t_things", list) })
		var got []thing
		read(t, w, func(tx *db.Tx) error { return tx.From("t_things").OrderBy("id").All(&got) })
		if diff := cmp.Diff(list, got); diff != "" {
			t.Fatal(diff)
		}
		for _, want := range list {
			var one thing
			read(t, w, func(tx *db.Tx) error {
				found, err := tx.From("t_things").Where("name = ?", want.Name).One(&one)
				if !found {
					t.Errorf("not found by name: %.20s", want.Name)
				}
				return err
			})
			if diff := cmp.Diff(want, one); diff != "" {
				t.Error(diff)
			}
		}
	})
}

// TestNullsReadAsZero covers columns, joined rows that are missing, and sums of
// nothing.
func TestNullsReadAsZero(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "alone")
		type row struct {
			Introducer string  `db:"introducer_id"`
			Label      string  `db:"label" sql:"p.label"`
			Length     int     `db:"length" sql:"length(p.label)"`
			Has        bool    `db:"has" sql:"p.label = 'x'"`
			Pointer    *string `db:"pointer" sql:"p.label"`
		}
		got := []row{{"left", "from", 1, true, nil}}
		var sum int64 = 7
		read(t, w, func(tx *db.Tx) error {
			n, err := tx.From("t_things").Where("introducer_id IS NULL AND day IS NULL").Count()
			if err != nil || n != 1 {
				t.Errorf("%d rows with NULL, %v", n, err)
			}
			if found, err := tx.From("t_things").Where("name = ?", "nobody").Get("sum(amount)", &sum); !found || err != nil {
				return fmt.Errorf("sum: %v %w", found, err)
			}
			return tx.From("t_things t").LeftJoin("t_parts p", "p.thing_id = t.id").All(&got)
		})
		if diff := cmp.Diff([]row{{}}, got); diff != "" || sum != 0 {
			t.Fatal(diff, sum)
		}
	})
}

func TestSumsAndExpressions(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		write(t, w, func(tx *db.Tx) error {
			return tx.Insert("t_things", []thing{
				{ID: w.IDs(), Clinic: w.IDs(), Name: "a", Amount: 1 << 61, Ratio: 1.5}, {ID: w.IDs(), Clinic: w.IDs(), Name: "b", Amount: 1, Ratio: 2.5, Flag: true}})
		})
		type row struct {
			Flag bool    `db:"flag"`
			N    int     `db:"n" sql:"count(*)"`
			Sum  int64   `db:"total" sql:"sum(amount)"`
			Mean float64 `db:"mean" sql:"avg(ratio)"`
			Big  bool    `db:"big" sql:"max(amount) > 100"`
		}
		var got []row
		var sum int64
		var whole int
		read(t, w, func(tx *db.Tx) error {
			if _, err := tx.From("t_things").Get("sum(amount)", &sum); err != nil {
				return err
			}
			if _, err := tx.From("t_things").Get("avg(ratio)", &whole); err != nil {
				return err
			}
			return tx.From("t_things").GroupBy("flag").OrderBy("flag").All(&got)
		})
		if diff := cmp.Diff([]row{{false, 1, 1 << 61, 1.5, true}, {true, 1, 1, 2.5, false}}, got); diff != "" || sum != 1<<61+1 || whole != 2 {
			t.Fatal(diff, sum, whole)
		}
		var small int8
		err := w.DB.Read(w.Ctx(), func(tx *db.Tx) error { _, err := tx.From("t_things").Get("max(amount)", &small); return err })
		if err == nil {
			t.Fatalf("2^61 was read into an int8 as %d", small)
		}
	})
}

func TestLists(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "a", "b", "c")
		type name string
		for _, c := range []struct {
			cond string
			arg  any
			want int
		}{
			{"name IN (?)", []string{"a", "c"}, 2}, {"name IN (?)", []string{}, 0}, {"name IN (?)", []name{"b"}, 1},
			{"amount IN (?)", []int{0, 1}, 3}, {"name IN (?)", []string(nil), 0}, {"name = ?", name("a"), 1},
		} {
			read(t, w, func(tx *db.Tx) error {
				n, err := tx.From("t_things").Where(c.cond, c.arg).Count()
				if n != c.want {
					t.Errorf("%s with %v: %d rows, want %d", c.cond, c.arg, n, c.want)
				}
				return err
			})
		}
		type row struct {
			Name string `db:"name"`
		}
		var got []row
		read(t, w, func(tx *db.Tx) error {
			return tx.Raw(&got, `SELECT name FROM t_things WHERE tenant_id = :tenant AND name IN (?)
				UNION SELECT name FROM t_things WHERE tenant_id = :tenant AND name = ? ORDER BY name`, []string{"a", "b"}, "c")
		})
		if diff := cmp.Diff([]row{{"a"}, {"b"}, {"c"}}, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

// TestManyRows crosses the batches of Insert, and OR-clauses skip what is there.
func TestManyRows(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		rows := make([]thing, 1234)
		for i := range rows {
			rows[i] = thing{ID: w.IDs(), Clinic: w.IDs(), Name: fmt.Sprintf("%05d", i), Tags: []string{}}
		}
		write(t, w, func(tx *db.Tx) error { return tx.Insert("t_things", rows) })
		write(t, w, func(tx *db.Tx) error {
			n, err := tx.InsertOr("t_things", append(rows[:10:10], thing{ID: w.IDs(), Clinic: w.IDs(), Name: "new"}), "ON CONFLICT DO NOTHING")
			if n != 1 {
				t.Errorf("%d rows were new, want 1", n)
			}
			return err
		})
		read(t, w, func(tx *db.Tx) error {
			n, err := tx.From("t_things").Count()
			if n != 1235 {
				t.Errorf("%d rows", n)
			}
			var page []string
			if err := tx.From("t_things").OrderBy("name").Limit(2).Offset(500).Pluck("name", &page); err != nil {
				return err
			}
			if diff := cmp.Diff([]string{"00500", "00501"}, page); diff != "" {
				t.Error(diff)
			}
			return err
		})
		write(t, w, func(tx *db.Tx) error { return tx.Insert("t_things", []thing{}) })
	})
}

// TestTextsThatCannotBeKept: PostgreSQL refuses them, SQLite would take them.
func TestTextsThatCannotBeKept(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		for _, bad := range []string{"a\x00b", "\xff\xfe", "\xed\xa0\x80"} {
			err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
				return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: bad})
			})
			if !errors.Is(err, db.Unstorable) {
				t.Errorf("insert %q: %v", bad, err)
			}
			err = w.DB.Read(w.Ctx(), func(tx *db.Tx) error { _, err := tx.From("t_things").Where("name = ?", bad).Count(); return err })
			if !errors.Is(err, db.Unstorable) {
				t.Errorf("search for %q: %v", bad, err)
			}
		}
		write(t, w, func(tx *db.Tx) error {
			return tx.Insert("t_things", thing{ID: tx.NewID(), Clinic: w.IDs(), Name: "in JSON", Tags: []string{"a\x00b"}})
		})
		var got thing
		read(t, w, func(tx *db.Tx) error { _, err := tx.From("t_things").One(&got); return err })
		if diff := cmp.Diff([]string{"a\x00b"}, got.Tags); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestOneAndExists(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		insert(t, w, w.IDs(), "a", "b")
		read(t, w, func(tx *db.Tx) error {
			var got thing
			for name, want := range map[string]bool{"a": true, "z": false} {
				found, err := tx.From("t_things").Where("name = ?", name).One(&got)
				if err != nil || found != want {
					t.Errorf("One %s: %v %v", name, found, err)
				}
				found, err = tx.From("t_things").Where("name = ?", name).Exists()
				if err != nil || found != want {
					t.Errorf("Exists %s: %v %v", name, found, err)
				}
			}
			return nil
		})
	})
}
