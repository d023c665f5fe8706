package org

import (
	"archwire/internal/platform/db"
)

// Service holds the use cases of the module. It is safe for concurrent use.
type Service struct {
	db   *db.DB
	book book
}
