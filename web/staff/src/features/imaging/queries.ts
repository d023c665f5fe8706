import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Image = Schemas['ImagingImageBody']
export type Slot = Image['slot']
export type Added = Schemas['ImagingAddedBody']
export type Figure = Schemas['ImagingFigureBody']
export type Amount = Schemas['BillingImagingAmountBody']
export type Filing = Schemas['ImagingFileInBody']
export type History = Schemas['ImagingHistoryBody']

export const keys = {
  all: ['imaging'] as const,
  of: (patient: string) => ['imaging', 'of', patient] as const,
  one: (image: string, version: number) => ['imaging', 'one', image, version] as const,
  figures: (clinic: string, from: string, to: string) => ['imaging', 'figures', clinic, from, to] as const,
  amounts: (clinic: string, from: string, to: string) => ['imaging', 'amounts', clinic, from, to] as const,
}

const one = (i: Image) => ({ path: { id: i.id }, header: at(i.version) })

/** A patient's images, those out of view as well; read again soon while some are being drawn. */
export const useImages = (patient: string, enabled = true) => useQuery({
  queryKey: keys.of(patient), enabled,
  queryFn: async (): Promise<Image[]> => (await answer(api.GET('/api/v1/imaging/patients/{id}/images', { params: { path: { id: patient }, query: { withdrawn: true } } }))).items,
  refetchInterval: (q) => (q.state.data?.some((i) => !i.drawn && !i.trouble && !i.withdrawn_at) ? 3000 : false),
})

export const thumbOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/thumb`
export const pictureOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/picture`
export const originalOf = (i: Image): string => `/api/v1/imaging/images/${i.id}/original`

/** What happened to an image. */
export const useHistory = (i: Image) => useQuery({
  queryKey: keys.one(i.id, i.version),
  queryFn: async () => (await answer(api.GET('/api/v1/imaging/images/{id}', { params: { path: { id: i.id } } }))).steps,
})

export const known = async (patient: string, hashes: string[]): Promise<string[]> =>
  (await answer(api.POST('/api/v1/imaging/patients/{id}/known', { params: { path: { id: patient } }, body: { hashes } }))).hashes

export interface Where {
  patient: string
  clinic: string
  slot: Slot
  /** '' = as the file says, else today. */
  day: string
  /** Teeth, '' = none said. */
  site?: string
  /** The imaging order for which it was taken. */
  order?: string
}

export const add = (w: Where, hash: string, file: Blob): Promise<Added> => answer(api.PUT('/api/v1/imaging/patients/{id}/images/{hash}', {
  params: { path: { id: w.patient, hash }, query: { clinic_id: w.clinic, slot: w.slot, ...(w.day ? { day: w.day } : {}), ...(w.site ? { site: w.site } : {}), ...(w.order ? { order_id: w.order } : {}) } },
  headers: { 'content-type': 'application/octet-stream' }, body: file as unknown as string, bodySerializer: (b) => b as unknown as Blob,
}))
export const fileAnew = (i: Image, body: Filing): Promise<Image> => answer(api.PATCH('/api/v1/imaging/images/{id}', { params: one(i), body }))
export const withdraw = (i: Image, reason: string): Promise<Image> => answer(api.POST('/api/v1/imaging/images/{id}/withdraw', { params: one(i), body: { reason } }))

/** Puts an image back into view that was withdrawn by mistake. */
export const giveBack = (i: Image): Promise<Image> => answer(api.POST('/api/v1/imaging/images/{id}/return', { params: one(i) }))

/** Puts images of one patient to another visit or day, all or none. */
export const moveAll = async (list: readonly Image[], to: { visit_id?: string; day?: string }): Promise<Image[]> =>
  (await answer(api.POST('/api/v1/imaging/patients/{id}/move', {
    params: { path: { id: list[0]!.patient_id } }, body: { images: list.map((i) => ({ id: i.id, version: i.version })), ...to },
  }))).items

/** The codes of what is on the price list, by id. */
export const useCodes = (clinic: string, enabled: boolean) => useQuery({
  queryKey: ['imaging', 'codes', clinic], staleTime: 300_000, enabled: enabled && clinic !== '',
  queryFn: async () => new Map((await answer(api.GET('/api/v1/catalog/items', { params: { query: { clinic_id: clinic, all: true } } }))).items.map((i) => [i.id, i.code])),
})

export const figures = async (clinic_id: string, from: string, to: string): Promise<Figure[]> =>
  (await answer(api.GET('/api/v1/imaging/figures', { params: { query: { clinic_id, from, to } } }))).items

/** What films and scans came to; billing knows, for who may see the clinic's money. */
export const amounts = async (clinic_id: string, from: string, to: string): Promise<Amount[]> =>
  (await answer(api.GET('/api/v1/billing/imaging-amounts', { params: { query: { clinic_id, from, to } } }))).items
