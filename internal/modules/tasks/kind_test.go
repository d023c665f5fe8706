package tasks

import "testing"

func TestRung(t *testing.T) {
	k := Kind{Ladder: []string{"front_desk", "manager", "owner"}}
	for _, c := range []struct {
		climbed int
		role    string
		next    string
		now     int
		ok      bool
	}{
		{0, "", "front_desk", 1, true}, {0, "front_desk", "manager", 2, true}, {1, "manager", "owner", 3, true},
		{2, "owner", "", 2, false}, {3, "", "", 3, false},
	} {
		next, now, ok := k.rung(c.climbed, c.role)
		if next != c.next || now != c.now || ok != c.ok {
			t.Errorf("after %d for %q: %s %d %v", c.climbed, c.role, next, now, ok)
		}
	}
}

func TestColour(t *testing.T) {
	one := Task{State: Open, Due: 100 * minute}
	for now, want := range map[int64]Colour{
		0: Calm, 70*minute - 1: Calm, 70 * minute: Amber, 100*minute - 1: Amber, 100 * minute: Red, 900 * minute: Red,
	} {
		if got := one.Colour(now, 30); got != want {
			t.Errorf("at minute %d: %s", now/minute, got)
		}
	}
	one.State = Done
	if one.Colour(900*minute, 30) != Calm {
		t.Error("a closed task is late")
	}
}

func TestDeclarations(t *testing.T) {
	fine := []Outcome{{"done", Finishes}}
	for name, k := range map[string]Kind{
		"no module":     {Key: "call", Outcomes: fine},
		"no outcome":    {Key: "x.call"},
		"never ends":    {Key: "x.call", Outcomes: []Outcome{{"no_answer", Retries}}},
		"listed twice":  {Key: "x.call", Outcomes: append(fine, fine...)},
		"strange":       {Key: "x.call", Outcomes: []Outcome{{"done", "ends"}}},
		"declared here": {Key: Todo, Outcomes: fine},
	} {
		if err := Make(Deps{}).Add(k); err == nil {
			t.Errorf("%s was taken", name)
		}
	}
}
