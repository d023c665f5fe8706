package events

import (
	"context"
	"encoding/json"
	"fmt"
	"regexp"

	"archwire/internal/platform/db"
)

// Fact is something that happened.
type Fact struct {
	ID       string // given by Publish
	Kind     string // "module.what_happened", past tense
	Clinic   string // "" = of the whole group
	Patient  string // "" = of no patient
	Subject  string // id of the thing it happened to; may be ""
	At       int64  // when it happened, epoch milliseconds; 0 = now
	Recorded int64  // when it was published, epoch milliseconds; given by Publish
	Actor    string // who did it, "" = the program; given by Publish
	Dedupe   string // a second fact with the same key in the group is silently not published; "" = none
	Backfill bool   // tells of the past (demo, import)
	Body     any    // what the hearer needs, stored as JSON; hearers use Decode
	body     json.RawMessage
}

// Decode reads the body into dest, a pointer. Fields that the hearer does not
// know are ignored.
func (f Fact) Decode(dest any) error {
	if err := json.Unmarshal(f.body, dest); err != nil {
		return fmt.Errorf("events: body of %s: %w", f.Kind, err)
	}
	return nil
}

// Subscription is a hearer, as a module declares it. It has Now or Later, or
// both.
type Subscription struct {
	// Name is "module.why", unique in the program and stable: rows that wait carry
	// it.
	Name  string
	Kinds []string // the kinds of fact it hears
	// Now runs in the publisher's transaction. Its error goes to the publisher,
	// who must return it, so that everything is rolled back.
	Now func(tx *db.Tx, f Fact) error
	// Later gets up to Batch facts at a time, oldest first, and does all of them
	// or returns an error. The context carries the group's db.Scope. It may get a
	// fact again that it has done already.
	Later func(ctx context.Context, facts []Fact) error
	// Backfill says that it hears facts about the past as well.
	Backfill bool
}

var nameForm = regexp.MustCompile(`^[a-z][a-z0-9]*\.[a-z][a-z0-9_]*$`)

// check tells what is wrong with the declaration: a programming error.
func (s Subscription) check() error {
	if !nameForm.MatchString(s.Name) {
		return fmt.Errorf("events: subscription %q is not named module.why", s.Name)
	}
	if s.Now == nil && s.Later == nil {
		return fmt.Errorf("events: subscription %s hears nothing", s.Name)
	}
	for _, k := range s.Kinds {
		if !nameForm.MatchString(k) {
			return fmt.Errorf("events: subscription %s: kind %q is not module.what_happened", s.Name, k)
		}
	}
	if len(s.Kinds) == 0 {
		return fmt.Errorf("events: subscription %s names no kind", s.Name)
	}
	return nil
}
