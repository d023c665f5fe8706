package messages

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"archwire/internal/fake"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/testkit"
)

// movers are the doctor and a colleague, both at WeCom, and the colleague's id.
func (x *stand) movers() string {
	x.t.Helper()
	x.w.Meet(fake.Person{Key: "护士", User: "luxiaohuang"}, fake.Person{Key: "爸爸", Phone: "13800010002"})
	return x.colleague("luxiaohuang")
}

func (x *stand) moveAsk(to string, contacts ...string) MoveAsk {
	return MoveAsk{Clinic: x.clinic, Account: x.acct[WeCom], From: "chenggongyuan", To: to, Kind: MoveOnJob, Contacts: contacts, Words: "以后由小黄为您服务"}
}

// tend lets the ticker call, and the jobs that it would add run.
func (x *stand) tend() {
	x.t.Helper()
	ok(x.t, x.s.moveWaker().Due(x.program(), x.Clock.Now()))
	ok(x.t, x.s.tendMoves(x.program(), x.acct[WeCom], func() bool { return false }))
}

// pass lets time pass here and at the stand-in.
func (x *stand) pass(d time.Duration) {
	x.Clock.Add(d)
}

// stands writes the moves that there are: "from to state reason".
func (x *stand) stands() string {
	x.t.Helper()
	list, err := x.s.Moves(x.program(), x.clinic)
	ok(x.t, err)
	var out []string
	for _, m := range list {
		out = append(out, strings.TrimSpace(fmt.Sprint(m.From, " ", m.To, " ", m.State, " ", m.Reason)))
	}
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func (x *stand) edges(address string) string {
	x.t.Helper()
	var out []string
	ok(x.t, x.DB.Read(x.program(), func(tx *db.Tx) error {
		list, err := edgesOf(tx, []string{address})
		for _, e := range list[address] {
			out = append(out, strings.TrimSpace(fmt.Sprint(e.User, " ", e.State, " ", e.MovedTo)))
		}
		return err
	}))
	slices.Sort(out)
	return strings.Join(out, "; ")
}

func same(t *testing.T, what, got, want string) {
	t.Helper()
	if got != want {
		t.Errorf("%s: %q, want %q", what, got, want)
	}
}

// A colleague's customers go to another: one after a day, with the tags that they carry,
// one refuses, and WeCom is asked once for each.
func TestCustomersMove(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		mother, father := x.added("妈妈", "chenggongyuan"), x.added("爸爸", "chenggongyuan")
		elder := x.patient("李积木", "13800010001")
		afraid := x.tag("怕疼")
		x.hang(elder, afraid)
		ok(t, x.s.Bind(x.program(), mother, elder, "mother"))
		ok(t, x.s.MirrorTag(x.program(), afraid, true))
		x.mirror()

		list, err := x.s.CustomersOf(x.program(), x.clinic, x.acct[WeCom], "chenggongyuan")
		ok(t, err)
		if len(list) != 2 || list[0].Address != mother || len(list[0].Patients) != 1 || list[0].Patients[0].Name != "李积木" || list[0].Clinic != x.clinic || list[0].Why != "" {
			t.Fatalf("%+v", list)
		}
		ask := x.moveAsk(to)
		ask.Words = strings.Repeat("长", 201)
		_, err = x.s.AskMoves(x.program(), ask)
		want(t, err, BadMoveWords)
		ask = x.moveAsk(x.doctor)
		_, err = x.s.AskMoves(x.program(), ask)
		want(t, err, BadMover)
		n, err := x.s.AskMoves(x.program(), x.moveAsk(to))
		if ok(t, err); n != (MoveCounts{Asked: 2}) {
			t.Fatalf("%+v", n)
		}
		if n, err = x.s.AskMoves(x.program(), x.moveAsk(to)); err != nil || n != (MoveCounts{Moving: 2}) {
			t.Errorf("asked again: %+v %v", n, err)
		}
		x.tend()
		same(t, "asked", x.stands(), "chenggongyuan luxiaohuang waiting; chenggongyuan luxiaohuang waiting")
		same(t, "nothing changed yet", x.edges(mother), "chenggongyuan friend")

		ok(t, x.w.Decline("", "爸爸", false))
		x.settle()
		same(t, "one refused", x.stands(), "chenggongyuan luxiaohuang refused declined; chenggongyuan luxiaohuang waiting")
		x.pass(moveDay + 10*time.Minute)
		x.tend()
		same(t, "moved", x.stands(), "chenggongyuan luxiaohuang moved; chenggongyuan luxiaohuang refused declined")
		same(t, "hers", x.edges(mother), "chenggongyuan deleted luxiaohuang; luxiaohuang friend")
		same(t, "his", x.edges(father), "chenggongyuan friend")
		x.settle() // what WeCom tells of it changes nothing
		same(t, "hers, after the callbacks", x.edges(mother), "chenggongyuan deleted luxiaohuang; luxiaohuang friend")
		x.mirror()
		shown, err := x.w.Tagged("", "妈妈")
		if ok(t, err); !slices.Equal(shown["luxiaohuang"], []string{"牙程/怕疼"}) {
			t.Errorf("the new colleague sees %v", shown)
		}
		var friend string
		ok(t, x.DB.Read(x.program(), func(tx *db.Tx) error {
			a, err := addressOne(tx, mother, false)
			friend = a.FriendOf
			return err
		}))
		same(t, "who writes to her", friend, "luxiaohuang")
		moved, err := x.w.Moved("", "妈妈")
		if ok(t, err); len(moved) != 1 {
			t.Errorf("WeCom was asked %v", moved)
		}

		// What failed is asked once more, by who says so.
		list2, err := x.s.Moves(x.program(), x.clinic)
		ok(t, err)
		for _, m := range list2 {
			err := x.s.AskMoveAgain(x.program(), m.ID)
			if m.State == MoveMoved {
				want(t, err, NotNow)
			} else {
				ok(t, err)
			}
		}
		x.tend()
		same(t, "once more", x.stands(), "chenggongyuan luxiaohuang moved; chenggongyuan luxiaohuang refused declined; chenggongyuan luxiaohuang waiting")
	})
}

