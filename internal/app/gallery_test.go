package app

import (
	"net/http"
	"testing"

	"archwire/internal/modules/journeys"
	"archwire/internal/platform/testkit"
)

// A journey of the gallery comes over the wire and goes back over it as a draft of the
// clinic's own, in either language.
func TestEveryTemplateBecomesADraft(t *testing.T) {
	k := testkit.OpenSQLite(t, scratch(t).Migrations())
	w := furnishWorld(t, k)
	for _, x := range journeys.Gallery {
		for _, lang := range []string{"zh-CN", "en"} {
			got := w.must(w.owner, http.MethodGet, "/journeys/template?lang="+lang+"&key="+x.Key, nil)
			made := w.post(w.owner, "/journeys", map[string]any{"name": x.Key, "template": x.Key, "graph": got.json["graph"]})
			if made["template"] != x.Key || made["drafted"] != true {
				t.Errorf("%s: %v", x.Key, made)
			}
		}
	}
}
