package catalog

import "archwire/internal/platform/db"

// Branches gives for every item of the price list, by its code, the category at the
// root of the branch on which it hangs.
func (s *Service) Branches(tx *db.Tx) (map[string]string, error) {
	tree, err := categories(tx)
	if err != nil {
		return nil, err
	}
	above := make(map[string]string, len(tree))
	for _, c := range tree {
		above[c.Code] = c.Parent
	}
	list, err := itemRows(tx)
	out := make(map[string]string, len(list))
	for _, i := range list {
		root := i.Category
		for n := 0; above[root] != "" && n < len(tree); n++ {
			root = above[root]
		}
		out[i.Code] = root
	}
	return out, err
}

// Name is what an item or a category is called.
type Name struct {
	Code string
	Zh   string
	En   string
	Root string // of an item: the category at the root
}

// Names lists the categories and the items of the price list in their order, for
// screens of other modules that let somebody choose of them.
func (s *Service) Names(tx *db.Tx) (of, items []Name, err error) {
	tree, err := categories(tx)
	if err != nil {
		return nil, nil, err
	}
	for _, c := range tree {
		if c.Parent == "" {
			of = append(of, Name{Code: c.Code, Zh: c.NameZh, En: c.NameEn})
		}
	}
	roots, err := s.Branches(tx)
	if err != nil {
		return nil, nil, err
	}
	list, err := itemRows(tx)
	for _, i := range list {
		items = append(items, Name{i.Code, i.NameZh, i.NameEn, roots[i.Code]})
	}
	return of, items, err
}
