package messages

import (
	"context"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// moveWaker wakes moves about which WeCom is to be asked, and those whose job was lost.
func (s *Service) moveWaker() jobs.Waker {
	return jobs.Waker{Topic: movesTopic, Next: nextMove, Due: func(ctx context.Context, _ int64) error {
		return s.db.Write(ctx, func(tx *db.Tx) error {
			if err := lostMoves(tx); err != nil {
				return err
			}
			accounts, err := accountsOfMoves(tx)
			if err != nil {
				return err
			}
			for _, a := range accounts {
				if err := s.jobs.Enqueue(tx, moveKind, jobArgs{a}, jobs.Unique(a)); err != nil {
					return err
				}
			}
			return nil
		})
	}}
}

// tendMoves asks WeCom to move the customers of an account who are to be moved, and then
// what came of those that it has.
func (s *Service) tendMoves(ctx context.Context, account string, halfWay func() bool) error {
	var a Account
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { a, err = s.accountOne(tx, account); return err })
	if err != nil {
		return err
	}
	l := s.lineTo(a)
	for {
		list, err := s.takeMoves(ctx, account)
		if err != nil {
			return err
		}
		if len(list.moves) == 0 && !list.more {
			break
		}
		if len(list.moves) > 0 {
			if err := s.askMoves(ctx, l, list); err != nil {
				return err
			}
		}
		if halfWay() {
			return jobs.Again(0)
		}
	}
	return s.lookMoves(ctx, l, halfWay)
}

// moveBatch is what one call asks for.
type moveBatch struct {
	moves  []Move
	values map[string]string // external_userid, by address
	words  string
	more   bool // there was something, though nothing to ask
}

// takeMoves says of a batch of moves that WeCom is being asked, before it is. Whose
// friendship is over meanwhile is not asked for.
func (s *Service) takeMoves(ctx context.Context, account string) (out moveBatch, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		out = moveBatch{values: map[string]string{}}
		list, err := movesToAsk(tx, account, moveAtOnce)
		if err != nil || len(list) == 0 {
			return err
		}
		out.more = true
		ids := make([]string, len(list))
		for i, m := range list {
			ids[i] = m.Address
		}
		edges, err := edgesOf(tx, ids)
		if err != nil {
			return err
		}
		who, err := addressesByID(tx, ids)
		if err != nil {
			return err
		}
		if err := s.openJSON(movePlace(tx, list[0].Batch), list[0].Words, &out.words); err != nil {
			return err
		}
		for _, m := range list {
			if !slices.ContainsFunc(edges[m.Address], func(e Edge) bool { return e.User == m.From && e.State.Stands() }) {
				m.over(MoveFailed, moveGone, tx.Now())
				if err := s.saveMove(tx, m); err != nil {
					return err
				}
				continue
			}
			m.State, m.StateAt, m.WakeAt = MoveAsking, tx.Now(), tx.Now()+moveLease.Milliseconds()
			if err := s.saveMove(tx, m); err != nil {
				return err
			}
			out.moves, out.values[m.Address] = append(out.moves, m), who[m.Address].Value
		}
		return jobs.Lower(tx, movesTopic, tx.Now()+moveLease.Milliseconds())
	})
	return out, err
}

// askMoves asks WeCom, and notes what it said.
func (s *Service) askMoves(ctx context.Context, l *line, b moveBatch) error {
	ids := make([]string, len(b.moves))
	for i, m := range b.moves {
		ids[i] = b.values[m.Address]
	}
	var said map[string]string
	var r reply
	switch {
	case l.acct.BaseURL == "":
		r = reply{Said: saidRefused, Code: moveNobody}
	case !l.acct.Enabled:
		r = reply{Said: saidRefused, Code: moveOff}
	default:
		said, r = wecomMoveCustomers(ctx, l, b.moves[0].Kind, b.moves[0].From, b.moves[0].To, ids, b.words)
	}
	return s.settleMoves(context.WithoutCancel(ctx), b.moves, func(m *Move, now int64) {
		if m.State != MoveAsking && m.State != MoveUnknown {
			return // its end was told meanwhile
		}
		code, told := said[b.values[m.Address]]
		m.answered(r, code, told, now)
	})
}

