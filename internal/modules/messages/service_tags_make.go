package messages

import (
	"context"
	"slices"
	"strings"

	"archwire/internal/platform/db"
)

// makeTags sees to it that an account has the tags that are shown: what is not known by
// its number is looked for before it is made, since an answer may have been lost. A
// reply other than saidAccepted says that WeCom could not be asked.
func (s *Service) makeTags(ctx context.Context, l *line) (reply, error) {
	todo, verify, err := s.tagsToMake(ctx, l.acct.ID)
	if err != nil || len(todo) == 0 && !verify {
		return reply{Said: saidAccepted}, err
	}
	asked, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	there, r := wecomTagList(asked, l)
	if r.Said != saidAccepted {
		return r, nil
	}
	if verify {
		if todo, err = s.forgetLostTags(ctx, l.acct.ID, there); err != nil {
			return reply{}, err
		}
	}
	for _, t := range todo {
		if r, err := s.makeTag(ctx, l, t, there); err != nil || r.Said != saidAccepted {
			return r, err
		}
	}
	return reply{Said: saidAccepted}, nil
}

// tagToMake is a tag that has to be made at an account, or called differently there.
type tagToMake struct {
	corpTagRow
	called string // as it is called here
}

// tagsToMake lists what an account lacks of the tags that are shown, without what it
// refused; verify tells that one of them is said to be gone.
func (s *Service) tagsToMake(ctx context.Context, account string) (todo []tagToMake, verify bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		list, err := tagWorkList(tx)
		if err != nil {
			return err
		}
		verify = slices.ContainsFunc(list, func(w tagWorkRow) bool { return w.Account == account && w.Verify })
		todo, err = s.tagsLacking(tx, account)
		return err
	})
	return todo, verify, err
}

func (s *Service) tagsLacking(tx *db.Tx, account string) ([]tagToMake, error) {
	shown, err := mirroredTags(tx)
	if err != nil || len(shown) == 0 {
		return nil, err
	}
	names, err := s.patients.TagNames(tx)
	if err != nil {
		return nil, err
	}
	rows, err := corpTags(tx, account)
	if err != nil {
		return nil, err
	}
	var out []tagToMake
	for _, tag := range shown {
		r := corpTagRow{Account: account, Tag: tag}
		if i := slices.IndexFunc(rows, func(x corpTagRow) bool { return x.Tag == tag }); i >= 0 {
			r = rows[i]
		}
		if called := cut(names[tag], tagNameMost); r.Refused == "" && (r.Number == "" || r.Name != called) {
			out = append(out, tagToMake{r, called})
		}
	}
	return out, nil
}

// makeTag finds, makes or renames one tag, and keeps what came of it.
func (s *Service) makeTag(ctx context.Context, l *line, t tagToMake, there []wecomTag) (reply, error) {
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	fresh := t.Number == ""
	r := reply{Said: saidAccepted}
	switch i := slices.IndexFunc(there, func(x wecomTag) bool { return x.group == tagGroup && x.Name == t.called }); {
	case !fresh:
		r = wecomRenameTag(ctx, l, t.Number, t.called)
	case i >= 0:
		r.Ref = there[i].ID
	default:
		r = wecomAddTag(ctx, l, t.called)
	}
	row := t.corpTagRow
	switch {
	case r.Said == saidAccepted:
		row.Name = t.called
		if fresh {
			row.Number = r.Ref
		}
	case r.Said == saidRefused && fresh && r.Code == tagDoubled: // somebody made it meanwhile: it is found at the next look
		return unclearReply(r.Code, r.Words), nil
	case r.Said == saidRefused:
		row.Refused = cut(strings.TrimSpace(r.Code+" "+r.Words), 200)
	default:
		return r, nil
	}
	return reply{Said: saidAccepted}, s.db.Write(ctx, func(tx *db.Tx) error { return keepTag(tx, row, fresh) })
}

// keepTag keeps what a tag is to an account now. One that WeCom calls like another of
// ours is none: what is put on for the one would be taken off for the other.
func keepTag(tx *db.Tx, row corpTagRow, fresh bool) error {
	others, err := corpTags(tx, row.Account)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(others, func(o corpTagRow) bool { return o.Tag != row.Tag && o.Number != "" && o.Number == row.Number }) {
		row.Number, row.Name, row.Refused = "", "", tagDoubled
	}
	if row.Refused != "" {
		row.RefusedAt = tx.Now()
	}
	if err := saveCorpTag(tx, row); err != nil || !fresh || row.Number == "" {
		return err
	}
	return beginTagWalk(tx, row.Account, nextTagProof(tx.Now())) // who is to show it could not be told before
}

// forgetLostTags forgets those of an account's tags that WeCom has no more, and lists
// what has to be made after that.
func (s *Service) forgetLostTags(ctx context.Context, account string, there []wecomTag) (todo []tagToMake, err error) {
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		rows, err := corpTags(tx, account)
		if err != nil {
			return err
		}
		for _, r := range rows {
			if r.Number == "" || slices.ContainsFunc(there, func(x wecomTag) bool { return x.ID == r.Number }) {
				continue
			}
			if err := dropTagFromEdges(tx, account, r.Tag); err != nil {
				return err
			}
			r.Number, r.Name = "", ""
			if err := saveCorpTag(tx, r); err != nil {
				return err
			}
		}
		w, _, err := tagWorkOne(tx, account)
		if err != nil {
			return err
		}
		w.Verify, w.VerifiedAt = false, tx.Now()
		if err := saveTagWork(tx, w); err != nil {
			return err
		}
		todo, err = s.tagsLacking(tx, account)
		return err
	})
	return todo, err
}
