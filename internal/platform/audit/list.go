package audit

import (
	"encoding/json"
	"errors"
	"slices"

	"archwire/internal/platform/db"
	"archwire/internal/platform/secrets"
)

// Filter says which rows to list; zero fields ask for everything.
type Filter struct {
	From, To    int64  // epoch milliseconds, [From, To)
	Kind        Kind   // only changes, or only reads
	Actor       string // id of the account
	Action      string // the whole action, or its module with a dot: "visits."
	SubjectKind string
	SubjectID   string
	Patient     string
	Clinic      string
	Before      Cursor // continue after the last row of the page before
	Limit       int    // 0 = 50, at most 200
}

// mostListed bounds a page.
const mostListed = 200

// Cursor is the place of a row in the list, newest first.
type Cursor struct {
	At int64
	ID string
}

// Line is one row as the audit screen shows it.
type Line struct {
	ID, Action  string
	Kind        Kind
	At          int64
	Actor       string // id; "" = the program itself
	Request     string
	SubjectKind string
	SubjectID   string
	Patient     string
	Clinic      string
	Before      json.RawMessage
	After       json.RawMessage
	Reason      string
	Erased      bool  // the contents are gone with the patient's key
	Seq         int64 // number in the chain; 0 = not sealed yet
}

// List gives the rows of the filter, newest first. Someone who sees single
// clinics gets the rows of those clinics only, and none of the group's.
func (l *Log) List(tx *db.Tx, f Filter) ([]Line, error) {
	if f.Limit <= 0 {
		f.Limit = 50
	}
	f.Limit = min(f.Limit, mostListed)
	rows, err := listRows(tx, f)
	if err != nil {
		return nil, err
	}
	ring, err := l.vault.Ring(tx, patientsOf(rows)...)
	if err != nil {
		return nil, err
	}
	out := make([]Line, len(rows))
	for i, r := range rows {
		out[i] = Line{
			ID: r.ID, Action: r.Action, Kind: r.Kind, At: r.At, Actor: r.ActorID, Request: r.RequestID,
			SubjectKind: r.SubjectKind, SubjectID: r.SubjectID, Patient: r.PatientID, Clinic: r.Clinic, Seq: r.Seq,
		}
		if err := l.reveal(tx.Tenant(), ring, r, &out[i]); err != nil {
			return nil, err
		}
	}
	return out, nil
}

func patientsOf(rows []row) []string {
	var out []string
	for _, r := range rows {
		if r.BodyUnder == underPatient {
			out = append(out, r.PatientID)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// reveal opens the contents of a row.
func (l *Log) reveal(tenant string, ring *secrets.Ring, r row, line *Line) error {
	var text []byte
	var err error
	switch r.BodyUnder {
	case underVault:
		text, err = l.vault.Open(place(tenant, r.ID), r.Body)
	case underPatient:
		text, err = ring.Open(r.PatientID, r.Body)
		if errors.Is(err, secrets.ErrDropped) {
			line.Erased = true
			return nil
		}
	case underErased:
		line.Erased = true
		return nil
	default:
		return nil
	}
	if err != nil {
		return err
	}
	var b body
	if err := json.Unmarshal(text, &b); err != nil {
		return err
	}
	line.Before, line.After, line.Reason = b.Before, b.After, b.Reason
	return nil
}
