package messages

import (
	"archwire/internal/platform/db"
)

type edgeRow struct {
	Address string    `db:"address_id"`
	User    string    `db:"userid"`
	Account string    `db:"account_id"`
	State   EdgeState `db:"state"`
	Since   int64     `db:"since,null"`
	At      int64     `db:"state_at"`
	CameBy  string    `db:"came_by"`
	Way     int       `db:"way"`
	MovedTo string    `db:"moved_to"`
}

func (r edgeRow) edge() Edge { return Edge(r) }

// edgesOf gives who of the colleagues knows, or knew, some customers, by address, the
// latest first.
func edgesOf(tx *db.Tx, addresses []string) (map[string][]Edge, error) {
	out := map[string][]Edge{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []edgeRow
	err := tx.From("messages_edges").Where("address_id IN (?)", addresses).OrderBy("state_at DESC, userid").All(&rows)
	for _, r := range rows {
		out[r.Address] = append(out[r.Address], r.edge())
	}
	return out, err
}

// saveEdges writes edges; one that is there with something later stays.
func saveEdges(tx *db.Tx, list []Edge) error {
	if len(list) == 0 {
		return nil
	}
	rows := make([]edgeRow, len(list))
	for i, e := range list {
		rows[i] = edgeRow(e)
	}
	_, err := tx.InsertOr("messages_edges", rows, `ON CONFLICT (tenant_id, address_id, userid) DO UPDATE SET state = excluded.state, state_at = excluded.state_at,
		since = COALESCE(excluded.since, messages_edges.since), came_by = CASE WHEN excluded.came_by = '' THEN messages_edges.came_by ELSE excluded.came_by END,
		way = CASE WHEN excluded.way = 0 THEN messages_edges.way ELSE excluded.way END,
		moved_to = CASE WHEN excluded.state IN ('friend', 'half') THEN '' ELSE messages_edges.moved_to END
		WHERE messages_edges.state_at <= excluded.state_at`)
	return err
}

// endEdges notes that of a customer's colleagues only those named are left.
func endEdges(tx *db.Tx, address string, left []string, at int64) error {
	c := tx.Update("messages_edges").Set("state = ?", EdgeDeleted).Set("state_at = ?", at).Where("address_id = ? AND state IN ('friend', 'half') AND state_at <= ?", address, at)
	if len(left) > 0 {
		c = c.Where("userid NOT IN (?)", left)
	}
	_, err := c.Exec()
	return err
}

type userCount struct {
	User  string `db:"userid" sql:"e.userid"`
	All   int    `db:"everybody" sql:"count(DISTINCT e.address_id)"`
	Bound int    `db:"bound" sql:"count(DISTINCT b.address_id)"`
}

// edgeCounts counts the customers of each colleague at accounts, and those of them
// who speak for a patient.
func edgeCounts(tx *db.Tx, accounts []string) ([]userCount, error) {
	var rows []userCount
	err := tx.From("messages_edges e").LeftJoin("messages_bindings b", "b.address_id = e.address_id").
		Where("e.account_id IN (?) AND e.state IN ('friend', 'half')", accounts).GroupBy("e.userid").OrderBy("e.userid").All(&rows)
	return rows, err
}

type unreachedRow struct {
	Patient string `db:"patient_id" sql:"m.patient_id"`
	Last    int64  `db:"last_at" sql:"max(m.planned_at)"`
}

// withoutContact lists patients to whom a clinic planned messages since an instant and
// for whom nobody speaks, the latest first.
func withoutContact(tx *db.Tx, clinic string, since int64, limit int) ([]unreachedRow, error) {
	var rows []unreachedRow
	err := tx.From("messages_messages m").LeftJoin("messages_bindings b", "b.patient_id = m.patient_id").
		Where("m.clinic_id = ? AND m.planned_at >= ? AND m.patient_id IS NOT NULL AND b.id IS NULL", clinic, since).
		GroupBy("m.patient_id").OrderBy("max(m.planned_at) DESC, m.patient_id").Limit(limit).All(&rows)
	return rows, err
}

type fetchRow struct {
	Account string `db:"account_id"`
	State   string `db:"state"`
	Users   string `db:"users"`
	Next    string `db:"next"`
	Found   int    `db:"found"`
	Words   string `db:"words"`
	BeganAt int64  `db:"began_at"`
	EndedAt int64  `db:"ended_at,null"`
}

func fetchOne(tx *db.Tx, account string) (fetchRow, bool, error) {
	var r fetchRow
	found, err := tx.From("messages_fetches").Where("account_id = ?", account).ForUpdate().One(&r)
	return r, found, err
}

func fetchList(tx *db.Tx) ([]fetchRow, error) {
	var rows []fetchRow
	err := tx.From("messages_fetches").OrderBy("account_id").All(&rows)
	return rows, err
}

func saveFetch(tx *db.Tx, r fetchRow) error {
	_, err := tx.InsertOr("messages_fetches", r, `ON CONFLICT (tenant_id, account_id) DO UPDATE SET state = excluded.state, users = excluded.users, next = excluded.next,
		found = excluded.found, words = excluded.words, began_at = excluded.began_at, ended_at = excluded.ended_at`)
	return err
}
