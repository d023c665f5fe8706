import { isTooth } from '@archwire/domain'
import { chosen, type Selection } from '../../tooth/selection'
import { PARTS, type Finding, type Line, type Part, type Section, type Template } from './recordQueries'

/** A record as it is typed: each part one text, each line of it a statement. */
export type Texts = { [p in Part]: string }

export const NONE: Texts = { complaint: '', illness: '', history: '', examination: '', diagnosis: '', plan: '', treatment: '', advice: '' }

export function textsOf(parts: readonly Section[]): Texts {
  const out = { ...NONE }
  for (const s of parts) out[s.part] = s.lines.map((l) => l.text).join('\n')
  return out
}

/** The parts to send. A line keeps the place that it had beside its text. */
export function sectionsOf(texts: Texts, before: readonly Section[]): Section[] {
  const out: Section[] = []
  for (const part of PARTS) {
    const known = new Map(before.find((s) => s.part === part)?.lines.map((l) => [l.text, l.site ?? '']))
    const lines: Line[] = texts[part].split('\n').map((x) => x.trim()).filter(Boolean).map((text) => {
      const site = known.get(text)
      return site ? { text, site } : { text }
    })
    if (lines.length > 0) out.push({ part, lines })
  }
  return out
}

/** The teeth that a text names as "#46", each once. */
export function marksIn(text: string): string[] {
  const out: string[] = []
  for (const m of text.matchAll(/#([1-8][1-8]s?)(?![0-9])/g)) if (isTooth(m[1]!) && !out.includes(m[1]!)) out.push(m[1]!)
  return out
}

/** The "/…" before the caret that asks for a phrase; null where none does: "120/78" is a blood pressure. */
export function askedPhrase(text: string, caret: number): { from: number; typed: string } | null {
  const m = /(^|[^\w/])\/([^\s/]{0,20})$/.exec(text.slice(0, caret))
  return m ? { from: m.index + m[1]!.length, typed: m[2]! } : null
}

/** What stands against a signature of a part, and what wants a reason. */
export const findingsOf = (list: readonly Finding[], part: Part): Finding[] => list.filter((f) => f.part === part)

/** Each rule once: a reason is given for all its findings together. */
export const rulesOf = (list: readonly Finding[]): Finding[] => list.filter((f, i) => list.findIndex((x) => x.rule === f.rule) === i)

/** Whether somebody who types means the template: its name, its spellings, or a piece of what it says. */
export function isMeant(x: Template, typed: string): boolean {
  const low = typed.trim().toLowerCase()
  return low === '' || x.name.toLowerCase().includes(low) || x.keys.some((k) => k.includes(low)) || x.parts.some((s) => s.lines.some((l) => l.text.toLowerCase().includes(low)))
}

/** Whose a template is: one's own, one clinic's or the group's. */
export const whoseOf = (x: Template): 'own' | 'clinic' | 'group' => (x.own ? 'own' : x.clinic_id ? 'clinic' : 'group')

/** Several lines as the one line of a phrase; between stands where a line ends without a mark of its own. */
export const oneLine = (text: string, between: string): string =>
  text.split('\n').map((x) => x.trim()).filter(Boolean).reduce((all, x) => all + (all === '' || /[，。；：、,.;:]$/.test(all) ? '' : between) + x, '')

/** Chosen teeth as a record names them: "#46MO #47". */
export const namesOf = (s: Selection): string => chosen(s).map((x) => `#${x}${s[x]}`).join(' ')

/** A text with teeth named at the caret, apart from the words around them, and where the caret stands then. */
export function withTeeth(text: string, caret: number, named: string): { text: string; caret: number } {
  const at = Math.min(caret, text.length)
  const before = text.slice(0, at)
  const after = text.slice(at)
  const put = `${/[\w#]$/.test(before) ? ' ' : ''}${named}${/^\s/.test(after) ? '' : ' '}`
  return { text: before + put + after, caret: before.length + put.length }
}
