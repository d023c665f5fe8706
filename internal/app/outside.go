package app

import (
	"context"
	"regexp"
	"strconv"

	"archwire/internal/fake"
	"archwire/internal/modules/messages"
	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/demo"
)

// doubleKeys are those of the double's accounts, by kind: they open nothing
// anywhere else.
func doubleKeys() map[messages.Kind]messages.Keys {
	return map[messages.Kind]messages.Keys{
		messages.WeCom: {CorpID: fake.WeCom.ID, AgentID: strconv.Itoa(fake.WeCom.Agent), Secret: fake.WeCom.Secret, Token: fake.WeCom.Token,
			AESKey: fake.WeCom.AESKey},
		messages.Official: {AppID: fake.Official.ID, Secret: fake.Official.Secret, Token: fake.Official.Token, AESKey: fake.Official.AESKey},
		messages.Mini:     {AppID: fake.Mini.ID, Secret: fake.Mini.Secret, Token: fake.Mini.Token, AESKey: fake.Mini.AESKey},
		messages.Aliyun:   {AccessKeyID: fake.Aliyun.ID, Secret: fake.Aliyun.Secret, SignName: fake.Aliyun.Sign},
		messages.Tencent: {SecretID: fake.Tencent.ID, Secret: fake.Tencent.Secret, SDKAppID: fake.Tencent.App, SignName: fake.Tencent.Sign,
			Region: fake.Tencent.Region},
	}
}

// doubles are the double's accounts by kind.
var doubles = map[messages.Kind]fake.Account{messages.WeCom: fake.WeCom, messages.Official: fake.Official, messages.Mini: fake.Mini,
	messages.Aliyun: fake.Aliyun, messages.Tencent: fake.Tencent}

// callBack tells the double where its accounts are called back, at each start: the
// address of the demo changes with its port.
func (a *App) callBack(ctx context.Context) error {
	if a.outer == nil {
		return nil
	}
	ctx = auth.AsProgram(ctx, org.DemoTenant, "demo")
	list, err := a.House.Messages.Accounts(ctx)
	if err != nil {
		return err
	}
	for _, one := range list {
		if one.BaseURL != messages.DoubleURL {
			continue
		}
		to := doubles[one.Kind]
		if to.Callback, err = a.House.Messages.NoticeAddress(ctx, one); err != nil {
			return err
		}
		to.Home = a.House.Messages.Public
		if one.Kind == messages.Official {
			if to.Menu, err = a.House.Messages.OwnAddress(ctx, one.ID); err != nil {
				return err
			}
		}
		a.outer.Open(to)
	}
	return nil
}

// introduce lets the double know the demo's people with what they use on their
// telephones, its colleagues, and the templates.
func (a *App) introduce(ctx context.Context, double *fake.World, w *demo.World) error {
	ctx = auth.AsProgram(ctx, w.Tenant, "demo")
	templates, err := a.House.Messages.Templates(ctx)
	if err != nil {
		return err
	}
	accounts, err := a.House.Messages.Accounts(ctx)
	if err != nil {
		return err
	}
	kinds := map[string]messages.Kind{}
	for _, one := range accounts {
		kinds[one.ID] = one.Kind
	}
	for _, t := range templates {
		if t.Provider != "" { // on other channels the text is free
			double.Teach(taught(t, kinds[t.Account]))
		}
	}
	for login, one := range demo.Get[map[string]org.Staff](w, org.DemoStaff) {
		double.Meet(fake.Person{Key: login, Name: one.Name, User: login})
	}
	for _, c := range demo.Get[[]messages.DemoContact](w, messages.DemoContacts) {
		if err := meet(double, c); err != nil {
			return err
		}
	}
	return nil
}

var braces = regexp.MustCompile(`\{([a-z_]+)\}`)

// taught is a template as its provider has approved it.
func taught(t messages.Template, of messages.Kind) fake.Template {
	account := doubles[of]
	out := fake.Template{Account: account.Key(), Code: t.Provider, Title: t.Purpose}
	n := 0
	out.Text = braces.ReplaceAllStringFunc(t.Text, func(field string) string {
		if n++; of == messages.Tencent {
			return "{" + strconv.Itoa(n) + "}"
		}
		return "$" + field
	})
	for _, s := range t.Slots {
		out.Fields = append(out.Fields, fake.Value{Name: s.Name, Label: s.Text})
	}
	return out
}

// meet gives somebody of the demo a telephone.
func meet(double *fake.World, c messages.DemoContact) error {
	p := fake.Person{Key: c.Phone, Name: c.Nick, Phone: c.Phone, Addresses: map[string]string{}}
	for id, own := range map[string]string{fake.WeCom.ID: c.External, fake.Official.ID: c.Official, fake.Mini.ID: c.Mini} {
		if own != "" {
			p.Addresses[id] = own
		}
	}
	double.Meet(p)
	if c.Official != "" {
		if _, err := double.Follow(fake.Official.ID, c.Phone, ""); err != nil {
			return err
		}
	}
	if c.External != "" {
		if _, err := double.Befriend(fake.WeCom.ID, c.Phone, c.FriendOf, ""); err != nil {
			return err
		}
	}
	for template, n := range c.Credits {
		for range n {
			if err := double.Permit(fake.Mini.ID, c.Phone, true, template); err != nil {
				return err
			}
		}
	}
	return nil
}
