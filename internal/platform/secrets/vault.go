package secrets

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/hkdf"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
)

// ErrSealed says that a sealed text does not open: it was changed, moved to
// another place, or sealed with a key that the file does not hold.
var ErrSealed = errors.New("secrets: the sealed text does not open")

// Vault seals and opens. It is safe for concurrent use.
type Vault struct {
	current string
	seals   map[string]cipher.AEAD
	prints  map[string]string // key id → fingerprint
	mac     []byte            // of the first key, for ever: a digest must be found again
}

var plainText = base64.RawURLEncoding

func newVault(keys []key) (*Vault, error) {
	v := &Vault{seals: map[string]cipher.AEAD{}, prints: map[string]string{}}
	for _, k := range keys {
		sealing, err := derive(k.seed, "archwire seal")
		if err != nil {
			return nil, err
		}
		if v.seals[k.id], err = aead(sealing); err != nil {
			return nil, err
		}
		print, err := derive(k.seed, "archwire fingerprint")
		if err != nil {
			return nil, err
		}
		v.prints[k.id] = plainText.EncodeToString(print[:12])
		v.current = k.id
	}
	var err error
	v.mac, err = derive(keys[0].seed, "archwire mac")
	return v, err
}

func derive(seed []byte, purpose string) ([]byte, error) {
	out, err := hkdf.Key(sha256.New, seed, nil, purpose, 32)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	return out, nil
}

// aead is AES-256-GCM with a random nonce in front of each text.
func aead(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	g, err := cipher.NewGCMWithRandomNonce(block)
	if err != nil {
		return nil, fmt.Errorf("secrets: %w", err)
	}
	return g, nil
}

// Seal encrypts plain for the place where it will be stored: a text that names
// table, column, tenant and row ("auth.totp/<tenant>/<account>"). The result is
// text, about 4/3 of the length and 45 characters more.
func (v *Vault) Seal(place string, plain []byte) string {
	return v.current + "." + plainText.EncodeToString(v.seals[v.current].Seal(nil, nil, plain, []byte(place)))
}

// Open decrypts what Seal made for the same place; otherwise ErrSealed.
func (v *Vault) Open(place, sealed string) ([]byte, error) {
	id, text, _ := strings.Cut(sealed, ".")
	g, ok := v.seals[id]
	if !ok {
		return nil, fmt.Errorf("%w: the key file holds no key %q", ErrSealed, id)
	}
	return open(g, place, text)
}

func open(g cipher.AEAD, place, text string) ([]byte, error) {
	raw, err := plainText.DecodeString(text)
	if err != nil {
		return nil, ErrSealed
	}
	plain, err := g.Open(nil, nil, raw, []byte(place))
	if err != nil {
		return nil, ErrSealed
	}
	return plain, nil
}

// Mac is a keyed digest of value, 22 characters, the same for the same tenant,
// purpose ("patients.phone", "patients.phone_tail") and value.
func (v *Vault) Mac(tenant, purpose, value string) string {
	h := hmac.New(sha256.New, v.mac)
	for _, part := range []string{tenant, purpose, value} {
		var n [8]byte
		binary.BigEndian.PutUint64(n[:], uint64(len(part)))
		h.Write(n[:])
		h.Write([]byte(part))
	}
	return plainText.EncodeToString(h.Sum(nil)[:16])
}
