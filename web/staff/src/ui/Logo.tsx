/** The mark: an archwire through three brackets. */
export function Logo({ size = 32 }: { size?: number }) {
  return (
    <svg width={size} height={size} viewBox="0 0 32 32" aria-hidden="true">
      <rect width="32" height="32" rx="7" fill="#0f766e" />
      <path d="M5 13c4 9 18 9 22 0" fill="none" stroke="#fff" strokeWidth="2.4" strokeLinecap="round" />
      <path d="M8.500 14h3.400v4H8.500zM14.300 16.800h3.400v4h-3.400zM20.100 14h3.400v4h-3.400z" fill="#fff" />
    </svg>
  )
}
