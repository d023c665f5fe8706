import type { AccountIn, Kind } from './queries'

export type Field = Extract<keyof AccountIn, 'corp_id' | 'agent_id' | 'app_id' | 'access_key_id' | 'secret_id' | 'sdk_app_id' | 'sign_name' | 'region' | 'secret' | 'token' | 'aes_key'>

/** What is typed for an account of a kind, in the order of the provider's pages. */
export const FIELDS: Readonly<Record<Kind, readonly Field[]>> = {
  wecom: ['corp_id', 'agent_id', 'secret', 'token', 'aes_key'], official: ['app_id', 'secret', 'token', 'aes_key'], mini: ['app_id', 'secret', 'token', 'aes_key'],
  aliyun: ['access_key_id', 'secret', 'sign_name'], tencent: ['secret_id', 'secret', 'sdk_app_id', 'sign_name', 'region'],
}

/** What goes in and never comes out. */
export const SECRET: ReadonlySet<Field> = new Set(['secret', 'token', 'aes_key'])

/** Where the providers answer. */
export const BASES: Readonly<Record<Kind, string>> = {
  wecom: 'https://qyapi.weixin.qq.com', official: 'https://api.weixin.qq.com', mini: 'https://api.weixin.qq.com', aliyun: 'https://dysmsapi.aliyuncs.com', tencent: 'https://sms.tencentcloudapi.com',
}

/** How many steps the way to an account has; their words are msg.guide.<kind>.<n>. */
export const STEPS: Readonly<Record<Kind, number>> = { wecom: 5, official: 5, mini: 4, aliyun: 4, tencent: 4 }
