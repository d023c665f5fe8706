package app

import (
	"maps"
	"net/http"
	"slices"
	"strings"
	"testing"

	"archwire/internal/platform/testkit"
)

// onlyOnce are routes that act once however many keys are sent: by then the
// thing is done, or is not as it was shown. So are all that name a version.
var onlyOnce = []string{"billing.pay", "billing.void_receipt", "billing.void_bill", "billing.close_till", "plans.undo_execution"}

// A double click on whatever makes or moves money: every POST of billing and
// plans is sent twice at once. With one key it acts once, and both get the same
// answer; with two it acts once where a second time would be a mistake.
func TestDoubleClicks(t *testing.T) {
	all, migrations := examples(t), scratch(t).Migrations()
	testkit.Each(t, migrations, func(t *testing.T, k *testkit.World) {
		t.Parallel()
		w := furnishWorld(t, k)
		for _, r := range w.app.API.Routes() {
			module, _, _ := strings.Cut(r.ID, ".")
			if r.Method != http.MethodPost || (module != "billing" && module != "plans") || all[r.ID] == nil {
				continue
			}
			t.Run(r.ID, func(t *testing.T) {
				w.T = t
				(&trial{world: w, route: r, op: w.operation(r), make: all[r.ID]}).doubleClick()
			})
		}
	})
}

func (c *trial) doubleClick() {
	ex := c.make(c.world)
	if got := c.try(c.entitled(ex), ex); !got.ok() { // what is there once, as a counter, is there from now on
		c.T.Fatalf("at first: %s", got)
	}
	ex = c.make(c.world)
	c.mark()
	if got := c.try(c.entitled(ex), ex); !got.ok() {
		c.T.Fatalf("once: %s", got)
	}
	once := c.grown()

	ex = c.make(c.world)
	c.mark()
	key := c.fresh("key-")
	a, b := c.twice(ex, key, key)
	same := a.ok() && b.ok() && a.text == b.text
	if c.route.Idempotent && !same || !a.ok() && !b.ok() {
		c.T.Errorf("one key: %s and %s", a, b)
	}
	if got := c.grown(); (c.route.Idempotent || !(a.ok() && b.ok())) && !maps.Equal(got, once) {
		c.T.Errorf("one key wrote %v, once %v", got, once)
	}

	ex = c.make(c.world)
	c.mark()
	a, b = c.twice(ex, c.fresh("key-"), c.fresh("key-"))
	if !a.ok() && !b.ok() || a.status >= 500 || b.status >= 500 {
		c.T.Errorf("two keys: %s and %s", a, b)
	}
	if ex.match == 0 && !slices.Contains(onlyOnce, c.route.ID) {
		return
	}
	if got := c.grown(); a.ok() && b.ok() || !maps.Equal(got, once) {
		c.T.Errorf("two keys: %s and %s; wrote %v, once %v", a, b, got, once)
	}
}

// twice sends the example twice at once.
func (c *trial) twice(ex example, one, two string) (a, b reply) {
	testkit.Race(c.T, 2, func(i int) error {
		if i == 0 {
			a = c.tryWith(c.entitled(ex), ex, one)
		} else {
			b = c.tryWith(c.entitled(ex), ex, two)
		}
		return nil
	})
	return a, b
}

// grown tells how many rows more there are in which tables since the mark.
func (c *trial) grown() map[string]string {
	c.T.Helper()
	out := map[string]string{}
	for _, one := range c.column("SELECT name || ' ' || sum(sign) FROM digest_rows GROUP BY name HAVING sum(sign) <> 0") {
		table, more, _ := strings.Cut(one, " ")
		out[table] = more
	}
	return out
}
