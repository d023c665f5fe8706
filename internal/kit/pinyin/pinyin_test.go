package pinyin_test

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"pgregory.net/rapid"

	"archwire/internal/kit/pinyin"
)

func TestSurnamesHaveTheirOwnReading(t *testing.T) {
	for name, want := range map[string]string{
		"曾国藩": "zengguofan", "单雄信": "shanxiongxin", "仇英": "qiuying", "解缙": "xiejin", "查良镛": "zhaliangyong",
		"区志强": "ouzhiqiang", "翟天": "zhaitian", "覃海": "qinhai", "乐小米": "yuexiaomi", "朴树": "piaoshu",
		"尉迟恭": "yuchigong", "万俟雪": "moqixue", "长孙无": "zhangsunwu", "单于静": "chanyujing", "欧阳春": "ouyangchun",
		"李积木": "lijimu", "盖叫天": "gejiaotian", "吕布": "lvbu",
	} {
		if got := pinyin.Keys(name).Full; got[0] != want {
			t.Errorf("%s is spelt %v, want %s first", name, got, want)
		}
	}
}

func TestTheEverydayReadingIsKept(t *testing.T) {
	s := pinyin.Keys("曾乐")
	for _, want := range []string{"zengle", "cengle", "zengyue", "cengyue"} {
		if !slices.Contains(s.Full, want) {
			t.Errorf("曾乐 is not found by %s: %v", want, s.Full)
		}
	}
	if s.Initials[0] != "zl" || !slices.Contains(s.Initials, "cy") {
		t.Errorf("initials %v", s.Initials)
	}
	if !slices.Equal(s.Given, []string{"le", "yue"}) || !slices.Equal(s.GivenInitials, []string{"l", "y"}) {
		t.Errorf("given name %v %v", s.Given, s.GivenInitials)
	}
}

func TestPartsOfANameAreFound(t *testing.T) {
	for _, c := range []struct{ name, full, initials, given, han string }{
		{"李积木", "lijimu", "ljm", "jimu", "积木"},
		{"欧阳风筝", "ouyangfengzheng", "oyfz", "fengzheng", "风筝"},
		{"司马", "sima", "sm", "ma", "马"},
		{"李", "li", "l", "", ""},
		{"Mary Smith", "marysmith", "ms", "smith", "Smith"},
		{"ＪＯＨＮ", "john", "j", "", ""},
		{"李Tom", "litom", "lt", "tom", "Tom"},
		{"陈2号", "chen2hao", "c2h", "2hao", "2号"},
		{"阿依古丽·买买提", "ayigulimaimaiti", "ayglmmt", "maimaiti", "买买提"},
		{"  王 小雪人 ", "wangxiaoxueren", "wxxr", "xiaoxueren", "小雪人"},
	} {
		s := pinyin.Keys(c.name)
		given := append(s.Given, "")[0]
		if s.Full[0] != c.full || s.Initials[0] != c.initials || given != c.given || pinyin.Given(c.name) != c.han {
			t.Errorf("%s: %+v, given %q; want %+v", c.name, s, pinyin.Given(c.name), c)
		}
	}
}

func TestRareCharactersStandForThemselves(t *testing.T) {
	for _, name := range []string{"𠮷田", "䶮", "李🙂", "🙂", "", "·", "\u200b"} {
		s := pinyin.Keys(name)
		for _, list := range [][]string{s.Full, s.Initials, s.Given, s.GivenInitials} {
			for _, key := range list {
				if key == "" || !utf8.ValidString(key) || pinyin.Fold(key) != key {
					t.Errorf("%q has the key %q", name, key)
				}
			}
		}
	}
	if got := pinyin.Keys("李🙂").Full; !slices.Equal(got, []string{"li"}) {
		t.Errorf("an emoji is no letter: %v", got)
	}
}

func TestFold(t *testing.T) {
	for in, want := range map[string]string{" Lǚ ": "lǚ", "Lü Bu": "lvbu", "ＦＣ－０００１": "fc0001", "李 积·木": "李积木", "': --": ""} {
		if got := pinyin.Fold(in); got != want {
			t.Errorf("%q folds to %q, want %q", in, got, want)
		}
	}
}

// Whatever is written as a name: few keys, none twice, each as it is compared.
func TestKeysAreBoundedAndFolded(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		name := rapid.OneOf(rapid.String(), rapid.StringOf(rapid.RuneFrom([]rune("曾单乐朴行长重李积木雪人ab1 ·尉迟欧阳")))).Draw(t, "name")
		s := pinyin.Keys(name)
		for _, list := range [][]string{s.Full, s.Initials, s.Given, s.GivenInitials} {
			if len(list) > pinyin.Most {
				t.Fatalf("%d keys", len(list))
			}
			seen := slices.Clone(list)
			slices.Sort(seen)
			if len(slices.Compact(seen)) != len(list) {
				t.Fatalf("twice: %v", list)
			}
		}
	})
	if n := len(pinyin.Keys(strings.Repeat("行长", 5000)).Full); n > pinyin.Most {
		t.Errorf("%d spellings of a long text", n)
	}
}

func BenchmarkKeys(b *testing.B) {
	for b.Loop() {
		pinyin.Keys("曾乐行")
	}
}
