package catalog

import (
	"context"

	"archwire/internal/platform/db"
	"archwire/internal/platform/httpapi"
)

// treeLock makes changes of the tree come one after the other: a loop is a
// matter of several rows.
const treeLock = "catalog/categories"

// Categories lists the tree, each level in its order.
func (s *Service) Categories(ctx context.Context) ([]Category, error) {
	var out []Category
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		out, err = categories(tx)
		return err
	})
	return out, err
}

// AddCategory adds a branch to the tree. Faults: BadCode, BadName,
// CategoryNotFound for its parent, CodeTaken.
func (s *Service) AddCategory(ctx context.Context, c Category) (Category, error) {
	c = c.tidy()
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		if err := c.check(tree); err != nil {
			return err
		}
		c.Version = 1
		if err := insertCategory(tx, c); err != nil {
			return err
		}
		if err := s.tellCategory(tx, c, nil, c); err != nil {
			return err
		}
		return httpapi.Answer(tx, categoryOf(c))
	})
	return c, codeFault(err, c.Code)
}

func lockTree(tx *db.Tx) ([]Category, error) {
	if err := tx.Lock(treeLock); err != nil {
		return nil, err
	}
	return categories(tx)
}

// ChangeCategory renames, moves or reorders a branch at a version. Faults:
// CategoryNotFound, CategoryLoop, BadName, db.Stale.
func (s *Service) ChangeCategory(ctx context.Context, c Category) (Category, error) {
	c = c.tidy()
	err := s.db.Write(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		before, ok := find(tree, c.Code)
		if !ok {
			return CategoryNotFound.With("code", short(c.Code))
		}
		if err := c.check(tree); err != nil {
			return err
		}
		if err := updateCategory(tx, c); err != nil {
			return err
		}
		c.Version++
		return s.tellCategory(tx, c, before, c)
	})
	return c, err
}

// DropCategory removes an empty branch at a version. Faults: CategoryNotFound,
// CategoryUsed, db.Stale.
func (s *Service) DropCategory(ctx context.Context, code string, version int64) error {
	return s.db.Write(ctx, func(tx *db.Tx) error {
		tree, err := lockTree(tx)
		if err != nil {
			return err
		}
		before, ok := find(tree, code)
		if !ok {
			return CategoryNotFound.With("code", short(code))
		}
		used, err := categoryUsed(tx, code)
		if err != nil {
			return err
		}
		if used {
			return CategoryUsed.With()
		}
		if err := deleteCategory(tx, code, version); err != nil {
			return err
		}
		return s.tellCategory(tx, before, before, nil)
	})
}

func (s *Service) tellCategory(tx *db.Tx, c Category, before, after any) error {
	return s.tell(tx, change{Fact: FactCategoryChanged, Subject: subjectCategory, ID: c.Code, Version: c.Version,
		Before: before, After: after, Body: Named{c.Code}})
}

// knownCategory refuses a category that is not in the tree, and keeps it there
// until the transaction ends.
func knownCategory(tx *db.Tx, code string) error {
	tree, err := lockTree(tx)
	if err != nil {
		return err
	}
	if _, ok := find(tree, code); !ok {
		return CategoryNotFound.At("category", "code", short(code))
	}
	return nil
}
