package charting

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"io"
	"os"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
)

// The files about the sealed record itself.
const (
	sumsName = "SHA256SUMS"
	listName = "list.pdf"
)

// pack writes the pieces into one file of the store, without compression: the
// same pieces give the same file.
func (s *Service) pack(ctx context.Context, list []SealPiece) (files.Blob, error) {
	r, w := io.Pipe()
	go func() { w.CloseWithError(s.zip(ctx, w, list)) }()
	b, err := s.Store.Put(ctx, r, maxSealed)
	r.CloseWithError(err) // a store that gave up ends the writing too
	return b, err
}

func (s *Service) zip(ctx context.Context, to io.Writer, list []SealPiece) error {
	z := zip.NewWriter(to)
	for _, p := range list {
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.Name, Method: zip.Store})
		if err != nil {
			return err
		}
		from := io.NopCloser(bytes.NewReader(p.Content))
		if p.Blob != "" {
			if from, err = s.Store.Open(ctx, p.Blob); err != nil {
				return err
			}
		}
		_, err = io.Copy(f, from)
		if err := errors.Join(err, from.Close()); err != nil {
			return err
		}
	}
	return z.Close()
}

// CheckSeal reads a sealed file and proves it: the whole by its name, each file by
// the list, the list by the row. What was found is noted. Needs MaySeal. Its fault
// is SealNotFound.
func (s *Service) CheckSeal(ctx context.Context, seal string) (Seal, []string, error) {
	one, err := s.sealHere(ctx, seal)
	if err != nil {
		return one, nil, err
	}
	wrong, err := s.prove(ctx, one)
	if err != nil {
		return one, nil, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := s.sealToAct(tx, seal); err != nil {
			return err
		}
		if err := addSealEvent(tx, seal, SealEvent{Step: SealChecked, At: tx.Now(), By: tx.Actor(), Intact: len(wrong) == 0}); err != nil {
			return err
		}
		err := s.audit.Record(tx, audit.Entry{Action: "charting.seal_checked", SubjectKind: "seal", SubjectID: seal, Patient: one.Patient, Clinic: one.Clinic,
			After: map[string]any{"wrong": wrong}})
		if err != nil {
			return err
		}
		one, err = sealByID(tx, seal)
		return err
	})
	return one, wrong, err
}

func (s *Service) sealHere(ctx context.Context, seal string) (one Seal, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		one, err = sealByID(tx, seal)
		return err
	})
	return one, err
}

// prove tells what is wrong with a sealed file: nothing where it is whole.
func (s *Service) prove(ctx context.Context, one Seal) (wrong []string, err error) {
	f, err := s.fetched(ctx, one)
	switch {
	case errors.Is(err, files.ErrMissing), errors.Is(err, files.ErrDamaged):
		return []string{one.Blob}, nil
	case err != nil:
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	z, err := zip.NewReader(f, one.Size)
	if err != nil {
		return []string{one.Blob}, nil
	}
	return provePieces(z, one.Contents)
}

func provePieces(z *zip.Reader, contents string) (wrong []string, err error) {
	list, err := readPiece(z, sumsName)
	if err != nil || files.HashOf(list) != contents {
		return []string{sumsName}, nil
	}
	for line := range bytes.Lines(list) {
		hash, name, ok := bytes.Cut(bytes.TrimRight(line, "\n"), []byte("  "))
		if !ok {
			continue
		}
		content, err := readPiece(z, string(name))
		if err != nil || files.HashOf(content) != string(hash) {
			wrong = append(wrong, string(name))
		}
	}
	return wrong, nil
}

func readPiece(z *zip.Reader, name string) ([]byte, error) {
	f, err := z.Open(name)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	return io.ReadAll(f)
}

// fetched brings a sealed file out of the store into a file of its own; the last
// read of it proves the whole.
func (s *Service) fetched(ctx context.Context, one Seal) (*os.File, error) {
	r, err := s.Store.Open(ctx, one.Blob)
	if err != nil {
		return nil, err
	}
	defer r.Close()
	f, err := os.CreateTemp("", "seal-")
	if err != nil {
		return nil, err
	}
	if _, err := io.Copy(f, r); err != nil {
		return nil, errors.Join(err, f.Close(), os.Remove(f.Name()))
	}
	return f, nil
}

// SealList gives the list of a sealed record, as PDF, to be signed. Needs MaySeal.
// Faults: SealNotFound, SealLost.
func (s *Service) SealList(ctx context.Context, seal string) ([]byte, error) {
	one, err := s.sealHere(ctx, seal)
	if err != nil {
		return nil, err
	}
	f, err := s.fetched(ctx, one)
	if errors.Is(err, files.ErrMissing) || errors.Is(err, files.ErrDamaged) {
		return nil, SealLost.With()
	}
	if err != nil {
		return nil, err
	}
	defer os.Remove(f.Name())
	defer f.Close()
	z, err := zip.NewReader(f, one.Size)
	if err != nil {
		return nil, err
	}
	b, err := readPiece(z, listName)
	if err != nil {
		return nil, err
	}
	return b, s.audit.Opened(ctx, audit.Entry{Action: "charting.seal_list_printed", SubjectKind: "seal", SubjectID: one.ID, Patient: one.Patient, Clinic: one.Clinic})
}

// HandOutSeal opens the file of a broken seal for who asks for it; the audit says who.
// Needs MaySeal. Faults: SealNotFound, StillSealed, SealLost.
func (s *Service) HandOutSeal(ctx context.Context, seal string) (Seal, io.ReadCloser, error) {
	one, err := s.sealHere(ctx, seal)
	switch {
	case err != nil:
		return one, nil, err
	case !one.Opened():
		return one, nil, StillSealed.With()
	}
	r, err := s.Store.Open(ctx, one.Blob)
	if errors.Is(err, files.ErrMissing) {
		return one, nil, SealLost.With()
	}
	if err != nil {
		return one, nil, err
	}
	if err := s.audit.Opened(ctx, audit.Entry{Action: "charting.seal_handed_out", SubjectKind: "seal", SubjectID: seal, Patient: one.Patient, Clinic: one.Clinic}); err != nil {
		return one, nil, errors.Join(err, r.Close())
	}
	return one, r, nil
}
