package files

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"os"

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
	client *minio.Client
	name   string
}

// OpenBucket makes the store; nothing is asked of the service yet.
func OpenBucket(c BucketConfig) (*Bucket, error) {
	u, err := url.Parse(c.URL)
	if err != nil || u.Host == "" || (u.Scheme != "https" && u.Scheme != "http") {
		return nil, errors.New("files: the address of the store is not of the form https://host:port")
	}
	client, err := minio.New(u.Host, &minio.Options{
		Creds: credentials.NewStaticV4(c.Key, c.Secret, ""), Secure: u.Scheme == "https", Region: c.Region,
		BucketLookup: minio.BucketLookupPath,
	})
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return &Bucket{client, c.Name}, nil
}

func object(hash string) string { return hash[:2] + "/" + hash }

// Put spools the content into a file of the system's temporary directory first,
// because its name is known at its end only.
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
	_, err = s.client.PutObject(ctx, s.name, object(b.Hash), f, b.Size,
		minio.PutObjectOptions{ContentType: "application/octet-stream", DisableMultipart: true})
	if err != nil {
		return Blob{}, fmt.Errorf("files: %w", err)
	}
	return b, nil
}

// Open reads a blob.
func (s *Bucket) Open(ctx context.Context, hash string) (io.ReadCloser, error) {
	if _, err := s.Size(ctx, hash); err != nil {
		return nil, err
	}
	o, err := s.client.GetObject(ctx, s.name, object(hash), minio.GetObjectOptions{})
	if err != nil {
		return nil, fmt.Errorf("files: %w", err)
	}
	return prove(o, hash), nil
}

// Size tells the length of a blob.
func (s *Bucket) Size(ctx context.Context, hash string) (int64, error) {
	if !Valid(hash) {
		return 0, ErrMissing
	}
	info, err := s.client.StatObject(ctx, s.name, object(hash), minio.StatObjectOptions{})
	if err == nil {
		return info.Size, nil
	}
	if said := minio.ToErrorResponse(err); said.StatusCode == http.StatusNotFound && said.Code != "NoSuchBucket" {
		return 0, fmt.Errorf("%w: %s", ErrMissing, hash)
	}
	return 0, fmt.Errorf("files: %w", err)
}
