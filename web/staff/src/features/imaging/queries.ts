import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Image = Schemas['ImagingImageBody']
export type Slot = Image['slot']
export type Added = Schemas['ImagingAddedBody']
export type Figure = Schemas['ImagingFigureBody']
export type Filing = Schemas['ImagingFileInBody']

export const keys = {
  all: ['imaging'] as const,
  of: (patient: string) => ['imaging', 'of', patient] as const,
  figures: (clinic: string, from: string, to: string) => ['imaging', 'figures', clinic, from, to] as const,
}

const one = (i: Image) => ({ path: { id: i.id }, header: at(i.version) })

/** A patient's images; read again soon while some are being drawn. */
export const useImages = (patient: string) => useQuery({
  queryKey: keys.of(patient),
  queryFn: async (): Promise<Image[]> => (await answer(api.GET('/api/v1/imaging/patients/{id}/images', { params: { path: { id: patient } } }))).items,
  refetchInterval: (q) => (q.state.data?.some((i) => !i.drawn && !i.trouble) ? 3000 : false),
})

export const thumbOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/thumb`
export const pictureOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/picture`
export const originalOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/original`

export const known = async (patient: string, hashes: string[]): Promise<string[]> =>
  (await answer(api.POST('/api/v1/imaging/patients/{id}/known', { params: { path: { id: patient } }, body: { hashes } }))).hashes

export interface Where {
  patient: string
  clinic: string
  slot: Slot
  /** '' = as the file says, else today. */
  day: string
}

export const add = (w: Where, hash: string, file: Blob): Promise<Added> => answer(api.PUT('/api/v1/imaging/patients/{id}/images/{hash}', {
  params: { path: { id: w.patient, hash }, query: { clinic_id: w.clinic, slot: w.slot, ...(w.day ? { day: w.day } : {}) } },
  headers: { 'content-type': 'application/octet-stream' }, body: file as unknown as string, bodySerializer: (b) => b as unknown as Blob,
}))
export const fileAnew = (i: Image, body: Filing): Promise<Image> => answer(api.PATCH('/api/v1/imaging/images/{id}', { params: one(i), body }))
export const withdraw = (i: Image, reason: string): Promise<Image> => answer(api.POST('/api/v1/imaging/images/{id}/withdraw', { params: one(i), body: { reason } }))

export const figures = async (clinic_id: string, from: string, to: string): Promise<Figure[]> =>
  (await answer(api.GET('/api/v1/imaging/figures', { params: { query: { clinic_id, from, to } } }))).items
