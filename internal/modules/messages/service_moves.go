package messages

import (
	"context"
	"slices"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/id"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// Mover is a colleague at WeCom who may give customers or take them.
type Mover struct {
	Account   string
	At        string // name of the account
	User      string
	Staff     string // "" = a userid of nobody we know
	Name      string
	Left      bool // does not work here any more: customers are looked after by nobody
	Customers int
	Takes     bool // works here, and so may be given some
}

// Movers lists who of a clinic has customers at its accounts, or may take some: those
// first who left, and of them those with most customers. Fault: db.OutOfScope.
func (s *Service) Movers(ctx context.Context, clinic string) (out []Mover, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		out, err = s.movers(tx, clinic)
		return err
	})
	return out, err
}

func (s *Service) movers(tx *db.Tx, clinic string) ([]Mover, error) {
	var out []Mover
	counts := map[[2]string]int{}
	kinds, err := accountKinds(tx)
	if err != nil {
		return nil, err
	}
	var accounts []string
	for _, a := range kinds {
		if a.Kind == WeCom && (a.Clinic == "" || a.Clinic == clinic) {
			accounts = append(accounts, a.ID)
		}
	}
	rows, err := edgeCountsAt(tx, accounts)
	if err != nil {
		return nil, err
	}
	for _, r := range rows {
		counts[[2]string{r.Account, r.User}] = r.All
	}
	known, err := staffList(tx)
	if err != nil {
		return nil, err
	}
	for _, a := range kinds {
		if !slices.Contains(accounts, a.ID) {
			continue
		}
		for _, k := range known {
			if k.Account == a.ID {
				key := [2]string{a.ID, k.Userid}
				out = append(out, Mover{Account: a.ID, At: a.Name, User: k.Userid, Staff: k.Staff, Customers: counts[key]})
				delete(counts, key)
			}
		}
		for _, r := range rows { // userids of nobody here
			if n := counts[[2]string{a.ID, r.User}]; r.Account == a.ID && n > 0 {
				out = append(out, Mover{Account: a.ID, At: a.Name, User: r.User, Customers: n})
			}
		}
	}
	if out, err = s.moversHere(tx, clinic, out); err != nil {
		return nil, err
	}
	slices.SortStableFunc(out, func(a, b Mover) int {
		if a.Left != b.Left {
			return map[bool]int{true: -1, false: 1}[a.Left]
		}
		return b.Customers - a.Customers
	})
	return out, nil
}

// moversHere tells of colleagues who they are, and leaves out those of other clinics.
func (s *Service) moversHere(tx *db.Tx, clinic string, list []Mover) ([]Mover, error) {
	ids := make([]string, 0, len(list))
	for _, m := range list {
		ids = append(ids, m.Staff)
	}
	people, err := s.org.StaffByIDs(tx, ids)
	if err != nil {
		return nil, err
	}
	access, err := s.auth.AccountsIn(tx, sortedKeys(people))
	if err != nil {
		return nil, err
	}
	zone, err := s.org.Zone(tx, clinic)
	if err != nil {
		return nil, err
	}
	today := civil.Of(tx.Now(), zone)
	out := list[:0]
	for _, m := range list {
		p, there := people[m.Staff]
		if at := p.Clinics(); len(at) > 0 && !slices.Contains(at, clinic) {
			continue
		}
		if there {
			m.Name = p.Name
			m.Left = !p.Employed(today) || access[m.Staff].DisabledAt != 0
			m.Takes = !m.Left
		}
		out = append(out, m)
	}
	return out, nil
}

// MoveCustomer is a customer of a colleague, as whoever moves them sees them.
type MoveCustomer struct {
	Address  string
	Nick     string
	Patients []Named // for whom they speak, those in sight
	Clinic   string  // the first one's own
	Since    int64   // 0 = not known
	Why      string  // why they cannot be moved on the job now, "" = they can
	Open     bool    // on the way already
}

