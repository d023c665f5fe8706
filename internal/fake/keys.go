package fake

import (
	"crypto"
	"crypto/aes"
	"crypto/cipher"
	"crypto/hmac"
	"crypto/rand"
	"crypto/rsa"
	"crypto/sha256"
	"crypto/x509"
	_ "embed" // the keys
	"encoding/base64"
	"encoding/hex"
	"encoding/pem"
)

// The keys of the double, known to everybody.
var (
	//go:embed merchant.pem
	MerchantKey string // a merchant's private key
	//go:embed platform_public.pem
	PlatformKey string // what the platform's signatures are proven by
	//go:embed platform.pem
	platformKey string
)

// The rest of what a merchant has.
const (
	MerchantSerial = "ARCHWIREDOUBLEMERCHANT01"
	PlatformSerial = "PUB_KEY_ID_ARCHWIREDOUBLE01"
	Secret         = "archwire-double-opens-nothing-01" // 32 characters
)

func rsaKey(text string) *rsa.PrivateKey {
	block, _ := pem.Decode([]byte(text))
	k, err := x509.ParsePKCS1PrivateKey(block.Bytes)
	if err != nil {
		panic(err) // the files above are wrong
	}
	return k
}

var merchantPrivate, platformPrivate = rsaKey(MerchantKey), rsaKey(platformKey)

func lines(parts []string) []byte {
	var out []byte
	for _, p := range parts {
		out = append(append(out, p...), '\n')
	}
	return out
}

// platformSign signs as the platform does.
func platformSign(parts ...string) string {
	sum := sha256.Sum256(lines(parts))
	b, err := rsa.SignPKCS1v15(rand.Reader, platformPrivate, crypto.SHA256, sum[:])
	if err != nil {
		panic(err) // the key is there and large enough
	}
	return base64.StdEncoding.EncodeToString(b)
}

// merchantSigned proves a merchant's signature.
func merchantSigned(signature string, parts ...string) bool {
	b, err := base64.StdEncoding.DecodeString(signature)
	sum := sha256.Sum256(lines(parts))
	return err == nil && rsa.VerifyPKCS1v15(&merchantPrivate.PublicKey, crypto.SHA256, sum[:], b) == nil
}

func macSigned(signature string, parts ...string) bool {
	h := hmac.New(sha256.New, []byte(Secret))
	h.Write(lines(parts))
	return hmac.Equal([]byte(signature), []byte(hex.EncodeToString(h.Sum(nil))))
}

func seal(nonce, extra string, text []byte) string {
	block, err := aes.NewCipher([]byte(Secret))
	if err != nil {
		panic(err) // 32 characters
	}
	g, err := cipher.NewGCM(block)
	if err != nil {
		panic(err)
	}
	return base64.StdEncoding.EncodeToString(g.Seal(nil, []byte(nonce), text, []byte(extra)))
}
