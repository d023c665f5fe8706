package app

import (
	"strconv"

	"archwire/internal/fake"
	"archwire/internal/modules/messages"
)

// doubleKeys are those of the double's accounts, by kind: they open nothing
// anywhere else.
func doubleKeys() map[messages.Kind]messages.Keys {
	return map[messages.Kind]messages.Keys{
		messages.WeCom: {CorpID: fake.WeCom.ID, AgentID: strconv.Itoa(fake.WeCom.Agent), Secret: fake.WeCom.Secret, Token: fake.WeCom.Token,
			AESKey: fake.WeCom.AESKey},
		messages.Official: {AppID: fake.Official.ID, Secret: fake.Official.Secret, Token: fake.Official.Token, AESKey: fake.Official.AESKey},
		messages.Mini:     {AppID: fake.Mini.ID, Secret: fake.Mini.Secret, Token: fake.Mini.Token, AESKey: fake.Mini.AESKey},
		messages.Aliyun:   {AccessKeyID: fake.Aliyun.ID, Secret: fake.Aliyun.Secret, SignName: fake.Aliyun.Sign},
		messages.Tencent: {SecretID: fake.Tencent.ID, Secret: fake.Tencent.Secret, SDKAppID: fake.Tencent.App, SignName: fake.Tencent.Sign,
			Region: fake.Tencent.Region},
	}
}