// The callbacks come before the answer, and the other way round; who was removed
// afterwards stays removed.
func TestMovesAndCallbacksInAnyOrder(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		mother := x.added("妈妈", "chenggongyuan")
		_, err := x.s.AskMoves(x.program(), x.moveAsk(to))
		ok(t, err)
		x.tend()
		x.pass(moveDay + time.Second)
		x.w.Advance(0) // WeCom tells by itself
		x.settle()
		same(t, "by callbacks alone", x.edges(mother), "chenggongyuan deleted; luxiaohuang friend")
		ok(t, x.w.Unfriend("", "妈妈", "luxiaohuang", false))
		x.settle()
		x.tend() // long before the next look: the callbacks hastened it
		same(t, "and the answer", x.stands(), "chenggongyuan luxiaohuang moved")
		same(t, "edges", x.edges(mother), "chenggongyuan deleted luxiaohuang; luxiaohuang left")
	})
}

// An answer that was lost is looked up, and never asked for blindly again.
func TestLostMove(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		x.added("妈妈", "chenggongyuan")
		x.w.Add(fake.Rule{Provider: fake.WeComKind, Call: "move", How: fake.After, Times: 1})
		_, err := x.s.AskMoves(x.program(), x.moveAsk(to))
		ok(t, err)
		x.tend()
		same(t, "silent", x.stands(), "chenggongyuan luxiaohuang unknown")
		x.pass(2 * time.Minute)
		x.tend()
		same(t, "looked up", x.stands(), "chenggongyuan luxiaohuang waiting")

		// Another, which never reached them, fails once they would know of it.
		father := x.added("爸爸", "chenggongyuan")
		x.w.Add(fake.Rule{Provider: fake.WeComKind, Call: "move", How: fake.Silent, Times: 1})
		_, err = x.s.AskMoves(x.program(), x.moveAsk(to, father))
		ok(t, err)
		x.tend()
		for range 5 {
			x.pass(4 * time.Minute)
			x.tend()
		}
		same(t, "not taken", x.stands(), "chenggongyuan luxiaohuang failed not_taken; chenggongyuan luxiaohuang waiting")

		// One whose process died in between is nobody's knowledge either.
		_, err = x.s.AskMoves(x.program(), x.moveAsk(to, father))
		ok(t, err)
		_, err = x.s.takeMoves(x.program(), x.acct[WeCom])
		ok(t, err)
		x.pass(moveLease)
		ok(t, x.s.moveWaker().Due(x.program(), x.Clock.Now()))
		same(t, "died", x.stands(), "chenggongyuan luxiaohuang failed not_taken; chenggongyuan luxiaohuang unknown; chenggongyuan luxiaohuang waiting")
		moved, err := x.w.Moved("", "爸爸")
		if ok(t, err); len(moved) != 0 {
			t.Errorf("asked: %v", moved)
		}
	})
}

