package messages

import (
	"context"
	"slices"
	"unicode/utf8"

	"archwire/internal/kit/civil"
	"archwire/internal/modules/patients"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/jobs"
	"archwire/internal/platform/live"
)

// MirroredTag is a tag of the group's list that WeCom shows too, or still has.
type MirroredTag struct {
	Tag      string
	Name     string
	Mirrored bool
	Shown    int // customers who are known to show it
	Accounts []CorpTag
}

// CorpTag is what a tag is to an account at WeCom.
type CorpTag struct {
	Account string
	Made    bool   // the account has it
	Refused string // code and words of WeCom where it did not take it
}

// MirroredTags lists the tags that WeCom shows or once showed.
func (s *Service) MirroredTags(ctx context.Context) (out []MirroredTag, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		out = nil
		on, err := mirroredTags(tx)
		if err != nil {
			return err
		}
		rows, err := corpTags(tx, "")
		if err != nil {
			return err
		}
		counts, err := tagCounts(tx)
		if err != nil {
			return err
		}
		names, err := s.patients.TagNames(tx)
		if err != nil {
			return err
		}
		ids := slices.Clone(on)
		for _, r := range rows {
			if !slices.Contains(ids, r.Tag) {
				ids = append(ids, r.Tag)
			}
		}
		for _, id := range ids {
			t := MirroredTag{Tag: id, Name: names[id], Mirrored: slices.Contains(on, id), Shown: counts[id]}
			for _, r := range rows {
				if r.Tag == id {
					t.Accounts = append(t.Accounts, CorpTag{r.Account, r.Number != "", r.Refused})
				}
			}
			out = append(out, t)
		}
		return nil
	})
	return out, err
}

// MirrorTag has WeCom show a tag on every customer who speaks for somebody who carries
// it, or takes it off again everywhere. Faults: patients.TagNotFound, TagNameLong.
func (s *Service) MirrorTag(ctx context.Context, tag string, on bool) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		names, err := s.patients.TagNames(tx)
		if err != nil {
			return err
		}
		name, there := names[tag]
		if !there {
			return patients.TagNotFound.With()
		}
		change := deleteMirrored
		if on {
			if utf8.RuneCountInString(name) > tagNameMost {
				return TagNameLong.At("name", "max", tagNameMost)
			}
			change = insertMirrored
		}
		if n, err := change(tx, tag); err != nil || n == 0 {
			return err
		}
		if err := s.walkTags(tx); err != nil {
			return err
		}
		err = s.audit.Record(tx, audit.Entry{Action: "messages.tag_mirrored", SubjectKind: "tag", SubjectID: tag, After: map[string]any{"name": name, "mirrored": on}})
		if err != nil {
			return err
		}
		return s.live.Touch(tx, live.Change{Topic: "messages_tags", ID: tag})
	})
}

// tagNamesShown gives the names of the tags that WeCom shows of customers.
func (s *Service) tagNamesShown(tx *db.Tx, addresses []string) (map[string][]string, error) {
	shown, err := tagsShown(tx, addresses)
	if err != nil || len(shown) == 0 {
		return nil, err
	}
	names, err := s.patients.TagNames(tx)
	for _, list := range shown {
		for i, id := range list {
			list[i] = names[id]
		}
		slices.Sort(list)
	}
	return shown, err
}

// tagProofAt is when in the night the own copy is proven, by the clock of WeCom.
const tagProofAt civil.Clock = 3*60 + 40

func nextTagProof(now int64) int64 {
	today := civil.Of(now, beijing)
	if at := today.At(tagProofAt, beijing); at > now {
		return at
	}
	return today.AddDays(1).At(tagProofAt, beijing)
}

// walkTags has all customers at WeCom compared.
func (s *Service) walkTags(tx *db.Tx) error {
	accounts, err := accountKinds(tx)
	if err != nil {
		return err
	}
	for _, a := range accounts {
		if a.Kind != WeCom {
			continue
		}
		if err := beginTagWalk(tx, a.ID, nextTagProof(tx.Now())); err != nil {
			return err
		}
	}
	return jobs.Lower(tx, tagsTopic, tx.Now())
}

// tagsOfAccount lets a new account show what the others do.
func (s *Service) tagsOfAccount(tx *db.Tx, a Account) error {
	on, err := mirroredTags(tx)
	if err != nil || a.Kind != WeCom || len(on) == 0 {
		return err
	}
	if err := beginTagWalk(tx, a.ID, nextTagProof(tx.Now())); err != nil {
		return err
	}
	return jobs.Lower(tx, tagsTopic, tx.Now())
}

// manyRetagged is from how many patients on all customers are walked instead: it is done
// in pages and holds nobody up.
const manyRetagged = 2000

// Retag hears that patients carry other tags now, nil = any number of them; tags names
// those that were given or taken, where it is known. What WeCom is to show follows soon
// after.
func (s *Service) Retag(tx *db.Tx, patients []string, tags ...string) error {
	accounts, err := mirroringAccounts(tx, tags)
	if err != nil || len(accounts) == 0 {
		return err
	}
	if patients == nil || len(patients) > manyRetagged {
		return s.walkTags(tx)
	}
	if len(patients) == 0 {
		return nil
	}
	list, err := addressesFor(tx, accounts, patients)
	if err != nil {
		return err
	}
	return compareTags(tx, list)
}

