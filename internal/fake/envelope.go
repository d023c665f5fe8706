package fake

import (
	"bytes"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"crypto/sha1"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// How Tencent seals callbacks of WeCom, official accounts and mini-programs.

// stamped is the hex SHA-1 of the parts in order of their bytes.
func stamped(parts ...string) string {
	slices.Sort(parts)
	sum := sha1.Sum([]byte(strings.Join(parts, "")))
	return hex.EncodeToString(sum[:])
}

// cipherOf is the block cipher of an account's EncodingAESKey of 43 characters, and
// its first vector.
func cipherOf(aesKey string) (cipher.Block, []byte, error) {
	key, err := base64.StdEncoding.DecodeString(aesKey + "=")
	if err != nil || len(key) != 32 {
		return nil, nil, fmt.Errorf("an EncodingAESKey has 43 characters, not %d", len(aesKey))
	}
	block, err := aes.NewCipher(key)
	return block, key[:16], err
}

// wrap seals a text for who receives it: 16 random bytes, its length, itself, and
// the receiver's id, filled up to blocks of 32.
func wrap(aesKey, text, receiver string) (string, error) {
	block, iv, err := cipherOf(aesKey)
	if err != nil {
		return "", err
	}
	plain := make([]byte, 16, 64+len(text))
	_, _ = rand.Read(plain)
	plain = binary.BigEndian.AppendUint32(plain, uint32(len(text)))
	plain = append(append(plain, text...), receiver...)
	pad := 32 - len(plain)%32
	plain = append(plain, bytes.Repeat([]byte{byte(pad)}, pad)...)
	cipher.NewCBCEncrypter(block, iv).CryptBlocks(plain, plain)
	return base64.StdEncoding.EncodeToString(plain), nil
}

// envelope is the address and the body of a callback.
func (w *World) envelope(a Account, n Notice) (to, body string) {
	stamp, nonce := strconv.FormatInt(w.o.Clock()/1000, 10), rand.Text()[:10]
	q := url.Values{"timestamp": {stamp}, "nonce": {nonce}}
	body = n.Text
	if !a.Plain {
		sealed, err := wrap(a.AESKey, n.Text, a.ID)
		if err != nil {
			sealed = ""
		}
		q.Set("msg_signature", stamped(a.Token, stamp, nonce, sealed))
		if a.Kind == WeComKind {
			body = "<xml>" + cdata("ToUserName", a.ID) + cdata("AgentID", strconv.Itoa(a.Agent)) + cdata("Encrypt", sealed) + "</xml>"
		} else {
			q.Set("encrypt_type", "aes")
			body = "<xml>" + cdata("ToUserName", a.Raw) + cdata("Encrypt", sealed) + "</xml>"
		}
	}
	if a.Kind != WeComKind {
		q.Set("signature", stamped(a.Token, stamp, nonce))
	}
	if n.Forged {
		for _, name := range []string{"signature", "msg_signature"} {
			if q.Has(name) {
				q.Set(name, stamped("forged", q.Get(name)))
			}
		}
	}
	return address(a.Callback, q), body
}

func address(base string, q url.Values) string {
	if strings.Contains(base, "?") {
		return base + "&" + q.Encode()
	}
	return base + "?" + q.Encode()
}

// Verify asks the callback address of an account to prove itself, as the consoles
// do before they take one.
func (w *World) Verify(kind, id string) error {
	w.mu.Lock()
	found, err := w.account(kind, id)
	if err != nil {
		w.mu.Unlock()
		return err
	}
	a := *found
	w.mu.Unlock()
	stamp, nonce, want := strconv.FormatInt(w.o.Clock()/1000, 10), rand.Text()[:10], rand.Text()
	q := url.Values{"timestamp": {stamp}, "nonce": {nonce}, "echostr": {want}, "signature": {stamped(a.Token, stamp, nonce)}}
	if a.Kind == WeComKind {
		sealed, err := wrap(a.AESKey, want, a.ID)
		if err != nil {
			return err
		}
		q = url.Values{"timestamp": {stamp}, "nonce": {nonce}, "echostr": {sealed}, "msg_signature": {stamped(a.Token, stamp, nonce, sealed)}}
	}
	res, err := w.client.Get(address(a.Callback, q))
	if err != nil {
		return err
	}
	defer res.Body.Close()
	got, err := io.ReadAll(io.LimitReader(res.Body, 4096))
	if err != nil {
		return err
	}
	if res.StatusCode != http.StatusOK || string(got) != want {
		return fmt.Errorf("the callback address answered %d %q, not %q", res.StatusCode, got, want)
	}
	return nil
}

// cdata is an element whose text is taken as it is.
func cdata(name, text string) string {
	return "<" + name + "><![CDATA[" + strings.ReplaceAll(text, "]]>", "]]]]><![CDATA[>") + "]]></" + name + ">"
}

// number is an element that holds a number.
func number(name string, n int64) string {
	return "<" + name + ">" + strconv.FormatInt(n, 10) + "</" + name + ">"
}

// happened is the text of an event: to and from whom, when, and its own parts.
func (w *World) happened(to, from, kind string, parts ...string) string {
	return "<xml>" + cdata("ToUserName", to) + cdata("FromUserName", from) + number("CreateTime", w.now()/1000) + cdata("MsgType", kind) +
		strings.Join(parts, "") + "</xml>"
}
