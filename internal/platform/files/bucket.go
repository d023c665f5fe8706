package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"os"
	"time"

	"github.com/minio/minio-go/v7"
	"github.com/minio/minio-go/v7/pkg/credentials"
)

// BucketConfig names a store that speaks the protocol of S3.
type BucketConfig struct {
	URL    string // of the service, "https://s3.example.org"; plain http is taken for a service in the same house
	Name   string // of the bucket, which must be there
	Region string // "" = the service's own
	Key    string
	Secret string
}

// Bucket is a store that speaks the protocol of S3: one object for each blob,
// named like the files of Local.
type Bucket struct {
	client   *minio.Client
	name     string
	patience time.Duration // for one question, with its repeats
	carrying time.Duration // for one file there or back
}

// How long the store is waited for. A question that is not answered is asked twice
// more; a file of 40 MB takes its two minutes over a line of 3 Mbit/s.
const (
	answerWithin = 15 * time.Second
	askedTimes   = 3
	patience     = 30 * time.Second
	carrying     = 2 * time.Minute
)

// OpenBucket makes the store; nothing is asked of the service yet.
func OpenBucket(c BucketConfig) (*Bucket, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("files: the address of the store is not of the form https://host:port")
	}
	secure := u.Scheme == "https"
	line, err := minio.DefaultTransport(secure)
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	line.ResponseHeaderTimeout = answerWithin
	line.DialContext = (&net.Dialer{Timeout: answerWithin / 3, KeepAlive: 30 * time.Second}).DialContext
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: secure, Region: c.Region,
		BucketLookup: minio.BucketLookupPath, Transport: line, MaxRetries: askedTimes,
	})
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return &Bucket{client, c.Name, patience, carrying}, nil
}

// away tells what failed: that the store did not answer, or what it said. A caller
// who gave up learns only that.
func away(ctx context.Context, err error) error {
	if said := minio.ToErrorResponse(err); ctx.Err() == nil && (said.StatusCode == 0 || said.StatusCode >= 500 || said.StatusCode == http.StatusTooManyRequests) {
		return fmt.Errorf("%w: %w", ErrAway, err)
	}
	return fmt.Errorf("files: %w", err)
}

func object(hash string) string { return hash[:2] + "/" + hash }

// Put spools the content into a file of the system's temporary directory first,
// because its name is known at its end only. What broke off on its way is sent
// again from its beginning; it has arrived when the store tells its whole length.
func (s *Bucket) Put(ctx context.Context, r io.Reader, limit int64) (Blob, error) {
	f, err := os.CreateTemp("", "archwire-put-")
	if err != nil {
		return Blob{}, fmt.Errorf("files: %w", err)
	}
	defer os.Remove(f.Name())
	defer f.Close()
	b, err := spool(ctx, f, r, limit)
	if err != nil {
		return Blob{}, err
	}
	if n, err := s.Size(ctx, b.Hash); err == nil && n == b.Size {
		return b, nil // written once
	} else if err != nil && !errors.Is(err, ErrMissing) {
		return Blob{}, err
	}
	if _, err := f.Seek(0, io.SeekStart); err != nil {
		return Blob{}, fmt.Errorf("files: %w", err)
	}
	within, stop := context.WithTimeout(ctx, s.carrying)
	defer stop()
	_, err = s.client.PutObject(within, s.name, object(b.Hash), f, b.Size,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	if err != nil {
		return Blob{}, away(ctx, err)
	}
	if n, err := s.Size(ctx, b.Hash); err != nil {
		return Blob{}, err
	} else if n != b.Size {
		return Blob{}, fmt.Errorf("%w: %d of %d bytes of %s arrived", ErrAway, n, b.Size, b.Hash)
	}
	return b, nil
}

// Open reads a blob.
func (s *Bucket) Open(ctx context.Context, hash string) (io.ReadCloser, error) {
	if _, err := s.Size(ctx, hash); err != nil {
		return nil, err
	}
	within, stop := context.WithTimeout(ctx, s.carrying)
	o, err := s.client.GetObject(within, s.name, object(hash), minio.GetObjectOptions{})
	if err != nil {
		stop()
		return nil, away(ctx, err)
	}
	return prove(carried{o, ctx, stop}, hash), nil
}

// carried is a blob on its way back, for as long as carrying may take.
type carried struct {
	io.ReadCloser
	ctx  context.Context // of the caller
	stop context.CancelFunc
}

// Read reads on; a line that broke is ErrAway.
func (c carried) Read(b []byte) (int, error) {
	n, err := c.ReadCloser.Read(b)
	if err != nil && err != io.EOF {
		err = away(c.ctx, err)
	}
	return n, err
}

// Close ends the reading.
func (c carried) Close() error {
	defer c.stop()
	return c.ReadCloser.Close()
}

// Size tells the length of a blob.
func (s *Bucket) Size(ctx context.Context, hash string) (int64, error) {
	if !Valid(hash) {
		return 0, ErrMissing
	}
	within, stop := context.WithTimeout(ctx, s.patience)
	defer stop()
	info, err := s.client.StatObject(within, s.name, object(hash), minio.StatObjectOptions{})
	if err == nil {
		return info.Size, nil
	}
	if said := minio.ToErrorResponse(err); said.StatusCode == http.StatusNotFound && said.Code != "NoSuchBucket" {
		return 0, fmt.Errorf("%w: %s", ErrMissing, hash)
	}
	return 0, away(ctx, err)
}
