const isText = ({ type }) => type === 'StringLiteral' || type === 'TemplateLiteral';

/**
 * The words of a message to a person are not behaviour: a test of them would only repeat them. So texts that stand in
 * `new …Error(…)`, `new …Fault(…)`, `new …Misuse(…)` or `faultOf(…)` are left alone, save the first of a fault (its
 * code) or of a misuse (the flag of the hardware). All other texts are mutated.
 */
export const strykerPlugins = [
  {
    kind: 'Ignore',
    name: 'message-text',
    value: {
      shouldIgnore({ node, parent }) {
        if (!isText(node) || !/^(?:New|Call)Expression$/.test(parent?.type) || !parent.arguments.includes(node))
          return undefined;
        const name = parent.callee.name ?? '';
        const isNew = parent.type === 'NewExpression';
        const isFault = isNew ? /(?:Fault|Misuse)$/.test(name) : name === 'faultOf';
        const isMessage = (isNew && name.endsWith('Error')) || (isFault && parent.arguments[0] !== node);
        return isMessage ? 'the words of a message' : undefined;
      },
    },
  },
];
