package secrets

import (
	"bufio"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
)

const head = `# Keys of this Archwire installation. Without this file the sealed parts of the
# database (telephone numbers, identity numbers, second factors, the values in
# the audit) cannot be read by anybody. Keep a copy apart from the backups.
# The last key seals; the others open what they sealed.
`

// key is one line of the file: an id and 32 random bytes.
type key struct {
	id   string
	seed []byte
}

// ErrPermissions says that others than the owner may read the key file.
var ErrPermissions = errors.New("secrets: the key file can be read by others")

// ErrPlace says that the key file lies within the data directory, so that one
// copy would take the data and its keys together.
var ErrPlace = errors.New("secrets: the key file lies in the data directory")

// Load reads the keys from path and makes the file if it is not there yet.
// dataDir is where the database lives ("" = on a server elsewhere). The errors
// say what to do.
func Load(path, dataDir string) (*Vault, error) {
	if err := apart(path, dataDir); err != nil {
		return nil, err
	}
	if _, err := os.Stat(path); errors.Is(err, fs.ErrNotExist) {
		if err := create(path); err != nil {
			return nil, err
		}
	}
	keys, err := readKeys(path)
	if err != nil {
		return nil, err
	}
	return newVault(keys)
}

// AddKey writes a further key, which seals from the next start on, and gives
// its id. Older texts stay readable. The file keeps its owner. Every program over
// the database must be started again: one that was not cannot read what another
// has sealed with the new key.
func AddKey(path string) (string, error) {
	keys, err := readKeys(path)
	if err != nil {
		return "", err
	}
	next := fmt.Sprintf("k%d", len(keys)+1)
	tmp, err := writeTemp(path, append(keys, key{next, freshSeed()}))
	if err != nil {
		return "", err
	}
	if err = sameOwner(path, tmp); err == nil {
		err = os.Rename(tmp, path)
	}
	if err != nil {
		os.Remove(tmp)
		return "", fmt.Errorf("secrets: %w", err)
	}
	return next, nil
}

// sameOwner gives a file that takes another's place its owner: an administrator
// who adds a key must not shut the program's own user out.
func sameOwner(old, fresh string) error {
	info, err := os.Stat(old)
	if err != nil {
		return err
	}
	if st, ok := info.Sys().(*syscall.Stat_t); ok {
		return os.Chown(fresh, int(st.Uid), int(st.Gid))
	}
	return nil
}

func freshSeed() []byte {
	seed := make([]byte, 32)
	rand.Read(seed) // never fails: the program ends where there is no randomness
	return seed
}

// apart refuses a key file below the data directory.
func apart(path, dataDir string) error {
	if dataDir == "" {
		return nil
	}
	file, err := real(filepath.Dir(path))
	if err != nil {
		return err
	}
	data, err := real(dataDir)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(data, file)
	if err == nil && rel != ".." && !strings.HasPrefix(rel, ".."+string(filepath.Separator)) {
		return fmt.Errorf("%w: %s is below %s; name a place outside it", ErrPlace, path, dataDir)
	}
	return nil
}

// real resolves links as far as the path exists.
func real(path string) (string, error) {
	abs, err := filepath.Abs(path)
	if err != nil {
		return "", fmt.Errorf("secrets: %w", err)
	}
	if r, err := filepath.EvalSymlinks(abs); err == nil {
		return r, nil
	}
	if parent := filepath.Dir(abs); parent != abs {
		r, err := real(parent)
		return filepath.Join(r, filepath.Base(abs)), err
	}
	return abs, nil
}

// create makes the file with one key. Of two programs that start at once one
// wins, and both read the same file.
func create(path string) error {
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return fmt.Errorf("secrets: %w", err)
	}
	tmp, err := writeTemp(path, []key{{"k1", freshSeed()}})
	if err != nil {
		return err
	}
	defer os.Remove(tmp)
	if err := os.Link(tmp, path); err != nil && !errors.Is(err, fs.ErrExist) {
		return fmt.Errorf("secrets: make the key file: %w", err)
	}
	return nil
}

// writeTemp writes the whole file beside path and gives its name.
func writeTemp(path string, keys []key) (string, error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".keys-*") // mode 0600
	if err != nil {
		return "", fmt.Errorf("secrets: make the key file: %w", err)
	}
	var b strings.Builder
	b.WriteString(head)
	for _, k := range keys {
		fmt.Fprintf(&b, "%s %s\n", k.id, base64.StdEncoding.EncodeToString(k.seed))
	}
	_, err = f.WriteString(b.String())
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		os.Remove(f.Name())
		return "", fmt.Errorf("secrets: make the key file: %w", err)
	}
	return f.Name(), nil
}

func readKeys(path string) ([]key, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	defer f.Close()
	info, err := f.Stat()
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	if mode := info.Mode().Perm(); mode&0o077 != 0 {
		return nil, fmt.Errorf("%w: %s has mode %04o; run: chmod 600 %s", ErrPermissions, path, mode, path)
	}
	var keys []key
	seen := map[string]bool{}
	lines := bufio.NewScanner(f)
	for n := 1; lines.Scan(); n++ {
		line := strings.TrimSpace(lines.Text())
		if line == "" || line[0] == '#' {
			continue
		}
		id, text, _ := strings.Cut(line, " ")
		seed, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
		if err != nil || len(seed) != 32 || seen[id] || strings.Contains(id, ".") {
			return nil, fmt.Errorf("secrets: line %d of %s is no key; restore the file from its copy", n, path)
		}
		seen[id] = true
		keys = append(keys, key{id, seed})
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	if len(keys) == 0 {
		return nil, fmt.Errorf("secrets: %s holds no key; restore the file from its copy", path)
	}
	return keys, nil
}
