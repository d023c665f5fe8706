package content

import (
	"context"
	"crypto/subtle"
	"strings"

	"archwire/internal/kit/civil"
	"archwire/internal/kit/span"
	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/events"
	"archwire/internal/platform/httpapi"
	"archwire/internal/platform/settings"
)

// pagePath is where patients read articles.
const pagePath = "/m/a/"

// macLength is how many characters of a seal stand in an address: 96 bits.
const macLength = 16

// ShareWith makes the address of an article for a patient, in the caller's
// transaction, once for the key (the message that carries it): who asks again gets the
// same. patient "" = for whoever gets it. The address is a path of this program; it is
// good for the days that the clinic says. Faults: NotFound.
func (s *Service) ShareWith(tx *db.Tx, article, patient, by, key string) (string, error) {
	if _, err := s.articleIn(tx, article, 0); err != nil {
		return "", err
	}
	days, err := LinkDays.Int(tx, "")
	if err != nil {
		return "", err
	}
	one := Share{ID: tx.NewID(), Key: key, Article: article, Patient: patient, By: by, At: tx.Now(), Expires: tx.Now() + int64(days)*span.Day}
	fresh, err := insertShare(tx, one)
	if err != nil {
		return "", err
	}
	if !fresh {
		if one, _, err = shareBy(tx, "share_key", key); err != nil {
			return "", err
		}
	}
	return s.address(tx, one)
}

// address writes the path of a share: the group's public code, the share's number and
// a seal over both and its last instant.
func (s *Service) address(tx *db.Tx, one Share) (string, error) {
	code, err := s.d.Auth.PublicCode(tx)
	if err != nil {
		return "", err
	}
	number := strings.ReplaceAll(one.ID, "-", "")
	return pagePath + code + "/" + number + s.seal(tx.Tenant(), code, one), nil
}

// seal proves that an address is one of ours and was not changed.
func (s *Service) seal(tenant, code string, one Share) string {
	return s.d.Vault.Mac(tenant, "content.share", strings.Join([]string{code, one.ID, one.Article, instantOf(one.Expires)}, "|"))[:macLength]
}

// opened is what an address leads to.
type opened struct {
	ctx     context.Context
	share   Share
	article Article
}

// follow reads what an address leads to. Faults: LinkBroken, LinkOver.
func (s *Service) follow(ctx context.Context, group, token string) (opened, error) {
	g, found, err := s.d.Auth.GroupByPublicCode(ctx, group)
	if err != nil {
		return opened{}, err
	}
	number, seal, whole := cutToken(token)
	if !found || !whole {
		return opened{}, LinkBroken.With()
	}
	out := opened{ctx: auth.AsProgram(ctx, g.ID, "content.page")}
	err = s.d.DB.Read(out.ctx, func(tx *db.Tx) error {
		one, found, err := shareBy(tx, "id", number)
		if err != nil {
			return err
		}
		if !found || subtle.ConstantTimeCompare([]byte(seal), []byte(s.seal(g.ID, g.PublicCode, one))) != 1 {
			return LinkBroken.With()
		}
		if tx.Now() >= one.Expires {
			return LinkOver.With()
		}
		out.share = one
		out.article, err = s.articleIn(tx, one.Article, 0)
		return err
	})
	return out, err
}

// cutToken takes a token apart: the number of a share, and the seal.
func cutToken(token string) (number, seal string, whole bool) {
	const digits = 32
	if len(token) != digits+macLength {
		return "", "", false
	}
	for _, r := range token[:digits] {
		if !strings.ContainsRune("0123456789abcdef", r) {
			return "", "", false
		}
	}
	t := token[:digits]
	return strings.Join([]string{t[:8], t[8:12], t[12:16], t[16:20], t[20:]}, "-"), token[digits:], true
}

// note keeps that an address was opened; of the first time in a day it is told.
func (s *Service) note(o opened) error {
	return s.d.DB.Write(o.ctx, func(tx *db.Tx) error {
		zone, err := s.zoneOf(tx, o.share.Patient)
		if err != nil {
			return err
		}
		day := civil.Of(tx.Now(), zone)
		first, err := openShare(tx, o.share.ID, day)
		if err != nil || !first || o.share.Patient == "" {
			return err
		}
		return s.d.Facts.Publish(tx, events.Fact{Kind: FactOpened, Patient: o.share.Patient, Subject: o.share.ID,
			Dedupe: FactOpened + ":" + o.share.ID + ":" + string(day), Body: OpenedBody{Share: o.share.ID, Article: o.share.Article, By: o.share.By, Day: day}})
	})
}

// ShareByHand makes the address of an article for a patient, to be sent by a
// colleague. Needs MayGrant. Faults: NotFound, patients.NotFound.
func (s *Service) ShareByHand(ctx context.Context, article, patient string) (string, error) {
	var path string
	err := s.write(ctx, func(tx *db.Tx) error {
		if err := s.sees(tx, patient); err != nil {
			return err
		}
		var err error
		if path, err = s.ShareWith(tx, article, patient, tx.Actor(), "hand:"+tx.NewID()); err != nil {
			return err
		}
		err = s.d.Audit.Record(tx, audit.Entry{Action: "content.shared", SubjectKind: "article", SubjectID: article, Patient: patient})
		if err != nil {
			return err
		}
		return httpapi.Answer(tx, linkBody{path})
	})
	return path, err
}

// SharesOf gives what a patient was sent to read, the latest first, with the articles.
// Its fault is patients.NotFound.
func (s *Service) SharesOf(ctx context.Context, patient string) ([]Share, map[string]Article, error) {
	var list []Share
	articles := map[string]Article{}
	err := s.read(ctx, func(tx *db.Tx) error {
		if err := s.sees(tx, patient); err != nil {
			return err
		}
		var err error
		if list, err = sharesOf(tx, patient); err != nil {
			return err
		}
		for _, one := range list {
			if _, read := articles[one.Article]; read {
				continue
			}
			if articles[one.Article], err = s.articleIn(tx, one.Article, 0); err != nil {
				return err
			}
		}
		return nil
	})
	return list, articles, err
}

// LinkDays is how long an address of an article is good.
var LinkDays = settings.Setting{Key: "content.link_days", Kind: settings.Int, Default: 180, Unit: "d", Min: 1, Max: 730, Source: settings.House}
