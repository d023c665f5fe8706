package patients

import (
	"fmt"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/kit/pinyin"
)

// Wechat is a WeChat account through which a person is spoken with (微信). It is
// no identity: a mother's speaks for three children.
type Wechat struct {
	Nick  string // as the clinic sees it
	Whose string // self, father, mother, grandparent, spouse, child, other
	Note  string
}

// maxWechats bounds how many accounts speak for one person.
const maxWechats = 8

// tidyWechats brings a list into its stored form.
func tidyWechats(list []Wechat) error {
	var wrong []*fault.Fault
	add := func(f *fault.Fault) {
		if f != nil {
			wrong = append(wrong, f)
		}
	}
	for i := range list {
		w, at := &list[i], fmt.Sprintf("wechats[%d]", i)
		w.Nick = tidyName(w.Nick)
		if w.Whose == "" {
			w.Whose = "self"
		}
		if !slices.Contains(phoneOwners, w.Whose) {
			add(BadChoice.At(at + ".whose"))
		}
		if w.Nick == "" {
			add(BadText.At(at+".nick", "max", maxName))
		}
		add(checkText(at+".nick", w.Nick, maxName))
		add(checkText(at+".note", w.Note, maxLine))
	}
	if len(list) > maxWechats {
		add(BadText.At("wechats", "max", maxWechats))
	}
	return fault.Join(wrong)
}

// nickKeys lists the keys by which somebody is found who is called so on WeChat:
// as written, in pinyin, in initials. A nick without letters or digits, such as
// an emoji, is found by nothing.
func nickKeys(nick string) []string {
	s := pinyin.Keys(nick)
	keys := slices.Concat([]string{pinyin.Fold(nick)}, s.Full, s.Initials)
	for i, k := range keys {
		keys[i] = cut(k)
	}
	return slices.DeleteFunc(keys, func(k string) bool { return k == "" })
}
