package httpapi

import "net/url"

// PDF is the media type of paper.
const PDF = "application/pdf"

// Paper is an answer that is a PDF, shown by the browser itself. Its policy lets
// the browser's viewer work, which a sandboxed answer does not.
type Paper struct {
	ContentType string `header:"Content-Type"`
	Disposition string `header:"Content-Disposition"`
	Policy      string `header:"Content-Security-Policy"`
	Body        []byte
}

// OnPaper answers with a PDF, under a name for who keeps it.
func OnPaper(name string, pdf []byte) *Paper {
	return &Paper{PDF, "inline; filename*=UTF-8''" + url.PathEscape(name) + ".pdf", "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'", pdf}
}