// Named is somebody by name.
type Named struct{ ID, Name string }

// CustomersOf lists the customers of a colleague at an account, the oldest friends first.
// Faults: db.OutOfScope, BadMover.
func (s *Service) CustomersOf(ctx context.Context, clinic, account, user string) (out []MoveCustomer, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		if _, err := s.mover(tx, clinic, account, user); err != nil {
			return err
		}
		edges, err := customersOf(tx, account, user, movesMost)
		if err != nil {
			return err
		}
		out, err = s.moveCustomers(tx, user, edges)
		return err
	})
	return out, err
}

// mover finds who gives customers. Fault: BadMover.
func (s *Service) mover(tx *db.Tx, clinic, account, user string) (Mover, error) {
	list, err := s.movers(tx, clinic)
	if err != nil {
		return Mover{}, err
	}
	i := slices.IndexFunc(list, func(m Mover) bool { return m.Account == account && m.User == user })
	if i < 0 || user == "" {
		return Mover{}, BadMover.At("from")
	}
	return list[i], nil
}

func (s *Service) moveCustomers(tx *db.Tx, user string, edges []Edge) ([]MoveCustomer, error) {
	ids := make([]string, len(edges))
	for i, e := range edges {
		ids[i] = e.Address
	}
	moved, open, err := movesSince(tx, ids, user, tx.Now()-moveWithin.Milliseconds())
	if err != nil {
		return nil, err
	}
	who, err := addressesByID(tx, ids)
	if err != nil {
		return nil, err
	}
	of, clinics, err := s.peopleBehind(tx, ids)
	if err != nil {
		return nil, err
	}
	out := make([]MoveCustomer, len(edges))
	for i, e := range edges {
		out[i] = MoveCustomer{Address: e.Address, Nick: who[e.Address].Nick, Patients: of[e.Address], Clinic: clinics[e.Address], Since: e.Since,
			Why: movable(MoveOnJob, open[e.Address], moved[e.Address]), Open: open[e.Address]}
	}
	return out, nil
}

// peopleBehind gives for whom customers speak, and the first one's clinic.
func (s *Service) peopleBehind(tx *db.Tx, addresses []string) (map[string][]Named, map[string]string, error) {
	of, err := speakFor(tx, addresses)
	if err != nil {
		return nil, nil, err
	}
	var all []string
	for _, a := range sortedKeys(of) {
		all = append(all, of[a]...)
	}
	slices.Sort(all)
	known, err := s.patients.ByIDs(tx, slices.Compact(all))
	out, clinics := map[string][]Named{}, map[string]string{}
	for a, list := range of {
		slices.Sort(list)
		for _, p := range list {
			if x, there := known[p]; there {
				out[a] = append(out[a], Named{p, x.Name})
				if clinics[a] == "" {
					clinics[a] = x.HomeClinic
				}
			}
		}
	}
	return out, clinics, err
}

// MoveAsk is whose customers are to go to whom.
type MoveAsk struct {
	Clinic   string
	Account  string
	From     string // userid
	To       string // staff id
	Kind     MoveKind
	Contacts []string // addresses; none = all
	Words    string   // what they read once it is done; "" = WeCom's own, and nothing is told of who left
}

// MoveCounts is what became of a decision to move customers.
type MoveCounts struct {
	Asked  int // WeCom is asked soon
	Moving int // on the way already
	Twice  int // moved on the job as often as WeCom allows
	Gone   int // no customers of theirs any more
}

