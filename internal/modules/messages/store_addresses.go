package messages

import (
	"slices"

	"archwire/internal/platform/db"
)

type addressRow struct {
	ID         string `db:"id"`
	Account    string `db:"account_id"`
	Value      string `db:"value"`
	Nick       string `db:"nick"`
	Following  bool   `db:"following"`
	FriendOf   string `db:"friend_of"`
	AddedBy    string `db:"added_by"`
	Union      string `db:"union_id"`
	LastWordAt int64  `db:"last_word_at,null"`
	FollowedAt int64  `db:"followed_at,null"`
	SeenAt     int64  `db:"seen_at"`
	Hints      string `db:"hints"`
}

func (r addressRow) address() Address {
	return Address{ID: r.ID, Account: r.Account, Value: r.Value, Nick: r.Nick, Following: r.Following, FriendOf: r.FriendOf, LastWordAt: r.LastWordAt,
		FollowedAt: r.FollowedAt, Seen: r.SeenAt, Union: r.Union, State: r.AddedBy, hints: r.Hints}
}

func addressRowOf(a Address) addressRow {
	return addressRow{a.ID, a.Account, a.Value, a.Nick, a.Following, a.FriendOf, a.State, a.Union, a.LastWordAt, a.FollowedAt, a.Seen, a.hints}
}

// knowAddress notes an address where it is not known yet, and locks it.
func knowAddress(tx *db.Tx, account, value string) (Address, error) {
	fresh := addressRowOf(Address{ID: tx.NewID(), Account: account, Value: value, Seen: tx.Now()})
	if _, err := tx.InsertOr("messages_addresses", fresh, "ON CONFLICT (tenant_id, account_id, value) DO NOTHING"); err != nil {
		return Address{}, err
	}
	var r addressRow
	_, err := tx.From("messages_addresses").Where("account_id = ? AND value = ?", account, value).ForUpdate().One(&r)
	return r.address(), err
}

func saveAddress(tx *db.Tx, a Address) error {
	known := func(at int64) *int64 {
		if at == 0 {
			return nil
		}
		return &at
	}
	_, err := tx.Update("messages_addresses").Set("nick = ?", a.Nick).Set("following = ?", a.Following).Set("friend_of = ?", a.FriendOf).
		Set("added_by = ?", a.State).Set("union_id = ?", a.Union).Set("last_word_at = ?", known(a.LastWordAt)).
		Set("followed_at = ?", known(a.FollowedAt)).Where("id = ?", a.ID).Exec()
	return err
}

func setHints(tx *db.Tx, address, sealed string) error {
	_, err := tx.Update("messages_addresses").Set("hints = ?", sealed).Where("id = ?", address).Exec()
	return err
}

// addressOne gives an address. Fault: AddressNotFound.
func addressOne(tx *db.Tx, id string, lock bool) (Address, error) {
	q := tx.From("messages_addresses").Where("id = ?", id)
	if lock {
		q = q.ForUpdate()
	}
	var r addressRow
	found, err := q.One(&r)
	if err == nil && !found {
		err = AddressNotFound.With()
	}
	return r.address(), err
}

func addressesByID(tx *db.Tx, ids []string) (map[string]Address, error) {
	out := map[string]Address{}
	if len(ids) == 0 {
		return out, nil
	}
	var rows []addressRow
	err := tx.From("messages_addresses").Where("id IN (?)", ids).All(&rows)
	for _, r := range rows {
		out[r.ID] = r.address()
	}
	return out, err
}

// notFollowing notes that addresses are dead.
func notFollowing(tx *db.Tx, ids []string) error {
	if len(ids) == 0 {
		return nil
	}
	_, err := tx.Update("messages_addresses").Set("following = ?", false).Where("id IN (?)", ids).Exec()
	return err
}

type boundRow struct {
	ID      string `db:"id"`
	Address string `db:"address_id"`
	Patient string `db:"patient_id"`
	Whose   string `db:"whose"`
	Source  string `db:"source"`
	At      int64  `db:"bound_at"`
	By      string `db:"bound_by,null"`
}

type boundAddress struct {
	Patient string `db:"patient_id"`
	Whose   string `db:"whose"`
	At      int64  `db:"bound_at"`
	By      string `db:"bound_by,null"`
	ID      string `db:"id" sql:"a.id"`
	Account string `db:"account_id" sql:"a.account_id"`
	Value   string `db:"value" sql:"a.value"`
	Nick    string `db:"nick" sql:"a.nick"`
	Follows bool   `db:"following" sql:"a.following"`
	Friend  string `db:"friend_of" sql:"a.friend_of"`
	Union   string `db:"union_id" sql:"a.union_id"`
	WordAt  int64  `db:"last_word_at" sql:"COALESCE(a.last_word_at, 0)"`
	SeenAt  int64  `db:"seen_at" sql:"a.seen_at"`
}

// boundTo gives the addresses that speak for patients, the likeliest first: who
// spoke last, then who was bound last.
func boundTo(tx *db.Tx, patients []string) (map[string][]Bound, error) {
	out := map[string][]Bound{}
	if len(patients) == 0 {
		return out, nil
	}
	var rows []boundAddress
	err := tx.From("messages_bindings b").Join("messages_addresses a", "a.id = b.address_id").Where("b.patient_id IN (?)", patients).
		OrderBy("COALESCE(a.last_word_at, 0) DESC, b.bound_at DESC, a.id").All(&rows)
	for _, r := range rows {
		out[r.Patient] = append(out[r.Patient], Bound{Address: Address{ID: r.ID, Account: r.Account, Value: r.Value, Nick: r.Nick, Following: r.Follows,
			FriendOf: r.Friend, LastWordAt: r.WordAt, Seen: r.SeenAt, Union: r.Union}, Patient: r.Patient, Whose: r.Whose, At: r.At, By: r.By})
	}
	return out, err
}

