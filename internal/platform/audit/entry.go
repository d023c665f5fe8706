package audit

import (
	"encoding/json"
	"errors"
	"fmt"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

// ReadPermission is the right to read the audit of a clinic, or of the group.
const ReadPermission = "audit.read"

// Permissions lists it for the roof.
var Permissions = []auth.Permission{
	{Key: ReadPermission, Scope: auth.Clinic, Roles: []string{"manager", "auditor"}},
}

// Kind tells a change from a read.
type Kind string

// The two kinds of rows.
const (
	Change Kind = "change"
	Read   Kind = "read"
)

// Entry is what a use case tells the audit. Who acts, when and in which request
// comes from the transaction.
type Entry struct {
	Action      string // "visits.moved", past tense; each is translated as "audit.<action>"
	SubjectKind string // "visit"
	SubjectID   string
	Patient     string // id, where the entry concerns a patient
	Clinic      string // id, where it happened in a clinic; "" = of the group
	Before      any    // what is marshalled to JSON; nil = nothing
	After       any
	Reason      string // what the actor gave as a reason
}

// body is the sealed part of a row.
type body struct {
	Before json.RawMessage `json:"before,omitempty"`
	After  json.RawMessage `json:"after,omitempty"`
	Reason string          `json:"reason,omitempty"`
}

// Log records and reads the audit. It is safe for concurrent use.
type Log struct {
	db    *db.DB
	vault *secrets.Vault
	reads reads
}

// New makes the log.
func New(d *db.DB, v *secrets.Vault) *Log { return &Log{db: d, vault: v} }

// Record writes the row of a change into its transaction.
func (l *Log) Record(tx *db.Tx, e Entry) error {
	return l.add(tx, Change, e, tx.Scope().Actor, tx.Scope().Request, tx.Now())
}

// Act records what happened to an account, or was done with it: package auth
// stands below this one and is given this function.
func (l *Log) Act(tx *db.Tx, a auth.Act) error {
	return l.Record(tx, Entry{
		Action: a.Action, SubjectKind: "account", SubjectID: a.Account, Patient: a.Patient, After: a.After, Reason: a.Reason,
	})
}

// RecordAll writes the rows of many changes in a few statements, however many
// patients they concern.
func (l *Log) RecordAll(tx *db.Tx, list []Entry) error {
	var patients []string
	for _, e := range list {
		if e.Patient != "" {
			patients = append(patients, e.Patient)
		}
	}
	ring, err := l.vault.RingFor(tx, patients...)
	if err != nil {
		return err
	}
	rows := make([]row, len(list))
	for i, e := range list {
		if rows[i], err = l.rowOf(tx, e, ring.Seal); err != nil {
			return err
		}
	}
	return tx.Insert("audit_entries", rows)
}

func (l *Log) add(tx *db.Tx, k Kind, e Entry, actor, request string, at int64) error {
	one := func(patient string, text []byte) (string, error) { return l.vault.SealFor(tx, patient, text) }
	r, err := l.rowOf(tx, e, one)
	if err != nil {
		return err
	}
	r.Kind, r.ActorID, r.RequestID, r.At = k, actor, request, at
	return tx.Insert("audit_entries", r)
}

// sealing encrypts a text with a patient's own key.
type sealing func(patient string, text []byte) (string, error)

// rowOf makes the row of a change by who acts in the transaction.
func (l *Log) rowOf(tx *db.Tx, e Entry, own sealing) (row, error) {
	if e.Action == "" {
		return row{}, errors.New("audit: an entry without an action")
	}
	r := row{ID: tx.NewID(), At: tx.Now(), Kind: Change, Action: e.Action, ActorID: tx.Scope().Actor, RequestID: tx.Scope().Request,
		SubjectKind: e.SubjectKind, SubjectID: e.SubjectID, PatientID: e.Patient, Clinic: e.Clinic}
	err := l.seal(tx.Tenant(), e, &r, own)
	return r, err
}

// seal puts the contents of e into the row. For an erased patient nothing is
// kept but the fact.
func (l *Log) seal(tenant string, e Entry, r *row, own sealing) error {
	r.BodyUnder = underNone
	b := body{Reason: e.Reason}
	var err error
	if b.Before, err = marshal(e.Before); err != nil {
		return err
	}
	if b.After, err = marshal(e.After); err != nil {
		return err
	}
	if b.Before == nil && b.After == nil && b.Reason == "" {
		return nil
	}
	text, err := json.Marshal(b)
	if err != nil {
		return fmt.Errorf("audit: %s: %w", e.Action, err)
	}
	if e.Patient == "" {
		r.BodyUnder, r.Body = underVault, l.vault.Seal(place(tenant, r.ID), text)
		return nil
	}
	r.BodyUnder = underPatient
	r.Body, err = own(e.Patient, text)
	if errors.Is(err, secrets.ErrDropped) {
		r.BodyUnder, r.Body, err = underErased, "", nil
	}
	return err
}

func marshal(v any) (json.RawMessage, error) {
	if v == nil {
		return nil, nil
	}
	b, err := json.Marshal(v)
	if err != nil {
		return nil, fmt.Errorf("audit: %w", err)
	}
	return b, nil
}

func place(tenant, id string) string { return "audit.body/" + tenant + "/" + id }
