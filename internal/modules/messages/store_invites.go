package messages

import "archwire/internal/platform/db"

type inviteRow struct {
	ID      string `db:"id"`
	Hash    string `db:"hash"`
	Clinic  string `db:"clinic_id"`
	Patient string `db:"patient_id"`
	Account string `db:"account_id"`
	Made    int64  `db:"made_at"`
	By      string `db:"made_by,null"`
	Expires int64  `db:"expires_at"`
	Ended   int64  `db:"ended_at,null"`
	Used    int64  `db:"used_at,null"`
	Address string `db:"address_id,null"`
}

// state is how an invitation stands at an instant.
func (r inviteRow) state(now int64) InviteState {
	switch {
	case r.Used != 0:
		return InviteBound
	case r.Ended != 0 || now >= r.Expires:
		return InviteEnded
	}
	return InviteOpen
}

func insertInvite(tx *db.Tx, r inviteRow) error { return tx.Insert("messages_invites", r) }

// inviteOne gives an invitation in sight, locked. Fault: InviteNotFound.
func inviteOne(tx *db.Tx, id string) (inviteRow, error) {
	var r inviteRow
	found, err := tx.From("messages_invites").Where("id = ?", id).ForUpdate().One(&r)
	if err == nil && !found {
		err = InviteNotFound.With()
	}
	return r, err
}

// inviteSeen is inviteOne for who only looks.
func inviteSeen(tx *db.Tx, id string) (inviteRow, error) {
	var r inviteRow
	found, err := tx.From("messages_invites").Where("id = ?", id).One(&r)
	if err == nil && !found {
		err = InviteNotFound.With()
	}
	return r, err
}

// inviteBy finds an invitation by its token's digest. Fault: InviteNotFound.
func inviteBy(tx *db.Tx, hash string) (inviteRow, error) {
	var r inviteRow
	found, err := tx.From("messages_invites").Where("hash = ?", hash).One(&r)
	if err == nil && !found {
		err = InviteNotFound.With()
	}
	return r, err
}

// endInvites ends the invitations of a patient that nobody used.
func endInvites(tx *db.Tx, patient string) error {
	_, err := tx.Update("messages_invites").AcrossClinics("a newer invitation takes the place of every older one").Set("ended_at = ?", tx.Now()).
		Where("patient_id = ? AND used_at IS NULL AND ended_at IS NULL", patient).Exec()
	return err
}

func endInvite(tx *db.Tx, id string) error {
	_, err := tx.Update("messages_invites").Set("ended_at = ?", tx.Now()).Where("id = ? AND used_at IS NULL AND ended_at IS NULL", id).Exec()
	return err
}

// spendInvite notes who used an invitation, and tells whether nobody had.
func spendInvite(tx *db.Tx, id, address string) (bool, error) {
	n, err := tx.Update("messages_invites").Set("used_at = ?", tx.Now()).Set("address_id = ?", address).Where("id = ? AND used_at IS NULL AND ended_at IS NULL", id).Exec()
	return n == 1, err
}

// dropInvites takes out what ended before an instant; what came of them stands in the audit.
func dropInvites(tx *db.Tx, before int64) error {
	_, err := tx.Delete("messages_invites").AcrossClinics("old ones go wherever they were made").Where("expires_at < ?", before).Exec()
	return err
}

// forgetInvites takes out the invitations of an erased patient.
func forgetInvites(tx *db.Tx, patient string) error {
	_, err := tx.Delete("messages_invites").AcrossClinics("an erased person is forgotten in every clinic").Where("patient_id = ?", patient).Exec()
	return err
}

type arrivalRow struct {
	ID      string       `db:"id"`
	Hash    string       `db:"hash"`
	Browser string       `db:"browser"`
	Account string       `db:"account_id"`
	Invite  string       `db:"invite_id,null"`
	State   ArrivalState `db:"state"`
	Code    string       `db:"code"`
	Reason  string       `db:"reason"`
	Address string       `db:"address_id,null"`
	Taken   string       `db:"taken"`
	Made    int64        `db:"made_at"`
	Expires int64        `db:"expires_at"`
}

func insertArrival(tx *db.Tx, r arrivalRow) error { return tx.Insert("messages_arrivals", r) }

// arrivalsSince counts those that were begun since an instant.
func arrivalsSince(tx *db.Tx, at int64) (int, error) {
	return tx.From("messages_arrivals").Where("made_at >= ?", at).Count()
}

// arrivalBy finds one by the digest of its state.
func arrivalBy(tx *db.Tx, hash string, lock bool) (arrivalRow, bool, error) {
	q := tx.From("messages_arrivals").Where("hash = ?", hash)
	if lock {
		q = q.ForUpdate()
	}
	var r arrivalRow
	found, err := q.One(&r)
	return r, found, err
}

func arrivalOne(tx *db.Tx, id string) (arrivalRow, bool, error) {
	var r arrivalRow
	found, err := tx.From("messages_arrivals").Where("id = ?", id).One(&r)
	return r, found, err
}

// moveArrival brings one from a state to the next, and tells whether it stood there.
func moveArrival(tx *db.Tx, r arrivalRow, from ArrivalState) (bool, error) {
	n, err := tx.Update("messages_arrivals").Set("state = ?", r.State).Set("code = ?", r.Code).Set("reason = ?", r.Reason).Set("address_id = ?", orNull(r.Address)).
		Set("expires_at = ?", r.Expires).Where("id = ? AND state = ?", r.ID, from).Exec()
	return n == 1, err
}

func setTaken(tx *db.Tx, arrival, taken string) error {
	_, err := tx.Update("messages_arrivals").Set("taken = ?", taken).Where("id = ?", arrival).Exec()
	return err
}

func dropArrivals(tx *db.Tx, before int64) error {
	_, err := tx.Delete("messages_arrivals").Where("expires_at < ?", before).Exec()
	return err
}

// bindingOfAddress gives a binding of an address, which the caller locked.
func bindingOfAddress(tx *db.Tx, address, id string) (boundRow, bool, error) {
	var r boundRow
	found, err := tx.From("messages_bindings").Where("id = ? AND address_id = ?", id, address).One(&r)
	return r, found, err
}
