package messages

import "archwire/internal/platform/db"

type moveRow struct {
	ID      string    `db:"id"`
	Clinic  string    `db:"clinic_id"`
	Account string    `db:"account_id"`
	Address string    `db:"address_id"`
	From    string    `db:"from_user"`
	To      string    `db:"to_user"`
	Kind    MoveKind  `db:"kind"`
	State   MoveState `db:"state"`
	Reason  string    `db:"reason"`
	Batch   string    `db:"batch"`
	Words   string    `db:"words"`
	At      int64     `db:"asked_at"`
	By      string    `db:"asked_by,null"`
	StateAt int64     `db:"state_at"`
	Tries   int       `db:"tries"`
	WakeAt  int64     `db:"wake_at,null"`
	Settled int64     `db:"settled_at,null"`
}

func movesFrom(rows []moveRow) []Move {
	out := make([]Move, len(rows))
	for i, r := range rows {
		out[i] = Move(r)
	}
	return out
}

// insertMoves writes moves, as far as their friendships have no open one, and tells how
// many it wrote.
func insertMoves(tx *db.Tx, list []Move) (int64, error) {
	if len(list) == 0 {
		return 0, nil
	}
	rows := make([]moveRow, len(list))
	for i, m := range list {
		rows[i] = moveRow(m)
	}
	return tx.InsertOr("messages_moves", rows, "ON CONFLICT DO NOTHING")
}

// saveMove writes where a move stands, as long as it is open.
func saveMove(tx *db.Tx, m Move) error {
	known := func(at int64) *int64 {
		if at == 0 {
			return nil
		}
		return &at
	}
	return tx.Update("messages_moves").Set("state = ?", m.State).Set("reason = ?", m.Reason).Set("state_at = ?", m.StateAt).Set("tries = ?", m.Tries).
		Set("wake_at = ?", known(m.WakeAt)).Set("settled_at = ?", known(m.Settled)).Where("id = ? AND state IN ('asked', 'asking', 'waiting', 'unknown')", m.ID).Must()
}

// moveOne gives a move, locked. Fault: MoveNotFound.
func moveOne(tx *db.Tx, id string) (Move, error) {
	var r moveRow
	found, err := tx.From("messages_moves").Where("id = ?", id).ForUpdate().One(&r)
	if err == nil && !found {
		err = MoveNotFound.With()
	}
	return Move(r), err
}

// movesAt lists the moves that were decided at a clinic, the latest first.
func movesAt(tx *db.Tx, clinic string, limit int) ([]Move, error) {
	var rows []moveRow
	err := tx.From("messages_moves").Where("clinic_id = ?", clinic).OrderBy("asked_at DESC, id DESC").Limit(limit).All(&rows)
	return movesFrom(rows), err
}

// movesToAsk gives the moves of the batch that waits longest for WeCom to be asked, at
// most as many as one call takes, locked.
func movesToAsk(tx *db.Tx, account string, limit int) ([]Move, error) {
	var batch string
	found, err := tx.From("messages_moves").Where("account_id = ? AND state = 'asked' AND (tries = 0 OR wake_at <= ?)", account, tx.Now()).
		OrderBy("asked_at, batch").Limit(1).Get("batch", &batch)
	if err != nil || !found {
		return nil, err
	}
	var rows []moveRow
	err = tx.From("messages_moves").Where("batch = ? AND account_id = ? AND state = 'asked'", batch, account).OrderBy("id").Limit(limit).ForUpdate().All(&rows)
	return movesFrom(rows), err
}

// movesToLook lists the moves of an account about which WeCom is to be asked now.
func movesToLook(tx *db.Tx, account string) ([]Move, error) {
	var rows []moveRow
	err := tx.From("messages_moves").Where("account_id = ? AND state IN ('waiting', 'unknown') AND wake_at <= ?", account, tx.Now()).OrderBy("from_user, to_user, id").All(&rows)
	return movesFrom(rows), err
}

// openMovesOf lists a customer's open moves, locked.
func openMovesOf(tx *db.Tx, address string) ([]Move, error) {
	var rows []moveRow
	err := tx.From("messages_moves").Where("address_id = ? AND state IN ('asked', 'asking', 'waiting', 'unknown')", address).OrderBy("id").ForUpdate().All(&rows)
	return movesFrom(rows), err
}

