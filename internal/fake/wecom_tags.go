package fake

import (
	"cmp"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"unicode/utf8"
)

// corpTagsMost is how many tags a corp has at most.
const corpTagsMost = 3000

// corpTag is a tag that a corp hangs on the ties of its customers.
type corpTag struct {
	ID    string `json:"id"`
	Scope string `json:"scope"`
	Group string `json:"group"`
	Name  string `json:"name"`
	Made  int64  `json:"create_time"`
	By    string `json:"by"`             // the account that made it: no other may change it
	Gone  bool   `json:"gone,omitempty"` // somebody took it away
}

func (c *corpTag) kind() string { return "tag" }

func (c *corpTag) id() string { return c.ID }

// tagOf finds a tag of a scope, nil = there is none.
func (w *World) tagOf(scope, id string) *corpTag {
	if c := w.t.tags[id]; c != nil && c.Scope == scope && !c.Gone {
		return c
	}
	return nil
}

// tagNamed finds a tag by its group and name, nil = there is none.
func (w *World) tagNamed(scope, group, name string) *corpTag {
	for _, c := range w.t.tags {
		if c.Scope == scope && c.Group == group && c.Name == name && !c.Gone {
			return c
		}
	}
	return nil
}

func (w *World) tagBody(id string) map[string]any {
	c := w.t.tags[id]
	return map[string]any{"group_name": c.Group, "tag_name": c.Name, "tag_id": id, "type": 1}
}

func (w *World) tagGroup(scope, group string) map[string]any {
	list := []map[string]any{}
	for _, c := range w.t.tags {
		if c.Scope == scope && c.Group == group && !c.Gone {
			list = append(list, map[string]any{"id": c.ID, "name": c.Name, "create_time": c.Made / second, "order": 0})
		}
	}
	slices.SortFunc(list, func(a, b map[string]any) int { return cmp.Compare(a["name"].(string), b["name"].(string)) })
	return map[string]any{"group_id": "et" + hashed(scope, group)[:30], "group_name": group, "tag": list}
}

func (w *World) corpTags(q asked) reply {
	groups := map[string]bool{}
	for _, c := range w.t.tags {
		groups[c.Group] = groups[c.Group] || c.Scope == q.a.scope() && !c.Gone
	}
	out := []map[string]any{}
	for g, own := range groups {
		if own {
			out = append(out, w.tagGroup(q.a.scope(), g))
		}
	}
	return errcode(0, "ok", "tag_group", out)
}

func (w *World) addCorpTag(q asked) reply {
	var in struct {
		Group string `json:"group_name"`
		Tags  []struct {
			Name string `json:"name"`
		} `json:"tag"`
	}
	if json.Unmarshal(q.body, &in) != nil || in.Group == "" || len(in.Tags) == 0 {
		return errAs("40058")
	}
	for _, x := range in.Tags {
		if n := utf8.RuneCountInString(x.Name); n < 1 || n > 30 {
			return errAs("40058")
		}
		switch {
		case w.tagNamed(q.a.scope(), in.Group, x.Name) != nil:
			return errcode(40071, "tag name duplicated")
		case w.countTags(q.a.scope()) >= corpTagsMost:
			return errcode(45005, "too many tags")
		}
		c := &corpTag{ID: "et" + hashed("tag", rand.Text())[:30], Scope: q.a.scope(), Group: in.Group, Name: x.Name, Made: w.now(), By: q.a.Key()}
		w.place(c)
		w.save(c)
	}
	return errcode(0, "ok", "tag_group", w.tagGroup(q.a.scope(), in.Group))
}

func (w *World) countTags(scope string) int {
	n := 0
	for _, c := range w.t.tags {
		if c.Scope == scope && !c.Gone {
			n++
		}
	}
	return n
}

