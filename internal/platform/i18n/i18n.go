// Package i18n turns codes into sentences. There is one source of texts: each
// module's i18n/<locale>.json, flat keys to sentences with {arguments}:
//
//	"fault.visits.chair_taken": "{chair} 在 {from} 已有 {holder}"
//
// Chinese (zh-CN) is written first, English (en) is complete; the roof's tests
// prove that both have the same keys with the same arguments.
package i18n

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"sort"
	"strings"
)

// Locale is a language tag of a text file.
type Locale string

// The staff's languages. Patients have zh-TW as well, in files of their own.
const (
	ZhCN Locale = "zh-CN"
	En   Locale = "en"
)

// Locales lists what every module must have.
var Locales = []Locale{ZhCN, En}

// Texts is the catalogue of the whole program: locale → key → sentence.
type Texts struct{ by map[Locale]map[string]string }

// Source is one module's folder of texts.
type Source struct {
	Module string
	Files  fs.FS // holds i18n/zh-CN.json and i18n/en.json
}

// Load reads every module's files. A key in two modules is an error.
func Load(list []Source) (*Texts, error) {
	t := &Texts{by: map[Locale]map[string]string{}}
	for _, l := range Locales {
		t.by[l] = map[string]string{}
		for _, s := range list {
			if s.Files == nil {
				continue
			}
			one, err := Read(s.Files, l)
			if err != nil {
				return nil, fmt.Errorf("i18n: %s: %w", s.Module, err)
			}
			for k, v := range one {
				if _, dup := t.by[l][k]; dup {
					return nil, fmt.Errorf("i18n: %s: key %s stands elsewhere too", s.Module, k)
				}
				t.by[l][k] = v
			}
		}
	}
	return t, nil
}

// Read reads one locale of one module.
func Read(files fs.FS, l Locale) (map[string]string, error) {
	b, err := fs.ReadFile(files, "i18n/"+string(l)+".json")
	if err != nil {
		return nil, err
	}
	out := map[string]string{}
	if err := json.Unmarshal(b, &out); err != nil {
		return nil, fmt.Errorf("%s: %w", l, err)
	}
	return out, nil
}

// Has tells whether the key is translated.
func (t *Texts) Has(l Locale, key string) bool { _, ok := t.by[l][key]; return ok }

// Keys lists the keys of a locale in order.
func (t *Texts) Keys(l Locale) []string {
	out := make([]string, 0, len(t.by[l]))
	for k := range t.by[l] {
		out = append(out, k)
	}
	sort.Strings(out)
	return out
}

// Written is the sentence of a key as it is written, with its {arguments}, and ""
// for an unknown key.
func (t *Texts) Written(l Locale, key string) string { return t.by[l][key] }

// Text is the sentence of a key with its arguments filled in. An unknown key
// comes back as itself, so that a gap is seen and nothing breaks.
func (t *Texts) Text(l Locale, key string, args map[string]any) string {
	s, ok := t.by[l][key]
	if !ok {
		if s, ok = t.by[ZhCN][key]; !ok {
			return key
		}
	}
	return Fill(s, args)
}

// Fill puts the arguments into a sentence; one that is missing leaves a dash.
func Fill(s string, args map[string]any) string {
	if !strings.Contains(s, "{") {
		return s
	}
	var b strings.Builder
	for {
		i := strings.IndexByte(s, '{')
		j := -1
		if i >= 0 {
			j = strings.IndexByte(s[i:], '}')
		}
		if i < 0 || j < 0 {
			b.WriteString(s)
			return b.String()
		}
		b.WriteString(s[:i])
		if v, ok := args[s[i+1:i+j]]; ok {
			fmt.Fprint(&b, v)
		} else {
			b.WriteString("–")
		}
		s = s[i+j+1:]
	}
}

// Args lists the arguments a sentence names, sorted.
func Args(s string) []string {
	var out []string
	for {
		i := strings.IndexByte(s, '{')
		if i < 0 {
			break
		}
		j := strings.IndexByte(s[i:], '}')
		if j < 0 {
			break
		}
		out = append(out, s[i+1:i+j])
		s = s[i+j+1:]
	}
	sort.Strings(out)
	return out
}

// Pick chooses the locale from an Accept-Language header or a setting.
func Pick(want string) Locale {
	for _, part := range strings.Split(want, ",") {
		tag, _, _ := strings.Cut(strings.TrimSpace(part), ";")
		switch {
		case strings.HasPrefix(tag, "zh"):
			return ZhCN
		case strings.HasPrefix(tag, "en"):
			return En
		}
	}
	return ZhCN
}
