package content

import (
	"testing"
	"unicode/utf8"
)

// What the program brings is what it would let a clinic save.
func TestDefaultsStandTheirOwnRules(t *testing.T) {
	seen := map[string]bool{}
	for _, x := range Defaults {
		if seen[x.Key] {
			t.Errorf("%s is there twice", x.Key)
		}
		seen[x.Key] = true
		if err := x.check(); err != nil {
			t.Errorf("%s: %v", x.Key, err)
		}
		for _, f := range []string{x.Words, x.Short, x.SMS, x.Name} {
			for _, found := range Lint(x.Class, f) {
				if found.Severity == Forbid {
					t.Errorf("%s: %s: %q", x.Key, found.Rule, found.Quote)
				}
			}
			if _, missing := Filled(f, Samples()); len(missing) > 0 {
				t.Errorf("%s names %v", x.Key, missing)
			}
		}
		if x.Article != "" {
			if _, known := shippedArticle(x.Article); !known {
				t.Errorf("%s names the article %s", x.Key, x.Article)
			}
		}
	}
	for _, a := range DefaultArticles {
		if seen[a.Key] {
			t.Errorf("%s is there twice", a.Key)
		}
		seen[a.Key] = true
		if err := a.check(); err != nil {
			t.Errorf("%s: %v", a.Key, err)
		}
		for _, w := range a.worded() {
			for _, found := range Lint(a.Class, w.words) {
				if found.Severity == Forbid {
					t.Errorf("%s %s: %s: %q", a.Key, w.field, found.Rule, found.Quote)
				}
			}
		}
		for i, b := range a.Blocks {
			if b.Kind != Book && (b.En == "" || !utf8.ValidString(b.En)) {
				t.Errorf("%s: block %d has no English", a.Key, i)
			}
		}
	}
}
