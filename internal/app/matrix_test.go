package app

import (
	"bytes"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/testkit"
)

// The isolation matrix: every route of the program is asked for by those who may
// not, then by who may. A route without an example fails, so that no module can
// come into the house without its walls being tried.

// example is one request that succeeds for who is entitled to it. It is made
// afresh for each use, with whatever it needs, and names nothing but what
// belongs to the first clinic of group A.
type example struct {
	as    *person           // who is entitled; nil = who holds every right in the first clinic, or the owner
	path  map[string]string // parameters of the path
	query url.Values
	body  any    // becomes JSON; nil = none
	match int64  // version for If-Match; 0 = none
	fresh bool   // If-Match is 0: there is nothing yet
	media string // of raw; "" = JSON
	raw   []byte // the body, where it is no JSON

	// wide says that what the example names belongs to the whole group: who has
	// the right in any of its clinics may do it.
	wide bool
	// looks says that a POST only looks.
	looks bool

	head map[string]string // further headers

	// names says that the example names something of A by another word than an id.
	names bool
}

// book holds the examples by route.
type book map[string]func(w *world) example

// examples gathers the examples of all modules.
func examples(t *testing.T) book {
	t.Helper()
	all := book{}
	for _, b := range []book{platformExamples, orgExamples, patientsExamples, catalogExamples, tasksExamples,
		gatewaysExamples, messagesExamples, bindingExamples, ownExamples, outsideExamples, bookingExamples, standingExamples, imagingExamples, recordExamples, teethExamples, referralExamples, plansExamples, billingExamples,
		complaintsExamples, followupExamples,
		audienceExamples, checkinExamples, contentExamples, journeysExamples, studyExamples} {
		for id, make := range b {
			if all[id] != nil {
				t.Fatalf("two examples for the route %s", id)
			}
			all[id] = make
		}
	}
	return all
}

// TestIsolation tries every route on both databases.
func TestIsolation(t *testing.T) {
	all, migrations := examples(t), scratch(t).Migrations()
	testkit.Each(t, migrations, func(t *testing.T, k *testkit.World) {
		t.Parallel() // one database waits while the other works
		w := furnishWorld(t, k)
		unused := maps.Clone(all)
		for _, r := range w.app.API.Routes() {
			delete(unused, r.ID)
			t.Run(r.ID, func(t *testing.T) {
				if all[r.ID] == nil {
					t.Fatalf("no example for %s %s: add one to the module's matrix file", r.Method, r.Path)
				}
				w.T = t
				(&trial{world: w, route: r, op: w.operation(r), make: all[r.ID]}).run()
			})
		}
		for id := range unused {
			if module, _, _ := strings.Cut(id, "."); w.has(module) {
				t.Errorf("an example for %s, which is no route", id)
			}
		}
		t.Run("the audit", func(t *testing.T) { w.T = t; w.spoken() })
		t.Run("the log", func(t *testing.T) { w.T = t; w.discreet() })
		t.Run("around the door", func(t *testing.T) { w.T = t; w.aroundTheDoor() })
	})
}

// trial is one route being tried.
type trial struct {
	*world
	route httpapi.Route
	op    operation
	make  func(*world) example
}

// personal tells of a route about the actor alone, which names nobody's ids.
func (c *trial) personal() bool { return c.route.Open != "" && len(c.op.pathParams()) == 0 }

func (c *trial) reads() bool { return c.route.Method == http.MethodGet }

// lists tells of a request that looks without naming what it looks at: who may
// see nothing of it gets an empty list.
func (c *trial) lists(ex example) bool {
	return (c.reads() || ex.looks) && len(ex.path) == 0 && !ex.names
}

func (c *trial) run() {
	ex := c.make(c.world)
	c.mark()
	if !c.route.Anonymous {
		if got := c.try(nil, ex); got.status != http.StatusUnauthorized {
			c.T.Errorf("without a session: %s", got)
		}
	}
	c.refused(ex)
	c.spoil(ex)
	c.odd(ex)
	c.same("after those who may not, and bad input")
	c.succeed(ex)
	c.strange()
	c.extremes()
}

