package tasks

import (
	"maps"
	"slices"
	"strings"
)

// Absence is somebody who is not at work today. Their tasks stay theirs; those
// that are due before they are back show with who stands in as well.
type Absence struct {
	Staff   string
	StandIn string // who was named to stand in; "" = nobody: a role of the clinic does
	Back    int64  // when they are back, epoch milliseconds
}

// cover is what somebody has of the tasks of those who are away. The zero value
// covers nothing.
type cover struct {
	named []Absence // who named this person
	other []Absence // who named nobody, or somebody who is away as well
	posts []post    // where this person stands in by role
}

// post is a clinic in which somebody stands in by role: for every kind but Except,
// or, where Kinds is not nil, for these.
type post struct {
	Clinic string
	Kinds  []string
	Except []string
}

// covering sorts absences by how the person me stands in for them; gone are those
// of the named who are away themselves.
func covering(list []Absence, me string, gone map[string]bool, posts []post) cover {
	c := cover{posts: posts}
	for _, a := range list {
		switch {
		case a.Staff == me:
		case a.StandIn == me:
			c.named = append(c.named, a)
		case a.StandIn == "" || gone[a.StandIn]:
			c.other = append(c.other, a)
		}
	}
	return c
}

// condition is what is true of the tasks that are covered; "" = none are.
func (c cover) condition() (string, []any) {
	var parts []string
	var args []any
	if cond, of := owned(c.named); cond != "" {
		parts, args = append(parts, cond), append(args, of...)
	}
	if cond, of := owned(c.other); cond != "" && len(c.posts) > 0 {
		where, at := stationed(c.posts)
		parts, args = append(parts, "("+cond+") AND ("+where+")"), append(append(args, of...), at...)
	}
	return either(parts), args
}

// owned is true of what is due to people before they are back.
func owned(list []Absence) (string, []any) {
	backs := map[int64][]string{}
	for _, a := range list {
		backs[a.Back] = append(backs[a.Back], a.Staff)
	}
	var parts []string
	var args []any
	for _, back := range slices.Sorted(maps.Keys(backs)) {
		parts, args = append(parts, "owner_id IN (?) AND due_at < ?"), append(args, backs[back], back)
	}
	return either(parts), args
}

func stationed(posts []post) (string, []any) {
	var parts []string
	var args []any
	for _, p := range posts {
		cond := "clinic_id = ?"
		args = append(args, p.Clinic)
		switch {
		case p.Kinds != nil:
			cond, args = cond+" AND kind IN (?)", append(args, p.Kinds)
		case len(p.Except) > 0:
			cond, args = cond+" AND kind NOT IN (?)", append(args, p.Except)
		}
		parts = append(parts, cond)
	}
	return either(parts), args
}

// either is true where one of the conditions is; "" without any.
func either(parts []string) string {
	if len(parts) == 0 {
		return ""
	}
	return "(" + strings.Join(parts, ") OR (") + ")"
}
