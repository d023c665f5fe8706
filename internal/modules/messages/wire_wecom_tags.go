package messages

import (
	"context"
	"strconv"
)

// tagNameMost is how many characters the name of a tag has at WeCom.
const tagNameMost = 30

// tagGroup is the group at WeCom in which our tags stand: an app may change only those
// that it made, and people see at a glance which are not theirs to tend.
const tagGroup = "牙程"

// Codes about tags.
const (
	tagUnknown = "40068" // no such tag: somebody took it away at WeCom
	tagDoubled = "40071" // the group has a tag of that name
)

// wecomTag is a tag of a corp.
type wecomTag struct {
	ID      string `json:"id"`
	Name    string `json:"name"`
	Deleted bool   `json:"deleted"`
	group   string
}

type wecomTagGroup struct {
	Name string     `json:"group_name"`
	Tags []wecomTag `json:"tag"`
}

func (g wecomTagGroup) named() []wecomTag {
	var out []wecomTag
	for _, t := range g.Tags {
		if t.group = g.Name; !t.Deleted {
			out = append(out, t)
		}
	}
	return out
}

// wecomTagList reads the tags of the corp; it has 3,000 at most.
func wecomTagList(ctx context.Context, l *line) ([]wecomTag, reply) {
	var out struct {
		wireStatus
		Groups []wecomTagGroup `json:"tag_group"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/get_corp_tag_list", nil, struct{}{}, &out)
	if !fine {
		return nil, r
	}
	var list []wecomTag
	for _, g := range out.Groups {
		list = append(list, g.named()...)
	}
	return list, reply{Said: saidAccepted}
}

// wecomAddTag makes a tag in our group, which is made where it is not there; Ref is its
// number. WeCom refuses a second of the same name in a group.
func wecomAddTag(ctx context.Context, l *line, name string) reply {
	type named struct {
		Name string `json:"name"`
	}
	var out struct {
		wireStatus
		Group wecomTagGroup `json:"tag_group"`
	}
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/add_corp_tag", nil, struct {
		Group string  `json:"group_name"`
		Tags  []named `json:"tag"`
	}{tagGroup, []named{{name}}}, &out)
	if !fine {
		return r
	}
	for _, t := range out.Group.named() {
		if t.Name == name {
			return reply{Said: saidAccepted, Ref: t.ID}
		}
	}
	return unclearReply("no_tag", strconv.Itoa(len(out.Group.Tags)))
}

// wecomRenameTag gives a tag another name. Doing it again changes nothing.
func wecomRenameTag(ctx context.Context, l *line, number, name string) reply {
	var out wecomSent
	r, fine := l.call(ctx, "/cgi-bin/externalcontact/edit_corp_tag", nil, struct {
		ID   string `json:"id"`
		Name string `json:"name"`
	}{number, name}, &out)
	if !fine {
		return r
	}
	return reply{Said: saidAccepted}
}
