package fake

import (
	"fmt"
	"image/png"
	"net/http"
	"slices"

	"github.com/boombuler/barcode"
	"github.com/boombuler/barcode/qr"
)

// wayPath is where the pictures of contact ways are.
const wayPath = "/ways/"

// wayPicture shows a contact way as the code that one scans.
func (w *World) wayPicture(out http.ResponseWriter, r *http.Request) {
	w.mu.Lock()
	c := w.t.ways[r.PathValue("config")]
	there := c != nil && len(c.Users) > 0
	w.mu.Unlock()
	if !there {
		http.NotFound(out, r)
		return
	}
	code, err := qr.Encode("https://work.weixin.qq.com/u/"+c.Config, qr.M, qr.Auto)
	if err == nil {
		code, err = barcode.Scale(code, 430, 430)
	}
	if err != nil {
		http.Error(out, err.Error(), http.StatusInternalServerError)
		return
	}
	out.Header().Set("Content-Type", "image/png")
	_ = png.Encode(out, code)
}

// Ways lists the contact ways of an account that stand, by state, with their colleagues.
func (w *World) Ways(account string) (map[string][]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(WeComKind, account)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	for _, c := range w.t.ways {
		if c.Account == a.Key() && len(c.Users) > 0 {
			out[c.State] = append(out[c.State], c.Users...)
		}
	}
	return out, nil
}

// Scan lets somebody scan a contact way: of its colleagues they add the one with the
// fewest friends by it.
func (w *World) Scan(account, person, config string) (address string, err error) {
	w.mu.Lock()
	c := w.t.ways[config]
	var user, state, key string
	if c != nil && len(c.Users) > 0 {
		n := map[string]int{}
		for _, t := range w.t.ties {
			for _, f := range t.Friends {
				if f.State == c.State {
					n[f.User]++
				}
			}
		}
		user, state, key = slices.MinFunc(c.Users, func(a, b string) int { return n[a] - n[b] }), c.State, c.Account
	}
	w.mu.Unlock()
	if user == "" {
		return "", fmt.Errorf("there is no code %q, or it is not valid any more", config)
	}
	if account == "" {
		account = key
	}
	return w.Befriend(account, person, user, state)
}
