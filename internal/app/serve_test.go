package app

import (
	"bufio"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"archwire/internal/platform/db"
	"archwire/internal/platform/jobs"
)

// program builds the program over a SQLite database on the machine's own clock.
func program(t *testing.T) *App {
	t.Helper()
	dir := t.TempDir()
	a, err := Build(t.Context(), Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")},
		Options{Log: silent(), Unsynced: true, Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { a.Close() })
	return a
}

// serving starts the program and gives its address, what stops it, and what
// Serve returned in the end.
func serving(t *testing.T, a *App, c ServeConfig) (url string, stop func(), done <-chan error) {
	t.Helper()
	c.Listen = "127.0.0.1:0"
	ctx, stop := context.WithCancel(t.Context())
	ready, ended := make(chan string, 1), make(chan error, 1)
	go func() { ended <- a.Serve(ctx, c, func(u string) { ready <- u }) }()
	t.Cleanup(stop)
	select {
	case u := <-ready:
		return u, stop, ended
	case err := <-ended:
		t.Fatalf("the server did not start: %v", err)
	}
	return
}

func TestStopFinishesRequestsAndJobs(t *testing.T) {
	a := program(t)
	group := founded(t, a, "alpha")
	var worked atomic.Bool
	jobRuns, goOn := make(chan struct{}), make(chan struct{})
	err := a.Queue.Add(jobs.Job{Kind: "serve.slow", Work: func(ctx context.Context, _ jobs.Input) error {
		close(jobRuns)
		<-goOn
		time.Sleep(300 * time.Millisecond)
		worked.Store(ctx.Err() == nil)
		return ctx.Err()
	}})
	if err != nil {
		t.Fatal(err)
	}
	requestRuns := make(chan struct{})
	a.API.Mux().HandleFunc("GET /slow", func(w http.ResponseWriter, r *http.Request) {
		close(requestRuns)
		<-goOn
		time.Sleep(300 * time.Millisecond)
		// A use case asks the database under the request's context until the end.
		if err := a.DB.Read(db.With(r.Context(), db.Scope{Tenant: group}), func(*db.Tx) error { return nil }); err != nil {
			w.WriteHeader(http.StatusInternalServerError)
		}
		_, _ = io.WriteString(w, "whole")
	})
	url, stop, done := serving(t, a, ServeConfig{})
	err = a.DB.Write(db.With(t.Context(), db.Scope{Tenant: group}), func(tx *db.Tx) error { return a.Queue.Enqueue(tx, "serve.slow", nil) })
	if err != nil {
		t.Fatal(err)
	}
	answer := make(chan string, 1)
	go func() {
		r, err := http.Get(url + "/slow")
		if err != nil {
			answer <- err.Error()
			return
		}
		defer r.Body.Close()
		b, _ := io.ReadAll(r.Body)
		answer <- r.Status + " " + string(b)
	}()
	<-requestRuns
	<-jobRuns

	stop()
	close(goOn)
	if got := <-answer; got != "200 OK whole" {
		t.Errorf("the request under way was answered %q", got)
	}
	if err := <-done; err != nil {
		t.Errorf("Serve: %v", err)
	}
	if !worked.Load() {
		t.Error("the job under way was broken off")
	}
	if _, err := http.Get(url + "/healthz"); err == nil {
		t.Error("a stopped server answers")
	}
}

// An open screen must not keep the server from stopping.
func TestStopEndsStreams(t *testing.T) {
	a := program(t)
	founded(t, a, "alpha")
	url, stop, done := serving(t, a, ServeConfig{})
	jar, _ := cookiejar.New(nil)
	client := &http.Client{Jar: jar}
	r, err := client.Post(url+"/api/v1/org/session", "application/json",
		strings.NewReader(`{"group":"alpha","login":"boss","password":"`+firstPassword+`"}`))
	if err != nil || r.StatusCode >= 300 {
		t.Fatal(r, err)
	}
	r.Body.Close()
	r, err = client.Get(url + "/api/v1/live/stream")
	if err != nil || r.StatusCode != http.StatusOK {
		t.Fatal(r, err)
	}
	defer r.Body.Close()
	if line, err := bufio.NewReader(r.Body).ReadString('\n'); err != nil {
		t.Fatal(line, err)
	}
	stop()
	select {
	case err := <-done:
		if err != nil {
			t.Error(err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("an open stream keeps the server from stopping")
	}
}

// Nobody else on the computer reads the database, however open the directory is.
func TestFilesAreOurs(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil {
		t.Fatal(err)
	}
	a, err := Build(t.Context(), Config{Data: dir, Keys: filepath.Join(t.TempDir(), "keys")}, Options{Log: silent(), Migrate: true})
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close()
	founded(t, a, "alpha")
	files, err := os.ReadDir(dir)
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, f := range files {
		if info, err := f.Info(); err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s: %v %v", f.Name(), info.Mode(), err)
		}
	}
}

func TestReadyAndHealthy(t *testing.T) {
	a := program(t)
	url, _, _ := serving(t, a, ServeConfig{})
	for path, want := range map[string]string{"/healthz": "ok\n", "/readyz": "ready\n"} {
		r, err := http.Get(url + path)
		if err != nil {
			t.Fatal(err)
		}
		b, _ := io.ReadAll(r.Body)
		r.Body.Close()
		if r.StatusCode != http.StatusOK || string(b) != want {
			t.Errorf("%s: %s %q", path, r.Status, b)
		}
	}
	a.stopping.Store(true)
	r, err := http.Get(url + "/readyz")
	if err != nil {
		t.Fatal(err)
	}
	r.Body.Close()
	if r.StatusCode != http.StatusServiceUnavailable {
		t.Errorf("a stopping server calls itself ready: %s", r.Status)
	}
}

func TestTakenPortIsTold(t *testing.T) {
	a := program(t)
	url, _, _ := serving(t, a, ServeConfig{})
	err := program(t).Serve(t.Context(), ServeConfig{Listen: strings.TrimPrefix(url, "http://")}, func(string) { t.Error("it serves") })
	if err == nil || !strings.Contains(err.Error(), "cannot listen on") {
		t.Errorf("got %v", err)
	}
}

// A tablet that installed the authority trusts the server, and still does after
// a restart.
func TestOwnAuthority(t *testing.T) {
	dir := t.TempDir()
	conf := Config{Data: filepath.Join(dir, "data"), Keys: filepath.Join(dir, "keys")}
	var installed []byte
	for range 2 {
		a, err := Build(t.Context(), conf, Options{Log: silent(), Unsynced: true, Migrate: true})
		if err != nil {
			t.Fatal(err)
		}
		url, stop, done := serving(t, a, ServeConfig{TLSSelf: true})
		if !strings.HasPrefix(url, "https://") {
			t.Fatal(url)
		}
		if installed == nil {
			if installed, err = os.ReadFile(AuthorityFile(conf.Data)); err != nil {
				t.Fatal(err)
			}
		}
		roots := x509.NewCertPool()
		roots.AppendCertsFromPEM(installed)
		client := &http.Client{Transport: &http.Transport{TLSClientConfig: &tls.Config{RootCAs: roots}}}
		for _, u := range []string{url, strings.Replace(url, "127.0.0.1", "localhost", 1)} {
			r, err := client.Get(u + "/healthz")
			if err != nil {
				t.Fatalf("%s is not trusted: %v", u, err)
			}
			r.Body.Close()
		}
		var unknown x509.UnknownAuthorityError
		if _, err := (&http.Client{Transport: &http.Transport{}}).Get(url + "/healthz"); !errors.As(err, &unknown) {
			t.Errorf("a browser without the authority hears %v", err)
		}
		client.CloseIdleConnections()
		stop()
		if err := <-done; err != nil {
			t.Fatal(err)
		}
		if err := a.Close(); err != nil {
			t.Fatal(err)
		}
	}
	info, err := os.Stat(filepath.Join(conf.Data, "tls", "authority.key"))
	if err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the authority's key: %v %v", info.Mode(), err)
	}
}

func TestServeConfig(t *testing.T) {
	for name, c := range map[string]struct {
		conf ServeConfig
		says string // part of the refusal, "" = can be used
	}{
		"loopback":                   {ServeConfig{Listen: "127.0.0.1:8420"}, ""},
		"loopback of the new kind":   {ServeConfig{Listen: "[::1]:8420"}, ""},
		"localhost":                  {ServeConfig{Listen: "localhost:8420"}, ""},
		"plain beyond loopback":      {ServeConfig{Listen: "192.168.3.7:8420"}, "needs HTTPS"},
		"plain everywhere":           {ServeConfig{Listen: "0.0.0.0:8420"}, "needs HTTPS"},
		"plain everywhere, no host":  {ServeConfig{Listen: ":8420"}, "needs HTTPS"},
		"plain by a name":            {ServeConfig{Listen: "clinic.local:8420"}, "needs HTTPS"},
		"plain, asked for by name":   {ServeConfig{Listen: ":8420", PlainHTTP: true}, ""},
		"own authority":              {ServeConfig{Listen: ":8420", TLSSelf: true}, ""},
		"certificate":                {ServeConfig{Listen: ":8420", TLSCert: "c.pem", TLSKey: "k.pem"}, ""},
		"certificate without key":    {ServeConfig{Listen: ":8420", TLSCert: "c.pem"}, "belong together"},
		"key without certificate":    {ServeConfig{Listen: "127.0.0.1:1", TLSKey: "k.pem"}, "belong together"},
		"two sources of certificate": {ServeConfig{Listen: ":1", TLSSelf: true, TLSCert: "c", TLSKey: "k"}, "choose one"},
		"no port":                    {ServeConfig{Listen: "127.0.0.1"}, "host:port"},
		"nothing":                    {ServeConfig{}, "host:port"},
	} {
		says(t, name, c.conf.Validate(), c.says)
	}
}

// The refusal is the server's own: nothing listens before it.
func TestPlainHTTPBeyondThisComputerIsRefused(t *testing.T) {
	err := program(t).Serve(t.Context(), ServeConfig{Listen: "0.0.0.0:0"}, func(string) { t.Error("it serves") })
	says(t, "0.0.0.0", err, "needs HTTPS")
}

func TestConfig(t *testing.T) {
	for name, c := range map[string]struct {
		conf Config
		says string
	}{
		"embedded":              {Config{Data: "data"}, ""},
		"three roles":           {Config{Database: "a", DatabaseOwner: "o", DatabaseSystem: "s"}, ""},
		"no owner":              {Config{Database: "a", DatabaseSystem: "s"}, "three roles"},
		"no system role":        {Config{Database: "a", DatabaseOwner: "o"}, "three roles"},
		"owner without serving": {Config{Data: "data", DatabaseOwner: "o"}, "--database is not"},
	} {
		says(t, name, c.conf.Validate(), c.says)
	}
	if got := (Config{Data: "/var/lib/archwire/data"}).KeyFile(); got != "/var/lib/archwire/archwire.keys" {
		t.Errorf("the key file lies at %s", got)
	}
}

func says(t *testing.T, what string, err error, part string) {
	t.Helper()
	if part == "" && err != nil || part != "" && (err == nil || !strings.Contains(err.Error(), part)) {
		t.Errorf("%s: got %v, want %q", what, err, part)
	}
}
