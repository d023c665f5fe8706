// Written by `npm run api` from api/openapi.yaml. Do not edit.
export interface paths {}
export interface components {
  schemas: Record<string, never>
}
export type operations = Record<string, never>
