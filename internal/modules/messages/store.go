package messages

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"encoding/json"
	"errors"
	"maps"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

//go:embed migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS

func orNull(s string) *string {
	if s == "" {
		return nil
	}
	return &s
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// places of what is sealed, each bound to its row.
func keysPlace(tx *db.Tx, id string) string {
	return "messages_accounts.keys/" + tx.Tenant() + "/" + id
}
func whitherPlace(tx *db.Tx, id string) string {
	return "messages_sends.whither/" + tx.Tenant() + "/" + id
}
func hintPlace(tx *db.Tx, id string) string {
	return "messages_addresses.hints/" + tx.Tenant() + "/" + id
}
func logPlace(tx *db.Tx, id string) string { return "messages_log.body/" + tx.Tenant() + "/" + id }
func noticePlace(tx *db.Tx, id string) string {
	return "messages_notices.body/" + tx.Tenant() + "/" + id
}

// sealJSON seals a value for a place.
func (s *Service) sealJSON(place string, v any) (string, error) {
	b, err := json.Marshal(v)
	if err != nil {
		return "", err
	}
	return s.vault.Seal(place, b), nil
}

// openJSON opens what sealJSON sealed; "" leaves dest as it is.
func (s *Service) openJSON(place, sealed string, dest any) error {
	if sealed == "" {
		return nil
	}
	b, err := s.vault.Open(place, sealed)
	if err != nil {
		return err
	}
	return json.Unmarshal(b, dest)
}

type logRow struct {
	ID      string `db:"id"`
	Clinic  string `db:"clinic_id"`
	Account string `db:"account_id"`
	Message string `db:"message_id"`
	At      int64  `db:"at"`
	Way     string `db:"way"`
	What    string `db:"what"`
	Status  int    `db:"status"`
	Under   string `db:"under_id,null"`
	Body    string `db:"body"`
	Hash    string `db:"hash"`
}

// insertLog keeps exchanges as they came, those about a patient under the patient's
// own key; of an erased one nothing is kept but that there were some.
func (s *Service) insertLog(tx *db.Tx, list []calling) error {
	var rows []logRow
	var people []string
	for _, c := range list {
		if c.msg.Patient != "" {
			people = append(people, c.msg.Patient)
		}
	}
	ring, err := s.vault.RingFor(tx, people...)
	if err != nil {
		return err
	}
	for _, c := range list {
		for _, h := range c.line.heard {
			r := logRow{ID: tx.NewID(), Clinic: c.msg.Clinic, Account: c.send.Account, Message: c.msg.ID, At: tx.Now(), Way: "answer", What: h.what,
				Status: h.status, Hash: digest(h.body)}
			if h.status == 0 {
				r.Way = "silence"
			}
			if err := s.sealLog(tx, ring, &r, c.msg.Patient, h.body); err != nil {
				return err
			}
			rows = append(rows, r)
		}
	}
	return tx.Insert("messages_log", rows)
}

func (s *Service) sealLog(tx *db.Tx, ring *secrets.Ring, r *logRow, patient string, body []byte) (err error) {
	if patient == "" {
		r.Body = s.vault.Seal(logPlace(tx, r.ID), body)
		return nil
	}
	r.Under = patient
	if r.Body, err = ring.Seal(patient, body); errors.Is(err, secrets.ErrDropped) {
		return nil
	}
	return err
}

// Heard is an entry of the log.
type Heard struct {
	At     int64
	Way    string // answer, silence
	What   string // the call
	Status int    // of HTTP; 0 = none
	Body   string
	Hash   string
	Sound  bool // the body has the hash that was kept
	Erased bool // the person was erased: there is no body any more
}

func (s *Service) openLog(tx *db.Tx, r logRow) ([]byte, error) {
	if r.Under == "" {
		return s.vault.Open(logPlace(tx, r.ID), r.Body)
	}
	return s.vault.OpenFor(tx, r.Under, r.Body)
}

func (s *Service) logOf(tx *db.Tx, message string) ([]Heard, error) {
	var rows []logRow
	if err := tx.From("messages_log").Where("message_id = ?", message).OrderBy("id").Limit(200).All(&rows); err != nil {
		return nil, err
	}
	out := make([]Heard, len(rows))
	for i, r := range rows {
		out[i] = Heard{At: r.At, Way: r.Way, What: r.What, Status: r.Status, Hash: r.Hash}
		b, err := s.openLog(tx, r)
		switch {
		case errors.Is(err, secrets.ErrDropped):
			out[i].Erased = true
		case err != nil:
			return nil, err
		default:
			out[i].Body, out[i].Sound = string(b), digest(b) == r.Hash
		}
	}
	return out, nil
}

// jsonText is a list as the door writes it.
func jsonText[T any](list []T) (string, error) {
	if list == nil {
		list = []T{}
	}
	b, err := json.Marshal(list)
	return string(b), err
}

// byID puts rows into the order of their ids, in which everybody locks them.
func byID(messages []Message, sends []Send) {
	slices.SortFunc(messages, func(a, b Message) int { return cmp.Compare(a.ID, b.ID) })
	slices.SortFunc(sends, func(a, b Send) int { return cmp.Compare(a.ID, b.ID) })
}

func sortedKeys[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// secretPlace is bound to what stays when a message is planned again.
func secretPlace(tx *db.Tx, purpose, occurrence string) string {
	return "messages_messages.secret/" + tx.Tenant() + "/" + purpose + "/" + occurrence
}
