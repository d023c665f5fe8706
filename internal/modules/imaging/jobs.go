package imaging

import (
	"bytes"
	"context"
	"errors"
	"time"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/files"
	"archwire/internal/platform/jobs"
)

// drawKind is the job that draws what screens show. One runs at a time: a large
// photo takes some hundred megabytes while it is drawn.
const drawKind = "imaging.draw"

type drawArgs struct {
	Image string `json:"image"`
}

func (s *Service) drawJob() jobs.Job {
	return jobs.Job{Kind: drawKind, Queue: jobs.QueueHeavy, Timeout: 2 * time.Minute, Work: func(ctx context.Context, in jobs.Input) error {
		var a drawArgs
		if err := in.Args(&a); err != nil {
			return err
		}
		return s.draw(ctx, a.Image)
	}}
}

// draw draws an image that is not drawn yet. What cannot be shown says why; a
// store that does not answer is asked again later.
func (s *Service) draw(ctx context.Context, image string) error {
	var i Image
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) { i, err = imageOne(tx, image, false); return err })
	if err != nil || i.Picture != "" || i.Trouble != "" {
		return err
	}
	content, err := files.Bytes(ctx, s.files, i.Hash)
	if err != nil {
		return err
	}
	d, err := drawFile(content)
	if f, ok := fault.As(err); ok {
		i.Trouble = f.Code
	} else if err != nil {
		return err
	} else if err := s.keepDrawn(ctx, &i, d); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return errors.Join(setDrawn(tx, i), s.touch(tx, i)) })
}

// keepDrawn puts what was drawn into the store.
func (s *Service) keepDrawn(ctx context.Context, i *Image, d drawn) error {
	picture, err := s.files.Put(ctx, bytes.NewReader(d.Picture), maxFile)
	if err != nil {
		return err
	}
	thumb, err := s.files.Put(ctx, bytes.NewReader(d.Thumb), maxFile)
	i.Picture, i.Thumb, i.Width, i.Height = picture.Hash, thumb.Hash, d.Width, d.Height
	return err
}
