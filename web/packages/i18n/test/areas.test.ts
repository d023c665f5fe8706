import i18next from 'i18next'
import { expect, it } from 'vitest'
import { needTexts, startTexts, switchLocale } from '../src/index'

// Who logs in may have another language than the page began with: the words of a
// route that is being fetched just then come in it as well.
it('the words of an area come in the language that was chosen while they came', async () => {
  await startTexts('zh-CN')
  const shown = needTexts('messages')
  await Promise.all([shown, switchLocale('en')])
  expect(i18next.t('msg.accounts')).toBe('Channel accounts')
  await switchLocale('zh-CN')
  expect(i18next.t('msg.accounts')).toBe('渠道账号')
  await Promise.all([switchLocale('en'), needTexts('calls')])
  const key = Object.keys((await import('../src/areas/calls.en.json')).default)[0]!
  expect(i18next.t(key)).toBe(((await import('../src/areas/calls.en.json')).default as Record<string, string>)[key])
})
