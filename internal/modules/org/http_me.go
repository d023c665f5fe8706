package org

import (
	"context"
	"maps"
	"net/http"
	"slices"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

type groupBody struct {
	ID   string `json:"id" format:"uuid"`
	Code string `json:"code"`
	Name string `json:"name"`
}

type myClinicBody struct {
	Clinic      clinicBody `json:"clinic"`
	Permissions []string   `json:"permissions" doc:"what the actor may do there, sorted"`
}

type meBody struct {
	ID          string         `json:"id" format:"uuid"`
	Name        string         `json:"name"`
	Login       string         `json:"login"`
	Locale      string         `json:"locale" enum:"zh-CN,en"`
	MustChange  bool           `json:"must_change" doc:"the password must be changed before anything else"`
	HasFactor   bool           `json:"has_factor" doc:"a second factor is set"`
	Group       groupBody      `json:"group"`
	Permissions []string       `json:"permissions" doc:"what the actor may do in the whole group, sorted"`
	Clinics     []myClinicBody `json:"clinics" doc:"the clinics in which the actor may do anything"`
	Staff       *staffBody     `json:"staff,omitempty" doc:"how the clinic knows the actor"`
}

type deviceBody struct {
	ID        string `json:"id" format:"uuid"`
	Device    string `json:"device" doc:"what the browser says of itself"`
	IP        string `json:"ip"`
	CreatedAt int64  `json:"created_at"`
	SeenAt    int64  `json:"seen_at"`
	ExpiresAt int64  `json:"expires_at"`
	Current   bool   `json:"current" doc:"the one that asks"`
}

type devicesBody struct {
	Items []deviceBody `json:"items"`
}

type changePasswordBody struct {
	Present string `json:"present" minLength:"1" maxLength:"256"`
	Next    string `json:"next" minLength:"1" maxLength:"256"`
}

type changePasswordIn struct {
	Body changePasswordBody
}

type passwordBody struct {
	Password string `json:"password" minLength:"1" maxLength:"256" doc:"the present one, asked for again"`
}

type againIn struct {
	Body passwordBody
}

type confirmBody struct {
	Code string `json:"code" minLength:"6" maxLength:"10"`
}

type confirmIn struct {
	Body confirmBody
}

type localeBody struct {
	Locale string `json:"locale" enum:"zh-CN,en"`
}

type localeIn struct {
	Body localeBody
}

type enrolmentBody struct {
	Secret string `json:"secret" doc:"to type by hand"`
	URL    string `json:"url" doc:"otpauth address, to show as a QR code"`
}

type recoveryBody struct {
	Codes []string `json:"codes" doc:"each opens once without the telephone; shown this once"`
}

func (s *Service) meRoutes(a *httpapi.API) {
	const own = "anyone logged in, about themselves"
	again := []*fault.Def{auth.WrongPassword, auth.Locked}
	httpapi.Handle(a, httpapi.Route{ID: "org.me", Method: http.MethodGet, Path: "/org/me", Summary: "Who is logged in, where, and what they may do",
		Open: own}, s.getMe)
	httpapi.Handle(a, httpapi.Route{ID: "org.change_password", Method: http.MethodPut, Path: "/org/me/password", Summary: "Change one's password; every other session ends",
		Open: own, Faults: slices.Concat(again, passwordFaults)}, s.putPassword)
	httpapi.Handle(a, httpapi.Route{ID: "org.set_locale", Method: http.MethodPut, Path: "/org/me/locale", Summary: "Change one's language",
		Open: own, Faults: []*fault.Def{auth.LocaleUnknown}}, s.putLocale)
	httpapi.Handle(a, httpapi.Route{ID: "org.enrol_factor", Method: http.MethodPost, Path: "/org/me/factor", Summary: "Begin to set up a second factor",
		Open: own, Faults: again}, s.postFactor)
	httpapi.Handle(a, httpapi.Route{ID: "org.confirm_factor", Method: http.MethodPost, Path: "/org/me/factor/confirm", Summary: "Set the second factor by its first code",
		Open: own, Faults: []*fault.Def{auth.NotEnrolling, auth.WrongCode}}, s.postConfirm)
	httpapi.Handle(a, httpapi.Route{ID: "org.drop_factor", Method: http.MethodPost, Path: "/org/me/factor/drop", Summary: "Do without the second factor",
		Open: own, Faults: slices.Concat(again, []*fault.Def{auth.NotEnrolling})}, s.postDropFactor)
	httpapi.Handle(a, httpapi.Route{ID: "org.my_sessions", Method: http.MethodGet, Path: "/org/me/sessions", Summary: "The devices on which one is logged in",
		Open: own}, s.getSessions)
	httpapi.Handle(a, httpapi.Route{ID: "org.revoke_others", Method: http.MethodDelete, Path: "/org/me/sessions", Summary: "Log out everywhere else",
		Open: own}, s.deleteSessions)
	httpapi.Handle(a, httpapi.Route{ID: "org.revoke_session", Method: http.MethodDelete, Path: "/org/me/sessions/{id}", Summary: "Log out on one device",
		Open: own, Faults: []*fault.Def{auth.NoSession}}, s.deleteOneSession)
	httpapi.Handle(a, httpapi.Route{ID: "org.staff_sessions", Method: http.MethodGet, Path: "/org/staff/{id}/sessions", Summary: "The devices on which a person is logged in",
		Permission: auth.AccountsPermission, Faults: []*fault.Def{auth.NoAccount}}, s.getStaffSessions)
	httpapi.Handle(a, httpapi.Route{ID: "org.revoke_staff_session", Method: http.MethodDelete, Path: "/org/sessions/{id}", Summary: "Log somebody out on one device",
		Permission: auth.AccountsPermission, Faults: []*fault.Def{auth.NoSession}}, s.deleteOneSession)
}

func (s *Service) getMe(ctx context.Context, _ *struct{}) (*httpapi.Body[meBody], error) {
	who, _ := auth.From(ctx)
	g, _, err := s.auth.Group(ctx, who.Tenant)
	if err != nil {
		return nil, err
	}
	me := meBody{
		ID: who.ID, Name: who.Name, Login: who.Login, Locale: who.Locale, MustChange: who.MustChange,
		Group: groupBody{g.ID, g.Code, g.Name}, Permissions: keysIn(who.Grants.Group),
	}
	err = s.db.Read(ctx, func(tx *db.Tx) error { return s.fillMe(tx, who, &me) })
	return &httpapi.Body[meBody]{Body: me}, err
}

// fillMe adds what stands in the tables: the account, the person, the clinics.
func (s *Service) fillMe(tx *db.Tx, who auth.Actor, me *meBody) error {
	a, err := s.auth.AccountIn(tx, who.ID)
	if err != nil {
		return err
	}
	me.HasFactor = a.HasFactor
	known, err := s.StaffByIDs(tx, []string{who.ID})
	if err != nil {
		return err
	}
	if p, ok := known[who.ID]; ok {
		shown := staffOut(p)
		me.Staff = &shown
	}
	clinics, err := s.Clinics(tx)
	for _, c := range clinics {
		keys := auth.Keys{}
		keys.Add(who.Grants.Group)
		keys.Add(who.Grants.Clinic[c.ID])
		if len(keys) > 0 {
			me.Clinics = append(me.Clinics, myClinicBody{clinicOut(c), keysIn(keys)})
		}
	}
	return err
}

func keysIn(k auth.Keys) []string {
	out := slices.Sorted(maps.Keys(k))
	return slices.DeleteFunc(out, func(key string) bool { return !k[key] })
}

func (s *Service) putPassword(ctx context.Context, in *changePasswordIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.ChangePassword(ctx, in.Body.Present, in.Body.Next)
}

func (s *Service) putLocale(ctx context.Context, in *localeIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.SetLocale(ctx, in.Body.Locale)
}

func (s *Service) postFactor(ctx context.Context, in *againIn) (*httpapi.Body[enrolmentBody], error) {
	e, err := s.auth.EnrolTOTP(ctx, in.Body.Password)
	return &httpapi.Body[enrolmentBody]{Body: enrolmentBody{e.Secret, e.URL}}, err
}

func (s *Service) postConfirm(ctx context.Context, in *confirmIn) (*httpapi.Body[recoveryBody], error) {
	codes, err := s.auth.ConfirmTOTP(ctx, in.Body.Code)
	return &httpapi.Body[recoveryBody]{Body: recoveryBody{codes}}, err
}

func (s *Service) postDropFactor(ctx context.Context, in *againIn) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.DisableTOTP(ctx, in.Body.Password)
}

func (s *Service) getSessions(ctx context.Context, _ *struct{}) (*httpapi.Body[devicesBody], error) {
	list, err := s.auth.Sessions(ctx)
	return devicesOut(list, err)
}

func (s *Service) getStaffSessions(ctx context.Context, in *httpapi.ByID) (*httpapi.Body[devicesBody], error) {
	list, err := s.auth.SessionsOf(ctx, in.ID)
	return devicesOut(list, err)
}

func devicesOut(list []auth.Device, err error) (*httpapi.Body[devicesBody], error) {
	out := &httpapi.Body[devicesBody]{}
	for _, d := range list {
		out.Body.Items = append(out.Body.Items, deviceBody{d.ID, d.Name, d.IP, d.CreatedAt, d.SeenAt, d.ExpiresAt, d.Current})
	}
	return out, err
}

func (s *Service) deleteSessions(ctx context.Context, _ *struct{}) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.RevokeOthers(ctx)
}

func (s *Service) deleteOneSession(ctx context.Context, in *httpapi.ByID) (*httpapi.None, error) {
	return &httpapi.None{}, s.auth.Revoke(ctx, in.ID)
}
