package content

import (
	"slices"
	"testing"

	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// What a colleague may send in a chat by hand: no promotion, nothing retired, and no words
// that are forbidden, whenever they came to be.
func TestTextsOfAChat(t *testing.T) {
	each(t, func(t *testing.T, h *house) {
		offered := func() (keys []string) {
			t.Helper()
			ok(t, h.s.read(h.program(), func(tx *db.Tx) error {
				list, err := h.s.ChatTexts(tx)
				keys = nil
				for _, x := range list {
					if x.Class == messages.Marketing || x.Words == "" {
						t.Errorf("offered: %+v", x)
					}
					keys = append(keys, x.Key)
				}
				return err
			}))
			return keys
		}
		if list := offered(); !slices.Contains(list, "care.filling") || !slices.Contains(list, "service.recall") || slices.Contains(list, "marketing.fluoride") {
			t.Fatalf("%v", list)
		}
		_, err := h.s.RetireText(h.program(), "care.filling", 0, true)
		ok(t, err)
		own := Text{Key: "own.parking", Name: "停车", Class: messages.ServiceClass, Words: "{who}您好，楼下可以停车。"}
		_, err = h.s.SaveText(h.program(), 0, own, "")
		ok(t, err)
		if list := offered(); slices.Contains(list, "care.filling") || !slices.Contains(list, "own.parking") {
			t.Errorf("one retired, one of their own: %v", list)
		}
		// words that were written before they came to be forbidden
		ok(t, h.write(func(tx *db.Tx) error {
			_, err := tx.Update("content_revisions").Set("body = replace(body, '可以停车', '包治百病')").Where("key = 'own.parking'").Exec()
			return err
		}))
		if got := h.text(own.Key, 0); got.Words != "{who}您好，楼下包治百病。" {
			t.Fatalf("%+v", got)
		}
		if list := offered(); slices.Contains(list, "own.parking") {
			t.Errorf("forbidden words are offered: %v", list)
		}
	})
}
