/** What a poem, a title or a name may hold to become more than text. */
export const hostileTexts = [
  '[click](command:workbench.action.quit)',
  '![x](https://evil.example/pixel.png)',
  '<img src=x onerror=alert(1)>',
  '<script>alert(1)</script>',
  '$(alert) $(sync~spin)',
  'https://evil.example and www.evil.example and a@evil.example',
  '`code` **bold** _thin_ ~~gone~~ # heading',
  '1. list\n- list\n> quote\n| a | b |\n|---|---|',
  '&lt;b&gt; &#60;b&#62;',
  '\u202egnp.exe\u202c \u2066x\u2069',
  '</td></table><iframe src="javascript:alert(1)">',
  '\\[escaped\\](command:x)',
];
