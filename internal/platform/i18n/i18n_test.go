package i18n

import (
	"slices"
	"testing"
	"testing/fstest"
)

func files(zh, en string) fstest.MapFS {
	return fstest.MapFS{"i18n/zh-CN.json": {Data: []byte(zh)}, "i18n/en.json": {Data: []byte(en)}}
}

func TestTexts(t *testing.T) {
	texts, err := Load([]Source{{"a", files(`{"a.x": "{who} 在 {from}"}`, `{"a.x": "{who} from {from}"}`)}, {"b", nil}})
	if err != nil {
		t.Fatal(err)
	}
	if got := texts.Text(En, "a.x", map[string]any{"who": "Li", "from": 9}); got != "Li from 9" {
		t.Error(got)
	}
	if got := texts.Text(ZhCN, "a.x", map[string]any{"who": "李"}); got != "李 在 –" {
		t.Error(got)
	}
	if got := texts.Text(En, "a.gone", nil); got != "a.gone" {
		t.Error(got)
	}
	if !slices.Equal(Args("{who} {from"), []string{"who"}) || Fill("100 %{", nil) != "100 %{" {
		t.Error("a brace that does not close")
	}
}

func TestLoadRefuses(t *testing.T) {
	good := files(`{"a.x": "x"}`, `{"a.x": "x"}`)
	if _, err := Load([]Source{{"a", good}, {"b", good}}); err == nil {
		t.Error("a key in two modules")
	}
	if _, err := Load([]Source{{"a", files(`{"a.x": 1}`, `{}`)}}); err == nil {
		t.Error("a text that is none")
	}
	if _, err := Load([]Source{{"a", fstest.MapFS{}}}); err == nil {
		t.Error("a missing file")
	}
}

func TestPick(t *testing.T) {
	for header, want := range map[string]Locale{"": ZhCN, "en-US,en;q=0.9": En, "fr, en;q=0.5": En, "zh-TW": ZhCN, "de": ZhCN} {
		if got := Pick(header); got != want {
			t.Errorf("%q: %s", header, got)
		}
	}
}
