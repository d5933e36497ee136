const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral';

/**
 * The words of a message to a person are not behaviour: a test of them would only repeat them. So texts that stand in
 * `new …Error(…)` or `new …Fault(…)` are left alone, save the first of a fault, which is its code. All other texts are mutated.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'message-text',
    value: {
      shouldIgnore({ node, parent }) {
        if (!isText(node) || parent?.type !== 'NewExpression' || !parent.arguments.includes(node)) return undefined;
        const name = parent.callee.name ?? '';
        const isMessage = name.endsWith('Error') || (name.endsWith('Fault') && parent.arguments[0] !== node);
        return isMessage ? 'the words of a message' : undefined;
      },
    },
  },
];
