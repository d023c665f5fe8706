package messages

import (
	"context"
	"net/http"
	"net/url"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/httpapi"
)

// noticeMost bounds a callback; a batch of SMS receipts is the longest.
const noticeMost = 1 << 20

func (s *Service) noticeRoutes(a *httpapi.API) {
	const open = "a provider proves itself by its signature, or by the secret of the address"
	httpapi.Handle(a, httpapi.Route{ID: "messages.prove", Method: http.MethodGet, Path: "/messages/notices/{group}/{account}", Anonymous: true, Open: open,
		Summary: "A provider proves that the address of callbacks is ours", Faults: []*fault.Def{BadSignature}, Produces: "text/plain"}, s.getNotice)
	httpapi.Handle(a, httpapi.Route{ID: "messages.notice", Method: http.MethodPost, Path: "/messages/notices/{group}/{account}", Anonymous: true, Open: open,
		Summary: "A provider calls back", Faults: []*fault.Def{BadSignature}, Produces: "text/plain", MaxBody: noticeMost}, s.postNotice)
}

// NoticeAt is the address of a callback, with what proves it.
type NoticeAt struct {
	Group        string `path:"group" maxLength:"32" pattern:"^[a-z0-9_-]{2,32}$"`
	Account      string `path:"account" maxLength:"36" format:"uuid"`
	MsgSignature string `query:"msg_signature" maxLength:"128"`
	Signature    string `query:"signature" maxLength:"128"`
	Timestamp    string `query:"timestamp" maxLength:"20"`
	Nonce        string `query:"nonce" maxLength:"64"`
	Echo         string `query:"echostr" maxLength:"512"`
	EncryptType  string `query:"encrypt_type" maxLength:"16"`
	Key          string `query:"key" maxLength:"128" doc:"of SMS: the secret of the address"`
}

func (in NoticeAt) query() url.Values {
	q := url.Values{}
	for k, v := range map[string]string{"msg_signature": in.MsgSignature, "signature": in.Signature, "timestamp": in.Timestamp, "nonce": in.Nonce,
		"echostr": in.Echo, "encrypt_type": in.EncryptType, "key": in.Key} {
		if v != "" {
			q.Set(k, v)
		}
	}
	return q
}

// noticeOut answers in the words that the provider wants. They read the words and
// not their media type, so there is one for all.
type noticeOut struct {
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// noticePost is a callback.
type noticePost struct {
	NoticeAt
	RawBody []byte `contentType:"application/octet-stream" doc:"XML or JSON, as it was signed"`
}

func (s *Service) getNotice(ctx context.Context, in *NoticeAt) (*noticeOut, error) {
	return answerOf(s.Notice(ctx, in.Group, in.Account, http.MethodGet, in.query(), nil))
}

func (s *Service) postNotice(ctx context.Context, in *noticePost) (*noticeOut, error) {
	return answerOf(s.Notice(ctx, in.Group, in.Account, http.MethodPost, in.query(), in.RawBody))
}

func answerOf(answer []byte, err error) (*noticeOut, error) {
	if err != nil {
		return nil, err
	}
	return &noticeOut{"text/plain; charset=utf-8", answer}, nil
}
