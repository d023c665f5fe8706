package journeys

import (
	"strings"

	"archwire/internal/kit/fault"
	"archwire/internal/modules/audience"
	"archwire/internal/modules/content"
	"archwire/internal/modules/messages"
	"archwire/internal/platform/db"
)

// world gathers what a graph may name.
func (s *Service) world(tx *db.Tx, journey string, g Graph) (World, error) {
	w := World{Self: journey, Roles: map[string]bool{}, Journeys: map[string]bool{}, Events: map[string]map[string]bool{}, Segments: map[string]bool{},
		Texts: map[string]messages.Class{}, Wants: map[string]string{}, Linkless: map[string]bool{}, Calls: map[string][]string{}}
	roles, err := s.d.Org.Roles(tx)
	if err != nil {
		return w, err
	}
	for _, r := range roles {
		w.Roles[r.ID] = true
	}
	list, err := journeyList(tx)
	if err != nil {
		return w, err
	}
	for _, j := range list {
		w.Journeys[j.ID] = j.State == Live
		if j.State != Live {
			continue
		}
		p, err := s.planOf(tx, j.LiveNo)
		if err != nil {
			return w, err
		}
		w.Calls[j.ID] = p.calls()
	}
	for _, k := range s.d.Audience.Kinds() {
		w.Events[k.Key] = map[string]bool{}
		for _, f := range k.Fields {
			w.Events[k.Key][f.Key] = true
		}
	}
	for kind, fields := range alsoHeard {
		if w.Events[kind] == nil {
			w.Events[kind] = map[string]bool{}
		}
		for _, f := range fields {
			w.Events[kind][f] = true
		}
	}
	w.Rule = func(r Rule) *Flaw { return flawOf(s.d.Audience.CheckRule(tx, r)) }
	return w, s.named(tx, &w, g)
}

// flawOf makes a flaw of what the audience says of a rule.
func flawOf(err error) *Flaw {
	if err == nil {
		return nil
	}
	out := &Flaw{Code: "bad_rule"}
	if f, is := fault.As(err); is {
		out.Field, out.Args = f.Field, map[string]any{"code": f.Code}
		if out.Field != "" {
			out.Field = "." + out.Field
		}
	}
	return out
}

// filled are the placeholders that every message fills, and the one that Judge does.
var filled = map[string]string{"who": "x", "clinic": "x", "clinic_phone": "x", "link": "x", "doctor": "x"}

// named looks up the texts and segments that a graph names.
func (s *Service) named(tx *db.Tx, w *World, g Graph) error {
	for _, key := range g.textKeys() {
		t, err := s.d.Content.TextOf(tx, key, 0)
		if _, told := fault.As(err); told {
			continue
		}
		if err != nil {
			return err
		}
		w.Texts[key] = t.Class
		for _, words := range []string{t.Words, t.Short, t.SMS} {
			if _, missing := content.Filled(words, filled); len(missing) > 0 {
				w.Wants[key] = missing[0]
			}
			w.Linkless[key] = w.Linkless[key] || t.Article == "" && strings.Contains(words, "{link}")
		}
	}
	for _, id := range g.segments() {
		err := s.d.Audience.CheckRule(tx, Rule{Op: audience.OpSegment, Segment: id})
		if _, told := fault.As(err); !told && err != nil {
			return err
		}
		w.Segments[id] = err == nil
	}
	return nil
}
