// The page's own words, in both languages.
const sayings = {
  en: {
    begin: 'Begin with', kind: 'Figure', language: 'Language', undo: 'Undo', redo: 'Redo', reset: 'Start again',
    sentence: 'A sentence', advanced: 'More controls', compare: 'Two views', single: 'One view', left: 'Left', right: 'Right',
    sides: 'Which view the controls change', copy: 'Copy as command', manifest: 'as manifest entry', swift: 'as Swift',
    link: 'Link', copied: 'Copied', controls: 'Controls', figureLabel: 'The figure', call: 'The command', several: ' Several with ; between.',
    gone: 'The program does not answer; has it ended?', busy: 'Too many pictures are waiting; try again.',
    long: 'The values are too long for this page; the command line takes longer ones.', newer: 'Something newer was drawn meanwhile; try again.',
    holds: (count) => (count === 1 ? '1 check holds' : `${count} checks hold`), fails: (count, all) => `${count} of ${all} checks ${count === 1 ? 'fails' : 'fail'}`,
    difference: 'Left − right', shapes: (a, b) => `No difference: the one is [${a}], the other [${b}].`,
    scales: (a, b) => `Each picture has a colour scale of its own: left ${a}, right ${b}.`,
    many: 'No difference is drawn: there are more than 10 000 cells.', play: (name) => `Play through: ${name}`, stop: 'Stop',
    none: '—',
  },
  zh: {
    begin: '从此开始', kind: '图', language: '语言', undo: '撤销', redo: '重做', reset: '重新开始',
    sentence: '一句话', advanced: '更多选项', compare: '两个视图', single: '单个视图', left: '左', right: '右',
    sides: '选项改变哪个视图', copy: '复制为命令', manifest: '清单条目', swift: 'Swift 代码',
    link: '链接', copied: '已复制', controls: '选项', figureLabel: '图', call: '命令', several: '多个值以 ; 分隔。',
    gone: '程序没有应答，是否已退出？', busy: '等待的图太多，请再试一次。',
    long: '这些值对本页来说太长；命令行可以更长。', newer: '其间已有更新的图，请再试一次。',
    holds: (count) => `${count} 项验证全部成立`, fails: (count, all) => `${all} 项验证中有 ${count} 项不成立`,
    difference: '左 − 右', shapes: (a, b) => `无法求差：一个是 [${a}]，另一个是 [${b}]。`,
    scales: (a, b) => `两图各用自己的色标：左 ${a}，右 ${b}。`,
    many: '单元格超过 10 000 个，不画差值图。', play: (name) => `逐个播放：${name}`, stop: '停止',
    none: '—',
  },
};
