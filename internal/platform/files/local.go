package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
)

// Local is a directory of this computer: one file for each blob, in 256 folders
// by the first two figures of its hash. It is made at the first Put.
type Local struct {
	Dir      string
	Unsynced bool // no waiting for the disk: tests and the demo only
}

// path is where a blob lies.
func (l Local) path(hash string) string { return filepath.Join(l.Dir, hash[:2], hash) }

// Put writes beside and gives the name at last, so that a blob is there whole or
// not at all. What a killed program left half lies in the folder "part".
func (l Local) Put(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	parts := filepath.Join(l.Dir, "part")
	if err := os.MkdirAll(parts, 0o700); err != nil {
		return Blob{}, fmt.Errorf("files: %w", err)
	}
	f, err := os.CreateTemp(parts, "put-") // its mode is 0600
	if err != nil {
		return Blob{}, fmt.Errorf("files: %w", err)
	}
	defer os.Remove(f.Name()) // gone already where it got its name
	b, err := spool(ctx, f, r, limit)
	if err == nil && !l.Unsynced {
		err = f.Sync()
	}
	if err = errors.Join(err, f.Close()); err != nil {
		return Blob{}, err
	}
	if n, err := l.Size(ctx, b.Hash); err == nil && n == b.Size {
		return b, nil // written once
	}
	return b, l.name(f.Name(), b.Hash)
}

// name gives a finished part its name, durably.
func (l Local) name(part, hash string) error {
	to := l.path(hash)
	if err := os.MkdirAll(filepath.Dir(to), 0o700); err != nil {
		return fmt.Errorf("files: %w", err)
	}
	if err := os.Rename(part, to); err != nil {
		return fmt.Errorf("files: %w", err)
	}
	if l.Unsynced {
		return nil
	}
	return errors.Join(syncDir(filepath.Dir(to)), syncDir(l.Dir))
}

func syncDir(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return fmt.Errorf("files: %w", err)
	}
	defer d.Close()
	return d.Sync()
}

// Drop takes a damaged blob away, so that a sound one can be put in its place.
func (l Local) Drop(hash string) error {
	if !Valid(hash) {
		return nil
	}
	if err := os.Remove(l.path(hash)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return fmt.Errorf("files: %w", err)
	}
	return nil
}

// Open reads a blob.
func (l Local) Open(_ context.Context, hash string) (io.ReadCloser, error) {
	if !Valid(hash) {
		return nil, ErrMissing
	}
	f, err := os.Open(l.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%w: %s", ErrMissing, hash)
	}
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return prove(f, hash), nil
}

// Size tells the length of a blob.
func (l Local) Size(_ context.Context, hash string) (int64, error) {
	if !Valid(hash) {
		return 0, ErrMissing
	}
	info, err := os.Stat(l.path(hash))
	if errors.Is(err, fs.ErrNotExist) {
		return 0, fmt.Errorf("%w: %s", ErrMissing, hash)
	}
	if err != nil {
		return 0, fmt.Errorf("files: %w", err)
	}
	return info.Size(), nil
}
