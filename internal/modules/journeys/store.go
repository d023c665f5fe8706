package journeys

import "embed"

//go:embed all:migrations
var migrations embed.FS

//go:embed i18n
var texts embed.FS
