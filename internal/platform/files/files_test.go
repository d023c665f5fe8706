package files

import (
	"bytes"
	"context"
	"errors"
	"io"
	"io/fs"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"
)

// each runs fn on a directory and on a bucket; spoil changes what is kept under a
// name behind the store's back.
func each(t *testing.T, fn func(t *testing.T, s Store, spoil func(hash string, content []byte))) {
	t.Run("local", func(t *testing.T) {
		l := Local{Dir: filepath.Join(t.TempDir(), "files")}
		fn(t, l, func(hash string, content []byte) {
			if err := os.WriteFile(l.path(hash), content, 0o600); err != nil {
				t.Fatal(err)
			}
		})
	})
	t.Run("bucket", func(t *testing.T) {
		d := newDouble(t)
		s, err := OpenBucket(BucketConfig{URL: d.server.URL, Name: "clinic", Region: "us-east-1", Key: "key", Secret: "secret"})
		if err != nil {
			t.Fatal(err)
		}
		fn(t, s, func(hash string, content []byte) { d.objects["/clinic/"+object(hash)] = content })
	})
}

func TestStore(t *testing.T) {
	each(t, func(t *testing.T, s Store, spoil func(string, []byte)) {
		ctx := t.Context()
		content := bytes.Repeat([]byte("牙片"), 50_000)
		want := Blob{HashOf(content), int64(len(content))}
		if _, err := s.Size(ctx, want.Hash); !errors.Is(err, ErrMissing) {
			t.Fatalf("before: %v", err)
		}
		if _, err := Bytes(ctx, s, want.Hash); !errors.Is(err, ErrMissing) {
			t.Fatalf("before: %v", err)
		}
		for range 2 { // the second time it is there
			if got, err := s.Put(ctx, bytes.NewReader(content), want.Size); err != nil || got != want {
				t.Fatalf("%+v %v", got, err)
			}
		}
		if got, err := Bytes(ctx, s, want.Hash); err != nil || !bytes.Equal(got, content) {
			t.Fatalf("%d bytes, %v", len(got), err)
		}
		if n, err := s.Size(ctx, want.Hash); err != nil || n != want.Size {
			t.Fatal(n, err)
		}
		other := append([]byte("x"), content...)
		if _, err := s.Put(ctx, bytes.NewReader(other), want.Size); !errors.Is(err, ErrTooLarge) {
			t.Errorf("a byte too many: %v", err)
		}
		if _, err := s.Size(ctx, HashOf(other)); !errors.Is(err, ErrMissing) {
			t.Errorf("what was refused is there: %v", err)
		}
		for _, bad := range []string{"", "x", "../../etc/passwd", strings.Repeat("A", 64), strings.Repeat("é", 32)} {
			if _, err := s.Open(ctx, bad); !errors.Is(err, ErrMissing) {
				t.Errorf("%q: %v", bad, err)
			}
		}
		spoil(want.Hash, content[1:])
		if _, err := Bytes(ctx, s, want.Hash); !errors.Is(err, ErrDamaged) {
			t.Errorf("a changed blob was read: %v", err)
		}
	})
}

func TestEmptyContentIsABlob(t *testing.T) {
	each(t, func(t *testing.T, s Store, _ func(string, []byte)) {
		b, err := s.Put(t.Context(), strings.NewReader(""), 10)
		if err != nil || b.Size != 0 {
			t.Fatal(b, err)
		}
		if got, err := Bytes(t.Context(), s, b.Hash); err != nil || len(got) != 0 {
			t.Fatal(got, err)
		}
	})
}

// torn fails in the middle.
type torn struct{ n int }

func (r *torn) Read(b []byte) (int, error) {
	if r.n++; r.n > 3 {
		return 0, errors.New("the line broke")
	}
	return len(b), nil
}

func TestBrokenUploadLeavesNothing(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	l := Local{Dir: dir}
	if _, err := l.Put(t.Context(), &torn{}, 1<<20); err == nil || !strings.Contains(err.Error(), "the line broke") {
		t.Fatal(err)
	}
	ended, cancel := context.WithCancel(t.Context())
	cancel()
	if _, err := l.Put(ended, strings.NewReader("x"), 10); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
	if got := filesIn(t, dir); len(got) != 0 {
		t.Errorf("left: %v", got)
	}
}

func TestLocalFilesAreForTheProgramOnly(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "files")
	if _, err := (Local{Dir: dir}).Put(t.Context(), strings.NewReader("x"), 10); err != nil {
		t.Fatal(err)
	}
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		info, err := e.Info()
		if err == nil && info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v", p, info.Mode())
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
}

// Twenty bring the same picture at once: one file, and all are told its name.
func TestManyPutTheSame(t *testing.T) {
	each(t, func(t *testing.T, s Store, _ func(string, []byte)) {
		content := bytes.Repeat([]byte{7}, 300_000)
		var wg sync.WaitGroup
		errs := make([]error, 20)
		for i := range errs {
			wg.Go(func() {
				b, err := s.Put(t.Context(), bytes.NewReader(content), 1<<20)
				if err == nil && b.Hash != HashOf(content) {
					err = errors.New(b.Hash)
				}
				errs[i] = err
			})
		}
		wg.Wait()
		if err := errors.Join(errs...); err != nil {
			t.Fatal(err)
		}
		if l, ok := s.(Local); ok {
			if got := filesIn(t, l.Dir); len(got) != 1 {
				t.Errorf("files: %v", got)
			}
		}
		if got, err := Bytes(t.Context(), s, HashOf(content)); err != nil || !bytes.Equal(got, content) {
			t.Fatal(err)
		}
	})
}

