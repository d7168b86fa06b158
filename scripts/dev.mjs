// npm run dev: the page with hot reload; behind it the gateway and the reference process, built anew and restarted when their code
// changes. Ctrl+C stops all of it.
import { spawn, spawnSync } from 'node:child_process'
import { existsSync, rmSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

process.chdir(fileURLToPath(new URL('..', import.meta.url)))
const port = process.env.MEMLANE_DEV_PORT ?? '8765'
const bin = (name) => fileURLToPath(new URL(`../node_modules/.bin/${name}`, import.meta.url))
const program = 'dist/server/memlane.js'

rmSync('dist/server', { recursive: true, force: true })
const first = spawnSync(bin('vite'), ['build', '--logLevel', 'warn'], { stdio: 'inherit' })
if (first.status !== 0 || !existsSync(program)) process.exit(first.status || 1)

const children = [
  spawn(bin('vite'), ['build', '--watch', '--logLevel', 'warn'], { stdio: ['ignore', 'ignore', 'inherit'] }),
  spawn(process.execPath, ['--watch', program, 'serve', '--port', port, ...process.argv.slice(2)], { stdio: 'inherit' }),
  spawn(bin('vite'), [], { stdio: 'inherit', env: { ...process.env, MEMLANE_DEV_PORT: port } }),
]
const stop = () => children.forEach((child) => child.kill('SIGTERM'))
for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, stop)
for (const child of children) child.once('exit', stop)
