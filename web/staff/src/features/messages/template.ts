/**
 * How a template reads with the samples of its purpose, as the server tries it:
 * so that what a provider would refuse is seen while it is typed. The server
 * decides.
 */

const BRACES = /\{([a-z][a-z0-9_]*)\}/g

/** A text with values in the place of {names}; missing is the first of which there is none. */
export function fill(text: string, values: Readonly<Record<string, string>>): { text: string; missing: string } {
  let missing = ''
  const filled = text.replace(BRACES, (_, name: string) => {
    const v = values[name] ?? ''
    if (!v && name !== 'link' && !missing) missing = name
    return v
  })
  return { text: filled.trim(), missing }
}

const DAY = '(\\d{4}年)?\\d{1,2}月\\d{1,2}日'
const CLOCK = '\\d{1,2}:\\d{2}(:\\d{2})?'

interface SlotRule {
  /** Characters. */
  most: number
  /** Absent: any text, which is cut where it is too long. */
  form?: RegExp
}

/** What WeChat takes in a variable, by its kind: the name without its number. */
const RULES: Readonly<Record<string, SlotRule>> = {
  thing: { most: 20 }, name: { most: 10 }, phrase: { most: 5 }, const: { most: 20 },
  number: { most: 32, form: /^[0-9]+(\.[0-9]+)?$/ },
  letter: { most: 32, form: /^[A-Za-z]+$/ },
  character_string: { most: 32, form: /^[\x21-\x7e]+$/ },
  symbol: { most: 5, form: /^[\p{P}\p{S}]+$/u },
  amount: { most: 12, form: /^[¥￥$]?[0-9]{1,10}(\.[0-9]{1,2})?元?$/ },
  phone_number: { most: 17, form: /^[0-9+ -]+$/ },
  car_number: { most: 8, form: /^\p{Script=Han}?[A-Z0-9]+\p{Script=Han}?$/u },
  time: { most: 40, form: new RegExp(`^(${DAY} ?)?${CLOCK}(~(${DAY} ?)?${CLOCK})?$`) },
  date: { most: 40, form: new RegExp(`^${DAY}( ?${CLOCK})?(~${DAY}( ?${CLOCK})?)?$`) },
}

/** The kind of a variable; '' for one that follows no rule of WeChat's, such as a parameter of an SMS. */
export function kindOfSlot(name: string): string {
  const kind = name.replace(/[0-9]+$/, '')
  return kind !== name && kind in RULES ? kind : ''
}

/** How many characters a variable takes; 0 = as many as one likes. */
export const slotMost = (name: string): number => RULES[kindOfSlot(name)]?.most ?? 0

export type SlotFault = '' | 'name' | 'twice' | 'field' | 'empty' | 'form' | 'long'

export interface SlotTrial {
  /** As it would read; of a text that is too long what is left of it. */
  text: string
  /** Characters before anything is cut. */
  length: number
  fault: SlotFault
  /** The field that there is not. */
  field: string
}

/** What becomes of a variable with the samples. A text that would be cut is told as long, which the server takes. */
export function trySlot(slot: { name?: string; text?: string }, values: Readonly<Record<string, string>>, others: readonly string[]): SlotTrial {
  const name = slot.name?.trim() ?? ''
  const filled = fill(slot.text ?? '', values)
  const text = filled.text.split(/\s+/).filter(Boolean).join(' ')
  const rule = RULES[kindOfSlot(name)]
  const length = [...text].length
  const says = (fault: SlotFault, field = ''): SlotTrial => ({ text, length, fault, field })
  if (!name) return says('name')
  if (others.filter((o) => o === name).length > 1) return says('twice')
  if (filled.missing) return says('field', filled.missing)
  if (!text) return says('empty')
  if (!rule) return says('')
  if (rule.form) return says(length <= rule.most && rule.form.test(text) ? '' : 'form')
  return length > rule.most ? { text: `${[...text].slice(0, rule.most - 1).join('')}…`, length, fault: 'long', field: '' } : says('')
}

const SMS_ONE = 70
const SMS_PART = 67
/** The most parts that a template of an SMS may come to. */
export const SMS_MOST = 10

export interface SmsSize {
  length: number
  parts: number
}

/** Characters of an SMS as they are carried, and as how many it is billed. */
export function smsSize(text: string): SmsSize {
  const length = text.length // an emoji is carried as two, which is how it is counted here as well
  return { length, parts: length <= SMS_ONE ? 1 : Math.ceil(length / SMS_PART) }
}

/** An SMS as it reads on the telephone. */
export const signed = (sign: string, text: string): string => (sign ? `【${sign}】${text}` : text)

/** Bytes of a text, by which channels of free text bound it. */
export const bytesOf = (text: string): number => new TextEncoder().encode(text).length

/** The longest texts by channel, in bytes. */
export const TEXT_MOST: Readonly<Record<string, number>> = { wecom_task: 3900, wecom_app: 2048, wecom_welcome: 3900, official_service: 2048, sms: 1500 }

/** Channels that take free text; the others fill what the provider has approved. */
export const isFree = (channel: string): boolean => channel !== 'sms' && channel in TEXT_MOST

/** Channels by which accounts of a kind are reached. */
const THROUGH: Readonly<Record<string, readonly string[]>> = {
  wecom: ['wecom_task', 'wecom_app', 'wecom_welcome'], official: ['official_template', 'official_subscribe', 'official_service'], mini: ['mini_subscribe'], aliyun: ['sms'], tencent: ['sms'],
}
export const goesThrough = (channel: string, kind: string): boolean => THROUGH[kind]?.includes(channel) ?? false
