import { expect, test } from 'vitest'
import { plainText } from './plain-text.ts'

test.each([
  ['HAWK-1', 'HAWK-1'],
  ['two\r\nlines\tand\u2028more', 'two lines and more'],
  ['N\0UL\u0007', 'NUL'],
  ['turned \u202Etxt.exe', 'turned txt.exe'],
  ['half \ud800 pair', 'half \ufffd pair'],
  ['\ufeff x\ufffe\uffff ', 'x'],
  ['crew 👩‍✈️', 'crew 👩‍✈️'],
  ['می‌خواهم', 'می‌خواهم'],
  [']]><img src=x onerror=alert(1)>', ']]><img src=x onerror=alert(1)>'],
  ['\u202e\0', ''],
])('%j reads as %j', (text, plain) => expect(plainText(text)).toBe(plain))
