package billing

import (
	"strings"
	"sync"
	"time"

	"archwire/internal/platform/i18n"
)

// words says the module's sentences on paper, in one of the two languages.
type words struct{ lang string }

var sentences = sync.OnceValue(func() *i18n.Texts {
	t, err := i18n.Load([]i18n.Source{{Module: "billing", Files: texts}})
	if err != nil {
		panic(err) // part of the program, and tested
	}
	return t
})

// wordsIn gives the sentences of a language; of any other, Chinese.
func wordsIn(locale string) words { return words{string(i18n.Pick(locale))} }

// say is a sentence with its arguments, each after its name.
func (w words) say(key string, args ...any) string {
	by := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		by[args[i].(string)] = args[i+1]
	}
	return sentences().Text(i18n.Locale(w.lang), key, by)
}

// raw is a sentence as it is written, with its {arguments}.
func (w words) raw(key string) string { return sentences().Written(i18n.Locale(w.lang), key) }

// other is a sentence in the other language.
func (w words) other(key string) string {
	if w.lang == string(i18n.En) {
		return words{string(i18n.ZhCN)}.say(key)
	}
	return words{string(i18n.En)}.say(key)
}

// name is what something is called in the language.
func (w words) name(zh, en string) string {
	if w.lang == string(i18n.En) && en != "" {
		return en
	}
	return zh
}

// joined puts texts beside each other, those that are there.
func joined(between string, list ...string) string {
	var out []string
	for _, s := range list {
		if s != "" {
			out = append(out, s)
		}
	}
	return strings.Join(out, between)
}

// clock writes an instant in a zone.
func clock(at int64, zone *time.Location) string {
	return time.UnixMilli(at).In(zone).Format("2006-01-02 15:04")
}
