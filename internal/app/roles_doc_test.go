package app

import (
	"encoding/json"
	"flag"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"unicode"

	"archwire/internal/modules/org"
	"archwire/internal/platform/auth"
	"archwire/internal/platform/i18n"
)

var update = flag.Bool("update", false, "write docs/roles.md anew")

const rolesDoc = "../../docs/roles.md"

// TestRolesDoc proves that docs/roles.md shows the roles and permissions that
// the program has: go test ./internal/app -run RolesDoc -update writes it.
func TestRolesDoc(t *testing.T) {
	want := rolesPage(scratch(t), pageTexts(t, i18n.En), pageTexts(t, i18n.ZhCN))
	if *update {
		if err := os.WriteFile(rolesDoc, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if read(t, rolesDoc) != want {
		t.Error("docs/roles.md is not what the program says: go test ./internal/app -run RolesDoc -update")
	}
}

// rolesPage is the page: the roles with what they are for, then one matrix for
// each part of the program, by the names that the settings give the parts.
func rolesPage(a *App, en, zh map[string]string) string {
	var b strings.Builder
	fmt.Fprint(&b, "# Roles and permissions 角色与权限\n\n",
		"Written by the program (`go test ./internal/app -run RolesDoc -update`), so it is what the program does. "+
			"These are the defaults: each group decides otherwise where it wants to, on the page *Settings → Roles*, and makes roles of its own. "+
			"A role is held in one clinic, in several, or in the whole group; ◆ marks what counts only when held in the whole group. "+
			"The owner holds everything, always.\n\n"+
			"由程序生成，与程序一致。这些是默认值：集团可以在「设置 → 角色与权限」里改变，也可以新建自己的角色。"+
			"角色可以只在一家门店、几家门店或全集团有效；◆ 表示只有全集团的角色才有效。老板始终拥有全部权限。\n\n"+
			"| role | 角色 | for | 做什么 |\n|---|---|---|---|\n")
	for _, r := range org.BuiltIn {
		fmt.Fprintf(&b, "| %s | %s | %s | %s |\n", a.say(i18n.En, "org.role."+r), a.say(i18n.ZhCN, "org.role."+r), a.say(i18n.En, "org.role."+r+".help"), a.say(i18n.ZhCN, "org.role."+r+".help"))
	}
	part := ""
	for _, p := range a.permissions() {
		if module, _, _ := strings.Cut(p.Key, "."); module != part {
			part = module
			fmt.Fprintf(&b, "\n## %s %s\n\n", en["settings.module."+part], zh["settings.module."+part])
			fmt.Fprintf(&b, "|  |  |%s\n|---|---|%s\n", columns(a), strings.Repeat(":-:|", len(org.BuiltIn)))
		}
		fmt.Fprintf(&b, "| %s | %s%s |%s\n", a.say(i18n.En, "permission."+p.Key), a.say(i18n.ZhCN, "permission."+p.Key), reachMark(p), ticks(p))
	}
	return b.String()
}

func (a *App) say(l i18n.Locale, key string) string { return a.Texts.Text(l, key, nil) }

// columns are the heads of a matrix: both names of each role.
func columns(a *App) string {
	var b strings.Builder
	for _, r := range org.BuiltIn {
		fmt.Fprintf(&b, " %s<br>%s |", a.say(i18n.ZhCN, "org.role."+r), a.say(i18n.En, "org.role."+r))
	}
	return b.String()
}

func reachMark(p auth.Permission) string {
	if p.Scope == auth.Group {
		return " ◆"
	}
	return ""
}

func ticks(p auth.Permission) string {
	var b strings.Builder
	for _, r := range org.BuiltIn {
		if r == org.RoleOwner || slices.Contains(p.Roles, r) {
			b.WriteString(" ● |")
		} else {
			b.WriteString("  |")
		}
	}
	return b.String()
}

// quoted finds the words of the screen in the guides: 「…」 in the Chinese, *…* in
// the English ones.
var quoted = map[i18n.Locale]*regexp.Regexp{
	i18n.ZhCN: regexp.MustCompile(`「([^」]+)」`),
	i18n.En:   regexp.MustCompile(`(?:^|[^*\\])\*([^*\s][^*\n]*)\*(?:[^*]|$)`),
}

// TestGuidesSpeakTheScreensWords proves that whatever a guide says to press or
// look for stands on a screen in just these words.
func TestGuidesSpeakTheScreensWords(t *testing.T) {
	for l, files := range guides(t) {
		words := screenWords(t, l)
		for _, f := range files {
			text := read(t, f)
			found := 0
			for _, m := range quoted[l].FindAllStringSubmatch(text, -1) {
				for _, step := range strings.Split(m[1], " → ") {
					found++
					if !slices.ContainsFunc(words, func(w *regexp.Regexp) bool { return w.MatchString(step) }) {
						t.Errorf("%s: %q stands on no screen", filepath.Base(f), step)
					}
				}
			}
			if found < 10 {
				t.Errorf("%s: only %d words of the screen were found", filepath.Base(f), found)
			}
			if strings.Contains(text, "***") {
				t.Errorf("%s: a word of the screen within bold letters is not looked at", filepath.Base(f))
			}
		}
	}
}

// TestGuidesShowPictures proves that a guide shows pictures that are there, the same
// in both languages, and that no picture is taken in vain.
func TestGuidesShowPictures(t *testing.T) {
	picture := regexp.MustCompile(`\]\(pictures/([a-z-]+\.png)\)`)
	shown := map[string]bool{"board-en.png": true} // the picture of README.md
	all := guides(t)
	for i, f := range all[i18n.ZhCN] {
		var both [2][]string
		for n, one := range []string{f, all[i18n.En][i]} {
			for _, m := range picture.FindAllStringSubmatch(read(t, one), -1) {
				both[n] = append(both[n], m[1])
				shown[m[1]] = true
				if _, err := os.Stat("../../docs/pictures/" + m[1]); err != nil {
					t.Errorf("%s: %v", filepath.Base(one), err)
				}
			}
		}
		both[1] = slices.DeleteFunc(both[1], func(p string) bool { return p == "board-en.png" })
		both[0] = slices.DeleteFunc(both[0], func(p string) bool { return p == "board.png" })
		if !slices.Equal(both[0], both[1]) {
			t.Errorf("%s: its pictures are not those of the other language:\n%v\n%v", filepath.Base(f), both[0], both[1])
		}
	}
	there, err := filepath.Glob("../../docs/pictures/*.png")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range there {
		if !shown[filepath.Base(p)] {
			t.Errorf("%s is on no page", p)
		}
	}
}

// guides are the guides of each language: those that are there in Chinese, and each
// of them in English, in the same order.
func guides(t *testing.T) map[i18n.Locale][]string {
	t.Helper()
	zh, err := filepath.Glob("../../docs/*.zh-CN.md")
	if err != nil || len(zh) < 6 {
		t.Fatalf("only %d guides: %v", len(zh), err)
	}
	out := map[i18n.Locale][]string{i18n.ZhCN: zh}
	for _, f := range zh {
		out[i18n.En] = append(out[i18n.En], strings.Replace(f, ".zh-CN.md", ".md", 1))
	}
	return out
}

// leastOwn is how much of a text with arguments must be its own, in bytes: two
// characters, or a word. "{n} of {most}" would be any sentence with an of.
const leastOwn = 6

// screenWords are the texts of the pages, each as a pattern: what it is given in
// braces may be anything.
func screenWords(t *testing.T, l i18n.Locale) []*regexp.Regexp {
	t.Helper()
	argument := regexp.MustCompile(`\\\{[^}]*\\\}`)
	var out []*regexp.Regexp
	for _, s := range pageTexts(t, l) {
		own := strings.Map(func(r rune) rune {
			if unicode.IsLetter(r) {
				return r
			}
			return -1
		}, argument.ReplaceAllString(regexp.QuoteMeta(s), ""))
		if own == "" || strings.Contains(s, "{") && len(own) < leastOwn {
			continue // too few words of its own: it would be anything
		}
		out = append(out, regexp.MustCompile("^"+argument.ReplaceAllString(regexp.QuoteMeta(s), ".+")+"$"))
	}
	return out
}

// pageTexts are all texts of the web pages in one language.
func pageTexts(t *testing.T, l i18n.Locale) map[string]string {
	t.Helper()
	app, err1 := filepath.Glob("../../web/packages/i18n/src/app/" + string(l) + ".json")
	rest, err2 := filepath.Glob("../../web/packages/i18n/src/*/*." + string(l) + ".json")
	if err1 != nil || err2 != nil || len(app) == 0 || len(rest) == 0 {
		t.Fatal("the texts of the pages are not there", err1, err2)
	}
	out := map[string]string{}
	for _, f := range slices.Concat(app, rest) {
		var texts map[string]string
		if err := json.Unmarshal([]byte(read(t, f)), &texts); err != nil {
			t.Fatalf("%s: %v", f, err)
		}
		maps.Copy(out, texts)
	}
	return out
}