func TestBucketTellsOfRefusal(t *testing.T) {
	d := newDouble(t)
	for _, c := range []BucketConfig{
		{URL: d.server.URL, Name: "nobodys", Region: "us-east-1", Key: "key", Secret: "secret"},
		{URL: d.server.URL, Name: "clinic", Region: "us-east-1", Key: "wrong", Secret: "secret"},
		{URL: "http://127.0.0.1:1", Name: "clinic", Region: "us-east-1", Key: "key", Secret: "secret"},
	} {
		s, err := OpenBucket(c)
		if err != nil {
			t.Fatal(err)
		}
		ctx := t.Context()
		if strings.HasSuffix(c.URL, ":1") { // nobody listens: the client would go on trying
			var cancel context.CancelFunc
			ctx, cancel = context.WithTimeout(ctx, 300*time.Millisecond)
			defer cancel()
		}
		if _, err := s.Put(ctx, strings.NewReader("x"), 10); err == nil || errors.Is(err, ErrMissing) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, bad := range []string{"", "s3.example.org", "ftp://s3.example.org", "https://"} {
		if _, err := OpenBucket(BucketConfig{URL: bad, Name: "clinic"}); err == nil {
			t.Errorf("%q was taken", bad)
		}
	}
}

func filesIn(t *testing.T, dir string) (out []string) {
	t.Helper()
	err := filepath.WalkDir(dir, func(p string, e fs.DirEntry, err error) error {
		if err == nil && !e.IsDir() {
			out = append(out, p)
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

var modified = time.Date(2026, 11, 22, 1, 0, 0, 0, time.UTC)

// double answers as an S3 service does, for what the store asks of one: HEAD, GET
// with ranges, and PUT, whose body comes signed in chunks over plain HTTP.
type double struct {
	server  *httptest.Server
	mu      sync.Mutex
	objects map[string][]byte
	fails   func(w http.ResponseWriter, r *http.Request) bool // true = the answer is given, or never will be
	asked   int
}

func newDouble(t *testing.T) *double {
	d := &double{objects: map[string][]byte{}}
	d.server = httptest.NewServer(d)
	t.Cleanup(d.server.Close)
	return d
}

func (d *double) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.mu.Lock()
	d.asked++
	fails := d.fails
	d.mu.Unlock()
	if fails != nil && fails(w, r) {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	switch {
	case !strings.HasPrefix(r.Header.Get("Authorization"), "AWS4-HMAC-SHA256 Credential=key/"):
		refuse(w, r, http.StatusForbidden, "AccessDenied")
	case !strings.HasPrefix(r.URL.Path, "/clinic/"):
		refuse(w, r, http.StatusNotFound, "NoSuchBucket")
	case r.Method == http.MethodPut:
		body, err := io.ReadAll(r.Body)
		if err == nil && strings.HasPrefix(r.Header.Get("X-Amz-Content-Sha256"), "STREAMING-") {
			body, err = unchunk(body)
		}
		if err != nil {
			refuse(w, r, http.StatusBadRequest, "IncompleteBody")
			return
		}
		d.objects[r.URL.Path] = body
		w.Header().Set("ETag", `"x"`)
	default:
		body, ok := d.objects[r.URL.Path]
		if !ok {
			refuse(w, r, http.StatusNotFound, "NoSuchKey")
			return
		}
		w.Header().Set("ETag", `"x"`)
		http.ServeContent(w, r, "", modified, bytes.NewReader(body))
	}
}

// refuse answers as S3 does; a HEAD has no body, so its code travels in a header.
func refuse(w http.ResponseWriter, r *http.Request, status int, code string) {
	w.Header().Set("Content-Type", "application/xml")
	w.Header().Set("X-Minio-Error-Code", code)
	w.WriteHeader(status)
	if r.Method != http.MethodHead {
		io.WriteString(w, `<?xml version="1.0"?><Error><Code>`+code+`</Code><Message>no</Message></Error>`)
	}
}

// unchunk takes the signed chunks of a body apart: a length in hexadecimal, its
// signature, the bytes.
func unchunk(b []byte) ([]byte, error) {
	var out []byte
	for {
		head, rest, ok := bytes.Cut(b, []byte("\r\n"))
		if !ok {
			return nil, io.ErrUnexpectedEOF
		}
		size, _, _ := strings.Cut(string(head), ";")
		n, err := strconv.ParseInt(size, 16, 64)
		if err != nil || int(n) > len(rest) {
			return nil, io.ErrUnexpectedEOF
		}
		if n == 0 {
			return out, nil
		}
		out = slices.Concat(out, rest[:n])
		b = bytes.TrimPrefix(rest[n:], []byte("\r\n"))
	}
}
