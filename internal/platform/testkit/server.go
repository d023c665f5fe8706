package testkit

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// watch is the shell program that owns the server: it starts it, waits for the
// pipe of the test process to close, and leaves nothing behind. Whatever kills
// the test process closes the pipe. Data that lies elsewhere is kept.
const watch = `
bin=$1; dir=$2; data=$3; shift 3
"$bin/postgres" -D "$data" -k "$dir" "$@" </dev/null >"$dir/log" 2>&1 &
server=$!
read -r _
kill -QUIT $server 2>/dev/null
wait $server 2>/dev/null
cd / && rm -rf "$dir"
`

// startPostgres makes and starts a server in a temporary directory and returns
// its superuser's address and a function that ends it. Its data is kept in a
// directory of its own where one is named, and is there the next time.
func startPostgres(durable bool, data string) (super string, stop func(), err error) {
	bin, err := findPostgres()
	if err != nil {
		return "", nil, err
	}
	attr, err := asOther()
	if err != nil {
		return "", nil, err
	}
	// Short and readable to the other user: a socket's path holds 107 bytes.
	dir, err := os.MkdirTemp("/tmp", "awpg")
	if err != nil {
		return "", nil, err
	}
	if data == "" {
		data = dir + "/pg"
	} else if err := errors.Join(os.MkdirAll(data, 0o755), os.Chmod(data, 0o700)); err != nil { // the other user comes through the parents
		return "", nil, err
	}
	if c := attr.Credential; c != nil {
		for _, d := range []string{dir, data} {
			if err := os.Chown(d, int(c.Uid), int(c.Gid)); err != nil && !errors.Is(err, os.ErrNotExist) {
				return "", nil, err
			}
		}
	}
	ok := false
	defer func() {
		if !ok {
			os.RemoveAll(dir)
		}
	}()
	if _, err := os.Stat(data + "/PG_VERSION"); err != nil {
		initdb := exec.Command(filepath.Join(bin, "initdb"), "-D", data, "-U", "postgres", "-A", "trust",
			"--no-sync", "-E", "UTF8", "--locale=C")
		initdb.SysProcAttr, initdb.Dir = attr, dir
		if out, err := initdb.CombinedOutput(); err != nil {
			return "", nil, fmt.Errorf("initdb: %w: %s", err, strings.TrimSpace(string(out)))
		}
	}
	end, err := watchServer(bin, dir, data, attr, durable)
	if err != nil {
		return "", nil, err
	}
	super = "host=" + dir + " port=5432 user=postgres"
	if err := awaitServer(super); err != nil {
		log, _ := os.ReadFile(dir + "/log")
		end()
		return "", nil, fmt.Errorf("PostgreSQL does not start: %w: %s", err, log)
	}
	ok = true
	return super, end, nil
}

func watchServer(bin, dir, data string, attr *syscall.SysProcAttr, durable bool) (func(), error) {
	args := []string{"-c", watch, "sh", bin, dir, data,
		"-c", "listen_addresses=", "-c", "port=5432", "-c", "max_connections=120",
		"-c", "wal_level=minimal", "-c", "max_wal_senders=0", "-c", "max_wal_size=512MB"}
	if durable { // as docs/administration.md advises for a clinic's own server
		args = append(args, "-c", "shared_buffers=1GB")
	} else {
		args = append(args, "-c", "shared_buffers=64MB", "-c", "fsync=off", "-c", "synchronous_commit=off", "-c", "full_page_writes=off")
	}
	cmd := exec.Command("sh", args...)
	own := *attr
	own.Setpgid = true // an interrupt at the keyboard reaches the test process, not the server
	cmd.SysProcAttr, cmd.Dir = &own, dir
	pipe, err := cmd.StdinPipe()
	if err != nil {
		return nil, err
	}
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	return func() {
		pipe.Close()
		_ = cmd.Wait()
	}, nil
}

func awaitServer(super string) error {
	p, err := sql.Open("pgx", super+" dbname=postgres connect_timeout=2")
	if err != nil {
		return err
	}
	defer p.Close()
	for end := time.Now().Add(30 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		ctx, cancel := context.WithTimeout(context.Background(), 2*time.Second)
		err = p.PingContext(ctx)
		cancel()
		if err == nil || time.Now().After(end) {
			return err
		}
	}
}

// findPostgres returns the directory of initdb and postgres, of the newest
// version where the distribution keeps several.
func findPostgres() (string, error) {
	list, _ := filepath.Glob("/usr/lib/postgresql/*/bin/initdb")
	version := func(p string) int {
		n, _ := strconv.Atoi(filepath.Base(filepath.Dir(filepath.Dir(p))))
		return n
	}
	slices.SortFunc(list, func(a, b string) int { return version(b) - version(a) })
	if len(list) > 0 {
		return filepath.Dir(list[0]), nil
	}
	if p, err := exec.LookPath("initdb"); err == nil {
		return filepath.Dir(p), nil
	}
	return "", errors.New("initdb was not found")
}

// asOther makes root's children run as another user, because PostgreSQL refuses
// to run as root.
func asOther() (*syscall.SysProcAttr, error) {
	if os.Geteuid() != 0 {
		return &syscall.SysProcAttr{}, nil
	}
	for _, name := range []string{"postgres", "nobody"} {
		u, err := user.Lookup(name)
		if err != nil {
			continue
		}
		uid, err1 := strconv.ParseUint(u.Uid, 10, 32)
		gid, err2 := strconv.ParseUint(u.Gid, 10, 32)
		if err1 == nil && err2 == nil {
			return &syscall.SysProcAttr{Credential: &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}}, nil
		}
	}
	return nil, errors.New("there is no user postgres or nobody to run it as")
}
