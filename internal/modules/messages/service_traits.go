package messages

import "archwire/internal/platform/db"

// Bound tells of some patients whether somebody can be written to for them on WeChat
// or WeCom: an address that follows speaks for them.
func (s *Service) Bound(tx *db.Tx, patients []string) (map[string]bool, error) {
	list, err := boundTo(tx, patients)
	out := make(map[string]bool, len(list))
	for p, all := range list {
		for _, b := range all {
			out[p] = out[p] || b.Following
		}
	}
	return out, err
}
