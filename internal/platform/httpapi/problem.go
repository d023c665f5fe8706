package httpapi

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"maps"
	"net/http"
	"regexp"
	"strings"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/validation"

	"archwire/internal/kit/fault"
	"archwire/internal/platform/db"
	"archwire/internal/platform/i18n"
)

// Problem is every refusal, after RFC 9457: a status, a code for programs, a
// sentence for people.
type Problem struct {
	Type    string         `json:"type" doc:"always about:blank; the code tells the kind" example:"about:blank"`
	Title   string         `json:"title" doc:"the HTTP status in words"`
	Status  int            `json:"status" doc:"the HTTP status"`
	Code    string         `json:"code" doc:"module.what_is_wrong" example:"visits.chair_taken"`
	Detail  string         `json:"detail" doc:"the sentence for the user, in their language"`
	Args    map[string]any `json:"args,omitempty" doc:"the arguments of the sentence"`
	Errors  []FieldProblem `json:"errors,omitempty" doc:"one entry per field at fault"`
	Details any            `json:"details,omitempty" doc:"what a program may use, e.g. the next three fits"`
	Request string         `json:"request,omitempty" doc:"number of the request, to tell the administrator"`
}

// FieldProblem names one field and what is wrong with it.
type FieldProblem struct {
	Field  string         `json:"field" doc:"path in the body, e.g. contacts[0].phone"`
	Code   string         `json:"code"`
	Detail string         `json:"detail"`
	Args   map[string]any `json:"args,omitempty"`
}

// Error makes a Problem an error.
func (p *Problem) Error() string { return p.Code }

// GetStatus is what huma asks for.
func (p *Problem) GetStatus() int { return p.Status }

// ContentType names the media type of RFC 9457.
func (p *Problem) ContentType(string) string { return "application/problem+json" }

var statusOf = map[fault.Kind]int{
	fault.Invalid: 422, fault.NotFound: 404, fault.Forbidden: 403, fault.Unauthenticated: 401, fault.Conflict: 409,
	fault.Stale: 412, fault.TooMany: 429, fault.TooLarge: 413, fault.Unavailable: 503, fault.Malformed: 400,
	fault.Unsupported: 415, fault.NotAllowed: 405,
}

// StatusOf is the HTTP status of a kind of fault; unknown kinds are 500.
func StatusOf(k fault.Kind) int {
	if s, ok := statusOf[k]; ok {
		return s
	}
	return http.StatusInternalServerError
}

// problem makes the answer for a fault.
func (a *API) problem(l i18n.Locale, f *fault.Fault, request string) *Problem {
	status := StatusOf(f.Kind)
	args := f.Args
	if status == 500 {
		args = map[string]any{"request": request}
	}
	p := &Problem{
		Type: "about:blank", Title: http.StatusText(status), Status: status, Code: f.Code, Args: args,
		Detail: a.sentence(l, f.Code, args), Details: f.Details, Request: request,
	}
	for _, one := range append([]*fault.Fault{f}, f.More...) {
		if one.Field != "" {
			p.Errors = append(p.Errors, FieldProblem{
				Field: one.Field, Code: one.Code, Args: one.Args, Detail: a.sentence(l, one.Code, one.Args),
			})
		}
	}
	return p
}

// sentence says a fault in words: a permission that it names by its key as well.
func (a *API) sentence(l i18n.Locale, code string, args map[string]any) string {
	if key, ok := args["permission"].(string); ok && a.texts.Has(l, "permission."+key) {
		args = maps.Clone(args)
		args["permission"] = a.texts.Text(l, "permission."+key, nil)
	}
	return a.texts.Text(l, "fault."+code, args)
}

// faultOf finds what may be told of an error; anything unknown is logged and
// becomes Internal. Where the client has gone, what broke is its own doing and
// nobody reads the answer: that is no error.
func (a *API) faultOf(ctx context.Context, err error) *fault.Fault {
	if f, ok := fault.As(err); ok {
		return f
	}
	if db.Busy(err) {
		return Busy.With()
	}
	level, what := slog.LevelError, "internal error"
	if gone(ctx) {
		level, what = slog.LevelDebug, "given up by the client"
	}
	a.log.Log(ctx, level, what, slog.String("request", requestOf(ctx)), slog.String("error", err.Error()))
	return Internal.With()
}