// lostMoves notes of moves whose asking died that nobody knows what came of it.
func lostMoves(tx *db.Tx) error {
	_, err := tx.Update("messages_moves").Set("state = ?", MoveUnknown).Set("state_at = ?", tx.Now()).Set("tries = 0").Where("state = 'asking' AND wake_at <= ?", tx.Now()).Exec()
	return err
}

// accountsOfMoves lists the accounts of whose moves something is due.
func accountsOfMoves(tx *db.Tx) ([]string, error) {
	var out []string
	err := tx.From("messages_moves").Where("wake_at <= ?", tx.Now()).OrderBy("account_id").Pluck("DISTINCT account_id", &out)
	return out, err
}

// nextMove is when something of moves is due.
func nextMove(tx *db.Tx) (int64, bool, error) {
	var at int64
	found, err := tx.From("messages_moves").Where("wake_at IS NOT NULL").OrderBy("wake_at").Limit(1).Get("wake_at", &at)
	return at, found, err
}

// hurryMoves has the open moves of a customer looked at now, and tells whether there is
// one.
func hurryMoves(tx *db.Tx, address string) (bool, error) {
	n, err := tx.Update("messages_moves").Set("wake_at = ?", tx.Now()).Where("address_id = ? AND state IN ('waiting', 'unknown')", address).Exec()
	return n > 0, err
}

type moveMark struct {
	Address string    `db:"address_id"`
	From    string    `db:"from_user"`
	Kind    MoveKind  `db:"kind"`
	State   MoveState `db:"state"`
	StateAt int64     `db:"state_at"`
}

// movesSince tells of customers how often they were moved on the job since an instant, or
// are about to be, and which of them are on the way from a colleague already.
func movesSince(tx *db.Tx, addresses []string, from string, since int64) (moved map[string]int, open map[string]bool, err error) {
	moved, open = map[string]int{}, map[string]bool{}
	if len(addresses) == 0 {
		return moved, open, nil
	}
	var rows []moveMark
	err = tx.From("messages_moves").AcrossClinics("WeCom counts a customer's moves wherever they were decided").
		Where("address_id IN (?) AND state NOT IN ('refused', 'failed')", addresses).All(&rows)
	for _, r := range rows {
		if r.Kind == MoveOnJob && (r.State.Open() || r.StateAt >= since) {
			moved[r.Address]++
		}
		if r.From == from && r.State.Open() {
			open[r.Address] = true
		}
	}
	return moved, open, err
}

// movedEdge notes of a friendship that is over to whom the customer went.
func movedEdge(tx *db.Tx, k edgeKey, to string) error {
	_, err := tx.Update("messages_edges").Set("moved_to = ?", to).Where("address_id = ? AND userid = ? AND state NOT IN ('friend', 'half')", k.Address, k.User).Exec()
	return err
}

type userAtCount struct {
	Account string `db:"account_id"`
	User    string `db:"userid"`
	All     int    `db:"everybody" sql:"count(*)"`
}

// edgeCountsAt counts the customers of each colleague, account by account.
func edgeCountsAt(tx *db.Tx, accounts []string) ([]userAtCount, error) {
	if len(accounts) == 0 {
		return nil, nil
	}
	var rows []userAtCount
	err := tx.From("messages_edges").Where("account_id IN (?) AND state IN ('friend', 'half')", accounts).GroupBy("account_id, userid").OrderBy("account_id, userid").All(&rows)
	return rows, err
}

// customersOf lists the standing customers of a colleague, the oldest friends first.
func customersOf(tx *db.Tx, account, user string, limit int) ([]Edge, error) {
	var rows []edgeRow
	err := tx.From("messages_edges").Where("account_id = ? AND userid = ? AND state IN ('friend', 'half')", account, user).
		OrderBy("COALESCE(since, 0), address_id").Limit(limit).All(&rows)
	out := make([]Edge, len(rows))
	for i, r := range rows {
		out[i] = r.edge()
	}
	return out, err
}
