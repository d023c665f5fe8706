// Package files keeps pictures, films and documents beside the database: blobs
// that are named by what they hold (SHA-256), written once and never changed.
// Rows of modules name a blob by its hash; whether it is there, whole and
// unchanged can be proven at any time from the name alone.
//
// Two places are known: a directory of this computer (Local) and a store that
// speaks the protocol of S3 (Bucket). Both promise the same: what Put has
// answered for is durable, and a blob is there whole or not at all.
//
// A blob belongs to no group: two groups that bring the same bytes share one
// blob. Who may see it is decided by the row that names it; no hash that came
// from outside is looked up here without such a row.
//
// Blobs are not encrypted by the program. A directory is readable for the
// program's own user only; whoever needs more puts it on an encrypted disk, or
// takes a store that encrypts.
package files

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"regexp"
)

// What a store answers beside failures of disk and network.
var (
	// ErrMissing: no blob has that name.
	ErrMissing = errors.New("files: there is no such blob")
	// ErrTooLarge: the content is longer than the limit that was given.
	ErrTooLarge = errors.New("files: the content is too large")
	// ErrAway: the store does not answer, or not in time; later it may.
	ErrAway = errors.New("files: the store does not answer")
	// ErrDamaged: the content is not what its name says.
	ErrDamaged = errors.New("files: the content was changed or torn")
)

// Blob tells of what was put: its name and its length in bytes.
type Blob struct {
	Hash string
	Size int64
}

// Store is a place for blobs. It is safe for concurrent use. It is the outside
// world: nothing of it is called inside a transaction.
type Store interface {
	// Put reads r to its end and keeps it; what is there already stays as it is.
	// More than limit bytes are refused with ErrTooLarge.
	Put(ctx context.Context, r io.Reader, limit int64) (Blob, error)
	// Open reads a blob; the last read fails with ErrDamaged where the content is
	// not what the hash says. Its error for an unknown one is ErrMissing.
	Open(ctx context.Context, hash string) (io.ReadCloser, error)
	// Size tells the length of a blob in bytes, or ErrMissing.
	Size(ctx context.Context, hash string) (int64, error)
}

// Column is a column of a module's table that names blobs, ” or NULL = none:
// what a backup carries and the doctor looks for.
type Column struct {
	Table  string
	Column string
}

var hashForm = regexp.MustCompile(`^[0-9a-f]{64}$`)

// Valid tells whether a text has the form of a hash.
func Valid(hash string) bool { return hashForm.MatchString(hash) }

// HashOf is the name that some content has.
func HashOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

// Bytes reads a whole blob and proves that it is what its name says.
func Bytes(ctx context.Context, s Store, hash string) ([]byte, error) {
	r, err := s.Open(ctx, hash)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	return io.ReadAll(r)
}

// proving reads a blob and compares it at its end with its name.
type proving struct {
	io.ReadCloser
	tee  io.Reader
	sum  func() string
	want string
}

func prove(r io.ReadCloser, hash string) io.ReadCloser {
	h := sha256.New()
	return &proving{ReadCloser: r, tee: io.TeeReader(r, h), sum: func() string { return hex.EncodeToString(h.Sum(nil)) }, want: hash}
}

// Read passes the content on.
func (p *proving) Read(b []byte) (int, error) {
	n, err := p.tee.Read(b)
	if err == io.EOF && p.sum() != p.want {
		return n, fmt.Errorf("%w: %s", ErrDamaged, p.want)
	}
	return n, err
}

// spool copies r into w and gives the blob that it is.
func spool(ctx context.Context, w io.Writer, r io.Reader, limit int64) (Blob, error) {
	h := sha256.New()
	n, err := io.Copy(io.MultiWriter(w, h), io.LimitReader(during{ctx, r}, limit+1))
	switch {
	case err != nil:
		return Blob{}, fmt.Errorf("files: %w", err)
	case n > limit:
		return Blob{}, ErrTooLarge
	}
	return Blob{hex.EncodeToString(h.Sum(nil)), n}, nil
}

// during stops reading when the context ends.
type during struct {
	ctx context.Context
	r   io.Reader
}

// Read reads as long as the context stands.
func (d during) Read(b []byte) (int, error) {
	if err := d.ctx.Err(); err != nil {
		return 0, err
	}
	return d.r.Read(b)
}
