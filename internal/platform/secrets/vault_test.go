package secrets

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"syscall"
	"testing"
)

func newFile(t *testing.T) string { return filepath.Join(t.TempDir(), "etc", "keys") }

func load(t *testing.T, path string) *Vault {
	t.Helper()
	v, err := Load(path, "")
	if err != nil {
		t.Fatal(err)
	}
	return v
}

func TestSealOpen(t *testing.T) {
	path := newFile(t)
	v := load(t, path)
	sealed := v.Seal("auth.totp/t1/a1", []byte("密钥 𠮷"))
	if !strings.HasPrefix(sealed, "k1.") || strings.Contains(sealed, "密钥") {
		t.Errorf("sealed: %s", sealed)
	}
	if again := v.Seal("auth.totp/t1/a1", []byte("密钥 𠮷")); again == sealed {
		t.Error("equal texts can be told from their sealed form")
	}
	got, err := load(t, path).Open("auth.totp/t1/a1", sealed) // a restart
	if err != nil || string(got) != "密钥 𠮷" {
		t.Errorf("Open = %q, %v", got, err)
	}
	bad := []byte(sealed)
	bad[len(bad)-3] ^= 1
	for name, c := range map[string]struct{ place, text string }{
		"another place": {"auth.totp/t1/a2", sealed},
		"changed":       {"auth.totp/t1/a1", string(bad)},
		"unknown key":   {"auth.totp/t1/a1", "k9" + sealed[2:]},
		"empty":         {"auth.totp/t1/a1", ""},
		"cut":           {"auth.totp/t1/a1", sealed[:10]},
	} {
		if _, err := v.Open(c.place, c.text); !errors.Is(err, ErrSealed) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if _, err := load(t, newFile(t)).Open("auth.totp/t1/a1", sealed); !errors.Is(err, ErrSealed) {
		t.Errorf("another installation opens it: %v", err)
	}
}

func TestMac(t *testing.T) {
	v := load(t, newFile(t))
	base := v.Mac("t1", "patients.phone", "13800000001")
	if len(base) != 22 || base != v.Mac("t1", "patients.phone", "13800000001") {
		t.Errorf("Mac is not stable: %s", base)
	}
	for _, other := range []string{
		v.Mac("t2", "patients.phone", "13800000001"),
		v.Mac("t1", "patients.phone_tail", "13800000001"),
		v.Mac("t1", "patients.phone", "13800000002"),
		v.Mac("t1", "patients.phone1", "3800000001"), // parts must not run together
	} {
		if other == base {
			t.Error("two different things have one digest")
		}
	}
}

func TestAddKey(t *testing.T) {
	path := newFile(t)
	old := load(t, path)
	sealed, mac := old.Seal("p", []byte("x")), old.Mac("t", "p", "v")
	id, err := AddKey(path)
	if err != nil || id != "k2" {
		t.Fatal(id, err)
	}
	v := load(t, path)
	if got, err := v.Open("p", sealed); err != nil || string(got) != "x" {
		t.Errorf("the older key no longer opens: %v", err)
	}
	if s := v.Seal("p", nil); !strings.HasPrefix(s, "k2.") {
		t.Errorf("the new key does not seal: %s", s)
	}
	if v.Mac("t", "p", "v") != mac {
		t.Error("a new key changed the digests: nothing would be found any more")
	}
}

// The file stays its owner's, and nothing is left beside it.
func TestAddKeyKeepsTheOwner(t *testing.T) {
	path := newFile(t)
	load(t, path)
	root := os.Getuid() == 0
	if root {
		if err := os.Chown(path, 12345, 12345); err != nil {
			t.Fatal(err)
		}
	}
	if id, err := AddKey(path); err != nil || id != "k2" {
		t.Fatal(id, err)
	}
	load(t, path)
	info, err := os.Stat(path)
	if err != nil || info.Mode().Perm() != 0o600 || root && info.Sys().(*syscall.Stat_t).Uid != 12345 {
		t.Errorf("%v %v", info.Sys(), err)
	}
	if left, err := filepath.Glob(filepath.Join(filepath.Dir(path), ".keys-*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v %v", left, err)
	}
	if _, err := AddKey(path + "-none"); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("where there is no file: %v", err)
	}
}

func TestKeyFileRefused(t *testing.T) {
	path := newFile(t)
	load(t, path)
	if info, _ := os.Stat(path); info.Mode().Perm() != 0o600 {
		t.Errorf("made with mode %v", info.Mode())
	}
	for _, mode := range []os.FileMode{0o640, 0o604, 0o644, 0o620} {
		os.Chmod(path, mode)
		_, err := Load(path, "")
		if !errors.Is(err, ErrPermissions) || !strings.Contains(err.Error(), "chmod 600 "+path) {
			t.Errorf("mode %o: %v", mode, err)
		}
	}
	os.Chmod(path, 0o600)
	for _, text := range []string{"", "# nothing\n", "k1 short\n", "k1 !!!\n"} {
		os.WriteFile(path, []byte(text), 0o600)
		if _, err := Load(path, ""); err == nil || !strings.Contains(err.Error(), "restore") {
			t.Errorf("%q was read as a key file: %v", text, err)
		}
	}
}

func TestKeyFilePlace(t *testing.T) {
	data := t.TempDir()
	link := filepath.Join(t.TempDir(), "link")
	if err := os.Symlink(data, link); err != nil {
		t.Fatal(err)
	}
	for _, path := range []string{
		filepath.Join(data, "keys"), filepath.Join(data, "deep", "er", "keys"), filepath.Join(link, "keys"),
	} {
		if _, err := Load(path, data); !errors.Is(err, ErrPlace) {
			t.Errorf("%s below %s: %v", path, data, err)
		}
	}
	if _, err := Load(filepath.Join(data+"-keys", "keys"), data); err != nil {
		t.Errorf("a neighbour: %v", err)
	}
	os.RemoveAll(data + "-keys")
}

// Two programs that start at once for the first time end with the same keys.
func TestFirstStartRace(t *testing.T) {
	path := newFile(t)
	var wg sync.WaitGroup
	vaults := make([]*Vault, 20)
	for i := range vaults {
		wg.Go(func() { vaults[i], _ = Load(path, "") })
	}
	wg.Wait()
	for i, v := range vaults {
		if v == nil {
			t.Fatalf("start %d failed", i)
		}
		if v.Mac("t", "p", "x") != vaults[0].Mac("t", "p", "x") {
			t.Fatal("two starts, two keys")
		}
	}
}