// retagAddresses hears that customers speak for others now, or have other friends.
func (s *Service) retagAddresses(tx *db.Tx, ids ...string) error {
	accounts, err := mirroringAccounts(tx, nil)
	if err != nil || len(accounts) == 0 || len(ids) == 0 {
		return err
	}
	list, err := addressesAt(tx, accounts, ids)
	if err != nil {
		return err
	}
	return compareTags(tx, list)
}

// mirroringAccounts lists the accounts that show tags, or did; none where none of those
// named is shown.
func mirroringAccounts(tx *db.Tx, tags []string) ([]string, error) {
	work, err := tagWorkList(tx)
	if err != nil || len(work) == 0 {
		return nil, err
	}
	if len(tags) > 0 {
		on, err := mirroredTags(tx)
		if err != nil || !slices.ContainsFunc(tags, func(t string) bool { return slices.Contains(on, t) }) {
			return nil, err
		}
	}
	out := make([]string, len(work))
	for i, w := range work {
		out[i] = w.Account
	}
	return out, nil
}

// compareTags has customers compared soon.
func compareTags(tx *db.Tx, list []addressAt) error {
	of := map[string][]string{}
	for _, a := range list {
		if !slices.Contains(of[a.Account], a.ID) {
			of[a.Account] = append(of[a.Account], a.ID)
		}
	}
	for _, account := range sortedKeys(of) {
		if err := saveTagsDue(tx, account, of[account]); err != nil {
			return err
		}
	}
	if len(of) == 0 {
		return nil
	}
	return jobs.Lower(tx, tagsTopic, tx.Now())
}

// hearTags hears of what happened to records that may change their tags.
func (s *Service) hearTags(tx *db.Tx, f events.Fact) error {
	var body struct {
		Part string `json:"part"`
		From string `json:"from"`
		Into string `json:"into"`
	}
	if err := f.Decode(&body); err != nil {
		return err
	}
	who := []string{f.Patient}
	switch f.Kind {
	case patients.FactChanged:
		if body.Part != patients.PartTags {
			return nil
		}
	case patients.FactMerged, patients.FactMergeUndone:
		who = slices.DeleteFunc([]string{f.Patient, body.From, body.Into}, func(id string) bool { return id == "" })
	}
	return s.Retag(tx, who)
}

// wantedTags tells which tags customers of an account are to show: those of all for whom
// they speak, as far as the account has them.
func (s *Service) wantedTags(tx *db.Tx, account string, addresses []string) (map[string][]string, error) {
	out := map[string][]string{}
	shown, err := mirroredTags(tx)
	if err != nil {
		return nil, err
	}
	rows, err := corpTags(tx, account)
	if err != nil {
		return nil, err
	}
	has := map[string]bool{}
	for _, r := range rows {
		has[r.Tag] = r.Number != "" && slices.Contains(shown, r.Tag)
	}
	of, err := speakFor(tx, addresses)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, list := range of {
		people = append(people, list...)
	}
	slices.Sort(people)
	people = slices.Compact(people)
	carried, err := s.patients.TagsHung(tx, people)
	if err != nil {
		return nil, err
	}
	if s.MoreTags != nil {
		more, err := s.MoreTags(tx, people)
		if err != nil {
			return nil, err
		}
		for p, list := range more {
			carried[p] = append(carried[p], list...)
		}
	}
	for a, list := range of {
		for _, p := range list {
			for _, t := range carried[p] {
				if has[t] && !slices.Contains(out[a], t) {
					out[a] = append(out[a], t)
				}
			}
		}
	}
	return out, nil
}

// tagPlans tells what is to be done on the standing edges of an account's customers.
// fallen are edges that stand no more and carried something.
func (s *Service) tagPlans(tx *db.Tx, account string, addresses []string) (marks []tagMark, fallen []edgeKey, err error) {
	if len(addresses) == 0 {
		return nil, nil, nil
	}
	edges, err := edgesOf(tx, addresses)
	if err != nil {
		return nil, nil, err
	}
	have, err := edgeTagsOf(tx, addresses)
	if err != nil {
		return nil, nil, err
	}
	want, err := s.wantedTags(tx, account, addresses)
	if err != nil {
		return nil, nil, err
	}
	values, err := addressesByID(tx, addresses)
	if err != nil {
		return nil, nil, err
	}
	for _, a := range addresses {
		for _, e := range edges[a] {
			k := edgeKey{a, e.User}
			if !e.State.Stands() {
				if len(have[k]) > 0 {
					fallen = append(fallen, k)
				}
				continue
			}
			if add, remove := tagSteps(want[a], have[k]); len(add)+len(remove) > 0 {
				marks = append(marks, tagMark{k, values[a].Value, add, remove})
			}
		}
	}
	return marks, fallen, nil
}
