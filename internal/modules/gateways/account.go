package gateways

import (
	"net/url"
	"regexp"
	"strings"

	"archwire/internal/kit/fault"
)

// Provider is a sort of party outside. Its text is "gateways.provider.<provider>".
type Provider string

// The providers.
const (
	WeChatPay Provider = "wechatpay"
	Insurance Provider = "insurance"
	Tax       Provider = "invoice"
	Vouchers  Provider = "voucher"
)

// Platforms of group-buy vouchers. Their texts are "gateways.platform.<platform>".
var Platforms = []string{"meituan", "douyin"}

// providerOf says who is asked for what.
var providerOf = map[Kind]Provider{Payment: WeChatPay, PaymentReturn: WeChatPay, InsuranceSettle: Insurance, InsuranceUndo: Insurance,
	Invoice: Tax, InvoiceRed: Tax, VoucherRedeem: Vouchers, VoucherUndo: Vouchers}

// Account is a clinic's account at a provider.
type Account struct {
	ID       string
	Version  int64
	Clinic   string
	Provider Provider
	Platform string // of vouchers
	BaseURL  string // "double" = the stand-in that serves the demo
	Merchant string // merchant, institution, shop or taxpayer number
	App      string
	Enabled  bool
	TestedAt int64
	TestedOK bool
	Tested   string // what the provider said to the test
	Keys     Keys   // sealed in the database
}

// Keys are an account's secrets. Which of them are needed depends on the provider.
type Keys struct {
	Serial         string `json:"serial,omitempty"`          // of our certificate
	PrivateKey     string `json:"private_key,omitempty"`     // PEM
	Secret         string `json:"secret,omitempty"`          // APIv3 key, or the shared key of signatures
	PlatformSerial string `json:"platform_serial,omitempty"` // of the provider's key
	PlatformKey    string `json:"platform_key,omitempty"`    // PEM
}

// DoubleURL stands for the stand-in in place of an address. Its keys are known to
// everybody: they never serve an account at another address, and where no
// stand-in runs nothing that they signed is believed.
const DoubleURL = "double"

var numberForm = regexp.MustCompile(`^[0-9A-Za-z_-]{1,40}$`)

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
	if !numberForm.MatchString(a.Merchant) {
		wrong = append(wrong, BadMerchant.At("merchant"))
	}
	if (a.Provider == Vouchers) != (a.Platform != "") {
		wrong = append(wrong, BadPlatform.At("platform"))
	}
	if name := a.Keys.missing(a.Provider); name != "" {
		wrong = append(wrong, BadKey.At(name))
	}
	return fault.Join(wrong)
}

// missing names the first key that the provider needs and that is not usable.
func (k Keys) missing(p Provider) string {
	if p == WeChatPay {
		if _, err := privateKey(k.PrivateKey); err != nil {
			return "private_key"
		}
		if _, err := publicKey(k.PlatformKey); err != nil {
			return "platform_key"
		}
		if k.Serial == "" {
			return "serial"
		}
		if len(k.Secret) != 32 {
			return "secret"
		}
		return ""
	}
	if len(k.Secret) < 16 {
		return "secret"
	}
	return ""
}

// over lays newly typed keys over those that are kept: an empty one stays.
func (k Keys) over(old Keys) Keys {
	pick := func(fresh, kept string) string {
		if fresh = strings.TrimSpace(fresh); fresh == "" {
			return kept
		}
		return fresh
	}
	return Keys{pick(k.Serial, old.Serial), pick(k.PrivateKey, old.PrivateKey), pick(k.Secret, old.Secret),
		pick(k.PlatformSerial, old.PlatformSerial), pick(k.PlatformKey, old.PlatformKey)}
}