// init gives huma's own validation texts the form "code|argument", from which
// fromHuma makes faults; huma keeps them in variables for this purpose.
func init() {
	v := func(d *fault.Def, rest string) string { return d.Code + rest }
	validation.MsgUnexpectedProperty = v(FieldUnknown, "")
	for _, m := range []*string{
		&validation.MsgExpectedRFC3339DateTime, &validation.MsgExpectedRFC1123DateTime, &validation.MsgExpectedRFC3339Date,
		&validation.MsgExpectedRFC3339Time, &validation.MsgExpectedRFC2673IPv4, &validation.MsgExpectedRFC2373IPv6,
		&validation.MsgExpectedRFCIPAddr, &validation.MsgExpectedRFC6570URITemplate, &validation.MsgExpectedRFC6901JSONPointer,
		&validation.MsgExpectedRFC6901RelativeJSONPointer, &validation.MsgExpectedMatchAtLeastOneSchema,
		&validation.MsgExpectedMatchExactlyOneSchema, &validation.MsgExpectedNotMatchSchema, &validation.MsgExpectedBase64String,
		&validation.MsgExpectedPropertyNameInObject,
	} {
		*m = v(FieldInvalid, "")
	}
	for _, m := range []*string{
		&validation.MsgExpectedRFC5322Email, &validation.MsgExpectedRFC5890Hostname, &validation.MsgExpectedRFC3986URI,
		&validation.MsgExpectedRFC4122UUID, &validation.MsgExpectedRegexp, &validation.MsgExpectedDuration,
		&validation.MsgExpectedNumberBeMultipleOf,
	} {
		*m = v(FieldInvalid, "|%v")
	}
	validation.MsgExpectedBoolean = v(WrongType, "|true / false")
	validation.MsgExpectedNumber = v(WrongType, "|0.0")
	validation.MsgExpectedInteger = v(WrongType, "|0")
	validation.MsgExpectedString = v(WrongType, "|\"…\"")
	validation.MsgExpectedArray = v(WrongType, "|[…]")
	validation.MsgExpectedObject = v(WrongType, "|{…}")
	validation.MsgExpectedArrayItemsUnique = v(NotUnique, "")
	validation.MsgExpectedOneOf = v(NotAChoice, "|%s")
	validation.MsgExpectedMinimumNumber = v(TooSmall, "|%v")
	validation.MsgExpectedExclusiveMinimumNumber = v(TooSmall, "|%v")
	validation.MsgExpectedMaximumNumber = v(TooBig, "|%v")
	validation.MsgExpectedExclusiveMaximumNumber = v(TooBig, "|%v")
	validation.MsgExpectedMinLength = v(TooShort, "|%d")
	validation.MsgExpectedMaxLength = v(TooLong, "|%d")
	validation.MsgExpectedBePattern = v(WrongForm, "|%s")
	validation.MsgExpectedMatchPattern = v(WrongForm, "|%s")
	validation.MsgExpectedMinItems = v(TooFew, "|%d")
	validation.MsgExpectedMaxItems = v(TooManyItems, "|%d")
	validation.MsgExpectedMinProperties = v(TooFew, "|%d")
	validation.MsgExpectedMaxProperties = v(TooManyItems, "|%d")
	validation.MsgExpectedRequiredProperty = v(FieldRequired, "|%s")
	validation.MsgExpectedDependentRequiredProperty = v(FieldRequired, "|%s|%s")
	huma.DefaultArrayNullable = false
}

var edgeFaults = map[string]*fault.Def{}

func init() {
	for _, d := range []*fault.Def{FieldInvalid, FieldRequired, FieldUnknown, WrongType, TooShort, TooLong, TooSmall, TooBig,
		TooFew, TooManyItems, NotAChoice, WrongForm, NotUnique} {
		edgeFaults[d.Code] = d
	}
}

var argName = map[string]string{
	"http.wrong_type": "want", "http.too_short": "min", "http.too_long": "max", "http.too_small": "min", "http.too_big": "max",
	"http.too_few": "min", "http.too_many_items": "max", "http.not_a_choice": "choices", "http.wrong_form": "form",
}

var location = regexp.MustCompile(`^(body|query|path|header)\.?`)

// fromHuma turns one of huma's validation messages into a fault.
func fromHuma(d *huma.ErrorDetail) *fault.Fault {
	field := location.ReplaceAllString(d.Location, "")
	code, arg, _ := strings.Cut(d.Message, "|")
	def, ok := edgeFaults[code]
	switch {
	case !ok && strings.Contains(d.Message, "parameter is missing"):
		return FieldRequired.At(field)
	case !ok && strings.HasPrefix(d.Message, "unknown query"):
		return FieldUnknown.At(field)
	case !ok && strings.Contains(d.Message, "is required"):
		return FieldRequired.At(field)
	case !ok:
		return FieldInvalid.At(field)
	case def == FieldRequired:
		name, _, _ := strings.Cut(arg, "|")
		if field != "" {
			name = field + "." + name
		}
		return def.At(name)
	}
	if n := argName[code]; n != "" {
		return def.At(field, n, arg)
	}
	return def.At(field)
}

// fromStatus is the general fault for a status that huma chose by itself.
func fromStatus(status int, msg string) *fault.Fault {
	switch status {
	case 400:
		return Malformed.With()
	case 404:
		return NotFound.With()
	case 405:
		return NotAllowed.With()
	case 408:
		return Malformed.With()
	case 413:
		max := strings.TrimPrefix(msg, "request body is too large limit=")
		max = strings.TrimSuffix(max, " bytes")
		var n int64
		if _, err := fmt.Sscan(max, &n); err == nil {
			max = bytesText(n)
		}
		return TooLarge.With("max", max)
	case 415:
		return BadMedia.With()
	case 422:
		return Invalid.With()
	}
	return Internal.With()
}

func bytesText(n int64) string {
	switch {
	case n >= 1<<20:
		return fmt.Sprintf("%d MB", n>>20)
	case n >= 1<<10:
		return fmt.Sprintf("%d kB", n>>10)
	}
	return fmt.Sprintf("%d B", n)
}

// humaError replaces huma's error maker: every refusal leaves as a Problem.
func (a *API) humaError(ctx huma.Context, status int, msg string, errs ...error) huma.StatusError {
	l, of := i18n.ZhCN, context.Background()
	if ctx != nil {
		l, of = localeOf(ctx), ctx.Context()
	}
	request := requestOf(of)
	if status == 500 && len(errs) > 0 && errs[0] != nil {
		return a.problem(l, a.faultOf(of, errs[0]), request)
	}
	head := fromStatus(status, msg)
	for _, err := range errs {
		var d *huma.ErrorDetail
		switch {
		case err == nil:
		case errors.As(err, &d):
			head.More = append(head.More, fromHuma(d))
		default:
			if f, ok := fault.As(err); ok {
				return a.problem(l, f, request)
			}
		}
	}
	return a.problem(l, head, request)
}