// AskMoves has WeCom asked soon to move customers from one colleague to another. Who was
// moved on the job twice within 90 days, or is on the way already, is left out and
// counted. Faults: db.OutOfScope, BadMover, BadMoveWords, AddressNotFound.
func (s *Service) AskMoves(ctx context.Context, ask MoveAsk) (n MoveCounts, err error) {
	if ask.Words, err = checkMoveWords(ask.Words); err != nil {
		return n, err
	}
	if ask.Kind != MoveOnJob && ask.Kind != MoveResigned {
		return n, BadMover.At("kind")
	}
	if len(ask.Contacts) > movesMost || slices.ContainsFunc(ask.Contacts, func(x string) bool { return !id.Valid(x) }) {
		return n, AddressNotFound.At("contact_ids")
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n = MoveCounts{}
		if err := tx.RequireClinic(ask.Clinic); err != nil {
			return err
		}
		to, err := s.moveEnds(tx, ask)
		if err != nil {
			return err
		}
		// one decides at a time: what WeCom counts in 90 days is counted over rows
		if err := tx.Lock("messages.moves"); err != nil {
			return err
		}
		list, counts, err := s.movesOf(tx, ask, to)
		if err != nil {
			return err
		}
		n = counts
		return s.beginMoves(tx, ask, to, list, &n)
	})
	return n, err
}

// moveEnds finds the userid of who takes the customers.
func (s *Service) moveEnds(tx *db.Tx, ask MoveAsk) (string, error) {
	list, err := s.movers(tx, ask.Clinic)
	if err != nil {
		return "", err
	}
	if !slices.ContainsFunc(list, func(m Mover) bool { return m.Account == ask.Account && m.User == ask.From && ask.From != "" }) {
		return "", BadMover.At("from")
	}
	i := slices.IndexFunc(list, func(m Mover) bool { return m.Account == ask.Account && m.Staff == ask.To && m.Takes })
	if i < 0 || list[i].User == ask.From {
		return "", BadMover.At("to")
	}
	return list[i].User, nil
}

// movesOf makes moves of those customers who can be moved.
func (s *Service) movesOf(tx *db.Tx, ask MoveAsk, to string) (list []Move, n MoveCounts, err error) {
	edges, err := customersOf(tx, ask.Account, ask.From, movesMost)
	if err != nil {
		return nil, n, err
	}
	wanted := map[string]bool{}
	for _, id := range ask.Contacts {
		wanted[id] = true
	}
	if len(wanted) > 0 {
		edges = slices.DeleteFunc(edges, func(e Edge) bool { return !wanted[e.Address] })
		n.Gone = len(wanted) - len(edges)
	}
	ids := make([]string, len(edges))
	for i, e := range edges {
		ids[i] = e.Address
	}
	moved, open, err := movesSince(tx, ids, ask.From, tx.Now()-moveWithin.Milliseconds())
	if err != nil {
		return nil, n, err
	}
	batch := tx.NewID()
	words, err := s.sealJSON(movePlace(tx, batch), ask.Words)
	if err != nil {
		return nil, n, err
	}
	for _, id := range ids {
		switch movable(ask.Kind, open[id], moved[id]) {
		case moveMoving:
			n.Moving++
		case moveTwice:
			n.Twice++
		default:
			list = append(list, Move{ID: tx.NewID(), Clinic: ask.Clinic, Account: ask.Account, Address: id, From: ask.From, To: to, Kind: ask.Kind, State: MoveAsked,
				Batch: batch, Words: words, At: tx.Now(), By: tx.Actor(), StateAt: tx.Now(), WakeAt: tx.Now() + moveLease.Milliseconds()})
		}
	}
	return list, n, nil
}

func movePlace(tx *db.Tx, batch string) string {
	return "messages_moves.words/" + tx.Tenant() + "/" + batch
}

// beginMoves writes moves, and has WeCom asked soon.
func (s *Service) beginMoves(tx *db.Tx, ask MoveAsk, to string, list []Move, n *MoveCounts) error {
	for part := range slices.Chunk(list, 500) {
		k, err := insertMoves(tx, part)
		if err != nil {
			return err
		}
		n.Asked += int(k)
		n.Moving += len(part) - int(k)
	}
	if n.Asked == 0 {
		return nil
	}
	err := s.audit.Record(tx, audit.Entry{Action: "messages.customers_moved", SubjectKind: "account", SubjectID: ask.Account, Clinic: ask.Clinic,
		After: map[string]any{"from": ask.From, "to": to, "kind": ask.Kind, "customers": n.Asked}})
	if err != nil {
		return err
	}
	return s.tendSoon(tx, ask.Clinic, ask.Account, list[0].Batch)
}

