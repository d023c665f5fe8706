package visits

import (
	"context"
	"sync"

	"archwire/internal/platform/auth"
	"archwire/internal/platform/i18n"
)

// words are the module's texts by language, read once.
var words = sync.OnceValue(func() map[i18n.Locale]map[string]string {
	out := map[i18n.Locale]map[string]string{}
	for _, l := range i18n.Locales {
		list, err := i18n.Read(texts, l)
		if err != nil {
			panic("visits: " + err.Error()) // embedded
		}
		out[l] = list
	}
	return out
})

// word is what a thing of this module is called in the language of who asks; the
// name itself where it is no key but somebody's own word. A sentence about a
// clash names pools and rules, which have no name in the data.
func word(ctx context.Context, prefix, name string) string {
	actor, _ := auth.From(ctx)
	if w, ok := words()[i18n.Pick(actor.Locale)][prefix+name]; ok {
		return w
	}
	return name
}
