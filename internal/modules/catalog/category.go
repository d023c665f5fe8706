package catalog

import (
	"strings"
	"unicode/utf8"

	"archwire/internal/kit/fault"
)

// tidy brings a category into its stored form.
func (c Category) tidy() Category {
	c.Code = strings.ToUpper(strings.TrimSpace(c.Code))
	c.Parent = strings.ToUpper(strings.TrimSpace(c.Parent))
	c.NameZh, c.NameEn = strings.TrimSpace(c.NameZh), strings.TrimSpace(c.NameEn)
	if c.NameEn == "" {
		c.NameEn = c.NameZh
	}
	return c
}

// check tells what is wrong with a category beside the others of the tree.
func (c Category) check(tree []Category) error {
	var wrong []*fault.Fault
	if !codeForm.MatchString(c.Code) {
		wrong = append(wrong, BadCode.At("code", "code", short(c.Code)))
	}
	if n := utf8.RuneCountInString(c.NameZh); n == 0 || n > MaxName {
		wrong = append(wrong, BadName.At("name_zh", "max", MaxName))
	}
	if utf8.RuneCountInString(c.NameEn) > 2*MaxName {
		wrong = append(wrong, BadName.At("name_en", "max", 2*MaxName))
	}
	if c.Parent != "" {
		if _, ok := find(tree, c.Parent); !ok {
			wrong = append(wrong, CategoryNotFound.At("parent", "code", short(c.Parent)))
		}
		if branches(tree, c.Code)[c.Parent] {
			wrong = append(wrong, CategoryLoop.At("parent"))
		}
	}
	return fault.Join(wrong)
}

func find(tree []Category, code string) (Category, bool) {
	for _, c := range tree {
		if c.Code == code {
			return c, true
		}
	}
	return Category{}, false
}

// branches gives the category and everything below it.
func branches(tree []Category, code string) map[string]bool {
	out := map[string]bool{code: true}
	for grown := true; grown; {
		grown = false
		for _, c := range tree {
			if c.Parent != "" && out[c.Parent] && !out[c.Code] {
				out[c.Code], grown = true, true
			}
		}
	}
	return out
}