// tendSoon has WeCom asked about a batch. Each has a job of its own: one that is about to
// end may have looked already.
func (s *Service) tendSoon(tx *db.Tx, clinic, account, batch string) error {
	if err := s.live.Touch(tx, live.Change{Topic: "messages_reach", Clinic: clinic}); err != nil {
		return err
	}
	if err := jobs.Lower(tx, movesTopic, tx.Now()+moveLease.Milliseconds()); err != nil {
		return err
	}
	return s.jobs.Enqueue(tx, moveKind, jobArgs{account}, jobs.Unique(account+"/"+batch))
}

// AskMoveAgain asks once more for a move that failed. Faults: MoveNotFound, NotNow,
// BadMover.
func (s *Service) AskMoveAgain(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		m, err := moveOne(tx, id)
		if err != nil {
			return err
		}
		if m.State != MoveFailed && m.State != MoveRefused {
			return NotNow.With("state", m.State)
		}
		var words string
		if err := s.openJSON(movePlace(tx, m.Batch), m.Words, &words); err != nil {
			return err
		}
		staff, _, err := staffByUserid(tx, m.Account, m.To)
		if err != nil {
			return err
		}
		ask := MoveAsk{Clinic: m.Clinic, Account: m.Account, From: m.From, To: staff, Kind: m.Kind, Contacts: []string{m.Address}, Words: words}
		to, err := s.moveEnds(tx, ask)
		if err != nil {
			return err
		}
		if err := tx.Lock("messages.moves"); err != nil {
			return err
		}
		list, n, err := s.movesOf(tx, ask, to)
		if err != nil {
			return err
		}
		if len(list) == 0 {
			return NotNow.With("state", m.State)
		}
		return s.beginMoves(tx, ask, to, list, &n)
	})
}

// ShownMove is a move with who is in it.
type ShownMove struct {
	Move
	Nick     string
	Patients []Named
	FromName string // "" = of nobody we know
	ToName   string
	ToStaff  string
}

// movesShown is how many moves are listed.
const movesShown = 300

// Moves lists the moves that were decided at a clinic, the latest first. Fault:
// db.OutOfScope.
func (s *Service) Moves(ctx context.Context, clinic string) (out []ShownMove, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		list, err := movesAt(tx, clinic, movesShown)
		if err != nil || len(list) == 0 {
			return err
		}
		ids := make([]string, len(list))
		for i, m := range list {
			ids[i] = m.Address
		}
		who, err := addressesByID(tx, ids)
		if err != nil {
			return err
		}
		of, _, err := s.peopleBehind(tx, ids)
		if err != nil {
			return err
		}
		staff, names, err := s.userNames(tx)
		for _, m := range list {
			from, to := [2]string{m.Account, m.From}, [2]string{m.Account, m.To}
			out = append(out, ShownMove{m, who[m.Address].Nick, of[m.Address], names[staff[from]], names[staff[to]], staff[to]})
		}
		return err
	})
	return out, err
}

// userNames gives the colleagues behind userids of accounts, and their names.
func (s *Service) userNames(tx *db.Tx) (staff map[[2]string]string, names map[string]string, err error) {
	staff, names = map[[2]string]string{}, map[string]string{}
	known, err := staffList(tx)
	if err != nil {
		return nil, nil, err
	}
	ids := make([]string, len(known))
	for i, k := range known {
		staff[[2]string{k.Account, k.Userid}], ids[i] = k.Staff, k.Staff
	}
	people, err := s.org.StaffByIDs(tx, ids)
	for id, p := range people {
		names[id] = p.Name
	}
	return staff, names, err
}
