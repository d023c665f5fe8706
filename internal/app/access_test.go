package app

import (
	"strings"
	"testing"
	"time"

	"archwire/internal/platform/audit"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
)

// The only owner has lost password and telephone: whoever keeps the server lets
// them in again, and the audit tells so.
func TestResetAccess(t *testing.T) {
	each(t, func(t *testing.T, c Config) {
		a, err := Open(t.Context(), c, silent())
		if err != nil {
			t.Fatal(err)
		}
		defer a.Close()
		for _, l := range []LostAccess{{Group: "beta", Login: "boss"}, {Group: "alpha", Login: "nobody"}} {
			_, _, err := a.ResetAccess(t.Context(), l)
			if err == nil || !strings.Contains(err.Error(), "there is no ") && !strings.Contains(err.Error(), "There is no ") {
				t.Errorf("%+v: %v", l, err)
			}
		}
		logIn := func(password string) error {
			_, err := a.Auth.Login(t.Context(), auth.LoginInput{Group: "alpha", Login: "boss", Password: password})
			return err
		}
		if err := logIn(firstPassword); err != nil {
			t.Fatal(err)
		}
		path, expires, err := a.ResetAccess(t.Context(), LostAccess{Group: "Alpha", Login: "Boss", Factor: true})
		if err != nil || !expires.After(time.Now()) {
			t.Fatal(expires, err)
		}
		if logIn(firstPassword) == nil {
			t.Error("the lost password still opens")
		}
		link, ok := strings.CutPrefix(path, "/accept?group=alpha#")
		if !ok {
			t.Fatal(path)
		}
		if err := a.Auth.AcceptInvite(t.Context(), link, worldPassword); err != nil {
			t.Fatal(err)
		}
		if err := logIn(worldPassword); err != nil {
			t.Error(err)
		}
		groups, err := a.Auth.Groups(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		err = a.DB.Read(auth.AsProgram(t.Context(), groups[0].ID, "test"), func(tx *db.Tx) error {
			lines, err := a.Audit.List(tx, audit.Filter{Limit: 100})
			for _, l := range lines {
				if l.Action == "auth.reset" && strings.Contains(string(l.After), `"by":"server"`) {
					return err
				}
			}
			t.Error("the audit does not tell of it")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