// Twice in 90 days on the job, and no more; of who left as often as need be.
func TestMovesHaveALimit(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		mother := x.added("妈妈", "chenggongyuan")
		go_ := func(from, to string, kind MoveKind) MoveCounts {
			t.Helper()
			ask := x.moveAsk(to)
			ask.From, ask.Kind = from, kind
			n, err := x.s.AskMoves(x.program(), ask)
			ok(t, err)
			x.tend()
			x.pass(moveDay + 10*time.Minute)
			x.tend()
			return n
		}
		if n := go_("chenggongyuan", to, MoveOnJob); n.Asked != 1 {
			t.Fatalf("%+v", n)
		}
		if n := go_("luxiaohuang", x.doctor, MoveOnJob); n.Asked != 1 {
			t.Fatalf("%+v", n)
		}
		same(t, "to and fro", x.edges(mother), "chenggongyuan friend; luxiaohuang deleted chenggongyuan")
		if n := go_("chenggongyuan", to, MoveOnJob); n != (MoveCounts{Twice: 1}) {
			t.Errorf("a third time: %+v", n)
		}
		list, err := x.s.CustomersOf(x.program(), x.clinic, x.acct[WeCom], "chenggongyuan")
		if ok(t, err); len(list) != 1 || list[0].Why != moveTwice {
			t.Errorf("%+v", list)
		}
		x.w.Meet(fake.Person{Key: "程医生", User: "chenggongyuan", Left: true})
		if n := go_("chenggongyuan", to, MoveResigned); n.Asked != 1 {
			t.Errorf("of who left: %+v", n)
		}
		same(t, "of who left", x.edges(mother), "chenggongyuan deleted luxiaohuang; luxiaohuang friend")
		x.pass(moveWithin)
		if n := go_("luxiaohuang", x.doctor, MoveOnJob); n.Asked != 1 { // the doctor is not at WeCom any more: it is WeCom that says so
			t.Errorf("after 90 days: %+v", n)
		}
		if !strings.Contains(x.stands(), "luxiaohuang chenggongyuan failed userid") {
			t.Error(x.stands())
		}
	})
}

// Who left the clinic stands first, and is given nobody; one clinic sees nothing of
// another's colleagues.
func TestMovers(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		x.added("妈妈", "chenggongyuan")
		x.added("爸爸", "luxiaohuang")
		x.write(func(tx *db.Tx) error { return x.g.Auth.DisableIn(tx, to) })
		list, err := x.s.Movers(x.program(), x.clinic)
		ok(t, err)
		var out []string
		for _, m := range list {
			if m.Account != x.acct[WeCom] {
				continue
			}
			out = append(out, fmt.Sprint(m.User, " ", m.Left, " ", m.Takes, " ", m.Customers))
		}
		same(t, "movers", strings.Join(out, "; "), "luxiaohuang true false 1; chenggongyuan false true 1")
		_, err = x.s.AskMoves(x.program(), x.moveAsk(to))
		want(t, err, BadMover)
		elsewhere, err := x.s.Movers(x.program(), x.other)
		if ok(t, err); len(elsewhere) != 0 {
			t.Errorf("another clinic sees %+v", elsewhere)
		}
		ask := x.moveAsk(x.doctor)
		ask.Clinic, ask.From = x.other, "luxiaohuang"
		_, err = x.s.AskMoves(x.program(), ask)
		want(t, err, BadMover)
		_, err = x.s.CustomersOf(auth.AsProgram(t.Context(), x.Tenant, "test"), x.other, x.acct[WeCom], "chenggongyuan")
		want(t, err, BadMover)
	})
}

