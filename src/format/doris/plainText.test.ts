import { expect, test } from 'vitest'
import { cleanLine, stripQuote } from './plainText'

test.each([
  ['\u001b[31m1.20\u001b[0m GB', '1.20 GB'],
  ['bytes \u001b[31m1\u001b[0', 'bytes 1'],
  ['bytes 1\u001b[', 'bytes 1'],
  ['bytes 1\u001b', 'bytes 1'],
  ['\u001b]8;;link\u0007text\u001b(B', 'text'],
  ['limit：1\u00a0GB，soft（2）\r', 'limit:1 GB,soft(2)'],
  ['plain', 'plain'],
  ['&nbsp;&nbsp; - Memory: 5 MB<br/>\r', '   - Memory: 5 MB'],
  ['tracker:&lt;Query#Id=1-2&gt; &amp;lt;<BR>', 'tracker:<Query#Id=1-2> &lt;'],
  ['a<br>b', 'a<br>b'],
])('cleanLine %j', (line, expected) => expect(cleanLine(line)).toBe(expected))

test.each([
  ['> > Type=a', 'Type=a'],
  ['* Type=a', 'Type=a'],
  ['    Type=a', '    Type=a'],
  ['- Memory: 5', 'Memory: 5'],
])('stripQuote %j', (line, expected) => expect(stripQuote(line)).toBe(expected))
