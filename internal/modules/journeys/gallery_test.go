package journeys

import (
	"slices"
	"strings"
	"testing"

	"archwire/internal/modules/content"
	"archwire/internal/modules/messages"
)

// texts are the classes of the texts that the program brings.
func shippedTexts() map[string]messages.Class {
	out := map[string]messages.Class{}
	for _, t := range content.Defaults {
		out[t.Key] = t.Class
	}
	return out
}

// Each template stands as it is: nothing in it has to be mended before it can be
// rehearsed, in either language.
func TestEveryTemplateStands(t *testing.T) {
	texts, events := shippedTexts(), map[string]map[string]bool{"visits.booked": {}, "visits.no_show": {}, "visits.left": {}, "patients.registered": {}, "complaints.raised": {}}
	for kind, fields := range alsoHeard {
		if events[kind] == nil {
			events[kind] = map[string]bool{}
		}
		for _, f := range fields {
			events[kind][f] = true
		}
	}
	seen := map[string]bool{}
	for _, x := range Gallery {
		for _, lang := range []string{"zh-CN", "en"} {
			var segments []string
			g := x.Graph(lang, func(key string) string { segments = append(segments, key); return key })
			known := map[string]bool{}
			for _, s := range x.Segments {
				known[s] = true
			}
			for _, f := range Check(g, World{Texts: texts, Segments: known, Events: events}) {
				if !f.Warns {
					t.Errorf("%s (%s): %+v", x.Key, lang, f)
				}
			}
			slices.Sort(segments)
			if got := strings.Join(slices.Compact(segments), ","); got != strings.Join(x.Segments, ",") {
				t.Errorf("%s draws on %s and says %v", x.Key, got, x.Segments)
			}
			for i := range g.Nodes {
				for _, m := range g.Nodes[i].sends() {
					if !slices.Contains(x.Texts, m.Text) {
						t.Errorf("%s sends %s and does not say so", x.Key, m.Text)
					}
				}
			}
		}
		if seen[x.Key] || x.Name.Zh == "" || x.Name.En == "" || x.About.Zh == "" || x.About.En == "" || len(x.Steps) == 0 || x.Result == "" {
			t.Errorf("%s is not told of in full, or twice", x.Key)
		}
		seen[x.Key] = true
	}
	// those of the clinics' own articles
	for _, key := range []string{"after_fitting", "after_root_canal", "ortho_not_agreed", "referral_mid", "referral_end", "checkin_ladder", "birthday",
		"no_show_rescue", "postop_extraction"} {
		if !seen[key] {
			t.Errorf("%s is missing", key)
		}
	}
}

// What the texts say is within law: nothing forbidden, in the class in which it goes.
func TestTheTextsOfTheGalleryAreWithinLaw(t *testing.T) {
	for _, x := range content.Defaults {
		if !strings.HasPrefix(x.Key, "journey.") {
			continue
		}
		for _, words := range []string{x.Words, x.Short, x.SMS} {
			for _, f := range content.Lint(x.Class, words) {
				if f.Severity == content.Forbid {
					t.Errorf("%s: %s %q in %q", x.Key, f.Rule, f.Quote, words)
				}
			}
		}
	}
}