// lookMoves asks what came of the moves that are due, from one colleague to another at a
// time.
func (s *Service) lookMoves(ctx context.Context, l *line, halfWay func() bool) error {
	var list []Move
	values := map[string]Address{}
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if list, err = movesToLook(tx, l.acct.ID); err != nil {
			return err
		}
		ids := make([]string, len(list))
		for i, m := range list {
			ids[i] = m.Address
		}
		values, err = addressesByID(tx, ids)
		return err
	})
	if err != nil {
		return err
	}
	type way struct {
		kind     MoveKind
		from, to string
	}
	done := map[way]bool{}
	for _, first := range list {
		w := way{first.Kind, first.From, first.To}
		if done[w] {
			continue
		}
		done[w] = true
		found, r := map[string]wecomMoved(nil), reply{Said: saidBusy}
		if l.acct.BaseURL != "" && l.acct.Enabled {
			found, r = wecomMoveResults(ctx, l, w.kind, w.from, w.to)
		}
		same := slices.DeleteFunc(slices.Clone(list), func(m Move) bool { return way{m.Kind, m.From, m.To} != w })
		err := s.settleMoves(context.WithoutCancel(ctx), same, func(m *Move, now int64) {
			if m.State != MoveWaiting && m.State != MoveUnknown {
				return
			}
			if r.Said != saidAccepted { // it did not tell: nothing is known of anybody
				m.Tries++
				m.WakeAt = max(m.nextLook(now), now+r.Wait.Milliseconds(), now+60_000)
				return
			}
			var told *wecomMoved
			if x, there := found[values[m.Address].Value]; there {
				told = &x
			}
			m.heard(told, now)
		})
		if err != nil {
			return err
		}
		if halfWay() {
			return jobs.Again(0)
		}
	}
	return nil
}

// settleMoves lets moves go on as they stand now, and does what follows where one is over.
func (s *Service) settleMoves(ctx context.Context, list []Move, step func(m *Move, now int64)) error {
	for part := range slices.Chunk(list, moveAtOnce) {
		err := s.db.Write(ctx, func(tx *db.Tx) error {
			next := int64(0)
			for _, asked := range part {
				m, err := moveOne(tx, asked.ID)
				if err != nil {
					return err
				}
				if !m.State.Open() {
					continue
				}
				step(&m, tx.Now())
				if err := s.saveMove(tx, m); err != nil {
					return err
				}
				if m.WakeAt > 0 && (next == 0 || m.WakeAt < next) {
					next = m.WakeAt
				}
			}
			if next == 0 {
				return nil
			}
			return jobs.Lower(tx, movesTopic, next)
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// saveMove writes where a move stands. One that is done ends the old friendship and begins
// the new one, as of the instant at which WeCom did it: callbacks say the same, before or
// after.
func (s *Service) saveMove(tx *db.Tx, m Move) error {
	if err := saveMove(tx, m); err != nil {
		return err
	}
	if err := s.live.Touch(tx, live.Change{Topic: "messages_reach", Clinic: m.Clinic}); err != nil || m.State != MoveMoved {
		return err
	}
	a, err := addressOne(tx, m.Address, true)
	if err != nil {
		return err
	}
	if err := endEdge(tx, edgeKey{m.Address, m.From}, m.StateAt); err != nil {
		return err
	}
	if err := movedEdge(tx, edgeKey{m.Address, m.From}, m.To); err != nil {
		return err
	}
	err = saveEdges(tx, []Edge{{Address: m.Address, User: m.To, Account: m.Account, State: EdgeFriend, Since: m.StateAt, At: m.StateAt, Way: wayAssigned}})
	if err != nil {
		return err
	}
	if a.FriendOf == m.From || a.FriendOf == "" {
		a.Following, a.FriendOf = true, m.To
		if err := saveAddress(tx, a); err != nil {
			return err
		}
	}
	return s.retagAddresses(tx, m.Address)
}

// hastenMoves has WeCom asked about a customer's moves now, since a friendship of theirs
// began or ended.
func hastenMoves(tx *db.Tx, address string) error {
	waits, err := hurryMoves(tx, address)
	if err != nil || !waits {
		return err
	}
	return jobs.Lower(tx, movesTopic, tx.Now())
}

// hearMoveFailed notes that a customer did not go over. WeCom names the colleague who was
// to take them; where it is the one who gives them, it can be but one move as well.
func (s *Service) hearMoveFailed(tx *db.Tx, a Address, n notice, at int64) error {
	list, err := openMovesOf(tx, a.ID)
	if err != nil {
		return err
	}
	i := slices.IndexFunc(list, func(m Move) bool { return m.To == n.User })
	if i < 0 {
		i = slices.IndexFunc(list, func(m Move) bool { return m.From == n.User })
	}
	if i < 0 || list[i].State == MoveAsked || at < list[i].At-moveSkew.Milliseconds() {
		return nil
	}
	m := list[i]
	switch n.Code {
	case "customer_refused":
		m.over(MoveRefused, moveDeclined, tx.Now())
	case "customer_limit_exceed":
		m.over(MoveFailed, moveFull, tx.Now())
	default:
		m.over(MoveFailed, moveReason(n.Code, ""), tx.Now())
	}
	return s.saveMove(tx, m)
}
