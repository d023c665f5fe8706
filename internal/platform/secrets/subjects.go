package secrets

import (
	"crypto/cipher"
	"errors"
	"maps"
	"slices"

	"archwire/internal/platform/db"
)

// ErrDropped says that the subject's key was dropped: what was sealed for it is
// gone for good, and nothing more can be sealed for it.
var ErrDropped = errors.New("secrets: the subject's key was dropped")

// ErrNoSubject says that nothing was ever sealed for the subject.
var ErrNoSubject = errors.New("secrets: the subject has no key")

// SealFor encrypts plain under the subject's own key, which it makes at the
// first call. subject is an identifier within the transaction's tenant.
func (v *Vault) SealFor(tx *db.Tx, subject string, plain []byte) (string, error) {
	r, err := v.RingFor(tx, subject)
	if err != nil {
		return "", err
	}
	return r.Seal(subject, plain)
}

// OpenFor decrypts what SealFor made: ErrDropped after an erasure, ErrSealed
// where the text was changed or belongs to another subject.
func (v *Vault) OpenFor(tx *db.Tx, subject, sealed string) ([]byte, error) {
	r, err := v.Ring(tx, subject)
	if err != nil {
		return nil, err
	}
	return r.Open(subject, sealed)
}

// Drop forgets the subject's key, also for the time to come. It may be called
// again, and for a subject without a key.
func (v *Vault) Drop(tx *db.Tx, subject string) error { return dropSubject(tx, subject) }

// Ring holds the keys of several subjects, read in one query: for lists.
type Ring struct {
	tenant string
	keys   map[string]cipher.AEAD // nil value: dropped
}

// Ring reads the keys of the subjects.
func (v *Vault) Ring(tx *db.Tx, subjects ...string) (*Ring, error) {
	rows, err := subjectRows(tx, subjects)
	if err != nil {
		return nil, err
	}
	r := &Ring{tx.Tenant(), map[string]cipher.AEAD{}}
	for _, row := range rows {
		if row.SealedKey == "" {
			r.keys[row.SubjectID] = nil
			continue
		}
		seed, err := v.Open(subjectPlace(tx.Tenant(), row.SubjectID), row.SealedKey)
		if err != nil {
			return nil, err
		}
		if r.keys[row.SubjectID], err = aead(seed); err != nil {
			return nil, err
		}
	}
	return r, nil
}

// RingFor is Ring for who will seal: subjects without a key get one. However many
// they are, it takes a few statements.
func (v *Vault) RingFor(tx *db.Tx, subjects ...string) (*Ring, error) {
	r, err := v.Ring(tx, subjects...)
	if err != nil {
		return nil, err
	}
	var fresh []subjectRow
	var missing []string
	asked := map[string]bool{}
	// In one order for everybody, so that nobody waits for who waits for them.
	for _, subject := range slices.Sorted(slices.Values(subjects)) {
		if _, there := r.keys[subject]; there || asked[subject] {
			continue
		}
		asked[subject] = true
		missing = append(missing, subject)
		fresh = append(fresh, subjectRow{SubjectID: subject, SealedKey: v.Seal(subjectPlace(tx.Tenant(), subject), freshSeed())})
	}
	if len(missing) == 0 {
		return r, nil
	}
	if err := addSubjects(tx, fresh); err != nil {
		return nil, err
	}
	// Read again: somebody else may have been first.
	more, err := v.Ring(tx, missing...)
	if err != nil {
		return nil, err
	}
	maps.Copy(r.keys, more.keys)
	return r, nil
}

// Seal encrypts plain under the subject's key; its errors are SealFor's, and
// ErrNoSubject for a subject that the ring was not made for.
func (r *Ring) Seal(subject string, plain []byte) (string, error) {
	g, err := r.key(subject)
	if err != nil {
		return "", err
	}
	return plainText.EncodeToString(g.Seal(nil, nil, plain, []byte(subjectPlace(r.tenant, subject)))), nil
}

// Open decrypts what SealFor made for the subject; its errors are OpenFor's.
func (r *Ring) Open(subject, sealed string) ([]byte, error) {
	g, err := r.key(subject)
	if err != nil {
		return nil, err
	}
	return open(g, subjectPlace(r.tenant, subject), sealed)
}

func (r *Ring) key(subject string) (cipher.AEAD, error) {
	g, ok := r.keys[subject]
	switch {
	case !ok:
		return nil, ErrNoSubject
	case g == nil:
		return nil, ErrDropped
	}
	return g, nil
}

func subjectPlace(tenant, subject string) string { return "secrets.subject/" + tenant + "/" + subject }
