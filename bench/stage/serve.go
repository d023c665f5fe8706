package stage

import (
	"context"
	"fmt"
	"net"
	"net/http"
	"os"
	"os/exec"
	"strings"
	"syscall"
	"time"
)

// Served is the built program as a process of its own.
type Served struct {
	URL  string
	Took time.Duration // from exec to ready
	cmd  *exec.Cmd
	done chan error
}

// Serve starts the binary on the database and waits until it is ready. log is
// the file for what it says.
func Serve(ctx context.Context, binary string, d *Database, log *os.File) (*Served, error) {
	address, err := freePort()
	if err != nil {
		return nil, err
	}
	cmd := exec.CommandContext(ctx, binary, "serve", "--listen", address, "--log-level", "warn")
	cmd.Env, cmd.Stdout, cmd.Stderr = d.Environ(), log, log
	// Whatever kills this program takes the served one with it.
	cmd.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	s := &Served{URL: "http://" + address, cmd: cmd, done: make(chan error, 1)}
	began := time.Now()
	if err := cmd.Start(); err != nil {
		return nil, err
	}
	go func() { s.done <- cmd.Wait() }()
	for time.Since(began) < 30*time.Second {
		r, err := http.Get(s.URL + "/readyz")
		if err == nil {
			r.Body.Close()
			if r.StatusCode == http.StatusOK {
				s.Took = time.Since(began)
				return s, nil
			}
		}
		select {
		case err := <-s.done:
			return nil, fmt.Errorf("the program ended before it was ready: %v", err)
		case <-time.After(2 * time.Millisecond):
		}
	}
	s.Kill()
	return nil, fmt.Errorf("the program was not ready within 30 s")
}

func freePort() (string, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return "", err
	}
	defer l.Close()
	return l.Addr().String(), nil
}

// Kill ends the process as a power cut would, and waits until it is gone.
func (s *Served) Kill() {
	_ = s.cmd.Process.Kill()
	s.wait()
}

// Stop asks the process to end, as an administrator would, and tells whether it
// did in good order.
func (s *Served) Stop() error {
	if err := s.cmd.Process.Signal(syscall.SIGTERM); err != nil {
		return err
	}
	return s.wait()
}

func (s *Served) wait() error {
	err := <-s.done
	s.done <- err
	return err
}

// Resident is the memory that the process holds, in bytes.
func (s *Served) Resident() (now, peak int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", s.cmd.Process.Pid))
	if err != nil {
		return 0, 0, err
	}
	return kilobytes(text, "VmRSS:"), kilobytes(text, "VmHWM:"), nil
}

func kilobytes(text []byte, name string) int64 {
	var n int64
	for line := range strings.Lines(string(text)) {
		if rest, ok := strings.CutPrefix(line, name); ok {
			_, _ = fmt.Sscan(rest, &n)
		}
	}
	return n << 10
}