// editCorpTag gives a tag another name; an account changes only those that it made.
func (w *World) editCorpTag(q asked) reply {
	var in struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}
	if json.Unmarshal(q.body, &in) != nil || utf8.RuneCountInString(in.Name) < 1 || utf8.RuneCountInString(in.Name) > 30 {
		return errAs("40058")
	}
	c := w.tagOf(q.a.scope(), in.ID)
	switch {
	case c == nil:
		return errcode(40068, "invalid tag id")
	case c.By != q.a.Key():
		return errcode(81011, "no privilege to modify the tag")
	}
	if other := w.tagNamed(c.Scope, c.Group, in.Name); other != nil && other != c {
		return errcode(40071, "tag name duplicated")
	}
	c.Name = in.Name
	w.save(c)
	return errOK
}

// controlTags lets be seen which tags customers carry, and an admin of the corp take one
// away.
func (w *World) controlTags(mux *http.ServeMux) {
	w.actAt(mux, "tags", func(a args) (any, error) { return w.Tagged(a.str("account", "corp"), a.str("person")) })
	w.actAt(mux, "drop_tag", func(a args) (any, error) { return nil, w.DropTag(a.str("account", "corp"), a.str("tag")) })
}

// Tagged tells which tags somebody carries, by the colleague at whom: "group/name", in
// their order.
func (w *World) Tagged(account, person string) (map[string][]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(WeComKind, account)
	if err != nil {
		return nil, err
	}
	p, err := w.person(person)
	if err != nil {
		return nil, err
	}
	out := map[string][]string{}
	if t := w.t.ties[a.scope()+"|"+a.address(p)]; t != nil {
		for _, f := range t.Friends {
			out[f.User] = w.tagNames(f.Tags)
		}
	}
	return out, nil
}

func (w *World) tagNames(ids []string) []string {
	var out []string
	for _, id := range ids {
		out = append(out, w.t.tags[id].Group+"/"+w.t.tags[id].Name)
	}
	slices.Sort(out)
	return out
}

// CorpTags lists the tags of a corp, "group/name".
func (w *World) CorpTags(account string) ([]string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	a, err := w.account(WeComKind, account)
	if err != nil {
		return nil, err
	}
	var out []string
	for _, c := range w.t.tags {
		if c.Scope == a.scope() && !c.Gone {
			out = append(out, c.Group+"/"+c.Name)
		}
	}
	slices.Sort(out)
	return out, nil
}

// DropTag lets an admin take a tag away, by its name: nobody carries it any more. Nobody
// is told.
func (w *World) DropTag(account, name string) error {
	return w.play(func() error {
		a, err := w.account(WeComKind, account)
		if err != nil {
			return err
		}
		for _, c := range w.t.tags {
			if c.Scope != a.scope() || c.Name != name || c.Gone {
				continue
			}
			c.Gone = true
			w.save(c)
			for _, t := range w.t.ties {
				for _, f := range t.Friends {
					if slices.Contains(f.Tags, c.ID) {
						f.Tags = slices.DeleteFunc(f.Tags, func(id string) bool { return id == c.ID })
						w.save(t)
					}
				}
			}
			return nil
		}
		return fmt.Errorf("the corp has no tag %q", name)
	})
}

// markTag hangs tags on the tie between a colleague and a customer. Nobody is told.
func (w *World) markTag(q asked) reply {
	var in struct {
		User     string   `json:"userid"`
		External string   `json:"external_userid"`
		Add      []string `json:"add_tag"`
		Remove   []string `json:"remove_tag"`
	}
	_ = json.Unmarshal(q.body, &in)
	t := w.friendOf(q.a, in.External)
	if t == nil || !t.tied(in.User) {
		return errAs("84061")
	}
	for _, id := range append(slices.Clone(in.Add), in.Remove...) {
		if w.tagOf(q.a.scope(), id) == nil {
			return errcode(40068, "invalid tag id")
		}
	}
	f := t.friend(in.User)
	for _, id := range in.Add {
		if !slices.Contains(f.Tags, id) {
			f.Tags = append(f.Tags, id)
		}
	}
	f.Tags = slices.DeleteFunc(f.Tags, func(id string) bool { return slices.Contains(in.Remove, id) })
	w.save(t)
	return errOK
}
