package messages

import (
	"context"
	"crypto/rand"
	"strings"
	"time"

	"archwire/internal/modules/patients"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// Invited is an invitation that was just made, with the link that it travels by: the
// only time that anybody sees it.
type Invited struct {
	Invitation
	Link string
}

// Invite makes an invitation to bind one's own WeChat to a patient; older ones of the
// patient that nobody used end. Faults: patients.NotFound, db.OutOfScope, NoOfficial.
func (s *Service) Invite(ctx context.Context, patient, clinic string) (out Invited, err error) {
	if err := s.warm(ctx); err != nil {
		return out, err
	}
	token := strings.ToLower(rand.Text())
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := tx.RequireClinic(clinic); err != nil {
			return err
		}
		p, _, err := s.inSight(tx, patient)
		if err != nil {
			return err
		}
		if !p.Searchable() {
			return patients.NotFound.With()
		}
		list, err := s.accountList(tx)
		if err != nil {
			return err
		}
		a, found := officialOf(list, clinic, s.Double != "")
		if !found {
			return NoOfficial.With()
		}
		if err := tx.Lock("messages.invite/" + patient); err != nil {
			return err
		}
		if err := dropInvites(tx, tx.Now()-(24*time.Hour).Milliseconds()); err != nil {
			return err
		}
		if err := endInvites(tx, patient); err != nil {
			return err
		}
		r := inviteRow{ID: tx.NewID(), Hash: digest([]byte(token)), Clinic: clinic, Patient: patient, Account: a.ID, Made: tx.Now(), By: tx.Actor(),
			Expires: tx.Now() + inviteLife.Milliseconds()}
		if err := insertInvite(tx, r); err != nil {
			return err
		}
		out = Invited{Invitation{ID: r.ID, Account: a.Name, State: InviteOpen, Expires: r.Expires}, ""}
		if code, known := s.codes.Load(tx.Tenant()); known {
			out.Link = s.absolute("/m/b/" + code.(string) + "/" + token)
		}
		return s.tellPatient(tx, p, "messages.invited", map[string]any{"invite": r.ID, "account": a.ID}, "")
	})
	return out, err
}

// InvitationOf tells how an invitation stands. Fault: InviteNotFound.
func (s *Service) InvitationOf(ctx context.Context, id string) (out Invitation, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		r, err := inviteSeen(tx, id)
		if err != nil {
			return err
		}
		a, err := s.accountOne(tx, r.Account)
		if err != nil {
			return err
		}
		out = Invitation{ID: r.ID, Account: a.Name, State: r.state(tx.Now()), Expires: r.Expires}
		if r.Address == "" {
			return nil
		}
		bound, err := boundTo(tx, []string{r.Patient})
		for _, b := range bound[r.Patient] {
			if b.ID == r.Address {
				out.Whose, out.Nick, out.Follows = b.Whose, b.Nick, b.Following
			}
		}
		return err
	})
	return out, err
}

// EndInvitation ends an invitation that nobody used; one that was used stays as it is.
// Fault: InviteNotFound.
func (s *Service) EndInvitation(ctx context.Context, id string) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := inviteOne(tx, id)
		if err != nil {
			return err
		}
		return endInvite(tx, r.ID)
	})
}

// OwnAddress is the page behind an official account's menu, on which people see for whom
// their WeChat speaks.
func (s *Service) OwnAddress(ctx context.Context, account string) (string, error) {
	if err := s.warm(ctx); err != nil {
		return "", err
	}
	code, known := s.codes.Load(tenantOf(ctx))
	if !known {
		return "", nil
	}
	return s.absolute("/m/b/" + code.(string) + "/me/" + account), nil
}

// asOwn lets the program act in the group of a public code; found is false for a code
// of nobody.
func (s *Service) asOwn(ctx context.Context, group string) (context.Context, bool, error) {
	g, found, err := s.auth.GroupByPublicCode(ctx, group)
	if err != nil || !found {
		return ctx, false, err
	}
	return auth.AsProgram(ctx, g.ID, "messages.own"), true, nil
}