// Of a friendship one move is open, whoever asks at once.
func TestMovesRace(t *testing.T) {
	onDouble(t, func(t *testing.T, x *stand) {
		to := x.movers()
		x.added("妈妈", "chenggongyuan")
		testkit.Race(t, 20, func(int) error {
			_, err := x.s.AskMoves(x.program(), x.moveAsk(to))
			return err
		})
		same(t, "asked at once", x.stands(), "chenggongyuan luxiaohuang asked")
		testkit.Race(t, 20, func(int) error {
			return x.s.tendMoves(x.program(), x.acct[WeCom], func() bool { return false })
		})
		moved, err := x.w.Moved("", "妈妈")
		if ok(t, err); len(moved) != 1 {
			t.Errorf("WeCom was asked %v", moved)
		}
		same(t, "sent at once", x.stands(), "chenggongyuan luxiaohuang waiting")
		err = x.DB.Write(x.program(), func(tx *db.Tx) error {
			list, err := movesAt(tx, x.clinic, 1)
			if err != nil {
				return err
			}
			m := list[0]
			m.ID = tx.NewID()
			return tx.Insert("messages_moves", moveRow(m))
		})
		if db.Violated(err) != "messages_moves_open" {
			t.Errorf("a second open move: %v", err)
		}
	})
}

func TestWhatIsHeardOfAMove(t *testing.T) {
	day := moveDay.Milliseconds()
	begun := int64(1_800_000_000_000)
	at := func(status int, after int64) *wecomMoved {
		return &wecomMoved{Status: status, At: (begun + after) / 1000}
	}
	for _, c := range []struct {
		name   string
		state  MoveState
		told   *wecomMoved
		after  int64
		want   MoveState
		reason string
	}{
		{"done", MoveWaiting, at(movedDone, day), day + 1000, MoveMoved, ""},
		{"an older one's end", MoveWaiting, at(movedDone, -day), 1000, MoveWaiting, ""},
		{"an older refusal", MoveWaiting, at(movedRefused, -day), 1000, MoveWaiting, ""},
		{"refused, no time said", MoveWaiting, &wecomMoved{Status: movedRefused}, 1000, MoveRefused, moveDeclined},
		{"full", MoveWaiting, at(movedFull, day), day, MoveFailed, moveFull},
		{"waits", MoveWaiting, at(movedWaits, day), 1000, MoveWaiting, ""},
		{"it has it", MoveUnknown, at(movedWaits, day), 1000, MoveWaiting, ""},
		{"too early to know", MoveUnknown, nil, 1000, MoveUnknown, ""},
		{"it knows of none", MoveUnknown, nil, moveSettles.Milliseconds(), MoveFailed, moveNotTaken},
		{"it forgot", MoveWaiting, at(movedNone, 0), moveEnds.Milliseconds(), MoveFailed, moveSilent},
	} {
		m := Move{State: c.state, At: begun, StateAt: begun}
		m.heard(c.told, begun+c.after)
		if m.State != c.want || m.Reason != c.reason || (m.WakeAt > 0) != m.State.Open() || m.State.Open() && m.WakeAt <= begun+c.after {
			t.Errorf("%s: %+v", c.name, m)
		}
	}
	m := Move{State: MoveAsking, At: begun}
	m.answered(reply{Said: saidBusy, Code: "45009", Wait: time.Hour}, "", false, begun)
	if m.State != MoveAsked || m.WakeAt != begun+3600_000 {
		t.Errorf("busy: %+v", m)
	}
	m.answered(reply{Said: saidAccepted}, "40128", true, begun)
	if m.State != MoveFailed || m.Reason != moveTwice || m.WakeAt != 0 {
		t.Errorf("one of many: %+v", m)
	}
}
