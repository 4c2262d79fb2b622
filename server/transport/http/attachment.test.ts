import { expect, test } from 'vitest'
import { attachment, fileNameOf } from './attachment.ts'

test.each([
  ['HAWK-1', 'HAWK-1_x.csv'],
  ['../../etc/passwd', 'etc-passwd_x.csv'],
  ['/abs', 'abs_x.csv'],
  ['C:\\x', 'C-x_x.csv'],
  ['.hidden', 'hidden_x.csv'],
  ['CON', 'CON_x.csv'],
  ['a\0b', 'a-b_x.csv'],
  ['cod\u202evsc.exe', 'cod-vsc.exe_x.csv'],
  ['a\r\nset-cookie: b', 'a-set-cookie-b_x.csv'],
  ['half \ud800', 'half_x.csv'],
  ['', 'export_x.csv'],
  ['...', 'export_x.csv'],
  ['"; filename="evil.exe', 'filename=-evil.exe_x.csv'],
  ['шторм 7', 'шторм-7_x.csv'],
  ['🛩'.repeat(50), `${'🛩'.repeat(40)}_x.csv`],
])('%j is saved as %j', (name, file) => expect(fileNameOf(name, '_x.csv')).toBe(file))

test('the header has the name in ASCII, and in UTF-8 where they differ, with nothing that ends either', () => {
  expect(attachment('HAWK-1_x.csv')).toBe('attachment; filename="HAWK-1_x.csv"')
  expect(attachment("é'(1)*.csv")).toBe(`attachment; filename="_1_.csv"; filename*=UTF-8''%C3%A9%27%281%29%2A.csv`)
})
