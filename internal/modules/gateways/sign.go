package gateways

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
	"errors"
	"strconv"
)

var errSignature = errors.New("gateways: the signature does not fit")

// window is how far a provider's clock may differ from ours, in seconds: older
// messages are repeats of somebody who listened.
const window = 300

func privateKey(text string) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("gateways: no PEM")
	}
	if k, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return k, nil
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if r, ok := k.(*rsa.PrivateKey); ok {
		return r, nil
	}
	return nil, errors.Join(err, errors.New("gateways: no RSA key"))
}

func publicKey(text string) (*rsa.PublicKey, error) {
	block, _ := pem.Decode([]byte(text))
	if block == nil {
		return nil, errors.New("gateways: no PEM")
	}
	if c, err := x509.ParseCertificate(block.Bytes); err == nil {
		if k, ok := c.PublicKey.(*rsa.PublicKey); ok {
			return k, nil
		}
	}
	k, err := x509.ParsePKIXPublicKey(block.Bytes)
	if r, ok := k.(*rsa.PublicKey); ok {
		return r, nil
	}
	return nil, errors.Join(err, errors.New("gateways: no RSA key"))
}

// signRSA signs lines, each of which ends in a line feed, as WeChat Pay wants it.
func signRSA(key *rsa.PrivateKey, lines ...string) (string, error) {
	sum := sha256.Sum256(joined(lines))
	b, err := rsa.SignPKCS1v15(rand.Reader, key, crypto.SHA256, sum[:])
	return base64.StdEncoding.EncodeToString(b), err
}

func verifyRSA(key *rsa.PublicKey, signature string, lines ...string) error {
	b, err := base64.StdEncoding.DecodeString(signature)
	if err != nil {
		return errSignature
	}
	sum := sha256.Sum256(joined(lines))
	if rsa.VerifyPKCS1v15(key, crypto.SHA256, sum[:], b) != nil {
		return errSignature
	}
	return nil
}

func joined(lines []string) []byte {
	var out []byte
	for _, l := range lines {
		out = append(append(out, l...), '\n')
	}
	return out
}

// fresh tells whether a timestamp in seconds lies within the window around now,
// in milliseconds.
func fresh(stamp string, now int64) bool {
	n, err := strconv.ParseInt(stamp, 10, 64)
	d := now/1000 - n
	return err == nil && d <= window && d >= -window
}

// openGCM opens what was sealed with the APIv3 key.
func openGCM(key, nonce, extra, text string) ([]byte, error) {
	b, err := base64.StdEncoding.DecodeString(text)
	if err != nil {
		return nil, errSignature
	}
	block, err := aes.NewCipher([]byte(key))
	if err != nil {
		return nil, err
	}
	g, err := cipher.NewGCM(block)
	if err != nil || len(nonce) != g.NonceSize() {
		return nil, errSignature
	}
	return g.Open(nil, []byte(nonce), b, []byte(extra))
}

// signMAC signs lines with a shared key.
func signMAC(key string, lines ...string) string {
	h := hmac.New(sha256.New, []byte(key))
	h.Write(joined(lines))
	return hex.EncodeToString(h.Sum(nil))
}

func digest(b []byte) string {
	sum := sha256.Sum256(b)
	return hex.EncodeToString(sum[:])
}

// macEqual compares two signatures in the same time whatever they are.
func macEqual(a, b string) bool { return hmac.Equal([]byte(a), []byte(b)) }
