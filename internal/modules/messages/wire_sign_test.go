package messages

import (
	"net/url"
	"strings"
	"testing"
)

// The worked examples of the providers' own documents.

func TestAliyunSignature(t *testing.T) {
	sms, err := url.ParseQuery("AccessKeyId=testId&Action=SendSms&Format=XML&OutId=123&PhoneNumbers=15300000001&RegionId=cn-hangzhou" +
		"&SignName=%E9%98%BF%E9%87%8C%E4%BA%91%E7%9F%AD%E4%BF%A1%E6%B5%8B%E8%AF%95%E4%B8%93%E7%94%A8&SignatureMethod=HMAC-SHA1" +
		"&SignatureNonce=45e25e9b-0a6f-4070-8c85-2956eda1b466&SignatureVersion=1.0&TemplateCode=SMS_71390007" +
		"&TemplateParam=%7B%22customer%22%3A%22test%22%7D&Timestamp=2017-07-12T02%3A42%3A19Z&Version=2017-05-25")
	if err != nil {
		t.Fatal(err)
	}
	regions := url.Values{"Format": {"XML"}, "AccessKeyId": {"testid"}, "Action": {"DescribeRegions"}, "SignatureMethod": {"HMAC-SHA1"},
		"SignatureNonce": {"3ee8c1b8-83d3-44af-a94f-4e0ad82fd6cf"}, "SignatureVersion": {"1.0"}, "Version": {"2014-05-26"}, "Timestamp": {"2016-02-23T12:46:24Z"}}
	for _, x := range []struct {
		query        url.Values
		secret, want string
	}{
		{sms, "testSecret", "zJDF+Lrzhj/ThnlvIToysFRq6t4="},
		{regions, "testsecret", "OLeaidS1JvxuMvnyHOwuJ+uX5qY="},
	} {
		if got := aliyunSign("GET", x.secret, x.query); got != x.want {
			t.Errorf("%s: %s, want %s", x.query.Get("Action"), got, x.want)
		}
	}
	if got := aliyunEscape("a b*~-_./=&+派"); got != "a%20b%2A~-_.%2F%3D%26%2B%E6%B4%BE" {
		t.Error(got)
	}
}

func TestTencentSignature(t *testing.T) {
	body := `{"Limit": 1, "Filters": [{"Values": ["\u672a\u547d\u540d"], "Name": "instance-name"}]}`
	got := tencentSign("AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE", "Gu5t9xGARNpq86cd98joQYCN3EXAMPLE", "cvm", "cvm.tencentcloudapi.com", 1551113065, []byte(body))
	want := "TC3-HMAC-SHA256 Credential=AKIDz8krbsJ5yKBZQpn74WFkmLPx3EXAMPLE/2019-02-25/cvm/tc3_request, SignedHeaders=content-type;host, " +
		"Signature=72e494ea809ad7a8c8f7a4507b9bddcbaa8e581f516e8da2f66e2c5a96525168"
	if got != want {
		t.Errorf("%s", got)
	}
}

func TestMarker(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range []string{"", "a", "b", "0194a7f2-5c1e-7c3d-8e2b-1f0a9d8c7b6a", "0194a7f2-5c1e-7c3d-8e2b-1f0a9d8c7b6b"} {
		m := wecomMarker(n)
		if seen[m] || len([]rune(m)) != 10 || m != wecomMarker(n) {
			t.Errorf("%q: %s", n, m)
		}
		seen[m] = true
	}
	long := wecomMarked(strings.Repeat("牙", 3000), "n", wecomTextMost)
	if len(long) > wecomTextMost || !strings.HasSuffix(long, wecomMarker("n")) || strings.ContainsRune(long, '\uFFFD') {
		t.Errorf("%d bytes", len(long))
	}
	if got := wecomMarked("  ", "n", 100); got != wecomMarker("n") {
		t.Errorf("%q", got)
	}
}
