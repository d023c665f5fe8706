package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"net/http"
	"sync/atomic"
	"testing"
	"time"
)

// failing is a bucket with little patience, whose service fails as told.
func failing(t *testing.T, fails func(w http.ResponseWriter, r *http.Request) bool) (*Bucket, *double) {
	t.Helper()
	d := newDouble(t)
	s, err := OpenBucket(BucketConfig{URL: d.server.URL, Name: "clinic", Region: "us-east-1", Key: "key", Secret: "secret"})
	if err != nil {
		t.Fatal(err)
	}
	s.patience, s.carrying = 500*time.Millisecond, time.Second
	d.fails = fails
	return s, d
}

// silent never answers.
func silent(_ http.ResponseWriter, r *http.Request) bool {
	_, _ = io.Copy(io.Discard, r.Body)
	<-r.Context().Done()
	return true
}

// cut reads a part of what comes and breaks the line.
func cut(_ http.ResponseWriter, r *http.Request) bool {
	if r.Method != http.MethodPut {
		return false
	}
	_, _ = io.CopyN(io.Discard, r.Body, 1000)
	panic(http.ErrAbortHandler)
}

func TestAStoreThatFails(t *testing.T) {
	content := bytes.Repeat([]byte("牙片"), 50_000)
	busy := func(w http.ResponseWriter, r *http.Request) bool {
		refuse(w, r, http.StatusServiceUnavailable, "SlowDown")
		return true
	}
	half := func(w http.ResponseWriter, r *http.Request) bool { // says that all is well
		if r.Method == http.MethodHead {
			return false
		}
		w.Header().Set("ETag", `"x"`)
		return true
	}
	for name, fails := range map[string]func(http.ResponseWriter, *http.Request) bool{"silent": silent, "cut": cut, "busy": busy} {
		t.Run(name, func(t *testing.T) {
			s, d := failing(t, fails)
			began := time.Now()
			_, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
			if !errors.Is(err, ErrAway) || errors.Is(err, ErrMissing) {
				t.Errorf("put: %v", err)
			}
			if took := time.Since(began); took > 5*time.Second {
				t.Errorf("it took %v", took)
			}
			if len(d.objects) != 0 {
				t.Errorf("half of it is there: %d objects", len(d.objects))
			}
		})
	}
	t.Run("keeps nothing", func(t *testing.T) {
		s, _ := failing(t, half)
		if _, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20); !errors.Is(err, ErrMissing) {
			t.Errorf("put: %v", err)
		}
	})
	t.Run("given up", func(t *testing.T) {
		s, _ := failing(t, silent)
		ctx, stop := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer stop()
		if _, err := s.Size(ctx, HashOf(content)); errors.Is(err, ErrAway) || errors.Is(err, ErrMissing) || err == nil {
			t.Errorf("size: %v", err)
		}
	})
}

// What failed for a moment is done at the second or third time, whole.
func TestAStoreThatRecovers(t *testing.T) {
	content := bytes.Repeat([]byte("牙片"), 50_000)
	var n atomic.Int64
	s, _ := failing(t, func(w http.ResponseWriter, r *http.Request) bool { return n.Add(1) == 2 && cut(w, r) })
	s.carrying = 10 * time.Second
	b, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil || n.Load() < 3 {
		t.Fatalf("%v after %d requests", err, n.Load())
	}
	if got, err := Bytes(t.Context(), s, b.Hash); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
}

// An object that somebody tore is written anew; one that stalls on its way back is
// told as a store that does not answer, and not as a damaged file.
func TestObjectsThatWereTorn(t *testing.T) {
	content := bytes.Repeat([]byte("牙片"), 50_000)
	s, d := failing(t, nil)
	s.carrying = 5 * time.Second
	b, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	d.objects["/clinic/"+object(b.Hash)] = content[:1000]
	if _, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20); err != nil {
		t.Fatal(err)
	}
	if got, err := Bytes(t.Context(), s, b.Hash); err != nil || !bytes.Equal(got, content) {
		t.Errorf("%d bytes, %v", len(got), err)
	}
	s.carrying = 500 * time.Millisecond
	d.fails = func(w http.ResponseWriter, r *http.Request) bool {
		if r.Method != http.MethodGet {
			return false
		}
		w.Header().Set("Content-Length", "300000")
		w.Header().Set("ETag", `"x"`)
		w.Header().Set("Last-Modified", modified.Format(http.TimeFormat))
		_, _ = w.Write(content[:5000])
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
		return true
	}
	if _, err := Bytes(t.Context(), s, b.Hash); !errors.Is(err, ErrAway) || errors.Is(err, ErrDamaged) {
		t.Errorf("stalled: %v", err)
	}
}
