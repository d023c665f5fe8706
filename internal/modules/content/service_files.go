package content

import (
	"bytes"
	"context"
	"errors"
	"strings"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
)

// AddFile brings in a picture or a video, cleaned of what a camera wrote into it; the
// same picture again is the one that is there. Needs MayWrite. Faults: BadFile,
// TooLarge, StoreAway.
func (s *Service) AddFile(ctx context.Context, name string, content []byte, last func(*db.Tx, File) error) (File, error) {
	c, err := cleanFile(content)
	if err != nil {
		return File{}, err
	}
	blob, err := s.d.Files.Put(ctx, bytes.NewReader(c.content), int64(len(c.content)))
	if errors.Is(err, files.ErrAway) {
		err = StoreAway.With()
	}
	if err != nil {
		return File{}, err
	}
	var f File
	err = s.write(ctx, func(tx *db.Tx) error {
		f = File{ID: tx.NewID(), Hash: blob.Hash, Media: c.media, Name: strings.TrimSpace(name), Size: blob.Size, Width: c.width, Height: c.height,
			At: tx.Now(), By: tx.Actor()}
		fresh, err := insertFile(tx, f)
		if err != nil {
			return err
		}
		if !fresh {
			if f, err = fileByHash(tx, blob.Hash); err != nil {
				return err
			}
			return last(tx, f)
		}
		err = s.tell(tx, audit.Entry{Action: "content.file_added", SubjectKind: "file", SubjectID: f.ID,
			After: map[string]any{"media": f.Media, "size": f.Size}})
		if err != nil {
			return err
		}
		return last(tx, f)
	})
	return f, err
}

// FileList lists pictures and videos, the latest first.
func (s *Service) FileList(ctx context.Context) (list []File, err error) {
	err = s.read(ctx, func(tx *db.Tx) (err error) { list, err = fileList(tx); return err })
	return list, err
}

// FileBytes gives a file with its bytes. Faults: NotFound, StoreAway.
func (s *Service) FileBytes(ctx context.Context, file string) (File, []byte, error) {
	var f File
	if err := s.read(ctx, func(tx *db.Tx) (err error) { f, err = fileOne(tx, file); return err }); err != nil {
		return f, nil, err
	}
	b, err := s.bytesOf(ctx, f)
	return f, b, err
}

func (s *Service) bytesOf(ctx context.Context, f File) ([]byte, error) {
	b, err := files.Bytes(ctx, s.d.Files, f.Hash)
	switch {
	case errors.Is(err, files.ErrMissing):
		err = NotFound.With()
	case errors.Is(err, files.ErrAway):
		err = StoreAway.With()
	}
	return b, err
}

// zoneOf is the zone of a patient's home clinic; without a patient that of the first
// clinic of the group.
func (s *Service) zoneOf(tx *db.Tx, patient string) (*time.Location, error) {
	clinic, err := s.homeOf(tx, patient)
	if err != nil {
		return nil, err
	}
	return s.d.Org.Zone(tx, clinic)
}

func (s *Service) homeOf(tx *db.Tx, patient string) (string, error) {
	if patient != "" {
		p, err := s.d.Patients.ByID(tx, patient)
		return p.HomeClinic, err
	}
	list, err := s.d.Org.AllClinics(tx)
	if err != nil || len(list) == 0 {
		return "", errors.Join(err, NotFound.With())
	}
	return list[0].ID, nil
}
