// Command chaos kills the program while front desks book, move and call off
// visits, cashiers take and give back money and messages go to patients, starts it
// again, and looks whether every promise was kept:
//
//   - every acknowledged booking, move and cancellation is there, exactly once;
//   - nothing is half-done: no visit without its claims, history, facts, audit and
//     memory of the request, none of these without a visit, no two claims at once;
//   - a payment, prepayment, execution with what covers it, refund or closing is
//     there whole or not at all: rows and journal agree, no number of a receipt is
//     left out, each document has one request, one fact and one audit row;
//   - a request whose answer was lost, sent again with the same key, gives the
//     answer of the first time or acts for the first time;
//   - a message is decided once: one row for a purpose and occurrence, one send for a
//     message and rung, its own number on the wire; the double of the providers, a
//     process of its own that misbehaves and is killed as well, accepted nothing that
//     the books do not know, and nothing twice;
//   - no message names a time that the visit did not have when it was decided, none
//     goes to who died, opted out or complained once that was acknowledged, no forged
//     callback is believed, pots of credits and quota equal their journals, and what
//     is unknown is asked about or shown to somebody who decides;
//   - an enrolment in a journey takes each step once and goes on where it stood, along
//     its graph, through pauses and changes of the journey; each step does what the graph
//     asks there, once: one message, one task, one coupon, one call, the tags; nobody's
//     time is over for long, nobody waits without one, and who was let in is in once;
//   - work in the background goes on: an import that was killed in the middle ends
//     with every row entered once;
//   - the audit chain verifies and the doctor finds nothing.
//
// After each kill, and at the end, it looks at everything. With -whole 20 only every
// twentieth kill is followed by that, the others by a look at what was in flight: the
// desks' bookings, what became of requests without an answer, every step since the look
// before. -only journeys leaves one desk of the rest, so that a kill takes two seconds
// and most of them meet a step or a message.
// It prints counts and fails on any violation. The same seed makes the same
// clinic, the same requests and the same moments.
//
//	go run ./bench/chaos -kills 50 -seed 1 -db both
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"os/signal"
	"slices"

	"archwire/bench/stage"
	"archwire/internal/platform/db"
)

func main() {
	kills := flag.Int("kills", 50, "how often the program is killed on each database")
	seed := flag.Uint64("seed", 1, "what happens, and when")
	which := flag.String("db", "both", "sqlite, postgres or both; both leaves out PostgreSQL where it is not installed, unless REQUIRE_ALL=1")
	binary := flag.String("bin", "bin/archwire", "the built program")
	desks := flag.Int("desks", 6, "how many front desks work at once")
	cashiers := flag.Int("cashiers", 3, "how many cashiers work at once")
	whole := flag.Int("whole", 1, "every so many kills everything is looked at: whole books, doctor, audit chain; after the others what was in flight")
	only := flag.String("only", "", "journeys: one desk, no cashiers, no imports, so that many kills meet planning, stepping and sending")
	flag.Parse()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := chaos(ctx, options{*kills, *seed, *which, *binary, *desks, *cashiers, max(*whole, 1), *only}); err != nil {
		fmt.Fprintln(os.Stderr, "chaos:", err)
		os.Exit(1)
	}
}

type options struct {
	kills  int
	seed   uint64
	which  string
	binary string

	desks        int
	cashierCount int
	whole        int
	only         string
}

func chaos(ctx context.Context, o options) error {
	switch o.only {
	case "":
	case "journeys":
		o.desks, o.cashierCount = 1, 0
	default:
		return fmt.Errorf("-only is journeys, not %q", o.only)
	}
	dialects, err := stage.Dialects(o.which)
	if err != nil {
		return err
	}
	place, err := stage.NewPlace(slices.Contains(dialects, db.Postgres), "")
	if err != nil && o.which == "both" && os.Getenv("REQUIRE_ALL") != "1" {
		fmt.Println("not on PostgreSQL:", err)
		dialects = dialects[:1]
		place, err = stage.NewPlace(false, "")
	}
	if err != nil {
		return err
	}
	defer place.Close()
	var failed error
	for _, d := range dialects {
		t, err := newTrial(ctx, place, d, o)
		if err == nil {
			err = t.run(ctx)
			fmt.Print(t.report())
		}
		if err != nil {
			failed = errors.Join(failed, fmt.Errorf("%s: %w", stage.Name(d), err))
		}
		if ctx.Err() != nil {
			break
		}
	}
	return failed
}
