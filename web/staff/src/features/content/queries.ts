import { useQuery } from '@tanstack/react-query'
import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Text = Schemas['ContentTextBody']
export type TextFields = Schemas['ContentTextFields']
export type Article = Schemas['ContentArticleBody']
export type ArticleFields = Schemas['ContentArticleFields']
export type Block = Schemas['ContentBlockBody']
export type Face = Schemas['ContentFaceBody']
export type FaceFields = Schemas['ContentFaceFields']
export type Coupon = Schemas['ContentCouponBody']
export type Finding = Schemas['ContentFindingBody']
export type Lengths = Schemas['ContentLengthsBody']
export type Revision = Schemas['ContentRevisionBody']
export type Use = Schemas['ContentUseBody']
export type FileInfo = Schemas['ContentFileBody']

export const CLASSES = ['care', 'service', 'relation', 'marketing'] as const
export const WORTHS = ['amount', 'percent', 'item'] as const
export const BLOCKS = ['heading', 'text', 'picture', 'video', 'book'] as const

export const CONTENT = ['content'] as const
export const keys = {
  texts: [...CONTENT, 'texts'] as const, text: (key: string) => [...CONTENT, 'text', key] as const,
  articles: [...CONTENT, 'articles'] as const, article: (key: string) => [...CONTENT, 'article', key] as const,
  faces: [...CONTENT, 'faces'] as const, files: [...CONTENT, 'files'] as const,
  of: (patient: string) => [...CONTENT, 'of', patient] as const,
}

export const useTexts = () => useQuery({ queryKey: keys.texts, queryFn: () => answer(api.GET('/api/v1/content/texts')) })
export const useText = (key: string) => useQuery({ queryKey: keys.text(key), queryFn: () => answer(api.GET('/api/v1/content/texts/{key}', { params: { path: { key } } })), enabled: key !== '' })
export const useArticles = () => useQuery({ queryKey: keys.articles, queryFn: async () => (await answer(api.GET('/api/v1/content/articles'))).items })
export const useArticle = (key: string) => useQuery({ queryKey: keys.article(key), queryFn: () => answer(api.GET('/api/v1/content/articles/{key}', { params: { path: { key } } })), enabled: key !== '' })
export const useFaces = () => useQuery({ queryKey: keys.faces, queryFn: async () => (await answer(api.GET('/api/v1/content/faces'))).items })
export const useFiles = (open: boolean) => useQuery({ queryKey: keys.files, queryFn: async () => (await answer(api.GET('/api/v1/content/files'))).items, enabled: open })
export const useOfPatient = (patient: string, on = true) => useQuery({ queryKey: keys.of(patient), queryFn: () => answer(api.GET('/api/v1/content/patients/{id}', { params: { path: { id: patient } } })), enabled: on && patient !== '' })

const versioned = (key: string, version: number) => ({ params: { path: { key }, header: at(version) } })
export const saveText = (key: string, version: number, body: Schemas['ContentSaveTextInBody']) => answer(api.PUT('/api/v1/content/texts/{key}', { ...versioned(key, version), body }))
export const retireText = (key: string, version: number, retired: boolean) => answer(api.POST('/api/v1/content/texts/{key}/retire', { ...versioned(key, version), body: { retired } }))
export const judge = (body: TextFields) => answer(api.POST('/api/v1/content/judge', { body }))
export const saveArticle = (key: string, version: number, body: Schemas['ContentSaveArticleInBody']) => answer(api.PUT('/api/v1/content/articles/{key}', { ...versioned(key, version), body }))
export const retireArticle = (key: string, version: number, retired: boolean) => answer(api.POST('/api/v1/content/articles/{key}/retire', { ...versioned(key, version), body: { retired } }))
export const judgeArticle = (body: ArticleFields) => answer(api.POST('/api/v1/content/judge-article', { body }))
export const addFace = (body: Schemas['ContentNewFaceInBody']) => answer(api.POST('/api/v1/content/faces', { body }))
export const changeFace = (f: Face, body: FaceFields) => answer(api.PUT('/api/v1/content/faces/{id}', { params: { path: { id: f.id }, header: at(f.version) }, body }))
export const retireFace = (id: string, version: number, retired: boolean) => answer(api.POST('/api/v1/content/faces/{id}/retire', { params: { path: { id }, header: at(version) }, body: { retired } }))
export const judgeFace = (body: FaceFields) => answer(api.POST('/api/v1/content/judge-face', { body }))
export const grant = (patient: string, face_id: string) => answer(api.POST('/api/v1/content/patients/{id}/coupons', { params: { path: { id: patient } }, body: { face_id } }))
export const withdraw = (id: string) => answer(api.POST('/api/v1/content/coupons/{id}/withdraw', { params: { path: { id } } }))
export const share = (key: string, patient_id: string) => answer(api.POST('/api/v1/content/articles/{key}/links', { params: { path: { key } }, body: { patient_id } }))
export const addFile = (file: File) => answer(api.POST('/api/v1/content/files', {
  params: { query: { name: file.name.slice(0, 200) } }, headers: { 'content-type': 'application/octet-stream' }, body: file as unknown as string, bodySerializer: (b: unknown) => b as Blob,
}))
export const fileUrl = (id: string, kind: 'picture' | 'video') => `/api/v1/content/files/${id}/${kind}`
