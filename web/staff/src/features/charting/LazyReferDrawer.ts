import { lazy } from 'react'
import { needTexts } from '@archwire/i18n'

/** The form of a referral with its words, fetched where one is first begun. */
export const LazyReferDrawer = lazy(async () => {
  const [m] = await Promise.all([import('./ReferDrawer'), needTexts('referral'), needTexts('teeth')])
  return { default: m.ReferDrawer }
})
