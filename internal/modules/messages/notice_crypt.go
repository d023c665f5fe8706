package messages

import (
	"crypto/aes"
	"crypto/cipher"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"slices"
	"strings"
)

// errNotice says that a callback proves nothing, or cannot be read.
var errNotice = errors.New("messages: no notice of the provider")

// noticeSignature is how WeCom and WeChat sign: SHA-1 over the parts in the order
// of their letters.
func noticeSignature(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// provenBy compares two signatures in the same time whatever they are.
func provenBy(given string, parts ...string) bool {
	return given != "" && subtle.ConstantTimeCompare([]byte(given), []byte(noticeSignature(parts...))) == 1
}

// noticeKey is the key in the 43 letters that the provider's page shows.
func noticeKey(letters string) ([]byte, error) {
	key, err := base64.StdEncoding.DecodeString(letters + "=")
	if err != nil || len(key) != 32 {
		return nil, errNotice
	}
	return key, nil
}

// noticeBlock is to what WeCom and WeChat fill up, whatever the cipher's block is.
const noticeBlock = 32

// openNotice opens what was sealed: AES-256-CBC, the key's head as its vector;
// within, 16 random bytes, the length, the text, and whose it is. Of another's
// corp or app nothing is believed.
func openNotice(letters, sealed, whose string) ([]byte, error) {
	key, err := noticeKey(letters)
	if err != nil {
		return nil, err
	}
	b, err := base64.StdEncoding.DecodeString(sealed)
	if err != nil || len(b) < noticeBlock || len(b)%aes.BlockSize != 0 {
		return nil, errNotice
	}
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, err
	}
	cipher.NewCBCDecrypter(block, key[:aes.BlockSize]).CryptBlocks(b, b)
	fill := int(b[len(b)-1])
	if fill < 1 || fill > noticeBlock || fill > len(b) {
		return nil, errNotice
	}
	b = b[:len(b)-fill]
	const head = 16 + 4
	if len(b) < head {
		return nil, errNotice
	}
	n := binary.BigEndian.Uint32(b[16:head])
	if uint64(n) > uint64(len(b)-head) {
		return nil, errNotice
	}
	if string(b[head+int(n):]) != whose {
		return nil, errNotice
	}
	return b[head : head+int(n)], nil
}
