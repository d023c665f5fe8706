package content

import "slices"

// Defaults are the texts that the program brings, for every group.
var Defaults = slices.Concat(defaultCare, defaultService, defaultRelation, defaultMarketing, journeyTexts)
