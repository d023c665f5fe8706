package messages

import (
	"net/url"
	"regexp"
	"slices"
	"strings"

	"archwire/internal/kit/fault"
)

// Account is an account at a provider of channels, of the whole group or of one
// clinic.
type Account struct {
	ID       string
	Version  int64
	Clinic   string // "" = of the group
	Kind     Kind
	Name     string
	BaseURL  string // "double" = the stand-in that serves the demo
	Enabled  bool
	TestedAt int64
	TestedOK bool
	Tested   string // what the provider said to the test
	Keys            // sealed in the database
}

// Keys is what identifies and opens an account. Which of them are needed depends
// on the kind.
type Keys struct {
	CorpID      string `json:"corp_id,omitempty"`       // WeCom
	AgentID     string `json:"agent_id,omitempty"`      // WeCom: of our app
	AppID       string `json:"app_id,omitempty"`        // official account, mini-program
	AccessKeyID string `json:"access_key_id,omitempty"` // Aliyun
	SecretID    string `json:"secret_id,omitempty"`     // Tencent
	SDKAppID    string `json:"sdk_app_id,omitempty"`    // Tencent
	SignName    string `json:"sign_name,omitempty"`     // SMS: the signature in 【】
	Region      string `json:"region,omitempty"`        // Tencent
	Secret      string `json:"secret,omitempty"`        // of the app, or the key of signatures
	Token       string `json:"token,omitempty"`         // of callbacks
	AESKey      string `json:"aes_key,omitempty"`       // of callbacks, 43 characters
	NoticeKey   string `json:"notice_key,omitempty"`    // SMS: receipts carry no signature, the address that they come to carries this
}

// DoubleURL stands for the stand-in in place of an address. Its keys are known to
// everybody: they never serve an account at another address, and where no
// stand-in runs nothing that they signed is believed.
const DoubleURL = "double"

var keyForm = regexp.MustCompile(`^[0-9A-Za-z_.-]{1,64}$`)

// App is what the provider calls the account: corp id, app id, key id.
func (k Keys) App(of Kind) string {
	return map[Kind]string{WeCom: k.CorpID, Official: k.AppID, Mini: k.AppID, Aliyun: k.AccessKeyID, Tencent: k.SecretID}[of]
}

// check tells what is wrong with an account as it is typed.
func (a Account) check() error {
	var wrong []*fault.Fault
	u, err := url.Parse(a.BaseURL)
	local := err == nil && (u.Hostname() == "127.0.0.1" || u.Hostname() == "localhost" || u.Hostname() == "::1")
	switch {
	case a.BaseURL == DoubleURL:
	case err != nil || u.Host == "" || u.User != nil || u.RawQuery != "" || u.Fragment != "" || u.Scheme != "https" && !(local && u.Scheme == "http"):
		wrong = append(wrong, BadURL.At("base_url"))
	}
	if !slices.Contains(Kinds, a.Kind) {
		wrong = append(wrong, BadKind.At("kind"))
	}
	for _, name := range a.Keys.missing(a.Kind) {
		wrong = append(wrong, BadKey.At(name))
	}
	return fault.Join(wrong)
}

// missing names the keys that the kind needs and that are not usable.
func (k Keys) missing(of Kind) (out []string) {
	need := func(name, value string, form bool) {
		if !form || value == "" {
			out = append(out, name)
		}
	}
	id := func(name, value string) { need(name, value, keyForm.MatchString(value)) }
	switch of {
	case WeCom:
		id("corp_id", k.CorpID)
		id("agent_id", k.AgentID)
	case Official, Mini:
		id("app_id", k.AppID)
	case Aliyun:
		id("access_key_id", k.AccessKeyID)
		need("sign_name", k.SignName, true)
	case Tencent:
		id("secret_id", k.SecretID)
		id("sdk_app_id", k.SDKAppID)
		id("region", k.Region)
		need("sign_name", k.SignName, true)
	}
	need("secret", k.Secret, len(k.Secret) >= 8)
	if of == WeCom || of == Official || of == Mini {
		need("token", k.Token, true)
		need("aes_key", k.AESKey, len(k.AESKey) == 43)
	}
	return out
}

// over lays newly typed keys over those that are kept: an empty one stays.
func (k Keys) over(old Keys) Keys {
	pick := func(fresh, kept string) string {
		if fresh = strings.TrimSpace(fresh); fresh == "" {
			return kept
		}
		return fresh
	}
	return Keys{CorpID: pick(k.CorpID, old.CorpID), AgentID: pick(k.AgentID, old.AgentID), AppID: pick(k.AppID, old.AppID),
		AccessKeyID: pick(k.AccessKeyID, old.AccessKeyID), SecretID: pick(k.SecretID, old.SecretID), SDKAppID: pick(k.SDKAppID, old.SDKAppID),
		SignName: pick(k.SignName, old.SignName), Region: pick(k.Region, old.Region), Secret: pick(k.Secret, old.Secret),
		Token: pick(k.Token, old.Token), AESKey: pick(k.AESKey, old.AESKey), NoticeKey: pick(k.NoticeKey, old.NoticeKey)}
}
