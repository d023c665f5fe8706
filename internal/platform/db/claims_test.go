package db_test

import (
	"fmt"
	"testing"

	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

const (
	minute = int64(60_000)
	day    = 24 * 60 * minute
)

// book claims as a store does: under the locks of the resources.
func book(w *testkit.World, claims ...claim) error {
	return w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
		var locks []string
		for _, c := range claims {
			locks = append(locks, "claims/"+c.Resource)
		}
		if err := tx.Lock(locks...); err != nil {
			return err
		}
		return tx.Insert("t_claims", claims)
	})
}

func TestClaimsDoNotOverlap(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		visit := func(resource string, from, to int64) claim { return claim{w.IDs(), resource, from, to} }
		at := testkit.Start
		if err := book(w, visit("chair:1", at, at+30*minute), visit("room:long", at-day+minute, at+minute)); err != nil {
			t.Fatal(err)
		}
		for _, c := range []struct {
			what string
			c    claim
			free bool
		}{
			{"the same", visit("chair:1", at, at+30*minute), false},
			{"inside", visit("chair:1", at+10*minute, at+20*minute), false},
			{"around", visit("chair:1", at-10*minute, at+40*minute), false},
			{"over the beginning", visit("chair:1", at-10*minute, at+1), false},
			{"over the end", visit("chair:1", at+30*minute-1, at+40*minute), false},
			{"a day that touches", visit("chair:1", at-day+1, at+1), false},
			{"the last minute of a whole day", visit("room:long", at, at+minute), false},
			{"just before", visit("chair:1", at-10*minute, at), true},
			{"just after", visit("chair:1", at+30*minute, at+40*minute), true},
			{"a whole day before", visit("chair:1", at-day-10*minute, at-10*minute), true},
			{"after a whole day", visit("room:long", at+minute, at+2*minute), true},
			{"another chair", visit("chair:2", at, at+30*minute), true},
		} {
			err := book(w, c.c)
			if c.free && err != nil || !c.free && db.Violated(err) != "t_claims_no_overlap" {
				t.Errorf("%s: %v", c.what, err)
			}
		}
		if err := book(w, visit("chair:9", at, at+2), visit("chair:9", at+1, at+3)); db.Violated(err) != "t_claims_no_overlap" {
			t.Errorf("two in one statement: %v", err)
		}
		if err := book(w.Other(), visit("chair:1", at, at+30*minute)); err != nil {
			t.Errorf("another group's chair of the same name: %v", err)
		}
	})
}

// TestAClaimMoves: within one transaction the old one goes and the new one
// comes, even where they overlap.
func TestAClaimMoves(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		id, at := w.IDs(), testkit.Start
		if err := book(w, claim{id, "chair:1", at, at + 30*minute}); err != nil {
			t.Fatal(err)
		}
		write(t, w, func(tx *db.Tx) error {
			if _, err := tx.Delete("t_claims").Where("visit_id = ?", id).Exec(); err != nil {
				return err
			}
			return tx.Insert("t_claims", claim{id, "chair:1", at + 10*minute, at + 40*minute})
		})
	})
}

// TestRaceForOneChair: of twenty who want overlapping minutes one wins, and each
// other hears which promise stood against it. Each wants the doctor's hands as
// well, named in either order.
func TestRaceForOneChair(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		for round := range 5 {
			at := testkit.Start + int64(round)*day
			errs := testkit.Race(t, 20, func(i int) error {
				from := at + int64(i)*minute
				chair := claim{w.IDs(), "chair:1", from, from + 30*minute}
				hands := claim{chair.Visit, "doctor:1:0", from, from + 30*minute}
				if i%2 == 0 {
					return book(w, chair, hands)
				}
				return book(w, hands, chair)
			})
			won, lost := 0, map[string]int{}
			for _, err := range errs {
				if err == nil {
					won++
				} else if name := db.Violated(err); name != "" {
					lost[name]++
				} else {
					lost[err.Error()]++
				}
			}
			if won != 1 || lost["t_claims_no_overlap"] != 19 {
				t.Errorf("round %d: %d won, the others heard %v", round, won, lost)
			}
		}
		read(t, w, func(tx *db.Tx) error {
			n, err := tx.From("t_claims").Count()
			if n != 10 {
				t.Errorf("%d claims, want 5 chairs and 5 pairs of hands", n)
			}
			return err
		})
	})
}

// TestTheConstraintHoldsWithoutLocks: what the locks are not for. Who loses may
// hear of a deadlock here, but two never win.
func TestTheConstraintHoldsWithoutLocks(t *testing.T) {
	each(t, func(t *testing.T, w *testkit.World) {
		errs := testkit.Race(t, 3, func(i int) error {
			from := testkit.Start + int64(i)*minute
			return w.DB.Write(w.Ctx(), func(tx *db.Tx) error {
				return tx.Insert("t_claims", claim{w.IDs(), "chair:1", from, from + 30*minute})
			})
		})
		won := 0
		for _, err := range errs {
			if err == nil {
				won++
			} else if db.Violated(err) != "t_claims_no_overlap" && !db.Busy(err) {
				t.Error(err)
			}
		}
		if won > 1 {
			t.Errorf("%d won", won)
		}
	})
}

// BenchmarkClaim books beside 100,000 claims: the trigger's search stays within
// a day.
func BenchmarkClaim(b *testing.B) {
	for name, open := range map[string]func(testing.TB, []db.Migrations) *testkit.World{"sqlite": testkit.OpenSQLite, "postgres": testkit.OpenPostgres} {
		b.Run(name, func(b *testing.B) {
			w := open(b, schema())
			var list []claim
			for i := range int64(100_000) {
				list = append(list, claim{w.IDs(), fmt.Sprint("chair:", i%10), testkit.Start + i/10*30*minute, testkit.Start + (i/10+1)*30*minute})
			}
			if err := w.DB.Write(w.Ctx(), func(tx *db.Tx) error { return tx.Insert("t_claims", list) }); err != nil {
				b.Fatal(err)
			}
			at := testkit.Start + 10_000*30*minute
			for b.Loop() {
				if err := book(w, claim{w.IDs(), "chair:1", at, at + minute}); err != nil {
					b.Fatal(err)
				}
				at += minute
			}
		})
	}
}
