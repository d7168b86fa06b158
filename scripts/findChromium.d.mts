export function findChromium(): { own: boolean; path: string | undefined } | undefined
