package i18n

import "sync"

// Words says a module's sentences where no screen does: on paper.
type Words struct {
	Locale Locale
	texts  *Texts
}

// Speaker reads a module's texts when they are first needed, and gives its words
// in the language that somebody wants; of a language that is not there, Chinese.
// That the texts can be read is proven by the roof's tests.
func Speaker(s Source) func(want string) Words {
	load := sync.OnceValue(func() *Texts {
		t, err := Load([]Source{s})
		if err != nil {
			panic(err)
		}
		return t
	})
	return func(want string) Words { return Words{Pick(want), load()} }
}

// Say is a sentence; args are the names of its arguments, each before its value.
func (w Words) Say(key string, args ...any) string {
	by := make(map[string]any, len(args)/2)
	for i := 0; i+1 < len(args); i += 2 {
		by[args[i].(string)] = args[i+1]
	}
	return w.texts.Text(w.Locale, key, by)
}

// Raw is a sentence as it is written, with its {arguments}.
func (w Words) Raw(key string) string { return w.texts.Written(w.Locale, key) }

// Other is a sentence in the other language.
func (w Words) Other(key string) string {
	if w.Locale == En {
		return w.texts.Text(ZhCN, key, nil)
	}
	return w.texts.Text(En, key, nil)
}

// Name is what something is called that has a name in both languages.
func (w Words) Name(zh, en string) string {
	if w.Locale == En && en != "" {
		return en
	}
	return zh
}
