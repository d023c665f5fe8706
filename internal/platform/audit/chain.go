package audit

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
)

// link is the hash of a row in the chain: SHA-256 over the hash before it, its
// number and every column that is not of the seal, each with its length in
// front, so that no two rows can be written as one.
func link(before string, seq int64, tenant string, r row) string {
	h := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	number := func(n int64) {
		var b [8]byte
		binary.BigEndian.PutUint64(b[:], uint64(n))
		h.Write(b[:])
	}
	field("archwire audit 1")
	field(before)
	number(seq)
	field(tenant)
	field(r.ID)
	number(r.At)
	for _, s := range []string{
		string(r.Kind), r.Action, r.ActorID, r.RequestID, r.SubjectKind, r.SubjectID,
		r.PatientID, r.Clinic, r.Body, string(r.BodyUnder),
	} {
		field(s)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// Break is the first row that does not fit the chain.
type Break struct {
	Seq int64
	ID  string // "" where the row is missing
	Why string // "missing", "changed", "head"
}

// walk checks rows that follow each other and gives the last hash, or the first
// break.
func walk(before string, seq int64, tenant string, rows []row) (string, int64, *Break) {
	for _, r := range rows {
		seq++
		if r.Seq != seq {
			return before, seq, &Break{Seq: seq, Why: "missing"}
		}
		if want := link(before, seq, tenant, r); r.Hash != want {
			return before, seq, &Break{Seq: seq, ID: r.ID, Why: "changed"}
		}
		before = r.Hash
	}
	return before, seq, nil
}
