package db_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// A list finds what its values find one by one, however long it is and whatever
// stands in it.
func TestListsOfAnyLength(t *testing.T) {
	odd := []string{"", "NULL", "{}", `a"b`, `a\b`, `\"`, "a,b", "{a}", " a ", "长", "it's", "?", ":tenant", "$1", "x"}
	each(t, func(t *testing.T, w *testkit.World) {
		var rows []thing
		for i, name := range odd {
			rows = append(rows, thing{ID: w.IDs(), Clinic: w.IDs(), Name: name, Amount: int64(i + 1), Tags: []string{}})
		}
		write(t, w, func(tx *db.Tx) error { return tx.Insert("t_things", rows) })
		names := func(cond string, args ...any) (got []string) {
			t.Helper()
			read(t, w, func(tx *db.Tx) error {
				return tx.From("t_things").Where(cond, args...).OrderBy("amount").Pluck("name", &got)
			})
			return got
		}
		for _, more := range []int{0, 1, 7, 8, 9, 3000} {
			ids, texts, numbers := []string{rows[3].ID, rows[4].ID}, odd[:len(odd)-1:len(odd)-1], []int{1, 15}
			for i := range more {
				ids, texts, numbers = append(ids, w.IDs()), append(texts, fmt.Sprint("none ", i)), append(numbers, 1000+i)
			}
			want := func(what string, got, want []string) {
				t.Helper()
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s with %d more: %s", what, more, diff)
				}
			}
			want("ids", names("id IN (?)", ids), odd[3:5])
			want("texts", names("name IN (?)", texts), odd[:len(odd)-1])
			want("numbers", names("amount IN (?)", numbers), []string{odd[0], odd[len(odd)-1]})
			want("none of them", names("name NOT IN (?) AND amount > ?", texts, 0), odd[len(odd)-1:])
			want("two lists", names("name IN (?) AND id IN (?)", texts, ids), odd[3:5])
			var raw []struct {
				Name string `db:"name"`
			}
			read(t, w, func(tx *db.Tx) error {
				return tx.Raw(&raw, "SELECT name FROM t_things WHERE tenant_id = :tenant AND id IN (?) ORDER BY amount", ids)
			})
			if len(raw) != 2 || raw[0].Name != odd[3] {
				t.Errorf("raw with %d more: %v", more, raw)
			}
			write(t, w, func(tx *db.Tx) error {
				n, err := tx.Update("t_things").Set("flag = ?", true).Where("id IN (?)", ids).Exec()
				if n != 2 {
					t.Errorf("changed %d", n)
				}
				return err
			})
		}
		want := names("id IN (?)", []string{})
		if len(want) != 0 {
			t.Errorf("an empty list found %v", want)
		}
	})
}

// On PostgreSQL lists of all lengths are one statement, so that it is planned once.
func TestLongListsAreOneStatement(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		texts := map[string]bool{}
		for _, n := range []int{9, 10, 500, 2000} {
			ids := make([]string, n)
			for i := range ids {
				ids[i] = w.IDs()
			}
			r := &db.Recorder{}
			ok := w.DB.Read(db.Record(w.Ctx(), r), func(tx *db.Tx) error {
				_, err := tx.From("t_things").Where("id IN (?)", ids).Count()
				return err
			})
			if ok != nil {
				t.Fatal(ok)
			}
			texts[r.List[len(r.List)-1].Text] = true
		}
		if w.DB.Dialect == db.Postgres && (len(texts) != 1 || !strings.Contains(strings.Join(keys(texts), ""), "= ANY (")) {
			t.Errorf("%d statements: %.200v", len(texts), keys(texts))
		}
	})
}

func keys(m map[string]bool) (out []string) {
	for k := range m {
		out = append(out, k)
	}
	return out
}
