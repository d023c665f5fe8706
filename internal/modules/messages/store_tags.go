package messages

import (
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

type mirroredRow struct {
	Tag   string `db:"tag_id"`
	Since int64  `db:"since"`
	By    string `db:"by_staff,null"`
}

// mirroredTags lists the tags that WeCom is to show.
func mirroredTags(tx *db.Tx) ([]string, error) {
	var ids []string
	err := tx.From("messages_mirrored").OrderBy("tag_id").Pluck("tag_id", &ids)
	return ids, err
}

func insertMirrored(tx *db.Tx, tag string) (int64, error) {
	return tx.InsertOr("messages_mirrored", mirroredRow{tag, tx.Now(), tx.Actor()}, "ON CONFLICT (tenant_id, tag_id) DO NOTHING")
}

func deleteMirrored(tx *db.Tx, tag string) (int64, error) {
	return tx.Delete("messages_mirrored").Where("tag_id = ?", tag).Exec()
}

// corpTagRow is what one of our tags is to an account.
type corpTagRow struct {
	Account   string `db:"account_id"`
	Tag       string `db:"tag_id"`
	Number    string `db:"number"` // WeCom's, "" = none yet
	Name      string `db:"name"`   // as it is there
	Refused   string `db:"refused"`
	RefusedAt int64  `db:"refused_at,null"`
}

// corpTags reads the tags of an account; "" = of all.
func corpTags(tx *db.Tx, account string) ([]corpTagRow, error) {
	q := tx.From("messages_tags")
	if account != "" {
		q = q.Where("account_id = ?", account)
	}
	var rows []corpTagRow
	err := q.OrderBy("account_id, tag_id").All(&rows)
	return rows, err
}

func saveCorpTag(tx *db.Tx, r corpTagRow) error {
	_, err := tx.InsertOr("messages_tags", r, `ON CONFLICT (tenant_id, account_id, tag_id) DO UPDATE SET number = excluded.number, name = excluded.name,
		refused = excluded.refused, refused_at = excluded.refused_at`)
	return err
}

// forgetRefusedTags lets what WeCom refused of an account's tags be asked again.
func forgetRefusedTags(tx *db.Tx, account string) error {
	_, err := tx.Update("messages_tags").Set("refused = ''").Set("refused_at = NULL").Where("account_id = ? AND refused <> ''", account).Exec()
	return err
}

type edgeTagRow struct {
	Address string `db:"address_id"`
	User    string `db:"userid"`
	Tag     string `db:"tag_id"`
	Sure    bool   `db:"sure"`
	At      int64  `db:"at"`
}

// edgeTagsOf gives our copy of what is on the edges of customers: by edge, tag → whether
// that is sure.
func edgeTagsOf(tx *db.Tx, addresses []string) (map[edgeKey]map[string]bool, error) {
	out := map[edgeKey]map[string]bool{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []edgeTagRow
	err := tx.From("messages_edge_tags").Where("address_id IN (?)", addresses).All(&rows)
	for _, r := range rows {
		k := edgeKey{r.Address, r.User}
		if out[k] == nil {
			out[k] = map[string]bool{}
		}
		out[k][r.Tag] = r.Sure
	}
	return out, err
}

// saveEdgeTags notes what is on an edge for sure.
func saveEdgeTags(tx *db.Tx, k edgeKey, tags []string) error {
	rows := make([]edgeTagRow, len(tags))
	for i, t := range tags {
		rows[i] = edgeTagRow{k.Address, k.User, t, true, tx.Now()}
	}
	_, err := tx.InsertOr("messages_edge_tags", rows, "ON CONFLICT (tenant_id, address_id, userid, tag_id) DO UPDATE SET sure = excluded.sure, at = excluded.at")
	return err
}

// noteAsked notes of edges what is asked for, before it is.
func noteAsked(tx *db.Tx, marks []tagMark) error {
	var rows []edgeTagRow
	for _, m := range marks {
		for _, t := range slices.Concat(m.Add, m.Remove) {
			rows = append(rows, edgeTagRow{m.Address, m.User, t, false, tx.Now()})
		}
	}
	_, err := tx.InsertOr("messages_edge_tags", rows, "ON CONFLICT (tenant_id, address_id, userid, tag_id) DO UPDATE SET sure = excluded.sure, at = excluded.at")
	return err
}

// doubtEdgeTags says of everything on an edge that it is not sure: WeCom may have
// dropped it with the friendship.
func doubtEdgeTags(tx *db.Tx, k edgeKey) error {
	_, err := tx.Update("messages_edge_tags").Set("sure = ?", false).Where("address_id = ? AND userid = ?", k.Address, k.User).Exec()
	return err
}

func deleteEdgeTags(tx *db.Tx, k edgeKey, tags []string) error {
	if len(tags) == 0 {
		return nil
	}
	_, err := tx.Delete("messages_edge_tags").Where("address_id = ? AND userid = ? AND tag_id IN (?)", k.Address, k.User, tags).Exec()
	return err
}

// dropTagFromEdges forgets that edges of an account carry a tag: it is gone at WeCom.
func dropTagFromEdges(tx *db.Tx, account, tag string) error {
	_, err := tx.RawExec(`DELETE FROM messages_edge_tags WHERE tenant_id = :tenant AND tag_id = ? AND address_id IN
		(SELECT id FROM messages_addresses WHERE tenant_id = :tenant AND account_id = ?)`, tag, account)
	return err
}

type shownTagRow struct {
	Address string `db:"address_id"`
	Tag     string `db:"tag_id"`
}

// tagsShown gives which tags WeCom is known to show of customers, at any colleague.
func tagsShown(tx *db.Tx, addresses []string) (map[string][]string, error) {
	out := map[string][]string{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []shownTagRow
	err := tx.From("messages_edge_tags").Where("address_id IN (?) AND sure = ?", addresses, true).OrderBy("address_id, tag_id").All(&rows)
	for _, r := range rows {
		if !slices.Contains(out[r.Address], r.Tag) {
			out[r.Address] = append(out[r.Address], r.Tag)
		}
	}
	return out, err
}

type tagCount struct {
	Tag string `db:"tag_id" sql:"tag_id"`
	N   int    `db:"n" sql:"count(DISTINCT address_id)"`
}

// tagCounts counts the customers who are known to show each tag.
func tagCounts(tx *db.Tx) (map[string]int, error) {
	var rows []tagCount
	err := tx.From("messages_edge_tags").Where("sure = ?", true).GroupBy("tag_id").All(&rows)
	out := map[string]int{}
	for _, r := range rows {
		out[r.Tag] = r.N
	}
	return out, err
}

type edgeRefusalRow struct {
	Address string `db:"address_id"`
	User    string `db:"userid"`
	Code    string `db:"code"`
	At      int64  `db:"at"`
}

func edgeRefusals(tx *db.Tx, addresses []string) (map[edgeKey]edgeRefusalRow, error) {
	out := map[edgeKey]edgeRefusalRow{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []edgeRefusalRow
	err := tx.From("messages_edge_refusals").Where("address_id IN (?)", addresses).All(&rows)
	for _, r := range rows {
		out[edgeKey{r.Address, r.User}] = r
	}
	return out, err
}

func saveEdgeRefusal(tx *db.Tx, k edgeKey, code string) error {
	_, err := tx.InsertOr("messages_edge_refusals", edgeRefusalRow{k.Address, k.User, code, tx.Now()},
		"ON CONFLICT (tenant_id, address_id, userid) DO UPDATE SET code = excluded.code, at = excluded.at")
	return err
}

func dropEdgeRefusal(tx *db.Tx, k edgeKey) error {
	_, err := tx.Delete("messages_edge_refusals").Where("address_id = ? AND userid = ?", k.Address, k.User).Exec()
	return err
}

// endEdge notes that a colleague and a customer are no friends, as was heard at an
// instant.
func endEdge(tx *db.Tx, k edgeKey, at int64) error {
	_, err := tx.Update("messages_edges").Set("state = ?", EdgeDeleted).Set("state_at = ?", at).
		Where("address_id = ? AND userid = ? AND state IN ('friend', 'half') AND state_at <= ?", k.Address, k.User, at).Exec()
	return err
}

type tagDueRow struct {
	Address string `db:"address_id"`
	Account string `db:"account_id"`
	N       int64  `db:"n"`
	Tries   int    `db:"tries"`
	At      int64  `db:"at"` // when something last changed
	WakeAt  int64  `db:"wake_at"`
}

// saveTagsDue has customers' tags compared, now.
func saveTagsDue(tx *db.Tx, account string, addresses []string) error {
	rows := make([]tagDueRow, len(addresses))
	for i, a := range addresses {
		rows[i] = tagDueRow{a, account, 1, 0, tx.Now(), tx.Now()}
	}
	_, err := tx.InsertOr("messages_tags_due", rows, `ON CONFLICT (tenant_id, address_id) DO UPDATE SET n = messages_tags_due.n + 1, tries = 0,
		at = excluded.at, wake_at = excluded.wake_at`)
	return err
}

// tagsDue lists customers of an account who are due, those who wait longest first.
func tagsDue(tx *db.Tx, account string, limit int) ([]tagDueRow, error) {
	var rows []tagDueRow
	err := tx.From("messages_tags_due").Where("account_id = ? AND wake_at <= ?", account, tx.Now()).OrderBy("wake_at, address_id").Limit(limit).All(&rows)
	slices.SortFunc(rows, func(a, b tagDueRow) int { return strings.Compare(a.Address, b.Address) }) // who waits for each other does so in one order
	return rows, err
}

// stillDue tells which customers wait to be compared.
func stillDue(tx *db.Tx, addresses []string) (map[string]bool, error) {
	out := map[string]bool{}
	if len(addresses) == 0 {
		return out, nil
	}
	var ids []string
	err := tx.From("messages_tags_due").Where("address_id IN (?)", addresses).Pluck("address_id", &ids)
	for _, id := range ids {
		out[id] = true
	}
	return out, err
}

// endTagDue takes a customer off the list, unless something changed since.
func endTagDue(tx *db.Tx, d tagDueRow) error {
	_, err := tx.Delete("messages_tags_due").Where("address_id = ? AND n = ?", d.Address, d.N).Exec()
	return err
}

// putOffTagDue has a customer tried again at an instant, unless something changed since.
func putOffTagDue(tx *db.Tx, d tagDueRow, tries int, at int64) error {
	_, err := tx.Update("messages_tags_due").Set("tries = ?", tries).Set("wake_at = ?", at).Where("address_id = ? AND n = ?", d.Address, d.N).Exec()
	return err
}

// putOffAllTagsDue lets everything of an account wait.
func putOffAllTagsDue(tx *db.Tx, account string, at int64) error {
	_, err := tx.Update("messages_tags_due").Set("wake_at = ?", at).Where("account_id = ? AND wake_at < ?", account, at).Exec()
	return err
}

type tagWorkRow struct {
	Account    string `db:"account_id"`
	HeldUntil  int64  `db:"held_until"`
	Walking    bool   `db:"walking"`
	Walked     string `db:"walked,null"` // the last customer, "" = none yet
	Proving    bool   `db:"proving"`     // the walk is a proof
	Flaws      int    `db:"flaws"`       // that it found
	Verify     bool   `db:"verify"`      // whether WeCom has our tags still
	VerifiedAt int64  `db:"verified_at,null"`
	Tries      int    `db:"tries"`
	WakeAt     int64  `db:"wake_at"` // when the account itself has something to do
	ProofAt    int64  `db:"proof_at"`
}

// beginTagWalk has all customers of an account compared, from the first.
func beginTagWalk(tx *db.Tx, account string, proof int64) error {
	_, err := tx.InsertOr("messages_tags_work", tagWorkRow{Account: account, Walking: true, WakeAt: tx.Now(), ProofAt: proof},
		`ON CONFLICT (tenant_id, account_id) DO UPDATE SET walking = excluded.walking, walked = NULL, proving = excluded.proving, flaws = 0, tries = 0, wake_at = excluded.wake_at`)
	return err
}

func saveTagWork(tx *db.Tx, w tagWorkRow) error {
	_, err := tx.InsertOr("messages_tags_work", w, `ON CONFLICT (tenant_id, account_id) DO UPDATE SET held_until = excluded.held_until, walking = excluded.walking,
		walked = excluded.walked, proving = excluded.proving, flaws = excluded.flaws, verify = excluded.verify, verified_at = excluded.verified_at,
		tries = excluded.tries, wake_at = excluded.wake_at, proof_at = excluded.proof_at`)
	return err
}

// tagWorkOne gives what an account has to do, and locks it.
func tagWorkOne(tx *db.Tx, account string) (tagWorkRow, bool, error) {
	var r tagWorkRow
	found, err := tx.From("messages_tags_work").Where("account_id = ?", account).ForUpdate().One(&r)
	return r, found, err
}

func tagWorkList(tx *db.Tx) ([]tagWorkRow, error) {
	var rows []tagWorkRow
	err := tx.From("messages_tags_work").OrderBy("account_id").All(&rows)
	return rows, err
}

// nextTagWork is when something of tags is due.
func nextTagWork(tx *db.Tx) (int64, bool, error) {
	next, waits := int64(0), false
	for _, table := range []string{"messages_tags_work", "messages_tags_due"} {
		var at int64
		found, err := tx.From(table).OrderBy("wake_at").Limit(1).Get("wake_at", &at)
		if err != nil {
			return 0, false, err
		}
		if found && (!waits || at < next) {
			next, waits = at, true
		}
	}
	return next, waits, nil
}

// accountsDue lists the accounts that have something to do about tags now.
func accountsDue(tx *db.Tx) ([]string, error) {
	var out []string
	if err := tx.From("messages_tags_work").Where("wake_at <= ?", tx.Now()).OrderBy("account_id").Pluck("account_id", &out); err != nil {
		return nil, err
	}
	var more []string
	if err := tx.From("messages_tags_due").Where("wake_at <= ?", tx.Now()).OrderBy("account_id").Pluck("DISTINCT account_id", &more); err != nil {
		return nil, err
	}
	for _, a := range more {
		if !slices.Contains(out, a) {
			out = append(out, a)
		}
	}
	return out, nil
}

type addressAt struct {
	ID      string `db:"id" sql:"a.id"`
	Account string `db:"account_id" sql:"a.account_id"`
}

// addressesFor lists which addresses at accounts speak for patients.
func addressesFor(tx *db.Tx, accounts, patients []string) ([]addressAt, error) {
	var rows []addressAt
	err := tx.From("messages_bindings b").Join("messages_addresses a", "a.id = b.address_id").Where("b.patient_id IN (?) AND a.account_id IN (?)", patients, accounts).
		OrderBy("a.id").All(&rows)
	return rows, err
}

// addressesAt lists which of some addresses belong to accounts.
func addressesAt(tx *db.Tx, accounts, ids []string) ([]addressAt, error) {
	var rows []addressAt
	err := tx.From("messages_addresses a").Where("a.id IN (?) AND a.account_id IN (?)", ids, accounts).OrderBy("a.id").All(&rows)
	return rows, err
}

// addressesAfter walks an account's customers.
func addressesAfter(tx *db.Tx, account, after string, limit int) ([]string, error) {
	q := tx.From("messages_addresses").Where("account_id = ?", account)
	if after != "" {
		q = q.Where("id > ?", after)
	}
	var ids []string
	err := q.OrderBy("id").Limit(limit).Pluck("id", &ids)
	return ids, err
}

// speakFor gives the patients for whom addresses speak.
func speakFor(tx *db.Tx, addresses []string) (map[string][]string, error) {
	type row struct {
		Address string `db:"address_id"`
		Patient string `db:"patient_id"`
	}
	out := map[string][]string{}
	if len(addresses) == 0 {
		return out, nil
	}
	var rows []row
	err := tx.From("messages_bindings").Where("address_id IN (?)", addresses).All(&rows)
	for _, r := range rows {
		out[r.Address] = append(out[r.Address], r.Patient)
	}
	return out, err
}