// refused asks as everybody who may not.
func (c *trial) refused(ex example) {
	if c.route.Anonymous || (c.personal() && !c.reads()) {
		return // nobody's right is asked for, or everybody acts upon themselves
	}
	c.byOtherGroup(ex)
	if c.route.Permission != "" {
		c.byRoles(ex)
	} else if !c.personal() {
		if got := c.try(c.nobody, ex); !got.hidden() {
			c.T.Errorf("by a member about somebody else: %s", got)
		}
	}
	if !ex.wide {
		c.byOtherClinic(ex)
	}
}

// byOtherGroup sends the same request as the owner of another group.
func (c *trial) byOtherGroup(ex example) {
	got := c.try(c.stranger, ex)
	named := c.ofGroup(ex.ids(c.route)...)
	switch {
	case got.hidden() || c.unknown(c.stranger, ex, got):
	case (len(named) > 0 || ex.names) && !c.lists(ex):
		c.T.Errorf("another group named %v: %s", named, got)
	case got.ok():
		c.shows(got, "another group", c.ofGroup, secretOfGroup)
	case c.lists(ex):
		c.T.Errorf("a list as another group: %s", got)
	}
}

// byOtherClinic sends the same request as who holds every right, but in the
// other clinic only.
func (c *trial) byOtherClinic(ex example) {
	got := c.try(c.there, ex)
	switch {
	case got.hidden() || c.unknown(c.there, ex, got):
	case !c.lists(ex):
		c.T.Errorf("with rights in the other clinic only: %s", got)
	case got.ok():
		c.shows(got, "who works in the other clinic", c.ofFirstClinic, secretOfClinic)
	default:
		c.T.Errorf("a list for the other clinic: %s", got)
	}
}

// unknown tells whether somebody got the refusal that they get for ids that are
// nobody's, so that it tells them nothing.
func (c *trial) unknown(by *person, ex example, got reply) bool {
	if got.status != http.StatusUnprocessableEntity || c.reads() {
		return false
	}
	q := ex.request(c.route, by, c.fresh("key-"))
	for i, id := range ex.ids(c.route) {
		other := fmt.Sprintf("01900000-0000-7000-8000-%012d", i) // nobody's
		q.path = strings.ReplaceAll(q.path, id, other)
		q.body = bytes.ReplaceAll(q.body, []byte(id), []byte(other))
	}
	same := c.send(q)
	return same.status == got.status && same.code() == got.code()
}

// byRoles sends the request as a member without rights, and as each built-in
// role that does not hold the permission.
func (c *trial) byRoles(ex example) {
	all := c.app.permissions()
	i := slices.IndexFunc(all, func(p auth.Permission) bool { return p.Key == c.route.Permission })
	if i < 0 {
		c.T.Fatalf("the permission %q is declared nowhere", c.route.Permission)
	}
	c.lacks(c.nobody, ex)
	for _, role := range org.BuiltIn {
		if role != org.RoleOwner && !slices.Contains(all[i].Roles, role) {
			c.lacks(c.staff[role], ex)
		}
	}
	if all[i].Scope == auth.Group {
		c.lacks(c.here, ex)
	}
}

func (c *trial) lacks(who *person, ex example) {
	if got := c.try(who, ex); got.status != http.StatusForbidden || got.code() != "auth.forbidden" {
		c.T.Errorf("%s, who lacks %s: %s", who.login, c.route.Permission, got)
	}
}

// succeed proves that the example was right, and that repeating an idempotent
// request changes nothing.
func (c *trial) succeed(ex example) {
	key := c.fresh("key-")
	got := c.tryWith(c.entitled(ex), ex, key)
	if !got.ok() {
		c.T.Fatalf("who is entitled: %s", got)
	}
	if !c.route.Idempotent {
		return
	}
	c.mark()
	again := c.tryWith(c.entitled(ex), ex, key)
	if again.status != got.status {
		c.T.Errorf("the same key once more: %s, first %s", again, got)
	}
	c.same("after the same key once more")
	if got := c.tryWith(c.entitled(ex), ex, ""); got.code() != httpapi.KeyRequired.Code {
		c.T.Errorf("without a key: %s", got)
	}
}

// entitled is who the example succeeds for.
func (c *trial) entitled(ex example) *person {
	if ex.as != nil || c.route.Anonymous {
		return ex.as
	}
	for _, p := range c.app.permissions() {
		if p.Key == c.route.Permission && p.Scope == auth.Group {
			return c.owner
		}
	}
	return c.here
}
