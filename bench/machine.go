package main

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"time"

	"archwire/bench/stage"
	"archwire/internal/platform/db"
)

// machine tells what the figures were measured on.
func machine(ctx context.Context, p *stage.Place, dialects []db.Dialect) (string, error) {
	var b strings.Builder
	fmt.Fprintf(&b, "Measured on %s: %d cores (%s), %s memory, %s, %s.", time.Now().UTC().Format("2006-01-02"),
		runtime.NumCPU(), word("/proc/cpuinfo", "model name"), memory(), kernel(), runtime.Version())
	for _, d := range dialects {
		v, err := version(ctx, p, d)
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, " %s %s.", stage.Name(d), v)
	}
	b.WriteString(" Both databases wait for the disk at each commit. Client and server share the cores.")
	return b.String(), nil
}

func version(ctx context.Context, p *stage.Place, d db.Dialect) (string, error) {
	e, err := p.Empty(ctx, d)
	if err != nil {
		return "", err
	}
	defer e.Drop()
	driver, dsn, text := "sqlite", "file:"+e.Config.File(), "SELECT sqlite_version()"
	if d == db.Postgres {
		driver, dsn, text = "pgx", e.Door().App, "SHOW server_version"
	}
	pool, err := sql.Open(driver, dsn)
	if err != nil {
		return "", err
	}
	defer pool.Close()
	var v string
	err = pool.QueryRowContext(ctx, text).Scan(&v)
	v, _, _ = strings.Cut(v, " ")
	return v, err
}

// word finds a line of a file under /proc.
func word(file, name string) string {
	text, err := os.ReadFile(file)
	if err != nil {
		return "unknown"
	}
	for line := range strings.Lines(string(text)) {
		if k, v, ok := strings.Cut(line, ":"); ok && strings.TrimSpace(k) == name {
			return strings.TrimSpace(v)
		}
	}
	return "unknown"
}

func memory() string {
	var kb int64
	if _, err := fmt.Sscan(word("/proc/meminfo", "MemTotal"), &kb); err != nil {
		return "unknown"
	}
	return fmt.Sprintf("%.0f GB", float64(kb)/(1<<20))
}

func kernel() string {
	out, err := exec.Command("uname", "-sr").Output()
	if err != nil {
		return runtime.GOOS
	}
	return strings.TrimSpace(string(out))
}
