package fake

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
)

// macProof proves who calls by the shared key.
func (w *World) macProof(r *http.Request, body []byte) bool {
	stamp := r.Header.Get("X-Timestamp")
	n, err := strconv.ParseInt(stamp, 10, 64)
	if d := w.o.Clock()/1000 - n; err != nil || d > 300 || d < -300 {
		return false
	}
	return macSigned(r.Header.Get("X-Signature"), r.Method, r.URL.RequestURI(), stamp, string(body))
}

// macSign signs an answer by the shared key.
func (w *World) macSign(h http.Header, body []byte) {
	stamp := strconv.FormatInt(w.o.Clock()/1000, 10)
	m := hmac.New(sha256.New, []byte(Secret))
	m.Write(lines([]string{stamp, string(body)}))
	h.Set("X-Timestamp", stamp)
	h.Set("X-Signature", hex.EncodeToString(m.Sum(nil)))
}
