import { answer, at, type Schemas } from '@archwire/api'
import { api } from '../../app/api'

export type Item = Schemas['CatalogItemBody']
export type NewItem = Schemas['CatalogNewItemInBody']
export type ItemChange = Schemas['CatalogChangeItemInBody']
export type Price = Schemas['CatalogPriceBody']
export type PriceIn = Schemas['CatalogPriceInBody']
export type Category = Schemas['CatalogCategoryBody']
export type ImportRow = Schemas['CatalogRowBody']

export const CATALOG = ['catalog'] as const
export const keys = {
  items: (clinic: string, all: boolean) => [...CATALOG, 'items', clinic, all] as const,
  item: (id: string) => [...CATALOG, 'item', id] as const,
  categories: [...CATALOG, 'categories'] as const,
  choices: [...CATALOG, 'choices'] as const,
}

const one = (id: string) => ({ params: { path: { id } } })
const versioned = (i: Item) => ({ params: { path: { id: i.id }, header: at(i.version) } })

/** clinic '' = as the group has them. */
export const items = async (clinic: string, all: boolean): Promise<Item[]> =>
  (await answer(api.GET('/api/v1/catalog/items', { params: { query: { all, ...(clinic ? { clinic_id: clinic } : {}) } } }))).items
export const history = (id: string) => answer(api.GET('/api/v1/catalog/items/{id}', one(id)))
export const categories = async (): Promise<Category[]> => (await answer(api.GET('/api/v1/catalog/categories'))).items
export const choices = () => answer(api.GET('/api/v1/catalog/choices'))
export const addItem = (body: NewItem) => answer(api.POST('/api/v1/catalog/items', { body }))
export const changeItem = (i: Item, body: ItemChange) => answer(api.PATCH('/api/v1/catalog/items/{id}', { ...versioned(i), body }))
export const setPrice = (i: Item, body: PriceIn) => answer(api.PUT('/api/v1/catalog/items/{id}/price', { ...versioned(i), body }))
export const offer = (i: Item, clinic_id: string, offered: boolean) => answer(api.PUT('/api/v1/catalog/items/{id}/offer', { ...versioned(i), body: { clinic_id, offered } }))