// patientsOf lists whom an address speaks for.
func patientsOf(tx *db.Tx, address string) ([]string, error) {
	var ids []string
	err := tx.From("messages_bindings").Where("address_id = ?", address).OrderBy("bound_at, id").Pluck("patient_id", &ids)
	return ids, err
}

// bindingsOf lists for whom an address speaks, and how.
func bindingsOf(tx *db.Tx, address string) ([]boundRow, error) {
	var rows []boundRow
	err := tx.From("messages_bindings").Where("address_id = ?", address).OrderBy("bound_at, id").All(&rows)
	return rows, err
}

func insertBindings(tx *db.Tx, rows []boundRow) error { return tx.Insert("messages_bindings", rows) }

func deleteBinding(tx *db.Tx, address, patient string) (int64, error) {
	return tx.Delete("messages_bindings").Where("address_id = ? AND patient_id = ?", address, patient).Exec()
}

// unbound lists the addresses at accounts that speak for nobody yet, the latest first.
func unbound(tx *db.Tx, accounts []string, limit int) ([]Address, error) {
	var rows []addressRow
	err := tx.From("messages_addresses a").LeftJoin("messages_bindings b", "b.address_id = a.id").
		Where("a.account_id IN (?) AND b.id IS NULL AND a.following", accounts).OrderBy("a.seen_at DESC, a.id").Limit(limit).All(&rows)
	out := make([]Address, len(rows))
	for i, r := range rows {
		out[i] = r.address()
	}
	return out, err
}

// byUnion finds addresses of the same person at other accounts.
func byUnion(tx *db.Tx, union string) ([]string, error) {
	var ids []string
	err := tx.From("messages_addresses").Where("union_id = ? AND union_id <> ''", union).Pluck("id", &ids)
	return ids, err
}

type staffRow struct {
	Account string `db:"account_id"`
	Staff   string `db:"staff_id"`
	Userid  string `db:"userid"`
}

// userids gives colleagues' userids as addresses.
func userids(tx *db.Tx, staff []string) (map[string][]Address, error) {
	out := map[string][]Address{}
	if len(staff) == 0 {
		return out, nil
	}
	var rows []staffRow
	err := tx.From("messages_staff").Where("staff_id IN (?)", staff).OrderBy("account_id").All(&rows)
	for _, r := range rows {
		out[r.Staff] = append(out[r.Staff], Address{Account: r.Account, Value: r.Userid, Following: true})
	}
	return out, err
}

func staffList(tx *db.Tx) ([]staffRow, error) {
	var rows []staffRow
	err := tx.From("messages_staff").OrderBy("account_id, userid").All(&rows)
	return rows, err
}

func staffByUserid(tx *db.Tx, account, userid string) (string, bool, error) {
	var id string
	found, err := tx.From("messages_staff").Where("account_id = ? AND userid = ?", account, userid).Get("staff_id", &id)
	return id, found, err
}

// setUserid notes a colleague's userid at an account; "" takes it out.
func setUserid(tx *db.Tx, account, staff, userid string) error {
	if _, err := tx.Delete("messages_staff").Where("account_id = ? AND staff_id = ?", account, staff).Exec(); err != nil || userid == "" {
		return err
	}
	return tx.Insert("messages_staff", staffRow{account, staff, userid})
}

type boundCount struct {
	All   int `db:"everybody" sql:"count(DISTINCT m.patient_id)"`
	Bound int `db:"bound" sql:"count(DISTINCT b.patient_id)"`
}

// boundCounts counts the patients to whom a clinic planned messages since an
// instant, and those of them who have a contact.
func boundCounts(tx *db.Tx, clinic string, since int64) (all, bound int, err error) {
	var r boundCount
	_, err = tx.From("messages_messages m").LeftJoin("messages_bindings b", "b.patient_id = m.patient_id").
		Where("m.clinic_id = ? AND m.planned_at >= ? AND m.patient_id IS NOT NULL", clinic, since).One(&r)
	return r.All, r.Bound, err
}

// forgetAddresses lets no address speak for an erased patient; of one that spoke for
// nobody else nothing stays but that it was.
func forgetAddresses(tx *db.Tx, patient string) error {
	var ids, others []string
	if err := tx.From("messages_bindings").Where("patient_id = ?", patient).Pluck("address_id", &ids); err != nil || len(ids) == 0 {
		return err
	}
	if _, err := tx.Delete("messages_bindings").Where("patient_id = ?", patient).Exec(); err != nil {
		return err
	}
	if err := tx.From("messages_bindings").Where("address_id IN (?)", ids).Pluck("address_id", &others); err != nil {
		return err
	}
	alone := slices.DeleteFunc(ids, func(id string) bool { return slices.Contains(others, id) })
	_, err := tx.Update("messages_addresses").Set("nick = ''").Set("hints = ''").Set("union_id = ''").Where("id IN (?)", alone).Exec()
	return err
}
