import { lazy } from 'react'
import type { RouteObject } from 'react-router'
import { needTexts } from '@archwire/i18n'
import { registerTaskForm } from '../tasks/forms'

/** What patients were not content with; the way there is the task centre, and the page of a patient. */
export const complaintRoutes: RouteObject[] = [{
  path: '/complaints/:id?',
  lazy: async () => {
    const [m] = await Promise.all([import('./ComplaintsPage'), needTexts('complaints'), needTexts('patients')])
    return { Component: m.default }
  },
}]

registerTaskForm('complaint', lazy(async () => {
  const [m] = await Promise.all([import('./TaskForm'), needTexts('complaints')])
  return m
}))
